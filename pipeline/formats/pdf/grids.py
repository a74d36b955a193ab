"""Tables from ruling lines: which lines belong together, and the cells between them.

Lines that nearly meet do, short gaps are closed, and where no line parts two fields they are one
merged cell. A table need not be closed at its sides.
"""

from __future__ import annotations

import itertools
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pipeline.formats.pdf.leaves import Glyph, Rule

SNAP = 3.0  # points by which the places of one line may differ
GAP = 4.0  # points of a gap within a line (dashes, corners)
TOUCH = 3.5  # points by which lines that meet may miss each other
OPEN = 6.0  # points by which lines reach beyond the last one across: the table is open there
BESIDE = 0.5  # share of a table's rows beside which words stand that are its column
COVERED = 0.5  # share of a field's side that a line covers
MAX_LINES = 3_000  # of a page in one direction; more are a drawing
MAX_FIELDS = 60_000  # of a table


class Region(NamedTuple):
    """A cell's place in the grid."""

    row: int
    column: int
    rowspan: int
    colspan: int


@dataclass(slots=True)
class Frame:
    """The lines of a table: places of its columns and rows, and its cells in reading order.

    fields: for each row and column, the number of the cell that it is part of.
    """

    xs: list[float]
    ys: list[float]
    cells: list[Region]
    fields: list[list[int]]

    def find_cell(self, x: float, y: float) -> int | None:
        """The number of the cell at a place; None if it is outside."""
        column, row = bisect_right(self.xs, x) - 1, bisect_right(self.ys, y) - 1
        if 0 <= column < len(self.xs) - 1 and 0 <= row < len(self.ys) - 1:
            return self.fields[row][column]
        return None

    def holds(self, other: Frame) -> bool:
        """Whether another table lies in this one."""
        return (
            self.xs[0] - TOUCH <= other.xs[0]
            and other.xs[-1] <= self.xs[-1] + TOUCH
            and self.ys[0] - TOUCH <= other.ys[0]
            and other.ys[-1] <= self.ys[-1] + TOUCH
        )


def find_frames(rules: Sequence[Rule]) -> list[Frame]:
    """The tables of a page, from the top down; of tables in each other the inner ones."""
    across, upright = (_join([rule for rule in rules if rule.across is way]) for way in (True, False))
    if not upright or max(len(across), len(upright)) > MAX_LINES:
        return []
    frames = [frame for group in _find_groups(across, upright) if (frame := _build(*group))]
    inner = [frame for frame in frames if not any(frame is not other and frame.holds(other) for other in frames)]
    return sorted(inner, key=lambda frame: (frame.ys[0], frame.xs[0]))


def widen(frame: Frame, glyphs: Sequence[Glyph]) -> None:
    """Add a column of labels or figures that stands beside a table without lines of its own."""
    top, bottom = frame.ys[0], frame.ys[-1]
    for before in (True, False):
        edge = frame.xs[0] if before else frame.xs[-1]
        beside = [glyph for glyph in glyphs if top < find_middle(glyph)[1] < bottom and (glyph.x < edge) is before]
        beside = [glyph for glyph in beside if before or glyph.x > edge]
        rows = {bisect_right(frame.ys, find_middle(glyph)[1]) for glyph in beside}
        if len(rows) < max(2, BESIDE * (len(frame.ys) - 1)):
            continue
        number = 1 + max(map(max, frame.fields))
        for row, line in enumerate(frame.fields):
            line.insert(0 if before else len(line), number + row)
        if before:
            frame.xs.insert(0, min(glyph.x for glyph in beside) - SNAP)
        else:
            frame.xs.append(max(glyph.right for glyph in beside) + SNAP)
        frame.fields = _renumber(frame.fields)
        frame.cells = _find_cells(frame.fields)


def find_middle(glyph: Glyph) -> tuple[float, float]:
    return (glyph.x + glyph.right) / 2, glyph.y - 0.35 * glyph.size


def _join(rules: Sequence[Rule]) -> list[Rule]:
    """Lines of one direction: pieces of a line as one, lines drawn twice once."""
    joined: list[Rule] = []
    for level in _group(sorted(rules, key=lambda rule: rule.at)):
        at = sum(rule.at for rule in level) / len(level)
        start, end = None, 0.0
        for rule in sorted(level, key=lambda rule: rule.start):
            if start is None:
                start, end = rule.start, rule.end
            elif rule.start <= end + GAP:
                end = max(end, rule.end)
            else:
                joined.append(Rule(rule.across, at, start, end))
                start, end = rule.start, rule.end
        if start is not None:
            joined.append(Rule(level[0].across, at, start, end))
    return joined


def _group(rules: Sequence[Rule]) -> Iterator[list[Rule]]:
    """Sorted lines in groups of nearly the same place."""
    group: list[Rule] = []
    for rule in rules:
        if group and rule.at - group[0].at > SNAP:
            yield group
            group = []
        group.append(rule)
    if group:
        yield group


