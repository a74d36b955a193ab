"""Cells of official tables that say nothing: blank, or a stroke; and rows without any cell. One finding a table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

from parsers.findings import finding
from parsers.form_words import Name, in_both, name_part
from parsers.records import UNPLACED, Finding
from parsers.regimes import NAMES
from parsers.tables.forms import NATIONAL, tables
from pipeline.audit.config import Tolerances
from pipeline.audit.corpus import Corpus

MOST_NAMED = 4
"""Rows or columns that a finding names."""

Table = tuple[str, str, int]


class Cell(NamedTuple):
    """A cell that says nothing: its row and column in the form, the row's printed label, what stands in it and where."""

    row: str
    column: str
    label: str
    raw: str
    start: int | None
    end: int | None


def check_cells(corpus: Corpus, tolerance: Tolerances) -> Iterator[tuple[str, Finding]]:
    """doc_id and finding for each official table with cells that are blank or hold a stroke."""
    sizes = _sizes(corpus)
    for status, most in (("blank", tolerance.blank_cells), ("not_applicable", tolerance.slash_cells)):
        for table, cells in _by_table(corpus, status).items():
            if table[0] in corpus.reports and len(cells) > most:
                yield table[0], _finding(status, table, cells, sizes[table])


def _sizes(corpus: Corpus) -> dict[Table, int]:
    """How many cells each table has, rows whose values have no certain place left out."""
    import pyarrow.compute as pc

    placed = corpus.cells.filter(pc.not_equal(corpus.cells["status"], "ambiguous"))
    counted = placed.select(["doc_id", "form_table", "instance"]).group_by(["doc_id", "form_table", "instance"])
    columns = counted.aggregate([([], "count_all")]).to_pydict()
    tables = zip(columns["doc_id"], columns["form_table"], columns["instance"], strict=True)
    return dict(zip(tables, columns["count_all"], strict=True))


def check_rows(corpus: Corpus) -> Iterator[tuple[str, Finding]]:
    """doc_id and finding for each official table with rows of its form that no value was read for.

    What a copy of a table lacks may stand in another, and values without a certain row may be those of any row.
    """
    cells = corpus.cells.select(["doc_id", "form", "form_table", "row_id"])
    found: defaultdict[tuple[str, str, str], set[str]] = defaultdict(set)
    for doc_id, form, table, row in zip(
        *cells.group_by(cells.column_names).aggregate([]).to_pydict().values(), strict=True
    ):
        found[doc_id, form, table].add(row)
    for (doc_id, form, table), rows in sorted(found.items()):
        lacking = [row for row in _rows_of_forms().get((form, table), ()) if row not in rows]
        if lacking and UNPLACED not in rows and doc_id in corpus.reports:
            where = _name_all("", "", [name_part(table, "row", row) for row in lacking])
            facts = {**_facts(table, len(lacking)), **in_both("where", where)}
            yield doc_id, finding("form.rows", subject=table, **facts)


@cache
def _rows_of_forms() -> dict[tuple[str, str], list[str]]:
    """The rows of each table of the national forms, as printed."""
    return {
        (table.form, table.id): [row for block in table.blocks for row in block.rows]
        for table in tables()
        if table.form in NATIONAL
    }


def _by_table(corpus: Corpus, status: str) -> dict[Table, list[Cell]]:
    """The cells of a status by table, as printed."""
    import pyarrow.compute as pc

    rows = corpus.cells.filter(pc.equal(corpus.cells["status"], status))
    names = ("doc_id", "form_table", "instance", "row_id", "column_id", "label", "raw", "start_char", "end_char")
    found: defaultdict[Table, list[Cell]] = defaultdict(list)
    for doc_id, table, instance, *cell in zip(*[rows[name].to_pylist() for name in names], strict=True):
        found[doc_id, table, instance].append(Cell(*cell))
    return found


def _finding(status: str, table: Table, cells: Sequence[Cell], size: int) -> Finding:
    subject = f"{table[1]}#{table[2]}" if table[2] else table[1]
    facts = _facts(table[1], len(cells))
    if status == "blank" and len(cells) == size:
        return finding("form.empty", subject=subject, **facts)
    facts |= {"all": size, **in_both("where", _where(table[1], cells))}
    if status == "blank":
        return finding("form.blank", subject=subject, **facts)
    return finding("form.slash", cells[0].start, cells[0].end, subject=subject, mark=cells[0].raw, **facts)


def _facts(table: str, number: int) -> dict[str, Any]:
    """The official name of a table, and how many of its cells or rows a finding is about."""
    return {**in_both("name", Name(*NAMES[table])), "number": number}


def _where(table: str, cells: Sequence[Cell]) -> Name:
    """The rows or the columns in which cells stand, whichever are fewer; of many the first ones."""
    rows = dict.fromkeys(_row_name(table, cell) for cell in cells)
    columns = dict.fromkeys(name_part(table, "column", cell.column) for cell in cells)
    if table == "statistics" or len(rows) <= len(columns):
        return _name_all("所在行:", "in the rows: ", list(rows))
    return _name_all("所在列:", "in the columns: ", list(columns))


def _row_name(table: str, cell: Cell) -> Name:
    """The form's name of a row; the printed label for a row of a place's own."""
    name = name_part(table, "row", cell.row)
    return Name(cell.label, cell.label) if name.zh == cell.row else name


def _name_all(zh: str, en: str, names: Sequence[Name]) -> Name:
    more = len(names) - MOST_NAMED
    rest = Name(f"等 {len(names)} 项", f" and {more} more") if more > 0 else Name("", "")
    shown = names[:MOST_NAMED]
    return Name(
        zh + "、".join(name.zh for name in shown) + rest.zh, en + ", ".join(name.en for name in shown) + rest.en
    )
