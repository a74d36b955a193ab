"""A report's text as blocks to draw: headings, paragraphs and rows of tables, cut where numbers and evidence begin and end.

Every number keeps its place: the piece that shows it is named after the offset at which it starts, so that a link from
anywhere (a finding, an observation, a cell) needs to know no more than that.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from pipeline.site.plain import plain
from pipeline.viewing.show import Record

PART = 60_000
"""Characters of text on one page at the most; longer texts are continued on further pages."""
_LINE = re.compile(r"[^\n]+")


class Stretch(NamedTuple):
    """A part of the text that something is said of. name: what the page calls it (`n` number, `c` cell, else a finding)."""

    start: int
    end: int
    name: str


class Piece(NamedTuple):
    """Some characters that are drawn alike.

    anchors: names of the places that begin here. kind: `n` for a number of running text, `c` for a table's, else empty.
    number: the offset at which the number starts, which is its name. evidence: whether a finding points at it.
    """

    text: str
    anchors: tuple[str, ...] = ()
    kind: str = ""
    number: int = 0
    evidence: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a paragraph or the rows of a table.

    kind: `heading`, `paragraph` or `rows`. rows: cells of pieces; a heading and a paragraph are one cell.
    """

    kind: str
    rows: list[list[list[Piece]]] = field(default_factory=list)
    section: str = ""


@dataclass(frozen=True, slots=True)
class Layers:
    """What is said of a text. headings: start → (end, section key, name of the place)."""

    numbers: Sequence[Stretch]
    evidence: Sequence[Stretch]
    headings: dict[int, tuple[int, str, str]]


def make_layers(sections: Iterable[Record], numbers: Iterable[Stretch], evidence: Iterable[Stretch]) -> Layers:
    """The layers of a text; of numbers that lie over each other the first and longest is drawn."""
    kept: list[Stretch] = []
    for stretch in sorted(numbers, key=lambda each: (each.start, -each.end)):
        if stretch.end > stretch.start and (not kept or stretch.start >= kept[-1].end):
            kept.append(stretch)
    headings = {
        row["start_char"]: (row["start_char"] + len(row["heading"]), row["section_key"], f"s{row['section_no']}")
        for row in sections
    }
    return Layers(kept, sorted(evidence), headings)


def part_starts(text: str, size: int = PART) -> list[int]:
    """Where the pages of a text begin: at the end of a line if there is one in the second half, else at the limit."""
    starts = [0]
    while len(text) - starts[-1] > size:
        limit = starts[-1] + size
        cut = text.rfind("\n", starts[-1] + size // 2, limit)
        starts.append(limit if cut < 0 else cut + 1)
    return starts


def find_part(starts: Sequence[int], offset: int) -> int:
    """Which page of the text an offset is on, from 0."""
    return bisect_right(starts, offset) - 1


def make_blocks(text: str, layers: Layers, start: int = 0, end: int | None = None) -> list[Block]:
    """The blocks of `text[start:end]`; lines with tabs that follow each other are the rows of one table."""
    blocks: list[Block] = []
    cutter = _Cutter(text, layers)
    for match in _LINE.finditer(text, start, len(text) if end is None else end):
        first, last = match.span()
        if not match[0].strip():
            continue
        heading = layers.headings.get(first + len(match[0]) - len(match[0].lstrip()))
        if "\t" in match[0]:
            if not blocks or blocks[-1].kind != "rows":
                blocks.append(Block("rows"))
            blocks[-1].rows.append(_row(cutter, text, first, last))
        elif heading and heading[0] >= len(match[0].rstrip()) + first:
            blocks.append(Block("heading", [[cutter.cut(first, last)]], heading[1]))
        else:
            blocks.append(Block("paragraph", [[cutter.cut(first, last)]]))
    return blocks


def _row(cutter: _Cutter, text: str, first: int, last: int) -> list[list[Piece]]:
    """The cells of a line; an empty one is empty."""
    cells, place = [], first
    for part in text[first:last].split("\t"):
        cells.append(cutter.cut(place, place + len(part)))
        place += len(part) + 1
    return cells


class _Cutter:
    """Cuts stretches of the text, asked for from front to back, into pieces."""

    def __init__(self, text: str, layers: Layers) -> None:
        self.text = text
        self.numbers = layers.numbers
        self.number_ends = [stretch.end for stretch in layers.numbers]
        self.waiting = list(reversed(layers.evidence))
        self.active: list[Stretch] = []
        self.headings = layers.headings
        self.heading_places = sorted(layers.headings)
        self.named: set[str] = set()

    def cut(self, first: int, last: int) -> list[Piece]:
        """The pieces of `text[first:last]`."""
        numbers = list(self._numbers_in(first, last))
        self._take_evidence(first, last)
        headings = self.heading_places[
            bisect_right(self.heading_places, first) : bisect_left(self.heading_places, last)
        ]
        cuts = {first, last, *headings}
        for stretch in (*numbers, *self.active):
            cuts |= {place for place in stretch[:2] if first < place < last}
        places = sorted(cuts)
        by_start = {max(stretch.start, first): stretch for stretch in numbers}
        pieces: list[Piece] = []
        number: Stretch | None = None
        for place, stop in pairwise(places):
            number = by_start.get(place, number if number and place < number.end else None)
            pieces.append(self._piece(place, stop, number))
        return pieces

    def _piece(self, place: int, stop: int, number: Stretch | None) -> Piece:
        here = [each for each in self.active if each.start <= place < max(each.end, each.start + 1)]
        anchors = [each.name for each in here if each.name not in self.named]
        self.named.update(anchors)
        if place in self.headings:
            anchors.append(self.headings[place][2])
        return Piece(
            text=plain(self.text[place:stop]),
            anchors=tuple(anchors),
            kind=number.name if number else "",
            number=number.start if number and number.start == place else -1,
            evidence=bool(here),
        )

    def _numbers_in(self, first: int, last: int) -> Iterator[Stretch]:
        place = bisect_right(self.number_ends, first)
        while place < len(self.numbers) and self.numbers[place].start < last:
            yield self.numbers[place]
            place += 1

    def _take_evidence(self, first: int, last: int) -> None:
        self.active = [each for each in self.active if each.end > first]
        while self.waiting and self.waiting[-1].start < last:
            each = self.waiting.pop()
            if each.end > first:
                self.active.append(each)
