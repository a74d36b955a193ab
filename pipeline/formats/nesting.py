"""How deep the elements of a page are nested: told by its tags alone, before a parser builds anything.

A parser's time grows with the square of the depth, and what is left open (`<p><font size=1>`, over and over) it builds
anew in every block behind. So both are reckoned in one pass over the tags, by what HTML says of their ends. What is
built anew outside of blocks is not reckoned, so who walks the tree looks at its depth again.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from parsers.records import ParseError

FEW_TAGS, MANY_TAGS = 2_000, 10_000  # a page with few is parsed in a moment, however they are nested
MANY_ANEW = 1_000_000  # elements that are built anew
MAX_NESTING = 10_000  # levels; tags that nobody closes seldom make a thousand on a real page
MAX_STEPS = 250_000_000  # of a parser, which takes two or three seconds for them
STEPS_ANEW = 300  # for an element that is built anew in a block
SAME = 3  # so many of the same tag are built anew, not more (HTML 13.2.4.3)
LOOK_BACK = 100  # blocks that are passed over to find the item that another item ends

_TAGS = re.compile(
    r"<!--(?:-?>|(?s:.)*?(?:--!?>|\Z))|<(?:[!?]|/(?![a-z]))[^>]*+(?:>|\Z)"
    r"|<(?P<raw>script|style|title|textarea|iframe|noframes|xmp)\b(?s:.)*?(?:</(?P=raw)\b|\Z)"
    r"""|<(?P<end>/?)(?P<name>[a-z][^\s/<>]*+)(?:=\s*+(?:"[^"]*+"|'[^']*+')|[^>])*+(?:>|\Z)""",
    re.I,
)
_ENDLESS = frozenset(
    (
        *(
            "area",
            "base",
            "br",
            "col",
            "embed",
            "frame",
            "hr",
            "img",
            "input",
            "link",
            "meta",
            "param",
            "source",
            "wbr",
        ),
        *("html", "head", "body", "option", "optgroup"),
    )
)
_STYLES = frozenset(
    ("b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"),
)
_STYLE_TAG = re.compile(rf"<(?:{'|'.join(sorted(_STYLES))})[\s/][^<>]*", re.I)
_ITEMS = frozenset(("li", "dd", "dt"))
_PASSED = frozenset(("address", "div", "p"))  # blocks that do not keep an item from ending another (13.2.6.4.7)
_ROWS = {**dict.fromkeys(("tbody", "thead", "tfoot", "caption"), 1), "tr": 2, "td": 3, "th": 3}
_SCOPES = frozenset(("table", "td", "th", "caption"))  # which no end tag of a block in them reaches beyond (13.2.4.2)
_FOREIGN = frozenset(("svg", "math"))  # where elements without content end themselves
_BLOCKS = frozenset(
    (
        *("address", "article", "aside", "blockquote", "center", "details", "dialog", "dir", "div", "dl", "fieldset"),
        *("figcaption", "figure", "footer", "form", "foreignobject", "h1", "h2", "h3", "h4", "h5", "h6", "header"),
        *("hgroup", "main", "menu", "nav", "ol", "p", "pre", "section", "summary", "table", "ul"),
        *(*_ITEMS, *_ROWS, *_FOREIGN),
    )
)


def refuse_deep(markup: str) -> None:
    """Raise ParseError if elements are nested deeper than on any page, or so that a parser would work for long."""
    tags = markup.count("<")
    if tags < MANY_TAGS and (tags < FEW_TAGS or SAME * tags * _count_styles(markup) < MANY_ANEW):
        return
    for nest in _follow(markup):
        refuse_depth(nest.depth)
        if nest.steps > MAX_STEPS:
            raise ParseError("网页标记过多且嵌套过深 (too many tags on the page, nested too deep)")


def _count_styles(markup: str) -> int:
    """How many different tags of fonts and the like there are."""
    return len({*_STYLE_TAG.findall(markup)}) + len(_STYLES)


def refuse_depth(depth: int) -> None:
    """Raise ParseError for a depth that no page has."""
    if depth > MAX_NESTING:
        raise ParseError(f"网页标记嵌套过深 (tags nested too deep on the page): > {MAX_NESTING}")


