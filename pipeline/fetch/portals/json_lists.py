"""Lists as JSON: an interface given as an address, or one that a page's script names.

Whatever the names of an interface: the list is the array whose objects have a title and an address, the number of
records or pages stands beside it, and the page's number in the query.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from parsers.folding import fold_characters
from parsers.identity.dates import parse_date
from pipeline.fetch.pages import MOST_LINKS, Ask, Link, Page, join, squeeze
from pipeline.fetch.portals.words import field_names

_CALLBACK = re.compile(r"^[\w$.]{1,80}\s*\(\s*(?=[\[{])")
_SPARE_COMMA = re.compile(r",\s*+([\]}])")
_TAGS = re.compile(r"<[^<>]{0,200}>")
_DEEPEST, _MOST_NODES = 8, 100_000


class JsonLists:
    """An array of objects with titles and addresses."""

    name = "JSON"

    @staticmethod
    def speaks(page: Page) -> bool:
        """Whether a page is JSON, or a call with JSON as its argument."""
        head = page.text.lstrip()[:100]
        return head[:1] in ("{", "[") or _CALLBACK.match(head) is not None

    def find_links(self, page: Page) -> list[Link]:
        """The links of the list."""
        return [link for row in _rows(_parse(page)) if (link := _link(row, page.url))] if self.speaks(page) else []

    def find_asks(self, page: Page) -> list[Ask]:
        """The next page, unless the interface says that this is the last one or it is empty."""
        if not self.speaks(page):
            return []
        value = _parse(page)
        rows = len(_rows(value))
        parts = urlsplit(page.url)
        number = _number().search(parts.query)
        if not rows or number is None or _is_last(value, int(number[2]), rows):
            return []
        following = parts.query[: number.start(2)] + str(int(number[2]) + 1) + parts.query[number.end(2) :]
        return [Ask(urlunsplit(parts._replace(query=following)))]


@cache
def _number() -> re.Pattern[str]:
    """The page's number in a query."""
    names = "|".join(map(re.escape, field_names()["number"]))
    return re.compile(rf"((?:^|&)(?:{names})=)(\d{{1,5}})(?=&|$)", re.I)


def _parse(page: Page) -> Any:
    """The page's value; None if it is no JSON."""
    text = page.text.strip()
    if called := _CALLBACK.match(text):
        text = text[called.end() :].rstrip("; \n").removesuffix(")")
    for each in (text, _SPARE_COMMA.sub(r"\1", text)):  # templates leave one behind the last object
        try:
            return json.loads(each, strict=False)  # and ends of lines within texts
        except (ValueError, RecursionError):
            continue
    return None


def _objects(value: Any) -> Iterator[Any]:
    """All objects and arrays in a value, the outer before the inner."""
    level, seen = [value], 0
    for _ in range(_DEEPEST):
        inner: list[Any] = []
        for each in level:
            yield each
            inner += each.values() if isinstance(each, dict) else each if isinstance(each, list) else ()
        level = [each for each in inner if isinstance(each, dict | list)][: _MOST_NODES - seen]
        seen += len(level)


def _rows(value: Any) -> list[dict[str, Any]]:
    """The first array whose objects have a title and an address."""
    for each in _objects(value):
        if isinstance(each, list):
            rows = [row for row in each if isinstance(row, dict) and _text(row, "title") and _text(row, "url")]
            if rows:
                return rows[:MOST_LINKS]
    return []


def _text(row: dict[str, Any], role: str) -> str:
    """The first text that a row has under one of the names of a role, in their order."""
    small = {key.lower(): value for key, value in row.items()}
    return next(
        (small[name] for name in field_names()[role] if isinstance(small.get(name), str) and small[name].strip()), ""
    )


def _link(row: dict[str, Any], base: str) -> Link | None:
    url = join(base, _text(row, "url"))
    published = parse_date(fold_characters(_text(row, "date")))
    return Link(url, squeeze(_TAGS.sub("", _text(row, "title"))), published) if url else None


def _is_last(value: Any, number: int, rows: int) -> bool:
    """Whether the interface says that there is no page behind this one."""
    for each in _objects(value):
        if not isinstance(each, dict):
            continue
        small = {key.lower(): item for key, item in each.items()}
        if (pages := _first_number(small, "pages")) is not None:
            return number >= pages
        if (total := _first_number(small, "rows")) is not None:
            return number * max(rows, _first_number(small, "size") or 0) >= total
    return False


def _first_number(small: dict[str, Any], role: str) -> int | None:
    for name in field_names()[role]:
        value = small.get(name)
        if isinstance(value, str) and value.isdecimal():
            value = int(value)
        if isinstance(value, int) and not isinstance(value, bool):
            return value
    return None
