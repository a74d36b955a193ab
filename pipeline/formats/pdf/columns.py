"""Text in columns: two of running text, or one beside a list of a site's; one is read after the other."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.formats.pdf.lines import FAR, Piece, TextLine

MIN_LINES = 6  # of a stretch in columns, and
MIN_FULL = 4  # full ones in a column of running text
FULL = 0.8  # share of a column's width that a full line takes up
MIN_SIGNS = 10  # of a full line: what is shorter may be a column of a table
NARROW = 0.35  # share of the text's width that a list beside it takes up at most
MIN_ITEMS = 3  # of such a list, and
LEVEL = 0.5  # share of them at most that stand on a line with the text: labels do, to the value of each
STEPS = 60  # places tried for the gutter


def order_lines(lines: Sequence[TextLine]) -> list[TextLine]:
    """The lines of a stretch of a page in the order that they are read in."""
    if len(lines) < MIN_LINES:
        return list(lines)
    left, right = min(line.left for line in lines), max(line.right for line in lines)
    best: tuple[int, int, int, float] = (0, 0, 0, 0.0)
    for step in range(1, STEPS):
        gutter = left + (right - left) * step / STEPS
        for first, last in _find_stretches(lines, gutter):
            if last - first > best[0] and _is_parted(lines[first:last], gutter, right - left):
                best = (last - first, first, last, gutter)
    count, first, last, gutter = best
    if not count:
        return list(lines)
    parted = _cut_all(lines[first:last], gutter)
    return [*order_lines(lines[:first]), *parted[0], *parted[1], *order_lines(lines[last:])]


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


def _is_parted(lines: Sequence[TextLine], gutter: float, width: float) -> bool:
    """Whether running text stands on both sides of a gutter, or on one and a list on the other."""
    sides = _cut_all(lines, gutter)
    texts = [_is_text(side) for side in sides]
    if all(texts) or not any(texts):
        return all(texts)
    text, items = (sides[0], sides[1]) if texts[0] else (sides[1], sides[0])
    if len(items) < MIN_ITEMS or _find_width(items) > NARROW * width:
        return False
    levels = {line.y for line in text}
    return sum(item.y in levels for item in items) <= LEVEL * len(items)


def _is_text(lines: Sequence[TextLine]) -> bool:
    """Whether lines fill their column as running text does."""
    width = _find_width(lines)
    full = sum(_count_signs(line) >= MIN_SIGNS and line.right - line.left >= FULL * width for line in lines)
    return full >= max(MIN_FULL, len(lines) / 2)


def _count_signs(line: TextLine) -> int:
    """Characters of running text: the figures of a table are none."""
    return sum(char.isalpha() for char in line.text)


def _find_width(lines: Sequence[TextLine]) -> float:
    return max((line.right for line in lines), default=0.0) - min((line.left for line in lines), default=0.0)


def _cut_all(lines: Sequence[TextLine], gutter: float) -> tuple[list[TextLine], list[TextLine]]:
    """The parts of lines on both sides of a gutter."""
    sides: tuple[list[TextLine], list[TextLine]] = ([], [])
    for line in lines:
        for side, before in zip(sides, (True, False), strict=True):
            if pieces := _cut(line.pieces, gutter, before):
                text, figures = FAR.join(piece.text for piece in pieces), _cut(line.figures, gutter, before)
                side.append(TextLine(text, pieces[0].left, pieces[-1].right, line.y, line.size, pieces, figures))
    return sides


def _cut(pieces: Sequence[Piece], gutter: float, before: bool) -> tuple[Piece, ...]:
    return tuple(piece for piece in pieces if (piece.left < gutter) is before)
