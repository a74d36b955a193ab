"""The annotated sets against what a careful reader takes from them; and the gate that watches it, itself tested."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from pipeline.measuring.evaluate import Dataset, Row, evaluate, read_dataset
from pipeline.measuring.gold import read_gold
from pipeline.measuring.scores import Score
from tests.baseline import diff_baseline, read_facts, tell
from tests.gate import GOLD, SAMPLES, SETS, find_shortfalls, hash_gold, read_floors, round_down

DOCUMENTS = read_gold(GOLD)


@pytest.fixture(scope="module")
def dataset(samples_dataset: Path) -> Dataset:
    return read_dataset(samples_dataset)


@pytest.fixture(scope="module")
def figures(scores: Mapping[str, Score]) -> Mapping[str, float]:
    return scores["samples"].figures()


# --- the gold set ---------------------------------------------------------------------------------------


def test_every_sample_is_annotated_once():
    pages = [(GOLD / document.name / document.gold["page"]).resolve() for document in DOCUMENTS]
    samples = [path for path in SAMPLES.rglob("*") if path.is_file() and path.name != "README.md"]
    assert sorted(pages) == sorted(samples)


def test_samples_cover_every_form_both_formats_and_what_is_no_report():
    reports = [document.gold["report"] for document in DOCUMENTS]
    assert {report.get("regime") for report in reports} >= {"2008", "2014", "2019", "2021"}
    assert {Path(document.gold["page"]).suffix for document in DOCUMENTS} == {".txt", ".html"}
    assert {report["doc_type"] for report in reports} >= {"annual_report", "plan", "guide", "other"}
    assert any(report["hijacked"] for report in reports)


def test_the_readme_of_the_samples_lists_each_of_them():
    readme = (SAMPLES / "README.md").read_text(encoding="utf-8")
    listed = {
        line.split("`")[1] for line in readme.splitlines() if line.startswith("| `") and "/" in line.split("`")[1]
    }
    assert listed == {path.relative_to(SAMPLES).as_posix() for path in SAMPLES.glob("*/*")}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_annotations_are_consistent(document):
    counts = document.gold["counts"]
    assert [count for count in counts if "".join(count["raw"].split()) not in "".join(count["quote"].split())] == []
    places = [(cell["table"], cell["row"], cell["column"]) for cell in document.gold["cells"]]
    assert len(places) == len(set(places))


# --- the gate -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SETS)
def test_nothing_falls_below_its_floor(scores: Mapping[str, Score], name: str, samples_dataset: Path):
    fallen = find_shortfalls(scores[name].figures(), read_floors(name))
    assert not fallen, "\n".join([*fallen, tell(diff_baseline(read_facts(samples_dataset)))])


def test_the_samples_give_what_the_baseline_says(samples_dataset: Path):
    changes = diff_baseline(read_facts(samples_dataset))
    assert not changes, f"{tell(changes)}\nif this is meant: python -m tests.gate --raise"


def test_a_lost_value_is_told_against_the_baseline(samples_dataset: Path):
    facts = read_facts(samples_dataset)
    observed = next(fact for fact in facts if fact.table == "observations")
    counted = next(fact for fact in facts if fact.table == "counts" and fact.indicator)
    changed = counted._replace(said=counted.said.replace(str(counted.indicator), "none"))
    others = [fact for fact in facts if fact not in (observed, counted)]
    before, after = diff_baseline(facts), diff_baseline([*others, changed])
    assert len(after) == len(before) + 2
    assert f"- observations  {observed.about}: {observed.said}" in tell(after, most=len(after))
    assert f"~ counts  {counted.about}: {counted.said} → {changed.said}" in tell(after, most=len(after))


@pytest.mark.parametrize("name", SETS)
def test_every_measure_has_a_floor(scores: Mapping[str, Score], name: str):
    assert scores[name].figures().keys() == read_floors(name).keys()


def change(dataset: Dataset, table: str, edit: Callable[[Row], Mapping[str, Any] | None]) -> Dataset:
    """The dataset with every row of a table edited, or dropped where `edit` gives None."""
    edited = {
        doc_id: [row for row in map(edit, rows) if row is not None] for doc_id, rows in dataset.rows[table].items()
    }
    return dataclasses.replace(dataset, rows={**dataset.rows, table: edited})


BREAKAGES = {
    "document": ("reports", lambda row: None),
    "agency": ("reports", lambda row: {**row, "agency": "某市某局"}),
    "report_year": ("reports", lambda row: {**row, "report_year": (row["report_year"] or 0) + 1}),
    "published": ("reports", lambda row: {**row, "published": None}),
    "doc_type": ("reports", lambda row: {**row, "doc_type": "notice"}),
    "hijacked": ("reports", lambda row: {**row, "hijacked": not row["hijacked"]}),
    "sections.recall": ("sections", lambda row: None if row["section_key"] == "requests" else row),
    "sections.precision": ("sections", lambda row: {**row, "level": 1, "heading": row["heading"] + "二"}),
    "counts.recall": ("counts", lambda row: None if row["value"] == 0 else row),
    "counts.precision": ("counts", lambda row: {**row, "value": row["value"] * 10 + 1}),
    "counts.unit": ("counts", lambda row: {**row, "unit": "篇"}),
    "counts.bound": ("counts", lambda row: {**row, "bound": None}),
    "indicators.precision": ("counts", lambda row: {**row, "indicator": "disclosed"}),
    "indicators.recall": ("counts", lambda row: {**row, "indicator": None}),
    "cells.precision": ("cells", lambda row: {**row, "value": (row["value"] or 0) + 1}),
    "cells.recall": ("cells", lambda row: None if row["form_table"] == "active" else row),
    "observations.precision": ("observations", lambda row: {**row, "value": row["value"] + 1}),
    "observations.recall": ("observations", lambda row: None if row["origin"] == "cell" else row),
}


@pytest.mark.parametrize("measure", BREAKAGES)
def test_a_broken_dataset_makes_the_gate_fire(dataset, measure):
    broken = change(dataset, *BREAKAGES[measure])
    fallen = find_shortfalls(evaluate(broken, DOCUMENTS).figures(), read_floors())
    assert [line for line in fallen if line.startswith(f"{measure} is")]


def test_a_measure_that_is_gone_has_fallen():
    assert find_shortfalls({}, {"agency": 0.9}) == ["agency is 0.0000, its floor 0.9000"]


def test_floors_never_stand_above_what_was_measured(figures):
    assert find_shortfalls(figures, round_down(figures)) == []


def test_the_hash_tells_a_changed_annotation_and_a_changed_page(tmp_path):
    annotation = {"page": "page.txt", "report": {"doc_type": "plan", "hijacked": False, "published": None}}
    (tmp_path / "page.txt").write_text("一", encoding="utf-8")
    (tmp_path / "gold.json").write_text(json.dumps(annotation), encoding="utf-8")
    first = hash_gold(tmp_path)
    (tmp_path / "page.txt").write_text("二", encoding="utf-8")
    second = hash_gold(tmp_path)
    (tmp_path / "gold.json").write_text(json.dumps({**annotation, "counts": []}), encoding="utf-8")
    assert len({first, second, hash_gold(tmp_path)}) == 3


def test_floors_of_another_gold_set_are_refused(monkeypatch, tmp_path):
    floors = tmp_path / "floors.json"
    floors.write_text(json.dumps({"samples": {"gold": "0" * 64, "floors": {}}}), encoding="utf-8")
    monkeypatch.setattr("tests.gate.FLOORS", floors)
    with pytest.raises(ValueError, match="not the one"):
        read_floors()
