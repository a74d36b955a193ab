"""The official tables of one report, drawn as the form prints them: its rows and columns in its order, local rows behind.

Every state of a cell has a mark of its own, so that nothing depends on colour.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from rich.text import Text

from parsers.records import UNPLACED
from parsers.rules import read_json
from parsers.tables.forms import Identity, Table, tables
from pipeline.viewing.grid_text import RULE, Box, Row, draw_grid
from pipeline.viewing.show import DocumentFacts, Record, show_heading, visible

if TYPE_CHECKING:
    from rich.console import Console

STYLES = {"printed": "bold", "blank": "dim", "not_applicable": "dim", "inferred": "cyan", "ambiguous": "yellow"}
FAILED = "red"
LEGEND = (
    ("3", "printed", "printed 原文"),
    ("3?", "inferred", "inferred: only the sums say in which column 位置由勾稽关系推定"),
    ("[3 0]?", "ambiguous", "ambiguous: columns not certain 位置不能确定"),
    ("·", "blank", "blank 空白"),
    ("/ —", "not_applicable", "not applicable, as printed 原文如此"),
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table of a form with what one report has in it.

    data: the table in forms.json. cells: (row, column) → cell. notes: what to say below a row; column_notes:
    check → column → what to say below that column.
    """

    table: Table
    data: Mapping[str, Any]
    cells: Mapping[tuple[str, str], Record]
    notes: Mapping[str, list[str]] = field(default_factory=dict)
    column_notes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def parts(self) -> Sequence[Mapping[str, Any]]:
        """The blocks: rows that share their columns."""
        blocks: Sequence[Mapping[str, Any]] = self.data.get("blocks") or [self.data]
        return blocks

    @property
    def is_unit_column(self) -> bool:
        """Whether the form prints the units in a column of their own."""
        return any(len(row) > 2 for part in self.parts for row in part["rows"])

    @property
    def width(self) -> int:
        """How many columns of figures there are."""
        return max(len(part["columns"]) for part in self.parts)

    @property
    def row_labels(self) -> dict[str, str]:
        """Row → its label in the form."""
        return {row[0]: row[1] for part in self.parts for row in part["rows"]}


def show_tables(facts: DocumentFacts, console: Console) -> None:
    """Print the official tables of a document, or that it has none."""
    show_heading(facts, console)
    console.print()
    if not facts.rows["cells"]:
        console.print(Text("no official table in it 无官方表格"))
        return
    width = console.width if console.is_terminal else None
    for title, sheet in read_sheets(facts):
        console.print(Text(title, style="bold underline"))
        for line in draw_grid(list(sheet_rows(sheet)), console, width):
            console.print(line, soft_wrap=True)
        console.print()
    console.print(_legend(), soft_wrap=not console.is_terminal)


def read_sheets(facts: DocumentFacts) -> Iterator[tuple[str, Sheet]]:
    """The official tables of a document, each with its title."""
    for (form, name, instance), own in groupby(facts.rows["cells"], itemgetter("form", "form_table", "instance")):
        sheet = make_sheet(form, list(own), find_failures(facts.rows["checks"], name, instance))
        yield f"{sheet.data['title']} ({form})" + (f" no. {instance + 1}" if instance else ""), sheet


def _legend() -> Text:
    parts = [Text(mark, style=STYLES[status]).append(f" {words}", style="default") for mark, status, words in LEGEND]
    parts.append(Text("!", style=FAILED).append(" does not add up 勾稽不符", style="default"))
    parts.append(Text("nothing: not found on the page 未见"))
    return Text("  |  ").join(parts)


def find_failures(checks: Sequence[Record], name: str, instance: int) -> list[Record]:
    """The failed checks of one table."""
    prefix = f"{name}#{instance}/" if instance else f"{name}/"
    return [check for check in checks if check["passed"] is False and check["scope"].startswith(prefix)]


# --- the form -----------------------------------------------------------------------------------------


@cache
def _forms() -> dict[tuple[str, str], Mapping[str, Any]]:
    """(edition, table) → the table in forms.json; the early local table as `early`."""
    found: dict[tuple[str, str], Mapping[str, Any]] = {}
    for regime in read_json("forms.json")["regimes"]:
        found |= {(regime["id"], data["id"]): data for data in regime["tables"]}
        found |= {("early", data["id"].partition("_")[0]): data for data in regime.get("local_tables", ())}
    return found


def make_sheet(form: str, cells: Sequence[Record], failures: Sequence[Record] = ()) -> Sheet:
    """The sheet of one table: `cells` and failed checks are those of one report's table."""
    key = _find_form(form, cells)
    table = next(table for table in tables() if (table.form, table.id) == key)
    sheet = Sheet(table, _forms()[key], {(cell["row_id"], cell["column_id"]): cell for cell in cells})
    return _with_notes(sheet, failures)


def _find_form(form: str, cells: Sequence[Record]) -> tuple[str, str]:
    """Edition and table whose rows and columns are drawn: where all rows are local, the early local table if it has the columns."""
    early = ("early", "statistics")
    columns = {column for column, _ in _forms()[early]["columns"]}
    is_early = all(cell["row_id"].startswith("local.") and cell["column_id"] in columns for cell in cells)
    name = cells[0]["form_table"]
    return early if name == "statistics" and is_early else (form, name)


