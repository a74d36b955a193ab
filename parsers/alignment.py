"""Alignment: which words of a text are which labels of which form.

Labels are sought in the stream of words, where breaks, numbering and punctuation do not count, by their
beginnings and as far as they go. The hits of each table are then aligned with its printed order; a chain of
labels in order is a table, and a step back to the beginning starts another.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from parsers.forms import Entry, Table, tables
from parsers.tokens import Tokens

SHORTEST_BEGINNING = 5
"""A label is told by its first words: at least so many, and as many as tell it from the other labels."""

WHOLE_CELL = 3
"""Labels of so few words (其他, 总计, 规章) must be followed by the end of their cell."""

LARGEST_GAP = 60
"""Words that are no label, at most, between two labels of one table: notes and rows that a place added."""

FEWEST_LABELS = 3
"""Labels that make a part of a table, at least."""

RESTART_COST = 4.0
"""What a step back in the printed order costs, in labels: more than stray labels bring, less than a table."""

MAX_HITS = 2_000
"""Labels read in one document at most; a page with two reports has 300."""


class Hit(NamedTuple):
    """A label found: its place in the stream of words, end exclusive, and the labels it may be."""

    at: int
    end: int
    labels: tuple[str, ...]


class Aligned(NamedTuple):
    """A hit and the entry of the form that it is."""

    hit: Hit
    entry: Entry
    position: int


@dataclass(frozen=True, slots=True)
class Chain:
    """Labels of one table in the form's order. weight: how much of the form they are."""

    table: Table
    links: tuple[Aligned, ...]
    weight: float

    @property
    def at(self) -> int:
        """Where it begins in the stream of words."""
        return self.links[0].hit.at

    @property
    def end(self) -> int:
        """Where its last label ends in the stream of words."""
        return self.links[-1].hit.end


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Every label of every form. beginnings: the words a label is told by → the labels."""

    pattern: re.Pattern[str]
    beginnings: Mapping[str, tuple[str, ...]]
    groups: frozenset[str]


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
    beginnings: dict[str, list[str]] = {}
    for index, label in enumerate(labels):
        beginnings.setdefault(_beginning(label, labels, index, meanings), []).append(label)
    longest_first = sorted(beginnings, key=lambda words: (-len(words), words))
    return Vocabulary(
        re.compile("|".join(map(re.escape, longest_first))),
        {words: tuple(found) for words, found in beginnings.items()},
        frozenset(
            label for table in tables() for entry in table.entries if entry.kind == "group" for label in entry.labels
        ),
    )


def find_labels(tokens: Tokens) -> list[Hit]:
    """The labels in a text, in reading order; only where one can begin, or right after another."""
    known = vocabulary()
    hits: list[Hit] = []
    end = 0
    at = 0
    while len(hits) < MAX_HITS and (match := known.pattern.search(tokens.words, at)):
        start = match.start()
        if start not in tokens.openings and start != end:
            at = start + 1
            continue
        hit = _longest(tokens.words, start, known.beginnings[match.group()])
        if hit.end - start <= WHOLE_CELL and _goes_on(tokens, hit.end, known.pattern):
            at = start + 1
            continue
        hits.append(_mended(hit, tokens, known.groups))
        at = end = hits[-1].end
    return hits


def _goes_on(tokens: Tokens, end: int, pattern: re.Pattern[str]) -> bool:
    """Whether a word that begins no label touches the words before it."""
    places = tokens.places
    return 0 < end < len(places) and places[end] == places[end - 1] + 1 and not pattern.match(tokens.words, end)


def _longest(words: str, start: int, labels: Sequence[str]) -> Hit:
    """The labels that go on longest from a place, of those that begin there."""
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
    rest = max(hit.labels, key=len)[hit.end - hit.at :]
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


def _weight(entry: Entry, hit: Hit) -> float:
    """How much a label tells: long row labels most."""
    size = hit.end - hit.at
    return (2.0 if entry.kind == "row" else 1.0) * (1.0 if size >= 4 else 0.5)


def _find_chains(hits: Sequence[Hit], table: Table) -> list[Chain]:
    """The chains of a table's labels in a text, in reading order."""
    chains: list[Chain] = []
    zone: list[tuple[Hit, tuple[int, ...]]] = []
    positions = table.positions
    for hit in hits:
        places = positions.get(hit.labels[0], ()) if len(hit.labels) == 1 else _places(table, hit)
        if zone and (hit.at - zone[-1][0].end > LARGEST_GAP or (not places and _is_foreign_row(table, hit))):
            chains += _align(table, zone) if len(zone) >= FEWEST_LABELS else []
            zone = []
        if places:
            zone.append((hit, places))
    return chains + (_align(table, zone) if len(zone) >= FEWEST_LABELS else [])


def _is_foreign_row(table: Table, hit: Hit) -> bool:
    """Whether a label is a row of another table, which therefore begins or goes on here."""
    if hit.end - hit.at <= WHOLE_CELL:
        return False
    return table.id not in _tables_with_row(hit.labels[0])


@cache
def _tables_with_row(label: str) -> frozenset[str]:
    """The tables, of whatever edition, that print a label; all of them for one that is no row's."""
    entries = [(table.id, entry) for table in tables() for entry in table.entries if label in entry.labels]
    if not any(entry.kind == "row" for _, entry in entries):
        return frozenset(table.id for table in tables())
    return frozenset(name for name, _ in entries)


