"""Lists with links to their further pages: 下一页, numbers, `<link rel=next>`."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from pipeline.fetch.pages import Ask, Link, Page, join
from pipeline.fetch.portals.words import pager_words

_NUMBER = re.compile(r"[\[(]?\d{1,4}[\])]?")


class PlainPages:
    """Links to the next page, and numbered ones beside the page."""

    name = "翻页链接"

    def find_links(self, page: Page) -> list[Link]:
        """None: the links are in the HTML."""
        return []

    def find_asks(self, page: Page) -> list[Ask]:
        """The pages that the pager links to."""
        if page.text.lstrip()[:1] in ("{", "["):
            return []
        urls = [
            link.url
            for link in page.links
            if pager_words()["next"].fullmatch(link.title) or self._is_sibling(link, page)
        ]
        node = page.tree.css_first("link[rel=next][href]")
        if node is not None and (url := join(page.base, node.attributes.get("href") or "")):
            urls.append(url)
        host = urlsplit(page.url).netloc
        return [Ask(url) for url in dict.fromkeys(urls) if urlsplit(url).netloc == host and url != page.url]

    @staticmethod
    def _is_sibling(link: Link, page: Page) -> bool:
        """Whether a link is a number that leads to a page in the same folder."""
        if not _NUMBER.fullmatch(link.title):
            return False
        own, other = urlsplit(page.url), urlsplit(link.url)
        return own.path.rpartition("/")[0] == other.path.rpartition("/")[0] and own.netloc == other.netloc
