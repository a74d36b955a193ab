"""Lines about the page: 来源：… 发布时间：…, 索引号 | … | 发布机构 | …, as pairs of label and value.

The labels, and the key of `Document.metadata` each stands for, are rows of `page_labels.csv`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from parsers.boilerplate import classify_line
from parsers.folding import fold
from parsers.rules import read_rows

MAX_LENGTH, MAX_SPACED = 600, 200
MAX_LABEL = 24
MAX_VALUE = 80
MIN_GLUED = 3  # a label of so many characters may stand right behind a value (2021-02-19浏览次数:5384)
LAST_RANK = 9
DATE = r"(?:19|20)\d\d\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}日?(?:\s*\d{1,2}:\d{2}(?::\d{2})?)?"
_EDGES = " \t\r\n|[]【】()<>,;·:*-—_\u3000\u00a0"
_BARE_DATE = re.compile(rf"[\s\[(【]*({DATE})[\s\])】]*")
_LAST_DATE = re.compile(rf"\s+[\[(【]?({DATE})[\])】]?\s*$")
_INDEX_NO = re.compile(
    r"[\[【]?\s*([0-9A-Za-z]{8,40}(?:[-/][0-9A-Za-z]{1,40}){0,4}[-/](?:19|20)\d\d-?\d{0,12})\s*[\]】]?"
)
_BLANK = re.compile(r"\s+")
_GAP = re.compile(r"[\s|\[\]【】]{2,}|[|\[\]【】]")


class Labelled(NamedTuple):
    """A label on a line about the page: its key ("" if none), role, value as printed, and rank: of
    several values of a key the lowest rank counts."""

    label: str
    key: str
    role: str
    value: str
    rank: int = 1


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
    found = list(_find_labels(folded.text)) or _find_spaced_labels(folded.text)
    if not found:
        return ()
    before = folded.text[: found[0].start()]
    dated = _BARE_DATE.fullmatch(before)
    if before.strip(_EDGES) and not dated and classify_line(before) is None:
        return ()
    pairs = []
    for match, following in zip(found, [*found[1:], None], strict=True):
        end = following.start() if following else len(folded.text)
        pairs.append(_make(match["label"], folded.raw(match.end(), end)))
    if any(len(pair.value) > MAX_VALUE or "。" in pair.value for pair in pairs):
        return ()
    if dated:
        pairs.insert(0, Labelled("", "published", "info", folded.raw(*dated.span(1)), 2))
    return tuple(pairs)


def may_be_labelled(folded: str) -> bool:
    """Whether a folded line holds a label at all: a quick test before `parse_labelled`."""
    if len(folded) > MAX_LENGTH:
        return False
    return next(_find_labels(folded), None) is not None or bool(_find_spaced_labels(folded))


@lru_cache(8192)
def parse_label(folded: str) -> Labelled | None:
    """A folded line, or table cell, that is nothing but a label (索 引 号); its value is empty."""
    if len(folded) > MAX_LABEL:
        return None
    name = _BLANK.sub("", folded).strip(_EDGES)
    return _make(name, "") if name in _labels() else None


def parse_bare(text: str) -> Labelled | None:
    """A line about the page that has no label: a date, an index number.

    >>> parse_bare("（2015年3月20日）").value
    '2015年3月20日'
    """
    if len(text) > MAX_VALUE:
        return None
    folded = fold(text)
    for key, pattern in (("published", _BARE_DATE), ("index_no", _INDEX_NO)):
        if found := pattern.fullmatch(folded.text):
            return Labelled("", key, "info", folded.raw(*found.span(1)), 2)
    return None


def split_last_date(text: str) -> tuple[str, str] | None:
    """A line that ends with a date apart (甲公告  2024-04-26): what stands before it, and the date."""
    folded = fold(text)
    found = _LAST_DATE.search(folded.text)
    return (folded.raw(0, found.start()), folded.raw(*found.span(1))) if found and found.start() else None


def parse_cells(cells: Iterable[str]) -> Iterator[Labelled]:
    """Labels with their values in the cells of a row: in one cell, or the value behind the label's."""
    pending: Labelled | None = None
    for cell in cells:
        inline = parse_labelled(cell)
        if any(each.value for each in inline):
            yield from inline
            pending = None
        elif label := parse_label(fold(cell).text):
            pending = label
            yield label
        elif pending is not None:
            yield pending._replace(value=_trim(cell))
            pending = None


