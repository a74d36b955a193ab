"""Alignment: which words of a text are which labels of which form.

The labels found (`labels`) are aligned with the printed order of each table; a chain of labels in order is a
table, and a step back to the beginning starts another.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from parsers.tables.forms import Entry, Table, tables
from parsers.tables.labels import WHOLE_CELL, Hit, find_labels
from parsers.tables.tokens import Tokens

LARGEST_GAP = 60
"""Words that are no label, at most, between two labels of one table: notes and rows that a place added."""

FEWEST_LABELS = 3
"""Labels that make a part of a table, at least."""

RESTART_COST = 4.0
"""What a step back in the printed order costs, in labels: more than stray labels bring, less than a table."""

BORROWED_LABEL = 0.1
MISSING_COLUMN = 0.3
"""What speaks against an edition, in labels: a wording of another one; a column left out of a header."""

Places = tuple[int, ...]
"""The entries of a table that a label can be, last first."""


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


def _weight(entry: Entry, hit: Hit) -> float:
    """How much a label tells: long row labels most."""
    size = hit.end - hit.at
    return (2.0 if entry.kind == "row" else 1.0) * (1.0 if size >= 4 else 0.5)


def _find_chains(hits: Sequence[Hit], readings: Sequence[_Reading], table: Table) -> list[Chain]:
    """The chains of a table's labels in a text, in reading order; readings: what each hit is in the table."""
    chains: list[Chain] = []
    zone: list[tuple[Hit, Places]] = []
    if sum(bool(places) for places, _ in readings) < FEWEST_LABELS:
        return []
    for hit, (places, foreign) in zip(hits, readings, strict=True):
        if zone and (
            hit.at - zone[-1][0].end > LARGEST_GAP or (foreign and not places and hit.end - hit.at > WHOLE_CELL)
        ):
            chains += _align(table, zone) if len(zone) >= FEWEST_LABELS else []
            zone = []
        if places:
            zone.append((hit, places))
    return chains + (_align(table, zone) if len(zone) >= FEWEST_LABELS else [])


class _Reading(NamedTuple):
    """What a hit is in a table: the entries that it can be, and whether it is a row of another table."""

    places: Places
    is_foreign: bool


@cache
def _readings(labels: tuple[str, ...]) -> tuple[_Reading, ...]:
    """What a hit is in each of the tables; a row of another table says that this one ends."""
    found: list[_Reading] = []
    for table in tables():
        places = {place for label in labels for place in table.positions.get(label, ())}
        foreign = not places and table.id not in _tables_with_row(labels[0])
        found.append(_Reading(tuple(sorted(places, reverse=True)), foreign))
    return tuple(found)


@cache
def _tables_with_row(label: str) -> frozenset[str]:
    """The tables, of whatever edition, that print a label; all of them for one that is no row's."""
    entries = [(table.id, entry) for table in tables() for entry in table.entries if label in entry.labels]
    if not any(entry.kind == "row" for _, entry in entries):
        return frozenset(table.id for table in tables())
    return frozenset(name for name, _ in entries)


def _align(table: Table, zone: Sequence[tuple[Hit, Places]]) -> list[Chain]:
    """The best way to read the hits of a zone as chains in the form's order.

    Dynamic programming over the entry that the last hit was aligned with: a hit goes on from an earlier entry,
    or starts again at a cost, or is left out.
    """
    straight = _straight(table, zone)
    if straight:
        return [_chain(table, straight)]
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


def _straight(table: Table, zone: Sequence[tuple[Hit, Places]]) -> list[Aligned]:
    """All hits of a zone, where each can be an entry behind that of the hit before; empty where one cannot.

    What the search would find where nothing is to be left out: the last hit is the last entry that it can be, those
    before it the first.
    """
    entries = table.entries
    links: list[Aligned] = []
    position = -1
    for hit, places in zone:
        if len({entries[place].kind for place in places}) > 1:
            return []
        position = min((place for place in places if place > position), default=-1)
        if position < 0:
            return []
        links.append(Aligned(hit, entries[position], position))
    hit, places = zone[-1]
    links[-1] = Aligned(hit, entries[places[0]], places[0])
    return links


def _chain(table: Table, links: Sequence[Aligned]) -> Chain:
    return Chain(table, tuple(links), sum(_weight(link.entry, link.hit) for link in links))


