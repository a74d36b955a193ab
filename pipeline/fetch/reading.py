"""What an answer is, and what it leads to: reports of a list, its further pages, attachments of a report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from urllib.parse import parse_qsl, urlsplit

from parsers.folding import fold
from parsers.identity import read_identity
from parsers.records import ParseError
from pipeline.cleaning.clean import clean
from pipeline.fetch.items import Item
from pipeline.fetch.names import ATTACHMENTS, UNREADABLE, find_extension, host_of
from pipeline.fetch.pages import Link, Page, join, squeeze
from pipeline.fetch.portals import ListPage, read_list
from pipeline.fetch.titles import find_year, is_column, is_other_document, is_report, is_year
from pipeline.fetch.walls import text_of
from pipeline.formats import read_page

MOST_ATTACHMENTS = 30
_SEVERAL, _MOSTLY = 3, 0.5
_FRAMES = (("iframe", "src"), ("embed", "src"), ("object", "data"))
_FILES = frozenset(ATTACHMENTS | UNREADABLE)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which reports of a list are wanted. years: that their titles may name; since: the earliest date beside them.

    A report whose title names no year, or that stands without a date, is wanted: nothing speaks against it.
    """

    years: frozenset[int] | None = None
    since: date | None = None

    def admits(self, link: Link) -> bool:
        """Whether a report is wanted."""
        year = find_year(link.title)
        if self.years is not None and year is not None and year not in self.years:
            return False
        return self.since is None or link.published is None or link.published >= self.since


@dataclass(frozen=True, slots=True)
class Listing:
    """What a page of a list leads to: the wanted reports, how many others there are, further lists and pages."""

    reports: tuple[Item, ...]
    unwanted: int
    lists: tuple[Item, ...]

    def __bool__(self) -> bool:
        return bool(self.reports or self.unwanted or self.lists)


def read_listing(page: Page, item: Item, wanted: Wanted, max_depth: int) -> Listing:
    """Read a page as one of a list that `item` led to."""
    listing = read_list(page)
    in_column = item.in_column or _is_column(page) or is_column(item.title)
    reports = {link.url: link for link in listing.links if _is_dated_report(link, in_column)}
    chosen = tuple(_report(link, page.url) for link in reports.values() if wanted.admits(link))
    columns = _columns(listing.links, page, item, in_column) if item.depth < max_depth else ()
    further = (*_further(listing, page, item, in_column), *(each for each in columns if each.url not in reports))
    return Listing(chosen, len(reports) - len(chosen), further)


def _is_dated_report(link: Link, in_column: bool) -> bool:
    """Whether a link leads to a report and not to a column of them: it has a year, or a date."""
    if not is_report(link.title, in_column=in_column):
        return False
    return link.published is not None or find_year(link.title) is not None


def _report(link: Link, parent: str) -> Item:
    published = link.published.isoformat() if link.published else None
    is_file = find_extension(link.url) in _FILES
    return Item(link.url, "report", title=link.title, parent=parent if is_file else None, published=published)


def _columns(links: Iterable[Link], page: Page, item: Item, in_column: bool) -> tuple[Item, ...]:
    """Further columns of reports on the same host, among them the folders of years."""
    host = host_of(page.url)
    return tuple(
        Item(link.url, "list", link.title, page.url, depth=item.depth + 1, root=link.url, in_column=True)
        for link in links
        if host_of(link.url) == host
        and find_extension(link.url) not in _FILES
        and (is_column(link.title) or (in_column and is_year(link.title)))
    )


def _further(listing: ListPage, page: Page, item: Item, in_column: bool) -> Iterator[Item]:
    """The further pages of the list, on the same host."""
    host, root = host_of(page.url), item.root or item.url
    for ask in listing.asks:
        if host_of(ask.url) == host:
            yield Item(
                ask.url, "list", item.title, page.url, None, item.depth, root, in_column=in_column, form=ask.form
            )


def _is_column(page: Page) -> bool:
    """Whether a page's heading names a column of reports, and no report."""
    names = page.names()
    return any(map(is_column, names)) and not any(is_report(name) and find_year(name) for name in names)


def is_list(page: Page, listing: Listing, data: bytes) -> bool:
    """Whether a page is one of a list, and no report: `run` would take it for none, or it is mostly links to reports."""
    reports = len(listing.reports) + listing.unwanted
    if _is_column(page):
        return True
    words = sum(len(link.title) for link in page.links)
    if reports >= _SEVERAL and words > _MOSTLY * len(text_of(page.tree)):
        return True
    return not is_report_page(data)


def is_report_page(data: bytes) -> bool:
    """Whether a page is itself an annual report, as `run` would judge it."""
    try:
        document = clean(read_page("page.html", data), "page.html")
    except ParseError:
        return False
    return read_identity(document, fold(document.text)).identity.doc_type == "annual_report"


def find_attachments(page: Page) -> tuple[Item, ...]:
    """The documents that a report's page links to or shows in a frame, but for guides, forms and the like."""
    found: dict[str, str] = {}
    for url, title in (*((link.url, link.title) for link in page.links), *_framed(page)):
        target = _viewed(url) or url
        if (find_extension(target) in _FILES or find_extension("/" + title) in _FILES) and not is_other_document(title):
            found.setdefault(target, title)
    named = list(found.items())[:MOST_ATTACHMENTS]
    return tuple(Item(url, "attachment", title=title, parent=page.url) for url, title in named)


def _framed(page: Page) -> Iterator[tuple[str, str]]:
    """Addresses and titles of what a page shows in frames."""
    for tag, name in _FRAMES:
        for node in page.tree.css(f"{tag}[{name}]"):
            url = join(page.base, node.attributes.get(name) or "")
            if url:
                yield url, squeeze(node.attributes.get("title") or "")


def _viewed(url: str) -> str | None:
    """The document that a viewer in the browser is told to show: `viewer.html?file=/2020/report.pdf`.

    What is no static page (`down.jsp?file=report.pdf`) is no viewer, but where the document is had.
    """
    if not urlsplit(url).path.lower().endswith((".html", ".htm")):
        return None
    for name, value in parse_qsl(urlsplit(url).query):
        if name.lower() in ("file", "url", "src") and find_extension(value) in _FILES:
            return join(url, value)
    return None
