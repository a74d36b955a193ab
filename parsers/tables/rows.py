"""Rows: the printed rows of a table, each with the values that follow its label, whatever parts them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from heapq import merge
from itertools import pairwise
from operator import itemgetter

from parsers.tables.alignment import Aligned, Chain
from parsers.tables.forms import Block, Slot, tables
from parsers.tables.grids import Layout, Place
from parsers.tables.labels import Hit
from parsers.tables.tokens import Chunk, Tokens, Value, unit_set, units

_CLOSING = ')”》"'
_NUMBERING = re.compile(
    r"(?:(?:\([一二三四五六七八九十\d]{1,3}\)|(?:[一二三四五六七八九十]{1,3}|\d{1,2})[、.]|[①-⑳]) ?)?(?:其中:?)?[“\"《(]?$"
)
_NUMBERED = re.compile(r"\([一二三四五六七八九十\d]{1,3}\)[\u4e00-\u9fff]{2}")

LONGEST_LOCAL_LABEL = 40
"""Words of a row that a place added, at most."""


@dataclass(slots=True)
class Header:
    """The header cells over some rows: where each column's stands, and the unit it prints, if any."""

    block: int = -1
    places: dict[str, Place] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)

    def extents(self, grid: int) -> tuple[tuple[str, int, int], ...]:
        """Each column with what its header cell covers in a table of the page, end exclusive."""
        return tuple(
            [(column, place.column, place.column_end) for column, place in self.places.items() if place.grid == grid]
        )


@dataclass(slots=True)
class Line:
    """A printed row of a form.

    slots: the places its values belong to. start, end: its label in the folded text. stop: where its text ends.
    values: what is printed after the label. placed: the cell of each slot, once it is known; a slot that has no
    cell on the page is left out. status: of its values. unit: of its values, if one is printed in the row.
    header: the header cells of its columns. after: the header cell that its values follow, where rows stand side
    by side. next_label: where the next label begins. is_torn: it
    holds numbers that are no cells, or several in one. in_grid: it is a row of
    a table of the page. extra: values under a header that the form does not have, and where it stands.
    """

    slots: tuple[Slot, ...]
    block: Block
    start: int
    end: int
    stop: int
    values: tuple[Value, ...]
    unit: str | None = None
    local: bool = False
    placed: dict[Slot, Value | None] | None = None
    status: str = "printed"
    header: Header = field(default_factory=Header)
    after: Aligned | None = None
    next_label: int | None = None
    is_torn: bool = False
    in_grid: bool = False
    extra: list[tuple[tuple[int, int], Value]] = field(default_factory=list)

    def label_end(self, tokens: Tokens) -> int:
        """Where the words end that its values follow."""
        return self.end if self.after is None else tokens.places[self.after.hit.end - 1] + 1

    @property
    def is_side_by_side(self) -> bool:
        """Whether it is several rows of the form side by side."""
        return self.slots[0].row != self.slots[-1].row


def _words_span(tokens: Tokens, at: int, end: int) -> tuple[int, int]:
    """Where words of the stream stand in the folded text."""
    return tokens.places[at], tokens.places[end - 1] + 1


def _label_span(tokens: Tokens, at: int, end: int) -> tuple[int, int]:
    """Where a label stands in the folded text, its number and brackets included."""
    start, stop = _words_span(tokens, at, end)
    numbering = (
        None if tokens.text[start - 1 : start].isspace() else _NUMBERING.search(tokens.text[max(0, start - 8) : start])
    )
    while stop < len(tokens.text) and tokens.text[stop] in _CLOSING:
        stop += 1
    return start - (len(numbering[0]) if numbering else 0), stop


