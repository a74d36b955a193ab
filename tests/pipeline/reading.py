"""One report in two formats: what the tests of the formats compare."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from parsers.records import Document, Provenance, Report
from pipeline.cleaning.clean import clean
from pipeline.extract import extract
from pipeline.formats import read_page
from tests.gate import SAMPLES

PROVENANCE = Provenance("0" * 16, "report", 1, None, None, "html", None)
REPORTS = tuple(
    SAMPLES / name
    for name in (
        "statistics-table/daxing-health.html",
        "statistics-table/minqing-government.html",
        "free-text/finance-ministry.html",
        "free-text/nanping-government.html",
    )
) + tuple(sorted((SAMPLES / "three-tables").glob("*.html")))


def read(name: str, data: bytes) -> Report:
    return extract(read_document(name, data), PROVENANCE)


def read_document(name: str, data: bytes) -> Document:
    return clean(read_page(name, data), "report")


def figures(report: Report) -> dict[str, list[tuple[object, ...]]]:
    """All that was read of numbers, without the places where they stand."""
    return {
        "cells": [(c.form_table, c.row_id, c.column_id, c.value, c.raw, c.status) for c in report.cells],
        "counts": [(c.raw, c.value, c.unit, c.bound, c.noun, c.indicator, c.scope, c.part_of) for c in report.counts],
        "observations": [(o.indicator, o.value, o.origin) for o in report.observations],
        "checks": [(c.check_id, c.scope, c.passed) for c in report.checks],
    }


def parts(document: Document) -> Iterator[str | list[list[tuple[str, int, int, int, int]]]]:
    """The lines of a document, and its tables as cells (text, row, column, rowspan, colspan)."""
    at = 0
    for grid in document.tables:
        yield from filter(str.strip, document.text[at : grid.start].split("\n"))
        rows: dict[int, list[tuple[str, int, int, int, int]]] = {}
        for cell in grid.cells:
            rows.setdefault(cell.row, []).append((document.text[cell.start : cell.end], *cell[:4]))
        yield list(rows.values())
        at = grid.end
    yield from filter(str.strip, document.text[at:].split("\n"))


def name_of(path: Path) -> str:
    return path.stem
