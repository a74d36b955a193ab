"""Boilerplate: the lines of a page that are the portal's and not the document's.

A line is told by its wording alone: a pattern of `boilerplate.csv` for the whole line, or a line made
of nothing but items of `page_items.csv` (打印 关闭窗口, 首页 | 政务公开 | 办事服务). Where it stands is
the caller's business. Lines are matched folded and without white space.
"""

from __future__ import annotations

import re
from functools import cache

from parsers.folding import fold
from parsers.rules import read_rows

MAX_LENGTH = 600  # a longer line is no line of a portal's
MIN_NAV_ITEMS = 3
MAX_NAV_ITEM = 8
_BLANK = re.compile(r"\s+")
_ITEM_BREAK = re.compile(r"[\s|\[\]【】()<>/,、·:;→»›▪•◆■&]+")
_DIGITS = re.compile(r"\d")


def squeeze(text: str) -> str:
    """`text` folded, in lower case, without white space: what the rules are matched on.

    >>> squeeze("當前位置 ：首 頁")
    '当前位置:首页'
    """
    return _BLANK.sub("", fold(text).text).lower()


def classify_line(text: str) -> str | None:
    """The kind of boilerplate that a line is, e.g. `breadcrumb`; None if it is none by its wording.

    >>> classify_line("【打印本页】 【关闭窗口】")
    'widget'
    >>> classify_line("一、概述")
    """
    if len(text) > MAX_LENGTH:
        return None
    squeezed = squeeze(text)
    if found := _lines().match(squeezed):
        return _kinds()[int(found.lastgroup[1:])] if found.lastgroup else None
    return _classify_items(fold(text).text.lower())


def _classify_items(folded: str) -> str | None:
    """`widget` or `nav` if all or nearly all that a line lists is such an item."""
    items = [item for item in _ITEM_BREAK.split(folded) if item]
    if not items:
        return "rule" if folded.strip() else None
    kinds = [_items().get(item) for item in items]
    known = len(items) - kinds.count(None)
    if known == len(items):
        return "nav" if "nav" in kinds else "widget"
    if len(items) < MIN_NAV_ITEMS or any(len(item) > MAX_NAV_ITEM for item in items) or _DIGITS.search(folded):
        return None
    return "nav" if known * 2 >= len(items) or items[0] in ("首页", "网站首页") else None


@cache
def _rows() -> list[dict[str, str]]:
    return read_rows("boilerplate.csv")


@cache
def _kinds() -> list[str]:
    return [row["kind"] for row in _rows()]


@cache
def _lines() -> re.Pattern[str]:
    return re.compile("|".join(f"(?P<r{n}>{row['pattern']})" for n, row in enumerate(_rows())))


@cache
def _items() -> dict[str, str]:
    """Item → kind."""
    return {item: row["kind"] for row in read_rows("page_items.csv") for item in row["items"].split()}