def find_depth(markup: str) -> int:
    """How deep elements are nested.

    >>> find_depth("<ul><li>1<li>2</ul><p><b>3"), find_depth("<div><span>1</div><br>")
    (2, 2)
    """
    return max((nest.depth for nest in _follow(markup)), default=0)


def _follow(markup: str) -> Iterator[_Nest]:
    """What is open behind each tag."""
    nest = _Nest()
    for tag in _TAGS.finditer(markup):
        name = (tag["name"] or "").lower()
        if name and name not in _ENDLESS:
            if tag["end"]:
                nest.close(name)
            else:
                nest.open(name, tag[0])
            yield nest


class _Block(NamedTuple):
    """An open block: the other elements that are open in it, by name; the blocks that an end tag in it can end, by name.

    rows: those of its table, which what stands in a cell cannot keep open. scope: all others, as far as the next cell.
    """

    name: str
    inner: Counter[str]
    scope: Counter[str]
    rows: Counter[str]

    def find_open(self, name: str) -> Counter[str]:
        """Where blocks of this name are counted."""
        return self.rows if name in _ROWS or name == "table" else self.scope


class _Nest:
    """The elements that are open: `depth` of them, and the `steps` that they took so far.

    styles: the tags of fonts and the like that were opened and not closed, wherever they are, by name; `kinds` counts
    them, `anew` are those that a block builds anew.
    """

    def __init__(self) -> None:
        self.depth = self.steps = self.anew = 0
        self.blocks = [_Block("", Counter(), Counter(), Counter())]
        self.styles: dict[str, list[str]] = {}
        self.kinds: Counter[str] = Counter()

    def open(self, name: str, tag: str) -> None:
        """Begin an element."""
        in_foreign = self.blocks[-1].name in _FOREIGN
        if name in _BLOCKS and not (in_foreign and name in _ROWS):
            self._open_block(name)
        elif not (in_foreign and tag.endswith("/>")) and not (name == "a" and self.blocks[-1].inner[name]):
            self.blocks[-1].inner[name] += 1
            self.depth += 1
        if name in _STYLES:
            self.styles.setdefault(name, []).append(tag)
            self.kinds[tag] += 1
            self.anew += self.kinds[tag] <= SAME
        self.steps += self.depth

    def close(self, name: str) -> None:
        """End an element; what ends nothing is passed over."""
        self.steps += self.depth
        top = self.blocks[-1]
        if name in _BLOCKS:
            if top.find_open(name)[name]:
                while self._pop() != name:
                    pass
        elif top.inner[name]:
            top.inner[name] -= 1
            self.depth -= 1
        if self.styles.get(name):
            tag = self.styles[name].pop()
            self.anew -= self.kinds[tag] <= SAME
            self.kinds[tag] -= 1

    def _open_block(self, name: str) -> None:
        self._end_before(name)
        top = self.blocks[-1]
        if name in _ROWS and not top.rows["table"]:
            return
        scope = Counter() if name in _SCOPES else top.scope
        block = _Block(name, Counter(), scope, Counter() if name == "table" else top.rows)
        block.find_open(name)[name] += 1
        self.blocks.append(block)
        self.depth += 1
        self.steps += STEPS_ANEW * self.anew

    def _end_before(self, name: str) -> None:
        """End what a block that begins ends: a paragraph, the item or the cell before it."""
        while self.blocks[-1].name == "p" or (name not in _FOREIGN and self.blocks[-1].name in _FOREIGN):
            self._pop()
        if name in _ROWS and self.blocks[-1].rows["table"]:
            while self.blocks[-1].name != "table" and _ROWS.get(self.blocks[-1].name, 9) >= _ROWS[name]:
                self._pop()
        elif name in _ITEMS:
            above = next((n for n in range(1, LOOK_BACK) if self.blocks[-n].name not in _PASSED), 0)
            if above and self.blocks[-above].name in _ITEMS:
                for _ in range(above):
                    self._pop()

    def _pop(self) -> str:
        """End the innermost block with all that is open in it."""
        block = self.blocks.pop()
        block.find_open(block.name)[block.name] -= 1
        self.depth -= 1 + block.inner.total()
        return block.name
