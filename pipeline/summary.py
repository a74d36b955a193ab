"""What a run did, counted as it goes and told to a person at the end."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

from parsers.records import Report

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.table import Table

MOST_NAMED = 20


@dataclass(slots=True)
class Summary:
    """Totals of a run.

    by_type_and_year: (doc_type, report_year or None) → documents. cells: status → cells. checks:
    `passed`, `failed` or `untested` → checks. findings: (severity, kind) → findings. failures: source
    and reason of each document that could not be read.
    """

    sources: int = 0
    passed_over: int = 0
    documents: int = 0
    copies: int = 0
    sections: int = 0
    counts: int = 0
    classified: int = 0
    observations: int = 0
    by_type_and_year: Counter[tuple[str, int | None]] = field(default_factory=Counter)
    cells: Counter[str] = field(default_factory=Counter)
    checks: Counter[str] = field(default_factory=Counter)
    findings: Counter[tuple[str, str]] = field(default_factory=Counter)
    failures: list[tuple[str, str]] = field(default_factory=list)

    def count(self, report: Report) -> None:
        """Add one document."""
        self.documents += 1
        self.copies += report.provenance.copies - 1
        if report.outcome.status == "failed":
            self.failures.append((report.provenance.source, report.outcome.error or ""))
        else:
            self.by_type_and_year[report.identity.doc_type, report.identity.report_year] += 1
        self.sections += len(report.sections)
        self.counts += len(report.counts)
        self.classified += sum(count.indicator is not None for count in report.counts)
        self.observations += len(report.observations)
        self.cells.update(cell.status for cell in report.cells)
        self.checks.update(_OUTCOMES[check.passed] for check in report.checks)
        self.findings.update((finding.severity, finding.kind) for finding in report.findings)

    def add(self, other: Summary) -> None:
        """Add the totals of other documents."""
        for each in fields(self):
            setattr(self, each.name, getattr(self, each.name) + getattr(other, each.name))

    def as_json(self) -> dict[str, Any]:
        """The totals as plain data, for a log."""
        by_type: dict[str, dict[str, int]] = {}
        for (doc_type, year), number in sorted(self.by_type_and_year.items(), key=str):
            by_type.setdefault(doc_type, {})[str(year)] = number
        return {
            "sources": self.sources,
            "passed_over": self.passed_over,
            "documents": self.documents,
            "copies": self.copies,
            "by_type_and_year": by_type,
            "sections": self.sections,
            "counts": self.counts,
            "counts_with_indicator": self.classified,
            "cells": dict(sorted(self.cells.items())),
            "observations": self.observations,
            "checks": dict(sorted(self.checks.items())),
            "findings": {kind: number for (_, kind), number in sorted(self.findings.items())},
            "failed": [{"source": source, "reason": reason} for source, reason in self.failures],
        }


_OUTCOMES = {True: "passed", False: "failed", None: "untested"}
_SHADES = {"error": "red", "warning": "yellow", "info": "dim"}


def show_summary(summary: Summary, console: Console) -> None:
    """Print what a run did."""
    for part in _parts(summary):
        console.print(part)


def _parts(summary: Summary) -> list[RenderableType]:
    parts = [_totals(summary)]
    if summary.by_type_and_year:
        parts.append(_years_table(summary))
    if summary.findings:
        parts.append(_findings_table(summary))
    if summary.failures:
        parts.append(_failures_table(summary))
    return parts


def _totals(summary: Summary) -> RenderableType:
    """One line each on documents, sections, counts, cells, observations and checks."""
    from rich.table import Table

    failed = len(summary.failures)
    totals = Table(box=None, show_header=False, pad_edge=False)
    totals.add_column(justify="right", style="bold")
    totals.add_column(overflow="fold")
    totals.add_column(overflow="fold")
    for number, name, details in (
        (summary.documents, "documents 文档", _documents(summary, failed)),
        (summary.sections, "sections 章节", ""),
        (summary.counts, "counts 数量", f"{summary.classified} of a known indicator 有指标" if summary.counts else ""),
        (sum(summary.cells.values()), "cells 单元格", _listed(summary.cells)),
        (summary.observations, "observations 观测值", ""),
        (sum(summary.checks.values()), "checks 勾稽检验", _listed(summary.checks)),
    ):
        totals.add_row(str(number), name, details)
    return totals


def _documents(summary: Summary, failed: int) -> str:
    numbers = {
        "read 已读": summary.documents - failed,
        "failed 失败": failed,
        "copies 重复": summary.copies,
        "other files passed over 略过": summary.passed_over,
    }
    return ", ".join(f"{number} {name}" for name, number in numbers.items() if number)


def _listed(numbers: Counter[str]) -> str:
    return ", ".join(f"{number} {name}" for name, number in numbers.most_common())


def _table(title: str, *columns: str) -> Table:
    """A table with a title; the first column is text, the others as their caller adds them."""
    from rich import box
    from rich.table import Column, Table

    folded = [Column(heading, overflow="fold") for heading in columns]
    return Table(*folded, title=title, title_justify="left", title_style="bold", box=box.SIMPLE, pad_edge=False)


def _years_table(summary: Summary) -> RenderableType:
    """Documents by report year, a column a type."""
    types = sorted({doc_type for doc_type, _ in summary.by_type_and_year})
    table = _table("\nDocuments read 已读文档", "year 年度")
    for heading in (*types, "all"):
        table.add_column(heading, justify="right")
    for year in sorted({year for _, year in summary.by_type_and_year}, key=lambda year: year or 0):
        numbers = [summary.by_type_and_year[doc_type, year] for doc_type in types]
        table.add_row(str(year or "none"), *[str(number or "") for number in numbers], str(sum(numbers)))
    return table


def _findings_table(summary: Summary) -> RenderableType:
    table = _table("Findings 待核事项", "kind 类别", "severity 程度")
    table.add_column("number", justify="right")
    for (severity, kind), number in sorted(summary.findings.items(), key=lambda item: (-item[1], item[0])):
        table.add_row(kind, f"[{_SHADES[severity]}]{severity}[/]", str(number))
    return table


def _failures_table(summary: Summary) -> RenderableType:
    from rich.markup import escape

    table = _table("Could not be read 未能读取", "source 文件")
    table.add_column("reason 原因", overflow="fold")
    for source, reason in summary.failures[:MOST_NAMED]:
        table.add_row(escape(source), escape(reason))
    if len(summary.failures) > MOST_NAMED:
        table.add_row(f"… and {len(summary.failures) - MOST_NAMED} more", "see reports.error")
    return table