def _with_notes(sheet: Sheet, failures: Sequence[Record]) -> Sheet:
    """A sheet with what failed said where it failed."""
    notes: defaultdict[str, list[str]] = defaultdict(list)
    column_notes: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for check in failures:
        identity = _identity(sheet.table, check["check_id"])
        said = f"{check['left_value']:.15g} {'>' if identity.relation == '<=' else '≠'} {check['right_value']:.15g}"
        _, row, *columns = check["scope"].split("/")
        if columns and sheet.width > 1:
            column_notes[check["check_id"]][columns[0]] = said
        else:
            notes[identity.left[0] if columns else row].append(f"! {said} {check['check_id']}")
    return replace(sheet, notes=dict(notes), column_notes=dict(column_notes))


def _identity(table: Table, check: str) -> Identity:
    found = (*table.identities, *(each for block in table.blocks for each in block.identities))
    return next(each for each in found if each.id == check)


# --- rows of the drawing ------------------------------------------------------------------------------


def sheet_rows(sheet: Sheet) -> Iterator[Row]:
    """The rows of a table: header, rows, checks that failed, local rows."""
    if sheet.table.form == "early":
        yield from _local_rows(sheet)
    elif sheet.table.one_line:
        yield from _one_line(sheet)
        yield from _local_rows(sheet)
    else:
        for number, part in enumerate(sheet.parts):
            yield from _header(sheet, part)
            yield from _part_rows(sheet, number, part)
        yield from _column_notes(sheet)
        yield from _local_rows(sheet)
    yield RULE


def _header(sheet: Sheet, part: Mapping[str, Any]) -> Iterator[Row]:
    """The heading of a block and its header cells, in as many rows as the form has."""
    yield RULE
    if "heading" in part:
        yield (Box(part["heading"], "bold green", 1 + sheet.width + sheet.is_unit_column),)
    corner, *over = sheet.data.get("header_words", [""])
    lead = [Box("单位", "bold")] if sheet.is_unit_column else []
    groups = part.get("column_group", {})
    if not groups:
        yield (Box(corner, "bold"), *lead, *_column_heads(sheet, part))
    else:
        yield (Box("", "bold"), Box(over[0] if over else "", "bold", sheet.width, "center"))
        yield (Box("", "bold"), *_grouped_heads(part, groups))
        inside = {member for members in groups.values() for member in members}
        yield (
            Box(""),
            *(Box(label if column in inside else "", "bold", 1, "right") for column, label in part["columns"]),
        )
    yield RULE


def _column_heads(sheet: Sheet, part: Mapping[str, Any]) -> Iterator[Box]:
    """A header cell a column; the last one reaches to the right edge of the table."""
    labels = [label for _, label in part["columns"]]
    for label in labels[:-1]:
        yield Box(label, "bold", 1, "right")
    yield Box(labels[-1], "bold", sheet.width - len(labels) + 1, "right")


def _grouped_heads(part: Mapping[str, Any], groups: Mapping[str, Sequence[str]]) -> Iterator[Box]:
    """The upper header row: columns, and the labels that stand over several of them."""
    group_of = {member: label for label, members in groups.items() for member in members}
    for head, columns in groupby(part["columns"], lambda column: str(group_of.get(column[0], column[1]))):
        span = len(list(columns))
        yield Box(head, "bold", span, "center" if span > 1 else "right")


def _part_rows(sheet: Sheet, number: int, part: Mapping[str, Any]) -> Iterator[Row]:
    """The rows of a block in printed order, the labels over several rows between them."""
    columns = [column for column, _ in part["columns"]]
    for entry in sheet.table.entries:
        if entry.block != number or entry.kind not in ("group", "row") or entry.id in part.get("column_group", {}):
            continue
        if entry.kind == "group":
            yield (Box(entry.id, "green", 1 + sheet.width + sheet.is_unit_column),)
        else:
            label = Box(sheet.row_labels[entry.id])
            yield (label, *_unit(sheet, entry.id), *_figures(sheet, entry.id, columns))
            yield from _row_note(sheet, entry.id)


def _unit(sheet: Sheet, row: str) -> list[Box]:
    """The unit printed for a row, where the form has a column for it; the form's own in brackets if none is printed."""
    if not sheet.is_unit_column:
        return []
    printed = {cell["unit"] for (own, _), cell in sheet.cells.items() if own == row and cell["unit"]}
    form = next((f"({each[2]})" for part in sheet.parts for each in part["rows"] if each[0] == row), "")
    return [Box(visible(" ".join(sorted(map(str, printed)))) or form, "dim")]


def _row_note(sheet: Sheet, row: str) -> Iterator[Row]:
    """A line below a row on the checks that failed on it."""
    if row in sheet.notes:
        yield (Box("; ".join(sheet.notes[row]), FAILED, 1 + sheet.width + sheet.is_unit_column, "right"),)


