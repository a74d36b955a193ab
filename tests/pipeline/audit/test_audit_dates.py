"""Deadlines, and years without a report."""

from __future__ import annotations

from datetime import date

import pytest

from parsers.regimes import deadline
from pipeline.audit.config import Tolerances
from pipeline.audit.corpus import Report
from pipeline.audit.dates import check_dates
from tests.pipeline.audit.made_audits import audited, kinds, report, with_tables

ID = "0" * 16


def late(year, published, level="county", sector="water", agency="某局", unit=ID, **tolerance):
    day = date.fromisoformat(published)
    own = Report(ID, "a.txt", "annual_report", agency, "1.x", sector, level, year, None, day, unit=unit)
    return [found.kind for _, found in check_dates([own], set(), Tolerances(**tolerance))]


@pytest.mark.parametrize(
    ("year", "is_government", "due"),
    [(2008, False, "2009-03-31"), (2018, False, "2019-03-31"), (2019, False, "2020-01-31"), (2024, True, "2025-03-31")],
)
def test_the_deadline_goes_by_the_report_year(year, is_government, due):
    assert deadline(year, is_government).isoformat() == due


@pytest.mark.parametrize(
    ("year", "published", "body", "expected"),
    [
        (2018, "2019-03-31", {}, []),
        (2018, "2019-04-01", {}, ["report.late"]),
        (2018, "2019-04-01", {"level": "township", "sector": "government"}, ["report.late"]),
        (2019, "2020-01-31", {}, []),
        (2019, "2020-02-01", {}, ["report.late"]),
        (2019, "2020-02-01", {"sector": "government"}, []),
        (2019, "2020-04-01", {"sector": "government"}, ["report.late"]),
        (2019, "2020-02-01", {"level": "township", "sector": "government"}, ["report.late_township"]),
        (2019, "2020-02-01", {"agency": None, "sector": None}, []),
        (2019, "2020-04-01", {"agency": None, "sector": None}, ["report.late"]),
        (2019, "2020-02-01", {"agency": "临水县人民政府", "sector": "water", "level": None}, []),
        (2019, "2020-02-01", {"agency": "临水县人民政府办公室", "sector": "water", "level": None}, ["report.late"]),
        (2016, "2019-05-06", {}, ["report.late_uncertain"]),
        (2020, "2020-12-31", {}, ["report.early"]),
    ],
)
def test_late_and_early(year, published, body, expected):
    assert late(year, published, **body) == expected


def test_how_late_is_told():
    day = date(2014, 4, 17)
    own = Report(ID, "a.txt", "annual_report", "某局", "1.x", "water", "county", 2013, None, day, unit=ID)
    ((_, found),) = check_dates([own], set(), Tolerances())
    assert found.message_zh == "发布日期 2014-04-17 晚于法定期限 2014-03-31,逾期 17 天"
    assert found.message_en == "published on 2014-04-17, 17 days after the legal deadline 2014-03-31"


def test_days_can_be_let_pass():
    assert late(2019, "2020-02-03", late_days=3) == []
    assert late(2019, "2020-02-04", late_days=3) == ["report.late"]
    assert late(2019, "2020-08-01", moved_days=100) == ["report.late_uncertain"]


def test_an_attachment_is_not_judged_by_the_date_of_its_page():
    assert late(2019, "2020-05-01") == ["report.late"]
    assert late(2019, "2020-05-01", unit="1" * 16) == []


def test_the_date_of_a_page_with_several_reports_is_only_a_hint(tmp_path):
    text = report(2021, published="2022-12-01", sections=with_tables("2021"))
    second = "松阳县水利局2020年政府信息公开年度报告\n2020年,全县公开信息3条。\n"
    assert "report.late" in kinds(audited(tmp_path / "a", {"a.txt": text}))
    assert kinds(audited(tmp_path / "b", {"a.txt": text + second}), "report") == ["report.late_uncertain"]


def test_years_between_without_a_report_are_one_finding(tmp_path):
    documents = {f"{year}.txt": report(year) for year in (2019, 2020, 2023)}
    documents["other.txt"] = report(2021, body="遂昌县教育局")
    (gap,) = [row for row in audited(tmp_path, documents) if row["kind"] == "report.gap"]
    assert gap["doc_id"] is None
    assert "2021、2022" in gap["message_zh"]
    assert len(gap["related"].split(";")) == 2
