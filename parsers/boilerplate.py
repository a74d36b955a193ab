"""Boilerplate: the lines of a page that are the portal's and not the document's.

A line is told by its wording alone: a pattern of `boilerplate.csv` for the whole line (`needs`: words
one of which it must hold, a quick test), or a line made
of nothing but items of `page_items.csv` (打印 关闭窗口, 首页 | 政务公开 | 办事服务). Where it stands is
the caller's business. Lines are matched folded, in lower case and without white space.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from parsers.rules import read_rows

MAX_LENGTH = 600  # a longer line is no line of a portal's
SHORT = 40
MIN_NAV_ITEMS = 3
MAX_NAV_ITEM = 10
GLUED_SHARE = 0.6  # of a line that known items make up which nothing parts
_BLANK = re.compile(r"\s+")
_ITEM_BREAK = re.compile(r"[\s|\[\]【】()<>/,、·:;→»›▪•◆■&-]+")
_BARS = re.compile("[|丨│]")
_SENTENCE = re.compile("[。；;!?]")


def squeeze(folded: str) -> str:
    """Folded text in lower case without white space: what the rules are matched on.

    >>> squeeze("当前位置 : 首 页")
    '当前位置:首页'
    """
    return _BLANK.sub("", folded).lower()


def classify_line(folded: str) -> str | None:
    """The kind of boilerplate that a folded line is, e.g. `breadcrumb`; None if it is none by its wording.

    Kinds that only name what they found: `word` (a short item that may also be a label in a table),
    `trail` (words parted by arrows), `rule` (signs alone).

    >>> classify_line("【打印本页】 【关闭窗口】")
    'widget'
    >>> classify_line("一、概述")
    """
    if len(folded) > MAX_LENGTH:
        return None
    return _classify_short(folded) if len(folded) <= SHORT else _classify(folded)


def _classify(folded: str) -> str | None:
    squeezed = squeeze(folded)
    found = _lines(any(word in squeezed for word in _needed_words())).match(squeezed)
    if found and found.lastgroup:
        return _kinds()[int(found.lastgroup[1:])]
    if len(folded) > MAX_LENGTH // 2:
        return None
    # No item holds a full stop: running text is not taken apart.
    return _classify_glued(squeezed) if "。" in squeezed else _classify_items(folded.lower())


@lru_cache(8192)
def _classify_short(folded: str) -> str | None:
    """Labels and figures of the forms stand on every page: remember them."""
    return _classify(folded)


def is_list(folded: str) -> bool:
    """Whether a line lists short items as a menu does, whatever they are: 首页 | 甲 | 乙.

    >>> is_list("首页 | 某体育 | 政务公开 | 互动交流")
    True
    """
    if _SENTENCE.search(folded):
        return False
    bars = [part for part in _BARS.split(folded) if part.strip()]
    if len(bars) >= MIN_NAV_ITEMS:
        return max(map(len, bars)) <= 3 * MAX_NAV_ITEM
    words = folded.split()
    return len(words) > MIN_NAV_ITEMS and max(map(len, words)) <= MAX_NAV_ITEM


def _classify_items(folded: str) -> str | None:
    """`widget`, `nav` or `word` if all or nearly all that a line lists is such an item."""
    items = [item for item in _ITEM_BREAK.split(folded) if item]
    if not items:
        return "rule" if folded.strip() else None
    kinds = [_items().get(item) for item in items]
    known = len(items) - kinds.count(None)
    if known == len(items):
        if set(kinds) == {"word"}:
            return "word" if len(items) == 1 else "widget"
        return "nav" if "nav" in kinds else "widget"
    if glued := _classify_glued(squeeze(folded)):
        return glued
    if len(items) < MIN_NAV_ITEMS or max(map(len, items)) > MAX_NAV_ITEM or _SENTENCE.search(folded):
        return None
    return "nav" if known * 2 >= len(items) or items[0] in ("首页", "网站首页") else None


def _classify_glued(squeezed: str) -> str | None:
    """`widget` or `nav` if items with nothing between them make up most of a line."""
    glued = _glued_items().match(squeezed)
    if glued is None or glued.end() < GLUED_SHARE * len(squeezed):
        return None
    return "nav" if glued.end() < len(squeezed) else "widget"


@cache
def _rows() -> list[dict[str, str]]:
    return read_rows("boilerplate.csv")


@cache
def _kinds() -> list[str]:
    return [row["kind"] for row in _rows()]


@cache
def _lines(needs: bool) -> re.Pattern[str]:
    """The patterns of whole lines; without `needs` but those that hold no word they cannot do without."""
    rows = [(n, row) for n, row in enumerate(_rows()) if needs or not row["needs"]]
    return re.compile("|".join(f"(?P<r{n}>{row['pattern']})" for n, row in rows))


@cache
def _needed_words() -> tuple[str, ...]:
    """The words one of which must stand in a line that a pattern with `needs` matches."""
    return tuple({word: None for row in _rows() for word in row["needs"].split()})


@cache
def _glued_items() -> re.Pattern[str]:
    """Two items or more with nothing between them (返回顶部关闭窗口). Possessive: nothing is tried twice."""
    words = sorted((word for word in _items() if len(word) > 1), key=len, reverse=True)
    return re.compile(f"(?:{'|'.join(map(re.escape, words))}){{2,40}}+")


@cache
def _items() -> dict[str, str]:
    """Item → kind."""
    return {item: row["kind"] for row in read_rows("page_items.csv") for item in row["items"].split()}