def _chains(
    table: Table,
    zone: Sequence[tuple[Hit, Places]],
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
            chains.append(_chain(table, links))
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
    read: dict[int, list[Chain]] = {}
    by_table = zip(*(_readings(hit.labels) for hit in hits), strict=True)
    for table, twin, readings in zip(tables(), _twins(), by_table, strict=False):
        # A table that two editions have in common is read once.
        if twin not in read:
            read[twin] = _joined(tokens, _find_chains(hits, readings, table))
        found += [Chain(table, chain.links, chain.weight) for chain in read[twin]]
    return found


@cache
def _twins() -> tuple[int, ...]:
    """For each table, the first that prints the same."""
    entries = [table.entries for table in tables()]
    return tuple(map(entries.index, entries))


def _joined(tokens: Tokens, chains: Iterable[Chain]) -> list[Chain]:
    """Of the chains of one table those that are tables, a part joined to the part before it."""
    joined: list[Chain] = []
    for found in chains:
        chain = _without_stray_head(tokens, found)
        if not _is_table(tokens, chain):
            continue
        if joined and (rest := _rest_of(joined[-1], chain)):
            last = joined.pop()
            chain = Chain(chain.table, (*last.links, *rest), last.weight + chain.weight)
        joined.append(chain)
    return joined


def _rest_of(part: Chain, chain: Chain) -> tuple[Aligned, ...]:
    """The labels of a chain that is the next part of a table, empty if it is none.

    A page that parts a table may print its header again, whose short words (其他, 总计) may have been taken for rows.
    """
    if part.links[-1].position < chain.links[0].position:
        return chain.links
    last = max((link.position for link in part.links if link.entry.kind == "row"), default=len(part.table.entries))
    rest = [link for link in chain.links if link.entry.kind != "row" or link.position > last or _is_long(link)]
    rows = [link.position for link in rest if link.entry.kind == "row"]
    return tuple(rest) if rows and rows[0] > last and rest[0].entry.kind != "row" else ()


def _is_long(link: Aligned) -> bool:
    """Whether a label is long enough not to be a header's word."""
    return link.hit.end - link.hit.at >= WHOLE_CELL


def _without_stray_head(tokens: Tokens, chain: Chain) -> Chain:
    """The chain without a first header cell that values follow: it is a row (总计) of the table before."""
    first, *links = chain.links
    if first.entry.kind != "column" or not links:
        return chain
    if not tokens.values_between(tokens.places[first.hit.end - 1], tokens.places[links[0].hit.at]):
        return chain
    return _chain(chain.table, links)


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
    groups: list[list[Chain]] = []  # each of a chosen chain and those as good, in the order of the text
    scores = {id(chain): chain.weight - _doubt(chain) for chain in chains}
    ranked = sorted(chains, key=lambda chain: -scores[id(chain)])
    for chain in ranked:
        # Chosen ones do not overlap, so that their ends are in order too.
        first = bisect_right(groups, chain.at, key=lambda group: group[0].end)
        stop = bisect_left(groups, chain.end, key=lambda group: group[0].at)
        if first >= stop:
            groups.insert(first, [chain])
            continue
        rival = groups[first][0]
        if stop - first == 1 and scores[id(rival)] == scores[id(chain)] and rival.table.id == chain.table.id:
            groups[first].append(chain)
    single = {id(group[0]) for group in groups if len(group) == 1}
    decided = [chain for chain in ranked if id(chain) in single]
    return sorted((_pick(group, decided) for group in groups), key=lambda chain: chain.at)


def _pick(group: Sequence[Chain], decided: Sequence[Chain]) -> Chain:
    """Of chains that explain the same words as well, the one of the edition of the nearest that has no rival."""
    if len(group) == 1:
        return group[0]
    editions = {chain.table.form for chain in group}
    telling = (chain for chain in decided if chain.table.form in editions)
    near = min(telling, key=lambda chain: abs(chain.at - group[0].at), default=None)
    same = [chain for chain in group if near and chain.table.form == near.table.form]
    return (same or group)[0]


def _doubt(chain: Chain) -> float:
    """What speaks against the edition of a chain: labels in another's wording, headers without some of its columns."""
    borrowed = sum(link.entry.labels[0] not in link.hit.labels for link in chain.links)
    if chain.table.one_line:
        return borrowed * BORROWED_LABEL
    printed: dict[int, set[str]] = {}
    for link in chain.links:
        if link.entry.kind == "column":
            printed.setdefault(link.entry.block, set()).add(link.entry.id)
    missing = sum(len(chain.table.blocks[block].columns) - len(columns) for block, columns in printed.items())
    return borrowed * BORROWED_LABEL + missing * MISSING_COLUMN
