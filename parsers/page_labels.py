"""Lines about the page: 来源：… 发布时间：…, 索引号 | … | 发布机构 | …, as pairs of label and value.

The labels, and the key of `Document.metadata` each stands for, are rows of `page_labels.csv`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from itertools import zip_longest
from typing import NamedTuple

from parsers.boilerplate import classify_line
from parsers.folding import Folded, fold, fold_characters
from parsers.rules import read_rows

MAX_LENGTH, MAX_SPACED = 600, 200
MAX_LABEL = 24
MAX_VALUE = 80
MAX_WORDS = 40  # of the words beside a date that has no label
MIN_GLUED = 3  # a label of so many characters may stand right behind a value (2021-02-19浏览次数:5384)
_NUMERAL = "[〇○零一二三四五六七八九十]"
_TIME = r"(?:\s*(?:星期|周)[一二三四五六日天])?(?:[\sT]*\d{1,2}[:时]\d{2}(?:[:分](?:\d{2}(?:\.\d{1,3})?)?)?)?"
DATE = (
    rf"(?:(?:19|20)\d\d\s*[-/.年]\s*\d{{1,2}}\s*[-/.月]\s*\d{{1,2}}日?{_TIME}"
    rf"|二[〇○零]{_NUMERAL}{{2}}年{_NUMERAL}{{1,2}}月{_NUMERAL}{{1,3}}日)"
)
_EDGES = " \t\r\n|[]【】()<>,;·:*-—_\u3000\u00a0"
_SAID = "(?:发布|发表|公布|更新|上传|刊登|公开)"
_BARE_DATE = re.compile(rf"[\s|\[(【]*(?:{_SAID}于\s*)?({DATE})\s*{_SAID}?[\s|\])】]*")
# What may follow are labels that we do not know, with their values: 甲公告 2024-04-26 公司代码:688999.
_LAST_DATE = re.compile(
    rf"(?<![\s至到~—-])\s{{1,40}}[\[(【]?({DATE})[\])】]?(?:\s+[\u4e00-\u9fff]{{2,8}}:\s?[^\s:]{{1,40}}){{0,4}}\s*$"
)
_INDEX_NO = re.compile(
    r"[\[【]?\s*([0-9A-Za-z]{8,40}(?:[-/][0-9A-Za-z]{1,40}){0,4}[-/](?:19|20)\d\d-?\d{0,12})\s*[\]】]?"
)
# A date with words before or behind it, parted from them: 办公室（政务公开办） 2010-03-29.
_WORDS_AND_DATE = re.compile(rf"(?P<words>.*?)[\s|\[(【]+(?P<date>{DATE})[\s|\])】]*")
_DATE_AND_WORDS = re.compile(rf"[\s|\[(【]*(?P<date>{DATE})[\])】]*[\s|]+(?P<words>\D.*)")
# What is no part of a value although no label that we know stands before it: 字数:2100, 已有 691 人阅读.
_BEHIND_VALUE = re.compile(
    r"[\s|【\[](?:[\u4e00-\u9fff]{2,6}\s*:|(?:已有|已被|已|被|共)?\s*\d+\s*(?:人次|人|次)?(?:阅读|浏览|访问|点击|查看)"
    r"|(?:阅读|浏览|点击|访问)(?:量|数|次数)?\s*\d+\s*次?)"
)
_SITE = re.compile(r"www\.|https?:|[a-z]\.(?:cn|com|net|org)\b|(?:网|网站|平台|门户)$")
_DOMAIN = re.compile(r"(?:https?://)?www\.[\w.-]+")
_BODY = re.compile(
    r"(?:政府|局|委|厅|办|处|科|股|室|部|院|站|所|队|中心|委员会|办公室|街道|镇|乡|公司|协会|学校|大学|学院)"
    r"(?:\(.{1,12}\))?$"
)
_WITHIN = re.compile(r".{0,3}(?:办公室|处室|科|股|室|处)")  # a part of a body, not the body: 院办公室
_NOTE = re.compile(r"\([^()]{1,12}\)")
_FIELD = re.compile(r"[\u4e00-\u9fff]{2,8}\s*:[^:。;]{0,60}")
_BEHIND_LABEL = re.compile(r"[:|\t\]】]")
_WORD = re.compile(r"\S+")
_NEXT_WORD = re.compile(r"\s*(\S+)(?:\s+|$)")
_DATED = re.compile(rf"[\s\[(【]*{DATE}[\])】]?(?:\s+|$|(?=[^\d\s]))")
_VIEWS = re.compile(r"\s*[\d,]*\s*(?:人次|次|人)?(?:\s+|$)")
_NAME = re.compile(r"\s*[^\s。;,]{1,30}(?:\s+|$)")
_RUNNING = re.compile(r"[。;,]|[一二三四五六七八九十]、")
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


@lru_cache(256)  # a line is asked about more than once
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
    before = _read_before(folded, found[0].start(), len(found))
    if before is None:
        return ()
    pairs: list[Labelled] = []
    for match, following in zip(found, [*found[1:], None], strict=True):
        end = following.start() if following else len(folded.text)
        pairs += _read_value(match["label"], folded.raw(match.end(), end))
    if any(len(pair.value) > MAX_VALUE or "。" in pair.value for pair in pairs):
        return ()
    return (*before, *pairs)


def may_be_labelled(folded: str) -> bool:
    """Whether a folded line holds a label at all: a quick test before `parse_labelled`."""
    if len(folded) > MAX_LENGTH:
        return False
    if _BEHIND_LABEL.search(folded) and next(_find_labels(folded), None) is not None:
        return True
    return " " in folded and bool(_find_spaced_labels(folded))


@lru_cache(8192)
def parse_label(folded: str) -> Labelled | None:
    """A folded line, or table cell, that is nothing but a label (索 引 号); its value is empty."""
    if len(folded) > MAX_LABEL:
        return None
    name = _BLANK.sub("", folded).strip(_EDGES)
    return _make(name, "") if name in _labels() else None


def parse_bare(text: str) -> tuple[Labelled, ...]:
    """What a line about the page tells that has no label: a date, alone or beside the name of a body or
    site; an index number. Empty if the line is none.

    >>> [each.value for each in parse_bare("（2015年3月20日发布）")]
    ['2015年3月20日']
    >>> [(each.key, each.value) for each in parse_bare("2025-01-22 09:18 | 甲县文化和旅游局")]
    [('published', '2025-01-22 09:18'), ('source', '甲县文化和旅游局')]
    """
    if len(text) > MAX_VALUE:
        return ()
    folded = fold(text)
    if found := _INDEX_NO.fullmatch(folded.text):
        return (Labelled("", "index_no", "info", folded.raw(*found.span(1)), 2),)
    return _read_dated(folded, len(folded.text)) or ()


def split_last_date(text: str) -> tuple[str, str] | None:
    """A line that ends with a date apart, or fields behind it: what stands before the date, and the date.

    >>> split_last_date("甲公告  2024-04-26"), split_last_date("甲公告 2024-04-26 公司代码：688999  简称：甲")
    (('甲公告', '2024-04-26'), ('甲公告', '2024-04-26'))
    >>> split_last_date("甲年报 2023年1月1日 至 2023年12月31日")  # a period
    """
    folded = fold(text)
    found = _LAST_DATE.search(folded.text)
    return (folded.raw(0, found.start()), folded.raw(*found.span(1))) if found and found.start() else None


def find_run(folded: str) -> tuple[int, int] | None:
    """Where labels of the page with their values stand within a longer line: two or more, or a date.

    >>> line = "甲县2020年年报 发布时间:2021-03-30 字体:大 中 小 一、总体情况 全年公开信息12条。"
    >>> [line[slice(*find_run(line))]]
    ['发布时间:2021-03-30 字体:大 中 小 ']
    """
    labels = list(_find_labels(folded))
    if not labels:
        return None
    before = _LAST_DATE.search(folded, 0, labels[0].start())
    end, count, dated = 0, 0, before is not None
    for label, following in zip_longest(labels, labels[1:]):
        value = _find_value(folded, label, following.start() if following else len(folded))
        if value is None:
            break
        end, count = _skip_tools(folded, value[1]), count + 1
        dated = dated or _DATED.search(folded, label.end(), end) is not None
        if following is None or folded[end : following.start()].strip(_EDGES):
            break
    if not count or not (dated or count > 1):
        return None
    start = before.end() - len(before[0].lstrip()) if before else labels[0].start()
    return start, end


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
    if _BEHIND_LABEL.search(folded) is None:
        return
    for found in _pattern().finditer(folded):
        before = folded[found.start() - 1] if found.start() else " "
        if before in _EDGES or before.isdigit() or len(_BLANK.sub("", found["label"])) >= MIN_GLUED:
            yield found


def _find_spaced_labels(folded: str) -> list[re.Match[str]]:
    """The labels of a line that parts label and value by spaces (索 引 号 0012 发 布 机 构 甲局): two or
    more of them, or one with its characters apart; the first begins the line."""
    if len(folded) > MAX_SPACED or folded.lstrip()[:1] not in _label_starts() or "。" in folded:
        return []
    if not _BLANK.sub("", folded[:MAX_LABEL]).startswith(_label_words()):
        return []
    found = list(_spaced_pattern().finditer(folded))
    if not found or folded[: found[0].start("label")].strip():
        return []
    apart, long = " " in found[0]["label"], len(_BLANK.sub("", found[0]["label"])) >= MIN_GLUED
    return found if apart or (long and len(found) > 1) else []


def _read_before(folded: Folded, end: int, labels: int) -> tuple[Labelled, ...] | None:
    """What stands before the first of a line's labels; None if that is no part of a line about the page."""
    before = folded.text[:end]
    if not before.strip(_EDGES) or classify_line(before) is not None:
        return ()
    if (dated := _read_dated(folded, end)) is not None:
        return dated
    parts = [part.strip(_EDGES) for part in _GAP.split(_NOTE.sub("", before))]
    unknown = [part for part in parts if part]
    # One label alone may be a line of the report's (填报单位:甲局 日期:…).
    known = not unknown or (labels > 1 and all(map(_FIELD.fullmatch, unknown)))
    return () if known else None


