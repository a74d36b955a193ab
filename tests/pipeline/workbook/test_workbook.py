"""The workbook: what Excel would show, what it must never do, and that it is written whole or not at all."""

from __future__ import annotations

import dataclasses
import os
import re
import shutil
import subprocess
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from typer.testing import CliRunner

from parsers.codebook import codebook
from parsers.findings import finding
from parsers.records import Finding, Observation, Report, Section
from pipeline.cli import app
from pipeline.dataset.reading import NoDatasetError
from pipeline.workbook import NotAWorkbookError, book, export_workbook, sheets
from pipeline.workbook.book import MAX_CHARACTERS, fit
from pipeline.workbook.material import NoSiteError, quote, site_address
from pipeline.workbook.words import theme_of, theme_order
from tests.pipeline.made_reports import RAW, TEXT, make_report, write_reports

HOSTILE = (
    '=HYPERLINK("http://evil.example","x")',
    "@SUM(A1:A9)",
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "\t=1+1",
    "=1\r=2",
    "12",
    "http://evil.example/",
    "_x0041_<b>&",
    "a\x07b\u202ec",
)
FORMULA_LIKE = ("=", "+", "-", "@")
runner = CliRunner()


def change(report: Report, **fields: Any) -> Report:
    """A report with other fields of its identity or its provenance."""
    for part in ("identity", "provenance", "outcome"):
        names = {field.name for field in dataclasses.fields(getattr(report, part))}
        own = {name: value for name, value in fields.items() if name in names}
        report = dataclasses.replace(report, **{part: dataclasses.replace(getattr(report, part), **own)})
    return report


def observed(indicator: str, value: float, **fields: Any) -> Observation:
    """An observation of the made report's number."""
    start = TEXT.index(RAW)
    made = Observation(indicator, value, "件", None, "count", None, "r", "stated", start, start + len(RAW), 1, True)
    return dataclasses.replace(made, **fields)


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    """Six reports of one agency for 2019 to 2024 without 2022, one page that is none, each with a hostile title."""
    reports = []
    for number, (year, title) in enumerate(zip((2019, 2020, 2021, 2023, 2024, 2024), HOSTILE, strict=False)):
        report = change(
            make_report(number),
            title=title,
            agency_id="110101.culture_tourism",
            report_year=year,
            region_name="北京市东城区",
            published=date(year + 1, 2, 3),
            url=f"http://www.example.cn/{number}.html",
        )
        reports.append(report)
    reports[1] = dataclasses.replace(
        reports[1],
        observations=(
            observed("disclosed", 728, agree=False),
            observed("fees", 12.5, unit="元"),
            observed("followers", 100, bound=">"),
            observed("requests", 3, status="inferred"),
        ),
        findings=(finding("page.hijacked", 0, 4, spam="=cmd()"), finding("section.missing", subject="requests", name_zh="甲", name_en="a")),
    )  # fmt: skip
    reports[2] = change(dataclasses.replace(reports[2], observations=()), doc_type="plan", url="javascript:alert(1)")
    return write_reports(tmp_path / "dataset", reports)


def exported(dataset: Path, site: str | None = None, language: Any = "zh") -> openpyxl.Workbook:
    """The workbook of a dataset, as openpyxl reads it."""
    out = dataset.parent / "out.xlsx"
    export_workbook(dataset, out, site, language)
    return openpyxl.load_workbook(out)


def header_row(sheet: Worksheet) -> int:
    """The row of the labels: that of the filter."""
    assert sheet.auto_filter.ref
    return int(re.search(r"\d+", sheet.auto_filter.ref)[0])  # type: ignore[index]


def column(sheet: Worksheet, label: str) -> list[Any]:
    """The cells under a label."""
    row = header_row(sheet)
    place = next(cell.column for cell in sheet[row] if cell.value == label)
    return [line[place - 1] for line in sheet.iter_rows(min_row=row + 1)]


def values(sheet: Worksheet, label: str) -> list[Any]:
    return [cell.value for cell in column(sheet, label)]


# --- what stands where ---------------------------------------------------------------------------------


