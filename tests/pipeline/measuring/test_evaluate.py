"""The scorer on a document small enough to score by hand."""

from __future__ import annotations

from datetime import date

import pytest

from pipeline.measuring.evaluate import Dataset, evaluate
from pipeline.measuring.gold import Annotated

TEXT = "甲市教育局２０２０年报告\n一、总体情况\n公开信息12条,其中网站 5条,近1.2万人关注。未收到申请。"
GOLD = {
    "report": {
        "doc_type": "annual_report",
        "agency": "甲市教育局",
        "region_name": "乙省甲市",
        "adcode": "999900",
        "report_year": 2020,
        "published": "2021-01-05",
        "hijacked": False,
    },
    "sections": [{"key": "overview", "heading": "一、总体情况"}],
    "counts": [
        {"quote": "公开信息12条", "raw": "12", "value": 12, "unit": "条", "bound": None, "indicator": "disclosed"},
        {"quote": "网站5条", "raw": "5", "value": 5, "unit": "条", "bound": None, "indicator": "disclosed.website"},
        {"quote": "近1.2万人关注", "raw": "1.2", "value": 12000, "unit": "人", "bound": "<", "indicator": "followers"},
        {"quote": "未收到申请", "raw": "未收到申请", "value": 0, "unit": "件", "bound": None, "indicator": "requests.received", "optional": True},
    ],
    "cells": [
        {"table": "active", "row": "licences", "column": "decisions", "value": 3, "raw": "3"},
        {"table": "active", "row": "penalties", "column": "decisions", "value": None, "raw": ""},
    ],
}  # fmt: skip


def count(no: int, raw: str, value: float, unit: str, indicator: str | None, bound: str | None = None) -> dict:
    start = TEXT.index(raw)
    quote = TEXT[start : start + 10]
    return {
        "count_no": no, "start_char": start, "end_char": start + len(raw), "raw": raw, "value": value,
        "unit": unit, "bound": bound, "indicator": indicator, "quote": quote,
    }  # fmt: skip


def cell(row_id: str, value: float | None, table: str = "active", instance: int = 0) -> dict:
    return {"form_table": table, "row_id": row_id, "column_id": "decisions", "value": value, "instance": instance}


def perfect() -> dict[str, list[dict]]:
    report = GOLD["report"] | {"text": TEXT, "published": date(2021, 1, 5)}
    return {
        "reports": [report],
        "sections": [{"level": 1, "section_key": "overview", "heading": "一、总体情况"}],
        "counts": [
            count(0, "12", 12, "条", "disclosed"),
            count(1, "5", 5, "条", "disclosed.website"),
            count(2, "1.2万", 12000, "名", "followers", "<"),
        ],
        "cells": [cell("licences", 3), cell("penalties", None)],
        "observations": [
            {"indicator": "disclosed", "value": 12},
            {"indicator": "disclosed.website", "value": 5},
            {"indicator": "followers", "value": 12000},
            {"indicator": "approvals.cases", "value": 3},
        ],
    }


def score(tables: dict[str, list[dict]], gold: dict = GOLD):
    dataset = Dataset({table: {"d": rows} for table, rows in tables.items()})
    return evaluate(dataset, [Annotated("d", "d", gold)])


def test_a_perfect_reading_scores_one_everywhere():
    result = score(perfect())
    assert {name: value for name, value in result.figures().items() if value != 1} == {}
    assert result.misses == []


def test_nothing_read_scores_nothing():
    figures = score({table: [] for table in perfect()}).figures()
    assert {figures[name] for name in ("document", "agency", "counts.recall", "cells.recall", "observations.f1")} == {0}


@pytest.mark.parametrize(
    ("agency", "right"), [("乙省甲市教育局", 1), ("甲市教育局", 1), ("丙市甲市教育局", 0), ("教育局", 0), (None, 0)]
)
def test_a_region_in_front_of_the_agency_may_be_the_documents_own(agency, right):
    tables = perfect()
    tables["reports"][0]["agency"] = agency
    assert score(tables).figures()["agency"] == right