def _read_dated(folded: Folded, end: int) -> tuple[Labelled, ...] | None:
    """A date, and the body or site named beside it, in a text up to `end`; None if there is more or less."""
    text = folded.text[:end]
    if alone := _BARE_DATE.fullmatch(text):
        return (Labelled("", "published", "info", folded.raw(*alone.span(1)), 2),)
    found = _WORDS_AND_DATE.fullmatch(text) or _DATE_AND_WORDS.fullmatch(text)
    if found is None or len(found["words"]) > MAX_WORDS:
        return None
    raw = _trim(folded.raw(*found.span("words")))
    words = fold(raw).text
    key = "site" if _SITE.search(words) else "source" if _BODY.search(words) else None
    if key == "source" and _WITHIN.fullmatch(words):
        key = "author"
    if key is None and classify_line(words) is None:
        return None
    date = Labelled("", "published", "info", folded.raw(*found.span("date")), 2)
    return (date, Labelled("", key or "", "info", _DOMAIN.sub("", raw).strip(_EDGES), 2))


def _find_value(folded: str, label: re.Match[str], end: int) -> tuple[int, int] | None:
    """Where the value of a label stands that may be followed by anything: a date, a number of views, or
    the words up to the next label if they are few, else up to a space."""
    row = _labels()[_BLANK.sub("", label["label"])]
    if row["key"] in ("published", "issued"):
        pattern = _DATED
    elif row["role"] == "view":
        pattern = _VIEWS
    elif end - label.end() <= MAX_WORDS and end < len(folded) and not _RUNNING.search(folded, label.end(), end):
        return label.end(), end
    else:
        pattern = _NAME
    found = pattern.match(folded, label.end(), end)
    return found.span() if found else None


