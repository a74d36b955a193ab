"""Official tables, case by case: what a page does to a form, and what is read from it."""

from __future__ import annotations

import json
from random import Random

import pytest

from parsers.folding import fold
from parsers.records import Cell, Document
from parsers.rules import read_text
from parsers.tables import Tables, read_tables
from tests.parsers.tables import layouts
from tests.parsers.tables.layouts import Render, read_page
from tests.parsers.tables.sheets import OUTCOMES, Box, Sheet, choose_numbers, fill_form

HEAD_2019 = "第二十条第（五）项\n信息内容\t上一年项目数量\t本年增/减\t处理决定数量\n"
ANYHOW = [layouts.html_plain, layouts.tabs, layouts.pipes, layouts.lost_lines, layouts.spaces]


def named(layout: Render) -> str:
    return layout.__name__  # type: ignore[attr-defined]


def read(text: str) -> Tables:
    return read_tables(Document(text=text), fold(text))


def html_page(body: str) -> Tables:
    text = "本报告按照要求编制，数据统计期限为全年，内容包括主动公开、依申请公开等情况，欢迎查阅和监督。"
    markup = (
        f"<html><body><h1>某县文化局2020年政府信息公开工作年度报告</h1><p>{text}</p>{body}<p>{text}</p></body></html>"
    )
    return read_page("html", markup)[1]


def row(tables: Tables, row_id: str, instance: int = 0) -> dict[str, tuple[str, str]]:
    """The cells of a row: column → raw, status."""
    return {c.column_id: (c.raw, c.status) for c in tables.cells if c.row_id == row_id and c.instance == instance}


def by_place(cells: tuple[Cell, ...], instance: int = 0) -> dict[tuple[str, str, str], str]:
    """What was read of a report, local rows aside."""
    return {
        (c.form_table, c.row_id, c.column_id): c.raw
        for c in cells
        if c.instance == instance and not c.row_id.startswith("local")
    }


def with_row(sheet: Sheet, after: str, label: str, values: list[str], unit: str | None = None) -> Sheet:
    """The sheet with a row that the form does not have."""
    place = next(n for n, boxes in enumerate(sheet.rows) if any(box.text == after for box in boxes))
    added = [Box(label), *([Box(unit, kind="unit")] if unit else []), *(Box(text, kind="value") for text in values)]
    return Sheet(
        sheet.table, [*sheet.rows[: place + 1], added, *sheet.rows[place + 1 :]], sheet.width, sheet.header_rows
    )


# --- rows and columns that a place added -----------------------------------------------------------


@pytest.mark.parametrize("layout", [*ANYHOW, layouts.glued, layouts.wrapped, layouts.one_line], ids=named)
def test_an_added_row_is_kept_with_a_finding(layout: Render) -> None:
    form = fill_form("2019", choose_numbers(Random(7), "2019"))
    form.sheets[0] = with_row(form.sheets[0], "规范性文件", "其他主动公开文件", ["3", "4", "5"])
    tables = read_page(*layout(form, Random(1)))[1]
    assert row(tables, "local.1") == {
        "made": ("3", "printed"),
        "disclosed": ("4", "printed"),
        "total_disclosed": ("5", "printed"),
    }
    assert by_place(tables.cells) == form.numbers
    assert [f.kind for f in tables.findings] == ["unread.label"]


@pytest.mark.parametrize("layout", ANYHOW, ids=named)
def test_added_rows_of_the_statistics_table(layout: Render) -> None:
    form = fill_form("2014", choose_numbers(Random(7), "2014"))
    form.sheets[0] = with_row(form.sheets[0], "制发规范性文件总数", "主动公开应急管理信息", ["9"], "条")
    form.sheets[0] = with_row(form.sheets[0], "制发规范性文件总数", "主动公开招标采购信息", ["17"], "条")
    tables = read_page(*layout(form, Random(1)))[1]
    local = [(c.row_id, c.label, c.raw, c.unit) for c in tables.cells if c.row_id.startswith("local")]
    assert local == [
        ("local.1", "主动公开招标采购信息", "17", "条"),
        ("local.2", "主动公开应急管理信息", "9", "条"),
    ]
    assert by_place(tables.cells) == form.numbers


