"""TRS WCM: static pages, index_1.shtml behind index.shtml, their number in a script.

`createPageHTML(pages, current, "index", "shtml")` counts from 0 and names the second page `index_1.shtml`; older
templates only set `var countPage = 5`, or `m_nRecordCount = "89"` and `m_nPageSize = 20`, next to a page whose own name
tells the rest.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from pipeline.fetch.pages import Ask, Link, Page, join
from pipeline.fetch.portals.scripts import find_calls, find_number

MOST_PAGES = 2_000
_NAME = re.compile(r"[\w.-]{1,80}")
_EXTENSION = re.compile(r"\.?[a-z]{2,6}", re.I)
_OWN_NAME = re.compile(r"([A-Za-z][\w-]*?)(?:_\d{1,4})?\.(s?html?|jsp)")


class Trs:
    """Pages counted from 0 in a script."""

    name = "TRS"

    def find_links(self, page: Page) -> list[Link]:
        """None: the links are in the HTML."""
        return []

    def find_asks(self, page: Page) -> list[Ask]:
        """The second to the last page."""
        for count, _, name, extension, *_ in (call for call in _calls(page) if len(call) >= 4):
            if count.isdecimal() and _NAME.fullmatch(name) and _EXTENSION.fullmatch(extension):
                return number_pages(page, int(count), name, extension, first=1)
        return self._by_variable(page)

    def _by_variable(self, page: Page) -> list[Ask]:
        count = _count_pages(page.text)
        own = _OWN_NAME.fullmatch(urlsplit(page.url).path.rpartition("/")[2] or "index.html")
        return number_pages(page, count, own[1], own[2], first=1) if count and own else []


def _count_pages(text: str) -> int | None:
    """How many pages a script says there are, or records and how many of them are on a page."""
    if "countPage" in text:
        return find_number("countPage", text)
    if "m_nRecordCount" not in text:
        return None
    records, size = find_number("m_nRecordCount", text), find_number("m_nPageSize", text)
    return -(-records // size) if records and size else None


def _calls(page: Page) -> list[list[str]]:
    return find_calls("createPageHTML", page.text) if "createPageHTML" in page.text else []


def number_pages(page: Page, count: int, name: str, extension: str, *, first: int) -> list[Ask]:
    """The pages behind the first of `count`: `name_N.extension`, the second with N = `first`."""
    numbers = range(first, first + min(count, MOST_PAGES) - 1)
    urls = (join(page.base, f"{name}_{number}.{extension.lstrip('.')}") for number in numbers)
    return [Ask(url) for url in urls if url]
