"""Year against year: what a report says of the year before must be what that year's report said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from parsers.findings import finding
from parsers.form_words import Name, in_both, name_part
from parsers.observations import plain
from parsers.records import Finding
from pipeline.audit.config import Tolerances
from pipeline.audit.corpus import Corpus, Report
from pipeline.audit.dates import reports_by_body

IN_FORCE = ("regulations", "normative")
"""Rows of the form of 2021 that say how many documents are in force."""

COLUMNS = ("natural_person", "business", "research", "nonprofit", "legal_service", "other_org", "total")
"""Columns of the table of requests, in printed order."""

ITEMS = ("licences", "other_services", "penalties", "coercion", "charges")
"""Rows of the form of 2019 that count items at the end of the year before."""


class Value(NamedTuple):
    """A value of a cell and its place in the text."""

    number: float
    start: int | None
    end: int | None


class Year(NamedTuple):
    """A report and its cells that are compared: `table/row/column` → value."""

    report: Report
    values: Mapping[str, Value]

    def number(self, place: str) -> float | None:
        """The value of a cell, None if it has none."""
        value = self.values.get(place)
        return value.number if value else None


def check_years(corpus: Corpus, tolerance: Tolerances) -> Iterator[tuple[str, Finding]]:
    """doc_id of the later report and finding, for each two reports of a body for years that follow each other."""
    known = _years(corpus)
    for _, years in reports_by_body(corpus):
        of_year = {
            year: [known[report.doc_id] for report in reports if report.doc_id in known] for year, reports in years
        }
        for year, later in of_year.items():
            earlier = of_year.get(year - 1)
            if later and earlier:
                for check in _CHECKS:
                    for found in check(earlier[0], later[0], tolerance):
                        yield later[0].report.doc_id, found


def _years(corpus: Corpus) -> dict[str, Year]:
    """The cells of each report that take part in a comparison, whatever edition each of its tables is of."""
    import pyarrow as pa
    import pyarrow.compute as pc

    cells = corpus.cells
    rows = pa.array(["carried_in", "carried_out", *IN_FORCE, *ITEMS])
    wanted = pc.and_(pc.is_in(cells["row_id"].cast(pa.string()), rows), pc.is_valid(cells["value"]))
    wanted = pc.and_(wanted, pc.equal(cells["instance"], 0))
    names = ("doc_id", "form_table", "row_id", "column_id", "value", "start_char", "end_char")
    table = cells.select(names).filter(wanted)
    values: defaultdict[str, dict[str, Value]] = defaultdict(dict)
    for doc_id, *place, value, start, end in zip(*[table[name].to_pylist() for name in names], strict=True):
        values[doc_id].setdefault("/".join(place), Value(value, start, end))
    return {doc_id: Year(corpus.reports[doc_id], found) for doc_id, found in values.items() if doc_id in corpus.reports}


def _carried(earlier: Year, later: Year, tolerance: Tolerances) -> Iterator[Finding]:
    """What the earlier report carries out is what the later one carries in, in every column."""
    broken = []
    for column in COLUMNS:
        out, into = (
            year.number(f"requests/{row}/{column}") for year, row in ((earlier, "carried_out"), (later, "carried_in"))
        )
        if out is not None and into is not None and abs(out - into) > tolerance.carried:
            broken.append((column, out, into))
    if broken:
        at = later.values[f"requests/carried_in/{broken[-1][0]}"]
        said = [
            (name_part("requests", "column", column), f"{plain(out)} → {plain(into)}") for column, out, into in broken
        ]
        subject = f"requests/carried_in/{broken[-1][0]}"
        yield finding("year.carried", at.start, at.end, earlier.report.doc_id, subject, **_list("columns", said))


def _in_force(earlier: Year, later: Year, tolerance: Tolerances) -> Iterator[Finding]:
    """Documents in force are last year's, plus those issued, less those repealed; told only where all are printed."""
    for row in IN_FORCE:
        before, value = (year.number(f"active/{row}/in_force") for year in (earlier, later))
        issued, repealed = (later.number(f"active/{row}/{column}") for column in ("issued", "repealed"))
        if before is None or value is None or issued is None or repealed is None:
            continue
        if abs(before + issued - repealed - value) <= tolerance.in_force:
            continue
        at = later.values[f"active/{row}/in_force"]
        facts = {"before": before, "issued": issued, "repealed": repealed, "value": value}
        yield finding(
            "year.in_force",
            at.start,
            at.end,
            earlier.report.doc_id,
            f"active/{row}/in_force",
            **in_both("name", name_part("active", "row", row)),
            expected=plain(before + issued - repealed),
            **{name: plain(number) for name, number in facts.items()},
        )


def _items(earlier: Year, later: Year, tolerance: Tolerances) -> Iterator[Finding]:
    """The items of the year before are those of the year before that, and their change."""
    broken = []
    for row in ITEMS:
        before, change = (earlier.number(f"active/{row}/{column}") for column in ("last_year", "change"))
        value = later.number(f"active/{row}/last_year")
        if before is None or change is None or value is None:
            continue
        if abs(before + change - value) > tolerance.items:
            broken.append((row, f"{plain(before)}{change:+g} → {plain(value)}"))
    if broken:
        at = later.values[f"active/{broken[0][0]}/last_year"]
        said = [(name_part("active", "row", row), words) for row, words in broken]
        subject = f"active/{broken[0][0]}/last_year"
        yield finding("year.items", at.start, at.end, earlier.report.doc_id, subject, **_list("rows", said))


def _list(fact: str, said: Sequence[tuple[Name, str]]) -> dict[str, Any]:
    """Names and what is said of each, in both languages."""
    zh, en = (
        "、".join(f"{name.zh} {words}" for name, words in said),
        ", ".join(f"{name.en} {words}" for name, words in said),
    )
    return in_both(fact, Name(zh, en))


_CHECKS: tuple[Callable[[Year, Year, Tolerances], Iterator[Finding]], ...] = (_carried, _in_force, _items)
