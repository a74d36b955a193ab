"""The title of a document: the line before the content that reads most like one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from parsers.boilerplate import classify_line, squeeze
from parsers.page_labels import parse_labelled
from pipeline.formats.lines import Line

MAX_TITLE = 90
_SUBJECT = re.compile("信息公开|政务公开|院务公开|校务公开|年度报告|年报")
_KIND = re.compile(
    "(?:报告|年报|总结|要点|方案|指南|通知|办法|制度|规定|意见|公告|通报|目录|细则|规范|摘要|情况|表)(?:[(（《].{0,30})?$"
)
_YEAR = re.compile("(?:19|20)[0-9]{2}|二[〇○零0]")
_ENDS = re.compile("[。；;!！?？]$")
_SITE_BREAK = re.compile(r"\s*[-_|—–]+\s*|\s{2,}")
_BODY = re.compile(
    "(?:政府|局|委|厅|办|处|部|院|站|所|队|中心|委员会|办公室|街道|镇|乡|大队|银行|公司|协会|学校|大学|学院)$"
)


class Title(NamedTuple):
    """A title and the lines it stands on; -1 if it stands on none."""

    text: str
    first: int
    last: int


def find_title(lines: Sequence[Line], meta: Mapping[str, str]) -> Title | None:
    """The title among the lines before the content, else the one that the tags tell."""
    hints = {squeeze(meta[key]) for key in ("articletitle", "og:title") if meta.get(key)}
    hints |= {squeeze(part) for part in _SITE_BREAK.split(meta.get("<title>", "")) if len(part) > 6}
    scored = [(score, -place) for place, line in enumerate(lines) if (score := _score(line, hints)) >= 3]
    if not scored:
        told = meta.get("articletitle") or clean_page_title(meta.get("<title>", ""))
        return Title(told, -1, -1) if told else None
    place = -max(scored)[1]
    return _with_line_before(lines, place)


def clean_page_title(text: str) -> str | None:
    """The part of a title tag that is the document's: not the site's, not the column's.

    >>> clean_page_title("甲县财政局2019年政府信息公开年度报告 - 信息公开 - 甲县人民政府")
    '甲县财政局2019年政府信息公开年度报告'
    """
    parts = [part.strip() for part in _SITE_BREAK.split(text) if part.strip()]
    return max(parts, key=lambda part: _score_text(squeeze(part)), default=None)


def _score(line: Line, hints: set[str]) -> int:
    text = line.text.strip()
    if not text or len(text) > MAX_TITLE or line.grid is not None or line.links * 2 > len(text):
        return 0
    squeezed = squeeze(text)
    if _ENDS.search(squeezed) or classify_line(text) or parse_labelled(text):
        return 0
    score = _score_text(squeezed)
    if squeezed in hints:
        score += 4
    return score + 2 * (line.tag in ("h1", "h2")) + (line.tag == "h3")


def _score_text(squeezed: str) -> int:
    """Points for the words of a title: its subject, its kind, its year."""
    return 2 * bool(_SUBJECT.search(squeezed)) + 2 * bool(_KIND.search(squeezed)) + bool(_YEAR.search(squeezed))


def _with_line_before(lines: Sequence[Line], place: int) -> Title:
    """A title that begins with its year or subject may have its body on the line before."""
    text = lines[place].text.strip()
    squeezed = squeeze(text)
    before = place - 1
    while before >= 0 and not lines[before].text.strip():
        before -= 1
    starts_late = re.match("(?:(?:19|20)[0-9]{2}|二[〇○零]..)年?度?(?:政府|政务)|(?:政府|政务)信息公开", squeezed)
    if starts_late and before >= 0 and place - before <= 2:
        body = lines[before].text.strip()
        if len(body) <= 30 and _BODY.search(squeeze(body)) and not classify_line(body):
            return Title(body + text, before, place)
    return Title(text, place, place)