@pytest.mark.parametrize("layout", [layouts.html_plain, layouts.tabs, layouts.markdown], ids=named)
def test_an_added_column_is_kept_as_a_local_row(layout: Render) -> None:
    form = fill_form("2021", choose_numbers(Random(7), "2021"))
    rows = [list(boxes) for boxes in form.sheets[1].rows]
    rows[0][-1] = Box("申请人情况", 8)
    rows[1].insert(2, Box("港澳台居民", 1, 2))
    for boxes in rows[3:]:
        boxes.insert(len(boxes) - 1, Box("4", kind="value"))
    form.sheets[1] = Sheet("requests", rows, 11, frozenset({0, 1, 2}))
    tables = read_page(*layout(form, Random(3)))[1]
    assert by_place(tables.cells) == form.numbers
    assert row(tables, "local.1")["received"] == ("4", "printed")
    assert [f.kind for f in tables.findings] == ["unread.column"]


@pytest.mark.parametrize("layout", [layouts.pipes, layouts.spaces, layouts.lost_lines], ids=named)
def test_a_column_too_many_without_header_geometry_leaves_rows_unplaced(layout: Render) -> None:
    form = fill_form("2021", choose_numbers(Random(7), "2021"))
    rows = [[*boxes, Box("4", kind="value")] if n > 2 else list(boxes) for n, boxes in enumerate(form.sheets[1].rows)]
    form.sheets[1] = Sheet("requests", rows, 11, frozenset({0, 1, 2}))
    tables = read_page(*layout(form, Random(3)))[1]
    assert {c.status for c in tables.cells if c.form_table == "requests"} == {"ambiguous"}


# --- copies and editions ---------------------------------------------------------------------------


@pytest.mark.parametrize("second", ["2019", "2021"])
@pytest.mark.parametrize("layout", ANYHOW, ids=named)
def test_two_reports_on_one_page(layout: Render, second: str) -> None:
    forms = [fill_form("2019", choose_numbers(Random(7), "2019")), fill_form(second, choose_numbers(Random(8), second))]
    (kind, one), (_, other) = (layout(form, Random(1)) for form in forms)
    tables = read_page(kind, one.replace("</div></body></html>", "") + "\n\n" + other)[1]
    assert by_place(tables.cells, 0) == forms[0].numbers
    assert by_place(tables.cells, 1) == forms[1].numbers
    assert {c.form for c in tables.cells if c.instance == 1} == {second}


def test_the_edition_is_what_is_printed_not_the_year() -> None:
    form = fill_form("2019", choose_numbers(Random(2), "2019"))
    kind, markup = layouts.tabs(form, Random(1))
    assert read_page(kind, markup.replace("2020年", "2023年"))[1].regime == "2019"


def test_a_table_alike_in_two_editions_goes_with_its_neighbours() -> None:
    for edition in ("2019", "2021"):
        form = fill_form(edition, choose_numbers(Random(2), edition))
        tables = read_page(*layouts.tabs(form, Random(1)))[1]
        assert {c.form for c in tables.cells if c.form_table == "proceedings"} == {edition}


