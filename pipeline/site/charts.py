"""Small charts as figures for the templates: no more than places and labels, drawn in SVG without scripts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

WIDTH, HEIGHT = 260, 110
_LEFT, _RIGHT, _TOP, _BOTTOM = 14, 14, 22, 20
_DIGIT, _GAP = 6.5, 4
"""Width of a digit of a label, and least distance of two labels."""
_ROOM = 16
"""Least distance from the axis at which a label has room below its dot."""


class Dot(NamedTuple):
    """A value in a line chart: where it is drawn, what is written beside it and at which height, its year on the axis."""

    x: float
    y: float
    said: str
    year: str
    label_y: float
    is_labelled: bool
    has_year: bool


@dataclass(frozen=True, slots=True)
class LineChart:
    """Values over years. lines: the stretches of years that follow each other, as SVG points; it breaks at a gap."""

    dots: Sequence[Dot]
    lines: Sequence[str]
    width: int = WIDTH
    height: int = HEIGHT


class Column(NamedTuple):
    """A column of a column chart."""

    x: float
    y: float
    width: float
    height: float
    said: str
    label: str


def line_chart(values: Sequence[tuple[int, float, str]]) -> LineChart:
    """A chart of (year, value, its printed form), by year; the axis begins at zero."""
    first, last = values[0][0], values[-1][0]
    low, high = min(0.0, *(value for _, value, _ in values)), max(value for _, value, _ in values)
    step = (WIDTH - _LEFT - _RIGHT) / max(1, last - first)
    scale = (HEIGHT - _TOP - _BOTTOM) / ((high - low) or 1)
    places = [
        (round(_LEFT + (year - first) * step, 1), round(HEIGHT - _BOTTOM - (value - low) * scale, 1))
        for year, value, _ in values
    ]
    xs, said = [x for x, _ in places], [printed for _, _, printed in values]
    by_size = sorted(range(len(values)), key=lambda at: values[at][1])
    labelled = _choose_labels(xs, said, [by_size[-1], len(values) - 1, by_size[0], *range(len(values))])
    years = _choose_labels(xs, ["2000"] * len(values), [len(values) - 1, 0, *reversed(range(len(values)))])
    heights = [y for _, y in places]
    dots = [
        Dot(x, y, said[at], str(values[at][0]), _label_height(heights, at), at in labelled, at in years)
        for at, (x, y) in enumerate(places)
    ]
    return LineChart(dots, _join(values, dots))


def _choose_labels(xs: Sequence[float], said: Sequence[str], wanted: Sequence[int]) -> set[int]:
    """The dots whose labels do not run into each other. wanted: all dots, those first that must have one.

    >>> sorted(_choose_labels([0, 20, 40, 60], ["1", "9", "222", "333"], [3, 0, 1, 2]))
    [0, 1, 3]
    """
    chosen: set[int] = set()
    for at in wanted:
        if all(
            abs(xs[at] - xs[other]) >= (len(said[at]) + len(said[other])) / 2 * _DIGIT + _GAP for other in chosen - {at}
        ):
            chosen.add(at)
    return chosen


def _label_height(ys: Sequence[float], place: int) -> float:
    """Above the dot, or below it where the line comes down to it and there is room."""
    own, beside = ys[place], [*ys[max(0, place - 1) : place], *ys[place + 1 : place + 2]]
    is_low = all(other < own for other in beside) and own < HEIGHT - _BOTTOM - _ROOM
    return round(own + 14 if is_low else own - 7, 1)


def _join(values: Sequence[tuple[int, float, str]], dots: Sequence[Dot]) -> list[str]:
    """SVG points of each run of consecutive years."""
    runs: list[list[Dot]] = []
    before: int | None = None
    for (year, _, _), dot in zip(values, dots, strict=True):
        if before is None or year - before > 1:
            runs.append([])
        runs[-1].append(dot)
        before = year
    return [" ".join(f"{dot.x},{dot.y}" for dot in run) for run in runs if len(run) > 1]


def column_chart(numbers: Sequence[tuple[str, int]], width: int = 560, height: int = 132) -> list[Column]:
    """Columns for (label, number), the highest as high as the room for it."""
    most = max((number for _, number in numbers), default=0) or 1
    step = min(52.0, width / max(1, len(numbers)))
    room = height - 34
    return [
        Column(
            round(place * step + step * 0.14, 1),
            round(height - 17 - room * number / most, 1),
            round(step * 0.72, 1),
            round(room * number / most, 1),
            f"{number:,}",
            label,
        )
        for place, (label, number) in enumerate(numbers)
    ]


def share(part: float, whole: float) -> float:
    """Length of a bar in percent of the longest."""
    return round(100 * part / whole, 2) if whole else 0.0
