"""The official forms as data: loads `rules/forms.json`, checks it, and lays each table out in its printed order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple

from parsers.rules import read_json
from parsers.tables.tokens import squash_label

NATIONAL = ("2014", "2019", "2021")


class Slot(NamedTuple):
    """A place of a form that holds a value."""

    row: str
    column: str


class Entry(NamedTuple):
    """Something printed in a form, in its order.

    kind: `row`, `column`, `group` (a label over several rows or columns) or `head` (title, other header cells).
    id: of the row or column, else the label itself. block: index of the block it belongs to. labels: its
    wordings as they stand in the stream of words, the form's own first.
    """

    kind: str
    id: str
    block: int
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Identity:
    """A sum that a form's values must obey (`=`), or a bound (`<=`).

    along: `row` if left and right are columns, tested on each row; `column` if they are rows.
    needed: terms without which nothing can be tested; other terms count as nothing where they are blank.
    """

    id: str
    along: str
    left: tuple[str, ...]
    right: tuple[str, ...]
    needed: tuple[str, ...]
    relation: str = "="


@dataclass(frozen=True, slots=True)
class Block:
    """Rows that share their columns.

    columns, rows: ids in printed order. signed, decimal, money: columns that alone may hold a sign, a decimal
    fraction, a unit of money; an empty `decimal` and `money` say nothing where `free` is set.
    """

    columns: tuple[str, ...]
    rows: tuple[str, ...]
    signed: frozenset[str]
    decimal: frozenset[str]
    money: frozenset[str]
    identities: tuple[Identity, ...]
    free: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a form.

    form: its edition, or `early` for the local table that no edition prescribes. one_line: its rows stand side by
    side in one printed row. entries: all that is printed, in order. identities: those along columns.
    positions: label → the entries it may be, last first. letters: every character of its labels.
    """

    form: str
    id: str
    blocks: tuple[Block, ...]
    entries: tuple[Entry, ...]
    identities: tuple[Identity, ...]
    one_line: bool = False
    positions: Mapping[str, tuple[int, ...]] = field(default_factory=dict, compare=False)
    letters: frozenset[str] = field(default=frozenset(), compare=False)

    @property
    def key(self) -> str:
        """`edition.table`."""
        return f"{self.form}.{self.id}"


def _match_ids(pattern: str, ids: Iterable[str]) -> tuple[str, ...]:
    """The ids that a term of an identity stands for: itself, or all that begin as `denied.*` says."""
    if pattern.endswith("*"):
        return tuple(name for name in ids if name.startswith(pattern[:-1]))
    return (pattern,)


def _identity(data: Mapping[str, Any], ids: Sequence[str]) -> Identity:
    def terms(key: str) -> tuple[str, ...]:
        found = tuple(name for pattern in data[key] for name in _match_ids(pattern, ids))
        if not found or not set(found) <= set(ids):
            raise ValueError(f"identity {data['id']}: {key} names no row or column of its table: {data[key]}")
        return found

    left = terms("left")
    return Identity(
        id=data["id"],
        along=data["along"],
        left=left,
        right=terms("right"),
        needed=terms("needed") if "needed" in data else left,
        relation=data["relation"],
    )


def _identities(data: Mapping[str, Any], along: str, ids: Sequence[str]) -> tuple[Identity, ...]:
    rows = (*data.get("identities", ()), *data.get("bounds", ()))
    return tuple(_identity(row, ids) for row in rows if row["along"] == along)


def _block(data: Mapping[str, Any], free: bool) -> Block:
    columns = tuple(column[0] for column in data["columns"])
    return Block(
        columns=columns,
        rows=tuple(row[0] for row in data["rows"]),
        signed=frozenset(data.get("signed", ())),
        decimal=frozenset(data.get("decimal", ())),
        money=frozenset(data.get("money", ())),
        identities=_identities(data, "row", columns),
        free=free,
    )


def _labels(label: str, aliases: Iterable[str] = ()) -> tuple[str, ...]:
    found = dict.fromkeys(squash_label(wording) for wording in (label, *aliases))
    if "" in found:
        raise ValueError(f"a label without words: {label}")
    return tuple(found)


def _columns(data: Mapping[str, Any], block: int) -> list[Entry]:
    aliases = data.get("column_aliases", {})
    return [
        Entry("column", column, block, _labels(label, aliases.get(column, ()))) for column, label in data["columns"]
    ]


