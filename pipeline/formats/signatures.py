"""What a file is by its first bytes, whatever its name says."""

from __future__ import annotations

import re

MAX_HEAD = 65_536
_PDF = re.compile(rb"[^<]{0,1019}%PDF-")  # what stands before it is junk that readers pass over
_STARTS = {b"PK\x03\x04": "zip", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "compound", b"{\\rtf": "rtf"}
_XML = re.compile(  # Word and Excel of 2003: XML that tells its program (word, excel)
    rb"(?:\xef\xbb\xbf)?\s{0,9}<\?xml[^<>]{0,200}>\s{0,9}<\?mso-application\s{1,9}progid=[\"'](Word|Excel)\.", re.I
)
_BLANK = re.compile(rb"(?>\r\n|\r|\n)[ \t]*(?>\r\n|\r|\n)")
_MAIL = re.compile(rb"\s{0,20}(?:From |[A-Za-z][\w-]{1,40}:)")
_MIME = re.compile(rb"^(?:mime-version|content-type)[ \t]{0,9}:", re.I | re.M)


def find_format(data: bytes) -> str | None:
    """The format of a file (mhtml, zip, compound, rtf, pdf, or doc and xls in XML) that is no plain text or HTML.

    None if it may be such.

    >>> find_format(b"MIME-Version: 1.0\\r\\nContent-Type: multipart/related; boundary=x\\r\\n\\r\\n--x")
    'mhtml'
    """
    if _MAIL.match(data) and len(_MIME.findall(split_head(data)[0])) > 1:
        return "mhtml"
    if _PDF.match(data):
        return "pdf"
    if found := _XML.match(data):
        return {b"word": "doc", b"excel": "xls"}[found[1].lower()]
    return next((kind for start, kind in _STARTS.items() if data.startswith(start)), None)


def split_head(data: bytes) -> tuple[bytes, bytes]:
    """The fields at the start of a mail or of a part of one, and what is behind the blank line."""
    start = data.lstrip()
    blank = _BLANK.search(start, 0, MAX_HEAD)
    return (start[: blank.start()], start[blank.end() :]) if blank else (b"", start)