PROCEEDINGS = (
    "行政复议\t行政诉讼\n结果维持\t结果纠正\t其他结果\t尚未审结\t总计\t未经复议直接起诉\t复议后起诉\n"
    + "\t".join(("结果维持", "结果纠正", "其他结果", "尚未审结", "总计") * 2)
    + "\n"
    + "\t".join("100010000000000")
    + "\n"
)
EXCERPTS = [
    (
        "2019",
        "第二十条第（一）项\n信息内容\t本年新制作数量\t本年新公开数量\t对外公开总数量\n规章\t0\t0\t0\n规范性文件\t1\t1\t4\n",
    ),
    ("2019", f"{HEAD_2019}行政许可\t3\t0\t2\n其他对外管理服务事项\t1\t0\t1\n"),
    (
        "2019",
        "第二十条第（六）项\n信息内容\t上一年项目数量\t本年增/减\t处理决定数量\n行政处罚\t3\t-1\t2\n行政强制\t1\t0\t1\n",
    ),
    ("2019", "第二十条第（八）项\n信息内容\t上一年项目数量\t本年增/减\n行政事业性收费\t3\t0\n"),
    ("2019", "第二十条第（九）项\n信息内容\t采购项目数量\t采购总金额\n政府集中采购\t3\t10.5\n"),
    (
        "2021",
        "第二十条第（一）项\n信息内容\t本年制发件数\t本年废止件数\t现行有效件数\n规章\t0\t0\t0\n行政规范性文件\t1\t1\t4\n",
    ),
    ("2021", "第二十条第（五）项\n信息内容\t本年处理决定数量\n行政许可\t3\n"),
    ("2021", "第二十条第（六）项\n信息内容\t本年处理决定数量\n行政处罚\t12\n行政强制\t0\n"),
    ("2021", "第二十条第（六）项\n信息内容\t处理决定数量\n行政处罚\t12\n行政强制\t0\n"),
    ("2021", "第二十条第（八）项\n信息内容\t本年收费金额（单位：万元）\n行政事业性收费\t0.5\n"),
]


@pytest.mark.parametrize("gap", ["\t", "  ", "\n"], ids=["tabs", "spaces", "lines"])
@pytest.mark.parametrize("around", ["alone", "before", "after"])
@pytest.mark.parametrize(("edition", "excerpt"), EXCERPTS, ids=[text[:8] for _, text in EXCERPTS])
def test_one_block_tells_its_edition(edition: str, excerpt: str, around: str, gap: str) -> None:
    pages = {
        "alone": "{}",
        "before": f"三、复议诉讼情况\n{PROCEEDINGS}二、公开\n{{}}",
        "after": f"{{}}三、\n{PROCEEDINGS}",
    }
    tables = read(pages[around].format(excerpt.replace("\t", gap)))
    assert tables.regime == edition
    assert {cell.form for cell in tables.cells} == {edition}
    assert {cell.status for cell in tables.cells} == {"printed"}
    values = [figure for line in excerpt.split("\n")[2:] for figure in line.split("\t")[1:]]
    assert [cell.raw for cell in tables.cells if cell.form_table == "active"] == values


@pytest.mark.parametrize(
    "row", ["申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请", "申请人无正当理由逾期不补正"]
)
def test_a_row_of_one_edition_tells_it(row: str) -> None:
    rows = ("一、本年新收政府信息公开申请数量", "（一）予以公开", "2.重复申请", f"1.{row}", "（七）总计")
    heads = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
    head = "\t".join(("申请人情况", *heads))
    rest = "\n".join(f"{label}\t1\t0\t0\t0\t0\t0\t1" for label in rows)
    tables = read(f"{head}\n{rest}\n{PROCEEDINGS}")
    assert {cell.form for cell in tables.cells} == {"2021"}
    assert {cell.status for cell in tables.cells} == {"printed"}


# --- the statistics table --------------------------------------------------------------------------

STATISTICS = "（二）申请办结数 件 13\n1.按时办结数 件 13\n2.延期办结数 件 0\n{} 件 13\n1.属于已主动公开范围数 件 1\n2.同意公开答复数 件 12\n"


@pytest.mark.parametrize("gap", [" ", "\t", "\n"], ids=["spaces", "tabs", "lines"])
@pytest.mark.parametrize("label", ["（三）給予答復數量", "(3)回函回话件数", "（三）其余已答结数（含转办）"])
def test_a_numbered_row_that_no_form_knows_takes_its_value(label: str, gap: str) -> None:
    tables = read(STATISTICS.format(label).replace(" ", gap))
    assert row(tables, "requests.closed.extended") == {"value": ("0", "printed")}
    assert row(tables, "local.1") == {"value": ("13", "printed")}
    assert [f.kind for f in tables.findings] == ["unread.label"]


