"""Tables that go on over a page: their parts become one table again."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from pipeline.formats.pdf.sheets import Sheet
from pipeline.formats.pdf.tables import Table, TableCell

EDGE = 6.0  # points by which the sides of a table differ from page to page
SNAP = 4.0  # points by which the place of a column does
MAX_HEAD = 4  # rows of a heading that is printed again


def join_tables(sheets: Sequence[Sheet]) -> None:
    """Join a table that begins a page with the one that ended the page before, if they are as wide."""
    open_sheet: Sheet | None = None
    for sheet in sheets:
        if open_sheet is not None and sheet.items:
            above, below = open_sheet.items[-1], sheet.items[0]
            if isinstance(above, Table) and isinstance(below, Table) and _is_as_wide(above, below):
                open_sheet.items[-1] = _join(above, below)
                del sheet.items[0]
        if sheet.items:
            open_sheet = sheet


def _is_as_wide(above: Table, below: Table) -> bool:
    return abs(above.xs[0] - below.xs[0]) <= EDGE and abs(above.xs[-1] - below.xs[-1]) <= EDGE


def _join(above: Table, below: Table) -> Table:
    xs = _join_places(above.xs, below.xs)
    upper, lower = _spread(above, xs), _spread(below, xs)
    again = _count_repeated(upper, lower)
    lower = [replace(cell, row=cell.row - again + above.height) for cell in lower if cell.row >= again]
    cells = _join_spans(upper, lower, above.height)
    return Table(above.top, below.bottom, xs, cells, above.height + below.height - again)


def _join_places(above: Sequence[float], below: Sequence[float]) -> list[float]:
    """The places of columns of both parts, those that are nearly the same once."""
    places: list[float] = []
    for place in sorted([*above, *below]):
        if not places or place - places[-1] > SNAP:
            places.append(place)
    return places


def _spread(table: Table, xs: Sequence[float]) -> list[TableCell]:
    """The cells of a part in the columns of the whole."""
    columns = [min(bisect_left(xs, place - SNAP), len(xs) - 1) for place in table.xs]
    cells = []
    for cell in table.cells:
        first, end = columns[cell.column], columns[cell.column + cell.colspan]
        cells.append(replace(cell, column=first, colspan=max(1, end - first)))
    return cells


def _count_repeated(upper: Sequence[TableCell], lower: Sequence[TableCell]) -> int:
    """How many rows at the start of the lower part repeat the heading of the upper one."""
    for count in range(MAX_HEAD, 0, -1):
        head = _read_head(upper, count)
        worded = head is not None and any(words and not words.isdecimal() for *_, words in head)
        if worded and head == _read_head(lower, count):
            return count
    return 0


def _read_head(cells: Sequence[TableCell], count: int) -> list[tuple[int, int, int, str]] | None:
    """The cells of the first rows; None if one reaches below them or they are the whole table."""
    head = [cell for cell in cells if cell.row < count]
    if any(cell.row + cell.rowspan > count for cell in head) or len(head) == len(cells):
        return None
    return [(cell.row, cell.column, cell.colspan, cell.words) for cell in head]


def _join_spans(upper: list[TableCell], lower: list[TableCell], border: int) -> list[TableCell]:
    """The cells of both parts; a label that spans rows on both sides of the page's end is one cell.

    Its words stand on one side. A value is never spread: beside it the empty cell stays empty.
    """
    last_column = max(cell.column + cell.colspan for cell in upper)
    ends = {
        (cell.column, cell.colspan): cell
        for cell in upper
        if cell.row + cell.rowspan == border and cell.column + cell.colspan < last_column
    }
    joined: dict[int, TableCell] = {}
    cells = []
    for cell in lower:
        above = ends.get((cell.column, cell.colspan)) if cell.row == border else None
        if above is not None and _is_one(above, cell):
            joined[id(above)] = replace(above, rowspan=above.rowspan + cell.rowspan, lines=[*above.lines, *cell.lines])
        else:
            cells.append(cell)
    return [joined.get(id(cell), cell) for cell in upper] + cells


def _is_one(above: TableCell, below: TableCell) -> bool:
    if above.rowspan == 1 and below.rowspan == 1:
        return False
    words = above.words + below.words
    return not (above.lines and below.lines) and not any(char.isdecimal() for char in words)
