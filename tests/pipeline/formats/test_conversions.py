"""The samples in other formats score as their originals do, and lose no fact about a document."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from benchmarks.conversions import FORMATS, compare, kind_of
from pipeline.measuring.gold import Annotated, read_gold
from tests.gate import GOLD
from tests.pipeline.formats.chromium_pdf import needs_chromium

BY_LIBREOFFICE = ("docx", "doc", "rtf", "xlsx", "xls")
MOST = 0.005  # by which F1 of a tally may fall
# Documents of which LibreOffice itself loses something when it writes the copy.
LOST = {
    "rtf": ("shuangta-qianjin-subdistrict",),  # a table three tables deep
    "xls": ("shuangta-qianjin-subdistrict",),  # columns beyond the 256th
}
# A fact that is lost in print, where the portal's boxes are but places on paper.
LOST_IN_PRINT = "shuangta-qianjin-subdistrict: agency"


@pytest.fixture(scope="module")
def samples() -> list[Annotated]:
    return [document for document in read_gold(GOLD) if kind_of(document) in ("html", "txt")]


@pytest.mark.parametrize("name", ["mhtml", "zip", "warc"])
def test_a_wrapped_page_reads_as_the_page(name: str, samples: list[Annotated], tmp_path: Path) -> None:
    comparison = compare(samples, FORMATS[name], tmp_path)
    assert comparison is not None
    assert set(comparison.differences().values()) == {0.0}
    assert comparison.new_misses() == []


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("name", BY_LIBREOFFICE)
def test_a_converted_document_reads_as_the_original(name: str, samples: list[Annotated], tmp_path: Path) -> None:
    asked = [document for document in samples if document.name not in LOST.get(name, ())]
    comparison = compare(asked, FORMATS[name], tmp_path)
    assert comparison is not None
    assert min(comparison.differences().values()) >= -MOST
    assert comparison.lost_facts() == []


@pytest.mark.slow
@needs_chromium
@pytest.mark.parametrize("name", ["pdf", "saved"])
def test_a_page_that_a_browser_kept_reads_as_the_page(name: str, samples: list[Annotated], tmp_path: Path) -> None:
    comparison = compare(samples, FORMATS[name], tmp_path)
    assert comparison is not None
    assert min(comparison.differences().values()) >= -MOST
    assert [fact for fact in comparison.lost_facts() if name != "pdf" or not fact.startswith(LOST_IN_PRINT)] == []