def _skip_tools(folded: str, at: int) -> int:
    """The end of the portal's items and dates that follow at a place (字体 大 中 小 我要纠错)."""
    while word := _NEXT_WORD.match(folded, at):
        if (dated := _DATED.match(folded, at)) is not None:
            at = dated.end()
        elif classify_line(word[1].strip(_EDGES)) in ("widget", "word"):
            at = word.end()
        else:
            break
    return at


def _read_value(label: str, raw: str) -> tuple[Labelled, ...]:
    """A label with its value as printed, and the date that stands without a label behind or in place of it."""
    pair = _make(label, raw)
    if pair.key in ("title", "published", "issued", "index_no", "document_no", "url") or not (
        pair.key or pair.role == "view"
    ):
        return (pair,)
    folded = fold(pair.value if pair.role != "view" else raw)
    if alone := _BARE_DATE.fullmatch(folded.text):
        return (pair._replace(value=""), Labelled("", "published", "info", folded.raw(*alone.span(1)), 2))
    behind = _WORDS_AND_DATE.fullmatch(folded.text)
    if behind is None:
        return (pair,)
    date = Labelled("", "published", "info", folded.raw(*behind.span("date")), 2)
    return (pair._replace(value=_trim(folded.raw(*behind.span("words")))), date)


def _make(label: str, value: str) -> Labelled:
    name = _BLANK.sub("", label)
    row = _labels()[name]
    return Labelled(name, row["key"], row["role"], _trim(value), int(row["rank"] or 1))


def _trim(value: str) -> str:
    """A value without the signs around it, and without the portal's items behind it (打印, [大 中 小])."""
    text = value.strip(_EDGES + "：")
    if found := _BEHIND_VALUE.search(fold_characters(text)):
        text = text[: found.start()].strip(_EDGES)
    while gap := _last_gap(text):
        if classify_line(fold(text[gap:]).text.strip(_EDGES)) is None:
            break
        text = text[:gap].strip(_EDGES)
    return _close_brackets(_cut_tools(text))


def _cut_tools(text: str) -> str:
    """A value without the portal's items behind it that nothing but spaces part (字体 大 中 小)."""
    words = list(_WORD.finditer(fold_characters(text)))
    kinds = [classify_line(word[0].strip(_EDGES)) for word in words]
    first = len(words)
    while first > 1 and kinds[first - 1] in ("widget", "word"):
        first -= 1
    known = kinds[first:]
    return text[: words[first].start()].strip(_EDGES) if len(known) > 1 or "widget" in known else text


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
def _label_starts() -> frozenset[str]:
    return frozenset(word[0] for word in _labels())


@cache
def _spaced_pattern() -> re.Pattern[str]:
    """A label, its characters perhaps apart, with spaces before and behind it."""
    return re.compile(rf"(?<!\S)(?P<label>{_any_label()}) +(?=\S)")


def _any_label() -> str:
    words = sorted(_labels(), key=len, reverse=True)
    return "|".join(" *".join(map(re.escape, word)) for word in words)


@cache
def _pattern() -> re.Pattern[str]:
    """A label, its characters perhaps apart, and the colon, bar, tab or closing bracket behind it."""
    return re.compile(rf"(?P<label>{_any_label()}) *(?:[\]】] *[:|\t]?|[:|\t])")
