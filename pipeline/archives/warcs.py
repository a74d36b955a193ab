"""Web archives (WARC, ISO 28500) and the texts that Common Crawl makes of them (WET), a record at a time.

Kept are answers with status 200 that may be reports (`parsers.candidates`), and texts that may. A file (PDF, Word …)
whose address says nothing is kept until it is known whether a report links to it. All other records, those that repeat
an earlier one (revisit) among them, are passed over.
"""

from __future__ import annotations

import html
import io
import re
from email.message import Message
from functools import cache
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, cast
from urllib.parse import unquote, urlsplit

from parsers.candidates import is_report_address, may_be_report, mentions
from parsers.records import ParseError
from parsers.rules import read_rows
from pipeline.archives.bodies import decode_body
from pipeline.archives.limits import BombError
from pipeline.archives.streams import Quiet
from pipeline.archives.unpacking import Unpacking
from pipeline.formats.encoding import decode
from pipeline.formats.names import FORMATS
from pipeline.inputs.known import Known, clean_address, find_charset
from pipeline.inputs.sources import explain_size

if TYPE_CHECKING:
    from fastwarc.warc import WarcRecord

OK = 200
PAGES = (".html", ".txt", ".mhtml")
_TITLE = re.compile(r"<title[^<>]{0,200}>([^<]{0,1000})", re.I)


class CutError(ParseError):
    """A web archive ends within a record."""


class _Answer(NamedTuple):
    """A record's address, the name of the file it was sent as, its extension, and its body."""

    address: str
    file_name: str
    suffix: str
    known: Known
    body: bytes


def read_warc(stream: io.BufferedReader, unpacking: Unpacking) -> None:
    """Take the reports out of a web archive. Raises ParseError where it is damaged, with what stood before taken."""
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    kinds = WarcRecordType.response | WarcRecordType.conversion
    quiet = Quiet(stream)
    records = ArchiveIterator(
        cast(BinaryIO, quiet), parse_http=False, quirks_mode=True, stream_detect=False, fsspec_args=False
    )
    try:
        for record in records:
            if record.record_type & kinds:
                _take(record, record.record_type == WarcRecordType.conversion, unpacking)
            else:
                unpacking.passed_over += record.record_type == WarcRecordType.revisit
    except (OSError, ValueError) as error:
        quiet.check()
        raise ParseError(f"网页存档已损坏或不完整 (the web archive is damaged or cut short): {error}"[:300]) from error
    quiet.check()


def _take(record: WarcRecord, is_text: bool, unpacking: Unpacking) -> None:
    """A record that may be a report; one that cannot be read fails if by its address it is one."""
    address = (record.headers.get("WARC-Target-URI", "") or "").strip("<>")
    try:
        (_take_text if is_text else _take_answer)(record, address, unpacking)
    except (CutError, BombError):
        raise
    except ParseError as error:
        if is_report_address(address):
            unpacking.fail(address, str(error))
        else:
            unpacking.passed_over += 1


def _take_text(record: WarcRecord, address: str, unpacking: Unpacking) -> None:
    """A text of a page (WET)."""
    body = _read_all(record, record.content_length, unpacking.max_bytes)
    text = body.decode("utf-8", "replace")
    if mentions(body) and may_be_report(address, text.partition("\n")[0], text):
        known = Known(url=clean_address(address), address=address)
        unpacking.budget.count_member()
        unpacking.add_bytes(address, body, ".txt", known)
    else:
        unpacking.passed_over += 1


def _take_answer(record: WarcRecord, address: str, unpacking: Unpacking) -> None:
    """An answer of a server."""
    answer = _read_answer(record, address, unpacking.max_bytes)
    known = _choose(answer) if answer else None
    if answer is None or known is None:
        unpacking.passed_over += 1
        return
    unpacking.budget.count_member()
    unpacking.add_bytes(address, answer.body, answer.suffix, known)


def _read_answer(record: WarcRecord, address: str, max_bytes: int) -> _Answer | None:
    """An answer's body and what is told of it; None if it is no document. Raises ParseError if it is damaged."""
    start = record.content_length
    record.parse_http(auto_decode="none", quirks_mode=True)
    headers = record.http_headers
    if headers is None or headers.status_code != OK:
        return None
    content_type = headers.get("Content-Type", "") or ""
    file_name = _find_file_name(headers.get("Content-Disposition", "") or "")
    suffix = _find_suffix(content_type, file_name, address)
    if suffix is None or not start:
        return None
    raw = _read_all(record, record.content_length, max_bytes)
    transfer, encoding = headers.get("Transfer-Encoding", "") or "", headers.get("Content-Encoding", "") or ""
    truncated = bool(record.headers.get("WARC-Truncated"))
    body = decode_body(raw, transfer, encoding, max_bytes)
    if truncated and suffix == ".html":
        body = body[: body.rfind(b"<") + 1]  # so that no number is cut in two
    charset = find_charset(content_type)
    return _Answer(address, file_name, suffix, Known(clean_address(address), charset, truncated=truncated), body)


def _read_all(record: WarcRecord, length: int, limit: int) -> bytes:
    """What is left of a record; raises ParseError if it is too much or the file ends within it."""
    if length > limit:
        raise ParseError(explain_size(length, limit))
    body = record.reader.read(length + 1)
    if len(body) < length:
        raise CutError("网页存档不完整,在一条记录中间结束 (the web archive is cut short: it ends within a record)")
    return body


def _choose(answer: _Answer) -> Known | None:
    """What is known of an answer that is kept; None if it is not."""
    if answer.suffix not in PAGES:
        named = is_report_address(answer.address) or is_report_address(answer.file_name)
        return answer.known if named else Known(answer.known.url, truncated=answer.known.truncated, tentative=True)
    if answer.suffix == ".mhtml" or not mentions(answer.body):
        return answer.known if is_report_address(answer.address) else None
    try:
        text = decode(answer.body, answer.known.charset).text
    except ParseError:
        return None
    title = _TITLE.search(text[:100_000])
    words = html.unescape(title[1]) if title else text.lstrip()[:200].partition("\n")[0]
    return answer.known if may_be_report(answer.address, words, text) else None


def _find_suffix(content_type: str, file_name: str, address: str) -> str | None:
    """The extension of a format that is read, by the type or where that says nothing by the name; None for others."""
    suffix = _media_types().get(content_type.partition(";")[0].strip().lower())
    if suffix == "":
        path = file_name or unquote(urlsplit(address).path) if "[" not in address else ""
        suffix = PurePosixPath(path).suffix.lower()
    return suffix if suffix in FORMATS else None


def _find_file_name(disposition: str) -> str:
    """The name that a Content-Disposition gives a file.

    >>> _find_file_name('attachment; filename="2019.pdf"')
    '2019.pdf'
    """
    if "filename" not in disposition.lower():
        return ""
    message = Message()
    message["Content-Disposition"] = disposition.replace("\r", " ").replace("\n", " ")
    return str(message.get_filename() or "")


@cache
def _media_types() -> dict[str, str]:
    """Media type → extension; an empty one where only the address can tell."""
    return {row["type"]: row["extension"] for row in read_rows("media_types.csv")}
