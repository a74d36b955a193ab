"""Official tables: from a document to the cells of the forms that are printed in it.

The text is reduced to words and values (`tokens`), the words are aligned with the forms (`alignment`), each
row's values are placed by the page's own grid where there is one (`grids`), by their number, or by what the
form's identities allow (`placement`). What cannot be placed stays one `ambiguous` row; what no form knows is
kept as a local row, with a finding.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from parsers.alignment import Aligned, Chain, find_chains, find_labels
from parsers.findings import finding
from parsers.folding import Folded
from parsers.forms import NATIONAL, Block, Slot, Table, tables, titles
from parsers.grids import Box, Layout, Place, assign_by_count, assign_by_header
from parsers.placement import Budget, Candidate, Run, find_candidates, is_run, narrow
from parsers.records import Cell, Document, Finding, Span
from parsers.tokens import Chunk, Tokens, Value, parse_cell, tokenize, units

HEAD_WORDS = 60
"""Words of a page's table before its first known label, or after its last, that still belong to the form."""

LINES_TO_TITLE = 5
"""Lines above a statistics table that may hold its title: the year and the reporting body stand between."""

ROWS_FOR_PITCH = 4
"""Rows that must agree on how many lines a cell takes, before an empty line is a blank cell."""

LONGEST_LOCAL_LABEL = 40
"""Words of a row that a place added, at most."""


@dataclass(frozen=True, slots=True)
class Tables:
    """The official tables of a document.

    spans: the printed text that they occupy. regime: the edition of the forms, None if none is printed.
    """

    cells: tuple[Cell, ...] = ()
    spans: tuple[Span, ...] = ()
    regime: str | None = None
    findings: tuple[Finding, ...] = ()


@dataclass(slots=True)
class Line:
    """A printed row of a form.

    slots: the places its values belong to. start, end: its label in the folded text. stop: where its text ends.
    values: what is printed after the label. placed: the cell of each slot, once it is known; a slot that has no
    cell on the page is left out. status: of its values. unit: of its values, if one is printed in the row.
    header: the header cells of its columns. after: the header cell that its values follow, where rows stand side
    by side. next_label: where the next label begins.
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
    header: dict[str, Aligned] = field(default_factory=dict)
    after: Aligned | None = None
    next_label: int | None = None

    def label_end(self, tokens: Tokens) -> int:
        """Where the words end that its values follow."""
        return self.end if self.after is None else tokens.places[self.after.hit.end - 1] + 1

    @property
    def is_side_by_side(self) -> bool:
        """Whether it is several rows of the form side by side."""
        return self.slots[0].row != self.slots[-1].row

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of its slots."""
        return tuple(slot.column for slot in self.slots)


def read_tables(document: Document, folded: Folded) -> Tables:
    """The official tables of a document, in reading order."""
    if not _is_promising(folded.text):
        return Tables()
    tokens = tokenize(folded.text)
    chains = _select(_all_chains(tokens))
    if not chains:
        return Tables()
    layout = Layout(document, folded)
    read = [(chain, list(_read_lines(tokens, chain, layout))) for chain in chains]
    _place_lines(tokens, read, layout, Budget())
    writer = _Writer(folded)
    for chain, lines in read:
        writer.add(chain, lines, _span(tokens, chain, lines, layout))
    return writer.tables()


@cache
def _tell_tales() -> tuple[tuple[str, ...], ...]:
    """For each table, words that only its labels have: without a few of them a text cannot hold it."""
    found = []
    for table in tables():
        labels = {label[:8] for label in table.positions if len(label) >= 4}
        found.append(tuple(sorted(labels, key=lambda label: (-len(label), label))))
    return tuple(dict.fromkeys(found))


def _is_promising(text: str) -> bool:
    """Whether a text has the words of some table; a quick look that spares the rest for most documents."""
    squashed = "".join(text.replace("|", " ").split())
    return any(_has_some(squashed, labels) for labels in _tell_tales())


def _has_some(text: str, labels: Sequence[str]) -> bool:
    seen = 0
    for label in labels:
        seen += label in text
        if seen == 4:
            return True
    return False


def _all_chains(tokens: Tokens) -> list[Chain]:
    """Every chain of labels that is enough of a table, parts of one table joined."""
    hits = find_labels(tokens)
    found: list[Chain] = []
    for table in tables():
        joined: list[Chain] = []
        for chain in find_chains(tokens, hits, table):
            if not _is_table(chain):
                continue
            if joined and joined[-1].links[-1].position < chain.links[0].position:
                last = joined.pop()
                chain = Chain(table, (*last.links, *chain.links), last.weight + chain.weight)
            joined.append(chain)
        found += joined
    return found


