"""The identities of the forms, tested on cells."""

from __future__ import annotations

from random import Random

import pytest

from parsers.records import Cell, Check
from parsers.tables.checks import check_cells
from tests.parsers.tables import layouts
from tests.parsers.tables.sheets import choose_numbers, fill_form


def cell(table: str, row: str, column: str, value: float | None, form: str = "2021", instance: int = 0) -> Cell:
    status = "blank" if value is None else "printed"
    return Cell(form, table, instance, row, column, row, value, None, "", status, None, None)


def review(**values: float | None) -> list[Cell]:
    return [cell("proceedings", "review", column, value) for column, value in values.items()]


def one(cells: list[Cell]) -> Check:
    (check,) = check_cells(cells)
    return check


def test_a_row_that_adds_up() -> None:
    check = one(review(upheld=2, corrected=1, other=0, pending=4, total=7))
    assert check == Check("row_total", "proceedings/review", 7, 7, 0, 0, True)


def test_a_row_that_does_not() -> None:
    check = one(review(upheld=2, corrected=1, other=0, pending=4, total=9))
    assert (check.left_value, check.right_value, check.difference, check.passed) == (9, 7, 2, False)


def test_a_blank_part_counts_as_nothing() -> None:
    check = one(review(upheld=2, corrected=None, other=None, pending=5, total=7))
    assert (check.passed, check.blank_terms) == (True, 2)


@pytest.mark.parametrize(
    "cells",
    [
        review(upheld=2, corrected=1, other=0, pending=4, total=None),
        review(upheld=2, corrected=1, other=0, total=3),
        [cell("proceedings", "review", "*", None)],
    ],
    ids=["total blank", "part missing", "ambiguous"],
)
def test_what_cannot_be_tested(cells: list[Cell]) -> None:
    check = one(cells)
    assert check.passed is None
    assert check.left_value is check.right_value is check.difference is None


def test_a_second_report_is_tested_apart() -> None:
    values = {"upheld": 2, "corrected": 1, "other": 0, "pending": 4, "total": 7}
    cells = review(**values) + [cell("proceedings", "review", c, v, instance=1) for c, v in values.items()]
    assert [check.scope for check in check_cells(cells)] == ["proceedings/review", "proceedings#1/review"]


@pytest.mark.parametrize("edition", ["2014", "2019", "2021"])
def test_a_form_that_obeys_passes_every_check(edition: str) -> None:
    form = fill_form(edition, choose_numbers(Random(3), edition))
    tables = layouts.read_page(*layouts.tabs(form, Random(1)))[1]
    checks = [check for check in check_cells(tables.cells) if not check.check_id.endswith(("_within", "_channels"))]
    assert {check.passed for check in checks} == {True}
    assert len({(check.check_id, check.scope) for check in checks}) == len(checks)
    assert len(checks) >= {"2014": 7, "2019": 40, "2021": 42}[edition]


def test_scopes_of_rows_and_columns() -> None:
    form = fill_form("2019", choose_numbers(Random(3), "2019"))
    checks = {(c.check_id, c.scope) for c in check_cells(layouts.read_page(*layouts.tabs(form, Random(1)))[1].cells)}
    assert ("row_total", "requests/received") in checks
    assert ("balance", "requests/*/natural_person") in checks
    assert ("results_total", "requests/*/total") in checks


def test_a_bound_holds_or_not() -> None:
    def passed(issued: float, in_force: float | None, repealed: float | None) -> bool | None:
        values = {"issued": issued, "repealed": repealed, "in_force": in_force}
        return one([cell("active", "normative", column, value) for column, value in values.items()]).passed

    assert passed(3, 3, 0) is True
    assert passed(3, 2, None) is False
    assert passed(3, None, 5) is None


def test_a_changed_value_fails_the_identities_it_is_in() -> None:
    numbers = choose_numbers(Random(3), "2021")
    numbers["requests", "granted", "business"] = str(int(numbers["requests", "granted", "business"]) + 1)
    tables = layouts.read_page(*layouts.html_plain(fill_form("2021", numbers), Random(1)))[1]
    failed = {
        (c.check_id, c.scope) for c in check_cells(tables.cells) if c.passed is False and c.scope.startswith("req")
    }
    assert failed == {("row_total", "requests/granted"), ("results_total", "requests/*/business")}
