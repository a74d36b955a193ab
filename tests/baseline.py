"""What the rules read from the samples, a line a value, kept in `tests/baseline.csv` so that a change of rules is seen in review."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from pipeline.measuring.comparing import Stored, describe
from pipeline.measuring.diff import Change, Fact, clause_keys, compare, facts_of

BASELINE = Path(__file__).resolve().parent / "baseline.csv"
KEPT = ("observations", "counts")
COLUMNS = ("source", "table", "group", "about", "said", "quote")
LONGEST = 30  # characters of a quote
_INDICATOR = re.compile(r"\[([a-z][a-z0-9_.]*)\]")


def read_facts(dataset: Path) -> list[Fact]:
    """The observations and counts of a dataset, by source."""
    stored = Stored(dataset)
    by_source = sorted(stored.sources, key=lambda doc_id: stored.sources[doc_id])
    facts = [fact for doc_id in by_source for fact in facts_of(stored.rows(doc_id)) if fact.table in KEPT]
    return [_without_place(fact) for fact in facts]


def _without_place(fact: Fact) -> Fact:
    """The fact as far as a line tells it: known by its words, not by its place."""
    if fact.table != "counts":
        return fact._replace(doc_id="", quote="", indicator=fact.group, keys=((fact.table, fact.about),))
    match = _INDICATOR.search(fact.said)
    indicator, quote = match and match[1], fact.quote[:LONGEST]
    words = clause_keys(quote, fact.about, fact.said, indicator)
    return fact._replace(doc_id="", quote=quote, indicator=indicator, keys=tuple((fact.table, each) for each in words))


def write_baseline(facts: Iterable[Fact]) -> None:
    """Keep these facts as the baseline."""
    with BASELINE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows([getattr(fact, name) for name in COLUMNS] for fact in facts)


def read_baseline() -> list[Fact]:
    """The facts that are kept."""
    with BASELINE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [_without_place(Fact("", indicator=None, keys=(), **row)) for row in rows]


def diff_baseline(facts: Sequence[Fact]) -> list[Change]:
    """What changed from the baseline to these facts, by source."""
    old, new = _by_source(read_baseline()), _by_source(facts)
    return [change for source in sorted(old.keys() | new.keys()) for change in compare(old[source], new[source])]


def tell(changes: Sequence[Change], most: int = 60) -> str:
    """The changes as text, for the message of a test."""
    lines = [f"{change.fact.source}: {line}" for change in changes[:most] for line in describe(change)]
    more = [f"… and {len(changes) - most} more"] if len(changes) > most else []
    return "\n".join(["", *lines, *more])


def _by_source(facts: Iterable[Fact]) -> dict[str, list[Fact]]:
    grouped: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        grouped[fact.source].append(fact)
    return grouped