def _find_groups(across: Sequence[Rule], upright: Sequence[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """The lines across and upright of each table: those that meet, directly or by way of others."""
    parent = list(range(len(across) + len(upright)))

    def find(number: int) -> int:
        while parent[number] != number:
            parent[number] = parent[parent[number]]
            number = parent[number]
        return number

    places = [rule.at for rule in across]
    for number, rule in enumerate(upright, len(across)):
        for other in range(bisect_right(places, rule.start - TOUCH), bisect_right(places, rule.end + TOUCH)):
            if across[other].start - TOUCH <= rule.at <= across[other].end + TOUCH:
                parent[find(other)] = find(number)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for number, rule in enumerate([*across, *upright]):
        groups.setdefault(find(number), ([], []))[number >= len(across)].append(rule)
    return [group for group in groups.values() if len(group[0]) > 1 and group[1]]


def _build(across: Sequence[Rule], upright: Sequence[Rule]) -> Frame | None:
    """The cells that lines which meet make; None if it is one cell at most."""
    xs = _find_places(upright, across)
    ys = _find_places(across, upright)
    if len(xs) < 2 or len(ys) < 2 or not 2 < len(xs) * len(ys) <= MAX_FIELDS:
        return None
    walls = _find_walls(upright, xs, ys)
    floors = _find_walls(across, ys, xs)
    fields = _number_fields(walls, floors, len(xs) - 1, len(ys) - 1)
    cells = _find_cells(fields)
    return Frame(xs, ys, cells, fields) if len(cells) > 1 else None


def _find_places(own: Sequence[Rule], other: Sequence[Rule]) -> list[float]:
    """The places of the lines of one direction; where those of the other reach beyond, their ends too."""
    places = [sum(rule.at for rule in group) / len(group) for group in _group(sorted(own, key=lambda rule: rule.at))]
    start, end = min(rule.start for rule in other), max(rule.end for rule in other)
    before = [start] if start < places[0] - OPEN else []
    behind = [end] if end > places[-1] + OPEN else []
    return [*before, *places, *behind]


def _find_walls(rules: Sequence[Rule], places: Sequence[float], steps: Sequence[float]) -> list[list[bool]]:
    """For each inner place and each step along it, whether a line runs there."""
    walls = []
    for place in places[1:-1]:
        own = [rule for rule in rules if abs(rule.at - place) <= SNAP]
        row = []
        for start, end in itertools.pairwise(steps):
            covered = sum(max(0.0, min(end, rule.end) - max(start, rule.start)) for rule in own)
            row.append(covered > COVERED * (end - start))
        walls.append(row)
    return walls


def _number_fields(
    walls: Sequence[Sequence[bool]], floors: Sequence[Sequence[bool]], width: int, height: int
) -> list[list[int]]:
    """For each field the number of its cell. A cell that would be no rectangle is left in single fields."""
    fields = [[-1] * width for _ in range(height)]
    number = 0
    for row in range(height):
        for column in range(width):
            if fields[row][column] < 0:
                group = _spread(row, column, walls, floors, width, height)
                rows, columns = {at for at, _ in group}, {at for _, at in group}
                whole = len(rows) * len(columns) == len(group)
                for step, (r, c) in enumerate(group):
                    fields[r][c] = number if whole else number + step
                number += 1 if whole else len(group)
    return _renumber(fields)


def _renumber(fields: Sequence[Sequence[int]]) -> list[list[int]]:
    """The fields with their cells numbered in reading order."""
    order: dict[int, int] = {}
    return [[order.setdefault(number, len(order)) for number in line] for line in fields]


def _spread(
    row: int, column: int, walls: Sequence[Sequence[bool]], floors: Sequence[Sequence[bool]], width: int, height: int
) -> set[tuple[int, int]]:
    """The fields that no line parts from one."""
    seen, waiting = {(row, column)}, [(row, column)]
    while waiting:
        r, c = waiting.pop()
        beside = []
        if c + 1 < width and not walls[c][r]:
            beside.append((r, c + 1))
        if c and not walls[c - 1][r]:
            beside.append((r, c - 1))
        if r + 1 < height and not floors[r][c]:
            beside.append((r + 1, c))
        if r and not floors[r - 1][c]:
            beside.append((r - 1, c))
        fresh = [place for place in beside if place not in seen]
        seen.update(fresh)
        waiting += fresh
    return seen


def _find_cells(fields: Sequence[Sequence[int]]) -> list[Region]:
    """The cells by their numbers, which are in reading order."""
    spans: dict[int, Region] = {}
    for row, line in enumerate(fields):
        for column, number in enumerate(line):
            first = spans.setdefault(number, Region(row, column, 1, 1))
            spans[number] = first._replace(
                rowspan=row - first.row + 1, colspan=max(first.colspan, column - first.column + 1)
            )
    return [spans[number] for number in sorted(spans)]
