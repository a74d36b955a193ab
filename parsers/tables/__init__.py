"""Official tables: from a document to the cells of the forms that are printed in it.

The text is reduced to words and values (`tokens`), the words are aligned with the forms (`alignment`), each
row's values are placed by the page's own grid where there is one (`grids`), by their number, or by what the
form's identities allow (`placement`). What cannot be placed stays one `ambiguous` row; what no form knows is
kept as a local row, with a finding.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from parsers.findings import finding
from parsers.folding import Folded
from parsers.form_words import in_both, name_table
from parsers.records import UNPLACED, Cell, Document, Finding, Span
from parsers.tables.alignment import FEWEST_LABELS, Chain, find_tables
from parsers.tables.columns import place_lines
from parsers.tables.forms import NATIONAL, Table, tables, titles
from parsers.tables.grids import Layout
from parsers.tables.placement import Budget
from parsers.tables.rows import Line, read_lines
from parsers.tables.tokens import Tokens, Value, tokenize

HEAD_WORDS = 60
"""Words of a page's table before its first known label, or after its last, that still belong to the form."""

ROWS_OF_A_TABLE = 2
LABELS_OF_A_HEADER = 4
HEADER_OF_A_BLOCK = 3
"""A table has values in so many rows at least, or so many header cells and group labels, or the header cells of a
block (第二十条第(八)项, 信息内容, 本年收费金额) over a row with a value."""

NAMED_ROWS, NAMED_LABEL = 4, 16
"""How many rows a finding names, and how much of a label."""

LINES_TO_TITLE = 5
"""Lines above a statistics table that may hold its title: the year and the reporting body stand between."""


@dataclass(frozen=True, slots=True)
class Tables:
    """The official tables of a document.

    spans: the printed text that they occupy. regime: the edition of the forms, None if none is printed.
    """

    cells: tuple[Cell, ...] = ()
    spans: tuple[Span, ...] = ()
    regime: str | None = None
    findings: tuple[Finding, ...] = ()


def read_tables(document: Document, folded: Folded) -> Tables:
    """The official tables of a document, in reading order."""
    if not _is_promising(folded.text):
        return Tables()
    tokens = tokenize(folded.text)
    chains = find_tables(tokens)
    if not chains:
        return Tables()
    layout = Layout(document, folded)
    read = [(chain, list(read_lines(tokens, chain, layout))) for chain in chains]
    place_lines(tokens, read, layout, Budget())
    writer = _Writer(folded)
    for chain, lines in read:
        if _is_printed(chain, lines):
            writer.add(chain, lines, _span(tokens, chain, lines, layout))
    return writer.tables()


def _is_printed(chain: Chain, lines: Sequence[Line]) -> bool:
    """Whether a chain of labels is a table on the page: it has values, or the header of an empty one."""
    header = sum(link.entry.kind != "row" for link in chain.links)
    cells = sum(link.entry.kind in ("head", "column") for link in chain.links)
    filled = sum(bool(line.values or line.placed) for line in lines)
    if filled >= ROWS_OF_A_TABLE or header >= LABELS_OF_A_HEADER:
        return True
    return filled > 0 and (chain.table.one_line or cells >= HEADER_OF_A_BLOCK)


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
    squashed = "".join(text.replace("|", " ").replace("(", "").replace(")", "").replace("/", "").split())
    return any(_has_some(squashed, labels) for labels in _tell_tales())


def _has_some(text: str, labels: Sequence[str]) -> bool:
    seen = 0
    for label in labels:
        seen += label in text
        if seen == FEWEST_LABELS:
            return True
    return False


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
        unplaced: list[Line] = []
        name = in_both("table", name_table(table.id))
        form = table.form if table.form in NATIONAL else "2014"
        for line in lines:
            row: str | None = None
            label = self._label(line)
            if line.local or table.form not in NATIONAL:
                local += 1
                row = f"local.{local}"
            if line.local:
                found.append(finding("unread.label", *self.folded.span(line.start, line.end), **name, label=label))
            if line.placed is None:
                row_id = UNPLACED if line.is_side_by_side else row or line.slots[0].row
                yield self._unplaced((form, table.id, instance, row_id, UNPLACED, label), line)
                unplaced.append(line)
                continue
            for slot, value in line.placed.items():
                where = (form, table.id, instance, row or slot.row, slot.column, label)
                yield self._cell(where, value, line)
                if value is not None and value.digits == "":
                    raw = self.folded.raw(value.start, value.end)
                    found.append(
                        finding("unread.cell", *self.folded.span(value.start, value.end), **name, label=label, raw=raw)
                    )
        if unplaced:
            found.append(self._about_unplaced(table.id, unplaced))
        yield from self._extra_columns((form, table.id, instance), lines, local, found)

    def _unplaced(self, where: tuple[str, str, int, str, str, str], line: Line) -> Cell:
        """A row whose values have no certain columns: as printed from the first to the last, in their place; or
        only the values, without a place, if other words stand between them.
        """
        values = [self.folded.raw(value.start, value.end) for value in line.values]
        place = self.folded.span(line.values[0].start, line.values[-1].end)
        printed = self.folded.printed[slice(*place)]
        if "".join(printed.split()) != "".join("".join(values).split()):
            return Cell(*where, None, None, " ".join(values), "ambiguous", None, None)
        return Cell(*where, None, None, printed, "ambiguous", *place)

    def _about_unplaced(self, table: str, lines: Sequence[Line]) -> Finding:
        """One finding on all rows of a table whose values have no certain place, at the first of them."""
        labels = "、".join(self._label(line)[:NAMED_LABEL] for line in lines[:NAMED_ROWS])
        more = " …" if len(lines) > NAMED_ROWS else ""
        place = self.folded.span(lines[0].start, lines[0].stop)
        facts: dict[str, Any] = {**in_both("table", name_table(table)), "number": len(lines), "labels": labels + more}
        return finding("unread.row", *place, subject=table, **facts)

    def _label(self, line: Line) -> str:
        """The label as printed, without line breaks and spaces, and the values it is wrapped around."""
        ends = [(value.start, value.end) for value in line.values if line.start < value.start < line.end]
        starts = [line.start, *(end for _, end in ends)]
        stops = [*(start for start, _ in ends), line.end]
        pieces = (self.folded.raw(start, stop) for start, stop in zip(starts, stops, strict=True))
        return "".join("".join(pieces).split())

    def _extra_columns(
        self, table: tuple[str, str, int], lines: Sequence[Line], local: int, found: list[Finding]
    ) -> Iterator[Cell]:
        """A column that the place added, kept as a local row: its label is the column's, its columns are the rows."""
        columns: dict[tuple[int, int], list[tuple[Line, Value]]] = {}
        name = in_both("table", name_table(table[1]))
        for line in lines:
            for head, value in line.extra:
                columns.setdefault(head, []).append((line, value))
        for number, (head, cells) in enumerate(sorted(columns.items()), start=local + 1):
            label = "".join(self.folded.raw(*head).split())
            found.append(finding("unread.column", *self.folded.span(*head), **name, label=label))
            for line, value in cells:
                yield self._cell((*table, f"local.{number}", line.slots[0].row, label), value, line)

    def _cell(self, where: tuple[str, str, int, str, str, str], value: Value | None, line: Line) -> Cell:
        if value is None:
            return Cell(*where, None, None, "", "blank", None, None)
        start, end = self.folded.span(value.start, value.end)
        status = line.status if value.digits else "not_applicable"
        unit = value.unit or line.unit or line.header.units.get(where[4])
        return Cell(*where, value.number, unit, self.folded.printed[start:end], status, start, end)