def words_before(tokens: Tokens, layout: Layout, hit: Hit) -> str:
    """The words that stand before a label in its cell, other than its number and a group that it is in."""
    place = layout.place(tokens.places[hit.at])
    if place is None:
        return ""
    first = bisect_left(tokens.places, place.start)
    if first >= hit.at:
        return ""
    words = tokens.words[first : hit.at]
    words = words.strip("一二三四五六七八九十").removeprefix("其中")
    return "" if any(words in label for label in _broken_labels()) else words


def read_lines(tokens: Tokens, chain: Chain, layout: Layout) -> Iterator[Line]:
    """The rows of a table: known ones with their values, and those that the place added."""
    if chain.table.one_line:
        yield from _side_by_side(tokens, chain)
        return
    links = chain.links
    serials = _serial_numbers(tokens, chain)
    header = Header()
    for index, link in enumerate(links):
        if link.entry.kind == "column":
            if header.block != link.entry.block:
                header = Header(link.entry.block)
            _add_head(tokens, layout, header, link)
        following = links[index + 1].hit.at if index + 1 < len(links) else None
        segment = _Segment(tokens, link, following, serials)
        yield from _read_segment(tokens, chain.table.blocks[link.entry.block], segment, layout, header)


def _add_head(tokens: Tokens, layout: Layout, header: Header, link: Aligned) -> None:
    """Note where a header cell stands and its unit; a cell that only ends like the form's is not it."""
    place = layout.place(tokens.places[link.hit.at])
    if place is not None and not words_before(tokens, layout, link.hit):
        header.places[link.entry.id] = place
    if unit := _unit_of(tokens, link):
        header.units[link.entry.id] = unit


def _unit_of(tokens: Tokens, head: Aligned) -> str | None:
    """The unit that a header cell prints: 采购总金额(万元), 本年收费金额(单位:万元)."""
    start, end = _label_span(tokens, head.hit.at, head.hit.end)
    rest = re.match(r"[^\s|]{0,12}", tokens.text[end:])
    match = _header_unit().search("".join((tokens.text[start:end] + (rest[0] if rest else "")).split()))
    return match[1] if match else None


@cache
def _header_unit() -> re.Pattern[str]:
    unit = "|".join(map(re.escape, units()))
    return re.compile(rf"(?:\(|单位:)(?:单位:)?({unit})(?:\)|$)")


def _read_segment(tokens: Tokens, block: Block, segment: _Segment, layout: Layout, header: Header) -> Iterator[Line]:
    """The row of a label, and the local rows between it and the next label."""
    link = segment.link
    start, end = segment.start, segment.end
    known = link.entry.kind == "row"
    values, unit, label = segment.row()
    if known:
        # A longer name in a cell of its own, such as 文化市场 over 行政许可, is a row that the place added.
        added = bool(words_before(tokens, layout, link.hit))
        slots = _slots("local" if added else link.entry.id, block.columns)
        following = None if segment.last else label[0].start if label else segment.border
        line = Line(slots, block, start, end, segment.at, values, unit, added, None, "printed", header)
        line.next_label, line.is_torn = following, segment.is_torn
        yield line
    row = layout.place(start) if label else None
    while label and not segment.last:
        first, last = label[0], label[-1]
        values, unit, label = segment.row(last)
        place = layout.place(first.start)
        if not values or (row and place and (place.grid, place.row) == (row.grid, row.row)):
            continue
        if last.at_end - first.at <= LONGEST_LOCAL_LABEL and (known or len(values) == len(block.columns)):
            end = min(last.end, values[0].start)
            slots = _slots("local", block.columns)
            line = Line(slots, block, first.start, end, segment.at, values, unit, True, None, "printed", header)
            line.next_label, line.is_torn = label[0].start if label else segment.border, segment.is_torn
            yield line


@cache
def _slots(row: str, columns: tuple[str, ...]) -> tuple[Slot, ...]:
    """The places of a row."""
    return tuple(Slot(row, column) for column in columns)