def pick_best(labels: Iterable[Labelled]) -> dict[str, str]:
    """For each key the value of the lowest rank, the first of several."""
    best: dict[str, Labelled] = {}
    for each in labels:
        if each.key and each.value and (each.key not in best or each.rank < best[each.key].rank):
            best[each.key] = each
    return {key: each.value for key, each in best.items()}


def _find_labels(folded: str) -> Iterator[re.Match[str]]:
    """The labels of a folded line that a colon or a bar follows, and that begin where one can."""
    if ":" not in folded and "|" not in folded and "\t" not in folded:
        return
    for found in _pattern().finditer(folded):
        before = folded[found.start() - 1] if found.start() else " "
        if before in _EDGES or before.isdigit() or len(_BLANK.sub("", found["label"])) >= MIN_GLUED:
            yield found


def _find_spaced_labels(folded: str) -> list[re.Match[str]]:
    """The labels of a line that parts label and value by spaces (索 引 号 0012 发 布 机 构 甲局): two or
    more of them, or one with its characters apart; the first begins the line."""
    opening = _BLANK.sub("", folded[:MAX_LABEL])
    if len(folded) > MAX_SPACED or " " not in folded or not opening.startswith(_label_words()) or "。" in folded:
        return []
    found = list(_spaced_pattern().finditer(folded))
    if not found or folded[: found[0].start("label")].strip():
        return []
    apart, long = " " in found[0]["label"], len(_BLANK.sub("", found[0]["label"])) >= MIN_GLUED
    return found if apart or (long and len(found) > 1) else []


def _make(label: str, value: str) -> Labelled:
    name = _BLANK.sub("", label)
    row = _labels()[name]
    return Labelled(name, row["key"], row["role"], _trim(value), int(row["rank"] or 1))


def _trim(value: str) -> str:
    """A value without the signs around it, and without the portal's items behind it (打印, [大 中 小])."""
    text = value.strip(_EDGES + "：")
    while gap := _last_gap(text):
        if classify_line(fold(text[gap:]).text.strip(_EDGES)) is None:
            break
        text = text[:gap].strip(_EDGES)
    return _close_brackets(text)


def _last_gap(text: str) -> int:
    """Where the last gap in a value begins, 0 if there is none."""
    return max((found.start() for found in _GAP.finditer(text)), default=0)


def _close_brackets(text: str) -> str:
    """`text` with the closing bracket that stripping took off a pair, if it did."""
    for opening, closing in ("()", "（）", "[]", "【】"):
        if text.count(opening) == text.count(closing) + 1:
            return text + closing
    return text


@cache
def _labels() -> dict[str, dict[str, str]]:
    return {row["label"]: row for row in read_rows("page_labels.csv")}


@cache
def _label_words() -> tuple[str, ...]:
    return tuple(_labels())


@cache
def _spaced_pattern() -> re.Pattern[str]:
    """A label, its characters perhaps apart, with spaces before and behind it."""
    return re.compile(rf"(?<!\S)(?P<label>{_any_label()}) +(?=\S)")


def _any_label() -> str:
    words = sorted(_labels(), key=len, reverse=True)
    return "|".join(" *".join(map(re.escape, word)) for word in words)


@cache
def _pattern() -> re.Pattern[str]:
    """A label, its characters perhaps apart, and the colon, bar or tab behind it."""
    return re.compile(f"(?P<label>{_any_label()}) *[:|\t]")
