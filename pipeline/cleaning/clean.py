"""Cleaning: a page to a Document, its boilerplate set apart and its metadata read.

What is sure to be the document's (running text, numbered headings, tables of data) is never taken
out. Before the first such line and behind the last one stand the title, lines about the page and the
portal's lines; in between only lines go that are nothing but a portal's by their wording.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from parsers.boilerplate import is_list
from parsers.page_labels import (
    Labelled,
    parse_bare,
    parse_cells,
    parse_label,
    parse_labelled,
    pick_best,
    split_last_date,
)
from parsers.records import Document, Grid, GridCell
from parsers.titles import is_page_title
from pipeline.cleaning.content import describe_lines, find_content, find_page_tables, is_sure
from pipeline.cleaning.splitting import split_lines
from pipeline.cleaning.title import Title, find_site, find_title
from pipeline.formats import Page
from pipeline.formats.lines import Layout, Line

META_KEYS = (
    ("published", 3, ("pubdate", "publishdate", "article:published_time", "publishtime", "pubtime", "datepublished")),
    ("source", 3, ("contentsource", "source")),
    ("author", 3, ("author",)),
    ("site", 1, ("sitename", "og:site_name")),
    ("url", 3, ("<saved>", "<canonical>", "url", "og:url")),
    ("page_title", 1, ("<title>",)),
)
# Kinds of boilerplate behind which, at the end of a page, only the portal's lines follow.
CLOSING = frozenset({"footer", "neighbour", "related", "qrcode", "notice"})
# Kinds that go wherever they stand; the others only before and behind the content.
ANYWHERE = frozenset({"page_number", "neighbour", "qrcode", "breadcrumb", "widget"})
PORTAL = frozenset({"nav", "breadcrumb", "trail", "widget"})
ITEMS = frozenset({"widget", "nav"})  # kinds of lines whose items may stand behind a label
MAX_TRAIL = 10
BEHIND = 4  # ranks by which a label behind the content counts for less
SHORT = 40  # characters; before the title a shorter line is the portal's
NOTED = {"breadcrumb": "breadcrumb", "trail": "breadcrumb", "footer": "footer"}


def clean(page: Page, name: str = "") -> Document:
    """The document on a page. `name` is the path of its source."""
    layout = _lay_out(page)
    describe_lines(layout.lines)
    _split(layout)
    page_tables = find_page_tables(layout.lines)
    kept = find_content(layout, page_tables) if page.of_web else [True] * len(layout.lines)
    cleaner = _Cleaner(layout, kept, page_tables, has_boxes=page.of_web)
    title = cleaner.clean()
    metadata = cleaner.find_metadata(title)
    named = metadata.pop("title", None)
    document = _build(layout.lines, cleaner.kept, title.text if title else named, metadata, name)
    return replace(document, shortfall=page.shortfall) if page.shortfall else document


def _lay_out(page: Page) -> Layout:
    """The lines of a page; of the two readers the one that it needs is loaded."""
    if page.format == "txt":
        from pipeline.formats.text import read_text

        return read_text(page.markup)
    from pipeline.formats.html import read_html

    return read_html(page.markup)


def _split(layout: Layout) -> None:
    """Part the lines at the ends of the report that run together with the portal's."""
    sure = [place for place, line in enumerate(layout.lines) if line.grid is None and is_sure(line)]
    lines = split_lines(layout.lines, *((sure[0], sure[-1]) if sure else (len(layout.lines), 0)))
    if len(lines) > len(layout.lines):
        layout.lines = lines
        describe_lines([line for line in lines if not line.folded])


