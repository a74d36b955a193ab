"""Lists on ASP.NET (新点 and others): links call `__doPostBack('MoreInfoList1$Pager','2')`, which sends the page's own form.

The form holds the state of the page in hidden fields, so that only the page behind the one at hand can be asked for.
"""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

from pipeline.fetch.pages import Ask, Link, Page, join
from pipeline.fetch.portals.forms import read_fields
from pipeline.fetch.portals.words import pager_words

_CALL = re.compile(r"__doPostBack\(\s*['\"]([\w$:.-]{1,200})['\"]\s*,\s*['\"]((?:Page\$)?(\w{0,20}))['\"]\s*\)")
_TARGET, _ARGUMENT, _STATE = "__EVENTTARGET", "__EVENTARGUMENT", "__VIEWSTATE"


class Postbacks:
    """A form that is sent with the name of a pager and the number of a page."""

    name = "ASP.NET"

    def find_links(self, page: Page) -> list[Link]:
        """None: the links are in the HTML."""
        return []

    def find_asks(self, page: Page) -> list[Ask]:
        """The next page, if the page has a link to it."""
        call = _find_next(page) if "__doPostBack" in page.text else None
        form = next((each for each in page.tree.css("form") if _STATE in read_fields(each)), None) if call else None
        url = join(page.base, form.attributes.get("action") or page.url) if form is not None else None
        if call is None or form is None or url is None:
            return []
        fields = {**read_fields(form), _TARGET: call[1], _ARGUMENT: call[2]}
        return [Ask(url, tuple(fields.items()))]


def _find_next(page: Page) -> re.Match[str] | None:
    """The call of the link to the next page: by its words, else by the one number that the links leave out."""
    numbered: dict[str, dict[int, re.Match[str]]] = {}
    for node in page.tree.css("a[href]"):
        call = _CALL.search(node.attributes.get("href") or "")
        if call is None:
            continue
        if any(pager_words()["next"].fullmatch(words) for words in _words(node)) or call[3] == "Next":
            return call
        if call[3].isdecimal():
            numbered.setdefault(call[1], {})[int(call[3])] = call
    for calls in numbered.values():
        own = next(number for number in range(1, len(calls) + 2) if number not in calls)
        if own + 1 in calls:
            return calls[own + 1]
    return None


def _words(node: LexborNode) -> list[str]:
    """What a link says: its words, its title, that of the picture in it."""
    picture = node.css_first("img")
    shown = [node.text(), node.attributes.get("title"), picture.attributes.get("alt") if picture is not None else None]
    return [words.strip() for words in shown if words]
