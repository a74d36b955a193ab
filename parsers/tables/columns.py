"""Columns: which value of a row stands in which column, by the page's grid, by lines, by number, by identities."""

from __future__ import annotations

from collections.abc import Sequence
from operator import sub

from parsers.tables.alignment import Chain
from parsers.tables.forms import Slot, Table
from parsers.tables.grids import Box, Layout, Place, assign_by_header, skip_by_count
from parsers.tables.placement import Budget, Candidate, Run, find_candidates, holds, is_run, narrow
from parsers.tables.rows import Line
from parsers.tables.tokens import Tokens, Value, parse_cell, unit_set

ROWS_FOR_PITCH = 4
"""Rows that must agree on how many lines a cell takes, or where it ends, before a gap is a blank cell."""

ROWS_OF_COLUMN, FEW_ROWS = 8, 2
"""A table of so many rows, of which so few have values, may have been read column by column."""

SCREEN_GAP = 3
"""Columns of the screen between the edges of two neighbouring columns of a table, at least."""


def place_lines(tokens: Tokens, chains: Sequence[tuple[Chain, Sequence[Line]]], layout: Layout, budget: Budget) -> None:
    """Say for each row of each table which value stands in which slot, as far as that is certain."""
    pitch: int | None = None
    for chain, lines in sorted(chains, key=lambda item: item[0].table.one_line):
        _place_by_grid(tokens, lines, layout)
        # A table of one row does not tell by itself that blanks have lines: another table of its page does.
        own = _line_pitch(lines, layout)
        pitch = own or pitch
        if pitch is not None and (own or chain.table.one_line):
            _place_by_lines(tokens, lines, layout, pitch)
        _place_by_edges(lines, layout)
    for chain, lines in chains:
        for line in lines:
            if line.placed is None and not line.values:
                line.placed = {}
            if _is_full(line) and not _is_alone(line, lines):
                line.placed = dict(zip(line.slots, line.values, strict=True))
        _infer(chain.table, [line for line in lines if not line.local], budget)


def _is_full(line: Line) -> bool:
    """Whether a row that is not placed has a value for each slot."""
    return line.placed is None and len(line.values) == len(line.slots) and not is_run(line.values)


def _is_alone(line: Line, lines: Sequence[Line]) -> bool:
    """Whether the values behind a label may be those of a column of a page that was read column by column: hardly any
    other row of the table has some, and they do not add up."""
    if len(lines) < ROWS_OF_COLUMN or sum(bool(other.values) for other in lines) > FEW_ROWS:
        return False
    value_of = {slot.column: value.number for slot, value in zip(line.slots, line.values, strict=True)}
    return any(holds(identity, value_of) is False for identity in line.block.identities)


def _place_by_grid(tokens: Tokens, lines: Sequence[Line], layout: Layout) -> None:
    """Place the values of rows by the cells they stand in.

    In lines of text rules may be lost or too many: an empty cell there is a blank only where every row of the table
    has its cells.
    """
    whole = True
    for line in lines:
        place = _row_place(tokens, line, layout)
        is_there = place is not None and _place_by_cells(tokens, line, place, layout)
        whole = whole and (is_there or line.in_grid or line.placed is not None or not line.values)
    if not whole:
        for line in lines:
            if line.placed is not None and not line.in_grid and (line.extra or None in line.placed.values()):
                line.placed, line.extra = None, []


