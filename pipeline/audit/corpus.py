"""A dataset as the audit reads it: its reports without their text, and of the other tables the columns that are needed.

A page that is a report and what is attached to it are one report: `Report.unit` is the same for both.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from parsers.identity.vocabulary import endings
from parsers.records import Span
from pipeline.dataset.reading import check_dataset, read_table

if TYPE_CHECKING:
    import pyarrow as pa

TEXTS = 256
"""Reports whose texts are held at a time."""

SECTION_OF = {
    "disclosed": "active",
    "requests": "requests",
    "fees": "fees",
    "reviews": "proceedings",
    "litigation": "proceedings",
}
"""First part of an indicator's id → the statutory section that it belongs to."""

_REPORT = (
    "doc_id",
    "source",
    "doc_type",
    "agency",
    "agency_id",
    "sector",
    "level",
    "report_year",
    "regime",
    "published",
)


@dataclass(frozen=True, slots=True)
class Report:
    """What is known of a document before its text is read. unit: doc_id of the page that it belongs to, else its own."""

    doc_id: str
    source: str
    doc_type: str
    agency: str | None
    agency_id: str | None
    sector: str | None
    level: str | None
    report_year: int | None
    regime: str | None
    published: date | None
    attached_to: str | None = None
    unit: str = ""

    @property
    def is_part(self) -> bool:
        """Whether it belongs to a page that is the same report."""
        return self.unit != self.doc_id

    @property
    def is_township(self) -> bool:
        """Whether a township or a sub-district reports."""
        return self.level == "township"

    @property
    def is_government(self) -> bool:
        """Whether a government itself reports; where nobody knows who does, it may be one."""
        return is_government(self.agency, self.sector, self.level)


def is_government(agency: str | None, sector: str | None, level: str | None) -> bool:
    """Whether a body is a government, or may be one because it is unknown; townships are none here.

    A place that is not known hides the level and may be taken for a word of the field: then the name's end tells.
    """
    if agency is None or level is None:
        return agency is None or _ends_as_government(agency)
    return sector == "government" and level != "township"


def _ends_as_government(agency: str) -> bool:
    """Whether a name ends as those of governments do, townships left out.

    >>> _ends_as_government("临水县人民政府"), _ends_as_government("王庄镇人民政府"), _ends_as_government("县府办")
    (True, False, False)
    """
    known = [ending for ending in endings().values() if agency.endswith(ending.text)]
    return bool(known) and max(known, key=lambda ending: len(ending.text)).kind == "government"


def _unit(report: Report, documents: Mapping[str, Report]) -> str:
    """The page that a report is attached to, if that is a report for the same year; of a list of files each is its own."""
    page = documents.get(report.attached_to or "")
    if page is None or page.doc_type != report.doc_type or page.report_year != report.report_year:
        return report.doc_id
    return page.doc_id


class Heading(NamedTuple):
    """A section: the keys that its heading covers, the heading, and the place of both in the text."""

    keys: tuple[str, ...]
    heading: str
    start: int
    end: int


class Corpus:
    """The tables of a dataset, read when they are asked for."""

    def __init__(self, folder: Path) -> None:
        """Raises NoDatasetError if there is no dataset in `folder`."""
        check_dataset(folder)
        self.folder = folder

    def read(self, name: str, columns: Sequence[str], **options: Any) -> pa.Table:
        """Columns of a table; those that an older program did not write are null."""
        return read_table(self.folder, name, columns, **options)

    @cached_property
    def documents(self) -> Mapping[str, Report]:
        """Every document by doc_id, in the order of doc_id."""
        rows = self.read("reports", (*_REPORT, "attached_to")).to_pylist()
        found = {row["doc_id"]: Report(**row) for row in sorted(rows, key=lambda row: row["doc_id"])}
        return {doc_id: replace(report, unit=_unit(report, found)) for doc_id, report in found.items()}

    @cached_property
    def reports(self) -> Mapping[str, Report]:
        """The annual reports among the documents."""
        return {key: report for key, report in self.documents.items() if report.doc_type == "annual_report"}

    @cached_property
    def units(self) -> Mapping[str, tuple[Report, ...]]:
        """The annual reports that belong together, by the document that they belong to."""
        found: defaultdict[str, list[Report]] = defaultdict(list)
        for report in self.reports.values():
            found[report.unit].append(report)
        return {unit: tuple(members) for unit, members in found.items()}

    @cached_property
    def headings(self) -> Mapping[str, tuple[Heading, ...]]:
        """The sections of each document, in reading order."""
        table = self.read(
            "sections", ("doc_id", "section_no", "section_key", "also", "heading", "start_char", "end_char")
        )
        found: defaultdict[str, list[tuple[int, Heading]]] = defaultdict(list)
        for doc_id, number, key, also, heading, start, end in zip(*table.to_pydict().values(), strict=True):
            keys = (key, *(also or "").split(";")) if also else (key,)
            found[doc_id].append((number, Heading(keys, heading, start, end)))
        return {doc_id: tuple(heading for _, heading in sorted(rows)) for doc_id, rows in found.items()}

    @cached_property
    def printed_tables(self) -> Mapping[str, frozenset[str]]:
        """The official tables of which each document holds a value or a blank cell."""
        pairs = self.read("cells", ("doc_id", "form_table")).group_by(["doc_id", "form_table"]).aggregate([])
        found: defaultdict[str, set[str]] = defaultdict(set)
        for doc_id, form_table in zip(*pairs.to_pydict().values(), strict=True):
            found[doc_id].add(form_table)
        return {doc_id: frozenset(names) for doc_id, names in found.items()}

    @cached_property
    def stated(self) -> Mapping[str, Mapping[str, Span]]:
        """For each document the sections that its figures are about, with the place of the first figure."""
        table = self.read("observations", ("doc_id", "indicator", "start_char", "end_char"))
        found: defaultdict[str, dict[str, Span]] = defaultdict(dict)
        for doc_id, indicator, start, end in sorted(
            zip(*table.to_pydict().values(), strict=True), key=itemgetter(0, 2)
        ):
            section = SECTION_OF.get(indicator.split(".")[0])
            if section:
                found[doc_id].setdefault(section, Span(start, end))
        return found

    @cached_property
    def cells(self) -> pa.Table:
        """The cells of the official tables, what repeats in them as dictionaries."""
        names = ("doc_id", "form", "form_table", "row_id", "column_id", "label", "raw", "status")
        columns = (*names, "instance", "value", "start_char", "end_char")
        return self.read("cells", columns, read_dictionary=list(names)).unify_dictionaries()

    def documents_with(self, kind: str) -> frozenset[str]:
        """The documents that have a finding of a kind."""
        rows = self.read("findings", ("doc_id", "kind"), filters=[("kind", "==", kind)])
        return frozenset(rows["doc_id"].to_pylist())

    def texts(self) -> Iterator[tuple[Report, str]]:
        """Each annual report with its text."""
        for doc_id, text in self.read_texts(self.reports.keys()):
            yield self.reports[doc_id], text

    def read_texts(self, doc_ids: Container[str]) -> Iterator[tuple[str, str]]:
        """doc_id and text of the documents that are asked for, a few at a time in memory."""
        import pyarrow.parquet as pq

        with pq.ParquetFile(self.folder / "reports.parquet") as file:
            for batch in file.iter_batches(TEXTS, columns=["doc_id", "text"]):
                ids, texts = batch.column("doc_id").to_pylist(), batch.column("text")
                for at, doc_id in enumerate(ids):
                    if doc_id in doc_ids:
                        yield doc_id, texts[at].as_py()