def test_sheets_in_order(dataset: Path) -> None:
    assert exported(dataset).sheetnames == ["说明", "待核事项", "提示", "章节", "年度缺漏", "指标", "报告"]
    assert exported(dataset, language="en").sheetnames == ["About", "Findings", "Notes", "Sections", "Gaps by year", "Indicators", "Reports"]  # fmt: skip


def test_findings_the_most_serious_first_with_evidence(dataset: Path) -> None:
    sheet = exported(dataset)["待核事项"]
    severities = values(sheet, "程度")
    assert severities[0] == "错误"
    assert severities == sorted(severities, key=["错误", "警告"].index)
    place = values(sheet, "类别编号").index("page.hijacked")
    assert values(sheet, "原文")[place] == quote(TEXT, 0, 4)
    assert values(sheet, "机关")[place] == "某市文化局"
    assert values(sheet, "年度")[place] == 2020
    assert "第8条" in values(sheet, "依据")[place]
    assert values(sheet, "怎么办")[place]
    assert values(sheet, "说明")[place] != values(sheet, "说明(英文)")[place]


def test_notes_have_a_sheet_of_their_own(tmp_path: Path) -> None:
    note = finding("section.optional", subject="other", name_zh="甲", name_en="a")
    reports = [dataclasses.replace(make_report(0), findings=(note,))]
    made = exported(write_reports(tmp_path / "dataset", reports))
    assert values(made["提示"], "类别编号") == ["section.optional"]
    assert made["待核事项"].max_row == 1


def test_findings_about_several_reports_name_them(tmp_path: Path) -> None:
    reports = [change(make_report(number), agency=f"甲{number}县文化局", report_year=2019) for number in range(3)]
    ids = [report.provenance.doc_id for report in reports]
    about = Finding("copy.agency", "warning", "雷同", "copied", None, None, ";".join(ids[1:]))
    reports[0] = dataclasses.replace(reports[0], findings=(about,))
    sheet = exported(write_reports(tmp_path / "dataset", reports))["待核事项"]
    assert (
        values(sheet, "相关报告")[values(sheet, "类别编号").index("copy.agency")]
        == "甲1县文化局 2019; 甲2县文化局 2019"
    )


def test_sections_of_each_report(dataset: Path) -> None:
    sheet = exported(dataset)["章节"]
    assert values(sheet, "年度") == [2019, 2020, 2023, 2024, 2024]
    assert values(sheet, "总体情况") == ["有"] * 5
    assert values(sheet, "收费减免") == ["该年度不要求"] * 5
    assert values(sheet, "依申请公开")[1] == "缺"
    assert values(sheet, "缺或空的章节") == [None, 1, None, None, None], "not audited is no zero"
    assert len(sheet.conditional_formatting) >= 8


def test_years_show_gaps_and_the_worst_report(dataset: Path) -> None:
    sheet = exported(dataset)["年度缺漏"]
    assert [values(sheet, str(year))[0] for year in (2022, 2021)] == ["无报告"] * 2
    assert [values(sheet, str(year))[0] for year in (2020, 2019)] == [1, "未审计"]
    assert values(sheet, "机关") == ["某市文化局"]


def test_panel_never_shows_a_bound_as_a_number(dataset: Path) -> None:
    sheet = exported(dataset)["指标"]
    label = {name: codebook()[name].label_zh for name in ("disclosed", "fees", "followers", "requests")}
    row = values(sheet, "年度").index(2020)
    assert values(sheet, label["followers"])[row] == ">100"
    assert column(sheet, label["followers"])[row].data_type == "s"
    assert values(sheet, label["fees"])[row] == 12.5
    assert [values(sheet, label[name])[row] for name in ("disclosed", "requests")] == [728, 3]
    formats = [column(sheet, label[name])[row].number_format for name in ("disclosed", "requests")]
    assert [re.findall(r'"(.)"', each) for each in formats] == [["*"], ["?"]]


def test_panel_leaves_blank_what_is_not_stated(dataset: Path) -> None:
    sheet = exported(dataset)["指标"]
    assert values(sheet, codebook()["fees"].label_zh).count(None) == 4
    labels = {cell.value for cell in sheet[header_row(sheet)]}
    assert codebook()["litigation"].label_zh not in labels
    assert "litigation" in " ".join(str(cell.value) for cell in exported(dataset)["说明"]["B"])