@pytest.mark.parametrize("label", ["（三）申請答覆數", "（三）申请答復数", "（三）申請答复數"])
def test_traditional_characters_with_several_simple_ones(label: str) -> None:
    tables = read(STATISTICS.format(label))
    assert row(tables, "requests.replied") == {"value": ("13", "printed")}
    assert tables.findings == ()


@pytest.mark.parametrize("layout", [*ANYHOW, layouts.one_line, layouts.kept_lines, layouts.markdown], ids=named)
@pytest.mark.parametrize("columns", ["number", "no unit"])
def test_statistics_with_a_number_column_or_without_units(layout: Render, columns: str) -> None:
    form = fill_form("2014", choose_numbers(Random(8), "2014"))
    sheet = form.sheets[0]
    if columns == "number":
        rows = [[Box(str(n) if n else "序号"), *boxes] for n, boxes in enumerate(sheet.rows)]
    else:
        rows = [[boxes[0], boxes[2]] for boxes in sheet.rows]
    form.sheets[0] = Sheet("statistics", rows, len(rows[0]), sheet.header_rows)
    assert by_place(read_page(*layout(form, Random(1)))[1].cells) == form.numbers


@pytest.mark.parametrize("layout", ANYHOW, ids=named)
def test_statistics_split_by_level_have_no_one_value(layout: Render) -> None:
    form = fill_form("2014", choose_numbers(Random(8), "2014"))
    rows = [
        [*boxes, Box("5", kind="value"), Box("6", kind="value")] if boxes[2].kind == "value" else list(boxes)
        for boxes in form.sheets[0].rows
    ]
    rows[0] = [Box("统计指标"), Box("单位"), Box("区政府统计数"), Box("区直单位统计数"), Box("乡镇街道统计数")]
    form.sheets[0] = Sheet("statistics", rows, 5, frozenset({0}))
    cells = read_page(*layout(form, Random(1)))[1].cells
    assert {c.status for c in cells} == {"ambiguous"}


def test_statistics_keep_the_printed_unit() -> None:
    form = fill_form("2014", {**choose_numbers(Random(8), "2014"), ("statistics", "org.budget", "value"): "36.50"})
    for layout in (layouts.html_plain, layouts.tabs, layouts.lost_lines):
        cells = {c.row_id: c for c in read_page(*layout(form, Random(1)))[1].cells}
        assert (cells["org.budget"].value, cells["org.budget"].unit) == (36.5, "万元")
        assert cells["disclosed"].unit == "条"


@pytest.mark.parametrize("gap", ["\t", "  ", "\n"])
def test_the_early_local_table_is_kept_as_local_rows(gap: str) -> None:
    data = json.loads(read_text("forms.json"))["regimes"][0]["local_tables"][0]
    rows = [[label, unit, str(n), str(2 * n)] for n, (_, label, unit) in enumerate(data["rows"])]
    lines = ["政府信息公开情况统计报表", gap.join(("指标名称", "计量单位", "本期实际", "本年累计"))]
    tables = read("\n".join(lines + [gap.join(cells) for cells in rows]))
    assert tables.regime is None
    assert len(tables.cells) == 2 * len(rows)
    assert all(c.row_id.startswith("local.") and c.status == "printed" for c in tables.cells)
    assert row(tables, "local.11") == {"current": ("10", "printed"), "cumulative": ("20", "printed")}


# --- what stands in cells --------------------------------------------------------------------------


@pytest.mark.parametrize("layout", [*ANYHOW, layouts.wrapped, layouts.one_line], ids=named)
def test_units_notes_marks_and_signs(layout: Render) -> None:
    numbers = choose_numbers(Random(7), "2019")
    odd = {
        ("procurement", "amount"): ("13000000（预算）", 13_000_000.0, None, "printed"),
        ("procurement", "projects"): ("12个", 12.0, "个", "printed"),
        ("licences", "decisions"): ("1,234件", 1234.0, "件", "printed"),
        ("licences", "last_year"): ("0.00", 0.0, None, "printed"),
        ("charges", "last_year"): ("无", None, None, "not_applicable"),
        ("charges", "change"): ("—", None, None, "not_applicable"),
        ("penalties", "change"): ("-12", -12.0, None, "printed"),
        ("coercion", "change"): ("+3", 3.0, None, "printed"),
    }
    numbers |= {("active", *place): what[0] for place, what in odd.items()}
    form = fill_form("2019", numbers)
    cells = {(c.row_id, c.column_id): c for c in read_page(*layout(form, Random(1)))[1].cells}
    for place, (raw, value, unit, status) in odd.items():
        cell = cells[place]
        assert (cell.raw, cell.value, cell.unit, cell.status) == (raw, value, unit, status)


