"""All sample documents through the whole pipeline."""

from __future__ import annotations

import random
from pathlib import Path

import pandas as pd
import pytest

from pipeline.dataset.dictionary import dictionary
from pipeline.dataset.schema import tables
from pipeline.engine import run
from tests.gate import ROOT, SAMPLES

WITH_RAW = ("counts", "cells")


def read(dataset: Path, table: str) -> pd.DataFrame:
    return pd.read_parquet(dataset / f"{table}.parquet")


@pytest.fixture(scope="module")
def texts(samples_dataset: Path) -> dict[str, str]:
    return read(samples_dataset, "reports").set_index("doc_id")["text"].to_dict()


def test_every_sample_is_read(samples_dataset: Path) -> None:
    reports = read(samples_dataset, "reports")
    assert len(reports) >= 20
    assert not (reports["status"] == "failed").any()


@pytest.mark.parametrize("table", tables())
def test_keys_are_unique(samples_dataset: Path, table: str) -> None:
    rows = read(samples_dataset, table)
    assert len(rows) > 0
    assert not rows.duplicated(list(tables()[table].key)).any()


@pytest.mark.parametrize("table", [name for name in tables() if name != "reports"])
def test_every_row_belongs_to_a_report(samples_dataset: Path, table: str, texts: dict[str, str]) -> None:
    assert set(read(samples_dataset, table)["doc_id"]) <= set(texts)


@pytest.mark.parametrize("table", WITH_RAW)
def test_every_raw_is_what_the_text_says_there(samples_dataset: Path, table: str, texts: dict[str, str]) -> None:
    rows = read(samples_dataset, table).dropna(subset=["start_char"])
    said = [texts[row.doc_id][row.start_char : row.end_char] for row in rows.itertuples()]
    assert said == list(rows["raw"])


def test_every_quote_and_heading_stands_in_the_text(samples_dataset: Path, texts: dict[str, str]) -> None:
    counts, sections = read(samples_dataset, "counts"), read(samples_dataset, "sections")
    assert [row.quote for row in counts.itertuples() if row.quote not in texts[row.doc_id]] == []
    headings = [texts[row.doc_id].startswith(row.heading, row.start_char) for row in sections.itertuples()]
    assert all(headings)


def test_every_observation_has_its_evidence(samples_dataset: Path, texts: dict[str, str]) -> None:
    for row in read(samples_dataset, "observations").itertuples():
        assert texts[row.doc_id][row.start_char : row.end_char].strip()
        assert (row.cell is None or pd.isna(row.cell)) == (row.origin == "count")


def test_parts_are_parts_of_counts(samples_dataset: Path) -> None:
    counts = read(samples_dataset, "counts")
    known = set(zip(counts["doc_id"], counts["count_no"], strict=True))
    parts = counts.dropna(subset=["part_of"])
    assert set(zip(parts["doc_id"], parts["part_of"], strict=True)) <= known


def test_every_declared_column_is_filled_somewhere(samples_dataset: Path) -> None:
    """Those that the samples give no cause to fill are named here."""
    unfilled = {
        f"{name}.{column}"
        for name in tables()
        for column, empty in read(samples_dataset, name).isna().all().items()
        if empty
    }
    assert unfilled <= {"reports.url", "reports.attached_to", "reports.error", "findings.related", "counts.part_of"}


def test_bytes_depend_neither_on_workers_nor_on_order(samples_dataset: Path, tmp_path: Path) -> None:
    wanted = {path.name: path.read_bytes() for path in samples_dataset.iterdir()}
    run([SAMPLES], tmp_path / "out", workers=2)
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()} == wanted
    files = sorted(path for path in SAMPLES.rglob("*") if path.suffix in (".txt", ".html"))
    run(files, tmp_path / "out")
    one = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    random.Random(1).shuffle(files)
    run(files, tmp_path / "out", workers=2)
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()} == one


def test_the_dictionary_page_is_the_declared_one() -> None:
    page = (ROOT / "docs" / "dictionary.md").read_text(encoding="utf-8")
    assert page == dictionary(), "python -m pipeline.dataset.dictionary > docs/dictionary.md"
