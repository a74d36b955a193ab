"""Reports printed to PDF by a browser, and written by an office program, read as their originals."""

from __future__ import annotations

import io
import itertools
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from docx import Document as NewDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.text.paragraph import Paragraph

from benchmarks.conversions import as_given, compare, copy_of, file_name, kind_of
from parsers.records import Document
from pipeline.measuring.gold import Annotated, read_gold
from tests.gate import GOLD
from tests.pipeline.formats.chromium_pdf import needs_chromium, print_to_pdf
from tests.pipeline.reading import REPORTS, figures, name_of, parts, read, read_document

SHARED = Path(__file__).resolve().parents[4] / "shared" / "gold" / "dev"
MOST = 0.005  # by which F1 of a tally may fall
BARE = b"<style>table,td,th{border:none!important}</style></head>"
pytestmark = pytest.mark.slow


def printed(documents: Sequence[Annotated], folder: Path, *, heads: bool = False) -> list[Annotated]:
    """The HTML documents, printed by Chromium."""
    folder.mkdir(parents=True)
    copies = []
    for document in documents:
        if kind_of(document) == "html":
            path = folder / f"{file_name(document)}.pdf"
            path.write_bytes(print_to_pdf(as_given(document, "html"), heads=heads))
            copies.append(copy_of(document, path))
    return copies


def check(gold: Path, folder: Path, *, heads: bool = False) -> None:
    comparison = compare(read_gold(gold), lambda documents, into: printed(documents, into, heads=heads), folder)
    assert comparison is not None
    assert min(comparison.differences().values()) >= -MOST
    assert comparison.lost_facts() == []


@needs_chromium
def test_a_printed_page_reads_as_the_page(tmp_path: Path) -> None:
    check(GOLD, tmp_path, heads=True)


@needs_chromium
@pytest.mark.shared
def test_a_printed_report_reads_as_the_report(tmp_path: Path) -> None:
    if not SHARED.exists():
        pytest.skip("the annotated reports in ../shared are not here")
    check(SHARED, tmp_path)


@needs_chromium
@pytest.mark.parametrize("name", ["daxing-health", "baotou-culture-tourism", "yuan-culture-tourism"])
def test_a_table_printed_without_its_lines_reads_as_with_them(name: str) -> None:
    (path,) = GOLD.parent.parent.glob(f"data/raw/*/{name}.html")
    page = path.read_bytes()
    bare = print_to_pdf(page.replace(b"</head>", BARE, 1))
    assert figures(read("a.pdf", bare)) == figures(read(path.name, page))


def write_official(document: Document) -> bytes:
    """A report as offices write them: 仿宋 of 16 points on a pitch of 28, two characters' indent, numbered pages."""
    new = NewDocument()
    new.styles["Normal"].font.size = Pt(16)
    new.styles["Normal"].element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "仿宋_GB2312")
    number_pages(new.sections[0].footer.paragraphs[0])
    for place, part in enumerate(parts(document)):
        if isinstance(part, str):
            paragraph = new.add_paragraph()
            run = paragraph.add_run(part)
            paragraph.paragraph_format.line_spacing, paragraph.paragraph_format.space_after = Pt(28), Pt(0)
            paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY if place else WD_ALIGN_PARAGRAPH.CENTER
            if place:
                paragraph.paragraph_format.first_line_indent = Pt(32)
            else:
                run.font.size = Pt(22)
            continue
        cells = list(itertools.chain.from_iterable(part))
        table = new.add_table(
            max(row + rowspan for _, row, _, rowspan, _ in cells), max(column + span for _, _, column, _, span in cells)
        )
        table.style = "Table Grid"
        for text, row, column, rowspan, colspan in cells:
            cell = table.cell(row, column)
            cell = cell.merge(table.cell(row + rowspan - 1, column + colspan - 1))
            cell.text = text
            cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
            for run in cell.paragraphs[0].runs:
                run.font.size = Pt(10.5)
    saved = io.BytesIO()
    new.save(saved)
    return saved.getvalue()


def number_pages(foot: Paragraph) -> None:
    """Print — 1 — at the foot of the pages."""
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    foot.add_run("— ")
    for kind in ("begin", "", "end"):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = "PAGE"
        foot.add_run()._r.append(element)
    foot.add_run(" —")


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_an_official_document_reads_the_same_as_pdf(tmp_path: Path) -> None:
    sources = [tmp_path / f"{name_of(path)}.docx" for path in REPORTS]
    for path, source in zip(REPORTS, sources, strict=True):
        source.write_bytes(write_official(replace(read_document(path.name, path.read_bytes()), metadata={})))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", "--headless", profile, "--convert-to", "pdf", "--outdir", str(tmp_path), *map(str, sources)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    for source in sources:
        pdf = source.with_suffix(".pdf").read_bytes()
        assert figures(read("a.pdf", pdf)) == figures(read("a.docx", source.read_bytes())), source.stem
