"""HTML to lines: one walk over the tree that Lexbor builds, without recursion.

Blocks and `<br>` end a line, inline elements join, white space collapses as in a browser. Scripts,
styles, templates and comments are gone; what is hidden by an attribute or style is read, but in a
box that says so, for spam hides there.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from parsers.records import ParseError
from pipeline.formats.grids import RawCell, RawTable, is_grid, print_rows
from pipeline.formats.lines import Box, Layout, Line, refuse_huge
from pipeline.formats.nesting import refuse_deep, refuse_depth

SKIPPED = frozenset(
    (
        *("script", "style", "template", "head", "title", "meta", "link", "base", "-comment"),
        *(
            "object",
            "embed",
            "applet",
            "iframe",
            "frame",
            "frameset",
            "noframes",
            "svg",
            "canvas",
            "map",
            "audio",
            "video",
        ),
        *("select", "option", "datalist", "textarea", "input", "button"),
    )
)
CELLS = frozenset(("td", "th"))
BOXES = CELLS | frozenset(
    (
        *("body", "div", "section", "article", "main", "aside", "header", "footer", "nav", "form", "center", "menu"),
        *("ul", "ol", "dl", "fieldset", "noscript", "marquee", "figure", "details", "dialog"),
    )
)
BLOCKS = BOXES | frozenset(
    (
        *(
            "p",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "li",
            "dt",
            "dd",
            "pre",
            "blockquote",
            "address",
            "hr",
            "br",
            "html",
        ),
        *("table", "tr", "tbody", "thead", "tfoot", "caption", "legend", "figcaption", "summary"),
    )
)
OPENED = BLOCKS | {"a"}
PLAIN = frozenset(("p", "span", "font", "b", "strong"))
GROUPS = frozenset(("tbody", "thead", "tfoot"))
LINE_ENDS = frozenset(("br", "hr"))
# Spaces at the ends of a line are layout, whatever their kind; so are characters without width.
EDGES = " \t\r\n\f\v\u00a0\u2002\u2003\u2009\u3000\ufeff\u200b\u200c\u200d"
HALF = 0.5  # share of the page's text from which hidden text is taken for the page itself
MAX_TAGS = 500_000
_WIDE = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uff60\u3000-\u303f"
_WRAP = re.compile(rf"(?<=[{_WIDE}])[ \t\r\f]*\n[ \t\r\n\f]*(?=[{_WIDE}])")
_SPACES = re.compile(r"[ \t\r\n\f]+")
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_STYLED = 'body [style*="display" i], body [style*="visibility" i]'
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(\S{4,2000})\s*-->", re.I)
_NAMES = ("name", "property", "http-equiv", "itemprop")


def read_html(markup: str) -> Layout:
    """Lay out a page of HTML; raises ParseError if there is more of it, or it is nested deeper, than any report."""
    if (tags := markup.count("<")) > MAX_TAGS:
        raise ParseError(f"网页标记过多 (too many tags on the page): {tags}, at most {MAX_TAGS}")
    refuse_deep(markup)
    parser = LexborHTMLParser(markup)
    reader = _Reader(_find_hidden(parser, markup))
    if parser.body is not None:
        reader.walk(parser.body)
    refuse_huge(sum(len(line.text) for line in reader.lines), len(reader.lines))
    return Layout(reader.lines, reader.boxes, _read_meta(parser, markup))


def _find_hidden(parser: LexborHTMLParser, markup: str) -> frozenset[int]:
    """Ids of the elements that a browser does not show, but for one that holds the page itself."""
    small = markup.lower() if "<NOSCRIPT" in markup else markup
    nodes = parser.css("body noscript") if "<noscript" in small else []
    if ("isplay" in markup or "isibility" in markup or "ISPLAY" in markup) and _HIDING.search(markup):
        nodes += [node for node in parser.css(_STYLED) if _HIDING.search(node.attributes.get("style") or "")]
    if " hidden" in markup:
        nodes += parser.css("body [hidden]")
    if not nodes:
        return frozenset()
    whole = _count_chars(parser.body)
    return frozenset(node.mem_id for node in nodes if _count_chars(node) < HALF * whole)


def _count_chars(node: LexborNode | None) -> int:
    """Characters of a node's text, scripts and white space apart."""
    if node is None:
        return 0
    total = 0
    for child in node.traverse(include_text=True):
        parent = child.parent
        if child.tag == "-text" and parent is not None and parent.tag not in SKIPPED:
            total += len((child.text_content or "").strip())
    return total


