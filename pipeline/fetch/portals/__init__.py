"""How portals publish lists: a class for each way, all asked about every page.

A page's plain links need no portal; a portal adds links that a page keeps in a store of its own, and the further
pages of the list. Which product made a page does not matter, only what it shows: many portals mix.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from pipeline.fetch.pages import Ask, Link, Page
from pipeline.fetch.portals.forms import PageForms
from pipeline.fetch.portals.jcms import Jcms
from pipeline.fetch.portals.jpaas import Jpaas
from pipeline.fetch.portals.json_lists import JsonLists
from pipeline.fetch.portals.plain import PlainPages
from pipeline.fetch.portals.postback import Postbacks
from pipeline.fetch.portals.trs import Trs
from pipeline.fetch.portals.ucap import Ucap


class Portal(Protocol):
    """One way of publishing a list."""

    name: str

    def find_links(self, page: Page) -> list[Link]:
        """The links that the page keeps elsewhere than in its HTML."""

    def find_asks(self, page: Page) -> list[Ask]:
        """The further pages of the list."""


PORTALS: tuple[Portal, ...] = (Trs(), Ucap(), Jcms(), Jpaas(), PageForms(), Postbacks(), JsonLists(), PlainPages())


@dataclass(frozen=True, slots=True)
class ListPage:
    """What one page of a list gives: all links, the further pages, the ways by which it gives them."""

    links: tuple[Link, ...]
    asks: tuple[Ask, ...]
    portals: tuple[str, ...]


def read_list(page: Page) -> ListPage:
    """Read a page as one of a list."""
    links, asks, names = [], [], []
    for portal in PORTALS:
        own_links, own_asks = portal.find_links(page), portal.find_asks(page)
        if own_links or own_asks:
            names.append(portal.name)
        links += own_links
        asks += own_asks
    if not JsonLists.speaks(page):
        links = page.links + links
    return ListPage(_once(links), tuple(dict.fromkeys(asks)), tuple(names))


def _once(links: list[Link]) -> tuple[Link, ...]:
    """Each address with the same words once, with its date if any of them has one."""
    found: dict[tuple[str, str], Link] = {}
    for link in links:
        known = found.setdefault((link.url, link.title), link)
        if known.published is None and link.published is not None:
            found[link.url, link.title] = link
    return tuple(found.values())
