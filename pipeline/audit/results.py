"""What an audit tells: every finding of the dataset, whichever stage made it, with its document and its evidence."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from parsers.findings import kinds
from parsers.records import SEVERITIES
from pipeline.audit.config import Config
from pipeline.audit.corpus import Corpus, Report
from pipeline.dataset.schema import tables

AROUND = 40
"""Characters of the text that are quoted before and behind the evidence."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where evidence stands in the cleaned text: lines and columns from 1, the end behind it; the words and those around."""

    line: int
    column: int
    end_line: int
    end_column: int
    words: str
    around: str


@dataclass(frozen=True, slots=True)
class Result:
    """A finding with what a reader needs to see it. row: its columns in `findings`; `severity` as configured."""

    row: Mapping[str, Any]
    severity: str
    report: Report | None
    related: tuple[Report, ...]
    place: Place | None

    @property
    def kind(self) -> str:
        """Its kind."""
        return str(self.row["kind"])


def read_results(dataset: Path, config: Config) -> list[Result]:
    """The findings of a dataset, the worst first, kinds that are to be passed over left out."""
    corpus = Corpus(dataset)
    rows = [
        row
        for row in corpus.read("findings", tables()["findings"].names).to_pylist()
        if row["kind"] not in config.ignore
    ]
    places = _places(corpus, rows)
    results = [_result(row, corpus.documents, places, config) for row in rows]
    return sorted(results, key=_order)


def _result(
    row: Mapping[str, Any], documents: Mapping[str, Report], places: Mapping[str, Place], config: Config
) -> Result:
    related = (documents.get(doc_id) for doc_id in (row["related"] or "").split(";"))
    return Result(
        row={"subject": None, **row},
        severity=config.severity_of(row["kind"], row["severity"]),
        report=documents.get(row["doc_id"]),
        related=tuple(report for report in related if report is not None),
        place=places.get(row["finding_id"]),
    )


def _order(result: Result) -> tuple[Any, ...]:
    report = result.report or (result.related[0] if result.related else None)
    known = (report.source, report.doc_id) if report else ("", "")
    return (
        SEVERITIES.index(result.severity),
        result.kind,
        *known,
        result.row["start_char"] or 0,
        result.row["finding_id"],
    )


def _places(corpus: Corpus, rows: Iterable[Mapping[str, Any]]) -> dict[str, Place]:
    """finding_id → the place of its evidence, for those that have one. The texts are read a few at a time."""
    wanted: defaultdict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        if row["doc_id"] is not None and row["start_char"] is not None:
            wanted[row["doc_id"]].append(row)
    found = {}
    for doc_id, text in corpus.read_texts(wanted.keys()):
        lines = [0, *(at + 1 for at, char in enumerate(text) if char == "\n")]
        for row in wanted[doc_id]:
            found[row["finding_id"]] = _place(text, lines, row["start_char"], row["end_char"])
    return found


def _place(text: str, lines: Sequence[int], start: int, end: int) -> Place:
    first, last = bisect_right(lines, start), bisect_right(lines, end)
    around = text[max(0, start - AROUND) : end + AROUND]
    return Place(first, start - lines[first - 1] + 1, last, end - lines[last - 1] + 1, text[start:end], around)


def count_kinds(results: Iterable[Result]) -> list[tuple[str, str, int, int]]:
    """(severity, kind, findings, documents) of each kind, the worst and most frequent first."""
    numbers: Counter[tuple[str, str]] = Counter()
    documents: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for result in results:
        key = (result.severity, result.kind)
        numbers[key] += 1
        documents[key].update({result.row["doc_id"]} - {None} or {report.doc_id for report in result.related})
    rows = [(severity, kind, number, len(documents[severity, kind])) for (severity, kind), number in numbers.items()]
    return sorted(rows, key=lambda row: (SEVERITIES.index(row[0]), -row[2], row[1]))


def at_least(results: Iterable[Result], least: str) -> list[Result]:
    """The results of a severity and of worse ones."""
    return [result for result in results if SEVERITIES.index(result.severity) <= SEVERITIES.index(least)]


def group_by_document(results: Iterable[Result]) -> list[list[Result]]:
    """The results of each document together, in the order given; documents with the worst and the most of them first."""
    groups: defaultdict[str, list[Result]] = defaultdict(list)
    for result in results:
        groups[result.row["doc_id"] or result.row["finding_id"]].append(result)
    return sorted(groups.values(), key=lambda own: [-sum(each.severity == name for each in own) for name in SEVERITIES])


def has_severity(results: Iterable[Result], least: str) -> bool:
    """Whether there is a finding of a severity, or a worse one."""
    return bool(at_least(results, least))


def meaning(kind: str) -> Mapping[str, str]:
    """What `findings.csv` declares of a kind; nothing for a kind of an older program."""
    empty = dict.fromkeys(next(iter(kinds().values())), "")
    return kinds().get(kind, empty | {"name_zh": kind, "name_en": kind})
