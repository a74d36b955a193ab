"""One document: from the bytes of its source to its rows. A document that cannot be read has a report, too, that says why."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from parsers.findings import finding
from parsers.records import Document, Finding, Identity, Outcome, ParseError, Provenance, Report
from pipeline import PARSER_VERSION
from pipeline.dataset.schema import Rows, report_rows
from pipeline.formats.names import MAX_BYTES
from pipeline.inputs.known import clean_address, find_doubts
from pipeline.inputs.sources import Source, find_digest, find_named_format, read_source
from pipeline.jobs import Job

if TYPE_CHECKING:
    from pipeline.formats import Convert
    from pipeline.inputs.attachments import Link


def read_report(job: Job, max_bytes: int = MAX_BYTES, convert: Convert | None = None) -> tuple[Report, Rows]:
    """Everything read from one source, and its rows; a failed report if it cannot be read. convert: see `read_page`."""
    from pipeline.cleaning.clean import clean
    from pipeline.extract import extract
    from pipeline.formats import read_page

    source, known = job.source, job.source.known
    origin = _provenance(job, source.name.encode(), known=False)
    try:
        data = read_source(source, max_bytes)
        origin = replace(_provenance(job, data), attached_to=_find_host(job.link, max_bytes))
        page = read_page(source.path.name, data, known.charset, convert)
        origin = replace(origin, format=page.format, encoding=page.encoding)
        document, origin, said = _join(job, clean(page, source.name), origin, max_bytes)
        report = _mark_truncated(extract(document, origin), source)
        report = replace(report, findings=(*report.findings, *said, *find_doubts(known, data), *_copies(job)))
        return report, report_rows(report)
    except ParseError as error:
        report = _failed(job, origin, str(error))
    except Exception as error:  # whatever a hostile file does to a parser costs this file, never the run
        report = _failed(job, origin, _unexpected(error))
    return report, report_rows(report)


def _join(
    job: Job, document: Document, origin: Provenance, max_bytes: int
) -> tuple[Document, Provenance, list[Finding]]:
    """A document with what is known of it from elsewhere, where it comes from, and what an auditor should know of it."""
    known = job.source.known
    origin = replace(origin, url=known.url or clean_address(document.metadata.get("url")))
    if job.link is None and not known.published and (document.title or not known.title):
        return document, origin, []
    from pipeline.inputs.attachments import join

    joined, said = join(document, known, job.link, max_bytes)
    return joined, origin, said


def _find_host(link: Link | None, max_bytes: int) -> str | None:
    """The doc_id of the page that a file is attached to; None for one that cannot be read."""
    if link is None:
        return None
    try:
        return find_digest(link.page, read_source(link.page, max_bytes))[:16]
    except ParseError:
        return None


def _mark_truncated(report: Report, source: Source) -> Report:
    """A report of which only the beginning was kept is not all there."""
    if not source.known.truncated:
        return report
    reason = "存档中只保留了此文件的开头部分 (the archive kept only the beginning of it)"
    outcome = replace(report.outcome, status="partial", error=reason)
    return replace(report, outcome=outcome, findings=(*report.findings, finding("download.truncated")))


def _provenance(job: Job, data: bytes, known: bool = True) -> Provenance:
    """Where a document comes from; `data` is its bytes if they are known, else its name stands in for them."""
    digest = find_digest(job.source, data) if known else hashlib.sha256(data).hexdigest()
    return Provenance(
        doc_id=digest[:16],
        source=job.source.name,
        copies=1 + len(job.also),
        sha256=digest if known and job.source.known.address is None else None,
        url=job.source.known.url,
        format=find_named_format(job.source.path),
        encoding=None,
    )


def _copies(job: Job) -> list[Finding]:
    return [finding("source.duplicate", source=name) for name in job.also]


def _failed(job: Job, origin: Provenance, reason: str) -> Report:
    """The report of a document that could not be read."""
    return Report(
        provenance=origin,
        identity=Identity(doc_type="other"),
        outcome=Outcome(regime=None, text="", status="failed", error=reason, parser_version=PARSER_VERSION),
        findings=(finding("source.unreadable", reason=reason), *_copies(job)),
    )


def _unexpected(error: Exception) -> str:
    """A mistake in the program in a user's words, with the place for whoever mends it."""
    import traceback

    last = traceback.extract_tb(error.__traceback__)[-1]
    place = "/".join(Path(last.filename).parts[-2:])
    said = f"{type(error).__name__}: {error}"[:200].encode("utf-8", "backslashreplace").decode()
    return f"程序在此文件上出错 (the program failed on it, please report): {said}, {place}:{last.lineno}"