def _header(data: Mapping[str, Any], block: int) -> list[Entry]:
    """A block's heading and header cells; a column group stands before its first member, the last column after it."""
    entries = [Entry("head", word, block, _labels(word)) for word in data.get("header_words", ())]
    if "heading" in data:
        entries.insert(0, Entry("head", data["heading"], block, _labels(data["heading"])))
    columns = _columns(data, block)
    groups = {
        members[0]: Entry("group", label, block, _labels(label))
        for label, members in data.get("column_group", {}).items()
    }
    if not groups:
        return entries + columns
    inside = {member for members in data["column_group"].values() for member in members}
    # As printed: the columns over two header rows and the group stand in the first, the members in the second.
    upper = [entry for entry in columns if entry.id not in inside]
    lower = [entry for entry in columns if entry.id in inside]
    return entries + upper[:1] + list(groups.values()) + upper[1:] + lower


def _rows(data: Mapping[str, Any], block: int) -> list[Entry]:
    """Row labels in printed order, each group label before its first row."""
    aliases = data.get("row_aliases", {})
    ids = [row[0] for row in data["rows"]]
    before: dict[str, list[Entry]] = {}
    for label, patterns in data.get("row_groups", {}).items():
        members = [name for pattern in patterns for name in _match_ids(pattern, ids)]
        if members:
            first = min(members, key=ids.index)
            before.setdefault(first, []).append(Entry("group", label, block, _labels(label)))
    entries: list[Entry] = []
    for row in data["rows"]:
        entries += before.get(row[0], [])
        entries.append(Entry("row", row[0], block, _labels(row[1], aliases.get(row[0], ()))))
    return entries


def _side_by_side(data: Mapping[str, Any]) -> list[Entry]:
    """A table whose rows stand side by side: their labels over the columns, which repeat under each.

    The columns once before all rows, too: some places print the rows one under another.
    """
    columns = _columns(data, 0)
    entries = list(columns)
    rows = _rows(data, 0)
    first = [entry for entry in rows if entry.id == data["rows"][0][0]]
    groups = [entry for entry in rows if entry.kind == "group"]
    entries += first + groups + columns
    for entry in rows:
        if entry.kind == "row" and entry not in first:
            entries.append(entry)
    for _ in data["rows"][1:]:
        entries += columns
    return entries


def _table(form: str, data: Mapping[str, Any]) -> Table:
    one_line = bool(data.get("one_line"))
    parts = data.get("blocks") or [data]
    free = form in ("2014", "early")
    entries: list[Entry] = []
    for number, part in enumerate(parts):
        if one_line:
            entries += _side_by_side(part)
        else:
            entries += _header({**part, "header_words": data.get("header_words", ())}, number) + _rows(part, number)
    rows = [row[0] for part in parts for row in part["rows"]]
    if len(rows) != len(set(rows)):
        raise ValueError(f"{form}.{data['id']}: a row id stands twice")
    positions: dict[str, list[int]] = {}
    for position, entry in enumerate(entries):
        for label in entry.labels:
            positions.setdefault(label, []).append(position)
    return Table(
        form=form,
        id=data["id"],
        blocks=tuple(_block(part, free) for part in parts),
        entries=tuple(entries),
        identities=_identities(data, "column", rows),
        one_line=one_line,
        positions={label: tuple(reversed(places)) for label, places in positions.items()},
        letters=frozenset(letter for label in positions for letter in label),
    )


@cache
def tables() -> tuple[Table, ...]:
    """Every table of every edition, and the early local one, checked.

    Raises ValueError where the data contradicts itself.
    """
    found: list[Table] = []
    for regime in read_json("forms.json")["regimes"]:
        found += [_table(regime["id"], data) for data in regime["tables"]]
        found += [_table("early", {**data, "id": "statistics"}) for data in regime.get("local_tables", ())]
    return tuple(found)


@cache
def titles() -> tuple[str, ...]:
    """Titles of the statistics tables, squashed: they stand over the table, no section of their own."""
    found = []
    for regime in read_json("forms.json")["regimes"]:
        for data in (*regime["tables"], *regime.get("local_tables", ())):
            if data["id"].startswith("statistics"):
                found += [squash_label(title) for title in re.split(r" / ", data["title"])]
                found += [squash_label(title) for title in data.get("title_aliases", ())]
    return tuple(dict.fromkeys(found))
