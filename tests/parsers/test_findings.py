"""The kinds of findings: each is declared once, and fully."""

from __future__ import annotations

import re
from string import Formatter

import pytest

from parsers.findings import finding, kinds
from parsers.records import SEVERITIES

ROWS = list(kinds().values())
NAMES = [row["kind"] for row in ROWS]


def gaps(message):
    """The facts that a message names, without the language that they are in."""
    return {re.sub("_(zh|en)$", "", name) for _, name, _, _ in Formatter().parse(message) if name}


def test_kinds_are_sorted_and_unique():
    assert sorted(set(NAMES)) == NAMES


@pytest.mark.parametrize("row", ROWS, ids=NAMES)
def test_a_kind_is_told_in_both_languages(row):
    assert row["severity"] in SEVERITIES
    assert row["stage"] in ("run", "audit")
    for name in ("name_zh", "name_en", "message_zh", "message_en", "why_zh", "why_en", "do_zh", "do_en"):
        assert row[name].strip(), name
    assert gaps(row["message_zh"]) == gaps(row["message_en"])


@pytest.mark.parametrize("row", ROWS, ids=NAMES)
def test_its_example_is_its_message(row):
    literal = [re.escape(text) for text, *_ in Formatter().parse(row["message_zh"])]
    assert re.fullmatch(
        ".+?".join(literal) + ("" if not row["message_zh"].endswith("}") else ".+"), row["example_zh"], re.S
    )


@pytest.mark.parametrize(
    "row",
    [row for row in ROWS if row["stage"] == "audit" and row["kind"] != "report.twice"],
    ids=lambda row: row["kind"],
)
def test_the_audit_names_the_rule_that_it_judges_by(row):
    assert "《条例》" in row["article"] or "国办公开办函" in row["article"]


def test_the_subject_and_the_place_are_kept():
    found = finding("unread.label", 3, 5, subject="active", table_zh="申请表", table_en="table", label="其他")
    assert (found.start_char, found.end_char, found.subject) == (3, 5, "active")
    assert "其他" in found.message_zh


def test_an_unknown_kind_or_a_forgotten_fact_is_a_mistake():
    with pytest.raises(KeyError):
        finding("no.such")
    with pytest.raises(KeyError):
        finding("unread.label")
