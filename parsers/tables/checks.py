"""Checks: the accounting identities of the official forms, tested on the cells that were read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from parsers.records import Cell, Check, Span
from parsers.tables.forms import Identity, Table, tables
from parsers.tables.placement import sums

TOLERANCE = 1e-6
"""Sums of amounts with a few decimals are compared to a millionth of the printed unit."""

MOST_TERMS = 3
"""Terms of a side that are all named."""


@cache
def _table(form: str, form_table: str) -> Table | None:
    return next((table for table in tables() if (table.form, table.id) == (form, form_table)), None)


def check_cells(cells: Sequence[Cell]) -> tuple[Check, ...]:
    """Every identity of the forms whose rows or columns are on the page, tested on each row or column.

    `scope` is `requests/received` for a row, `requests/*/natural_person` for a column; a second report's tables
    are `requests#1/…`. A blank part counts as nothing; where a total is blank, or a term ambiguous or missing,
    nothing was tested: `passed` is None.
    """
    grids: dict[tuple[str, str, int], dict[str, dict[str, Cell]]] = {}
    for cell in cells:
        rows = grids.setdefault((cell.form, cell.form_table, cell.instance), {})
        rows.setdefault(cell.row_id, {})[cell.column_id] = cell
    checks: list[Check] = []
    for (form, name, instance), rows in grids.items():
        table = _table(form, name)
        if table is not None:
            checks += _check_table(table, rows, f"{name}#{instance}" if instance else name)
    return tuple(checks)


def _check_table(table: Table, rows: Mapping[str, Mapping[str, Cell]], name: str) -> Iterator[Check]:
    for block in table.blocks:
        for identity in block.identities:
            for row in block.rows:
                if row in rows:
                    yield _check(identity, rows[row], f"{name}/{row}", "*" in rows[row])
        for identity in table.identities:
            terms = [term for term in (*identity.left, *identity.right) if term in block.rows]
            if not any(term in rows for term in terms):
                continue
            for column in block.columns:
                line = {term: rows[term][column] for term in terms if column in rows.get(term, {})}
                yield _check(identity, line, f"{name}/*/{column}", False)


def _check(identity: Identity, line: Mapping[str, Cell], scope: str, ambiguous: bool) -> Check:
    """One identity on one row or column: `line` has the cells of the terms that are on the page."""
    terms = (*identity.left, *identity.right)
    value_of = {term: cell.value for term, cell in line.items()}
    blank = sum(value_of[term] is None for term in terms if term in line)
    complete = not ambiguous and all(term in line for term in terms)
    sides = sums(identity, value_of) if complete else None
    if sides is None:
        return Check(identity.id, scope, None, None, None, blank, None)
    difference = round(sides[0] - sides[1], 6)
    passed = difference <= TOLERANCE if identity.relation == "<=" else abs(difference) <= TOLERANCE
    return Check(identity.id, scope, sides[0], sides[1], difference, blank, passed)


def find_evidence(check: Check, cells: Sequence[Cell]) -> Span | None:
    """Where the left side of an identity is printed: the first of its terms that stands on the page."""
    name, row, *columns = check.scope.split("/")
    form_table, _, instance = name.partition("#")
    for cell in cells:
        if (cell.form_table, str(cell.instance or "")) != (form_table, instance) or cell.start_char is None:
            continue
        place = (cell.column_id, cell.row_id) if not columns else (cell.row_id, cell.column_id)
        if place[1] == (columns[0] if columns else row) and place[0] in _left(cell.form, form_table, check.check_id):
            return Span(cell.start_char, cell.end_char or cell.start_char)
    return None


@cache
def _left(form: str, form_table: str, check_id: str) -> tuple[str, ...]:
    """The terms on the left side of an identity of a form's table."""
    table = _table(form, form_table)
    identity = _identity(table, check_id) if table else None
    return identity.left if identity else ()


def _identity(table: Table, check_id: str) -> Identity | None:
    """The identity of a table that has an id."""
    identities = [*table.identities, *(identity for block in table.blocks for identity in block.identities)]
    return next((identity for identity in identities if identity.id == check_id), None)


# --- in words ------------------------------------------------------------------------------------------


def describe_check(check: Check, form: str) -> str:
    """What an identity asks for on which row or column, in the words of an edition of the forms.

    >>> describe_check(Check("balance", "requests/*/total", 1.0, 2.0, -1.0, 0, False), "2021")
    '“总计”列的“本年新收政府信息公开申请数量+上年结转政府信息公开申请数量”应等于“总计+结转下年度继续办理”'
    """
    name, row, *columns = check.scope.split("/")
    table = _table(form, name.partition("#")[0])
    identity = _identity(table, check.check_id) if table else None
    if table is None or identity is None:
        return f"{check.scope}:{check.check_id}"
    named = (
        _labels(table, "column") | _labels(table, "row")
        if columns
        else _labels(table, "row") | _labels(table, "column")
    )
    place = f"“{_labels(table, 'column').get(columns[0], columns[0])}”列" if columns else f"“{named.get(row, row)}”行"
    relation = "应等于" if identity.relation == "=" else "不应大于"
    return f"{place}的“{_side(identity.left, named)}”{relation}“{_side(identity.right, named)}”"


def _side(terms: Sequence[str], named: Mapping[str, str]) -> str:
    """The terms of one side; many are told by the first and the last."""
    labels = [named.get(term, term) for term in terms]
    return "+".join(labels if len(labels) <= MOST_TERMS else (labels[0], "…", labels[-1]))


@cache
def _labels(table: Table, kind: str) -> dict[str, str]:
    """Id of each row or column of a table → its label as the form has it, without spaces."""
    return {entry.id: entry.labels[0] for entry in table.entries if entry.kind == kind}
