"""What other programs are given: JSON, CSV and SARIF."""

from __future__ import annotations

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.findings import kinds
from pipeline.audit import audit
from pipeline.audit.config import Config
from pipeline.audit.formats import FORMULA, as_csv, as_json, as_sarif, safe_cell
from pipeline.audit.results import Result, count_kinds, group_by_document, has_severity, read_results
from pipeline.audit.view import find_lines
from tests.pipeline.audit.made_audits import make_dataset, report, with_tables

BROKEN = {"requests__carried_out__total": "3", "requests__granted__total": "7"}
SPACE = "a b/年报#1.txt"


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """A failed identity, a late report, carried figures that do not match, and a gap."""
    folder = tmp_path_factory.mktemp("formats")
    broken = with_tables("2021", **BROKEN)
    documents = {
        SPACE: report(2021, published="2022-03-05", sections=broken),
        "b.txt": report(2022, sections=with_tables("2021")),
        "c.txt": report(2024, sections=with_tables("2021")),
    }
    dataset = make_dataset(folder, documents)
    audit(dataset, Config())
    return read_results(dataset, Config())


def test_the_worst_come_first(results):
    order = [result.severity for result in results]
    assert order == sorted(order, key=("error", "warning", "info").index)
    assert count_kinds(results)[0][0] == "error"
    assert {result.row["stage"] for result in results} == {"run", "audit"}


def test_has_severity(results):
    gap = [result for result in results if result.kind == "report.gap"]
    assert not has_severity(gap, "error")
    assert has_severity(gap, "warning")
    assert has_severity(gap, "info")
    assert not has_severity([], "info")


def test_places_are_lines_and_columns_of_the_text(results):
    found = next(result for result in results if result.kind == "year.carried")
    lines = report(2022, sections=with_tables("2021")).split("\n")
    assert lines[found.place.line - 1][found.place.column - 1 : found.place.end_column - 1] == found.place.words == "0"


def test_json_tells_everything(results):
    page = json.loads(as_json(results))
    assert len(page["findings"]) == len(results)
    assert sum(kind["findings"] for kind in page["kinds"]) == len(results)
    late = next(row for row in page["findings"] if row["kind"] == "report.late")
    assert (late["source"], late["report_year"], late["agency"]) == (SPACE, 2021, "松阳县水利局")
    gap = next(row for row in page["findings"] if row["kind"] == "report.gap")
    assert gap["doc_id"] is None
    assert [other["source"] for other in gap["related"]] == ["b.txt", "c.txt"]


def test_csv_has_a_row_a_finding(results):
    rows = list(csv.DictReader(io.StringIO(as_csv(results))))
    assert [row["kind"] for row in rows] == [result.kind for result in results]
    assert all(row["do"] for row in rows)
    assert {row["article"] for row in rows if row["kind"] == "report.late"} == {kinds()["report.late"]["article"]}


@given(st.text(alphabet="=+-@\t\r\n ＝＋ 1A公", max_size=6))
def test_no_cell_is_a_formula(text):
    cell = safe_cell(text)
    assert isinstance(cell, str)
    assert not cell.lstrip(" \u3000").startswith(FORMULA)
    assert cell in (text, f"'{text}")


def test_sarif_has_what_the_schema_requires(results):
    page = json.loads(as_sarif(results))
    assert set(page) == {"$schema", "version", "runs"}
    assert page["version"] == "2.1.0"
    (run,) = page["runs"]
    driver = run["tool"]["driver"]
    assert driver["name"] == "nianbao"
    assert [rule["id"] for rule in driver["rules"]] == sorted({result.kind for result in results})
    assert len(run["results"]) == len(results)
    for found in run["results"]:
        assert driver["rules"][found["ruleIndex"]]["id"] == found["ruleId"]
        assert found["level"] in ("error", "warning", "note")
        assert found["message"]["text"]
        assert len(found["partialFingerprints"]["findingId/v1"]) == 16
        for place in found["locations"] + found.get("relatedLocations", []):
            location = place["physicalLocation"]["artifactLocation"]
            assert run["artifacts"][location["index"]]["location"]["uri"] == location["uri"]
            assert location["uriBaseId"] in run["originalUriBaseIds"]


def test_sarif_points_at_the_source_and_the_place(results):
    (run,) = json.loads(as_sarif(results))["runs"]
    failed = next(found for found in run["results"] if found["ruleId"] == "check.failed")
    place = failed["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "a%20b/%E5%B9%B4%E6%8A%A5%231.txt"
    region = place["region"]
    assert (region["startLine"], region["startColumn"]) <= (region["endLine"], region["endColumn"])
    assert min(region["startLine"], region["startColumn"]) >= 1
    text = report(2021, sections=with_tables("2021", **BROKEN))  # the line of the date is no part of it
    start = region["charOffset"]
    assert text[start : start + region["charLength"]] == region["snippet"]["text"]
    gap = next(found for found in run["results"] if found["ruleId"] == "report.gap")
    assert len(gap["locations"]) == 1
    assert len(gap["relatedLocations"]) == 2


# --- for a person ---------------------------------------------------------------------------------------


def made_result(doc_id, severity, kind, number=0):
    row = {
        "doc_id": doc_id,
        "kind": kind,
        "finding_id": f"{doc_id}{kind}{number}",
        "message_zh": kind,
        "message_en": kind,
    }
    return Result(row, severity, None, (), None)


def test_documents_with_the_worst_and_the_most_come_first():
    found = [
        made_result("a", "error", "check.failed"),
        made_result("b", "error", "report.late"),
        made_result("a", "warning", "form.blank"),
        made_result("c", "warning", "form.blank"),
        made_result(None, "warning", "report.gap"),
    ]
    order = [[(result.row["doc_id"], result.kind) for result in own] for own in group_by_document(found)]
    assert order == [
        [("a", "check.failed"), ("a", "form.blank")],
        [("b", "report.late")],
        [("c", "form.blank")],
        [(None, "report.gap")],
    ]


def test_many_of_a_kind_are_one_line():
    found = [made_result("a", "warning", "unread.label", number) for number in range(6)]
    found += [made_result("a", "warning", "unread.row", number) for number in range(2)]
    lines = [(line.result.kind, line.number, line.is_first) for line in find_lines(found)]
    assert lines == [("unread.label", 6, True), ("unread.row", 1, False), ("unread.row", 1, False)]
    assert len(list(find_lines([made_result("a", "error", "check.failed", number) for number in range(6)]))) == 6
