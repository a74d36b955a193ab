"""The forms as data: they are whole, and contradict neither themselves nor the codebook."""

from __future__ import annotations

import pytest

from parsers.codebook import codebook, indicators_by_cell
from parsers.records import FORM_TABLES
from parsers.tables.forms import Table, _table, tables, titles
from parsers.tables.tokens import squash_label, units

NATIONAL = [table for table in tables() if table.form != "early"]
KEYS = {table.key: table for table in tables()}


def named(table: Table) -> str:
    return table.key


def test_the_editions_have_their_tables() -> None:
    assert [table.key for table in tables()] == [
        "early.statistics",
        "2014.statistics",
        "2019.active",
        "2019.requests",
        "2019.proceedings",
        "2021.active",
        "2021.requests",
        "2021.proceedings",
    ]
    assert {table.id for table in tables()} == set(FORM_TABLES)


@pytest.mark.parametrize("table", tables(), ids=named)
def test_every_row_and_column_is_printed_in_order(table: Table) -> None:
    rows = [entry.id for entry in table.entries if entry.kind == "row"]
    assert rows == [row for block in table.blocks for row in block.rows]
    for number, block in enumerate(table.blocks):
        printed = [entry.id for entry in table.entries if entry.kind == "column" and entry.block == number]
        assert set(printed) == set(block.columns)


@pytest.mark.parametrize("table", tables(), ids=named)
def test_a_label_names_one_thing_in_its_place(table: Table) -> None:
    """A wording that stands for several entries is told apart by the order alone: only these do."""
    several = {
        label
        for label, places in table.positions.items()
        if len({(table.entries[place].kind, table.entries[place].id) for place in places}) > 1
    }
    assert several <= {"其他", "总计", "合计", "被依法纠错数", "其他情形数", "第二十条第项", "免予公开范围数"}


@pytest.mark.parametrize("table", tables(), ids=named)
def test_identities_name_rows_and_columns_of_their_table(table: Table) -> None:
    rows = {row for block in table.blocks for row in block.rows}
    for identity in table.identities:
        assert identity.along == "column"
        assert {*identity.left, *identity.right, *identity.needed} <= rows
    for block in table.blocks:
        for identity in block.identities:
            assert identity.along == "row"
            assert {*identity.left, *identity.right, *identity.needed} <= set(block.columns)


@pytest.mark.parametrize(("form", "count"), [("2019", 19), ("2021", 21)])
def test_the_total_of_results_sums_all_result_rows(form: str, count: int) -> None:
    table = KEYS[f"{form}.requests"]
    identity = next(identity for identity in table.identities if identity.id == "results_total")
    rows = table.blocks[0].rows
    assert len(identity.right) == count
    assert identity.right == rows[rows.index("granted") : rows.index("results_total")]


def test_the_cells_that_the_codebook_names_exist() -> None:
    places = {
        (table.form, f"{table.id}/{row}/{column}")
        for table in tables()
        for block in table.blocks
        for row in block.rows
        for column in block.columns
    }
    assert set(indicators_by_cell()) <= places
    assert {row for row in KEYS["2014.statistics"].blocks[0].rows} <= set(codebook())


def test_a_block_that_contradicts_itself_is_refused() -> None:
    block = {"id": "x", "title": "题", "columns": [["a", "甲"]], "rows": [["r", "乙"], ["r", "丙"]]}
    with pytest.raises(ValueError, match="twice"):
        _table("2021", block)
    identity = {"id": "i", "along": "column", "left": ["q"], "relation": "=", "right": ["r"]}
    with pytest.raises(ValueError, match="names no row"):
        _table("2021", {**block, "rows": [["r", "乙"]], "identities": [identity]})
    with pytest.raises(ValueError, match="without words"):
        _table("2021", {**block, "rows": [["r", "(一)"]]})


@pytest.mark.parametrize(
    ("label", "words"),
    [
        ("3.危及“三安全一稳定”", "危及三安全一稳定"),
        ("(二)部分公开(区分处理的,只计这一情形)", "部分公开区分处理的只计这一情形"),
        ("其中:涉及国家秘密", "涉及国家秘密"),
        ("本年增/减", "本年增减"),
        ("(六)其它处理", "其他处理"),
        ("本年新\n制作数量", "本年新制作数量"),
    ],
)
def test_a_label_in_the_stream_of_words(label: str, words: str) -> None:
    assert squash_label(label) == words


def test_units_and_titles() -> None:
    assert units().index("万元") < units().index("元")
    assert "政府信息公开情况统计表" in titles()
