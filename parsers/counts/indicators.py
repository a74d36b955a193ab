"""Indicators: which entry of the codebook a quantity is, by the rows of `rules/indicator_rules.csv`.

The rows are tried in order, the most specific first; the first whose conditions all hold decides. A row
without an indicator says that a quantity is none, whatever later rows would take it for.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from parsers.rules import Pattern, read_rows

_NAME = re.compile(r"\{([a-z_]+)\}")


class Rule(NamedTuple):
    """A row: the conditions under which a quantity is `indicator`; empty ones always hold.

    near: found in the phrase; without: not found in it; reach: found in the words back to the quantity before; ahead: found
    in what follows in the sentence; topics: one of them is being talked of, and none of other_topics; parents: the total that
    it is a part of is one of these indicators or of their parts; siblings: so is the count before; sections: where it stands.
    """

    id: str
    indicator: str | None
    near: Pattern | None
    without: Pattern | None
    reach: Pattern | None
    ahead: Pattern | None
    topics: frozenset[str]
    other_topics: frozenset[str]
    parents: tuple[str, ...]
    siblings: tuple[str, ...]
    sections: frozenset[str]


class Place(NamedTuple):
    """A quantity as the rules see it."""

    unit: str | None
    near: str
    reach: str
    ahead: str
    topics: frozenset[str]
    parent: str | None
    sibling: str | None
    section: str | None


@cache
def vocabulary() -> dict[str, str]:
    """Named fragments of patterns."""
    return {row["name"]: row["pattern"] for row in read_rows("vocabulary.csv")}


def fill(pattern: str) -> str:
    """A pattern with its {names} replaced from the vocabulary, also inside the fragments."""
    while _NAME.search(pattern):
        pattern = _NAME.sub(lambda match: f"(?:{vocabulary()[match[1]]})", pattern)
    return pattern


@cache
def _groups() -> dict[str, frozenset[str]]:
    return {row["group"]: frozenset(row["units"].split()) for row in read_rows("unit_groups.csv")}


def units_of(words: str) -> frozenset[str]:
    """The units that a row's `units` names, by unit or by group."""
    parts = [_groups().get(word, frozenset((word,))) for word in words.split()]
    return frozenset().union(*parts)


def _pattern(text: str) -> Pattern | None:
    return Pattern(fill(text)) if text else None


def _rule(row: dict[str, str]) -> Rule:
    return Rule(
        row["id"],
        row["indicator"] or None,
        _pattern(row["near"]),
        _pattern(row["without"]),
        _pattern(row["reach"]),
        _pattern(row["ahead"]),
        frozenset(word for word in row["topics"].split() if word[0] != "-"),
        frozenset(word[1:] for word in row["topics"].split() if word[0] == "-"),
        tuple(row["parents"].split()),
        tuple(row["siblings"].split()),
        frozenset(row["sections"].split()),
    )


@cache
def rules_by_unit() -> dict[str, tuple[Rule, ...]]:
    """The rules that can hold for a unit, in order."""
    by_unit: dict[str, list[Rule]] = {}
    for row in read_rows("indicator_rules.csv"):
        rule = _rule(row)
        for unit in sorted(units_of(row["units"])):
            by_unit.setdefault(unit, []).append(rule)
    return {unit: tuple(rules) for unit, rules in by_unit.items()}


@lru_cache(maxsize=4096)
def _open_rules(unit: str | None, topics: frozenset[str], section: str | None) -> tuple[Rule, ...]:
    """The rules that can hold for a unit, a set of topics and a section."""
    return tuple(
        rule
        for rule in rules_by_unit().get(unit or "", ())
        if (not rule.topics or rule.topics & topics)
        and not rule.other_topics & topics
        and (not rule.sections or section in rule.sections)
    )


def _is_within(indicator: str | None, parents: tuple[str, ...]) -> bool:
    return indicator is not None and any(indicator == p or indicator.startswith(f"{p}.") for p in parents)


def _holds(rule: Rule, place: Place) -> bool:
    """Whether the conditions on neighbours and on words that must not or must further stand there hold."""
    if rule.parents and not _is_within(place.parent, rule.parents):
        return False
    if rule.siblings and not _is_within(place.sibling, rule.siblings):
        return False
    if rule.without and rule.without.search(place.near):
        return False
    if rule.ahead and not rule.ahead.search(place.ahead):
        return False
    return not rule.reach or bool(rule.reach.search(place.reach))


def classify(place: Place) -> Rule | None:
    """The rule that says which indicator a quantity is, if one does."""
    near = place.near
    for rule in _open_rules(place.unit, place.topics, place.section):
        if (rule.near is None or rule.near.search(near)) and _holds(rule, place):  # most rules fall at their phrase
            return rule
    return None