def _read_meta(parser: LexborHTMLParser, markup: str) -> dict[str, str]:
    """Names and contents of the meta tags, the title tag, the canonical link, the saved-from remark."""
    meta: dict[str, str] = {}
    for node in parser.css("meta"):
        attributes = node.attributes
        name = next((attributes[key] for key in _NAMES if attributes.get(key)), None)
        content = (attributes.get("content") or "").strip()
        if name and content:
            meta.setdefault(name.strip().lower(), content)
    if (title := parser.css_first("title")) is not None and title.text().strip():
        meta["<title>"] = _SPACES.sub(" ", title.text()).strip(EDGES)
    if (link := parser.css_first("link[rel=canonical]")) is not None and link.attributes.get("href"):
        meta["<canonical>"] = str(link.attributes["href"]).strip()
    if saved := _SAVED_FROM.search(markup[:4096]):
        meta["<saved>"] = saved[1]
    return meta


class _Reader:
    """The walk over a tree: what is being printed, and the boxes and tables that are open."""

    __slots__ = (
        *("lines", "boxes", "hidden", "box", "tag", "parts"),
        *("link_depth", "links", "pre", "tables", "grids"),
    )

    def __init__(self, hidden: frozenset[int]) -> None:
        self.lines: list[Line] = []
        self.boxes: list[Box] = [Box(-1)]
        self.hidden = hidden
        self.box = 0
        self.tag = ""
        self.parts: list[str] = []
        self.link_depth = 0
        self.links = 0
        self.pre = 0
        self.tables: list[RawTable] = []
        self.grids = 0

    def walk(self, root: LexborNode) -> None:
        """Visit each node below `root` in order; `open_nodes` holds what to do behind each open one."""
        open_nodes: list[tuple[LexborNode, _End | None]] = []
        node: LexborNode | None = root
        while node is not None:
            tag = node.tag or ""
            child = end = None
            if tag == "-text":
                text = node.text_content or ""
                self.parts.append(text)
                if self.link_depth:
                    self.links += len(text.strip())
            elif tag not in SKIPPED:
                if tag in OPENED or self.hidden:
                    end = self._open(node, tag)
                child = None if end is _DONE else node.first_child
                if child is not None:
                    open_nodes.append((node, end))
                    refuse_depth(len(open_nodes))
                    node = child
                    continue
                if end is not None and end is not _DONE:
                    self._close(end)
            following = node.next if open_nodes else None
            # The last in its element: that one ends, and maybe the ones around it.
            while following is None and open_nodes:
                node, end = open_nodes.pop()
                if end is not None:
                    self._close(end)
                following = node.next if open_nodes else None
            node = following
        self._break()

    def _break(self) -> None:
        """End the line that is being printed."""
        parts = self.parts
        if not parts:
            return
        raw = parts[0] if len(parts) == 1 else "".join(parts)
        self.parts = []
        links, self.links = self.links, 0
        if raw.isspace():
            return
        for text in map(_strip_pre, raw.split("\n")) if self.pre else (_collapse(raw).strip(EDGES),):
            if text:
                self.lines.append(Line(text, self.box, self.tag, links and min(links, len(text))))

    def _open(self, node: LexborNode, tag: str) -> _End | None:
        """Begin an element; the answer is what ends it, None for one that nothing ends."""
        if self.hidden and node.mem_id in self.hidden:
            self._break()
            return self._open_box(node, "hidden")
        if tag not in BLOCKS:
            if tag == "a":
                self.link_depth += 1
                return _LINK_END
            return None
        if self.parts:
            self._break()
        if tag in CELLS:
            return self._open_cell(node, tag)
        if tag in BOXES:
            return self._open_box(node, tag)
        return self._open_block(node, tag)

    def _open_block(self, node: LexborNode, tag: str) -> _End | None:
        self.tag = tag
        if tag == "table":
            end = self._open_box(node, tag)
            self.tables.append(RawTable(len(self.lines), self.box))
            return end._replace(kind="table")
        if tag == "tr" and self.tables:
            self.tables[-1].rows.append([])
            self.tables[-1].groups.append(self.tables[-1].group)
        elif tag in GROUPS and self.tables:
            self.tables[-1].group += 1
        elif tag == "pre":
            self.pre += 1
            return _PRE_END
        return None if tag in LINE_ENDS else _BLOCK_END

    def _open_box(self, node: LexborNode, tag: str) -> _End:
        attributes = node.attributes
        return self._enter(tag, attributes.get("id"), attributes.get("class"))

    def _enter(self, tag: str, name: str | None, names: str | None) -> _End:
        """Go into a new box."""
        outer = self.box
        marks = f"{tag} {name or ''} {names or ''}".lower() if name or names else tag
        self.box = len(self.boxes)
        self.boxes.append(Box(outer, marks, tag == "hidden" or self.boxes[outer].hidden))
        self.tag = tag
        return _End("box", outer)

    def _open_cell(self, node: LexborNode, tag: str) -> _End:
        """Begin a td or th; one that is hidden, or in no row, is but a box."""
        attributes = node.attributes
        name, names = attributes.get("id"), attributes.get("class")
        if not self.tables or not self.tables[-1].rows or (self.hidden and self.boxes[self.box].hidden):
            return self._enter(tag, name, names)
        rowspan, colspan = attributes.get("rowspan"), attributes.get("colspan")
        cell = RawCell(
            1 if rowspan is None else _read_span(rowspan),
            1 if colspan is None else _read_span(colspan),
            len(self.lines),
        )
        self.tables[-1].rows[-1].append(cell)
        if not (name or names or self.hidden or self.pre or self.links) and (text := _find_only_text(node)) is not None:
            self.tag = tag
            if text := _collapse(text).strip(EDGES):
                self.lines.append(Line(text, self.box, tag))
            cell.last = len(self.lines)
            return _DONE
        return _End("cell", self._enter(tag, name, names).outer, cell)

    def _close(self, end: _End) -> None:
        """End an element."""
        if end is _LINK_END:
            self.link_depth -= 1
            return
        if self.parts:
            self._break()
        if end is _BLOCK_END:
            return
        kind = end.kind
        if kind == "pre":
            self.pre -= 1
            return
        self.box = end.outer
        if end.cell is not None:
            end.cell.last = len(self.lines)
        elif kind == "table":
            self._close_table()

    def _close_table(self) -> None:
        """Print a table of data as rows; leave the lines of one that lays out as they are."""
        table = self.tables.pop()
        rows = print_rows(table, self.lines, self.grids) if is_grid(table, self.lines) else None
        if rows is not None:
            first = min((row[0].first for row in table.rows if row), default=table.first)
            self.lines[first:] = rows
            self.grids += 1
            if first == table.first:  # no line is left in the boxes of the cells
                del self.boxes[table.box + 1 :]
        if self.tables and table.first < len(self.lines):
            self.tables[-1].nests = True


