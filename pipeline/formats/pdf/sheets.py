"""A page's content in reading order: its tables and the lines beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.formats.pdf.aligned import find_tables
from pipeline.formats.pdf.columns import order_lines
from pipeline.formats.pdf.grids import Frame, find_frames, find_middle, widen
from pipeline.formats.pdf.leaves import Glyph, Leaf
from pipeline.formats.pdf.lines import TextLine, find_lines
from pipeline.formats.pdf.tables import Item, Table, TableCell

# Shares of the size of the type: how far words are off their place in the row, how far lines of two rows are apart.
CENTRED, APART = 0.15, 1.6


@dataclass(slots=True)
class Sheet:
    """A page: its lines and tables in reading order."""

    number: int
    width: float
    height: float
    items: list[Item]


def lay_out(leaf: Leaf, number: int) -> Sheet:
    """Put a page's glyphs into its tables and lines."""
    frames = find_frames(leaf.rules)
    for frame in frames:
        widen(frame, leaf.glyphs)
    inside: list[dict[int, list[Glyph]]] = [{} for _ in frames]
    free: list[Glyph] = []
    for glyph in leaf.glyphs:
        place = _find_place(glyph, frames)
        if place is None:
            free.append(glyph)
        else:
            inside[place[0]].setdefault(place[1], []).append(glyph)
    tables = [_fill(frame, glyphs) for frame, glyphs in zip(frames, inside, strict=True) if glyphs]
    return Sheet(number, leaf.width, leaf.height, order_items(find_lines(free), tables))


def order_items(lines: Sequence[TextLine], tables: Sequence[Table]) -> list[Item]:
    """Lines and tables from the top down; within the stretches between tables columns of text one after the other."""
    items: list[Item] = []
    waiting = list(lines)
    for table in sorted(tables, key=lambda each: each.top):
        before = [line for line in waiting if line.y <= (table.top + table.bottom) / 2]
        items += [*find_tables(order_lines(before)), table]
        waiting = [line for line in waiting if line.y > (table.top + table.bottom) / 2]
    return [*items, *find_tables(order_lines(waiting))]


def _find_place(glyph: Glyph, frames: Sequence[Frame]) -> tuple[int, int] | None:
    """The table and the cell that a glyph stands in."""
    x, y = find_middle(glyph)
    for number, frame in enumerate(frames):
        if frame.ys[0] <= y <= frame.ys[-1] and (cell := frame.find_cell(x, y)) is not None:
            return number, cell
    return None


def _fill(frame: Frame, glyphs: dict[int, list[Glyph]]) -> Table:
    cells = []
    for number, region in enumerate(frame.cells):
        width = frame.xs[region.column + region.colspan] - frame.xs[region.column]
        cells += _split(TableCell(*region, find_lines(glyphs.get(number, ())), width), frame.ys)
    cells.sort(key=lambda cell: (cell.row, cell.column))
    return Table(frame.ys[0], frame.ys[-1], frame.xs, cells, len(frame.ys) - 1)


def _split(cell: TableCell, ys: Sequence[float]) -> list[TableCell]:
    """A cell that spans rows as one a row, if each row has words of its own: a line is missing there.

    They stand in the middle of their rows, or equally far under the tops of these; the lines of one
    cell stand closer, and in the middle of the whole.
    """
    if not 1 < cell.rowspan <= len(cell.lines):
        return [cell]
    parts: list[TableCell] = []
    for row in range(cell.row, cell.row + cell.rowspan):
        own = [line for line in cell.lines if ys[row] <= line.middle < ys[row + 1]]
        if not own or (parts and own[0].y - parts[-1].lines[-1].y < APART * own[0].size):
            return [cell]
        parts.append(TableCell(row, cell.column, 1, cell.colspan, own, cell.width))
    tops = [part.lines[0].middle - ys[part.row] for part in parts]
    middles = [(part.lines[0].middle + part.lines[-1].middle - ys[part.row] - ys[part.row + 1]) / 2 for part in parts]
    off = CENTRED * cell.lines[0].size
    level = max(tops) - min(tops) <= off or max(map(abs, middles)) <= off
    return parts if level else [cell]
