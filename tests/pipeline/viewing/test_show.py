"""Showing one report: which one is meant, and its facts in their sentences."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from parsers.findings import finding
from pipeline.dataset.reading import NoDatasetError
from pipeline.viewing.show import (
    NoSuchDocumentError,
    find_document,
    quote_evidence,
    read_document,
    show_document,
    visible,
)
from tests.pipeline.made_reports import make_report, write_reports

LISTED = [("ab12", "one/page.html"), ("ab34", "two/page.html"), ("cd56", "one/other.html"), ("ee00", "ab12.html")]


@pytest.mark.parametrize(
    ("doc", "doc_id"),
    [
        ("ab12", "ab12"),
        ("ab3", "ab34"),
        ("AB3", "ab34"),
        ("one/page.html", "ab12"),
        ("other", "cd56"),
        ("two/", "ab34"),
        ("ab12.html", "ee00"),
    ],
)
def test_the_document_meant_is_found(doc: str, doc_id: str) -> None:
    assert find_document(LISTED, doc) == doc_id


@pytest.mark.parametrize(
    ("doc", "complaint"), [("zz", "no document 'zz' among 4"), ("page", "may mean 2"), ("ab", "may mean 2")]
)
def test_none_or_several_are_named(doc: str, complaint: str) -> None:
    with pytest.raises(NoSuchDocumentError, match=complaint):
        find_document(LISTED, doc)


def test_no_dataset_is_said(tmp_path: Path) -> None:
    with pytest.raises(NoDatasetError, match="no dataset"):
        read_document(tmp_path, "x")


@pytest.mark.parametrize(
    ("text", "number", "quoted"),
    [
        ("一、概况\n公开信息12条。收到申请3件。\n", "12", "公开信息12条。"),
        ("一、概况\n公开信息12条。收到申请3件。\n", "3", "收到申请3件。"),
        ("公开信息12条", "12", "公开信息12条…"),
        ("甲" * 100 + "12" + "乙" * 100 + "。", "12", "…" + "甲" * 60 + "12" + "乙" * 60 + "…"),
        ("行\t12\t\n下", "12", "行 12"),
    ],
)
def test_a_number_is_quoted_in_its_sentence(text: str, number: str, quoted: str) -> None:
    start = text.index(number)
    shown = quote_evidence(text, start, start + len(number))
    assert shown.plain == quoted
    (marked,) = [shown.plain[span.start : span.end] for span in shown.spans if "reverse" in str(span.style)]
    assert marked == number


def test_nothing_printed_steers_the_terminal() -> None:
    assert visible("\x1b]0;title\x07 a\u202eb") == "\\x1b]0;title\\x07 a\\u202eb"


def shown(tmp_path: Path, report, terminal: bool = False) -> str:
    out = write_reports(tmp_path / "out", [make_report(7), report])
    console = Console(width=200, force_terminal=terminal, color_system="standard" if terminal else None, record=True)
    with console.capture() as captured:
        show_document(read_document(out, report.provenance.doc_id), console)
    return captured.get()


def test_all_facts_of_the_report_and_no_others_are_shown(tmp_path: Path) -> None:
    report = make_report(8)
    report = replace(
        report,
        findings=(
            finding(
                "unread.label",
                report.counts[0].start_char,
                report.counts[0].end_char,
                table_zh="表",
                table_en="table",
                label="新增行",
            ),
        ),
        checks=(replace(report.checks[0], right_value=5.0, difference=-2.0, passed=False), report.checks[1]),
    )
    page = shown(tmp_path, report)
    assert "places/0008.html" in page
    assert "0007" not in page
    for fact in ("某市文化局", "2020-01-31", "overview", "728 条", ">728", "part of 0", "disclosed 主动公开政府信息数"):
        assert fact in page
    assert page.count("    主动公开政府信息７２８条。\n") == 4  # two counts, an observation, a finding
    assert "规范性文件  made 3  disclosed ·" in page
    assert "1 failed, 1 passed" in page
    assert "active.sum  normative  3 ≠ 5" in page
    assert "新增行" in page


def test_the_number_is_highlighted_on_a_terminal(tmp_path: Path) -> None:
    assert "主动公开政府信息\x1b[1;7m７２８\x1b[0m条。" in shown(tmp_path, make_report(8), terminal=True)


def test_lines_are_not_wrapped_in_a_pipe(tmp_path: Path) -> None:
    text = make_report().outcome.text.replace("主动公开", "主动公开" + "政" * 50)
    report = make_report(8, text)
    report = replace(report, sections=())
    out = write_reports(tmp_path / "out", [report])
    console = Console(width=40)
    with console.capture() as captured:
        show_document(read_document(out, report.provenance.doc_id), console)
    assert "政" * 50 in captured.get()