@pytest.mark.parametrize(
    ("edit", "precision", "recall"),
    [
        ({"value": 6}, 2 / 3, 2 / 3),
        ({"start_char": 0, "end_char": 2}, 2 / 3, 2 / 3),
        ({"indicator": None}, 1, 1),
    ],
)
def test_a_count_is_right_by_place_and_value(edit, precision, recall):
    tables = perfect()
    tables["counts"][1] |= edit
    figures = score(tables).figures()
    assert (figures["counts.precision"], figures["counts.recall"]) == (precision, recall)


def test_an_optional_count_is_neither_rewarded_nor_punished():
    tables = perfect()
    tables["counts"].append(count(3, "未收到申请", 0, "件", "requests.received"))
    figures = score(tables).figures()
    assert (figures["counts.precision"], figures["counts.recall"], figures["indicators.precision"]) == (1, 1, 1)


def test_an_invented_count_costs_precision():
    tables = perfect()
    tables["counts"].append(count(3, "２０２０", 2020, "年", None))
    assert score(tables).figures()["counts.precision"] == 3 / 4


def test_a_wrong_indicator_costs_both_ways():
    tables = perfect()
    tables["counts"][1]["indicator"] = "disclosed.weibo"
    figures = score(tables).figures()
    assert (figures["indicators.precision"], figures["indicators.recall"]) == (2 / 3, 2 / 3)


@pytest.mark.parametrize(
    ("extra", "precision", "none_invented"),
    [
        (cell("licences", 3), 1, 1),
        (cell("penalties", 7), 1 / 2, 1),
        (cell("coercion", 7), 1, 0),
        (cell("rows", 7, table="requests"), 1 / 2, 1),
        (cell("licences", 9, instance=1), 1, 1),
        (cell("local.1", 9), 1, 1),
    ],
)
def test_a_value_where_none_is_certain_is_invented(extra, precision, none_invented):
    tables = perfect()
    tables["cells"].append(extra)
    figures = score(tables).figures()
    assert (figures["cells.precision"], figures["cells none invented"]) == (precision, none_invented)


def test_an_observation_must_be_stated():
    tables = perfect()
    tables["observations"][0]["value"] = 13
    tables["observations"].append({"indicator": "meetings", "value": 1})
    figures = score(tables).figures()
    assert (figures["observations.precision"], figures["observations.recall"]) == (3 / 5, 3 / 4)


def test_what_is_no_report_may_have_no_observations():
    gold = GOLD | {"report": GOLD["report"] | {"doc_type": "plan"}}
    tables = perfect()
    tables["reports"][0]["doc_type"] = "plan"
    assert score(tables, gold).figures()["no observations from non-reports"] == 0


@pytest.mark.parametrize(
    ("annotated", "read", "group"), [("2019", "2021", "2019"), (None, "2021", "2021"), (None, None, "unknown")]
)
def test_a_document_counts_under_its_form(annotated, read, group):
    tables = perfect()
    tables["reports"][0]["regime"] = read
    assert list(score(tables, GOLD | {"report": GOLD["report"] | {"regime": annotated}}).by_group()) == [group]


def test_what_is_not_annotated_is_not_asked():
    gold = {"report": GOLD["report"]}
    assert not [name for name in score(perfect(), gold).figures() if name.startswith(("counts", "cells", "sections"))]


def test_figures_by_form_and_by_indicator():
    tables = perfect()
    tables["counts"][1]["indicator"] = "disclosed.weibo"
    result = score(tables, GOLD | {"report": GOLD["report"] | {"regime": "2019"}})
    assert result.by_group()["2019"]["indicators"].right == 2
    tallies = result.indicators["indicators"]
    assert {
        name: (t.right, t.given, t.wanted) for name, t in tallies.items() if not t.right == t.given == t.wanted
    } == {
        "disclosed.website": (0, 0, 1),
        "disclosed.weibo": (0, 1, 0),
    }
