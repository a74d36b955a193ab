"""What several test modules share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.gate import ROOT, SAMPLES, run_pipeline


@pytest.fixture(scope="session")
def samples_dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The dataset that the command line makes of the sample documents, made once a session."""
    return run_pipeline(SAMPLES, tmp_path_factory.mktemp("samples") / "dataset")


@pytest.fixture(scope="session")
def shared_gold() -> Path:
    """The annotated reports beside the project, which are not part of it."""
    folder = ROOT.parent / "shared" / "gold" / "dev"
    if not folder.is_dir():
        pytest.skip("the annotated reports in ../shared are not here")
    return folder
