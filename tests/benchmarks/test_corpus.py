"""The made corpus: the same bytes for the same seed, a ledger that fits it, and what the audit finds of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from benchmarks.corpus import LEDGER, write_corpus
from benchmarks.made import faults
from pipeline.audit import audit
from pipeline.audit.config import Config
from pipeline.engine import run
from pipeline.site.reading import Dataset

REPORTS = 320
FOUND_AS = {
    "identity.requests": ("check.failed",),
    "identity.proceedings": ("check.failed",),
    "identity.statistics": ("check.failed",),
    "text_table.requests": ("value.contradiction",),
    "text_table.statistics": ("value.contradiction",),
    "parts": ("parts.do_not_add_up",),
    "cells.blank": ("form.blank", "form.empty"),
    "cells.slash": ("form.slash",),
    "section.missing": ("section.missing",),
    "section.empty": ("section.empty",),
    "section.headless": ("section.unheaded",),
    "section.misplaced": ("section.misplaced",),
    "late": ("report.late", "report.late_township"),
    "period": ("identity.year_conflict", "identity.period"),
    "year_left": ("period.stale",),
    "template": ("template.remains",),
    "hijacked": ("page.hijacked",),
    "carried": ("year.carried",),
    "in_force": ("year.in_force",),
    "items": ("year.items",),
    "copy.year": ("copy.year",),
    "copy.agency": ("copy.agency",),
    "copy.part": ("copy.year",),
    "year_gap": ("report.gap",),
    "duplicate": ("source.duplicate",),
    "look_alike": ("document.not_report",),
}
"""Kinds of the ledger → the kinds of findings that tell of them."""
COMPANIONS = {"identity.name_replaced": ("hijacked",), "form.missing": ("section.empty", "section.missing")}
"""Findings that a fault brings with it."""
UNPLANTED = ("observation.unit_unknown",)
"""Findings that are right although nothing was planted: the form of 2019 prints no unit for an amount."""


class Audited(NamedTuple):
    """The ledger's rows, what was found (findings with the sources that they are about), and agencies by source."""

    ledger: list[dict[str, str]]
    findings: list[tuple[Mapping[str, Any], frozenset[str]]]
    agencies: dict[str, str]


@pytest.fixture(scope="module")
def audited(tmp_path_factory: pytest.TempPathFactory) -> Audited:
    folder = tmp_path_factory.mktemp("corpus")
    ledger = write_corpus(folder / "raw", REPORTS)
    run([str(folder / "raw")], folder / "dataset", workers=1)
    audit(folder / "dataset", Config())
    dataset = Dataset(folder / "dataset")
    reports = dataset.read("reports", "doc_id", "source", "agency")
    sources = {row["doc_id"]: row["source"] for row in reports}
    findings = [(row, _sources_of(row, sources)) for row in dataset.read_findings()]
    return Audited(ledger, findings, {row["source"]: row["agency"] for row in reports})


def _sources_of(row: Mapping[str, Any], sources: Mapping[str, str]) -> frozenset[str]:
    named = [row["doc_id"], *(row["related"] or "").split(";")]
    return frozenset(sources[doc_id] for doc_id in named if doc_id in sources)


def _same(planted: Mapping[str, str], row: Mapping[str, Any], about: frozenset[str]) -> bool:
    """Whether a finding tells of a planted fault: its kind, its reports and, of a section, which one."""
    files = {planted["source"], *filter(None, [planted["related"]])}
    if row["kind"] not in FOUND_AS.get(planted["kind"], ()) or not about & files:
        return False
    return not planted["kind"].startswith("section.") or row["subject"] == planted["place"]


# --- the corpus ----------------------------------------------------------------------------------------


def test_same_seed_same_bytes(tmp_path: Path) -> None:
    trees = []
    for name, seed in (("one", 3), ("two", 3), ("other", 4)):
        write_corpus(tmp_path / name, 40, seed)
        files = sorted(path for path in (tmp_path / name).rglob("*") if path.is_file())
        trees.append([(path.relative_to(tmp_path / name), path.read_bytes()) for path in files])
    assert trees[0] == trees[1] != trees[2]


def test_folder_with_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(FileExistsError):
        write_corpus(tmp_path, 5)


def test_ledger_names_files_and_every_kind(tmp_path: Path) -> None:
    rows = write_corpus(tmp_path / "raw", REPORTS)
    kinds = Counter(row["kind"] for row in rows)
    assert set(kinds) == {*faults.KINDS, "look_alike"}
    assert min(kinds.values()) > 1
    assert all((tmp_path / "raw" / row["source"]).is_file() for row in rows)
    assert all((tmp_path / "raw" / row["related"]).is_file() for row in rows if row["related"])
    assert (tmp_path / "raw" / LEDGER).read_text(encoding="utf-8").count("\n") == len(rows) + 1
    assert len([path for path in (tmp_path / "raw").rglob("*.*") if path.suffix in (".html", ".txt")]) == REPORTS


# --- the audit of it -----------------------------------------------------------------------------------


def test_audit_finds_what_was_planted(audited: Audited) -> None:
    planted = [row for row in audited.ledger if row["kind"] in FOUND_AS]
    lost = [row for row in planted if not any(_same(row, *found) for found in audited.findings)]
    by_kind = Counter(row["kind"] for row in lost)
    assert len(lost) <= 0.03 * len(planted), lost
    assert not {kind for kind, number in by_kind.items() if kind != "parts" and number > 1}, lost


def test_audit_finds_little_else(audited: Audited) -> None:
    wrong = [
        (row["kind"], row["message_zh"], sorted(about))
        for row, about in audited.findings
        if row["kind"] not in UNPLANTED
        and not any(_same(planted, row, about) or _accompanies(planted, row, about) for planted in audited.ledger)
    ]
    assert len(wrong) <= 0.02 * len(audited.findings), wrong


def _accompanies(planted: Mapping[str, str], row: Mapping[str, Any], about: frozenset[str]) -> bool:
    return planted["kind"] in COMPANIONS.get(row["kind"], ()) and planted["source"] in about


@pytest.mark.parametrize(("planted", "kind"), [("section.joint", "section."), ("copy.little", "copy.")])
def test_what_is_no_fault_is_not_told(audited: Audited, planted: str, kind: str) -> None:
    harmless = {row["source"] for row in audited.ledger if row["kind"] == planted}
    assert harmless
    assert not [row for row, about in audited.findings if about & harmless and row["kind"].startswith(kind)]


def test_no_agency_is_named_after_spam(audited: Audited) -> None:
    spam = {part for row in audited.ledger if row["kind"] == "hijacked" for part in re.split("[_-]", row["detail"])}
    assert spam
    assert not [agency for agency in audited.agencies.values() if any(part in agency for part in spam)]
