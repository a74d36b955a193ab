"""Small charts as figures for the templates: no more than places and labels, drawn in SVG without scripts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

WIDTH, HEIGHT = 260, 110
_LEFT, _RIGHT, _TOP, _BOTTOM = 14, 14, 22, 20
_MOST_LABELS = 6


class Dot(NamedTuple):
    """A value in a line chart: where it is drawn, what is written beside it and below it."""

    x: float
    y: float
    said: str
    year: str
    is_labelled: bool


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
    every = -(-len(values) // _MOST_LABELS)
    dots = [
        Dot(
            round(_LEFT + (year - first) * step, 1),
            round(HEIGHT - _BOTTOM - (value - low) * scale, 1),
            said,
            str(year),
            (len(values) - 1 - place) % every == 0,
        )
        for place, (year, value, said) in enumerate(values)
    ]
    return LineChart(dots, _join(values, dots))


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