class _Cleaner:
    """One page that is being cleaned: its lines, which of them are kept, and what they tell.

    has_boxes: whether the boxes of the layout part the document from the portal around it.
    """

    def __init__(self, layout: Layout, kept: list[bool], page_tables: set[int], *, has_boxes: bool) -> None:
        self.lines = layout.lines
        self.boxes = layout.boxes
        self.meta = layout.meta
        self.kept = kept
        self.page_tables = page_tables
        self.has_boxes = has_boxes
        self.noted: list[Labelled] = []

    def clean(self) -> Title | None:
        """Decide about each line; the answer is the title."""
        first, last = self._find_ends()
        title = find_title(self.lines, first, self.meta)
        self._clean_head(first, title)
        for place in range(first, last + 1):
            if self.lines[place].kind in ANYWHERE:
                self.kept[place] = False
        self._clean_tail(last)
        return title

    def find_metadata(self, title: Title | None) -> dict[str, str]:
        """What tags, labels and the portal's lines tell about the page."""
        for key, rank, names in META_KEYS:
            value = next((self.meta[name] for name in names if self.meta.get(name)), "")
            self.noted.append(Labelled("", key, "", value, rank))
        for place, line in enumerate(self.lines):
            if line.kind in NOTED:
                text = self._join_trail(place) if line.kind == "breadcrumb" else line.text.strip()
                self.noted.append(Labelled("", NOTED[line.kind], "", text, 1 + (line.kind == "trail")))
        if len(self.boxes) == 1:
            self.noted.append(Labelled("", "page_title", "", self._find_first_line()))
        found = pick_best(self.noted)
        if "site" not in found and (site := find_site(found.get("page_title", ""), self._lines_before(title), title)):
            found["site"] = site
        return found

    def _find_ends(self) -> tuple[int, int]:
        """The first and last line that is content for sure; the whole page if none is."""
        sure = [place for place, line in enumerate(self.lines) if self.kept[place] and self._is_sure(line)]
        return (sure[0], sure[-1]) if sure else (len(self.lines), len(self.lines) - 1)

    def _is_sure(self, line: Line) -> bool:
        return is_sure(line) if line.grid is None else line.grid not in self.page_tables

    def _find_first_line(self) -> str:
        """The first line of a text, if it is none of the report's: what was in its title bar."""
        line = next((line for line in self.lines if line.text.strip()), None)
        return line.text.strip() if line and not is_sure(line) and not line.kind and not line.labelled else ""

    def _join_trail(self, place: int) -> str:
        """A breadcrumb, with the lines behind it in its box where each step is a line."""
        parts = [self.lines[place].text.strip()]
        for line in self.lines[place + 1 : place + MAX_TRAIL]:
            if line.tag != "li" or line.box != self.lines[place].box or len(self.boxes) == 1:
                break
            parts.append(line.text)
        return " ".join(parts)

    def _lines_before(self, title: Title | None) -> list[str]:
        """The short lines taken out before the title."""
        end = title.first if title else 0
        return [line.text.strip() for line in self.lines[: max(end, 0)] if line.grid is None and line.kind is None]

    def _clean_head(self, first: int, title: Title | None) -> None:
        """Before the content: read the lines about the page, and take them and the portal's out."""
        place = 0
        while place < first:
            if title and title.first <= place <= title.last:
                self._note_last_date(place)
                self.kept[place] = True
            elif self._note(self._read_labels(self.lines[place])):
                self.kept[place] = False
            elif pair := self._read_pair(place, first):
                self._note([pair[0]])
                self.kept[place : pair[1] + 1] = [False] * (pair[1] + 1 - place)
                place = pair[1]
            elif self._is_portal_line(place, title):
                self.kept[place] = False
            place += 1

    def _read_labels(self, line: Line) -> tuple[Labelled, ...]:
        """What a line about the page says; empty if it is none."""
        if line.grid is not None:
            return tuple(parse_cells(line.text[cell.start : cell.end] for cell in line.cells)) or _NOTHING
        if line.labelled or (line.kind in ITEMS and ":" in line.folded):
            return parse_labelled(line.text)
        if "|" in line.folded and (labels := tuple(parse_cells(line.text.replace("｜", "|").split("|")))):
            return labels
        return parse_bare(line.text)

    def _read_pair(self, place: int, first: int) -> tuple[Labelled, int] | None:
        """A label alone on its line, with the next printed line for its value, and where that stands."""
        label = parse_label(self.lines[place].folded)
        behind = next((n for n in range(place + 1, first) if self.lines[n].text.strip()), None)
        if label is None or label.role == "view" or behind is None:
            return None
        value = self.lines[behind]
        if value.kind or value.labelled or len(value.text) > SHORT or parse_label(value.folded):
            return label, place
        return label._replace(value=value.text.strip()), behind

    def _is_portal_line(self, place: int, title: Title | None) -> bool:
        """Whether a line before the content is the portal's: by its wording, or as it stands before the
        title in another box."""
        line = self.lines[place]
        if line.kind:
            return True
        if title is None or place > title.first or not line.text.strip():
            return False
        self._note_last_date(place)
        short = len(line.text) <= SHORT or is_list(line.folded) or is_page_title(line.folded)
        return short and self._stands_apart(line, title)

    def _note_last_date(self, place: int) -> None:
        """Note the date that a title, or a line before it, ends with; not where the next line does so too: a list."""
        behind = self.lines[place + 1].text if place + 1 < len(self.lines) else ""
        if (dated := split_last_date(self.lines[place].text)) and not split_last_date(behind):
            self._note([Labelled("", "published", "info", dated[1], 3)])

    def _stands_apart(self, line: Line, title: Title) -> bool:
        """Whether a line before the title is in another box. Where boxes say nothing, as in a file that a page was
        saved in, the portal's menu or path must stand before the title too; a plain text begins with its title."""
        box = self.lines[title.first].box
        if self.has_boxes or not box:
            return box != line.box or not box
        return any(each.kind in PORTAL for each in self.lines[: title.first])

    def _clean_tail(self, last: int) -> None:
        """Behind the content: once the portal's lines begin, the short ones that follow are too."""
        closed = False
        gone = {line.folded.strip() for line, keep in zip(self.lines[:last], self.kept, strict=False) if not keep} - {
            ""
        }
        for place in range(last + 1, len(self.lines)):
            line = self.lines[place]
            labels = self._read_labels(line) if line.labelled or line.grid is not None else ()
            closed = closed or line.kind in CLOSING
            if line.kind or closed or (labels and labels[0].role != "sign") or line.folded.strip() in gone:
                self.kept[place] = False
                # What stands behind the report may be the date it was signed on.
                self._note(each._replace(rank=each.rank + BEHIND) for each in labels)

    def _note(self, labels: Iterable[Labelled]) -> bool:
        """Keep what labels say; whether there was any."""
        known = len(self.noted)
        self.noted.extend(labels)
        return len(self.noted) > known


