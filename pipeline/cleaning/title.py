"""The title of a document: the line before the content that reads most like one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

from parsers.boilerplate import squeeze
from parsers.folding import fold
from parsers.page_labels import split_last_date
from parsers.titles import (
    MAX_TITLE,
    MIN_SCORE,
    ends_letter,
    is_numbered,
    is_sentence,
    names_kind,
    score_title,
    title_words,
)
from pipeline.formats.lines import Line

MAX_BODY, MAX_REST, MAX_OPENING = 30, 12, 120
_SITE_BREAK = re.compile(r"\s*[-_|—–]+\s*|\s{2,}")
_EDGES = " \t|\u3000\u00a0"


class Title(NamedTuple):
    """A title, and the first and last line that it stands on; -1 if it stands on none."""

    text: str
    first: int
    last: int


def find_title(lines: Sequence[Line], first: int, meta: Mapping[str, str]) -> Title | None:
    """The title among the lines before `first`, the first line of content; else the words that line
    opens with; else what the tags tell."""
    hints = {_squeezed(meta[key]) for key in ("articletitle", "og:title") if meta.get(key)}
    hints |= {_squeezed(part) for part in _SITE_BREAK.split(meta.get("<title>", "")) if len(part) > 6}
    scores = [_score(line, hints) for line in lines[:first]]
    best = max(scores, default=0)
    if best >= MIN_SCORE:
        return _with_neighbours(lines, scores.index(best), first)
    if first < len(lines) and (opening := _find_opening(lines[first])):
        return Title(opening, first, first)
    told = meta.get("articletitle") or clean_page_title(meta.get("<title>", ""))
    return Title(told, -1, -1) if told else None


def clean_page_title(text: str) -> str | None:
    """The part of a title tag that is the document's: not the site's, not the column's.

    >>> clean_page_title("甲县财政局2019年政府信息公开年度报告 - 信息公开 - 甲县人民政府")
    '甲县财政局2019年政府信息公开年度报告'
    """
    parts = [part.strip() for part in _SITE_BREAK.split(text) if part.strip()]
    return max(parts, key=lambda part: score_title(_squeezed(part)), default=None)


def find_site(page_title: str, before: Sequence[str], title: Title | None) -> str | None:
    """The site's name: the last part of the title tag, or the line that opens a text.

    >>> find_site("甲局2019年年报_政府信息公开年报_甲县人民政府", (), None)
    '甲县人民政府'
    """
    parts = [part.strip() for part in _SITE_BREAK.split(page_title) if part.strip()]
    named = [
        part
        for part in [*parts[:0:-1], *before]
        if len(part) <= MAX_BODY and title_words()["site"].search(_squeezed(part))
    ]
    return next((part for part in named if title is None or part not in title.text), None)


def _squeezed(text: str) -> str:
    return squeeze(fold(text).text)


def _score(line: Line, hints: set[str]) -> int:
    """Points of a line as a title; 0 if it cannot be one."""
    text = line.folded.strip(_EDGES)
    if not text or len(text) > MAX_TITLE or line.grid is not None or line.links * 2 > len(text):
        return 0
    squeezed = squeeze(text)
    if line.kind or line.labelled or is_sentence(squeezed) or is_numbered(squeezed):
        return 0
    heading = {"h1": 2, "h2": 2, "h3": 1}.get(line.tag, 0)
    return score_title(squeezed) + 4 * (squeezed in hints) + heading


def _with_neighbours(lines: Sequence[Line], place: int, first: int) -> Title:
    """A title with the lines it is spread over: its body may stand on the line before, if it begins with
    the year or the subject, and the word for its kind on the line behind."""
    text = lines[place].text.strip(_EDGES)
    if dated := split_last_date(text):
        text = dated[0].strip(_EDGES)
    start = end = place
    behind = _find_printed(lines, range(place + 1, min(place + 3, first)))
    if behind is not None and _goes_on(_squeezed(text), lines[behind]):
        text, end = text + lines[behind].text.strip(_EDGES), behind
    before = _find_printed(lines, range(place - 1, max(place - 3, -1), -1))
    if before is not None and title_words()["late"].match(_squeezed(text)) and _is_body(lines[before]):
        text, start = lines[before].text.strip(_EDGES) + text, before
    return Title(text, start, end)


def _find_printed(lines: Sequence[Line], places: range) -> int | None:
    """The first of some places where anything is printed."""
    return next((place for place in places if lines[place].text.strip()), None)


def _goes_on(squeezed: str, behind: Line) -> bool:
    """Whether a title goes on behind its line: with the word for its kind, or to the end of a letter's title."""
    if "关于" in squeezed and ends_letter(squeeze(behind.folded)):
        return behind.kind is None
    return not names_kind(squeezed) and _is_rest(behind)


def _is_rest(line: Line) -> bool:
    """Whether a line is the end of a title: 年度报告, 报 告."""
    squeezed = squeeze(line.folded)
    return line.kind in (None, "nav") and len(squeezed) <= MAX_REST and names_kind(squeezed)


def _is_body(line: Line) -> bool:
    """Whether a line names the body that a title is of."""
    text = line.folded.strip(_EDGES)
    return line.kind is None and len(text) <= MAX_BODY and bool(title_words()["body"].search(squeeze(text)))


@cache
def _opening() -> re.Pattern[str]:
    """The title that a whole report in one line opens with, apart from what follows."""
    return re.compile(rf"\s*(.{{4,60}}?(?:{title_words()['kind'].pattern}))\s")


def _find_opening(line: Line) -> str | None:
    if line.grid is not None or len(line.text) <= MAX_OPENING:
        return None
    found = _opening().match(line.folded[:MAX_OPENING])
    return found[1] if found and score_title(squeeze(found[1])) > MIN_SCORE else None
