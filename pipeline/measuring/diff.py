"""What changed between two datasets: documents, values and indicators gained, lost and changed.

Pure functions over the rows of documents. A document is known by its bytes (`doc_id`). Within it an observation is the same one
by its indicator, a cell by its place in the form, a count by its number and where that stands or, if the text moved, the clause
it stands in. So a change of cleaning that moves the text is no change of what was read.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from parsers.observations import plain

Row = Mapping[str, Any]
Rows = Mapping[str, Sequence[Row]]
Sort = Literal["gained", "lost", "changed"]
SORTS: tuple[Sort, ...] = ("lost", "gained", "changed")
FIELDS = ("status", "error", "doc_type", "title", "agency", "sector", "level", "region_name", "adcode", "report_year")
MORE_FIELDS = ("published", "regime", "hijacked", "spam", "url", "format", "encoding", "copies", "source")
NO_RULE, NO_INDICATOR = "no rule", "no indicator"
_AROUND = 30
_ENDS = "。;；\n"


class Fact(NamedTuple):
    """One thing that a dataset says of a document.

    group: what it is summed up by: a rule, an indicator, a field, a kind. said: what is said, in words. keys: by what it
    is the same fact in another dataset, the surest first. quote: the words it was read from.
    """

    doc_id: str
    source: str
    table: str
    group: str
    about: str
    said: str
    quote: str
    indicator: str | None
    keys: tuple[Hashable, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """A fact of the old dataset, of the new one, or of both with different words."""

    old: Fact | None
    new: Fact | None

    @property
    def fact(self) -> Fact:
        """The new fact, or the old one where it is gone."""
        fact = self.new or self.old
        assert fact is not None
        return fact

    @property
    def sort(self) -> Sort:
        if self.old is None:
            return "gained"
        return "changed" if self.new else "lost"

    @property
    def group(self) -> str:
        """What it is summed up by; both names where that is what changed."""
        if self.old and self.new and self.old.group != self.new.group:
            return f"{self.old.group} → {self.new.group}"
        return self.fact.group

    def as_json(self) -> dict[str, Any]:
        """The change as plain data."""
        return {
            "sort": self.sort,
            "doc_id": self.fact.doc_id,
            "source": self.fact.source,
            "table": self.fact.table,
            "group": self.group,
            "about": self.fact.about,
            "old": self.old and self.old.said,
            "new": self.new and self.new.said,
            "quote": self.fact.quote,
        }


# --- facts --------------------------------------------------------------------------------------------


def facts_of(rows: Rows) -> list[Fact]:
    """Every fact of one document, given its rows in each table (tables that are missing say nothing)."""
    report = rows["reports"][0]
    facts = []
    for table, read in _READERS.items():
        facts += [
            fact._replace(doc_id=report["doc_id"], source=report["source"])
            for fact in read(rows.get(table, ()), report)
        ]
    return facts


def _fact(
    table: str, group: str, about: str, said: str, quote: str, *keys: Hashable, indicator: str | None = None
) -> Fact:
    return Fact("", "", table, group, about, said, quote, indicator, tuple((table, key) for key in keys))


def _report_facts(rows: Sequence[Row], report: Row) -> Iterator[Fact]:
    for name in (*FIELDS, *MORE_FIELDS):
        if report.get(name) is not None:
            yield _fact("reports", name, name, str(report[name]), "", name)


def _section_facts(rows: Sequence[Row], report: Row) -> Iterator[Fact]:
    seen: Counter[str] = Counter()
    for row in rows:
        seen[row["heading"]] += 1
        said = f"level {row['level']} {row['section_key']}" + (f" and {row['also']}" if row["also"] else "")
        yield _fact("sections", row["section_key"], row["heading"], said, "", (row["heading"], seen[row["heading"]]))


def _observation_facts(rows: Sequence[Row], report: Row) -> Iterator[Fact]:
    for row in rows:
        said = f"{row['bound'] or ''}{plain(row['value'])} {row['unit']}, {row['cell'] or row['rule']}, {row['status']}"
        name = row["indicator"]
        said += "" if row["agree"] else ", mentions disagree"
        yield _fact("observations", name, name, said, quote(report, row), name, indicator=name)


def _count_facts(rows: Sequence[Row], report: Row) -> Iterator[Fact]:
    values = {row["count_no"]: row["value"] for row in rows}
    for row in rows:
        name, raw, place = row["indicator"], row["raw"], row["start_char"]
        said = f"{row['bound'] or ''}{plain(row['value'])} {row['unit'] or ''} [{name or NO_INDICATOR}]"
        said += "" if row["scope"] == "year" else f", {row['scope']}"
        said += "" if row["part_of"] is None else f", part of {plain(values[row['part_of']])}"
        here = ((place, raw, said), (place, raw, name), (place, raw))
        yield _fact(
            "counts",
            row["rule"] or NO_RULE,
            raw,
            said,
            row["quote"],
            *here,
            *clause_keys(row["quote"], raw, said, name),
            indicator=name,
        )


def clause_keys(clause: str, raw: str, said: str, indicator: str | None) -> tuple[Hashable, ...]:
    """By what a count is the same one where its place is not known: its clause, then what is said of it."""
    return (clause, raw, said), (clause, raw, indicator), (clause, raw)


def _cell_facts(rows: Sequence[Row], report: Row) -> Iterator[Fact]:
    for row in rows:
        about = f"{row['form']} {row['form_table']}/{row['row_id']}/{row['column_id']}"
        about += f" no. {row['instance'] + 1}" if row["instance"] else ""
        said = f"{'·' if row['value'] is None else plain(row['value'])} {row['unit'] or ''} {row['status']}".replace(
            "  ", " "
        )
        yield _fact("cells", row["form_table"], about, said, quote(report, row), about)


def _check_facts(rows: Sequence[Row], report: Row) -> Iterator[Fact]:
    names = {True: "passed", False: "failed", None: "not testable"}
    for row in rows:
        yield _fact("checks", row["check_id"], row["scope"], names[row["passed"]], "", (row["check_id"], row["scope"]))


def _finding_facts(rows: Sequence[Row], report: Row) -> Iterator[Fact]:
    seen: Counter[tuple[str, str]] = Counter()
    for row in rows:
        key = (row["kind"], row["message_zh"])
        seen[key] += 1
        yield _fact("findings", row["kind"], row["kind"], row["message_zh"], quote(report, row), (key, seen[key]))


_READERS: Mapping[str, Callable[[Sequence[Row], Row], Iterator[Fact]]] = {
    "reports": _report_facts,
    "sections": _section_facts,
    "observations": _observation_facts,
    "counts": _count_facts,
    "cells": _cell_facts,
    "checks": _check_facts,
    "findings": _finding_facts,
}


def quote(report: Row, row: Row) -> str:
    """The words round a row's evidence: its sentence or line, cut where it is long; empty if it has none."""
    text, start, end = report.get("text") or "", row["start_char"], row["end_char"]
    if start is None or end is None:
        return ""
    first = max(start - _AROUND, max(text.rfind(mark, 0, start) for mark in _ENDS) + 1, 0)
    stops = [stop for mark in _ENDS if (stop := text.find(mark, end)) >= 0]
    return " ".join(text[first : min(end + _AROUND, *stops, len(text))].split())


