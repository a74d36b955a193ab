"""What the sheets are made of: the dataset's catalogue, the words, and the addresses that links open."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.site import site_content
from pipeline.site.catalogue import Catalogue, Entry
from pipeline.site.plain import line, web_address
from pipeline.site.reading import Dataset
from pipeline.site.text import find_part, part_starts
from pipeline.viewing.show import Record
from pipeline.workbook.book import Link
from pipeline.workbook.words import Words

AROUND, LONGEST = 30, 240
"""Characters of a sentence shown before and behind a finding's evidence, and of the evidence itself."""
_ENDS = re.compile(r"[。;；!！?？\n]")
_BATCH = 200


class NoSiteError(Exception):
    """What was given as the site is none; the message says so, for a user."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """The words that a finding points at, and the page of the site where they stand."""

    words: str
    page: str


@dataclass(frozen=True)
class Material:
    """All that the sheets are written from. site: address of the site, `external:` before a folder; None without one."""

    dataset: Dataset
    catalogue: Catalogue
    words: Words
    site: str | None

    def page(self, doc_id: str | None, page: str | None = None) -> Link | None:
        """A link to the page of a report in the site, or to a further page and place of it."""
        if self.site is None or not doc_id:
            return None
        return Link(f"{self.site}/reports/{page or f'{doc_id}.html'}", self.words("link.page"))

    def source(self, report: Record) -> Link | str | None:
        """A link to where a report was downloaded from; an address that is none of the web as text."""
        address = web_address(report["url"])
        return Link(address, self.words("link.url")) if address else report["url"]

    def reports(self) -> list[Entry]:
        """The annual reports, in the order of the catalogue."""
        return [entry for entry in self.catalogue.entries if entry.report["doc_type"] == "annual_report"]

    def find_evidence(self) -> Mapping[str, Evidence]:
        """finding_id → what it points at."""
        by_document: dict[str, list[Record]] = {}
        for row in self.catalogue.all_findings:
            if row["doc_id"] and row["start_char"] is not None:
                by_document.setdefault(row["doc_id"], []).append(row)
        found: dict[str, Evidence] = {}
        for doc_id, text in _texts(self.dataset):
            if rows := by_document.get(doc_id):
                starts = part_starts(text)
                found |= {row["finding_id"]: _evidence(row, text, starts) for row in rows}
        return found


def _texts(dataset: Dataset) -> Iterator[tuple[str, str]]:
    """Each document's id and text, some in memory at a time."""
    import pyarrow.parquet as pq

    with pq.ParquetFile(dataset.folder / "reports.parquet") as file:
        for batch in file.iter_batches(batch_size=_BATCH, columns=["doc_id", "text"]):
            columns = batch.to_pydict()
            yield from zip(columns["doc_id"], columns["text"], strict=True)


def _evidence(row: Record, text: str, starts: list[int]) -> Evidence:
    part = find_part(starts, row["start_char"])
    page = f"{row['doc_id']}.html" if part == 0 else f"{row['doc_id']}.{part + 1}.html"
    return Evidence(quote(text, row["start_char"], row["end_char"]), f"{page}#e-{row['finding_id']}")


def quote(text: str, start: int, end: int) -> str:
    """The words of `text[start:end]` in their sentence, what is far from them left out.

    >>> quote("我局公开信息12条。收到申请3件,办结3件。", 15, 16)
    '收到申请3件,办结3件'
    """
    before = text[max(0, start - AROUND) : start]
    behind = text[end : end + AROUND]
    before = _ENDS.split(before)[-1]
    behind = _ENDS.split(behind)[0]
    own = text[start:end]
    if len(own) > LONGEST:
        own = own[: LONGEST // 2] + " … " + own[-LONGEST // 2 :]
    return line(before + own + behind)


def site_address(site: str, workbook: Path) -> str:
    """The address that links to a site begin with: of the web, or of a folder seen from the workbook's.

    Raises NoSiteError for a folder that holds no site.
    """
    if "#" in site:
        raise NoSiteError(
            f"{site} 含有 #,Excel 会把其后的部分当作页内位置 (holds a #, which Excel takes for a place in a page)"
        )
    if "://" in site:
        if web_address(site) is None:
            raise NoSiteError(f"{site} 不是网址 (is no address of the web)")
        return site.rstrip("/")
    folder = Path(site)
    if not site_content().is_ours(folder):
        raise NoSiteError(f"{site} 中没有核查网站,请先运行 nianbao site (holds no site: run `nianbao site` first)")
    try:
        seen = os.path.relpath(folder.resolve(), workbook.resolve().parent)
    except ValueError:  # on another drive
        seen = str(folder.resolve())
    return f"external:{seen}".replace(os.sep, "/")
