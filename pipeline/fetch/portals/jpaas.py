"""大汉 (jpaas): lists that a page gets as HTML inside JSON.

The page names the interface, `…/front/page/build/unit`, and gives what to ask of it in an attribute, `querydata`, as an
object in single quotes. The page's number goes into `paramJson`; an answer without links is the end.
"""

from __future__ import annotations

import json
import re
from html import unescape
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from pipeline.fetch.pages import Ask, Link, Page, find_links_in, join
from pipeline.fetch.portals.scripts import find_pairs

_INTERFACE = "/front/page/build/unit"
_PER_PAGE = 20


class Jpaas:
    """An interface that answers with pieces of HTML."""

    name = "大汉 jpaas"

    def find_links(self, page: Page) -> list[Link]:
        """The links in the HTML of an answer."""
        return find_links_in(_html(page), page.url) if _is_answer(page) else []

    def find_asks(self, page: Page) -> list[Ask]:
        """The first page of the interface that a page names; behind an answer with links, the next one."""
        if _is_answer(page):
            return self._next(page) if "<a " in _html(page) else []
        if _INTERFACE not in page.text:
            return []
        nodes = page.tree.css("[querydata]")
        asked = [find_pairs(unescape(node.attributes.get("querydata") or "")) for node in nodes]
        found = re.search(rf"""["']([^"'\s<>]{{0,200}}{_INTERFACE})["']""", page.text)
        url = join(page.base, found[1]) if found else None
        return [_ask(url, query, 1) for query in asked if url and "pageId" in query]

    @staticmethod
    def _next(page: Page) -> list[Ask]:
        parts = urlsplit(page.url)
        query = dict(parse_qsl(parts.query))
        number = find_pairs(query.pop("paramJson", "")).get("pageNo", "")
        return [_ask(urlunsplit(parts._replace(query="")), query, int(number) + 1)] if number.isdecimal() else []


def _is_answer(page: Page) -> bool:
    return urlsplit(page.url).path.endswith(_INTERFACE)


def _ask(url: str, query: dict[str, str], number: int) -> Ask:
    counted = json.dumps({"pageNo": number, "pageSize": _PER_PAGE}, separators=(",", ":"))
    return Ask(f"{url}?{urlencode({**query, 'paramJson': counted})}")


def _html(page: Page) -> str:
    """The HTML in an answer; nothing if it is another one."""
    try:
        data = json.loads(page.text)["data"]
        html = data["html"] if isinstance(data, dict) else data
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""
    return html if isinstance(html, str) else ""