@pytest.mark.parametrize(
    ("header", "unit"),
    [
        ("采购总金额", None),
        ("采购总金额（万元）", "万元"),
        ("采购总金额（单位：万元）", "万元"),
        ("采购总金额(元)", "元"),
    ],
)
def test_the_unit_of_a_header(header: str, unit: str | None) -> None:
    tables = read(
        f"{HEAD_2019}行政许可\t3\t0\t2\n第二十条第（九）项\n信息内容\t采购项目数量\t{header}\n政府集中采购\t2\t27.2\n"
    )
    cells = {(c.row_id, c.column_id): c for c in tables.cells}
    assert cells["procurement", "amount"].unit == unit
    assert cells["procurement", "projects"].unit is None


def test_words_in_a_cell_are_no_value_and_no_other_cell_moves() -> None:
    rows = "<tr><td>行政许可</td><td>见附件</td><td>2</td><td>3</td></tr><tr><td>其他对外管理服务事项</td><td>5</td><td></td><td>7</td></tr>"
    head = "<tr><td>信息内容</td><td>上一年项目数量</td><td>本年增/减</td><td>处理决定数量</td></tr>"
    tables = html_page(f"<table>{head}{rows}</table>")
    assert row(tables, "licences") == {
        "last_year": ("见附件", "not_applicable"),
        "change": ("2", "printed"),
        "decisions": ("3", "printed"),
    }
    assert row(tables, "other_services")["change"] == ("", "blank")
    assert [f.kind for f in tables.findings] == ["unread.cell"]


def test_a_value_over_several_columns_is_not_placed() -> None:
    rows = "<tr><td>行政许可</td><td colspan=3>0</td></tr><tr><td>其他对外管理服务事项</td><td>5</td><td>1</td><td>7</td></tr>"
    head = "<tr><td>信息内容</td><td>上一年项目数量</td><td>本年增/减</td><td>处理决定数量</td></tr>"
    tables = html_page(f"<table>{head}{rows}</table>")
    assert row(tables, "licences") == {"*": ("0", "ambiguous")}
    assert row(tables, "other_services")["decisions"] == ("7", "printed")


def test_a_longer_name_that_ends_like_a_row_is_a_row_of_its_own() -> None:
    rows = "<tr><td>文化市场<br>行政许可</td><td>1</td><td>2</td><td>3</td></tr><tr><td>行政处罚</td><td>5</td><td>0</td><td>7</td></tr>"
    head = "<tr><td>信息内容</td><td>上一年项目数量</td><td>本年增/减</td><td>处理决定数量</td></tr>"
    tables = html_page(f"<table>{head}{rows}</table>")
    assert row(tables, "licences") == {}
    assert row(tables, "local.1")["last_year"] == ("1", "printed")


def test_the_label_is_as_printed() -> None:
    tables = read(f"{HEAD_2019}行政许\n 3  0  2\n可\n其他对外管理服务事项\t1\t0\t1\n（一）予以公开")
    assert {c.label for c in tables.cells} == {"行政许可", "其他对外管理服务事项"}


# --- blanks that were lost -------------------------------------------------------------------------


