"""Annotations are read, and what is wrong with one is said in clear words."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.measuring.gold import GoldError, read_gold, read_sentences
from pipeline.measuring.sentences import evaluate_sentences

REPORT = {
    "doc_type": "annual_report",
    "agency": "甲市教育局",
    "region_name": None,
    "hijacked": False,
    "published": None,
}
COUNT = {"quote": "共公开12条", "raw": "12", "value": 12, "unit": "条", "bound": None, "indicator": "disclosed"}
CELL = {"table": "active", "row": "licences", "column": "decisions", "value": None}
GOLD = {
    "report": REPORT,
    "sections": [{"key": "active", "heading": "一、公开"}],
    "counts": [COUNT],
    "cells": [CELL],
}


def write(folder: Path, gold: object) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "page.txt").write_bytes(b"")
    (folder / "gold.json").write_text(gold if isinstance(gold, str) else json.dumps(gold), encoding="utf-8")
    return folder


def test_a_page_is_found_beside_its_annotation_or_where_it_says(tmp_path: Path):
    write(tmp_path / "one", GOLD)
    (write(tmp_path / "two", {**GOLD, "page": "../one/page.txt"}) / "page.txt").unlink()
    documents = read_gold(tmp_path)
    assert [document.name for document in documents] == ["one", "two"]
    assert {document.doc_id for document in documents} == {"e3b0c44298fc1c14"}


def test_one_document_alone_has_its_folders_name(tmp_path: Path):
    assert [document.name for document in read_gold(write(tmp_path / "one", GOLD))] == ["one"]


def edited(edit: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    gold = copy.deepcopy(GOLD)
    edit(gold)
    return gold


MALFORMED = [
    ("{", "not valid JSON, line 1 column 2"),
    ("[]", "should be an object"),
    (edited(lambda g: g.pop("report")), "report is missing"),
    (edited(lambda g: g.update(report=3)), "report should be an object, not 3"),
    (edited(lambda g: g["report"].pop("hijacked")), "report: hijacked is missing"),
    (edited(lambda g: g["report"].update(hijacked="no")), 'report: hijacked should be true or false, not "no"'),
    (edited(lambda g: g["report"].update(doc_type="report")), "doc_type 'report' is none of annual_report plan"),
    (edited(lambda g: g["report"].update(regime="2020")), "regime '2020' is none of 2008 2014"),
    (edited(lambda g: g["report"].pop("agency")), "report: agency is missing"),
    (edited(lambda g: g.update(counts={})), "counts should be a list"),
    (edited(lambda g: g["counts"][0].pop("raw")), "counts[0]: raw is missing"),
    (edited(lambda g: g["counts"][0].update(value="12")), 'counts[0]: value should be a number, not "12"'),
    (edited(lambda g: g["counts"][0].update(value=True)), "counts[0]: value should be a number, not true"),
    (edited(lambda g: g["counts"][0].update(bound="≥")), "bound '≥' is none of > < ~"),
    (edited(lambda g: g["counts"][0].update(indicator="disclose")), "no indicator 'disclose' in the codebook; perhaps"),
    (edited(lambda g: g["cells"][0].pop("column")), "cells[0]: column is missing"),
    (edited(lambda g: g["sections"][0].update(key="intro")), "key 'intro' is none of overview"),
    (edited(lambda g: g.update(page="gone.txt")), "no gone.txt beside it"),
    (edited(lambda g: g.update(page=1)), "page should be a text"),
]


@pytest.mark.parametrize(("gold", "complaint"), MALFORMED, ids=[complaint for _, complaint in MALFORMED])
def test_a_malformed_annotation_is_told_with_its_place(tmp_path: Path, gold: object, complaint: str):
    write(tmp_path / "one", gold)
    with pytest.raises(GoldError) as error:
        read_gold(tmp_path)
    assert str(error.value).startswith(str(tmp_path / "one" / "gold.json"))
    assert complaint in str(error.value)


def test_an_annotation_without_its_page_is_told(tmp_path: Path):
    (write(tmp_path / "one", GOLD) / "page.txt").unlink()
    with pytest.raises(GoldError, match=r"no page\.\* beside it"):
        read_gold(tmp_path)


def test_the_examples_in_the_guide_are_well_formed(tmp_path: Path):
    guide = (Path(__file__).parents[3] / "docs" / "gold.md").read_text(encoding="utf-8")
    document, sentences = re.findall(r"^```json\n(.*?)^```", guide, re.MULTILINE | re.DOTALL)
    read_gold(write(tmp_path / "one", {**json.loads(document), "page": "page.txt"}))
    (tmp_path / "sentences.json").write_text(sentences, encoding="utf-8")
    assert set(evaluate_sentences(read_sentences(tmp_path / "sentences.json")).figures().values()) == {1}


def test_a_folder_without_annotations_is_told(tmp_path: Path):
    with pytest.raises(GoldError, match=r"no gold\.json"):
        read_gold(tmp_path)


SENTENCE = {"id": "s1", "section": "active", "year": 2019, "text": "我局主动公开政府信息12条,较上年增加3条。"}
COUNTS = [
    {"raw": "12", "value": 12, "unit": "条", "bound": None, "indicator": "disclosed"},
    {"raw": "3", "value": 3, "unit": "条", "bound": None, "indicator": None},
]


@pytest.mark.parametrize(
    ("sentences", "complaint"),
    [
        ([], "should be a list of sentences"),
        ({}, "should be a list of sentences"),
        ([{"id": "s1"}], "sentence 1: text is missing"),
        ([{**SENTENCE, "counts": [{"raw": "12"}]}], "sentence 1 (s1), counts[0]: value is missing"),
        ([{**SENTENCE, "section": "intro", "counts": []}], "section 'intro' is none of"),
    ],
)
def test_malformed_sentences_are_told(tmp_path: Path, sentences: object, complaint: str):
    path = tmp_path / "sentences.json"
    path.write_text(json.dumps(sentences), encoding="utf-8")
    with pytest.raises(GoldError) as error:
        read_sentences(path)
    assert complaint in str(error.value)


def test_a_sentence_is_scored_by_its_counts():
    figures = evaluate_sentences([{**SENTENCE, "counts": COUNTS}]).figures()
    assert figures.pop("indicators.f1") == 1
    assert set(figures.values()) == {1}


@pytest.mark.parametrize(
    ("counts", "measure", "value"),
    [
        (COUNTS[:1], "counts.precision", 1 / 2),
        ([*COUNTS, {**COUNTS[0], "raw": "上年", "value": 1}], "counts.recall", 2 / 3),
        ([{**COUNTS[0], "unit": "件"}, COUNTS[1]], "counts.unit", 1 / 2),
        ([{**COUNTS[0], "bound": "<"}, COUNTS[1]], "counts.bound", 1 / 2),
        ([{**COUNTS[0], "indicator": "requests"}, COUNTS[1]], "counts.understood", 1 / 2),
        ([COUNTS[0], {**COUNTS[1], "optional": True}], "counts.precision", 1),
        ([*COUNTS, {**COUNTS[0], "raw": "上年", "value": 1, "optional": True}], "counts.recall", 1),
    ],
)
def test_what_is_wrong_in_a_sentence_costs(counts: list[dict[str, Any]], measure: str, value: float):
    assert evaluate_sentences([{**SENTENCE, "counts": counts}]).figures()[measure] == value
