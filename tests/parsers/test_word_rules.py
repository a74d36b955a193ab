"""Rows of words and patterns, each with a text that it must find and a near miss that it must not."""

from __future__ import annotations

import re

import pytest

from parsers.folding import fold_characters
from parsers.rules import read_rows

FILES = ("line_joints.csv", "link_words.csv", "page_margins.csv", "pager_words.csv", "since.csv", "wall_words.csv")
ROWS = [pytest.param(row, id=f"{name}-{row['yes']}") for name in FILES for row in read_rows(name)]


@pytest.mark.parametrize("row", ROWS)
def test_a_rule_owns_its_examples(row: dict[str, str]) -> None:
    assert re.search(row["pattern"], fold_characters(row["yes"]), re.I)
    assert not re.search(row["pattern"], fold_characters(row["no"]), re.I)


def test_a_field_has_one_role() -> None:
    names = [row["field"] for row in read_rows("list_fields.csv")]
    assert len(names) == len(set(names))
    assert all(name == name.lower() for name in names)
