"""Scores: how many answers were right, by measure, document, form and indicator, and what was wrong.

A score knows nothing of reports: it adds up what it is told, and gives the figures.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(slots=True)
class Tally:
    """How many values were right, how many were given, how many were wanted."""

    right: int = 0
    given: int = 0
    wanted: int = 0

    def add(self, right: int, given: int, wanted: int) -> None:
        """Count some more."""
        self.right, self.given, self.wanted = self.right + right, self.given + given, self.wanted + wanted

    @property
    def precision(self) -> float:
        return self.right / self.given if self.given else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.wanted if self.wanted else 1.0

    @property
    def f1(self) -> float:
        both = self.given + self.wanted
        return 2 * self.right / both if both else 1.0


def total(tallies: Collection[Tally]) -> Tally:
    """All tallies in one."""
    summed = Tally()
    for tally in tallies:
        summed.add(tally.right, tally.given, tally.wanted)
    return summed


@dataclass(frozen=True, slots=True)
class Miss:
    """One disagreement: under which measure, in which document, what stands there and what should."""

    measure: str
    document: str
    got: str
    want: str


Tallies = dict[str, dict[str, Tally]]


def _tallies() -> Tallies:
    return defaultdict(lambda: defaultdict(Tally))


@dataclass(slots=True)
class Score:
    """The answers to `facts` (one answer a question) and `sets` (any number of answers), and every miss.

    facts, sets: measure → document → its tally. indicators: measure → indicator → its tally.
    groups: document → the form that it is written in, or another name to group it by; grouped_by: what these names are.
    """

    facts: Tallies = field(default_factory=_tallies)
    sets: Tallies = field(default_factory=_tallies)
    indicators: Tallies = field(default_factory=_tallies)
    groups: dict[str, str] = field(default_factory=dict)
    grouped_by: str = "form"
    misses: list[Miss] = field(default_factory=list)

    def fact(self, measure: str, document: str, got: object, want: object, right: bool | None = None) -> None:
        """Count one question; `right` where equality is not the test."""
        right = got == want if right is None else right
        self.facts[measure][document].add(right, 1, 1)
        if not right:
            self.misses.append(Miss(measure, document, str(got), str(want)))

    def share(self, measure: str, document: str, right: int, wanted: int) -> None:
        """Count several questions of one document whose misses are listed under other measures."""
        self.facts[measure][document].add(right, wanted, wanted)

    def add(self, measure: str, document: str, right: int, given: int, wanted: int) -> None:
        """Count a document's answers to an open question."""
        self.sets[measure][document].add(right, given, wanted)

    def totals(self, documents: Collection[str] | None = None) -> dict[str, Tally]:
        """Every measure with its tally over these documents, or over all."""
        return {
            name: total([t for document, t in tallies.items() if documents is None or document in documents])
            for name, tallies in sorted([*self.facts.items(), *self.sets.items()])
        }

    def figures(self) -> dict[str, float]:
        """Every measure with its value from 0 to 1, by name: shares right, and precision, recall and F1."""
        out: dict[str, float] = {}
        for name, tally in self.totals().items():
            if name in self.facts:
                out[name] = tally.recall
            else:
                out |= {f"{name}.precision": tally.precision, f"{name}.recall": tally.recall, f"{name}.f1": tally.f1}
        return dict(sorted(out.items()))

    def by_group(self) -> dict[str, dict[str, Tally]]:
        """Group → measure → its tally, measures that were not asked left out."""
        names = sorted(set(self.groups.values()))
        members = {name: {doc for doc, group in self.groups.items() if group == name} for name in names}
        return {
            name: {measure: t for measure, t in self.totals(documents).items() if t.given or t.wanted}
            for name, documents in members.items()
        }

    def worst(self, most: int) -> Sequence[tuple[str, Mapping[str, int]]]:
        """The documents with the most misses, each with its misses by measure."""
        wrong: dict[str, Counter[str]] = defaultdict(Counter)
        for miss in self.misses:
            wrong[miss.document][miss.measure] += 1
        return sorted(wrong.items(), key=lambda item: (-item[1].total(), item[0]))[:most]
