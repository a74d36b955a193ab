"""The solver against an exhaustive search, and its bounds."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.tables.forms import Block, Identity, Slot
from parsers.tables.placement import (
    Budget,
    Candidate,
    Run,
    find_candidates,
    holds,
    is_run,
    narrow,
    split_run,
    vector,
)
from parsers.tables.tokens import Value

COLUMNS = ("a", "b", "total")
ROW_TOTAL = Identity("row_total", "row", ("total",), ("a", "b"), ("total",))
BLOCK = Block(COLUMNS, ("x", "y", "sum"), frozenset(), frozenset(), frozenset(), (ROW_TOTAL,))
ACTIVE = Block(("last_year", "change", "decisions"), ("licences",), frozenset({"change"}), frozenset(), frozenset(), ())
PROCUREMENT = Block(
    ("projects", "amount"), ("procurement",), frozenset(), frozenset({"amount"}), frozenset({"amount"}), ()
)
COLUMN_SUM = Identity("sum", "column", ("sum",), ("x", "y"), ("sum",))


def slots(row: str, block: Block) -> tuple[Slot, ...]:
    return tuple(Slot(row, column) for column in block.columns)


def values(*digits: str, unit: str | None = None) -> tuple[Value, ...]:
    """Values with a space between them."""
    found, at = [], 0
    for text in digits:
        found.append(Value(at, at + len(text), 0, None if text == "/" else text, unit))
        at += len(text) + 1
    return tuple(found)


def touching(*digits: str) -> tuple[Value, ...]:
    """Values with nothing between them."""
    found, at = [], 0
    for text in digits:
        found.append(Value(at, at + len(text), 0, None if text == "/" else text))
        at += len(text)
    return tuple(found)


def written(candidates: list[Candidate]) -> set[tuple[str | None, ...]]:
    return {tuple(value and (value.digits or "/") for value in candidate) for candidate in candidates}


@given(st.lists(st.lists(st.sampled_from(("0", "0", "1", "2", "3")), min_size=0, max_size=3), min_size=3, max_size=3))
@settings(max_examples=200, deadline=None, derandomize=True)
def test_narrow_keeps_what_an_exhaustive_search_finds(rows: list[list[str]]) -> None:
    names = ("x", "y", "sum")
    start = {}
    for name, digits in zip(names, rows, strict=True):
        full = len(digits) == len(COLUMNS)
        start[name] = (
            [values(*digits)] if full else find_candidates(values(*digits), slots(name, BLOCK), BLOCK, Run.NONE)
        )
    if not all(start.values()):
        return
    solutions = [
        choice
        for choice in product(*(start[name] for name in names))
        if all(
            holds(COLUMN_SUM, dict(zip(names, column, strict=True))) is not False
            for column in zip(*map(vector, choice), strict=True)
        )
    ]
    narrowed = {name: list(found) for name, found in start.items()}
    narrow(narrowed, (COLUMN_SUM,), Budget())
    for index, name in enumerate(names):
        expected = {choice[index] for choice in solutions} or set(start[name])
        assert set(narrowed[name]) == expected


@pytest.mark.parametrize(
    ("digits", "block", "expected"),
    [
        # One place: only a change has a sign, and what stands before it stands before it.
        (("22", "-2"), ACTIVE, {("22", "-2", None)}),
        (("+1", "7"), ACTIVE, {(None, "+1", "7")}),
        (("22", "2"), ACTIVE, {("22", "2", None), ("22", None, "2"), (None, "22", "2")}),
        # Only an amount has a fraction.
        (("272.2",), PROCUREMENT, {(None, "272.2")}),
        (("272",), PROCUREMENT, {("272", None), (None, "272")}),
        # A total that is printed must be the sum; one that is blank tells nothing.
        (("3", "3"), BLOCK, {("3", None, "3"), (None, "3", "3"), ("3", "3", None)}),
        (("3", "4"), BLOCK, {("3", "4", None)}),
        (("0", "0"), BLOCK, {("0", None, "0"), (None, "0", "0"), ("0", "0", None)}),
    ],
)
def test_candidates(digits: tuple[str, ...], block: Block, expected: set[tuple[str | None, ...]]) -> None:
    assert written(find_candidates(values(*digits), slots("r", block), block, Run.NONE)) == expected


def test_money_belongs_where_money_is() -> None:
    found = find_candidates(values("272", unit="万元"), slots("r", PROCUREMENT), PROCUREMENT, Run.NONE)
    assert written(found) == {(None, "272")}


@pytest.mark.parametrize(
    ("run", "block", "table", "expected"),
    [
        (("000",), BLOCK, Run.SHORT, {("0", "0", "0")}),
        (("000",), ACTIVE, Run.SHORT, {("0", "0", "0")}),
        (("/", "/", "/"), ACTIVE, Run.SHORT, {("/", "/", "/")}),
        # 2 and 13 make 15: one split fits, if no row lost a blank.
        (("21315",), BLOCK, Run.FULL, {("2", "13", "15")}),
        (("21315",), BLOCK, Run.SHORT, set()),
        # Nothing confirms a split: 3 and 12, or 31 and 2.
        (("310",), ACTIVE, Run.FULL, set()),
        (("2046", "+131"), ACTIVE, Run.FULL, set()),
    ],
)
def test_runs(run: tuple[str, ...], block: Block, table: Run, expected: set[tuple[str | None, ...]]) -> None:
    assert written(split_run(touching(*run), slots("r", block), block, table)) == expected


def test_what_is_a_run() -> None:
    assert is_run(touching("2046", "+131"))
    assert is_run(values("013.05"))
    assert not is_run(values("0", "0.5"))
    assert not is_run(touching("/", "/"))


def test_an_identity_that_nothing_fulfils_excludes_nothing() -> None:
    rows = {
        "x": [values("1", "1", "2")],
        "y": [values("0", "0", "0")],
        "sum": find_candidates(values("7", "7"), slots("sum", BLOCK), BLOCK, Run.NONE),
    }
    before = list(rows["sum"])
    narrow(rows, (COLUMN_SUM,), Budget())
    assert rows["sum"] == before


def test_an_identity_with_a_missing_row_excludes_nothing() -> None:
    rows = {"x": find_candidates(values("5", "5"), slots("x", BLOCK), BLOCK, Run.NONE), "sum": [values("5", "0", "5")]}
    before = list(rows["x"])
    narrow(rows, (COLUMN_SUM,), Budget())
    assert rows["x"] == before


def test_without_time_nothing_is_excluded() -> None:
    rows = {
        "x": find_candidates(values("5", "5"), slots("x", BLOCK), BLOCK, Run.NONE),
        "y": [values("0", "0", "0")],
        "sum": [values("5", "0", "5")],
    }
    before = list(rows["x"])
    narrow(rows, (COLUMN_SUM,), Budget(steps=0))
    assert rows["x"] == before
    narrow(rows, (COLUMN_SUM,), Budget())
    assert written(rows["x"]) == {("5", None, "5")}
