"""The audit against what a careful reader found before it was run."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pipeline.audit import audit
from pipeline.audit.config import Config
from tests.audit.matching import ANSWERS, Outcome, match, read_expected, read_named
from tests.gate import run_pipeline

RECALL, PRECISION = 0.95, 0.95


def told(outcome: Outcome) -> str:
    missed = [f"missed {row.document} {row.cls} {row.where}" for row in outcome.missed]
    return "\n".join([*missed, *(f"extra {line}" for line in outcome.extra)])


@pytest.mark.parametrize("name", ["expected_samples.csv", "expected_dev.csv"])
def test_every_class_of_the_lists_has_an_answer(name: str) -> None:
    assert {row.cls for row in read_expected(name)} <= set(ANSWERS)


def test_the_samples(samples_dataset: Path, tmp_path: Path) -> None:
    dataset = Path(shutil.copytree(samples_dataset, tmp_path / "dataset"))
    audit(dataset, Config())
    outcome = match(read_named(dataset), read_expected("expected_samples.csv"))
    assert outcome.recall >= RECALL, told(outcome)
    assert outcome.precision >= PRECISION, told(outcome)


@pytest.mark.shared
def test_the_annotated_reports(shared_gold: Path, tmp_path: Path) -> None:
    dataset = run_pipeline(shared_gold, tmp_path / "out")
    audit(dataset, Config())
    outcome = match(read_named(dataset, by_folder=True), read_expected("expected_dev.csv"))
    assert outcome.recall >= RECALL, told(outcome)
    assert outcome.precision >= PRECISION, told(outcome)


def test_the_measure_can_fail(samples_dataset: Path) -> None:
    outcome = match(read_named(samples_dataset), read_expected("expected_samples.csv"))
    assert outcome.recall < RECALL, "without the audit half of the rows are not told"
    assert match([], read_expected("expected_samples.csv")).found == ()
