"""The dataset as a workbook, for people who live in Excel: what is to be checked, what is missing, all values, all reports.

`book` knows Excel and nothing of reports, `sheets` and `notes` say what stands where, `material` brings the dataset and the
links. The same dataset and options give the same bytes.
"""

from __future__ import annotations

import os
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from pipeline import PARSER_VERSION
from pipeline.site.catalogue import read_catalogue
from pipeline.site.reading import Dataset
from pipeline.workbook import sheets
from pipeline.workbook.book import Book, Sheet
from pipeline.workbook.material import Material, site_address
from pipeline.workbook.notes import write_notes
from pipeline.workbook.words import Language, Words

SUFFIX = ".xlsx"
_PART = "xl/workbook.xml"


class NotAWorkbookError(Exception):
    """The output is not to be written or replaced; the message says why, for a user."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written: how many documents, and how many rows a sheet had no room for, by its name."""

    documents: int
    left_out: dict[str, int]


def export_workbook(dataset: Path, out: Path, site: str | None = None, language: Language = "zh") -> Exported:
    """Write the workbook of a dataset to `out`, whole or not at all.

    site: address or folder of its site, which rows then link to.
    Raises NoDatasetError, NoSiteError, and NotAWorkbookError if `out` is something else than a workbook.
    """
    source = Dataset(dataset)
    source.check()
    with _replaced(out) as work:
        address = site_address(site, out) if site else None
        material = Material(source, read_catalogue(source), Words(language), address)
        written = _write(material, work)
    return Exported(
        len(material.catalogue.entries), {sheet.name: sheet.left_out for sheet in written if sheet.left_out}
    )


def _write(material: Material, path: Path) -> list[Sheet]:
    """All sheets, the notes first in the file although they are written last: they tell of the others."""
    book = Book(path, material.words("title"), PARSER_VERSION)
    notes = book.add(material.words("sheet.notes"))
    written = sheets.write_findings(book, material)
    written += [write(book, material) for write in (sheets.write_sections, sheets.write_years)]
    panel, unstated = sheets.write_panel(book, material)
    written += [panel, sheets.write_reports(book, material)]
    write_notes(book, notes, material, unstated)
    book.close()
    return written


@contextmanager
def _replaced(out: Path) -> Iterator[Path]:
    """A file beside `out` that takes its place when the block ends without an error."""
    check_replaceable(out)
    out.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix=f".{out.name}.", suffix=".part", dir=out.parent)
    os.close(descriptor)
    work = Path(name)
    try:
        yield work
        work.chmod(0o666 & ~_umask())
        check_replaceable(out)
        work.replace(out)
    finally:
        with suppress(FileNotFoundError):
            work.unlink()


def _umask() -> int:
    """What new files of this process may not be: mkstemp lets nobody else read them."""
    mask = os.umask(0)
    os.umask(mask)
    return mask


def check_replaceable(out: Path) -> None:
    """Raise NotAWorkbookError unless `out` is free or a workbook, and named as one."""
    if out.suffix.lower() != SUFFIX:
        raise NotAWorkbookError(f"{out} 的扩展名不是 {SUFFIX} (is not named {SUFFIX})")
    if out.is_dir():
        raise NotAWorkbookError(f"{out} 是文件夹 (is a folder)")
    if out.exists() and not _is_workbook(out):
        raise NotAWorkbookError(f"{out} 已存在且不是 Excel 工作簿,不予覆盖 (exists and is no workbook: not replaced)")


def _is_workbook(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as file:
            return _PART in file.namelist()
    except (OSError, zipfile.BadZipFile):
        return False