def _place_by_cells(tokens: Tokens, line: Line, place: Place, layout: Layout) -> bool:
    """Place the values of a row by its cells; the answer is whether all its cells are there.

    In a table of the page a cell that holds words stays as it is, without a value; where one holds several numbers
    the row is left alone. In a line of text words may be the next label, or have lost a rule: it does not tell.
    """
    line.in_grid = place.grid >= 0
    boxes = [box for box in layout.row_after(place) if tokens.text[box.start : box.end].strip("()*") not in unit_set()]
    boxes = _without_repeats(tokens, place, boxes, layout)
    if line.after is None and boxes and any(value.start < boxes[0].start for value in line.values):
        return False  # A value stands in the label's own cell.
    values = [parse_cell(tokens.text, box.start, box.end) for box in boxes]
    slots = _by_header(line, place, boxes, values, layout) or _by_count(line, place, values)
    if slots is None:
        return False
    unread = [box for box, value in zip(boxes, values, strict=True) if value is not None and value.digits == ""]
    may_tear = line.in_grid or not _has_pipes(tokens, place)
    torn = [box for box in unread if may_tear and len(tokens.values_between(box.start, box.end)) > 1]
    if not line.in_grid and (len(unread) > len(torn) or _reaches_on(line, boxes)):
        return False
    if torn:
        line.is_torn, line.values = True, tuple(value for value in values if value is not None)
        return True
    line.placed = {slot: value for slot, value in zip(slots, values, strict=True) if slot is not None}
    line.values = tuple([value for value in line.placed.values() if value is not None])
    for slot, value, box in zip(slots, values, boxes, strict=True):
        if slot is None and value is not None and value.digits and (head := layout.head_of(place, box)):
            line.extra.append((head, value))
    return True


def _has_pipes(tokens: Tokens, place: Place) -> bool:
    """Whether pipes part the cells of a line of text; they may be lost or too many, as tabs are not."""
    end = tokens.text.find("\n", place.row)
    return "|" in tokens.text[place.row : end if end >= 0 else len(tokens.text)]


def _without_repeats(tokens: Tokens, place: Place, boxes: Sequence[Box], layout: Layout) -> list[Box]:
    """The cells of a row without those that repeat a cell over several columns: its words, under its header's."""
    kept: list[Box] = []
    for box in boxes:
        if not kept or not _repeats(tokens, place, kept[-1], box, layout):
            kept.append(box)
    return kept


def _repeats(tokens: Tokens, place: Place, left: Box, right: Box, layout: Layout) -> bool:
    """Whether two neighbouring cells print the same, and so do the header cells above them."""
    text = tokens.text
    if text[left.start : left.end] != text[right.start : right.end]:
        return False
    heads = [layout.head_of(place, box) for box in (left, right)]
    words = ["".join(text[slice(*head)].split()) if head else "" for head in heads]
    return heads[0] != heads[1] and words[0] != "" and words[0] == words[1]


def _reaches_on(line: Line, boxes: Sequence[Box]) -> bool:
    """Whether a line of text goes on with another row of the table."""
    return line.next_label is not None and any(box.start >= line.next_label for box in boxes)


def _row_place(tokens: Tokens, line: Line, layout: Layout) -> Place | None:
    """Where the label of a row stands; for labels that are header cells, the left edge of the row with the values."""
    place = layout.place(line.start)
    if line.after is None:
        return place
    if not line.values:
        return layout.row_below(layout.place(tokens.places[line.after.hit.at]))
    beside = layout.place(line.values[0].start)
    if beside is None or (place is not None and (place.grid, place.row) == (beside.grid, beside.row)):
        return place
    opening = layout.opens_blank(layout.place(tokens.places[line.after.hit.at]))
    return beside._replace(column_end=int(opening))


def _by_header(
    line: Line, place: Place, boxes: Sequence[Box], values: Sequence[Value | None], layout: Layout
) -> list[Slot | None] | None:
    """The slot of each cell of a row by the header above it, None for a cell of a column that the form does not have.

    In a line of text the header tells only where the row has as many cells as the header.
    """
    if line.is_side_by_side or not layout.is_even(place, line.header.places.values()):
        return None
    extents = tuple([(box.column, box.column_end) for box in boxes])
    columns = assign_by_header(extents, line.header.extents(place.grid), line.block.columns)
    if not columns or not any(columns):
        return None
    slot_of: dict[str | None, Slot] = dict(zip(line.block.columns, line.slots, strict=True))
    slots = [slot_of.get(column) for column in columns]
    if None in columns:
        strangers = [box for box, value, slot in zip(boxes, values, slots, strict=True) if value and not slot]
        blank = any(slot and not value for value, slot in zip(values, slots, strict=True))
        if place.grid < 0 and strangers and blank:
            return None
        if any(layout.head_of(place, box) is None for box in strangers):
            return None
    return slots