def _figures(sheet: Sheet, row: str, columns: Sequence[str], span: int | None = None) -> list[Box]:
    """The cells of a row; one over all columns if they have no certain place. The last one reaches to the edge."""
    width = span or sheet.width
    if unplaced := sheet.cells.get((row, UNPLACED)):
        return [_figure(unplaced, width, sheet.is_unit_column)]
    boxes = [_figure(sheet.cells.get((row, column)), 1, sheet.is_unit_column) for column in columns]
    return [*boxes[:-1], boxes[-1]._replace(span=width - len(columns) + 1)]


def _figure(cell: Record | None, span: int = 1, is_unit_column: bool = False) -> Box:
    """What a cell holds, marked by its status; a unit printed in it, if no column says it."""
    if cell is None:
        return Box("", "", span, "right", True)
    status = cell["status"]
    raw = " ".join(visible(cell["raw"]).split())
    if status == "ambiguous":
        return Box(f"[{raw}]?", STYLES[status], span, "right", record=cell)
    said = raw if cell["value"] is None else f"{cell['value']:.15g}"
    if cell["value"] is not None and cell["unit"] and not is_unit_column:
        said += visible(cell["unit"])
    text = {"blank": "·", "inferred": f"{said}?"}.get(status, said)
    return Box(text, STYLES[status], span, "right", True, cell)


def _column_notes(sheet: Sheet) -> Iterator[Row]:
    """The checks that failed in columns, each below its column."""
    for check, said in sheet.column_notes.items():
        boxes = [Box(said.get(column, ""), FAILED, 1, "right") for column in _columns_like(sheet, set(said))]
        yield (Box(f"! {check}", FAILED), *boxes)


# --- rows side by side --------------------------------------------------------------------------------


def _one_line(sheet: Sheet) -> Iterator[Row]:
    """A table whose rows stand side by side under the labels of these rows."""
    columns = sheet.data["columns"]
    rows = [row for row, _ in sheet.data["rows"]]
    group_of = {row: label for label, own in sheet.data.get("row_groups", {}).items() for row in own}
    labels, span = sheet.row_labels, len(columns)
    yield RULE
    yield tuple(
        Box(label, "bold", span * len(list(own)), "center")
        for label, own in groupby(rows, lambda row: group_of.get(row, labels[row]))
    )
    yield tuple(Box(labels[row] if row in group_of else "", "bold", span, "center") for row in rows)
    yield tuple(Box(label, "bold", 1, "right") for _ in rows for _, label in columns)
    yield RULE
    if unplaced := sheet.cells.get((UNPLACED, UNPLACED)):
        yield (_figure(unplaced, span * len(rows)),)
    else:
        yield tuple(box for row in rows for box in _figures(sheet, row, [column for column, _ in columns], span))
    if sheet.notes:
        yield tuple(Box("; ".join(sheet.notes.get(row, ())), FAILED, span, "right") for row in rows)


# --- local rows ---------------------------------------------------------------------------------------


def _local_rows(sheet: Sheet) -> Iterator[Row]:
    """What the place added: rows under the columns that they have, and columns as a list by row."""
    rows: defaultdict[str, list[Record]] = defaultdict(list)
    for (row, _), cell in sheet.cells.items():
        if row.startswith("local."):
            rows[row].append(cell)
    header: tuple[str, ...] = ()
    for row, cells in sorted(rows.items(), key=lambda item: int(item[0].partition(".")[2])):
        if cells[0]["column_id"] in sheet.row_labels:
            yield from _added_column(sheet, cells)
            continue
        columns = _columns_like(sheet, {cell["column_id"] for cell in cells} - {UNPLACED})
        if tuple(columns) != header:
            header = tuple(columns)
            yield from _local_header(sheet, header)
        yield (Box(visible(cells[0]["label"])), *_unit(sheet, row), *_figures(sheet, row, columns))


def _columns_like(sheet: Sheet, own: set[str]) -> list[str]:
    """The columns of the first block that has all of these."""
    for part in sheet.parts:
        columns = [column for column, _ in part["columns"]]
        if own <= set(columns):
            return columns
    return sorted(own)


def _local_header(sheet: Sheet, columns: Sequence[str]) -> Iterator[Row]:
    labels = {column: label for part in sheet.parts for column, label in part["columns"]}
    heads = [Box(labels.get(column, column), "bold", 1, "right") for column in columns]
    heads[-1] = heads[-1]._replace(span=sheet.width - len(columns) + 1)
    unit = [Box("单位", "bold")] if sheet.is_unit_column else []
    yield RULE
    yield (Box("local 当地增设", "bold green"), *unit, *heads)
    yield RULE


def _added_column(sheet: Sheet, cells: Sequence[Record]) -> Iterator[Row]:
    """A column that the place added, a line a row."""
    rest = sheet.width + sheet.is_unit_column
    yield RULE
    yield (Box("local 当地增设", "bold green"), Box(visible(cells[0]["label"]), "bold", rest, "right"))
    yield RULE
    for cell in cells:
        yield (Box(sheet.row_labels[cell["column_id"]]), _figure(cell, rest, sheet.is_unit_column))
