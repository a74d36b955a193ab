"""What several test modules share."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.measuring.scores import Score
from tests.gate import ROOT, SETS, make_datasets, score_set


@pytest.fixture(scope="session")
def datasets(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path | None]:
    """The datasets that the command line makes of the annotated sets, made once a session."""
    return make_datasets(tmp_path_factory.mktemp("datasets"))


@pytest.fixture(scope="session")
def samples_dataset(datasets: dict[str, Path | None]) -> Path:
    """The dataset of the sample documents."""
    dataset = datasets["samples"]
    assert dataset is not None
    return dataset


@pytest.fixture(scope="session")
def scores(datasets: dict[str, Path | None]) -> dict[str, Score]:
    """How well each annotated set is read."""
    return {name: score_set(each, datasets[name]) for name, each in SETS.items()}


@pytest.fixture(scope="session")
def shared_gold() -> Path:
    """The annotated reports beside the project, which are not part of it."""
    folder = ROOT.parent / "shared" / "gold" / "dev"
    if not folder.is_dir():
        pytest.skip("the annotated reports in ../shared are not here")
    return folder