# --- comparing ----------------------------------------------------------------------------------------


def compare(old: Sequence[Fact], new: Sequence[Fact]) -> list[Change]:
    """What changed of one document, table by table. Facts that say the same are left out."""
    pairs: list[tuple[Fact | None, Fact | None]] = []
    rest, left = list(old), list(new)
    for level in range(max((len(fact.keys) for fact in (*old, *new)), default=0)):
        matched, rest, left = _match(rest, left, level)
        pairs += matched
    pairs += [(fact, None) for fact in rest] + [(None, fact) for fact in left]
    changes = [Change(was, now) for was, now in pairs if not (was and now and _same(was, now))]
    order = {id(fact): place for place, fact in enumerate((*old, *new))}
    return sorted(changes, key=lambda change: (list(_READERS).index(change.fact.table), order[id(change.fact)]))


def _same(old: Fact, new: Fact) -> bool:
    return old.said == new.said and old.group == new.group


def _match(
    old: Iterable[Fact], new: Iterable[Fact], level: int
) -> tuple[list[tuple[Fact | None, Fact | None]], list[Fact], list[Fact]]:
    """Pair facts by their key of a level: the pairs, and what is left on either side."""
    waiting: dict[Hashable, list[Fact]] = defaultdict(list)
    for fact in new:
        waiting[_key(fact, level)].append(fact)
    pairs: list[tuple[Fact | None, Fact | None]] = []
    rest = []
    for fact in old:
        alike = waiting.get(_key(fact, level))
        if alike and level < len(fact.keys):
            pairs.append((fact, alike.pop(0)))
        else:
            rest.append(fact)
    return pairs, rest, [fact for facts in waiting.values() for fact in facts]


def _key(fact: Fact, level: int) -> Hashable:
    return fact.keys[level] if level < len(fact.keys) else None


def document_change(old: Rows | None, new: Rows | None) -> Change:
    """A document that only one of the datasets has, as one change."""
    return Change(_document_fact(old), _document_fact(new))


def _document_fact(rows: Rows | None) -> Fact | None:
    if rows is None:
        return None
    report = rows["reports"][0]
    said = f"{report['doc_type']}, {report['status']}, {len(rows.get('observations', ()))} observations"
    fact = _fact("reports", "document", "document", said, report.get("title") or "", "document")
    return fact._replace(doc_id=report["doc_id"], source=report["source"])


# --- summing up ---------------------------------------------------------------------------------------


class Sum(NamedTuple):
    """How much was lost, gained and changed of a group of a table."""

    table: str
    group: str
    lost: int
    gained: int
    changed: int


def summarise(changes: Iterable[Change]) -> list[Sum]:
    """The changes by table and group (counts by their rule and by their indicator), the most first."""
    numbers: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for change in changes:
        table = "counts by rule" if change.fact.table == "counts" else change.fact.table
        numbers[table, change.group][change.sort] += 1
        if change.fact.table == "counts":
            for name, sort in _indicator_changes(change):
                numbers["counts by indicator", name][sort] += 1
    order = [
        "reports",
        "sections",
        "observations",
        "counts by rule",
        "counts by indicator",
        "cells",
        "checks",
        "findings",
    ]
    sums = [Sum(*key, *(number[sort] for sort in SORTS)) for key, number in numbers.items()]
    return sorted(sums, key=lambda each: (order.index(each.table), -sum(each[2:]), each.group))


def _indicator_changes(change: Change) -> Iterator[tuple[str, str]]:
    """Which indicators a change of a count brings or takes."""
    old, new = (fact and fact.indicator for fact in (change.old, change.new))
    if old == new:
        if old:
            yield old, "changed"
        return
    if old:
        yield old, "lost"
    if new:
        yield new, "gained"