class _End(NamedTuple):
    """What the end of an element does; `outer` is the box to go back to, `cell` the cell to finish."""

    kind: str
    outer: int = 0
    cell: RawCell | None = None


_LINK_END, _PRE_END, _BLOCK_END = _End("link"), _End("pre"), _End("block")
_DONE = _End("done")  # nothing is left to read in the element, or to end


def _find_only_text(node: LexborNode) -> str | None:
    """The text of a cell that holds nothing else, but for elements each around the next; None if it does.

    Most cells are so, and need no box of their own.
    """
    child = node.first_child
    while child is not None:
        if child.next is not None:
            return None
        tag = child.tag
        if tag == "-text":
            return child.text_content or ""
        if tag not in PLAIN:
            return None
        child = child.first_child
    return ""


def _collapse(text: str) -> str:
    """White space as a browser prints it: a space, or nothing between two Chinese characters where
    only the source was wrapped (CSS Text 3, segment break transformation)."""
    if "\n" in text:
        text = _WRAP.sub("", text)
    elif "  " not in text and "\t" not in text:
        return text
    return _SPACES.sub(" ", text)


def _strip_pre(line: str) -> str:
    """A line of preformatted text without the layout at its ends; beside other tabs, tabs there may be empty cells."""
    text = line.strip(EDGES)
    return line.strip(EDGES.replace("\t", "")) if "\t" in text else text


def _read_span(value: str) -> int:
    """A rowspan or colspan: 1 if it says nothing usable; 0 stands as it is (to the end of the group)."""
    digits = value.strip()[:6]
    return int(digits) if digits.isascii() and digits.isdigit() else 1
