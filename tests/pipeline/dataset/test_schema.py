"""The declared schema: what it derives, and what it refuses."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pyarrow as pa
import pytest

from parsers.findings import finding
from pipeline.dataset.schema import SchemaError, arrow_schema, report_rows, tables
from tests.pipeline.made_reports import make_report

CONTRACT = {
    "reports": "doc_id source copies sha256 url format encoding doc_type title agency sector level region_name adcode "
    "province prefecture county report_year regime published hijacked spam text status error parser_version",
    "sections": "doc_id section_no level section_key also heading start_char end_char chars",
    "counts": "doc_id count_no start_char end_char raw value unit bound noun quote indicator scope part_of section_key rule",
    "cells": "doc_id form form_table instance row_id column_id label value unit raw status start_char end_char",
    "observations": "doc_id agency sector level adcode report_year indicator value unit bound origin cell rule status "
    "start_char end_char mentions agree",
    "checks": "doc_id check_id scope left_value right_value difference blank_terms passed",
    "findings": "finding_id stage doc_id kind severity message_zh message_en start_char end_char related",
}


@pytest.mark.parametrize("name", CONTRACT)
def test_tables_have_the_columns_of_the_contract(name: str) -> None:
    assert set(CONTRACT[name].split()) <= set(tables()[name].names)


def test_tables_are_those_of_the_contract() -> None:
    assert list(tables()) == list(CONTRACT)


@pytest.mark.parametrize("name", CONTRACT)
def test_column_names_are_no_sql_keywords(name: str) -> None:
    duckdb = pytest.importorskip("duckdb")
    keywords = duckdb.sql("SELECT keyword_name FROM duckdb_keywords() WHERE keyword_category = 'reserved'").fetchall()
    assert not {keyword for (keyword,) in keywords} & set(tables()[name].names)


@pytest.mark.parametrize("name", CONTRACT)
def test_every_column_is_described_in_both_languages(name: str) -> None:
    for field in arrow_schema(name):
        assert field.metadata[b"description"]
        assert field.metadata[b"description_zh"]


@pytest.mark.parametrize(
    ("table", "column", "kind", "nullable"),
    [
        ("reports", "doc_id", pa.string(), False),
        ("reports", "report_year", pa.int64(), True),
        ("reports", "published", pa.date32(), True),
        ("reports", "hijacked", pa.bool_(), False),
        ("counts", "value", pa.float64(), False),
        ("cells", "value", pa.float64(), True),
        ("checks", "passed", pa.bool_(), True),
        ("observations", "report_year", pa.int64(), True),
        ("findings", "doc_id", pa.string(), True),
    ],
)
def test_types_follow_from_the_annotations(table: str, column: str, kind: pa.DataType, nullable: bool) -> None:
    field = arrow_schema(table).field(column)
    assert (field.type, field.nullable) == (kind, nullable)


def test_an_observation_carries_whose_it_is() -> None:
    names = tables()["observations"].names
    (row,) = report_rows(make_report())["observations"]
    assert dict(zip(names, row, strict=True))["agency"] == "某市文化局"
    assert dict(zip(names, row, strict=True))["report_year"] == 2019


def _with(table: str, **changes: Any):
    report = make_report()
    first, *others = getattr(report, table)
    return replace(report, **{table: (replace(first, **changes), *others)})


@pytest.mark.parametrize(
    ("broken", "complaint"),
    [
        (_with("counts", raw="729"), "counts: .* not '729'"),
        (_with("counts", end_char=10_000), "no span"),
        (_with("counts", start_char=20, end_char=19), "no span"),
        (_with("counts", value=float("nan")), "counts.value .* not finite"),
        (_with("counts", scope="always"), "counts.scope .*always"),
        (_with("counts", scope=None), "counts.scope .*NoneType"),
        (_with("counts", count_no=1), "two rows with the key"),
        (_with("counts", count_no=True), "counts.count_no .*bool"),
        (_with("counts", noun="\ud800"), "cannot be written"),
        (_with("cells", start_char=None), "no span"),
        (_with("cells", raw="4"), "cells: .* not '4'"),
        (_with("sections", heading="二、"), "sections: "),
        (_with("checks", passed="yes"), "checks.passed .*str"),
        (replace(make_report(), identity=replace(make_report().identity, doc_type="leaflet")), "doc_type .*leaflet"),
        (replace(make_report(), identity=replace(make_report().identity, published="2020-01-31")), "published .*str"),
    ],
)
def test_a_record_that_breaks_the_schema_is_refused(broken, complaint: str) -> None:
    with pytest.raises(SchemaError, match=complaint):
        report_rows(broken)


def test_what_is_said_twice_is_one_finding() -> None:
    twice = finding("unread.label", table_zh="表", table_en="table", label="requests")
    other = finding("unread.label", table_zh="表", table_en="table", label="fees")
    rows = report_rows(replace(make_report(), findings=(twice, other, twice)))["findings"]
    assert [row[-5].endswith(name) for row, name in zip(rows, ("requests", "fees"), strict=True)] == [True, True]


def test_a_finding_keeps_its_id_whatever_else_is_found() -> None:
    one, two = (
        finding("unread.label", table_zh="表", table_en="table", label="requests"),
        finding("unread.label", table_zh="表", table_en="table", label="fees"),
    )
    ids = [
        {row[0]: row[3:] for row in report_rows(replace(make_report(), findings=found))["findings"]}
        for found in ((one, two), (two, one), (one,))
    ]
    assert ids[0] == ids[1]
    assert ids[2].items() <= ids[0].items()
    assert report_rows(make_report(2))["findings"][0][0] not in ids[0]


def test_a_date_is_a_date() -> None:
    assert date(2020, 1, 31) in report_rows(make_report())["reports"][0]