def test_panel_says_theme_id_and_unit_over_each_label(dataset: Path) -> None:
    sheet = exported(dataset)["指标"]
    row = header_row(sheet)
    place = next(cell.column for cell in sheet[row] if cell.value == codebook()["disclosed"].label_zh)
    assert [sheet.cell(each, place).value for each in range(1, row)] == ["主动公开", "disclosed", "条"]


def test_dates_and_numbers_are_real(dataset: Path) -> None:
    sheet = exported(dataset)["报告"]
    assert values(sheet, "发布日期")[0] == datetime(2020, 2, 3)
    assert column(sheet, "发布日期")[0].number_format == "yyyy-mm-dd"
    assert values(sheet, "法定期限")[0] == datetime(2020, 1, 31)
    assert {type(value) for value in values(sheet, "错误")} == {int}
    assert len(values(sheet, "文档编号")) == 6


def test_headers_are_frozen_filtered_and_printed_on_each_page(dataset: Path) -> None:
    for sheet in exported(dataset).worksheets[1:]:
        row = header_row(sheet)
        assert sheet.freeze_panes is not None
        assert int(re.sub(r"\D", "", sheet.freeze_panes)) == row + 1
        assert sheet.print_title_rows == f"$1:${row}"
        assert sheet.page_setup.orientation == "landscape"


def test_widths_fit_chinese(dataset: Path) -> None:
    sheet = exported(dataset)["章节"]
    assert sheet.column_dimensions["A"].width >= 2 * len("某市文化局")


def test_every_indicator_has_a_theme_and_every_theme_an_indicator() -> None:
    assert {theme_of(indicator) for indicator in codebook()} == set(theme_order())


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"value": 5.0, "bound": None, "agree": True, "status": "printed"}, (5.0, "integer")),
        ({"value": 0.5, "bound": None, "agree": True, "status": "printed"}, (0.5, "decimal")),
        ({"value": 0.5, "bound": None, "agree": False, "status": "inferred"}, (0.5, "decimal*")),
        ({"value": 12345.0, "bound": "~", "agree": False, "status": "stated"}, ("~12,345", "bounded")),
    ],
)
def test_figure(row: dict[str, Any], said: tuple[Any, str]) -> None:
    assert sheets.figure(row) == said


# --- what must never happen ----------------------------------------------------------------------------


