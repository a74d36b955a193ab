"""The audit on a made corpus, whose maker planted the faults and wrote down where."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from benchmarks.corpus import LEDGER, write_corpus
from pipeline.audit import audit
from pipeline.audit.config import Config
from pipeline.audit.results import Result, read_results
from tests.gate import run_pipeline

REPORTS = 1200
RECALL, EXTRA = 0.97, 0.02

ANSWERS = {
    "carried": ("year.carried",),
    "cells.blank": ("form.blank", "form.empty"),
    "cells.slash": ("form.slash",),
    "copy.agency": ("copy.agency",),
    "copy.part": ("copy.year",),
    "copy.year": ("copy.year",),
    "duplicate": ("source.duplicate",),
    "hijacked": ("page.hijacked",),
    "identity.proceedings": ("check.failed",),
    "identity.requests": ("check.failed",),
    "identity.statistics": ("check.failed",),
    "in_force": ("year.in_force",),
    "items": ("year.items",),
    "late": ("report.late", "report.late_township"),
    "parts": ("parts.do_not_add_up",),
    "period": ("identity.year_conflict", "identity.period"),
    "section.empty": ("section.empty",),
    "section.headless": ("section.unheaded",),
    "section.misplaced": ("section.misplaced",),
    "section.missing": ("section.missing", "section.optional", "section.unheaded"),
    "template": ("template.remains",),
    "text_table.requests": ("value.contradiction",),
    "text_table.statistics": ("value.contradiction",),
    "year_gap": ("report.gap",),
    "year_left": ("period.stale", "identity.year_conflict"),
}
"""Kind of a planted fault → the kinds of findings that answer it."""

ECHOES = ("identity.name_replaced", "document.not_report", "observation.unit_unknown")
"""Kinds that a hijacked page brings along, and those that are no complaint."""


def sources(result: Result) -> set[str]:
    """The documents that a finding is about."""
    own = {result.report.source} if result.report else set()
    return own | {report.source for report in result.related}


def is_told(row: dict[str, str], result: Result) -> bool:
    """Whether a finding answers a row of the ledger; copies and gaps are known from either side."""
    named = {row["source"], *row["related"].split(";")} - {""}
    return result.kind in ANSWERS[row["kind"]] and bool(named & sources(result))


@pytest.mark.slow
def test_what_was_planted_is_found_and_little_else(tmp_path: Path) -> None:
    write_corpus(tmp_path / "in", REPORTS, 1)
    with (tmp_path / "in" / LEDGER).open(encoding="utf-8", newline="") as file:
        faults = [row for row in csv.DictReader(file) if row["is_fault"] == "yes"]
    (tmp_path / "in" / LEDGER).unlink()
    dataset = run_pipeline(tmp_path / "in", tmp_path / "out")
    audit(dataset, Config())
    results = [result for result in read_results(dataset, Config()) if result.kind not in ECHOES]
    missed = [row for row in faults if not any(is_told(row, result) for result in results)]
    extra = [result for result in results if not any(is_told(row, result) for row in faults)]
    told = Counter(f"missed {row['kind']}" for row in missed) + Counter(f"extra {result.kind}" for result in extra)
    assert len(faults) > 250
    assert len(missed) <= (1 - RECALL) * len(faults), told
    assert len(extra) <= EXTRA * len(results), told
