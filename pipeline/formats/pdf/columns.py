"""Text in two columns: one is read after the other."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.formats.pdf.lines import Piece, TextLine

MIN_LINES = 6  # of a stretch in two columns, and
MIN_FULL = 4  # full ones on each side
FULL = 0.8  # share of a column's width that a full line takes up
MIN_SIGNS = 10  # of a full line: what is shorter may be a column of a table
STEPS = 40  # places tried for the gutter, in the middle third of the text


def order_lines(lines: Sequence[TextLine]) -> list[TextLine]:
    """The lines of a stretch of a page in the order that they are read in."""
    if len(lines) < MIN_LINES:
        return list(lines)
    left, right = min(line.left for line in lines), max(line.right for line in lines)
    best: tuple[int, int, int, float] = (0, 0, 0, 0.0)
    for step in range(STEPS + 1):
        gutter = left + (right - left) * (1 / 3 + step / STEPS / 3)
        for first, last in _find_stretches(lines, gutter):
            if last - first > best[0] and _is_parted(lines[first:last], gutter):
                best = (last - first, first, last, gutter)
    count, first, last, gutter = best
    if not count:
        return list(lines)
    before, parted, behind = lines[:first], lines[first:last], lines[last:]
    sides = [[part for line in parted if (part := _cut(line, gutter, side))] for side in (True, False)]
    return [*order_lines(before), *sides[0], *sides[1], *order_lines(behind)]


def _find_stretches(lines: Sequence[TextLine], gutter: float) -> list[tuple[int, int]]:
    """Runs of lines, from one to before another, that leave a place free."""
    runs, first = [], None
    for number, line in enumerate(lines):
        free = all(piece.right < gutter or piece.left > gutter for piece in line.pieces)
        if free and first is None:
            first = number
        elif not free and first is not None:
            runs.append((first, number))
            first = None
    if first is not None:
        runs.append((first, len(lines)))
    return [run for run in runs if run[1] - run[0] >= MIN_LINES]


def _is_parted(lines: Sequence[TextLine], gutter: float) -> bool:
    """Whether running text stands on both sides of a gutter."""
    for side in (True, False):
        parts = [part for line in lines if (part := _cut(line, gutter, side))]
        width = max((part.right for part in parts), default=0) - min((part.left for part in parts), default=0)
        full = sum(len(part.text) >= MIN_SIGNS and part.right - part.left >= FULL * width for part in parts)
        if full < max(MIN_FULL, len(parts) / 2):
            return False
    return True


def _cut(line: TextLine, gutter: float, before: bool) -> TextLine | None:
    """The part of a line on one side of a gutter."""
    pieces: tuple[Piece, ...] = tuple(piece for piece in line.pieces if (piece.left < gutter) is before)
    if not pieces:
        return None
    text = " ".join(piece.text for piece in pieces)
    return TextLine(text, pieces[0].left, pieces[-1].right, line.y, line.size, pieces)
