"""Tables of a page: cells placed in a grid as a browser places them, rows printed as lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import NamedTuple

from pipeline.formats.lines import CellPlace, Line

# The widest official form has 16 columns. A wider span is cut, a wider table is no grid.
MAX_COLSPAN, MAX_COLUMNS = 100, 256
# A cell with so much running text holds a part of the page, not a datum.
ARTICLE_LINES, ARTICLE_CHARS, ARTICLE_STOPS = 3, 150, 2
LIST_LINES, LIST_CHARS = 8, 6


@dataclass(slots=True)
class RawCell:
    """A td or th: what it says it spans, and the lines printed in it (`first` to `last`, exclusive)."""

    rowspan: int
    colspan: int
    first: int
    last: int = -1


@dataclass(slots=True)
class RawTable:
    """A table that is being read: the first line printed in it, its rows, and each row's group."""

    first: int
    box: int
    rows: list[list[RawCell]] = field(default_factory=list)
    groups: list[int] = field(default_factory=list)
    group: int = 0
    nests: bool = False


class _Placed(NamedTuple):
    """A cell in its place, its text in one line."""

    row: int
    column: int
    rowspan: int
    colspan: int
    text: str


def is_grid(table: RawTable, lines: Sequence[Line]) -> bool:
    """Whether a table is data, and not a means to lay the page out.

    A table that holds another one, a single column, and one with an article in a cell lay out.
    """
    if table.nests or max(map(len, table.rows), default=0) < 2:
        return False
    return not any(
        _is_article(lines[cell.first : cell.last])
        for row in table.rows
        for cell in row
        if cell.last - cell.first >= ARTICLE_LINES
    )


def print_rows(table: RawTable, lines: Sequence[Line], number: int) -> list[Line] | None:
    """The lines of a table: a row each, one field a column, cells parted by tabs; None if it is too
    wide to be a table of data.

    A cell is printed in its first row and column; the fields it spans beside that are empty.
    `lines` are those printed in its cells. Columns that no cell starts in are left out.
    """
    placed = _place(table, lines)
    if placed is None:
        return None
    width = 1 + max((cell.column for row in placed for cell in row), default=0)
    links = [_count_links(row, lines) for row in table.rows]
    return [_print_row(row, width, table.box, number, links[n]) for n, row in enumerate(placed)]


def _is_article(lines: Sequence[Line]) -> bool:
    count = len(lines)
    chars = sum(len(line.text) for line in lines)
    stops = sum(line.text.count("。") for line in lines)
    if chars >= ARTICLE_CHARS and stops >= ARTICLE_STOPS:
        return True
    return count >= LIST_LINES and chars >= LIST_CHARS * count


def _place(table: RawTable, lines: Sequence[Line]) -> list[list[_Placed]] | None:
    """The cells of each row where a browser puts them: in the first free column, spans reaching
    down within their group of rows and over what stands there already. None if it gets too wide."""
    ends = _find_group_ends(table.groups)
    taken_until: list[int] = []  # for each column, the first row that is free again
    placed: list[list[_Placed]] = []
    for number, row in enumerate(table.rows):
        column, cells = 0, []
        for cell in row:
            while column < len(taken_until) and taken_until[column] > number:
                column += 1
            if column > MAX_COLUMNS:
                return None
            if cell.rowspan == cell.colspan == 1 and column < len(taken_until):
                taken_until[column] = number + 1
                cells.append(_Placed(number, column, 1, 1, _join(lines[cell.first : cell.last])))
                column += 1
                continue
            colspan = min(max(cell.colspan, 1), MAX_COLSPAN)
            rowspan = min(cell.rowspan or ends[number], ends[number] - number)
            if column + colspan > len(taken_until):
                taken_until += [0] * (column + colspan - len(taken_until))
            for covered in range(column, column + colspan):
                if taken_until[covered] < number + rowspan:
                    taken_until[covered] = number + rowspan
            cells.append(_Placed(number, column, rowspan, colspan, _join(lines[cell.first : cell.last])))
            column += colspan
        placed.append(cells)
    return placed


def _find_group_ends(groups: Sequence[int]) -> list[int]:
    """For each row, the number of the row behind its group."""
    ends = [0] * len(groups)
    end = len(groups)
    for row in range(len(groups) - 1, -1, -1):
        if row + 1 < len(groups) and groups[row] != groups[row + 1]:
            end = row + 1
        ends[row] = end
    return ends


def _join(lines: Sequence[Line]) -> str:
    """The text of a cell in one line: its lines parted by a space."""
    if not lines:
        return ""
    if len(lines) == 1:
        return lines[0].text.replace("\t", " ")
    return " ".join(line.text for line in lines).replace("\t", " ")


def _count_links(row: Sequence[RawCell], lines: Sequence[Line]) -> int:
    if not row:
        return 0
    return sum([line.links for line in lines[row[0].first : row[-1].last]])


def _print_row(row: Sequence[_Placed], width: int, box: int, number: int, links: int) -> Line:
    fields = [""] * width
    for cell in row:
        fields[cell.column] = cell.text
    starts = [0, *accumulate([len(text) + 1 for text in fields])]
    places = []
    for at, column, rowspan, colspan, text in row:
        start = starts[column]
        if column + colspan > width:
            colspan = width - column
        places.append(CellPlace(at, column, rowspan, colspan, start, start + len(text)))
    return Line("\t".join(fields), box, "tr", links, number, tuple(places))
