"""The accuracy page says what is measured now."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from pipeline.measuring.scores import Score
from tests.accuracy import FIRST_TRY, PAGE, make_page
from tests.gate import SETS

FIRST = json.loads(FIRST_TRY.read_text(encoding="utf-8"))


def test_the_page_is_up_to_date(scores: Mapping[str, Score]):
    same = PAGE.read_text(encoding="utf-8") == make_page(scores)
    assert same, "docs/accuracy.md is not what is measured now: python -m tests.accuracy"


def test_the_page_has_a_part_for_each_set_with_its_tables_and_failures(scores: Mapping[str, Score]):
    parts = make_page(scores).split("\n## ")[1:]
    assert [part.splitlines()[0] for part in parts] == list(SETS)
    for part, score in zip(parts, scores.values(), strict=True):
        assert "### By field" in part
        assert "### By form" in part or "### By section" in part
        assert part.split("### Known failures")[1].count("\n- ") == len(score.misses)
    assert ["### By indicator" in part for part in parts] == [name != "identity" for name in SETS]
    assert ["### First try" in part for part in parts] == [name in FIRST for name in SETS]


@pytest.mark.parametrize("name", FIRST)
def test_the_first_try_was_asked_what_is_asked_now(scores: Mapping[str, Score], name: str):
    totals = scores[name].totals()
    asked = {measure: wanted for measure, (_, wanted) in FIRST[name]["right"].items()}
    given = {measure: totals[measure].wanted for measure in asked}
    assert {m: n for m, n in asked.items() if m not in ("counts.unit", "counts.bound")} == {
        m: n for m, n in given.items() if m not in ("counts.unit", "counts.bound")
    }
    assert FIRST[name].get("figures", {}).keys() <= scores[name].figures().keys()
