"""What changed between two datasets, on reports made by hand."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from parsers.findings import finding
from parsers.records import Report, Section
from pipeline.cli import app
from pipeline.dataset.schema import report_rows
from pipeline.measuring.comparing import diff_datasets
from pipeline.measuring.diff import Change, compare, facts_of, summarise
from tests.pipeline.made_reports import RAW, TEXT, make_report, write_reports

runner = CliRunner()
REPORT = make_report()


def edited(record: str, number: int = 0, **values: Any) -> Report:
    """The report with one record of a table changed."""
    records = list(getattr(REPORT, record))
    records[number] = dataclasses.replace(records[number], **values)
    return dataclasses.replace(REPORT, **{record: tuple(records)})


def without(record: str, number: int = 0) -> Report:
    records = getattr(REPORT, record)
    return dataclasses.replace(REPORT, **{record: records[:number] + records[number + 1 :]})


def rows(report: Report) -> dict[str, list[dict[str, Any]]]:
    from pipeline.dataset.schema import tables

    return {
        name: [dict(zip(tables()[name].names, row, strict=True)) if not isinstance(row, dict) else row for row in own]
        for name, own in report_rows(report).items()
    }


def told(old: Report, new: Report) -> list[tuple[str, str, str, str]]:
    changes = compare(facts_of(rows(old)), facts_of(rows(new)))
    return [(change.sort, change.fact.table, change.group, change.fact.about) for change in changes]


def test_the_same_says_nothing():
    assert told(REPORT, make_report()) == []


CHANGES: list[tuple[Report, list[tuple[str, str, str, str]]]] = [
    (
        dataclasses.replace(REPORT, identity=dataclasses.replace(REPORT.identity, agency="某县文化局")),
        [("changed", "reports", "agency", "agency")],
    ),
    (
        dataclasses.replace(REPORT, identity=dataclasses.replace(REPORT.identity, report_year=None)),
        [("lost", "reports", "report_year", "report_year")],
    ),
    (
        dataclasses.replace(REPORT, outcome=dataclasses.replace(REPORT.outcome, status="partial", error="?")),
        [("changed", "reports", "status", "status"), ("gained", "reports", "error", "error")],
    ),
    (edited("observations", value=729.0), [("changed", "observations", "disclosed", "disclosed")]),
    (edited("observations", rule="r2"), [("changed", "observations", "disclosed", "disclosed")]),
    (edited("observations", mentions=3), []),
    (without("observations"), [("lost", "observations", "disclosed", "disclosed")]),
    (without("counts", 1), [("lost", "counts", "no rule", RAW)]),
    (edited("counts", rule="r2"), [("changed", "counts", "r1 → r2", RAW)]),
    (edited("counts", indicator=None, rule=None), [("changed", "counts", "r1 → no rule", RAW)]),
    (edited("counts", unit="件"), [("changed", "counts", "r1", RAW)]),
    (edited("counts", 1, part_of=None), [("changed", "counts", "no rule", RAW)]),
    (edited("cells", value=4.0), [("changed", "cells", "active", "2019 active/normative/made")]),
    (without("cells", 1), [("lost", "cells", "active", "2019 active/normative/disclosed")]),
    (edited("checks", passed=True), [("changed", "checks", "active.sum", "normative")]),
    (without("findings"), [("lost", "findings", "unread.label", "unread.label")]),
    (edited("sections", section_key="active"), [("changed", "sections", "overview → active", "一、总体情况")]),
]


@pytest.mark.parametrize(("new", "expected"), CHANGES)
def test_each_kind_of_change(new: Report, expected: list[tuple[str, str, str, str]]):
    assert told(REPORT, new) == expected


@pytest.mark.parametrize(("new", "expected"), CHANGES)
def test_backwards_what_was_lost_is_gained(new: Report, expected: list[tuple[str, str, str, str]]):
    turned = {"lost": "gained", "gained": "lost", "changed": "changed"}
    groups = [" → ".join(reversed(group.split(" → "))) for _, _, group, _ in expected]
    assert sorted(told(new, REPORT)) == sorted(
        (turned[sort], table, group, about) for (sort, table, _, about), group in zip(expected, groups, strict=True)
    )


def test_a_finding_that_is_new():
    new = dataclasses.replace(REPORT, findings=(*REPORT.findings, finding("page.hijacked", spam="彩票")))
    assert told(REPORT, new) == [("gained", "findings", "page.hijacked", "page.hijacked")]


def test_text_that_moved_is_no_change_of_what_was_read():
    moved = make_report(text="目录\n" + TEXT)
    moved = dataclasses.replace(moved, sections=(Section(0, 1, "overview", None, "一、总体情况", 3, 22, 10),))
    assert told(REPORT, moved) == []


def test_of_two_counts_at_one_place_each_finds_its_own():
    """One denial may say zero of two indicators."""
    two = [dataclasses.replace(REPORT.counts[0], count_no=n, indicator=name) for n, name in enumerate("ab")]
    both, turned, one = (dataclasses.replace(REPORT, counts=tuple(counts)) for counts in (two, reversed(two), [two[1]]))
    assert told(both, turned) == []
    changes = compare(facts_of(rows(both)), facts_of(rows(one)))
    assert [(change.sort, change.fact.indicator) for change in changes] == [("lost", "a")]


def test_the_summary_counts_rules_and_indicators():
    new = edited("counts", indicator="requests", rule="r2")
    changes = compare(facts_of(rows(REPORT)), facts_of(rows(new)))
    assert [tuple(each) for each in summarise(changes)] == [
        ("counts by rule", "r1 → r2", 0, 0, 1),
        ("counts by indicator", "disclosed", 1, 0, 0),
        ("counts by indicator", "requests", 0, 1, 0),
    ]


# --- on disk ------------------------------------------------------------------------------------------


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    def write(name: str, *reports: Report) -> Path:
        return write_reports(tmp_path / name, list(reports))

    return write


def changes_of(old: Path, new: Path) -> list[Change]:
    return list(diff_datasets(old, new))


def test_documents_lost_and_gained(write: Callable[..., Path]):
    old, new = write("old", *map(make_report, (1, 2, 3))), write("new", *map(make_report, (2, 3, 4)))
    assert [(change.sort, change.fact.source, change.group) for change in changes_of(old, new)] == [
        ("lost", "places/0001.html", "document"),
        ("gained", "places/0004.html", "document"),
    ]
    assert changes_of(old, new)[0].fact.said == "annual_report, ok, 1 observations"


def test_one_document_of_many(write: Callable[..., Path]):
    many = [make_report(number) for number in range(1, 60)]
    observation = dataclasses.replace(many[40].observations[0], value=1.0)
    changed = [*many[:40], dataclasses.replace(many[40], observations=(observation,)), *many[41:]]
    (change,) = changes_of(write("old", *many), write("new", *changed))
    assert (change.fact.source, change.fact.quote) == ("places/0041.html", "主动公开政府信息７２８条")
    assert change.old is not None
    assert (change.old.said, change.fact.said) == ("728 条, r1, stated", "1 条, r1, stated")


def test_the_same_is_0(write: Callable[..., Path]):
    result = runner.invoke(app, ["diff", str(write("old", REPORT)), str(write("new", REPORT))])
    assert result.exit_code == 0
    assert "the same" in result.stdout


def test_different_is_1_with_summary_and_quotes(write: Callable[..., Path]):
    new = edited("counts", indicator=None, rule=None)
    result = runner.invoke(app, ["diff", str(write("old", REPORT)), str(write("new", new))])
    assert result.exit_code == 1
    assert "r1 → no rule" in result.stdout
    assert "728 条 [disclosed] → 728 条 [no indicator]" in result.stdout
    assert "    主动公开政府信息７２８条" in result.stdout


def test_the_limit_is_on_details(write: Callable[..., Path]):
    old, new = write("old", *map(make_report, range(1, 9))), write("new", make_report(9))
    result = runner.invoke(app, ["diff", str(old), str(new), "--limit", "2"])
    assert result.stdout.count("- reports") == 2
    assert "… and 7 more" in result.stdout


def test_json_has_everything(write: Callable[..., Path]):
    old, new = str(write("old", REPORT)), str(write("new", edited("cells", value=4.0)))
    result = runner.invoke(app, ["diff", old, new, "--json"])
    assert result.exit_code == 1
    told = json.loads(result.stdout)
    assert told["same"] is False
    assert told["summary"] == [{"table": "cells", "group": "active", "lost": 0, "gained": 0, "changed": 1}]
    assert [(change["old"], change["new"]) for change in told["changes"]] == [("3 printed", "4 printed")]
    assert json.loads(runner.invoke(app, ["diff", old, old, "--json"]).stdout) == {
        "same": True,
        "summary": [],
        "changes": [],
    }


@pytest.mark.parametrize("arguments", [["nowhere", "nowhere"], ["nowhere"], []])
def test_wrong_use_is_2(arguments: list[str]):
    result = runner.invoke(app, ["diff", *arguments])
    assert result.exit_code == 2
    assert "no dataset in nowhere" in result.stderr or "Missing argument" in result.stderr