def test_what_one_way_fits_is_inferred() -> None:
    form = fill_form("2021", {place: "0" for place in choose_numbers(Random(1), "2021")})
    numbers = form.numbers
    for row_id, column in (("granted", "business"), ("results_total", "business"), ("received", "business")):
        numbers["requests", row_id, column] = numbers["requests", row_id, "total"] = "5"
    for column in ("natural_person", "research", "nonprofit", "legal_service", "other_org"):
        numbers["requests", "granted", column] = ""
    tables = read_page(*layouts.lost_lines(fill_form("2021", numbers), Random(1)))[1]
    granted = row(tables, "granted")
    assert granted["business"] == granted["total"] == ("5", "inferred")
    assert granted["natural_person"] == ("", "blank")


def test_zeros_with_lost_blanks_stay_ambiguous() -> None:
    numbers = {place: "0" for place in choose_numbers(Random(1), "2021")}
    numbers["requests", "granted", "research"] = ""
    tables = read_page(*layouts.lost_lines(fill_form("2021", numbers), Random(1)))[1]
    assert row(tables, "granted") == {"*": ("0\n0\n0\n0\n0\n0", "ambiguous")}
    assert len(row(tables, "partial")) == 7
    assert [f.kind for f in tables.findings] == ["unread.row"]


def test_a_full_row_stays_as_printed_though_it_does_not_add_up() -> None:
    numbers = {**choose_numbers(Random(3), "2021"), ("requests", "granted", "total"): "99"}
    for layout in (layouts.lost_lines, layouts.html_plain, layouts.spaces):
        assert by_place(read_page(*layout(fill_form("2021", numbers), Random(1)))[1].cells) == numbers


def test_a_form_of_labels_alone_has_no_cells_but_a_span() -> None:
    form = fill_form("2019", dict.fromkeys(choose_numbers(Random(1), "2019"), ""))
    document, tables = read_page(*layouts.lost_lines(form, Random(1)))
    assert tables.cells == ()
    assert tables.regime == "2019"
    assert len(tables.spans) == 3
    assert document.text[tables.spans[0].start : tables.spans[0].end].startswith("第二十条")


def test_an_empty_grid_has_blank_cells() -> None:
    form = fill_form("2019", dict.fromkeys(choose_numbers(Random(1), "2019"), ""))
    for layout in (layouts.html_plain, layouts.tabs):
        tables = read_page(*layout(form, Random(1)))[1]
        assert {c.status for c in tables.cells} == {"blank"}
        assert by_place(tables.cells).keys() == form.numbers.keys()


# --- the table of fifteen columns ------------------------------------------------------------------


