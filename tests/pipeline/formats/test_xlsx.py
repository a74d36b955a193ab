"""Excel workbooks."""

from __future__ import annotations

import io
import itertools
import re
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from parsers.records import Document, ParseError
from pipeline.formats import read_page
from pipeline.formats.xlsx import MAX_AREA
from tests.pipeline.reading import REPORTS, figures, name_of, parts, read, read_document

FORM = (("统计指标", "单位", "统计数"), ("主动公开政府信息数", "条", 12), ("主动公开规范性文件数", "件", 3))


def saved(fill: Callable[[Worksheet], object]) -> bytes:
    book = Workbook()
    fill(book.active)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def change(data: bytes, part: str, old: str, new: str) -> bytes:
    """A workbook with a text of a part changed."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name == part:
                assert re.search(old, content.decode())
                content = re.sub(old, lambda _: new, content.decode(), count=1).encode()
            target.writestr(name, content)
    return file.getvalue()


def write_xlsx(document: Document) -> bytes:
    """A document as sheet, made by openpyxl: a line a cell, grids with merged cells, whole numbers as numbers."""

    def fill(sheet: Worksheet) -> None:
        at = 1
        for part in parts(document):
            if isinstance(part, str):
                sheet.cell(at, 1, part)
                at += 1
                continue
            at += 1
            for text, row, column, rowspan, colspan in itertools.chain.from_iterable(part):
                place = sheet.cell(at + row, column + 1)
                place.value = int(text) if re.fullmatch(r"0|[1-9]\d{0,8}", text) else text
                place.data_type = "n" if isinstance(place.value, int) else "s"
                if rowspan > 1 or colspan > 1:
                    sheet.merge_cells(None, at + row, column + 1, at + row + rowspan - 1, column + colspan)
            at += 2 + max(row + rowspan for _, row, _, rowspan, _ in itertools.chain.from_iterable(part))

    return saved(fill)


def fill_form(sheet: Worksheet) -> None:
    for row in FORM:
        sheet.append(row)


def grid(data: bytes) -> list[tuple[str, int, int, int, int]]:
    document = read_document("", data)
    return [(document.text[c.start : c.end], *c[:4]) for table in document.tables for c in table.cells]


@pytest.mark.parametrize("path", REPORTS, ids=name_of)
def test_a_report_reads_the_same_from_a_sheet(path: Path) -> None:
    data = write_xlsx(read_document(path.name, path.read_bytes()))
    assert read_page("a.xlsx", data).format == "xlsx"
    assert figures(read("a.xlsx", data)) == figures(read(path.name, path.read_bytes()))


def test_titles_and_notes_around_a_table_are_none_of_it() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(("某县2016年政府信息公开情况统计表",))
        sheet.merge_cells("A1:C1")
        fill_form(sheet)
        sheet.append(("（三）其他",))
        sheet.append(("注：以上为全年数据",))
        sheet.merge_cells("A6:C6")

    document = read_document("", saved(fill))
    first, *rows, last = document.text.split("\n")
    assert (first, last) == ("某县2016年政府信息公开情况统计表", "注：以上为全年数据")
    assert rows[0] == "统计指标\t单位\t统计数"
    assert rows[-1].startswith("（三）其他")
    assert document.title == first


def test_headings_between_tables_part_them() -> None:
    """As Calc lays out a page: one block of rows, what is no cell in column A."""

    def fill(sheet: Worksheet) -> None:
        sheet.append(("索引号", "0012"))
        sheet.append(("发布机构", "某县教育局"))
        sheet.append(("某县教育局2021年政府信息公开工作年度报告",))
        sheet.append(("2022-01-30 点击数: 436",))
        sheet.append(("现将2021年情况报告如下。",))
        sheet.append(("二、主动公开政府信息情况",))
        fill_form(sheet)
        sheet.append(("三、本年度办理结果",))
        sheet.append(("（一）予以公开", "件", 4))
        sheet.append(("三、收到和处理政府信息公开申请情况",))
        sheet.append(("一、本年新收政府信息公开申请数量", "件", 5))
        sheet.append(("四、其他需要报告的事项",))
        sheet.append(("没有其他事项。",))
        sheet.append(("某县教育局办公室",))

    document = read_document("", saved(fill))
    tables = [document.text[table.start : table.end].split("\n") for table in document.tables]
    assert [len(rows) for rows in tables] == [5, 1]
    assert tables[0][-2].strip() == "三、本年度办理结果"
    assert document.title == "某县教育局2021年政府信息公开工作年度报告"
    assert document.metadata["index_no"] == "0012"
    assert document.text.split("\n")[-3:] == ["四、其他需要报告的事项", "没有其他事项。", "某县教育局办公室"]


def test_merged_cells_are_placed_and_what_they_cover_is_not_read() -> None:
    def fill(sheet: Worksheet) -> None:
        fill_form(sheet)
        sheet.merge_cells("A2:B3")

    data = change(saved(fill), "xl/worksheets/sheet1.xml", '<c r="C3"', '<c r="B3"><v>99</v></c><c r="C3"')
    assert grid(data)[3:] == [("主动公开政府信息数", 1, 0, 2, 2), ("12", 1, 2, 1, 1), ("3", 2, 2, 1, 1)]


def test_what_is_hidden_is_not_read() -> None:
    def fill(sheet: Worksheet) -> None:
        for row in FORM:
            sheet.append((row[0], "上年", *row[1:]))
        sheet.append(("藏", 1, 1, 1))
        sheet.row_dimensions[4].hidden = True
        sheet.column_dimensions["B"].hidden = True
        other = sheet.parent.create_sheet("底稿")
        other["A1"] = "底稿"
        other.sheet_state = "hidden"

    assert [text for text, *_ in grid(saved(fill))] == [str(text) for row in FORM for text in row]
    assert "底稿" not in read_document("", saved(fill)).text


@pytest.mark.parametrize(
    ("value", "form", "shown"),
    [
        (12, "General", "12"),
        (12.0, "0.00", "12.00"),
        (12.3456, "0.00", "12.35"),
        (12.5, "0_ ", "13"),
        (-2.5, "#,##0;[红色]-#,##0", "-3"),
        (0.125, "0.00_);(0.00)", "0.13"),
        (12345, '0"."0,', "1.2"),
        (12345, r"0\.0,", "1.2"),
        (-345, r"0\.0000", "-0.0345"),
        (1234567, "#,##0,", "1235"),
        (0, "0;-0;;@", ""),
        (3, "0;-0;;@", "3"),
        (0, "#", ""),
        (0, "#,##0;-#,##0;0", "0"),
        (12.5, "General", "12.5"),
        (12.5, '0.0"万元"', "12.5"),
        (3, '0"件"', "3"),
        (100000, "General", "100000"),
        (date(2024, 1, 2), 'm"月"d"日"', "2024-01-02"),
        (0.1 + 0.2, "General", "0.3"),
        (0.985, "0.0%", "98.5%"),
        (0.5, "0%", "50%"),
        (date(2017, 3, 20), "yyyy-mm-dd", "2017-03-20"),
        (date(2017, 3, 20), 'yyyy"年"m"月"d"日"', "2017-03-20"),
        (1234567, "#,##0", "1234567"),
        ("0012", "@", "0012"),
        (True, "General", "TRUE"),
        ("=SUM(C2:C3)", "General", "=SUM(C2:C3)"),
        ("甲\n乙", "General", "甲乙"),
    ],
)
def test_a_cell_is_read_as_it_shows(value: object, form: str, shown: str) -> None:
    def fill(sheet: Worksheet) -> None:
        fill_form(sheet)
        sheet["C3"].value = value
        sheet["C3"].number_format = form

    assert grid(saved(fill))[-1][0].replace(" ", "") == shown


def test_zeros_that_a_sheet_does_not_show_are_blank() -> None:
    def fill(sheet: Worksheet) -> None:
        fill_form(sheet)
        sheet["C2"], sheet["C3"] = 0, "0"
        sheet.sheet_view.showZeros = False

    assert [text for text, *_ in grid(saved(fill))][5::3] == ["", "0"]


def test_a_formula_has_its_stored_result() -> None:
    def fill(sheet: Worksheet) -> None:
        fill_form(sheet)
        sheet["C3"] = "=1+2"

    data = change(saved(fill), "xl/worksheets/sheet1.xml", r"</f><v\s*/>|</f><v></v>", "</f><v>3</v>")
    assert grid(data)[-1][0] == "3"


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda: saved(lambda sheet: None), "no text in the file"),
        (lambda: saved(lambda sheet: sheet.cell(MAX_AREA, 3, "甲")), "too large"),
        (lambda: merged(*["A1:XFD1048576"] * 60_000), "overlap"),
        (lambda: change(saved(fill_form), "xl/workbook.xml", "<sheets>.*</sheets>", ""), "without a sheet"),
    ],
)
def test_what_cannot_be_read_says_why(make: Callable[[], bytes], reason: str) -> None:
    with pytest.raises(ParseError, match=reason):
        read_page("a.xlsx", make())


def merged(*areas: str) -> bytes:
    cells = "".join(f'<mergeCell ref="{area}"/>' for area in areas)

    def fill(sheet: Worksheet) -> None:
        for _ in range(10):
            fill_form(sheet)

    return change(
        saved(fill), "xl/worksheets/sheet1.xml", "</sheetData>", f"</sheetData><mergeCells>{cells}</mergeCells>"
    )


def test_a_merge_of_the_whole_sheet_costs_nothing() -> None:
    assert read_document("", merged("A1:XFD1048576")).text == "统计指标"