def _is_table(chain: Chain) -> bool:
    """Whether a chain of labels is a table and not a sentence that names a few of its rows."""
    rows = sum(link.entry.kind == "row" for link in chain.links)
    others = len(chain.links) - rows
    if chain.table.one_line:
        return rows >= 2 and len(chain.links) >= 3
    if chain.table.form in ("2014", "early"):
        return rows >= 5
    return rows >= 3 or (rows >= 2 and others >= 2) or (rows >= 1 and others >= 3)


def _select(chains: Sequence[Chain]) -> list[Chain]:
    """Of chains that claim the same words the one that explains most; editions alike go by their neighbours."""
    chosen: list[Chain] = []
    undecided: list[list[Chain]] = []
    for chain in sorted(chains, key=lambda chain: -chain.weight):
        rivals = [other for other in chosen if _overlap(chain, other)]
        if not rivals:
            chosen.append(chain)
            undecided.append([chain])
        elif len(rivals) == 1 and rivals[0].weight == chain.weight and rivals[0].table.id == chain.table.id:
            undecided[chosen.index(rivals[0])].append(chain)
    decided = [group[0] for group in undecided if len(group) == 1]
    picked = []
    for group in undecided:
        near = min(decided, key=lambda chain: abs(chain.at - group[0].at), default=None)
        same = [chain for chain in group if near and chain.table.form == near.table.form]
        picked.append((same or group)[0])
    return sorted(picked, key=lambda chain: chain.at)


def _overlap(one: Chain, other: Chain) -> bool:
    return one.at < other.end and other.at < one.end


# --- rows ------------------------------------------------------------------------------------------


def _label_span(tokens: Tokens, at: int, end: int) -> tuple[int, int]:
    """Where words of the stream stand in the folded text."""
    return tokens.places[at], tokens.places[end - 1] + 1


def _read_lines(tokens: Tokens, chain: Chain, layout: Layout) -> Iterator[Line]:
    """The rows of a table: known ones with their values, and those that the place added."""
    links = chain.links
    serials = _serial_numbers(tokens, chain)
    header: dict[str, Aligned] = {}
    if chain.table.one_line:
        yield from _side_by_side(tokens, chain)
        return
    for index, link in enumerate(links):
        if link.entry.kind == "column":
            if not header or next(iter(header.values())).entry.block != link.entry.block:
                header = {}
            header[link.entry.id] = link
        last = index + 1 == len(links)
        stop = len(tokens.text) if last else tokens.place(links[index + 1].hit.at)
        yield from _read_segment(tokens, chain, link, stop, last, header, serials, layout)


def _read_segment(
    tokens: Tokens,
    chain: Chain,
    link: Aligned,
    stop: int,
    last: bool,
    header: dict[str, Aligned],
    serials: frozenset[Value],
    layout: Layout,
) -> Iterator[Line]:
    """The row of a label, and the local rows between it and the next label."""
    block = chain.table.blocks[link.entry.block]
    start, end = _label_span(tokens, link.hit.at, link.hit.end)
    known = link.entry.kind == "row"
    words = _Segment(tokens, link, stop, last, serials)
    values, unit, foreign = words.row()
    if known:
        slots = tuple(Slot(link.entry.id, column) for column in block.columns)
        following = None if last else foreign.start if foreign else stop
        yield Line(slots, block, start, end, words.at, values, unit, header=header, next_label=following)
    while foreign is not None and not last:
        label = foreign
        values, unit, foreign = words.row()
        columns = tuple(Slot("local", column) for column in block.columns)
        short = label.at_end - label.at <= LONGEST_LOCAL_LABEL
        if values and short and (known or len(values) == len(columns)):
            yield Line(columns, block, label.start, label.end, words.at, values, unit, True, header=header)


