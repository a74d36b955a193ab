"""The first sheet: what the workbook is, what it was made from and by which version, and what its marks mean."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from parsers.records import SEVERITIES
from pipeline import PARSER_VERSION
from pipeline.dataset.schema import tables
from pipeline.workbook.book import LINE, MAX_LINKS, Book, Styled, count_lines, print_setup
from pipeline.workbook.material import Material

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

SHEETS = ("findings", "hints", "sections", "years", "panel", "reports")
_WIDTHS = (34, 100)
_MARKS = (("bounded", ">100"), ("integer*", "12*"), ("integer?", "12?"), ("text", ""))
_BLOCK = 1 << 20

Line = tuple[Styled | None, Styled | None]


def write_notes(book: Book, sheet: Worksheet, material: Material, unstated: Sequence[str]) -> None:
    """Fill the sheet. unstated: the indicators that no report states."""
    for place, width in enumerate(_WIDTHS):
        sheet.set_column(place, place, width)
    for row, line in enumerate(_lines(material, unstated)):
        for place, cell in enumerate(line):
            if cell is not None:
                sheet.write_string(row, place, str(cell.value), book.style(cell.style, True))
        if line[1] is not None:
            sheet.set_row(row, LINE * count_lines(str(line[1].value), _WIDTHS[1]))
    sheet.hide_gridlines(2)
    print_setup(sheet, material.words("sheet.notes"))
    sheet.fit_to_pages(1, 0)


def _lines(material: Material, unstated: Sequence[str]) -> Iterator[Line]:
    words = material.words
    yield Styled(words("title"), "title"), None
    yield Styled(words("notes.what"), "plain"), None
    yield None, None
    for key, value in _facts(material, unstated):
        yield Styled(words(key), "text"), Styled(value, "wrap")
    yield None, None
    yield Styled(words("notes.sheets"), "heading"), None
    for key in SHEETS:
        yield Styled(words(f"sheet.{key}"), "text"), Styled(words(f"about.{key}"), "wrap")
    yield None, None
    yield Styled(words("notes.marks"), "heading"), None
    for (style, example), key in zip(_MARKS, ("bounded", "disagree", "inferred", "blank"), strict=True):
        yield Styled(example, style), Styled(words(f"mark.{key}"), "wrap")


def _facts(material: Material, unstated: Sequence[str]) -> Iterator[tuple[str, str]]:
    words, entries, reports = material.words, material.catalogue.entries, material.reports()
    years = [entry.year for entry in reports if entry.year is not None]
    severities = Counter(row["severity"] for row in material.catalogue.all_findings)
    yield "notes.version", f"nianbao {PARSER_VERSION}"
    yield "notes.parser", ", ".join(sorted({f"nianbao {entry.report['parser_version']}" for entry in entries}))
    yield "notes.fingerprint", fingerprint(material.dataset.folder)
    yield "notes.documents", f"{len(entries):,}"
    yield "notes.reports", f"{len(reports):,}"
    yield "notes.agencies", f"{len(material.catalogue.agencies):,}"
    yield "notes.years", f"{min(years)}–{max(years)}" if years else "–"
    yield "notes.failed", f"{sum(entry.report['status'] == 'failed' for entry in entries):,}"
    yield "notes.findings", ", ".join(f"{words(f'severity.{name}')} {severities[name]:,}" for name in SEVERITIES)
    yield "notes.unstated", ", ".join(unstated) or "–"
    yield "notes.site", (material.site or words("notes.site.none")).removeprefix("external:")
    yield "notes.links", words("about.links").format(number=f"{MAX_LINKS:,}")


def fingerprint(folder: Path) -> str:
    """64 hex digits that change with any byte of a dataset's tables."""
    digest = hashlib.sha256()
    for name in tables():
        with (folder / f"{name}.parquet").open("rb") as file:
            while block := file.read(_BLOCK):
                digest.update(block)
    return digest.hexdigest()