def hostile_dataset(folder: Path) -> Path:
    """Each hostile string as title, agency, source, address, heading and message."""
    reports = []
    for number, text in enumerate(HOSTILE):
        report = change(
            make_report(number), title=text, agency=text, region_name=text, source=f"{number}/{text}", url=text
        )
        said = Finding("made.up", "error", text, text, None, None, None)
        reports.append(dataclasses.replace(report, findings=(said,)))
    return write_reports(folder, reports)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_formula_whatever_a_report_says(tmp_path: Path, language: Any) -> None:
    made = exported(hostile_dataset(tmp_path / "dataset"), language=language)
    cells = [cell for sheet in made for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not [cell for cell in cells if cell.data_type == "f"]
    risky = [cell for cell in cells if isinstance(cell.value, str) and cell.value.startswith(FORMULA_LIKE)]
    assert len(risky) >= 4 * len(made.worksheets[1:])
    assert all(cell.quotePrefix for cell in risky)
    with zipfile.ZipFile(tmp_path / "out.xlsx") as file:
        parts = {name: file.read(name) for name in file.namelist()}
    assert not [name for name, part in parts.items() if name.startswith("xl/worksheets/sheet") and b"<f>" in part]
    assert not [name for name in parts if "vba" in name or "externalLink" in name or "connections" in name]


def test_strings_of_digits_and_addresses_stay_strings(tmp_path: Path) -> None:
    sheet = exported(hostile_dataset(tmp_path / "dataset"))["报告"]
    titles = values(sheet, "标题")
    assert {"12", "http://evil.example/"} <= set(titles)
    assert "_x005F_x0041_<b>&" in titles, "openpyxl shows the escape, Excel the string as it was"
    assert all(cell.hyperlink is None for cell in column(sheet, "标题"))


def test_unseen_characters_are_shown(tmp_path: Path) -> None:
    titles = values(exported(hostile_dataset(tmp_path / "dataset"))["报告"], "标题")
    assert "a⟨U+0007⟩b⟨U+202E⟩c" in titles


def test_only_addresses_of_the_web_are_links(dataset: Path) -> None:
    sheet = exported(dataset)["报告"]
    links = {cell.hyperlink.target if cell.hyperlink else cell.value for cell in column(sheet, "原网页")}
    assert "http://www.example.cn/0.html" in links
    assert "javascript:alert(1)" in links
    script = next(cell for cell in column(sheet, "原网页") if cell.value == "javascript:alert(1)")
    assert script.hyperlink is None


def test_long_strings_are_cut_with_their_length() -> None:
    assert fit("短") == "短"
    for text in ("x" * 40_000, "甲" * 40_000, "𠮷" * 20_000):
        cut = fit(text)
        assert len(cut.encode("utf-16-le")) // 2 <= MAX_CHARACTERS
        assert cut.endswith(f"…({len(text)} 字)")
    assert fit("y" * MAX_CHARACTERS) == "y" * MAX_CHARACTERS


def test_long_title_is_written_cut(tmp_path: Path) -> None:
    report = change(make_report(), title="=" + "甲" * 50_000)
    title = values(exported(write_reports(tmp_path / "dataset", [report]))["报告"], "标题")[0]
    assert title.startswith("=甲")
    assert title.endswith("…(50001 字)")


def test_more_rows_than_excel_has_are_told(dataset: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(book, "MAX_ROWS", 5)
    result = runner.invoke(app, ["export", str(dataset), "--xlsx", str(dataset.parent / "few.xlsx")])
    assert result.exit_code == 0
    assert "报告:3 行" in result.stderr
    sheet = openpyxl.load_workbook(dataset.parent / "few.xlsx")["报告"]
    assert sheet.max_row == 5
    assert "3" in sheet["A5"].value
    assert "reports.parquet" in sheet["A5"].value


def test_more_links_than_excel_takes_become_text(dataset: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(book, "MAX_LINKS", 2)
    cells = [
        cell for cell in column(exported(dataset)["报告"], "原网页") if (cell.value or "") != "javascript:alert(1)"
    ]
    assert [cell.hyperlink is not None for cell in cells] == [True, True, False, False, False]
    assert cells[-1].value.startswith("http://www.example.cn/")


# --- the file ------------------------------------------------------------------------------------------


def test_same_dataset_same_bytes(dataset: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    for name, zone, mask in (("one.xlsx", "UTC", 0o022), ("two.xlsx", "Asia/Shanghai", 0o077)):
        monkeypatch.setenv("TZ", zone)
        before = os.umask(mask)
        try:
            export_workbook(dataset, dataset.parent / name)
        finally:
            os.umask(before)
        made.append((dataset.parent / name).read_bytes())
    assert made[0] == made[1]
    with zipfile.ZipFile(dataset.parent / "one.xlsx") as file:
        assert {info.date_time[0] for info in file.infolist()} == {1980}


def test_readable_as_the_user_wants(dataset: Path) -> None:
    before = os.umask(0o022)
    try:
        export_workbook(dataset, dataset.parent / "out.xlsx")
    finally:
        os.umask(before)
    assert (dataset.parent / "out.xlsx").stat().st_mode & 0o777 == 0o644


def test_a_failure_leaves_the_old_workbook(dataset: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = dataset.parent / "out.xlsx"
    export_workbook(dataset, out)
    old = out.read_bytes()

    def fail(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(sheets, "write_reports", fail)
    result = runner.invoke(app, ["export", str(dataset), "--xlsx", str(out)])
    assert result.exit_code == 2
    assert "no space left" in result.stderr
    assert out.read_bytes() == old
    assert sorted(path.name for path in dataset.parent.iterdir()) == ["dataset", "out.xlsx"]


def test_only_a_workbook_is_replaced(dataset: Path) -> None:
    for name, content in (("text.xlsx", b"mine"), ("zip.xlsx", None)):
        path = dataset.parent / name
        if content is None:
            with zipfile.ZipFile(path, "w") as file:
                file.writestr("mine.txt", "mine")
        else:
            path.write_bytes(content)
        old = path.read_bytes()
        with pytest.raises(NotAWorkbookError, match="not replaced"):
            export_workbook(dataset, path)
        assert path.read_bytes() == old
    (dataset.parent / "folder.xlsx").mkdir()
    with pytest.raises(NotAWorkbookError, match="folder"):
        export_workbook(dataset, dataset.parent / "folder.xlsx")


@pytest.mark.parametrize("name", ["out.csv", "out", "out.xlsx.txt"])
def test_the_name_says_what_it_is(dataset: Path, name: str) -> None:
    with pytest.raises(NotAWorkbookError, match="xlsx"):
        export_workbook(dataset, dataset.parent / name)


def test_no_dataset(tmp_path: Path) -> None:
    with pytest.raises(NoDatasetError):
        export_workbook(tmp_path, tmp_path / "out.xlsx")
    result = runner.invoke(app, ["export", str(tmp_path), "--xlsx", str(tmp_path / "out.xlsx")])
    assert result.exit_code == 2
    assert "no dataset" in result.stderr
    assert not list(tmp_path.iterdir())


def test_empty_dataset(tmp_path: Path) -> None:
    made = exported(write_reports(tmp_path / "dataset", []))
    assert [sheet.max_row for sheet in made.worksheets[1:]] == [1, 1, 1, 1, 1, 1]


# --- the site ------------------------------------------------------------------------------------------


def made_site(folder: Path) -> Path:
    """What marks a folder as a site."""
    folder.mkdir()
    (folder / "site.json").write_text('{"generator": "nianbao site"}', encoding="utf-8")
    return folder


def test_links_to_pages_of_a_folder_are_relative(dataset: Path) -> None:
    site = made_site(dataset.parent / "my site")
    sheet = exported(dataset, str(site))["待核事项"]
    place = values(sheet, "类别编号").index("page.hijacked")
    link = column(sheet, "核查页")[place].hyperlink
    assert link.target.replace("\\", "/") == "my%20site/reports/0000000000000001.html"
    assert link.location == f"e-{values(sheet, '发现编号')[place]}"


def test_links_to_pages_on_the_web(dataset: Path) -> None:
    sheet = exported(dataset, "https://audit.example/2024/")["报告"]
    targets = {cell.hyperlink.target for cell in column(sheet, "核查页")}
    assert "https://audit.example/2024/reports/0000000000000000.html" in targets


def test_without_a_site_there_are_no_links_to_it(dataset: Path) -> None:
    assert set(values(exported(dataset)["报告"], "核查页")) == {None}


@pytest.mark.parametrize("site", ["nowhere", "javascript://x", "http://", "https://a.example/#x"])
def test_what_is_no_site(dataset: Path, site: str) -> None:
    with pytest.raises(NoSiteError):
        site_address(site, dataset.parent / "out.xlsx")
    result = runner.invoke(app, ["export", str(dataset), "--xlsx", str(dataset.parent / "o.xlsx"), "--site", site])
    assert result.exit_code == 2
    assert not (dataset.parent / "o.xlsx").exists()


def test_evidence_is_quoted_in_its_sentence_and_cut() -> None:
    assert quote("甲。乙12件。丙", 3, 5) == "乙12件"
    assert len(quote("字" * 5000, 0, 5000)) < 300
    assert quote("一、总体情况\n二、主动公开", 0, 6) == "一、总体情况"


# --- another program -----------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_it(dataset: Path) -> None:
    reports = [
        dataclasses.replace(make_report(), sections=(Section(0, 1, "overview", None, "一、总体情况", 0, 20, 10),))
    ]
    folder = write_reports(dataset.parent / "other", reports)
    export_workbook(folder, dataset.parent / "out.xlsx")
    profile = f"-env:UserInstallation={(dataset.parent / 'profile').as_uri()}"
    command = [
        "soffice",
        profile,
        "--headless",
        "--convert-to",
        "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1",
    ]
    subprocess.run([*command, "--outdir", str(dataset.parent / "csv"), str(dataset.parent / "out.xlsx")], check=True, timeout=180, capture_output=True)  # fmt: skip
    texts = {path.stem: path.read_text(encoding="utf-8") for path in (dataset.parent / "csv").iterdir()}
    assert len(texts) == 7
    assert "某市文化局" in texts["out-报告"]
    assert "728" in texts["out-指标"]
