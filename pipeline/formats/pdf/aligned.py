"""Tables without ruling lines: figures that stand below each other in columns.

Only what is sure becomes a table: each figure must stand in one column alone, and on a row with its
label. Anything else stays in lines, as printed.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipeline.formats.pdf.lines import FAR, Piece, TextLine, glue
from pipeline.formats.pdf.tables import Item, Table, TableCell

MIN_ROWS = 3  # with figures in all columns
MAX_BETWEEN = 3  # lines without columns between two rows
# Shares of the size of the type.
MAX_PITCH = 5.0  # distance of two lines of a table
LEVEL = 0.4  # by which figures stand off the middle of the lines of their label
APART = 0.3  # gap between two columns
_FIGURE = re.compile(r"[-+−]?[\d,.]+%?|[/—－-]")
_HOLDS_FIGURE = re.compile(r"\s[-+−]?[\d,.]+%?(?:\s|$)|^[\d,.]+%?\s")


class _Row(NamedTuple):
    """A row: its line, and the pieces with the first and last column that each covers."""

    line: TextLine
    pieces: tuple[tuple[Piece, int, int], ...]

    @property
    def has_label(self) -> bool:
        return any(first == 0 for _, first, _ in self.pieces)

    @property
    def has_figure(self) -> bool:
        return any(_is_figure(piece) for piece, first, _ in self.pieces if first)


def find_tables(lines: Sequence[TextLine]) -> list[Item]:
    """Lines in reading order, those that make tables as tables."""
    items: list[Item] = []
    at = 0
    for first, last in _find_runs(lines):
        # The label of the first or last figures may begin or end on a line of its own.
        for before, behind in ((first, last), (first, last + 1), (first - 1, last), (first - 1, last + 1)):
            if before >= at and behind <= len(lines) and (table := _read_table(lines[before:behind])):
                items += [*lines[at:before], table]
                at = behind
                break
    return [*items, *lines[at:]]


def _find_runs(lines: Sequence[TextLine]) -> Iterator[tuple[int, int]]:
    """Stretches of lines, from one to before another, in which lines in pieces follow each other closely."""
    first, last = None, 0
    for number, line in enumerate(lines):
        if first is not None and (
            number - last > MAX_BETWEEN or not 0 <= line.y - lines[number - 1].y <= MAX_PITCH * line.size
        ):
            yield first, last + 1
            first = None
        if len(line.figures) > 1:
            first = number if first is None else first
            last = number
    if first is not None:
        yield first, last + 1


def _read_table(lines: Sequence[TextLine]) -> Table | None:
    """The table that lines make; None if any figure has no certain place."""
    columns = _find_columns(lines)
    if columns is None:
        return None
    rows: list[_Row] = []
    for line in lines:
        row = _place(line, columns)
        if row is None:
            return None
        rows.append(row)
    joined = _join_rows(rows)
    if any(row.has_figure and not row.has_label for row in joined):
        return None
    cells = [cell for number, row in enumerate(joined) for cell in _print_row(row, number, len(columns))]
    xs = [columns[0][0], *((a[1] + b[0]) / 2 for a, b in itertools.pairwise(columns)), columns[-1][1]]
    return Table(lines[0].top, lines[-1].y, xs, cells, len(joined))


def _find_columns(lines: Sequence[TextLine]) -> list[tuple[float, float]] | None:
    """The left and right edge of each column, by the rows that have something in all; None if they overlap."""
    full = Counter(len(line.figures) for line in lines if _is_figure(line.figures[-1]))
    width = max((count for count, rows in full.items() if count > 1 and rows >= MIN_ROWS), default=0)
    model = [line.figures for line in lines if len(line.figures) == width and _is_figure(line.figures[-1])]
    if not model:
        return None
    columns = [
        (min(pieces[n].left for pieces in model), max(pieces[n].right for pieces in model)) for n in range(width)
    ]
    size = lines[0].size
    apart = all(b[0] - a[1] >= APART * size for a, b in itertools.pairwise(columns))
    return columns if apart else None


def _place(line: TextLine, columns: Sequence[tuple[float, float]]) -> _Row | None:
    """A line with the columns of its pieces; None if a figure is in none alone."""
    placed: list[tuple[Piece, int, int]] = []
    for piece in line.figures:
        over = [n for n, (left, right) in enumerate(columns) if piece.left < right and piece.right > left]
        if not over:
            middle = (piece.left + piece.right) / 2
            over = [min(range(len(columns)), key=lambda n: abs(middle - sum(columns[n]) / 2))]
            if _is_figure(piece):
                return None
        if len(over) > 1 and _HOLDS_FIGURE.search(piece.text):
            return None
        if _is_figure(piece) and (len(over) > 1 or any(over[0] == last for _, _, last in placed)):
            return None
        placed.append((piece, over[0], over[-1]))
    return _Row(line, tuple(placed))


def _join_rows(rows: Sequence[_Row]) -> list[_Row]:
    """The rows, figures joined with the label above and below whose middle they stand in."""
    joined: list[_Row] = []
    at = 0
    while at < len(rows):
        if at + 2 < len(rows) and _is_around(*rows[at : at + 3]):
            above, middle, below = rows[at : at + 3]
            label = above.line.text + glue(above.line.text, below.line.text) + below.line.text
            own = [each for each in middle.pieces if each[1] == 0]
            piece = Piece(FAR.join([*(each[0].text for each in own), label]), above.line.left, above.line.right)
            joined.append(_Row(middle.line, ((piece, 0, 0), *(each for each in middle.pieces if each[1]))))
            at += 3
        else:
            joined.append(rows[at])
            at += 1
    return joined


def _is_around(above: _Row, middle: _Row, below: _Row) -> bool:
    """Whether two lines of a label stand around the figures of its row."""
    if not middle.has_figure or any(last for row in (above, below) for _, _, last in row.pieces):
        return False
    size = middle.line.size
    level = abs(above.line.y + below.line.y - 2 * middle.line.y) <= LEVEL * size
    beside = all(
        piece.right <= above.line.left or piece.left >= above.line.right
        for piece, first, _ in middle.pieces
        if first == 0
    )
    return level and beside and below.line.y - above.line.y <= 2.4 * size


def _print_row(row: _Row, number: int, width: int) -> Iterator[TableCell]:
    """The cells of a row; what stands in one column is one cell, and a column without anything an empty one."""
    column = 0
    while column < width:
        own = [each for each in row.pieces if each[1] <= column <= each[2]]
        end = max((last for _, _, last in own), default=column)
        own = [each for each in row.pieces if column <= each[1] <= end or each in own]
        end = max((last for _, _, last in own), default=column)
        text = FAR.join(piece.text for piece, _, _ in own)
        line = TextLine(text, row.line.left, row.line.right, row.line.y, row.line.size, (), ())
        yield TableCell(number, column, 1, end - column + 1, [line] if own else [])
        column = end + 1


def _is_figure(piece: Piece) -> bool:
    return _FIGURE.fullmatch(piece.text) is not None