# A row of a table about the page that says nothing we know.
_NOTHING = (Labelled("", "", "info", ""),)


def _build(
    lines: Sequence[Line], kept: Sequence[bool], title: str | None, metadata: dict[str, str], name: str
) -> Document:
    """Put the kept lines together, with the tables in their places."""
    places = [place for place, keep in enumerate(kept) if keep]
    while places and not lines[places[0]].text.strip():
        del places[0]
    while places and not lines[places[-1]].text.strip():
        places.pop()
    grids: dict[int, list[GridCell]] = {}
    spans: dict[int, tuple[int, int]] = {}
    at = 0
    for place in places:
        line = lines[place]
        if line.grid is not None:
            cells = grids.setdefault(line.grid, [])
            cells += [GridCell(*cell[:4], at + cell.start, at + cell.end) for cell in line.cells]
            spans[line.grid] = (spans.get(line.grid, (at, at))[0], at + len(line.text))
        at += len(line.text) + 1
    gone = (line.text.strip() for line, keep in zip(lines, kept, strict=True) if not keep)
    return Document(
        text="\n".join(lines[place].text for place in places),
        tables=tuple(Grid(tuple(cells), *spans[number]) for number, cells in grids.items()),
        title=title,
        metadata=metadata,
        boilerplate=tuple(filter(None, gone)),
        name=name,
    )
