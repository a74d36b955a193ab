"""开普 (UCAP): static pages counted from 1, or lists that a script gets as JSON.

`createPageHTML('page_div', pages, current, 'list', 'shtml', rows)` names the second page `list_2.shtml`. A page
may instead name an interface such as `/common/search/<channel>?_isAgg=true&_isJson=true&_pageSize=20&page=1`, which
`json_lists` then reads.
"""

from __future__ import annotations

import re
from html import unescape

from pipeline.fetch.pages import Ask, Link, Page, join
from pipeline.fetch.portals.scripts import find_calls
from pipeline.fetch.portals.trs import number_pages

_INTERFACE = re.compile(r"""["']([^"'\s<>]{1,200}\?[^"'\s<>]{0,300}_isJson=true[^"'\s<>]{0,300})["']""")
_NAME = re.compile(r"[\w.-]{1,80}")
_PAGE = re.compile(r"([?&]page=)\d*")


class Ucap:
    """Pages counted from 1 in a script, and interfaces named in one."""

    name = "开普"

    def find_links(self, page: Page) -> list[Link]:
        """None: the links are in the HTML, or behind the interface."""
        return []

    def find_asks(self, page: Page) -> list[Ask]:
        """The second to the last page, and the first page of an interface."""
        asks = self._interfaces(page)
        if "createPageHTML" in page.text:
            for call in find_calls("createPageHTML", page.text):
                if len(call) >= 5 and call[1].isdecimal() and not call[0].isdecimal() and _NAME.fullmatch(call[3]):
                    first = 1 if call[2] == "0" else 2  # some count from 0, as the page at hand shows
                    return asks + number_pages(page, int(call[1]), call[3], call[4], first=first)
        return asks

    def _interfaces(self, page: Page) -> list[Ask]:
        if "_isJson=true" not in page.text or page.text.lstrip()[:1] in ("{", "["):
            return []
        named = {join(page.base, unescape(found[1])) for found in _INTERFACE.finditer(page.text)}
        return [Ask(_with_page(url)) for url in sorted(filter(None, named))]


def _with_page(url: str) -> str:
    """The first page of an interface, whether it says so or leaves the number to a script."""
    return _PAGE.sub(r"\g<1>1", url) if _PAGE.search(url) else f"{url}&page=1"
