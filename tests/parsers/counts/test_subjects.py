"""Subjects: what a sentence is about, where a figure parts it from the next one."""

import pytest

from parsers.counts.subjects import find_subjects
from parsers.rules import read_rows
from tests.parsers.counts.examples import examples_of

ROWS = read_rows("subjects.csv")


@pytest.mark.parametrize(("role", "words"), [(row["role"], words) for row in ROWS for words in examples_of(row["yes"])])
def test_a_row_tells_its_subject(role: str, words: str) -> None:
    assert role in find_subjects(words)


@pytest.mark.parametrize(("role", "words"), [(row["role"], words) for row in ROWS for words in examples_of(row["no"])])
def test_a_row_lets_others_pass(role: str, words: str) -> None:
    assert role not in find_subjects(words)
