"""Lines about the page: 来源：… 发布时间：…, 索引号 | … | 发布机构 | …, as pairs of label and value.

The labels, and the key of `Document.metadata` each stands for, are rows of `page_labels.csv`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from parsers.folding import Folded, fold
from parsers.rules import read_rows

MAX_LENGTH = 600
MAX_VALUE = 80
MIN_GLUED = 3  # a label of so many characters may stand right behind a value (2021-02-19浏览次数:5384)
DATE = r"(?:19|20)\d\d\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}日?(?:\s*\d{1,2}:\d{2}(?::\d{2})?)?"
_EDGES = " \t\r\n|[]【】()<>,;·:*-—_"
_BARE_DATE = re.compile(rf"[\s\[(【]*({DATE})[\s\])】]*")
_INDEX_NO = re.compile(r"[\[【]?\s*([0-9A-Za-z]{8,}(?:[-/][0-9A-Za-z]+)*[-/](?:19|20)\d\d-?\d*)\s*[\]】]?")


class Labelled(NamedTuple):
    """A label on a line about the page: its key ("" if none), role, and its value as printed."""

    label: str
    key: str
    role: str
    value: str


def parse_labelled(text: str) -> tuple[Labelled, ...]:
    """The labels of a line with their values; empty if the line is no line of labels.

    >>> [(each.key, each.value) for each in parse_labelled("来源：市政府办  发布时间：2020-01-17")]
    [('source', '市政府办'), ('published', '2020-01-17')]
    >>> parse_labelled("来源：多渠道。")
    ()
    """
    if len(text) > MAX_LENGTH:
        return ()
    folded = fold(text)
    found = list(_find_labels(folded.text))
    if not found:
        return ()
    before = folded.text[: found[0].start()]
    dated = _BARE_DATE.fullmatch(before)
    if before.strip(_EDGES) and not dated:
        return ()
    pairs = [_make(folded, found, n) for n in range(len(found))]
    if any(len(pair.value) > MAX_VALUE or "。" in pair.value for pair in pairs):
        return ()
    if dated:
        pairs.insert(0, Labelled("", "published", "info", folded.raw(*dated.span(1))))
    return tuple(pairs)


def parse_label(text: str) -> Labelled | None:
    """A line, or a table cell, that is nothing but a label (索 引 号); its value is empty."""
    if len(text) > MAX_LENGTH:
        return None
    name = re.sub(r"\s+", "", fold(text).text).strip(_EDGES)
    row = _labels().get(name)
    return Labelled(name, row["key"], row["role"], "") if row else None


def parse_bare(text: str) -> Labelled | None:
    """A line about the page that has no label: a date, an index number.

    >>> parse_bare("（2015年3月20日）").value
    '2015年3月20日'
    """
    if len(text) > MAX_VALUE:
        return None
    folded = fold(text)
    for key, pattern in (("published", _BARE_DATE), ("index_no", _INDEX_NO)):
        if found := pattern.fullmatch(folded.text.strip()):
            offset = len(folded.text) - len(folded.text.lstrip())
            return Labelled("", key, "info", folded.raw(offset + found.start(1), offset + found.end(1)))
    return None


def _find_labels(folded: str) -> Iterator[re.Match[str]]:
    """The labels of a folded line that a colon or a bar follows, and that begin where one can."""
    for found in _pattern().finditer(folded):
        before = folded[: found.start()]
        short = len(re.sub(r"\s", "", found["label"])) < MIN_GLUED
        if not short or not before or before[-1] in _EDGES or before[-1].isdigit():
            yield found


def _make(folded: Folded, found: list[re.Match[str]], n: int) -> Labelled:
    name = re.sub(r"\s", "", found[n]["label"])
    row = _labels()[name]
    end = found[n + 1].start() if n + 1 < len(found) else len(folded.text)
    value = folded.raw(found[n].end(), end)
    return Labelled(name, row["key"], row["role"], value.strip(_EDGES + "\u3000\u00a0："))


@cache
def _labels() -> dict[str, dict[str, str]]:
    return {row["label"]: row for row in read_rows("page_labels.csv")}


@cache
def _pattern() -> re.Pattern[str]:
    """Any label, its characters perhaps apart, and the colon, bar or tab behind it."""
    words = sorted(_labels(), key=len, reverse=True)
    return re.compile(f"(?P<label>{'|'.join(r'[ ]*'.join(map(re.escape, word)) for word in words)})[ ]*[:|\t]")
