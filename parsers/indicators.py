"""Indicators: which entry of the codebook a quantity is, by the rows of `rules/indicator_rules.csv`.

The rows are tried in order, the most specific first; the first whose conditions all hold decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import regex

from parsers.clauses import Phrase
from parsers.rules import read_rows

_NAME = regex.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True)
class Rule:
    """A row: the conditions under which a quantity is `indicator`."""

    id: str
    indicator: str
    near: regex.Pattern[str]
    without: regex.Pattern[str] | None
    clue: regex.Pattern[str] | None
    topics: frozenset[str]
    sections: frozenset[str]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a quantity stands: the key of its section, the topic under way, its sentence up to it."""

    section: str | None
    topic: str | None
    sentence: str


@cache
def vocabulary() -> dict[str, str]:
    """Named fragments of patterns."""
    return {row["name"]: row["pattern"] for row in read_rows("vocabulary.csv")}


def fill(pattern: str) -> str:
    """A pattern with its {names} replaced from the vocabulary."""
    return str(_NAME.sub(lambda match: f"(?:{vocabulary()[match[1]]})", pattern))


@cache
def _groups() -> dict[str, frozenset[str]]:
    return {row["group"]: frozenset(row["units"].split()) for row in read_rows("unit_groups.csv")}


def _units(words: str) -> frozenset[str]:
    parts = [_groups().get(word, frozenset((word,))) for word in words.split()]
    return frozenset().union(*parts)


def _compiled(pattern: str) -> regex.Pattern[str] | None:
    return regex.compile(fill(pattern)) if pattern else None


@cache
def rules_by_unit() -> dict[str, tuple[Rule, ...]]:
    """The rules that can hold for a unit, in order."""
    by_unit: dict[str, list[Rule]] = {}
    for row in read_rows("indicator_rules.csv"):
        rule = Rule(
            row["id"],
            row["indicator"],
            regex.compile(fill(row["near"])),
            _compiled(row["without"]),
            _compiled(row["clue"]),
            frozenset(row["topic"].split()),
            frozenset(row["sections"].split()),
        )
        for unit in sorted(_units(row["units"])):
            by_unit.setdefault(unit, []).append(rule)
    return {unit: tuple(rules) for unit, rules in by_unit.items()}


def _holds(rule: Rule, near: str, place: Place) -> bool:
    if rule.topics and place.topic not in rule.topics:
        return False
    if rule.sections and place.section not in rule.sections:
        return False
    if not rule.near.search(near) or (rule.without and rule.without.search(near)):
        return False
    return not rule.clue or bool(rule.clue.search(place.sentence))


def classify(phrase: Phrase, place: Place) -> Rule | None:
    """The rule that says which indicator a quantity is, if one does."""
    near = phrase.near
    for rule in rules_by_unit().get(phrase.quantity.unit or "", ()):
        if _holds(rule, near, place):
            return rule
    return None