def test_rows_side_by_side_printed_one_under_another() -> None:
    form = fill_form("2021", choose_numbers(Random(7), "2021"))
    labels = {"review": "行政复议", "litigation.direct": "未经复议直接起诉", "litigation.after_review": "复议后起诉"}
    rows = [[Box("类别"), *(Box(name) for name in ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计"))]]
    for row_id, label in labels.items():
        values = [form.numbers["proceedings", row_id, column] for column in (*OUTCOMES, "total")]
        rows.append([Box(label), *(Box(text, kind="value") for text in values)])
    form.sheets[2] = Sheet("proceedings", rows, 6)
    for layout in ANYHOW:
        assert by_place(read_page(*layout(form, Random(1)))[1].cells) == form.numbers


def test_rows_side_by_side_in_two_tables() -> None:
    form = fill_form("2021", choose_numbers(Random(7), "2021"))
    outcomes = [Box(name) for name in ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")]
    values = form.sheets[2].rows[3]
    rows = [[Box("行政复议", 5)], outcomes, values[:5], [Box("行政诉讼", 10)]]
    rows += [[Box("未经复议直接起诉", 5), Box("复议后起诉", 5)], [*outcomes, *outcomes], values[5:]]
    form.sheets[2] = Sheet("proceedings", rows, 10, breaks=(3,))
    for layout in (layouts.html_plain, layouts.html_pieces, layouts.tabs, layouts.lost_lines):
        assert by_place(read_page(*layout(form, Random(1)))[1].cells) == form.numbers


def test_fourteen_values_in_fifteen_columns_are_not_placed() -> None:
    numbers = {**dict.fromkeys(choose_numbers(Random(7), "2021"), "0"), ("proceedings", "review", "other"): ""}
    tables = read_page(*layouts.spaces(fill_form("2021", numbers), Random(1)))[1]
    found = [(c.row_id, c.column_id, c.status) for c in tables.cells if c.form_table == "proceedings"]
    assert found == [("*", "*", "ambiguous")]


# --- what is no table ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "全年作出行政许可19件、行政处罚5件、行政强制0件，制发规章0件、规范性文件1件。",
        "（一）收到申请数3件。（二）申请办结数3件，其中按时办结数3件、延期办结数0件。（三）申请答复数3件：1.属于已主动公开范围数1件；"
        "2.同意公开答复数2件；3.同意部分公开答复数0件；4.不同意公开答复数0件。",
        "答复类型分为：（一）予以公开；（二）部分公开；（三）不予公开：1.属于国家秘密；2.其他法律行政法规禁止公开；"
        "3.危及“三安全一稳定”；（四）无法提供；（五）不予处理；2.重复申请。",
        "（一）予以公开\n1件，占50%。\n（二）部分公开\n0件。\n1.属于国家秘密\n2020年未收到此类申请。\n2.其他法律行政法规禁止公开\n未收到。",
        "1.政府公报公开政府信息数：0条\n2.政府网站公开政府信息数：517条\n3.政务微博公开政府信息数：102条\n"
        "4.政务微信公开政府信息数：386条\n5.其他方式公开政府信息数：343条\n",
        "",
        "2020",
    ],
)
def test_sentences_and_lists_are_no_tables(text: str) -> None:
    assert read(text) == Tables()


# --- spans -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("layout", [*ANYHOW, layouts.one_line, layouts.wrapped, layouts.html_joined], ids=named)
@pytest.mark.parametrize("edition", ["2014", "2019", "2021"])
def test_spans_hold_the_tables_and_nothing_else(layout: Render, edition: str) -> None:
    form = fill_form(edition, choose_numbers(Random(4), edition))
    document, tables = read_page(*layout(form, Random(4)))
    inside = "".join(document.text[span.start : span.end] for span in tables.spans)
    for words in ("总体情况", "五、存在的主要问题", "全年主动公开政府信息214条", "培训班2期"):
        assert words not in inside
    assert all(document.text.count(cell.raw) for cell in tables.cells)


# --- hostile input ---------------------------------------------------------------------------------

LABELS = (
    "一、本年新收政府信息公开申请数量",
    "二、上年结转政府信息公开申请数量",
    "（一）予以公开",
    "1.属于国家秘密",
    "2.重复申请",
    "（七）总计",
)


@pytest.mark.parametrize(
    "text",
    [
        "\n".join("0 1 2 3 4 5 6 7" for _ in range(10_000)),
        "规章 信息内容 本年制发件数 本年废止件数\n" + "\n".join(f"规章 {n} 0 {n} 0" for n in range(3_000)),
        "\n".join(f"{label} 1 2 3 4" for _ in range(60) for label in LABELS),
        f"{LABELS[0]} {'1' * 50_000}\n{LABELS[1]} {'12' * 20}\n{LABELS[2]}\n{LABELS[5]} 7",
        "|" * 50_000 + "\n规章|0|0|0\n行政许可|1\n行政处罚|2\n本年制发件数|本年废止件数\n",
        "行政许可 " + "/" * 50_000 + " 行政处罚 " + "-" * 50_000 + " 行政强制 规章 信息内容 本年制发件数",
        "行政许可 行政处罚 行政强制 规章 " * 5_000,
        "规章" + "(" * 30_000 + " 1 2 3\n行政许可 1\n行政处罚 2\n行政强制 3\n信息内容 本年制发件数",
        ("规章\t" + "0\t" * 2_000 + "\n") * 20 + "行政许可\t1\n行政处罚\t2\n行政强制\t3\n信息内容 本年制发件数",
    ],
    ids=["digits", "one row", "copies", "digit run", "pipes", "marks", "labels", "brackets", "tabs"],
)
def test_hostile_input_is_read_alike_each_time(text: str) -> None:
    first = read(text)
    assert read(text) == first
    assert not any(cell.status == "inferred" for cell in first.cells)