def _by_count(line: Line, place: Place, values: Sequence[Value | None]) -> list[Slot | None] | None:
    """The slot of each cell of a row that has as many as it needs.

    Empty cells too many stand where the label reaches over several columns; in a row of values alone, at its end.
    """
    size = len(line.slots)
    first = skip_by_count(size, [value is None for value in values])
    if first and line.after is not None and not place.column_end and values[-1] is None:
        return None if any(values[size:]) else [*line.slots, *[None] * (len(values) - size)]
    if first and not line.in_grid and values[-1] is None:
        return None  # Cells too many may stand before the values or behind them.
    return None if first is None else [*[None] * first, *line.slots]


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


def _place_by_edges(lines: Sequence[Line], layout: Layout) -> None:
    """Place the values of rows with blanks by the edge that they have in common with those of a full row.

    Spaces say where a value stands only if they are kept. That is proven where all values of the table end at as
    many columns of the screen as the form has, whatever labels stand before them, and where rows with fewer
    values leave some out that are not the last.
    """
    for size in sorted({len(line.slots) for line in lines}):
        rows = [line for line in lines if len(line.slots) == size and line.values and line.placed is None]
        full = next((line for line in rows if len(line.values) == size), None)
        if size < 2 or full is None or len(rows) < ROWS_FOR_PITCH or all(len(row.values) == size for row in rows):
            continue
        edges = [[layout.screen_column(value.end) for value in row.values] for row in rows]
        common = edges[rows.index(full)]
        if min(map(sub, common[1:], common)) < SCREEN_GAP or any(set(row) - set(common) for row in edges):
            continue
        places = [[common.index(edge) for edge in row] for row in edges]
        if any(row != list(range(len(row))) for row in places):
            for line, row in zip(rows, places, strict=True):
                line.placed = dict.fromkeys(line.slots)
                line.placed.update({line.slots[place]: value for place, value in zip(row, line.values, strict=True)})


def _infer(table: Table, lines: Sequence[Line], budget: Budget) -> None:
    """Place what the identities leave one way for."""
    if all(line.placed is not None for line in lines):
        return
    rows: dict[str, list[Candidate]] = {}
    run = _running(lines)
    for line in lines:
        if line.placed is not None:
            rows[line.slots[0].row] = [tuple(line.placed.get(slot) for slot in line.slots)]
        elif not line.is_torn:
            rows[line.slots[0].row] = find_candidates(line.values, line.slots, line.block, run)
    if len(table.blocks) == 1:
        narrow(rows, table.identities, budget)
    for line in lines:
        left = rows.get(line.slots[0].row, [])
        if line.placed is None and len(left) == 1 and _is_tested(line, left[0]):
            line.placed = dict(zip(line.slots, left[0], strict=True))
            line.status = "inferred"


def _is_tested(line: Line, candidate: Candidate) -> bool:
    """Whether no identity of the row goes untested for want of a total beside values; a blank row has none."""
    value_of = {
        slot.column: None if value is None else value.number for slot, value in zip(line.slots, candidate, strict=True)
    }
    if line.is_side_by_side or not any(candidate):
        return True
    return all(value_of.get(term) is not None for identity in line.block.identities for term in identity.needed)


def _running(lines: Sequence[Line]) -> Run:
    """Whether the values of a table run together, judged by all of its rows."""
    if any(len(line.values) > 1 and not is_run(line.values) for line in lines):
        return Run.NONE
    sizes = [(sum(value.end - value.start for value in line.values), len(line.slots)) for line in lines]
    return Run.FULL if all(size >= count for size, count in sizes) else Run.SHORT
