"""Labels: where the words of a text are labels of the forms.

They are sought in the stream of words, where breaks, numbering and punctuation do not count, by their beginnings
and as far as they go.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from parsers.tables.forms import tables
from parsers.tables.tokens import Tokens

SHORTEST_BEGINNING = 5
"""A label is told by its first words: at least so many, and as many as tell it from the other labels."""

WHOLE_CELL = 3
"""Labels of so few words (其他, 总计, 规章) must be followed by the end of their cell."""

MAX_HITS = 2_000
"""Labels read in one document at most; a page with two reports has 300."""


class Hit(NamedTuple):
    """A label found: its place in the stream of words, end exclusive, and the labels it may be."""

    at: int
    end: int
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Every label of every form.

    beginnings: by the first two words, the words that labels are told by, longest first, each with those labels.
    """

    beginnings: Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]]
    groups: frozenset[str]

    def labels_at(self, words: str, at: int) -> tuple[str, ...]:
        """The labels that may begin at a place of the stream."""
        for beginning, labels in self.beginnings.get(words[at : at + 2], ()):
            if words.startswith(beginning, at):
                return labels
        return ()


def _common(left: str, right: str) -> int:
    """How many words two strings begin with in common."""
    size = 0
    for one, other in zip(left, right, strict=False):
        if one != other:
            break
        size += 1
    return size


def _beginning(label: str, labels: Sequence[str], index: int, meanings: Mapping[str, frozenset[str]]) -> str:
    """As much of a label as tells it from the labels of other rows; `labels` are in alphabetical order."""
    shared = 0
    for others in (reversed(labels[:index]), labels[index + 1 :]):
        # The nearest label of another meaning has the longest beginning in common.
        stranger = next((other for other in others if not meanings[other] & meanings[label]), "")
        shared = max(shared, _common(label, stranger))
    return label[: max(SHORTEST_BEGINNING, shared + 1)]


@cache
def vocabulary() -> Vocabulary:
    """The labels of all forms, ready to be sought."""
    meanings: dict[str, frozenset[str]] = {}
    for table in tables():
        for entry in table.entries:
            for label in entry.labels:
                meanings[label] = meanings.get(label, frozenset()) | {f"{table.id} {entry.kind} {entry.id}"}
    labels = sorted(meanings)
    told: dict[str, list[str]] = {}
    for index, label in enumerate(labels):
        told.setdefault(_beginning(label, labels, index, meanings), []).append(label)
    beginnings: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for words in sorted(told, key=lambda words: (-len(words), words)):
        beginnings.setdefault(words[:2], []).append((words, tuple(told[words])))
    return Vocabulary(
        {start: tuple(found) for start, found in beginnings.items()},
        frozenset(
            label for table in tables() for entry in table.entries if entry.kind == "group" for label in entry.labels
        ),
    )


def find_labels(tokens: Tokens) -> list[Hit]:
    """The labels in a text, in reading order; only where one can begin, or right after another."""
    known = vocabulary()
    openings = sorted(tokens.openings)
    hits: list[Hit] = []
    end = 0
    at = 0
    while len(hits) < MAX_HITS:
        if at != end:
            following = bisect_left(openings, at)
            if following == len(openings):
                break
            at = openings[following]
        labels = known.labels_at(tokens.words, at)
        hit = _longest(tokens.words, at, labels) if labels else None
        if hit is None or (hit.end - at <= WHOLE_CELL and _goes_on(tokens, hit.end, known)):
            at += 1
            continue
        hits.append(_mended(hit, tokens, known.groups))
        at = end = hits[-1].end
    return hits


def _goes_on(tokens: Tokens, end: int, known: Vocabulary) -> bool:
    """Whether a word that begins no label touches the words before it."""
    places = tokens.places
    return 0 < end < len(places) and places[end] == places[end - 1] + 1 and not known.labels_at(tokens.words, end)


def _longest(words: str, start: int, labels: tuple[str, ...]) -> Hit:
    """The labels that go on longest from a place, of those that begin there."""
    if len(labels) == 1 and words.startswith(labels[0], start):
        return Hit(start, start + len(labels[0]), labels)
    whole = [label for label in labels if words.startswith(label, start)]
    if whole:
        label = max(whole, key=len)
        if all(len(other) <= len(label) for other in labels):
            return Hit(start, start + len(label), (label,))
    reach = {label: _common(label, words[start : start + len(label)]) for label in labels}
    best = max(reach.values())
    return Hit(start, start + best, tuple(label for label, size in reach.items() if size == best))


def _mended(hit: Hit, tokens: Tokens, groups: frozenset[str]) -> Hit:
    """The hit with the rest of its label, where the words of a neighbouring cell stand between its lines."""
    size = hit.end - hit.at
    if all(len(label) <= size for label in hit.labels):
        return hit
    rest = max(hit.labels, key=len)[size:]
    end, reached, skipped = hit.end, hit.end, 0
    while rest and skipped <= 3 and (chunk := tokens.chunk_at(end)) and chunk.at == end:
        words = tokens.words[chunk.at : chunk.at_end]
        shared = _common(rest, words)
        if shared == min(len(rest), len(words)):
            rest, skipped = rest[shared:], 0
            end = reached = chunk.at + shared
        elif _is_fragment(words, groups):
            skipped += 1
            end = chunk.at_end
        else:
            break
    return Hit(hit.at, reached, hit.labels)


def _is_fragment(words: str, groups: frozenset[str]) -> bool:
    """Whether words are a line of a group label that is broken into several."""
    return 0 < len(words) <= 4 and any(words in group for group in groups)
