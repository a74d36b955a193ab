"""Cleaning: a page to a Document, its boilerplate set apart and its metadata read.

What is sure to be the document's (sentences, numbered headings, tables of data) is never taken out.
Before the first such line and behind the last one stand the title, lines about the page and the
portal's lines; in between only lines go that are nothing but a portal's by their wording.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from parsers.boilerplate import classify_line
from parsers.page_labels import Labelled, parse_bare, parse_label, parse_labelled
from parsers.records import Document, Grid, GridCell
from pipeline.content import find_content, is_page_table, weigh_line
from pipeline.formats import Page
from pipeline.formats.html import read_html
from pipeline.formats.lines import Layout, Line
from pipeline.formats.text import read_text
from pipeline.title import clean_page_title, find_title

META_KEYS = {
    "title": ("articletitle", "og:title", "title"),
    "published": (
        "pubdate",
        "publishdate",
        "article:published_time",
        "publishtime",
        "pubtime",
        "date",
        "datepublished",
    ),
    "source": ("contentsource", "source"),
    "author": ("author",),
    "site": ("sitename", "og:site_name"),
    "url": ("<canonical>", "url", "og:url", "<saved>"),
    "page_title": ("<title>",),
}
# Kinds of boilerplate behind which, at the end of a page, only the portal's lines follow.
CLOSING = frozenset({"footer", "neighbour", "related", "qrcode", "notice"})
# Kinds that are gone wherever they stand; the others only before and behind the content.
ANYWHERE = frozenset({"page_number", "neighbour", "qrcode", "breadcrumb", "widget", "counter"})
SHORT = 40


def clean(page: Page, name: str = "") -> Document:
    """The document on a page."""
    layout = read_html(page.markup) if page.format == "html" else read_text(page.markup)
    kept = find_content(layout) if page.format == "html" else [True] * len(layout.lines)
    return _Cleaner(layout, kept).clean(name)


class _Cleaner:
    """One page that is being cleaned: its lines, which of them are kept, and what they tell."""

    def __init__(self, layout: Layout, kept: list[bool]) -> None:
        self.lines = layout.lines
        self.meta = layout.meta
        self.kept = kept
        self.found: dict[str, str] = {}

    def clean(self, name: str) -> Document:
        first, last = self._find_ends()
        title = find_title(self.lines[: first + 1], self.meta)
        self._clean_head(first, title.last if title else -1, title.first if title else -1)
        self._clean_tail(last)
        self._clean_middle(first, last)
        self._read_rest(first)
        return self._build(title.text if title else None, name)

    def _find_ends(self) -> tuple[int, int]:
        """The first and last line that is content for sure; the whole page if none is."""
        sure = [
            place
            for place, line in enumerate(self.lines)
            if self.kept[place] and (weigh_line(line) or (line.grid is not None and not self._is_page_row(place)))
        ]
        return (sure[0], sure[-1]) if sure else (len(self.lines), len(self.lines) - 1)

    def _is_page_row(self, place: int) -> bool:
        grid = self.lines[place].grid
        first = last = place
        while first > 0 and self.lines[first - 1].grid == grid:
            first -= 1
        while last + 1 < len(self.lines) and self.lines[last + 1].grid == grid:
            last += 1
        return is_page_table(self.lines[first : last + 1])

    def _clean_head(self, first: int, title_last: int, title_first: int) -> None:
        """Lines before the content: those about the page are read, those of the portal taken out."""
        skip = False
        for place in range(first):
            line = self.lines[place]
            following = self.lines[place + 1].text if place + 1 < first else ""
            if skip:
                skip, self.kept[place] = False, False
                continue
            if title_first <= place <= title_last:
                self.kept[place] = True
                continue
            labels = self._read_labels(line)
            if labels:
                self.kept[place] = False
            elif (label := parse_label(line.text)) and following.strip() and not parse_label(following):
                self._note([label._replace(value=following.strip())])
                self.kept[place], skip = False, True
            elif self._note(filter(None, [parse_bare(line.text)])) or classify_line(line.text):
                self.kept[place] = False
            elif place < title_first and len(line.text) <= SHORT:
                self.kept[place] = False

    def _clean_tail(self, last: int) -> None:
        """Lines behind the content: once the portal's lines begin, the short ones that follow are too."""
        closed = False
        for place in range(last + 1, len(self.lines)):
            text = self.lines[place].text
            kind = classify_line(text)
            if kind in CLOSING:
                closed = True
                if kind == "footer" and self.kept[place]:
                    self.found.setdefault("footer", text.strip())
            labels = parse_labelled(text)
            if kind or closed or (labels and labels[0].role != "sign"):
                self.kept[place] = False
                self._note(each for each in labels if each.key == "author" or each.key == "source")

    def _clean_middle(self, first: int, last: int) -> None:
        for place in range(first, last):
            line = self.lines[place]
            if line.grid is None and self.kept[place] and line.text.strip() and classify_line(line.text) in ANYWHERE:
                self.kept[place] = False

    def _read_labels(self, line: Line) -> bool:
        """Note what a line about the page says; whether it is one."""
        if line.grid is not None:
            labels = list(_read_row(line))
            self._note(labels)
            return True
        labels = list(parse_labelled(line.text))
        if not labels and "|" in line.text:
            labels = list(_read_cells(line.text.split("|")))
        return self._note(labels)

    def _note(self, labels) -> bool:
        """Keep the first value of each key; whether there was anything."""
        any_label = False
        for each in labels:
            any_label = True
            if each.key and each.value:
                self.found.setdefault(each.key, each.value)
        return any_label

    def _read_rest(self, first: int) -> None:
        """The breadcrumb and the footer, wherever they stand."""
        for line in self.lines:
            if line.grid is None and len(line.text) <= 300:
                kind = classify_line(line.text)
                if kind in ("breadcrumb", "footer"):
                    self.found.setdefault(kind, line.text.strip())

    def _build(self, title: str | None, name: str) -> Document:
        texts: list[str] = []
        grids: dict[int, list[GridCell]] = {}
        ends: dict[int, tuple[int, int]] = {}
        at = 0
        places = [place for place, keep in enumerate(self.kept) if keep]
        while places and not self.lines[places[0]].text.strip():
            del places[0]
        while places and not self.lines[places[-1]].text.strip():
            del places[-1]
        for place in places:
            line = self.lines[place]
            if line.grid is not None:
                cells = grids.setdefault(line.grid, [])
                cells += [GridCell(c.row, c.column, c.rowspan, c.colspan, at + c.start, at + c.end) for c in line.cells]
                ends[line.grid] = (ends.get(line.grid, (at, at))[0], at + len(line.text))
            texts.append(line.text)
            at += len(line.text) + 1
        metadata = {
            key: next((self.meta[n] for n in names if self.meta.get(n)), "") for key, names in META_KEYS.items()
        }
        metadata = {key: value for key, value in {**metadata, **self.found}.items() if value}
        metadata.pop("title", None)
        return Document(
            text="\n".join(texts),
            tables=tuple(Grid(tuple(cells), *ends[number]) for number, cells in grids.items()),
            title=title,
            metadata=metadata,
            boilerplate=tuple(
                line.text.strip()
                for line, keep in zip(self.lines, self.kept, strict=True)
                if not keep and line.text.strip()
            ),
            name=name,
        )


def _read_row(line: Line):
    """Labels and values of a row of a table about the page."""
    return _read_cells(line.text[cell.start : cell.end] for cell in line.cells)


def _read_cells(cells):
    """Labels with their values: in one cell, or the value in the cell behind the label's."""
    pending: Labelled | None = None
    for cell in cells:
        inline = parse_labelled(cell)
        if inline and any(each.value for each in inline):
            yield from inline
            pending = None
        elif label := parse_label(cell):
            pending = label
            yield label
        elif pending is not None:
            yield pending._replace(value=cell.strip())
            pending = None