def _places(table: Table, hit: Hit) -> tuple[int, ...]:
    """The entries of a table that a hit can be, last first."""
    return tuple(sorted({place for label in hit.labels for place in table.positions.get(label, ())}, reverse=True))


def _align(table: Table, zone: Sequence[tuple[Hit, tuple[int, ...]]]) -> list[Chain]:
    """The best way to read the hits of a zone as chains in the form's order.

    Dynamic programming over the entry that the last hit was aligned with: a hit goes on from an earlier entry,
    or starts again at a cost, or is left out.
    """
    entries = table.entries
    nothing = float("-inf")
    best = [nothing] * len(entries)
    state: list[int | None] = [None] * len(entries)
    top, top_state = 0.0, None
    steps: list[tuple[int, int, int | None, bool]] = []  # hit, entry, step before, whether it starts a chain
    for number, (hit, places) in enumerate(zone):
        # A new chain costs what a step back costs, or else gives up what was found before it.
        start, start_from = (top - RESTART_COST, top_state) if top > RESTART_COST else (0.0, None)
        for place in places:
            going = max(best[:place]) if place else nothing
            starts = going < start
            before = start_from if starts else state[best.index(going)]
            score = (start if starts else going) + _weight(entries[place], hit)
            if score > best[place]:
                steps.append((number, place, before, starts))
                best[place], state[place] = score, len(steps) - 1
                if score > top:
                    top, top_state = score, len(steps) - 1
    return _chains(table, zone, steps, top_state)


def _chains(
    table: Table,
    zone: Sequence[tuple[Hit, tuple[int, ...]]],
    steps: Sequence[tuple[int, int, int | None, bool]],
    last: int | None,
) -> list[Chain]:
    """Follow the steps back from the best one."""
    chains: list[Chain] = []
    links: list[Aligned] = []
    while last is not None:
        number, place, before, starts = steps[last]
        links.append(Aligned(zone[number][0], table.entries[place], place))
        if starts or before is None:
            links.reverse()
            chains.append(Chain(table, tuple(links), sum(_weight(link.entry, link.hit) for link in links)))
            links = []
        last = before
    return chains[::-1]


def find_tables(tokens: Tokens) -> list[Chain]:
    """The tables of a text, in reading order."""
    return _select(_all_chains(tokens))


def _all_chains(tokens: Tokens) -> list[Chain]:
    """Every chain of labels that is enough of a table, parts of one table joined."""
    hits = find_labels(tokens)
    found: list[Chain] = []
    read: dict[tuple[Entry, ...], list[Chain]] = {}
    for table in tables():
        # A table that two editions have in common is read once.
        if table.entries not in read:
            read[table.entries] = _joined(tokens, hits, table)
        found += [Chain(table, chain.links, chain.weight) for chain in read[table.entries]]
    return found


def _joined(tokens: Tokens, hits: Sequence[Hit], table: Table) -> list[Chain]:
    """The chains of one table that are tables, a part joined to the part before it."""
    joined: list[Chain] = []
    for chain in _find_chains(hits, table):
        if not _is_table(tokens, chain):
            continue
        if joined and joined[-1].links[-1].position < chain.links[0].position:
            last = joined.pop()
            chain = Chain(table, (*last.links, *chain.links), last.weight + chain.weight)
        joined.append(chain)
    return joined


def _is_table(tokens: Tokens, chain: Chain) -> bool:
    """Whether a chain of labels is a table and not a sentence or a list that names a few of its rows."""
    labels = [link.hit for link in chain.links if link.entry.kind == "row"]
    rows, others = len(labels), len(chain.links) - len(labels)
    if chain.table.one_line:
        return rows >= 2 and len(chain.links) >= 3
    if 2 * sum(_has_colon(tokens, label) for label in labels) > rows:
        return False
    if chain.table.form in ("2014", "early"):
        return rows >= 5
    return rows >= 3 or (rows >= 2 and others >= 2) or (rows >= 1 and others >= 3)


def _has_colon(tokens: Tokens, label: Hit) -> bool:
    """Whether a colon follows a label: an item of a list."""
    end = tokens.places[label.end - 1] + 1
    return tokens.text[end : end + 1] == ":"


def _select(chains: Sequence[Chain]) -> list[Chain]:
    """Of chains that claim the same words the one that explains most; editions alike go by their neighbours."""
    chosen: list[Chain] = []
    undecided: list[list[Chain]] = []
    for chain in sorted(chains, key=lambda chain: -chain.weight):
        rivals = [other for other in chosen if _overlap(chain, other)]
        if not rivals:
            chosen.append(chain)
            undecided.append([chain])
        elif len(rivals) == 1 and rivals[0].weight == chain.weight and rivals[0].table.id == chain.table.id:
            undecided[chosen.index(rivals[0])].append(chain)
    decided = [group[0] for group in undecided if len(group) == 1]
    picked = []
    for group in undecided:
        near = min(decided, key=lambda chain: abs(chain.at - group[0].at), default=None)
        same = [chain for chain in group if near and chain.table.form == near.table.form]
        picked.append((same or group)[0])
    return sorted(picked, key=lambda chain: chain.at)


def _overlap(one: Chain, other: Chain) -> bool:
    return one.at < other.end and other.at < one.end
