"""Checks: the accounting identities of the official forms, tested on the cells that were read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from parsers.form_words import Name, in_both, name_part, name_place
from parsers.records import UNPLACED, Cell, Check, Span
from parsers.tables.forms import Identity, Table, tables
from parsers.tables.placement import sums

TOLERANCE = 1e-6
"""Sums of amounts with a few decimals are compared to a millionth of the printed unit."""

MOST_TERMS = 3
"""Terms of a side that are all named."""

BUT = {"=": Name("而", "but"), "<=": Name("大于", "more than")}
"""What stands between the sides of an identity that does not hold, by its relation."""


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
                    yield _check(identity, rows[row], f"{name}/{row}", UNPLACED in rows[row])
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


def describe_check(check: Check, form: str) -> dict[str, Any]:
    """What an identity that does not hold says of its row or column: the facts of `check.failed`, in both languages.

    >>> facts = describe_check(Check("balance", "requests/*/total", 43.0, 42.0, 1.0, 0, False), "2021")
    >>> facts["place_zh"], facts["terms_zh"], facts["others_zh"]
    ('申请情况表“总计”列', '本年新收 + 上年结转', '总计 + 结转下年')
    """
    name, _, *columns = check.scope.split("/")
    table_id = name.partition("#")[0]
    table = _table(form, table_id)
    identity = _identity(table, check.check_id) if table else None
    if identity is None:
        raise ValueError(f"no identity {check.check_id} in {form}.{table_id}")
    part = "row" if columns else "column"
    return {
        **in_both("place", name_place(check.scope)),
        **in_both("terms", _side(table_id, part, identity.left)),
        **in_both("others", _side(table_id, part, identity.right)),
        **in_both("but", BUT[identity.relation]),
    }


def _side(table: str, part: str, terms: Sequence[str]) -> Name:
    """The terms of one side; many are told by the first and the last."""
    names = [name_part(table, part, term) for term in terms]
    if len(names) > MOST_TERMS:
        names = [names[0], Name("…", "…"), names[-1]]
    return Name(" + ".join(name.zh for name in names), " + ".join(name.en for name in names))
