"""From a cleaned document to everything read from it: calls the parsers in order and joins their records."""

from __future__ import annotations

import re
from collections.abc import Sequence

from parsers.counts import read_counts
from parsers.counts.part_sums import check_parts
from parsers.findings import finding
from parsers.folding import fold
from parsers.form_words import in_both
from parsers.identity import read_identity
from parsers.identity.doctype import NAMES
from parsers.observations import observe, plain
from parsers.records import Cell, Check, Document, Finding, Identity, Observation, Outcome, Provenance, Report
from parsers.regimes import find_regime
from parsers.sections import find_sections
from parsers.tables import read_tables
from parsers.tables.checks import check_cells, describe_check, find_evidence
from pipeline import PARSER_VERSION


def extract(document: Document, provenance: Provenance) -> Report:
    """Read one cleaned document. Only an annual report has a regime and observations."""
    folded = fold(document.text)
    tables = read_tables(document, folded)
    reading = read_identity(document, folded)
    identity, skip = reading.identity, (*tables.spans, *reading.spam)
    sections = find_sections(folded, skip, tables.regime)
    counts = read_counts(folded, sections, skip, identity.report_year)
    checks = check_cells(tables.cells)
    observations: tuple[Observation, ...] = ()
    findings = [*_about_reading(document, identity), *reading.findings, *tables.findings]
    findings += _failed(checks, tables.cells)
    regime = None
    if identity.doc_type == "annual_report":
        regime = find_regime(tables.regime, sections, identity.report_year)
        observations, doubts = observe(counts, tables.cells)
        findings += [*doubts, *check_parts(counts, document.text)]
    return Report(
        provenance=provenance,
        identity=identity,
        outcome=Outcome(
            regime=regime,
            text=document.text,
            status="partial" if document.shortfall else "ok",
            error=document.shortfall,
            parser_version=PARSER_VERSION,
        ),
        sections=sections,
        counts=counts,
        cells=tables.cells,
        observations=observations,
        checks=checks,
        findings=tuple(findings),
    )


def _about_reading(document: Document, identity: Identity) -> list[Finding]:
    """What a file fell short of, and what it is instead of a report; a file without text may be anything."""
    found = []
    if document.shortfall:
        found.append(finding("source.partial", reason=document.shortfall))
    if identity.doc_type != "annual_report" and (document.text or not document.shortfall):
        found.append(finding("document.not_report", **in_both("doc_type", NAMES[identity.doc_type])))
    if identity.hijacked:
        found.append(finding("page.hijacked", spam=identity.spam or ""))
    return found


def _failed(checks: Sequence[Check], cells: Sequence[Cell]) -> list[Finding]:
    """A finding for each identity that does not hold, with the place of its left side."""
    found = []
    forms = {cell.form_table: cell.form for cell in cells}
    for check in checks:
        if check.passed is False:
            start, end = find_evidence(check, cells) or (None, None)
            left, right, difference = (
                plain(each or 0.0) for each in (check.left_value, check.right_value, check.difference)
            )
            facts = {
                **describe_check(check, forms[re.split("[#/]", check.scope)[0]]),
                "left": left,
                "right": right,
                "difference": difference.lstrip("-"),
            }
            found.append(finding("check.failed", start, end, subject=check.scope, **facts))
    return found
