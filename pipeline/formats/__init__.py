"""Formats: bytes of a download to a page, its markup or text decoded."""

from __future__ import annotations

import re
from dataclasses import dataclass

from parsers.records import ParseError
from pipeline.encoding import decode

_HTML_START = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--[^<]{0,400}-->\s*)*<(?:!doctype\s+html|html|head|body|meta)\b", re.I
)
_TAG = re.compile(r"<(?:html|head|body|div|p|table|tr|td|br|span|a|h[1-6]|ul|li|title|meta|center|font)\b", re.I)
HTML_EXTENSIONS = (".html", ".htm", ".shtml")


@dataclass(frozen=True, slots=True)
class Page:
    """What was downloaded, decoded: `format` (txt or html), `encoding` and its markup or text."""

    format: str
    encoding: str
    markup: str


def read_page(name: str, data: bytes) -> Page:
    """The page in a file's bytes; raises ParseError if it is empty, binary or in no known encoding.

    The content decides about the format: a page saved as .txt is still HTML, and an .html file
    without any tag is text.
    """
    text, encoding = decode(data)
    text = text.lstrip("\ufeff")
    if not text.strip():
        raise ParseError("文件是空的 (the file is empty)")
    is_html = bool(_HTML_START.match(text)) or (name.lower().endswith(HTML_EXTENSIONS) and bool(_TAG.search(text)))
    return Page("html" if is_html else "txt", encoding, text)
