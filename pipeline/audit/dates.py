"""When a report was published, and the years for which a body has none."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby

from parsers.findings import finding
from parsers.records import Finding
from parsers.regimes import FIRST_YEAR_OF_2019_LAW, deadline
from pipeline.audit.config import Tolerances
from pipeline.audit.corpus import Corpus, Report

MOVED = ("晚一年以上,网站可能迁移过", "more than a year: the site may have moved")
MIXED = ("同一页面上有几份报告", "the page holds several reports")
"""Why the date of a page may not be that of the first publication."""


def check_dates(
    reports: Iterable[Report], mixed: Container[str], tolerance: Tolerances
) -> Iterator[tuple[str, Finding]]:
    """doc_id and finding for each report that was published too late, or before its year was over.

    mixed: pages with several reports, whose date may be another one's. An attachment has the date of its page, which
    alone is judged.
    """
    for report in reports:
        if report.published and report.report_year and not report.is_part:
            found = _judge(report, report.report_year, report.published, report.doc_id in mixed, tolerance)
            if found is not None:
                yield report.doc_id, found


def _judge(report: Report, year: int, published: date, is_mixed: bool, tolerance: Tolerances) -> Finding | None:
    due = deadline(year, report.is_government)
    late = (published - due).days
    if published.year <= year:
        return finding("report.early", published=published, year=year)
    if late <= tolerance.late_days:
        return None
    if is_mixed or late > tolerance.moved_days:
        reason_zh, reason_en = MIXED if is_mixed else MOVED
        return finding("report.late_uncertain", published=published, due=due, reason_zh=reason_zh, reason_en=reason_en)
    unnamed = report.is_township and year >= FIRST_YEAR_OF_2019_LAW
    return finding("report.late_township" if unnamed else "report.late", published=published, due=due, days=late)


def reports_by_body(corpus: Corpus) -> Iterator[tuple[str, list[tuple[int, list[Report]]]]]:
    """Each body's id with its reports of every year, in order. A body without a certain id is left out."""
    known = [report for report in corpus.reports.values() if report.agency_id and report.report_year]
    known.sort(key=lambda report: (report.agency_id or "", report.report_year or 0, report.doc_id))
    for agency_id, own in groupby(known, key=lambda report: report.agency_id or ""):
        years = groupby(own, key=lambda report: report.report_year or 0)
        yield agency_id, [(year, list(reports)) for year, reports in years]


def check_gaps(corpus: Corpus) -> Iterator[tuple[None, Finding]]:
    """A finding for each body that has reports for an earlier and for a later year, but none for years between."""
    for agency_id, years in reports_by_body(corpus):
        present = [year for year, _ in years]
        missing = sorted(set(range(present[0], present[-1])) - set(present))
        if missing:
            yield None, _gap(agency_id, missing, years)


def _gap(agency_id: str, missing: Sequence[int], years: Sequence[tuple[int, list[Report]]]) -> Finding:
    """What is missing, with the reports that stand beside the gaps."""
    beside = [reports[0] for year, reports in years if year - 1 in missing or year + 1 in missing]
    return finding(
        "report.gap",
        related=";".join(report.doc_id for report in beside),
        subject=agency_id,
        agency=beside[-1].agency,
        years="、".join(map(str, missing)),
        first=years[0][0],
        last=years[-1][0],
    )
