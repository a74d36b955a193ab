"""How well an audit finds what a careful reader wrote down: recall over the sure rows, precision over all findings."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from pipeline.audit.config import Config
from pipeline.audit.results import Result, read_results

FOLDER = Path(__file__).parent

ANSWERS = {
    "identity_broken": ("check.failed",),
    "text_vs_table": ("value.contradiction",),
    "parts_vs_total": ("parts.do_not_add_up",),
    "section_missing": ("section.missing", "section.optional"),
    "content_without_heading": ("section.unheaded",),
    "section_empty": ("section.empty",),
    "section_misplaced": ("section.misplaced",),
    "wrong_year": (
        "period.stale",
        "identity.year_conflict",
        "identity.period",
        "identity.several_reports",
        "form.outdated",
    ),
    "late": ("report.late", "report.late_township", "report.late_uncertain"),
    "hijacked": ("page.hijacked", "identity.name_replaced"),
    "template_remains": ("template.remains",),
    "cells_blank": ("form.blank", "form.empty", "form.missing", "form.rows", "section.empty"),
    "cells_not_applicable": ("form.slash",),
    "cells_ambiguous": ("unread.row",),
    "unread": ("unread.cell", "unread.column", "unread.label"),
    "unit_missing": ("observation.unit_unknown",),
    "contradiction": ("value.disagreement",),
}
"""Class of the list → the kinds of findings that answer it."""

BY_PLACE = frozenset({"section_missing", "content_without_heading", "section_empty", "identity_broken"})
BY_TABLE = frozenset({"cells_blank", "cells_not_applicable", "cells_ambiguous", "unit_missing"})
ECHOES = {"section.none": "content_without_heading"}
"""Kinds that say of the whole report what the rows of a class say of its sections: no false alarm, and no answer."""

ASIDE = frozenset({"document.not_report"})
"""Kinds that are no complaint about a report, and not in the lists."""


@dataclass(frozen=True, slots=True)
class Expected:
    """A row of a list: the document, the class, the place, and whether it must be found."""

    document: str
    cls: str
    where: str
    is_sure: bool

    @property
    def place(self) -> str:
        """Where it is, as findings name their subject.

        >>> Expected("a", "identity_broken", "requests/column total: results", True).place
        'requests/*/total'
        """
        where = self.where.split(":")[0]
        return re.sub(r"/column ", "/*/", re.sub(r"/row ", "/", where))


@dataclass(frozen=True, slots=True)
class Outcome:
    """The rows that must be found and are, those that are not, and the findings that no row asks for."""

    found: tuple[Expected, ...]
    missed: tuple[Expected, ...]
    extra: tuple[str, ...]
    findings: int

    @property
    def recall(self) -> float:
        """Share of the sure rows that are found."""
        return len(self.found) / (len(self.found) + len(self.missed))

    @property
    def precision(self) -> float:
        """Share of the findings that a row, sure or arguable, asks for."""
        return 1 - len(self.extra) / max(1, self.findings)


def read_expected(name: str) -> list[Expected]:
    """The rows of a list."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [Expected(row["document"], row["class"], row["where"], row["certainty"] == "sure") for row in rows]


def answers(result: Result, row: Expected, document: str) -> bool:
    """Whether a finding on a document tells what a row asks for."""
    if document != row.document or result.kind not in ANSWERS.get(row.cls, ()):
        return False
    subject = str(result.row["subject"] or "")
    if row.cls in BY_PLACE:
        return subject == row.place
    return row.cls not in BY_TABLE or subject.split("/")[0] == row.place.split("/")[0]


def _echoes(result: Result, row: Expected, document: str) -> bool:
    return document == row.document and ECHOES.get(result.kind) == row.cls


def match(results: Sequence[tuple[str, Result]], rows: Iterable[Expected]) -> Outcome:
    """Compare findings, each with the name of its document, with a list."""
    rows = list(rows)
    told = [row for row in rows if any(answers(result, row, document) for document, result in results)]
    extra = [
        f"{document} {result.kind} {result.row['subject'] or ''}: {result.row['message_zh']}"
        for document, result in results
        if not any(answers(result, row, document) or _echoes(result, row, document) for row in rows)
    ]
    sure = [row for row in rows if row.is_sure]
    found, missed = [row for row in sure if row in told], [row for row in sure if row not in told]
    return Outcome(tuple(found), tuple(missed), tuple(extra), len(results))


def read_named(dataset: Path, by_folder: bool = False) -> list[tuple[str, Result]]:
    """The findings of a dataset, each with the name that the lists give its document: the source, or its folder."""
    found = []
    for result in read_results(dataset, Config()):
        if result.report and result.kind not in ASIDE:
            source = result.report.source
            found.append((str(PurePosixPath(source).parent) if by_folder else source, result))
    return found
