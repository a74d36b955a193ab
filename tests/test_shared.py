"""Real reports beside the project, which are not part of it: what the main job must get right in them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from pipeline.measuring.evaluate import Dataset, Row, evaluate, read_dataset
from pipeline.measuring.gold import Annotated, read_gold
from pipeline.measuring.scores import Score
from tests.gate import run_pipeline

pytestmark = pytest.mark.shared


@pytest.fixture(scope="module")
def seeds(shared_gold: Path) -> dict[str, Annotated]:
    return {document.name: document for document in read_gold(shared_gold) if document.name.startswith("seed-")}


@pytest.fixture(scope="module")
def dataset(shared_gold: Path, seeds: dict[str, Annotated], tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    folder = tmp_path_factory.mktemp("seeds")
    for name in seeds:
        (folder / "in" / name).mkdir(parents=True)
        (folder / "in" / name / "page.txt").write_bytes((shared_gold / name / "page.txt").read_bytes())
    return read_dataset(run_pipeline(folder / "in", folder / "out"))


@pytest.fixture(scope="module")
def score(dataset: Dataset, seeds: dict[str, Annotated]) -> Score:
    return evaluate(dataset, seeds.values())


def misses(score: Score, measure: str, document: str | None = None) -> list[str]:
    return [str(miss) for miss in score.misses if miss.measure == measure and document in (None, miss.document)]


def rows(dataset: Dataset, table: str, document: Annotated) -> Sequence[Row]:
    return dataset.of(table, document.doc_id)


@pytest.mark.parametrize(
    "measure", ["document", "doc_type", "hijacked", "agency", "adcode", "report_year", "published"]
)
def test_whose_when_and_what_is_right_in_all_five(score, measure):
    assert misses(score, measure) == []


def test_every_certain_cell_is_right_and_none_is_invented(dataset, seeds, score):
    assert misses(score, "cells", "seed-001") == []
    assert misses(score, "cells none invented", "seed-001") == []
    cells = rows(dataset, "cells", seeds["seed-001"])
    assert sum(cell["value"] is not None for cell in cells) == 133
    assert {cell["column_id"] for cell in cells if cell["status"] == "ambiguous"} == {"*"}


def test_eight_categories_are_parts_of_their_total(dataset, seeds):
    counts = rows(dataset, "counts", seeds["seed-004"])
    (total,) = (count for count in counts if count["value"] == 131)
    parts = [count["value"] for count in counts if count["part_of"] == total["count_no"]]
    assert len(parts) == 8
    assert sum(parts) == 131


@pytest.mark.parametrize("name", ["seed-003", "seed-004"])
def test_spam_is_named(dataset, seeds, name):
    (report,) = rows(dataset, "reports", seeds[name])
    assert report["spam"]


def test_a_plan_has_no_observations(dataset, seeds):
    assert rows(dataset, "reports", seeds["seed-002"])[0]["doc_type"] == "plan"
    assert rows(dataset, "observations", seeds["seed-002"]) == ()
