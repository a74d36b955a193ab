"""The audit against what a careful reader found before it was run."""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.audit import audit
from pipeline.audit.config import Config
from pipeline.audit.results import Result
from tests.audit.matching import ANSWERS, FOLDER, Expected, Outcome, answers, match, read_expected, read_named
from tests.gate import ROOT, run_pipeline

RECALL, PRECISION = 0.95, 0.95
DOCUMENTS_RECALL, DOCUMENTS_PRECISION, PLANTED_RECALL = 1.0, 0.93, 0.9
"""What is reached on the documents that the audit was not made with, and on the same with a fault planted in each."""

UNSEEN_RECALL, UNSEEN_PRECISION = 1.0, 0.96
"""What is reached on documents that came after the rules."""

SETS = ("documents", "documents_2")
ENCODINGS = ("utf-8", "gb18030", "big5hkscs")


def told(outcome: Outcome) -> str:
    missed = [f"missed {row.document} {row.cls} {row.where}" for row in outcome.missed]
    return "\n".join([*missed, *(f"extra {line}" for line in outcome.extra)])


@pytest.fixture(scope="module")
def documents_dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("documents")
    for name in SETS:
        shutil.copytree(ROOT / "tests" / name, folder / "in" / name)
    dataset = run_pipeline(folder / "in", folder / "out")
    audit(dataset, Config())
    return dataset


@pytest.mark.parametrize(
    "name", ["expected_samples.csv", "expected_dev.csv", "expected_documents.csv", "expected_documents_4.csv"]
)
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


def test_the_documents_it_was_not_made_with(documents_dataset: Path) -> None:
    outcome = match(read_named(documents_dataset, by_folder=True), read_expected("expected_documents.csv"))
    assert outcome.recall >= DOCUMENTS_RECALL, told(outcome)
    assert outcome.precision >= DOCUMENTS_PRECISION, told(outcome)


def test_documents_that_came_after_the_rules(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "tests" / "documents_4", tmp_path / "in" / "documents_4")
    dataset = run_pipeline(tmp_path / "in", tmp_path / "out")
    audit(dataset, Config())
    outcome = match(read_named(dataset, by_folder=True), read_expected("expected_documents_4.csv"))
    assert outcome.recall >= UNSEEN_RECALL, told(outcome)
    assert outcome.precision >= UNSEEN_PRECISION, told(outcome)


def write_planted(folder: Path) -> Iterator[Expected]:
    """Write each document of `planted.csv` with its fault to a folder of its number; what is to be told of it."""
    with (FOLDER / "planted.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for number, row in enumerate(rows):
        page = next((ROOT / "tests" / row["document"]).glob("page.*"))
        encoding = next(name for name in ENCODINGS if can_read(page, name, row["old"]))
        text, times = re.subn(row["old"], row["new"], page.read_text(encoding=encoding), flags=re.DOTALL)
        assert times, row
        place = folder / f"{number:03}" / page.name
        place.parent.mkdir(parents=True)
        place.write_text(text, encoding=encoding, newline="")
        yield Expected(row["document"], row["class"], row["where"], True)


def can_read(page: Path, encoding: str, old: str) -> bool:
    try:
        return bool(re.search(old, page.read_bytes().decode(encoding), re.DOTALL))
    except UnicodeDecodeError:
        return False


def fact(result: Result) -> tuple[object, ...]:
    return result.kind, result.row["subject"], result.row["message_zh"]


def test_faults_planted_in_them(documents_dataset: Path, tmp_path: Path) -> None:
    rows = list(write_planted(tmp_path / "in"))
    dataset = run_pipeline(tmp_path / "in", tmp_path / "out")
    audit(dataset, Config())
    before = {(name, *fact(result)) for name, result in read_named(documents_dataset, by_folder=True)}
    found = [(int(name), result) for name, result in read_named(dataset, by_folder=True)]
    missed = [
        row
        for number, row in enumerate(rows)
        if not any(
            own == number and answers(result, row, row.document) and (row.document, *fact(result)) not in before
            for own, result in found
        )
    ]
    assert 1 - len(missed) / len(rows) >= PLANTED_RECALL, missed


def test_the_measure_can_fail(samples_dataset: Path) -> None:
    outcome = match(read_named(samples_dataset), read_expected("expected_samples.csv"))
    assert outcome.recall < RECALL, "without the audit half of the rows are not told"
    assert match([], read_expected("expected_samples.csv")).found == ()