class _Segment:
    """The values and foreign words between a label and the next.

    following: where the next label stands in the stream of words, None behind the last. stop, border: where that
    label's words begin in the folded text, and its chunk, number included.
    """

    def __init__(self, tokens: Tokens, link: Aligned, following: int | None, serials: frozenset[Value]) -> None:
        hit = link.hit
        start, end = self.start, self.end = _label_span(tokens, hit.at, hit.end)
        self.tokens = tokens
        self.link = link
        self.last = following is None
        self.stop = len(tokens.text) if following is None else tokens.places[following]
        chunk = None if following is None else tokens.chunk_at(following)
        self.border = chunk.start if chunk is not None and chunk.at == following else self.stop
        values = (
            value
            for value in tokens.values_between(start, self.stop)
            if not (hit.at < value.at < hit.end and value.glued_left) and not (serials and value in serials)
        )
        chunks = (chunk for chunk in tokens.chunks_between(end, self.border) if chunk.at >= hit.end)
        # Both begin with the place they start at. One by one: behind the last label all of the text may follow.
        self.items: Iterator[Value | Chunk] = merge(values, chunks, key=itemgetter(0))
        self.item = next(self.items, None)
        self.at = end
        self.in_note = False
        self.note_end = end
        self.is_torn = False

    def row(self, label: Chunk | None = None) -> tuple[tuple[Value, ...], str | None, list[Chunk]]:
        """The values up to the next foreign words, the unit printed beside them, and those words.

        label: the last of the foreign words before, if the values are theirs.
        """
        values: list[Value] = []
        unit: str | None = None
        self.is_torn = False
        while (item := self.item) is not None:
            if isinstance(item, Value):
                if self._is_cell(item, label):
                    values.append(item)
                    self.at = max(self.at, item.end)
                    unit = unit or self._glued_unit(item)
                elif item.start >= self.note_end:
                    self.is_torn = True
            else:
                kind = self._kind(item)
                if kind == "foreign":
                    return tuple(values), unit, self._foreign()
                if kind == "unit" and unit is None:
                    unit = self.tokens.text[item.start : item.end].strip("()*")
                    self.at = max(self.at, item.end)
            self.item = next(self.items, None)
        return tuple(values), unit, []

    def _foreign(self) -> list[Chunk]:
        """The foreign words that stand here, one or several with nothing but spaces between."""
        found: list[Chunk] = []
        while isinstance(item := self.item, Chunk) and self._kind(item) == "foreign":
            if found and not _is_beside(self.tokens.text[found[-1].end : item.start]):
                break
            found.append(item)
            self.item = next(self.items, None)
        return found

    def _is_cell(self, value: Value, label: Chunk | None) -> bool:
        """Whether a value that words touch is a cell: after its label, and before the next one."""
        text = self.tokens.text
        if value.glued_left and not self._ends_label(value, label):
            return False
        return not value.glued_right or _begins_row(text[value.end : min(self.stop, value.end + 8)])

    def _ends_label(self, value: Value, label: Chunk | None) -> bool:
        """Whether what a value touches is the end of its label, a note, or another value."""
        before = self.tokens.text[value.start - 1]
        if before in ')0123456789/”"》':
            return True
        ends = (self.link.hit.end, label.at_end if label else -1)
        touches = self.tokens.places[value.at - 1] == value.start - 1
        return touches and (value.at in ends or self._glued_unit(value) is not None)

    def _glued_unit(self, value: Value) -> str | None:
        """The unit between the label and a value that both touch: 申请办结数件4."""
        start, end = self.link.hit.end, value.at
        if not (value.glued_left and start < end):
            return None
        words = self.tokens.text[self.tokens.places[start - 1] + 1 : value.start].lstrip(_CLOSING)
        return words if words in unit_set() else None

    def _kind(self, chunk: Chunk) -> str:
        text = self.tokens.text[chunk.start : chunk.end]
        # A number in brackets, as in (三)申请答复数, opens a label.
        if self.in_note or (text[0] == "(" and not _NUMBERED.match(text)):
            self.in_note = ")" not in text
            self.note_end = chunk.end
            return "note"
        if text.strip("()*") in unit_set():
            return "unit"
        words = self.tokens.words[chunk.at : chunk.at_end]
        if not words or self._is_rest(words):
            return "rest"
        return "foreign"

    def _is_rest(self, words: str) -> bool:
        """Whether words are a piece of a broken label: of this row's, or of a cell beside it."""
        if any(words in piece for piece in _broken_labels()):
            return not self.last
        return any(words in label for label in self.link.hit.labels)