class _Segment:
    """The values and foreign words between a label and the next."""

    def __init__(self, tokens: Tokens, link: Aligned, stop: int, last: bool, serials: frozenset[Value]) -> None:
        start, end = _label_span(tokens, link.hit.at, link.hit.end)
        self.tokens = tokens
        self.link = link
        self.last = last
        values = [value for value in tokens.values_between(start, stop) if value not in serials]
        chunks = [chunk for chunk in tokens.chunks_between(end, stop) if chunk.at >= link.hit.end]
        inside = [value for value in values if not (link.hit.at < value.at < link.hit.end and value.glued_left)]
        self.items: list[Value | Chunk] = sorted([*inside, *chunks], key=lambda item: item.start)
        self.index = 0
        self.at = end
        self.stop = stop
        self.in_note = False

    def row(self) -> tuple[tuple[Value, ...], str | None, Chunk | None]:
        """The values up to the next foreign words, the unit printed beside them, and those words."""
        values: list[Value] = []
        unit: str | None = None
        while self.index < len(self.items):
            item = self.items[self.index]
            self.index += 1
            if isinstance(item, Value):
                if self._is_cell(item):
                    values.append(item)
                    self.at = max(self.at, item.end)
                continue
            kind = self._kind(item)
            if kind == "unit" and unit is None:
                unit = self.tokens.text[item.start : item.end].strip("()")
                self.at = max(self.at, item.end)
            elif kind == "foreign":
                return tuple(values), unit, item
        return tuple(values), unit, None

    def _is_cell(self, value: Value) -> bool:
        """Whether a value that words touch is a cell: after its label, and before the next one."""
        text = self.tokens.text
        if value.glued_left and value.at != self.link.hit.end and text[value.start - 1] not in ")0123456789/":
            return False
        return not value.glued_right or value.end == self.stop or _begins_row(text, value.end, self.stop)

    def _kind(self, chunk: Chunk) -> str:
        text = self.tokens.text[chunk.start : chunk.end]
        if self.in_note or text[0] == "(":
            self.in_note = ")" not in text
            return "note"
        if text.strip("()") in units():
            return "unit"
        words = self.tokens.words[chunk.at : chunk.at_end]
        if not words or self._is_rest(words):
            return "rest"
        return "foreign"

    def _is_rest(self, words: str) -> bool:
        """Whether words are a piece of a broken label: of this row's, or of a cell beside it."""
        if len(words) <= 4 and any(words in piece for piece in _broken_labels()):
            return not self.last
        return any(words in label for label in self.link.hit.labels)


def _begins_row(text: str, start: int, stop: int) -> bool:
    """Whether nothing but an enumerator or another value stands between a value and the next label."""
    return stop - start <= 4 or text[start : start + 1] in "+-0123456789/"


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
    steps = [right.number - left.number for left, right in itertools.pairwise(found)]  # type: ignore[operator]
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
    start = _label_span(tokens, link.hit.at, link.hit.end)[1]
    stop = len(tokens.text) if following is None else tokens.places[following]
    chunks = tokens.chunks_between(start, stop)
    stop = next((chunk.start for chunk in chunks if set(tokens.words[chunk.at : chunk.at_end]) - letters), stop)
    values = tuple(
        value
        for value in tokens.values_between(start, stop)
        if not value.glued_left or value.at == link.hit.end or tokens.text[value.start - 1].isdigit()
    )
    return values, values[-1].end if values else start


# --- columns ---------------------------------------------------------------------------------------


def _place_lines(
    tokens: Tokens, chains: Sequence[tuple[Chain, Sequence[Line]]], layout: Layout, budget: Budget
) -> None:
    """Say for each row of each table which value stands in which slot, as far as that is certain."""
    pitch: int | None = None
    for chain, lines in sorted(chains, key=lambda item: item[0].table.one_line):
        for line in lines:
            _place_by_grid(tokens, line, layout)
        # A table of one row does not tell by itself that blanks have lines: another table of its page does.
        own = _line_pitch(lines, layout)
        pitch = own or pitch
        if pitch is not None and (own or chain.table.one_line):
            _place_by_lines(tokens, lines, layout, pitch)
    for chain, lines in chains:
        for line in lines:
            if line.placed is None and not line.values:
                line.placed = {}
            if line.placed is None and len(line.values) == len(line.slots) and not is_run(line.values):
                line.placed = dict(zip(line.slots, line.values, strict=True))
        _infer(chain.table, [line for line in lines if not line.local], budget)


def _place_by_grid(tokens: Tokens, line: Line, layout: Layout) -> None:
    """Place the values of a row by the cells they stand in."""
    place = _row_place(tokens, line, layout)
    if place is None:
        return
    boxes = [box for box in layout.row_after(place) if tokens.text[box.start : box.end].strip("()") not in units()]
    cells = {box: parse_cell(tokens.text, box.start, box.end) for box in boxes}
    assigned = _assign(tokens, line, place, boxes, [cell is None for cell in cells.values()], layout)
    if assigned is None or any(slot is not None and _is_unread(cells[box]) for box, slot in assigned):
        return
    line.placed = {slot: cells[box] for box, slot in assigned if slot is not None}
    line.values = tuple(value for value in line.placed.values() if value is not None)


