"""What several test modules share."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from pipeline.measuring.scores import Score
from tests.gate import ROOT, SETS, make_dataset, score_set


@pytest.fixture(scope="session")
def dataset_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path | None]:
    """Name of an annotated set → its dataset, made when it is first asked for; None if it has no documents."""
    folder = tmp_path_factory.mktemp("datasets")
    return cache(lambda name: make_dataset(name, folder))


@pytest.fixture(scope="session")
def samples_dataset(dataset_of: Callable[[str], Path | None]) -> Path:
    """The dataset of the sample documents."""
    dataset = dataset_of("samples")
    assert dataset is not None
    return dataset


@pytest.fixture(scope="session")
def scores(dataset_of: Callable[[str], Path | None]) -> dict[str, Score]:
    """How well each annotated set is read."""
    return {name: score_set(each, dataset_of(name)) for name, each in SETS.items()}


@pytest.fixture(scope="session")
def shared_gold() -> Path:
    """The annotated reports beside the project, which are not part of it."""
    folder = ROOT.parent / "shared" / "gold" / "dev"
    if not folder.is_dir():
        pytest.skip("the annotated reports in ../shared are not here")
    return folder
