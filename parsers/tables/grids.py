"""Grids: where on the page a label and its values stand.

A table of the page says rows and columns; so does a line of text whose cells are parted by tabs or pipes. In
such a row a value's column is told by the header cell above it, or by its place where the row has a cell for
each column; an empty cell is then certain too.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple
from unicodedata import east_asian_width

from parsers.folding import Folded
from parsers.records import Document, Grid, GridCell

_WORD = re.compile(r"[^\s|]")


class Box(NamedTuple):
    """A cell of a row: the columns it covers, end exclusive, and its place in the folded text."""

    column: int
    column_end: int
    start: int
    end: int


class Place(NamedTuple):
    """Where a label stands: its table, its row there, and the columns it covers.

    grid: the number of the page's table, -1 for a line of text. row: the line's first offset for text. start: of its
    cell in the folded text.
    """

    grid: int
    row: int
    column: int
    column_end: int
    start: int


class Layout:
    """The tables of a document, and the lines of its text that are rows of cells."""

    def __init__(self, document: Document, folded: Folded) -> None:
        self._text = folded.text
        self._folded = folded
        self._grids = document.tables
        cells = [
            (self._fold(cell.start), self._fold(cell.end), number, cell)
            for number, grid in enumerate(self._grids)
            for cell in grid.cells
            if cell.end > cell.start
        ]
        # A cell that holds a table comes before the cells of that table: the last that began is the innermost.
        self._cells = sorted(cells, key=lambda item: (item[0], -item[1]))
        self._starts = [item[0] for item in self._cells]
        self._rows: dict[int, dict[int, list[GridCell]]] = {}
        self._lines: dict[int, list[Box]] = {}
        self._breaks: list[int] = []
        self._places: dict[int, Place | None] = {}

    def _fold(self, offset: int) -> int:
        """The offset in the folded text of an offset in the printed one."""
        places = self._folded.places
        return offset if places is None else bisect_left(places, offset)

    def place(self, offset: int) -> Place | None:
        """Where the character at an offset of the folded text stands, None where there are no cells."""
        if offset not in self._places:
            cell = self._cell(offset)
            if cell is None:
                self._places[offset] = self._line_place(offset)
            else:
                number, found = cell
                end = found.column + found.colspan
                self._places[offset] = Place(number, found.row, found.column, end, self._fold(found.start))
        return self._places[offset]

    def _cell(self, offset: int) -> tuple[int, GridCell] | None:
        index = bisect_right(self._starts, offset) - 1
        for start, end, number, cell in reversed(self._cells[max(0, index - 20) : index + 1]):
            if start <= offset < end:
                return number, cell
        return None

    def line_number(self, offset: int) -> int:
        """The line of the text that a character stands in, from 0."""
        if not self._breaks:
            self._breaks = [match.start() for match in re.finditer("\n", self._text)] or [len(self._text)]
        return bisect_left(self._breaks, offset)

    def screen_column(self, offset: int) -> int:
        """The column of the screen where a character of the folded text is printed; Chinese ones take two."""
        place = self._folded.span(offset, offset).start
        start = self._folded.printed.rfind("\n", 0, place) + 1
        return sum(1 + (east_asian_width(char) in "WFA") for char in self._folded.printed[start:place])

    def next_words(self, offset: int) -> int:
        """The line of the next character behind an offset that is no space or rule; a line past the last if none is."""
        match = _WORD.search(self._text, offset)
        return self.line_number(match.start()) if match else self._text.count("\n") + 1

    def grid_span(self, number: int) -> tuple[int, int]:
        """Where a table of the page stands in the folded text."""
        grid: Grid = self._grids[number]
        return self._fold(grid.start), self._fold(grid.end)

    def is_even(self, place: Place, heads: Iterable[Place]) -> bool:
        """Whether a row of text has as many cells as the lines of the header cells; rows of a table always have."""
        if place.grid >= 0:
            return True
        size = len(self._line_cells(place.row))
        return all(len(self._line_cells(row)) == size for row in {head.row for head in heads if head.grid < 0})

    def head_of(self, place: Place, box: Box) -> tuple[int, int] | None:
        """Where the header of a cell's column stands: the lowest cell with words above it, None if there is none."""
        above = place.row
        if place.grid < 0:
            while above > 0 and (row := self._text.rfind("\n", 0, above - 1) + 1) < above:
                above = row
                cells = [cell for cell in self._line_cells(row) if cell.column == box.column]
                if not cells:
                    break
                if _has_words(self._text[cells[0].start : cells[0].end]):
                    return cells[0].start, cells[0].end
            return None
        rows = self._grid_rows(place.grid)
        for row in range(above - 1, -1, -1):
            for cell in rows.get(row, ()):
                if not cell.column <= box.column < cell.column + cell.colspan:
                    continue
                start, end = self._fold(cell.start), self._fold(cell.end)
                if _has_words(self._text[start:end]):
                    return start, end
        return None

    def opens_blank(self, place: Place | None) -> bool:
        """Whether a rule opens the line of text that a label stands in, so that its first cell is none."""
        return place is not None and place.grid < 0 and self._text[place.row] == "|"

    def row_below(self, place: Place | None) -> Place | None:
        """The left edge of the row below a header cell."""
        if place is None:
            return None
        below = place.row + 1
        if place.grid < 0:
            below = self._text.find("\n", place.row) + 1
            if not (below and self._line_cells(below)):
                return None
        elif below not in self._grid_rows(place.grid):
            return None
        return Place(place.grid, below, 0, 0, place.start)

    def _grid_rows(self, grid: int) -> dict[int, list[GridCell]]:
        rows = self._rows.get(grid)
        if rows is None:
            rows = self._rows[grid] = {}
            for cell in self._grids[grid].cells:
                rows.setdefault(cell.row, []).append(cell)
        return rows

    def row_after(self, place: Place) -> list[Box]:
        """The cells to the right of a label, in its row."""
        if place.grid < 0:
            return [box for box in self._line_cells(place.row) if box.column >= place.column_end]
        fold = self._fold
        return [
            Box(column, column + colspan, fold(start), fold(end))
            for _, column, _, colspan, start, end in sorted(self._grid_rows(place.grid).get(place.row, ()))
            if column >= place.column_end
        ]

    def _line_place(self, offset: int) -> Place | None:
        start = self._text.rfind("\n", 0, offset) + 1
        for box in self._line_cells(start):
            if box.start <= offset < box.end:
                return Place(-1, start, box.column, box.column_end, box.start)
        return None

    def _line_cells(self, start: int) -> list[Box]:
        """The cells of the line that begins at an offset, if tabs or pipes part it."""
        if start not in self._lines:
            self._lines[start] = self._split_line(start)
        return self._lines[start]

    def _split_line(self, start: int) -> list[Box]:
        end = self._text.find("\n", start)
        line = self._text[start : end if end >= 0 else len(self._text)]
        rule = "|" if "|" in line else "\t"
        if rule not in line:
            return []
        boxes: list[Box] = []
        at = 0
        for column, part in enumerate(line.split(rule)):
            blank = len(part) - len(part.lstrip())
            boxes.append(Box(column, column + 1, start + at + blank, start + at + blank + len(part.strip())))
            at += len(part) + 1
        if rule == "|" and line.rstrip().endswith("|"):
            boxes.pop()
        return boxes


