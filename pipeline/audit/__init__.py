"""The audit: findings that need the law of the year, or several reports, computed over a written dataset.

`run` tells what it meets while it reads a document; the audit owns the kinds of `rules/findings.csv` whose stage is
`audit`, replaces its own rows in `findings` and leaves the others alone. It reads nothing but the dataset: the same
dataset gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from parsers.findings import finding, kinds
from parsers.folding import fold
from parsers.records import Finding
from parsers.remains import find_stale_years, find_template_remains
from pipeline.audit.config import STAGE, Config
from pipeline.audit.copies import check_copies, hash_runs
from pipeline.audit.corpus import Corpus, Report
from pipeline.audit.dates import check_dates, check_gaps
from pipeline.audit.forms import check_cells, check_rows
from pipeline.audit.sections import check_empty, check_form, check_headings
from pipeline.audit.years import check_years
from pipeline.dataset.schema import Row, finding_rows, tables

Told = tuple[str | None, Finding]
"""A finding and the doc_id that it is about, None if it is about several."""

RECENT = 2
"""Years back of which words are left from an earlier report; of a year longer past they are mostly history, and a note."""

MOST_QUOTED = 5
"""Remains of a template that a finding quotes."""


def audit(dataset: Path, config: Config) -> list[Row]:
    """Compute the audit's findings on a dataset and put them in the place of those of an earlier audit.

    Returns their rows as written. Raises NoDatasetError, and StoreError where the dataset cannot be replaced; it then
    stays as it was.
    """
    from pipeline.dataset.batches import record_batch
    from pipeline.dataset.store import replace_findings

    Corpus(dataset)  # a path without a dataset is refused before anything is made there
    with replace_findings(dataset, STAGE) as write:
        rows = find_rows(Corpus(dataset), config)
        write(record_batch("findings", rows))
    return rows


def find_rows(corpus: Corpus, config: Config) -> list[Row]:
    """The rows of the audit's findings, sorted by document and kind: the same for the same dataset."""
    rows: list[Row] = []
    for doc_id, found in find_all(corpus, config):
        row = kinds()[found.kind]
        if row["stage"] != STAGE:
            raise ValueError(f"{found.kind} is not the audit's to tell")
        if found.kind not in config.ignore:
            found = replace(found, severity=config.severity_of(found.kind, found.severity))
            rows += finding_rows(doc_id, [found], STAGE)
    return sorted({row[0]: row for row in rows}.values(), key=_order)


def _order(row: Row) -> tuple[Any, ...]:
    """By document, kind, place in the text and what it is about."""
    value = dict(zip(tables()["findings"].names, row, strict=True))
    return value["doc_id"] or "", value["kind"], value["start_char"] or 0, value["subject"] or "", value["finding_id"]


def find_all(corpus: Corpus, config: Config) -> Iterator[Told]:
    """Every finding of the audit, before severities and kinds to pass over."""
    yield from _from_texts(corpus, config)
    yield from check_cells(corpus, config.tolerance)
    yield from check_rows(corpus)
    mixed = corpus.documents_with("identity.several_reports")
    yield from check_dates(corpus.reports.values(), mixed, config.tolerance)
    yield from check_gaps(corpus)
    yield from check_years(corpus, config.tolerance)


def _from_texts(corpus: Corpus, config: Config) -> Iterator[Told]:
    """What the texts tell, each read once."""
    runs = []
    for report, text in corpus.texts():
        runs.append((report, hash_runs(text)))
        for found in _from_text(corpus, report, text, config):
            yield report.doc_id, found
    yield from check_copies(runs, config.tolerance)


def _from_text(corpus: Corpus, report: Report, text: str, config: Config) -> Iterator[Finding]:
    folded = fold(text)
    headings = corpus.headings.get(report.doc_id, ())
    others = [other for other in corpus.units[report.unit] if other.doc_id != report.doc_id]
    elsewhere = frozenset(
        key for other in others for heading in corpus.headings.get(other.doc_id, ()) for key in heading.keys
    )
    printed = {name for each in (report, *others) for name in corpus.printed_tables.get(each.doc_id, ())}
    empty = list(check_empty(headings, text, config.tolerance.empty_characters, printed))
    yield from (found for found in empty if found.subject not in elsewhere)
    if not report.is_part:
        filled = {key for heading in headings for key in heading.keys} - {found.subject for found in empty}
        stated = corpus.stated.get(report.doc_id, {})
        yield from check_headings(report, headings, folded, stated, elsewhere)
        yield from check_form(report, filled | elsewhere, printed)
    if remains := find_template_remains(folded):
        words = "、".join(dict.fromkeys(each.words for each in remains[:MOST_QUOTED]))
        yield finding("template.remains", remains[0].start, remains[0].end, words=words)
    if report.report_year:
        for year, place in find_stale_years(folded, report.report_year):
            facts: dict[str, Any] = {"year": report.report_year, "other": year, "words": place.words}
            found = finding("period.stale", place.start, place.end, **facts)
            yield found if year >= report.report_year - RECENT else replace(found, severity="info")
