"""Lists turned by a form that a script sends: 南威 and others that are made on the server.

The page holds a form with its own number in a field (`pageNo`, `currentPage` …) and the number of pages in a field, a
script or in words (共5页); its links call a script. The next page is that form with the next number.
"""

from __future__ import annotations

import re
from urllib.parse import urlencode, urlsplit, urlunsplit

from selectolax.lexbor import LexborNode

from pipeline.fetch.pages import Ask, Link, Page, join
from pipeline.fetch.portals.scripts import find_number
from pipeline.fetch.portals.words import field_names, pager_words

_COUNTS = "pageCount|totalPages?|pageTotal|totalPage|pages|countPage|maxPage"
_SCRIPTED = re.compile(r"(?:go|to|turn|jump|next|change|query|set)_?\w{0,12}page|page\w{0,12}\(|submit", re.I)
_MOST_FIELDS = 40


class PageForms:
    """A form whose field counts the pages."""

    name = "表单翻页"

    def find_links(self, page: Page) -> list[Link]:
        """None: the links are in the HTML."""
        return []

    def find_asks(self, page: Page) -> list[Ask]:
        """The next page, if there is one and links of the page turn it by a script."""
        if not self._is_turned_by_script(page):
            return []
        for form in page.tree.css("form"):
            fields = read_fields(form)
            number = next((name for name in fields if name.lower() in field_names()["number"]), None)
            if number and fields[number].isdecimal():
                return self._next(page, form, fields, number)
        return []

    def _next(self, page: Page, form: LexborNode, fields: dict[str, str], number: str) -> list[Ask]:
        following = int(fields[number]) + 1
        count = _count_pages(page, fields)
        url = join(page.base, form.attributes.get("action") or page.url)
        if not url or count is None or following > count:
            return []
        fields[number] = str(following)
        if (form.attributes.get("method") or "get").lower() == "post":
            return [Ask(url, tuple(fields.items()))]
        return [Ask(urlunsplit(urlsplit(url)._replace(query=urlencode(fields))))]

    @staticmethod
    def _is_turned_by_script(page: Page) -> bool:
        if "<form" not in page.text and "<FORM" not in page.text:
            return False
        for node in page.tree.css("a"):
            action = f"{node.attributes.get('href') or ''} {node.attributes.get('onclick') or ''}"
            if pager_words()["turn"].search(node.text()) and _SCRIPTED.search(action):
                return True
        return False


def read_fields(form: LexborNode) -> dict[str, str]:
    """The named fields of a form and their values."""
    fields = {}
    for node in form.css("input[name]")[:_MOST_FIELDS]:
        if (node.attributes.get("type") or "text").lower() in ("hidden", "text", "number"):
            fields[node.attributes["name"] or ""] = node.attributes.get("value") or ""
    return fields


def _count_pages(page: Page, fields: dict[str, str]) -> int | None:
    """How many pages the list has, by a field, a script or the words of the pager."""
    wanted = re.compile(_COUNTS, re.I)
    for name, value in fields.items():
        if wanted.fullmatch(name) and value.isdecimal():
            return int(value)
    words = pager_words()["count"].search(re.sub(r"<[^<>]{0,200}>|&nbsp;", "", page.text))
    return int(words[1]) if words else find_number(_COUNTS, page.text)
