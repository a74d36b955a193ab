"""大汉 (jcms, jpage): lists in an XML store inside the page, more of it from `dataproxy.jsp`.

The store, `<datastore><recordset><record><![CDATA[…]]></record>…`, holds the first pages of the list as pieces of HTML,
or, in old templates, an array of such pieces in a script. A call of `jpage({perPage, totalRecord, proxyUrl,
ajaxParam})` tells how to get the rest, from a record to a record; newer ones give a link to the next group instead.
"""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import parse_qsl, urlsplit

from pipeline.fetch.pages import Ask, Link, Page, find_links_in, join
from pipeline.fetch.portals.scripts import find_pairs

_NEXT_GROUP = re.compile(r"""<nextgroup>\s*<!\[CDATA\[\s*<a\s[^>]{0,20}href=["']([^"']{1,1000})["']""")
_TOTAL = re.compile(r"<totalrecord>\s*(\d{1,7})\s*</totalrecord>", re.I)
_CALL = re.compile(r"\(\s*(\{.*?\})\s*\)\s*;", re.S)
_LONGEST_CALL = 5_000
_ARRAY = re.compile(r"(?:InitData\w*|dataStore)\s*=\s*\[")
_GROUP = 3
_MOST = 20_000
_PARAMETERS = (
    *("col", "appid", "webid", "path", "columnid", "sourceContentType"),
    *("unitid", "webname", "permissiontype"),
)


class Jcms:
    """A store of records in the page, and groups of more."""

    name = "大汉"

    def find_links(self, page: Page) -> list[Link]:
        """The links of all records in the page."""
        return find_links_in("\n".join(_records(page)), page.base) if self.speaks(page) else []

    def find_asks(self, page: Page) -> list[Ask]:
        """The further groups of records."""
        if not self.speaks(page):
            return []
        return self._by_call(page) or self._by_link(page)

    @staticmethod
    def speaks(page: Page) -> bool:
        """Whether a page has a store of this kind."""
        return "<datastore" in page.text or (".jpage(" in page.text and "dataproxy" in page.text)

    def _by_link(self, page: Page) -> list[Ask]:
        found = _NEXT_GROUP.search(page.text)
        url = join(page.url, unescape(found[1])) if found and _records(page) else None
        return [Ask(url)] if url else []

    def _by_call(self, page: Page) -> list[Ask]:
        start = page.text.find(".jpage(")
        call = _CALL.search(page.text, start, start + _LONGEST_CALL) if start >= 0 else None
        said = find_pairs(call[1]) if call else {}
        said = {**said, **_named_parameters(page.text)} if call else {}
        total, per_page = _number(said.get("totalRecord")) or _total(page), _number(said.get("perPage"))
        url = join(page.base, said.get("proxyUrl", "").strip()) if said.get("proxyUrl") else None
        if not url or not total or not per_page:
            return []
        form = tuple((name, said[name]) for name in _PARAMETERS if name in said)
        group = _GROUP * per_page
        starts = range(len(_records(page)) + 1, min(total, _MOST) + 1, group)
        mark = "&" if "?" in url else "?"
        groups = ((start, min(start + group - 1, total)) for start in starts)
        return [
            Ask(f"{url}{mark}startrecord={start}&endrecord={end}&perpage={per_page}", form) for start, end in groups
        ]


def _records(page: Page) -> list[str]:
    """The pieces of HTML in a page's store, in XML or as an array in a script."""
    if "<record>" in page.text:
        parts = (part.partition("</record>")[0].strip() for part in page.text.split("<record>")[1:])
        records = [part.removeprefix("<![CDATA[").removesuffix("]]>") for part in parts]
        return [unescape(each) if "&lt;" in each else each for each in records]
    array = _ARRAY.search(page.text)
    if not array:
        return []
    stretch = page.text[array.end() : page.text.find("];", array.end()) + 1]
    return [found.replace("\\'", "'").replace('\\"', '"').replace("\\/", "/") for found in _pieces(stretch)]


def _pieces(stretch: str) -> list[str]:
    """The strings of an array in a script, by their quotes."""
    pieces, at = [], 0
    while (start := re.compile(r"""['"]""").search(stretch, at)) is not None:
        end = re.compile(rf"(?<!\\){start[0]}").search(stretch, start.end())
        if end is None:
            break
        pieces.append(stretch[start.end() : end.start()])
        at = end.end()
    return pieces


def _named_parameters(text: str) -> dict[str, str]:
    """The parameters that stand apart, in `var param_123 = {…}` or as a query."""
    found = re.search(r"\bparam\w{0,40}\s*=\s*\{([^{}]{1,2000})\}", text)
    if found:
        return find_pairs(found[1])
    query = re.search(r"""(?:ajaxParam|proxyParam)\s*:\s*["']([^"']{1,2000})["']""", text)
    return dict(parse_qsl(urlsplit("?" + unescape(query[1])).query)) if query else {}


def _total(page: Page) -> int | None:
    found = _TOTAL.search(page.text)
    return int(found[1]) if found else None


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() else None