def _has_words(text: str) -> bool:
    return any("\u4e00" <= char <= "\u9fff" for char in text)


@lru_cache(maxsize=1_000)
def assign_by_header(
    extents: tuple[tuple[int, int], ...], headers: tuple[tuple[str, int, int], ...], columns: tuple[str, ...]
) -> tuple[str | None, ...] | None:
    """The column of each cell of a row, by the header cell it stands under; None for a cell under no known header.

    extents: the columns of the page that each cell covers, end exclusive. headers: the form's columns with what
    their header cells cover. Returns None where the header does not tell: a column without a header cell, header
    cells that overlap or stand out of order, two values under one header, a value under two. Remembered, for the
    rows of a table are alike.
    """
    covered = {column: (first, last) for column, first, last in headers}
    if any(column not in covered for column in columns):
        return None
    ranges = sorted((*covered[column], column) for column in columns)
    if any(left[1] > right[0] for left, right in itertools.pairwise(ranges)):
        return None
    assigned: list[str | None] = []
    for start, end in extents:
        under = [column for first, last, column in ranges if start < last and first < end]
        if len(under) > 1 or (under and under[0] in assigned):
            return None
        assigned.append(under[0] if under else None)
    return tuple(assigned)


def skip_by_count(count: int, is_empty: Sequence[bool]) -> int | None:
    """How many empty cells stand between a label and the cells it needs; None where the row has too few or too many."""
    first = 0
    while len(is_empty) - first > count and is_empty[first]:
        first += 1
    return first if len(is_empty) - first == count else None