def _is_unread(value: Value | None) -> bool:
    """Whether a cell holds something that is no value."""
    return value is not None and value.digits == ""


def _row_place(tokens: Tokens, line: Line, layout: Layout) -> Place | None:
    """Where the label of a row stands; for rows side by side, the left edge of the row that holds their values."""
    if line.after is None or not line.is_side_by_side:
        return layout.place(line.start)
    if line.values:
        place = layout.place(line.values[0].start)
        return place and place._replace(column_end=0)
    return layout.row_below(layout.place(tokens.places[line.after.hit.at]))


def _assign(
    tokens: Tokens, line: Line, place: Place, boxes: Sequence[Box], is_empty: Sequence[bool], layout: Layout
) -> list[tuple[Box, Slot | None]] | None:
    """The slot of each cell of a row, None for a cell of a column that the form does not have."""
    headers: dict[str, tuple[int, int]] = {}
    for column, link in line.header.items():
        head = layout.place(tokens.places[link.hit.at])
        if head is not None and (head.grid == place.grid or (head.grid < 0 and place.grid < 0)):
            headers[column] = (head.column, head.column_end)
    by_header = assign_by_header(boxes, headers, line.columns)
    if by_header is not None and (place.grid >= 0 or len(boxes) >= len(line.columns)):
        slots = {slot.column: slot for slot in line.slots}
        return [(box, slots.get(column or "")) for box, column in by_header]
    counted = assign_by_count(boxes, len(line.slots), is_empty)
    return None if counted is None else list(zip(counted, line.slots, strict=True))


def _line_pitch(lines: Sequence[Line], layout: Layout) -> int | None:
    """How many lines a cell takes, where each cell has a line of its own and a blank one an empty line; else None.

    That this is so is proven by the labels: from each to the next it is as many cells as the row has, in every row
    of the table, although some rows have fewer values.
    """
    pitches = set()
    for line in lines:
        if line.next_label is not None and line.placed is None:
            height = layout.line_number(line.next_label) - layout.line_number(line.end - 1)
            pitches.add(height / (len(line.slots) + 1))
    pitch = pitches.pop() if len(lines) >= ROWS_FOR_PITCH and len(pitches) == 1 else 0.0
    return int(pitch) if pitch >= 1 and pitch.is_integer() and any(line.values for line in lines) else None


def _place_by_lines(tokens: Tokens, lines: Sequence[Line], layout: Layout, pitch: int) -> None:
    """Place values by the line they stand in, so many lines to a cell."""
    for line in lines:
        last = line.values[-1].end if line.values else line.end
        height = layout.next_words(last) - layout.line_number(line.label_end(tokens) - 1)
        if line.placed is None and height >= pitch * (len(line.slots) + 1):
            line.placed = _by_line(line, layout, pitch, layout.line_number(line.label_end(tokens) - 1))


def _by_line(line: Line, layout: Layout, pitch: int, first: int) -> dict[Slot, Value | None] | None:
    placed: dict[Slot, Value | None] = dict.fromkeys(line.slots)
    for value in line.values:
        place, rest = divmod(layout.line_number(value.start) - first, pitch)
        if rest or not 1 <= place <= len(line.slots) or placed[line.slots[place - 1]] is not None:
            return None
        placed[line.slots[place - 1]] = value
    return placed


def _infer(table: Table, lines: Sequence[Line], budget: Budget) -> None:
    """Place what the identities leave one way for."""
    rows: dict[str, list[Candidate]] = {}
    run = _running(lines)
    for line in lines:
        if line.placed is not None:
            rows[line.slots[0].row] = [tuple(line.placed.get(slot) for slot in line.slots)]
        else:
            rows[line.slots[0].row] = find_candidates(line.values, line.slots, line.block, run)
    if len(table.blocks) == 1:
        narrow(rows, table.identities, budget)
    for line in lines:
        left = rows[line.slots[0].row]
        if line.placed is None and len(left) == 1:
            line.placed = dict(zip(line.slots, left[0], strict=True))
            line.status = "inferred"


