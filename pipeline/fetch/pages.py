"""What a page of a portal says: its links with their words and dates, and the further pages that it asks for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from parsers.folding import fold_characters
from parsers.identity.dates import parse_date
from pipeline.formats.nesting import refuse_deep

MOST_LINKS, MOST_TEXT = 5_000, 5_000_000
_PARTS = re.compile(r"[_|>»–—-]|\s+")
_SPACES = re.compile(r"\s+")
_ITEMS = frozenset(("li", "tr", "dd", "dt", "p"))
_LONGEST_ITEM, _LONGEST_TITLE = 400, 200
_ELLIPSIS = ("...", "…")


@dataclass(frozen=True, slots=True)
class Link:
    """A link: where to, its words (its title attribute if they are cut short), the date beside it."""

    url: str
    title: str
    published: date | None = None


@dataclass(frozen=True, slots=True)
class Ask:
    """A further page of the same list: an address, and what to post there if it is not just got."""

    url: str
    form: tuple[tuple[str, str], ...] = ()


class Page:
    """A page of text with its address, parsed when first needed."""

    def __init__(self, url: str, text: str) -> None:
        self.url = url
        self.text = text
        self._tree: LexborHTMLParser | None = None
        self._links: list[Link] | None = None

    @property
    def tree(self) -> LexborHTMLParser:
        """The page as a tree of HTML; raises ParseError if it is nested too deep."""
        if self._tree is None:
            self._tree = _parse(self.text)
        return self._tree

    @property
    def base(self) -> str:
        """What relative addresses are relative to."""
        node = self.tree.css_first("base[href]")
        return join(self.url, (node.attributes.get("href") if node else None) or "") or self.url

    @property
    def links(self) -> list[Link]:
        """The page's links, in order."""
        if self._links is None:
            self._links = find_links(self.tree, self.base)
        return self._links

    def heading(self) -> str:
        """The words of the page's title tag, or nothing."""
        node = self.tree.css_first("title")
        return squeeze(node.text()) if node is not None else ""

    def names(self) -> list[str]:
        """The parts of the heading: the page's own name, those of its column and site, in any order."""
        return [name for part in _PARTS.split(self.heading()) if (name := part.strip())]


def join(base: str, href: str) -> str | None:
    """The address that `href` names on a page at `base`; None if it is none, or a script."""
    href = href.strip()
    if href.lower().startswith(("javascript:", "mailto:", "tel:", "data:")):
        return None
    try:
        url = urljoin(base, href)
        urlsplit(url).port  # noqa: B018 - raises for an address that is none
    except ValueError:
        return None
    return url.partition("#")[0].replace(" ", "%20").replace("\n", "").replace("\r", "").replace("\t", "")


def squeeze(text: str) -> str:
    """`text` with its white space collapsed."""
    return _SPACES.sub(" ", text).strip()


def find_links(tree: LexborHTMLParser, base: str) -> list[Link]:
    """The links of a tree: at most MOST_LINKS, each with its words and date."""
    found = []
    texts: dict[int, str] = {}
    for node in tree.css("a[href]")[:MOST_LINKS]:
        url = join(base, node.attributes.get("href") or "")
        if url:
            found.append(Link(url, _title_of(node), _date_beside(node, texts)))
    return found


def find_links_in(markup: str, base: str) -> list[Link]:
    """The links of a piece of HTML; raises ParseError if it is nested too deep."""
    return find_links(_parse(markup), base)


def _parse(markup: str) -> LexborHTMLParser:
    markup = markup[:MOST_TEXT]
    refuse_deep(markup)
    return LexborHTMLParser(markup)


def _title_of(node: LexborNode) -> str:
    """A link's words; its title attribute where that says more."""
    words = squeeze(node.text())
    full = squeeze(node.attributes.get("title") or "")
    is_short = not words or words.rstrip(" .…") != words or words in full
    return (full if full and is_short else words)[:_LONGEST_TITLE]


def _date_beside(node: LexborNode, texts: dict[int, str]) -> date | None:
    """The date in the item of a list that a link stands in, its own words apart. texts: those of items seen before."""
    at: LexborNode | None = node
    for _ in range(4):
        at = at.parent if at is not None else None
        if at is None or at.tag in ("body", "ul", "table", "html"):
            return None
        if at.tag in _ITEMS:
            if at.mem_id not in texts:
                texts[at.mem_id] = at.text()[:_LONGEST_ITEM]
            text = texts[at.mem_id]
            return parse_date(fold_characters(text.replace(node.text(), " "))) if len(text) < _LONGEST_ITEM else None
    return None