def _is_beside(space: str) -> bool:
    """Whether two pieces of words with this between them stand in one cell."""
    return "\n" not in space and "\t" not in space and "|" not in space


def _begins_row(text: str) -> bool:
    """Whether a value is followed by the next label, its number before it, or by a value that touches it."""
    return text[:1] in "+-0123456789/" or _NUMBERING.fullmatch(text) is not None


@cache
def _broken_labels() -> tuple[str, ...]:
    """Labels over several rows or columns, which a page may break into lines between the rows' own words."""
    return tuple(
        dict.fromkeys(
            label for table in tables() for entry in table.entries if entry.kind == "group" for label in entry.labels
        )
    )


def _serial_numbers(tokens: Tokens, chain: Chain) -> frozenset[Value]:
    """The numbers of a column that counts the rows: one right before each label, each one more than the last."""
    if len(chain.table.blocks[0].columns) > 1 or chain.table.one_line:
        return frozenset()
    found: list[Value] = []
    for link in chain.links:
        start = tokens.places[link.hit.at]
        before = tokens.values_between(max(0, start - 12), start)
        if before and before[-1].at == link.hit.at and before[-1].digits and not before[-1].glued_left:
            found.append(before[-1])
    steps = [right.number - left.number for left, right in pairwise(found)]  # type: ignore[operator]
    if len(found) * 2 < len(chain.links) or sum(step == 1 for step in steps) * 4 < len(steps) * 3:
        return frozenset()
    return frozenset(found)


def _side_by_side(tokens: Tokens, chain: Chain) -> Iterator[Line]:
    """The rows of a table whose rows stand side by side: values follow the header cells of the rows they are of.

    Where the values of all rows follow the last header cell, they are one printed row.
    """
    block = chain.table.blocks[0]
    pending: list[Aligned] = []
    read = 0
    for index, link in enumerate(chain.links):
        if link.entry.kind == "row":
            pending.append(link)
        following = chain.links[index + 1].hit.at if index + 1 < len(chain.links) else None
        values, stop = _values_after(tokens, chain, link, following)
        if not pending or (following is not None and not values):
            continue
        rows = tuple(row.entry.id for row in pending)
        if not read and following is None and len(values) > len(rows) * len(block.columns):
            rows = block.rows
        slots = tuple(Slot(row, column) for row in rows for column in block.columns)
        start, end = _label_span(tokens, pending[0].hit.at, pending[0].hit.end)
        yield Line(slots, block, start, end, stop, values, after=link)
        read += 1
        pending = []


def _values_after(tokens: Tokens, chain: Chain, link: Aligned, following: int | None) -> tuple[tuple[Value, ...], int]:
    """The values after a header cell, up to the next one or to words that are no header's."""
    letters = chain.table.letters
    start = _words_span(tokens, link.hit.at, link.hit.end)[1]
    stop = len(tokens.text) if following is None else tokens.places[following]
    chunks = tokens.chunks_between(start, stop)
    stop = next((chunk.start for chunk in chunks if set(tokens.words[chunk.at : chunk.at_end]) - letters), stop)
    values = tuple(
        value
        for value in tokens.values_between(start, stop)
        if not value.glued_left or value.at == link.hit.end or tokens.text[value.start - 1].isdigit()
    )
    return values, values[-1].end if values else start