def _running(lines: Sequence[Line]) -> Run:
    """Whether the values of a table run together, judged by all of its rows."""
    if any(len(line.values) > 1 and not is_run(line.values) for line in lines):
        return Run.NONE
    sizes = [(sum(value.end - value.start for value in line.values), len(line.slots)) for line in lines]
    return Run.FULL if all(size >= count for size, count in sizes) else Run.SHORT


# --- what is written -------------------------------------------------------------------------------


def _span(tokens: Tokens, chain: Chain, lines: Sequence[Line], layout: Layout) -> tuple[int, int]:
    """The stretch of the folded text that a table occupies."""
    start = tokens.places[chain.at]
    end = max([tokens.places[chain.end - 1] + 1, *(line.stop for line in lines)])
    line_start = tokens.text.rfind("\n", 0, start) + 1
    if not any(
        "\u4e00" <= char <= "\u9fff" for char in tokens.text[line_start:start].strip("()一二三四五六七八九十、.")
    ):
        start = line_start
    for place in (layout.place(tokens.places[chain.at]), layout.place(tokens.places[chain.end - 1])):
        if place is not None and place.grid >= 0:
            first, last = layout.grid_span(place.grid)
            if first < start and start - first <= 4 * HEAD_WORDS:
                start = first
            if last > end and last - end <= 4 * HEAD_WORDS:
                end = last
    return _with_title(tokens, start), end


def _with_title(tokens: Tokens, start: int) -> int:
    """The start of a statistics table's title, if it stands in the few short lines above, else `start`."""
    line = start
    for _ in range(LINES_TO_TITLE):
        above = tokens.text[:line].rstrip()
        line = above.rfind("\n") + 1
        words = "".join(above[line:].split())
        if not words or len(words) > HEAD_WORDS or "。" in words:
            break
        if any(title in words for title in titles()):
            return line
    return start


class _Writer:
    """The cells, spans and findings that come of the tables read."""

    def __init__(self, folded: Folded) -> None:
        self.folded = folded
        self.cells: list[Cell] = []
        self.spans: list[Span] = []
        self.findings: list[Finding] = []
        self.forms: dict[str, float] = {}
        self.seen: dict[str, list[list[tuple[str, ...]]]] = {}

    def add(self, chain: Chain, lines: Sequence[Line], span: tuple[int, int]) -> None:
        """Add a table; a second copy of one that was read adds only its span."""
        self.spans.append(self.folded.span(*span))
        if chain.table.form in NATIONAL:
            self.forms[chain.table.form] = self.forms.get(chain.table.form, 0.0) + chain.weight
        copies = self.seen.setdefault(chain.table.id, [])
        found: list[Finding] = []
        cells = list(self._cells(chain.table, lines, len(copies), found))
        content: list[tuple[str, ...]] = [(cell.row_id, cell.column_id, cell.raw, cell.status) for cell in cells]
        if content and content not in copies:
            copies.append(content)
            self.cells += cells
            self.findings += found

    def tables(self) -> Tables:
        """All that was added."""
        regime = max(self.forms, key=lambda form: (self.forms[form], form)) if self.forms else None
        return Tables(tuple(self.cells), tuple(self.spans), regime, tuple(self.findings))

    def _cells(self, table: Table, lines: Sequence[Line], instance: int, found: list[Finding]) -> Iterator[Cell]:
        local = 0
        form = table.form if table.form in NATIONAL else "2014"
        for line in lines:
            row: str | None = None
            label = self.folded.raw(line.start, line.end)
            if line.local or table.form == "early":
                local += 1
                row = f"local.{local}"
                found.append(finding("unread.label", *self.folded.span(line.start, line.end), label=label))
            if line.placed is None:
                raw = " ".join(self.folded.raw(value.start, value.end) for value in line.values)
                row_id = "*" if line.is_side_by_side else row or line.slots[0].row
                yield Cell(form, table.id, instance, row_id, "*", label, None, None, raw, "ambiguous", None, None)
                found.append(finding("unread.row", *self.folded.span(line.start, line.stop), label=label))
                continue
            for slot, value in line.placed.items():
                where = (form, table.id, instance, row or slot.row, slot.column, label)
                yield self._cell(where, value, line)

    def _cell(self, where: tuple[str, str, int, str, str, str], value: Value | None, line: Line) -> Cell:
        if value is None:
            return Cell(*where, None, None, "", "blank", None, None)
        start, end = self.folded.span(value.start, value.end)
        status = "not_applicable" if value.digits is None else line.status
        raw = self.folded.printed[start:end]
        return Cell(*where, value.number, value.unit or line.unit, raw, status, start, end)
