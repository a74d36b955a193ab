"""When a report was published, and the years for which a body has none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from itertools import groupby

from parsers.findings import finding
from parsers.records import Finding
from parsers.regimes import FIRST_YEAR_OF_2019_LAW, deadline
from pipeline.audit.config import Tolerances
from pipeline.audit.corpus import Corpus, Report


def check_dates(reports: Iterable[Report], tolerance: Tolerances) -> Iterator[tuple[str, Finding]]:
    """doc_id and finding for each report that was published too late, or before its year was over.

    An attachment has the date of its page, which alone is judged.
    """
    for report in reports:
        if report.published and report.report_year and report.attached_to is None:
            for found in _date(report, tolerance):
                yield report.doc_id, found


def _date(report: Report, tolerance: Tolerances) -> Iterator[Finding]:
    year, published = report.report_year, report.published
    if year is None or published is None:
        return
    due = deadline(year, report.is_government)
    if published.year <= year:
        yield finding("report.early", published=published, year=year)
    elif published > due + timedelta(days=max(tolerance.moved_days, tolerance.late_days)):
        yield finding("report.long_after", published=published, due=due)
    elif published > due + timedelta(days=tolerance.late_days):
        unnamed = report.is_township and year >= FIRST_YEAR_OF_2019_LAW
        yield finding("report.late_township" if unnamed else "report.late", published=published, due=due)


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
