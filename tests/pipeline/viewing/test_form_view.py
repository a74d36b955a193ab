"""Official tables on the screen: the form's rows and columns in its order, every state told apart, columns in line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest
from rich.cells import cell_len
from rich.console import Console

from parsers.records import CELL_STATUSES, Cell
from parsers.tables.checks import check_cells
from parsers.tables.forms import tables
from pipeline.viewing.form_view import LEGEND, STYLES, make_sheet, sheet_rows, show_tables
from pipeline.viewing.grid_text import RULE, Box, draw_grid
from pipeline.viewing.show import DocumentFacts
from tests.pipeline.made_reports import make_report

WHO = ("natural_person", "business", "research", "nonprofit", "legal_service", "other_org", "total")


def cell(form: str, table: str, row: str, column: str, value: float | None, status: str = "printed", **more) -> Cell:
    raw = more.pop("raw", "" if value is None else f"{value:g}")
    place = (None, None) if status in ("blank", "ambiguous") else (0, 1)
    made = Cell(form, table, 0, row, column, row, value, None, raw, status, *place)
    return replace(made, **more)


def requests(row: str, *values: float, form: str = "2019", status: str = "printed") -> list[Cell]:
    return [cell(form, "requests", row, who, value, status) for who, value in zip(WHO, values, strict=True)]


def fields(record: object) -> dict[str, object]:
    return {name: getattr(record, name) for name in record.__slots__}


def page(cells: Iterable[Cell], width: int = 0) -> str:
    """What is shown of a report with these cells; on a terminal if it has a width."""
    report, cells = make_report(8), list(cells)
    whole = fields(report.provenance) | fields(report.identity) | fields(report.outcome)
    rows = {"cells": list(map(fields, cells)), "checks": list(map(fields, check_cells(cells)))}
    console = Console(width=width or 80, force_terminal=bool(width), color_system=None)
    with console.capture() as captured:
        show_tables(DocumentFacts(whole, rows), console)
    return captured.get()


def line_of(shown: str, label: str) -> str:
    return next(line for line in shown.splitlines() if line.startswith(label))


def column_end(line: str, word: str) -> int:
    """The column of the screen in which a word ends."""
    return cell_len(line[: line.index(word) + len(word)])


def test_the_forms_rows_stand_in_its_order_whatever_was_read() -> None:
    shown = page(requests("carried_out", 1, 0, 0, 0, 0, 0, 1) + requests("received", 2, 0, 0, 0, 0, 0, 2))
    labels = [
        "自然人",
        "一、本年新收",
        "三、本年度办理结果",
        "(一)予以公开",
        "(三)不予公开",
        "1.属于国家秘密",
        "四、结转",
    ]
    places = [shown.index(label) for label in labels]
    assert places == sorted(places)
    assert line_of(shown, "(一)予以公开") == "(一)予以公开"


def test_figures_stand_under_their_columns() -> None:
    shown = page(requests("received", 101, 102, 103, 104, 105, 106, 107))
    upper, lower, row = (next(x for x in shown.splitlines() if word in x) for word in ("总计", "商业企业", "101"))
    heads = {"101": (upper, "自然人"), "102": (lower, "商业企业"), "106": (lower, "其他"), "107": (upper, "总计")}
    for figure, (line, head) in heads.items():
        assert column_end(row, figure) == column_end(line, head)


@pytest.mark.parametrize(
    ("made", "mark"),
    [
        (cell("2019", "active", "normative", "made", 31), " 31 "),
        (cell("2019", "active", "normative", "made", 31, "inferred"), " 31? "),
        (cell("2019", "active", "normative", "made", None, "blank"), " · "),
        (cell("2019", "active", "normative", "made", None, "not_applicable", raw="/"), " / "),
        (cell("2019", "active", "normative", "made", -2.5, unit="万元"), " -2.5万元 "),
        (cell("2019", "active", "normative", "*", None, "ambiguous", raw="3 1\n0"), " [3 1 0]?"),
        (cell("2019", "active", "normative", "made", None, "not_applicable", raw="\x1b[2J"), r" \x1b[2J "),
    ],
)
def test_each_state_has_its_mark(made: Cell, mark: str) -> None:
    other = cell("2019", "active", "normative", "total_disclosed", 7)
    cells = [made] if made.column_id == "*" else [made, other]
    assert mark in line_of(page(cells), "规范性文件")


def test_every_status_is_in_the_legend() -> None:
    assert {status for _, status, _ in LEGEND} == set(STYLES) == set(CELL_STATUSES)


def test_failed_checks_stand_at_their_row_and_column() -> None:
    rows = requests("received", 5, 0, 0, 0, 0, 0, 4) + requests("results_total", 3, 0, 0, 0, 0, 0, 3)
    rows += requests("carried_in", 0, 0, 0, 0, 0, 0, 0) + requests("carried_out", 0, 0, 0, 0, 0, 0, 0)
    lines = page(rows).splitlines()
    received = next(number for number, line in enumerate(lines) if line.startswith("一、本年新收"))
    assert lines[received + 1].strip() == "! 4 ≠ 5 row_total"
    balance = next(line for line in lines if line.startswith("! balance"))
    assert column_end(balance, "5 ≠ 3") == column_end(lines[received], "5")
    assert column_end(balance, "4 ≠ 3") == column_end(lines[received], "4")


def test_a_single_column_has_failed_checks_at_their_total() -> None:
    values = {"requests.closed": 9, "requests.closed.on_time": 3, "requests.closed.extended": 1}
    lines = page([cell("2014", "statistics", row, "value", value) for row, value in values.items()]).splitlines()
    closed = next(number for number, line in enumerate(lines) if line.startswith("(二)申请办结数"))
    assert lines[closed + 1].strip() == "! 9 ≠ 4 requests.closed"


def test_units_are_those_printed_and_the_forms_in_brackets() -> None:
    shown = page([cell("2014", "statistics", "fees", "value", 31, unit="元")])
    assert line_of(shown, "七、依申请公开信息收取的费用").split() == ["七、依申请公开信息收取的费用", "元", "31"]
    assert line_of(shown, "六、举报投诉数量").split() == ["六、举报投诉数量", "(件)"]


def test_rows_side_by_side_are_drawn_so() -> None:
    columns = ("upheld", "corrected", "other", "pending", "total")
    rows = ("review", "litigation.direct", "litigation.after_review")
    cells = [
        cell("2021", "proceedings", row, column, 100 * number + place)
        for number, row in enumerate(rows, 1)
        for place, column in enumerate(columns)
    ]
    shown = page(cells)
    figures = [100 * number + place for number in (1, 2, 3) for place in range(5)]
    assert [str(figure) for figure in figures] in [line.split() for line in shown.splitlines()]
    fails = next(line for line in shown.splitlines() if "!" in line).split("!")[1:]
    assert [said.split()[0] for said in fails] == ["104", "204", "304"]


def test_what_a_place_added_stands_behind() -> None:
    cells = [
        cell("2014", "statistics", "requests", "value", 4),
        cell("2014", "statistics", "local.1", "value", 17, label="主动公开预决算", unit="条"),
        cell("2014", "statistics", "local.2", "requests", 3, label="局机关"),
        cell("2014", "statistics", "local.10", "value", 5, label="后一行"),
    ]
    lines = page(cells).splitlines()
    trainees = next(number for number, line in enumerate(lines) if line.startswith("(三)接受培训人员数"))
    behind = [line.split() for line in lines[trainees + 1 :]]
    for wanted in (
        ["主动公开预决算", "条", "17"],
        ["local", "当地增设", "局机关"],
        ["(一)收到申请数", "3"],
        ["后一行", "5"],
    ):
        assert wanted in behind


def test_the_early_table_keeps_its_two_columns() -> None:
    columns = [("current", 3), ("cumulative", 8)]
    shown = page([cell("2014", "statistics", "local.1", name, n, label="申请总数") for name, n in columns])
    assert line_of(shown, "local").split() == ["local", "当地增设", "单位", "本期实际", "本年累计"]
    assert line_of(shown, "申请总数").split() == ["申请总数", "3", "8"]


def test_a_second_report_on_the_page_has_sheets_of_its_own() -> None:
    first = requests("received", 5, 0, 0, 0, 0, 0, 5)
    second = [replace(each, instance=1, value=9.0) for each in first]
    shown = page(first + second)
    assert shown.index("(2019)\n") < shown.index("(2019) no. 2\n")
    assert "! 9 ≠ 54 row_total" in shown[shown.index("no. 2") :]
    assert "≠" not in shown[: shown.index("no. 2")]


def test_a_report_without_tables_says_so() -> None:
    assert "no official table" in page([])


@pytest.mark.parametrize("width", [80, 100, 200])
@pytest.mark.parametrize("form", ["2014", "2019", "2021"])
def test_every_form_fits_the_terminal(form: str, width: int) -> None:
    cells = [
        cell(form, table.id, row, column, 12345)
        for table in tables()
        if table.form == form
        for block in table.blocks
        for row in block.rows
        for column in block.columns
        if not table.one_line
    ]
    lines = page(cells, width).splitlines()
    assert max(map(cell_len, lines)) <= width
    figures = [word for line in lines if "≠" not in line for word in line.split() if word == "12345"]
    assert len(figures) == len(cells)


def test_no_form_has_sums_that_the_drawing_has_no_place_for() -> None:
    assert all(not table.identities for table in tables() if table.one_line)


@pytest.mark.parametrize("table", [table for table in tables() if table.form != "early"], ids=lambda table: table.key)
def test_every_place_of_every_form_is_drawn(table) -> None:
    slots = [(row, column) for block in table.blocks for row in block.rows for column in block.columns]
    rows = [fields(cell(table.form, table.id, *slot, 7000 + n)) for n, slot in enumerate(slots)]
    drawn = [box.text for row in sheet_rows(make_sheet(table.form, rows)) for box in row]
    assert sorted(text for text in drawn if text[:1] == "7" and text.isdecimal()) == [
        str(7000 + n) for n in range(len(slots))
    ]


def test_wide_characters_count_twice_and_figures_are_never_folded() -> None:
    rows = [[Box("部分公开政府信息"), Box("12345678", is_firm=True)], RULE, [Box("ab"), Box("9", align="right")]]
    lines = [line.plain for line in draw_grid(rows, Console(), width=17)]
    assert lines == ["部分公开 12345678", "政府信息", "─" * 17, "ab              9"]
