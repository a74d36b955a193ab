"""Formats: bytes of a download to a page, its markup or text decoded.

Each format but plain text becomes HTML, so that all are laid out, cleaned and read in the same way.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import TYPE_CHECKING

from parsers.records import ParseError
from pipeline.formats.encoding import decode
from pipeline.formats.names import FORMATS, MAX_BYTES
from pipeline.formats.packed import GZIP, inflate
from pipeline.formats.signatures import find_format

if TYPE_CHECKING:
    from pipeline.formats.office import Package

_HTML_START = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--[^<]{0,400}-->\s*)*<(?:!doctype\s+html|html|head|body|meta)\b", re.I
)
_TAG = re.compile(r"<(?:html|head|body|div|p|table|tr|td|br|span|a|h[1-6]|ul|li|title|meta|center|font)\b", re.I)
Convert = Callable[[bytes, str], bytes]
"""A file and its kind (doc, rtf, xls) to a docx or xlsx file; raises ParseError."""
OF_WEB = frozenset(("html", "mhtml"))


@dataclass(frozen=True, slots=True)
class Page:
    """What was downloaded: `format` and `encoding` of the file, and its markup: text if the format is txt, else HTML.

    shortfall: what of the file could not be read, in a user's words; the report is then `partial`.
    """

    format: str
    encoding: str
    markup: str
    shortfall: str | None = None

    @property
    def of_web(self) -> bool:
        """Whether the report stands in a page of a site, with the site's menus and links around it."""
        return self.format in OF_WEB


def read_page(name: str, data: bytes, charset: str | None = None, convert: Convert | None = None) -> Page:
    """The page in a file's bytes; raises ParseError if it is empty, binary or in no known encoding.

    charset: the encoding that the download was said to be in, if any was. convert: what makes a docx or
    xlsx of a doc, rtf or xls file; None to start LibreOffice for it.
    The content decides about the format: a page saved as .txt is still HTML, and an .html file
    without any tag is text.
    """
    if data.startswith(GZIP):  # as the server sent it
        data = inflate(data, 31, MAX_BYTES)
    packed = find_format(data)
    if packed is not None:
        return _read_packed(packed, data, convert)
    text, encoding = decode(data, charset)
    text = text.lstrip("\ufeff")
    if not text.strip():
        raise ParseError("文件是空的 (the file is empty)")
    named_html = FORMATS.get(PurePath(name).suffix.lower()) == "html"
    is_html = bool(_HTML_START.match(text)) or (named_html and bool(_TAG.search(text)))
    return Page("html" if is_html else "txt", encoding, text)


def _read_packed(packed: str, data: bytes, convert: Convert | None) -> Page:
    """The page in a file that is neither text nor HTML."""
    if packed == "mhtml":
        from pipeline.formats.mhtml import read_mhtml

        markup, encoding = read_mhtml(data)
        return Page(packed, encoding, markup)
    if packed == "zip":
        from pipeline.formats.office import Package

        return _read_package(Package(data))
    if packed == "pdf":
        from pipeline.formats.pdf import read_pdf

        markup, shortfall = read_pdf(data)
        return Page(packed, "utf-8", markup, shortfall)
    from pipeline.formats import libreoffice
    from pipeline.formats.moments import ConvertedPackage

    kind = libreoffice.find_compound_format(data) if packed == "compound" else packed
    package = ConvertedPackage((convert or libreoffice.convert)(data, kind))
    return replace(_read_package(package), format=kind, shortfall=package.shortfall)


def _read_package(package: Package) -> Page:
    """The page in a docx or xlsx file."""
    kind = package.find_format()
    if kind == "docx":
        from pipeline.formats.docx import read_docx

        return Page(kind, "utf-8", read_docx(package))
    if kind == "xlsx":
        from pipeline.formats.xlsx import read_xlsx

        return Page(kind, "utf-8", read_xlsx(package))
    if kind == "ofd":
        raise ParseError("不读取 OFD,请另存为 PDF (OFD is not read: save it as PDF)")
    raise ParseError("二进制文件 (a binary file): ZIP")
