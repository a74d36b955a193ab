"""The WARC of a crawl: each answer with the request that it answers, in the order in which they came.

A record is one member of the gzip file, so that what a kill cut short can be cut off.
"""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

from pipeline import PARSER_VERSION

_STALE = {"content-encoding", "transfer-encoding", "content-length"}
_NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"


class Archive:
    """A WARC that is written to; `length` is how far it is whole."""

    def __init__(self, path: Path, whole: int) -> None:
        """whole: how far the file is to be kept; what stands behind it a kill left."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._is_packed = path.suffix == ".gz"
        self._file = path.open("ab")
        if whole < self._file.tell():
            self._file.truncate(whole)
        self.length = self._file.seek(0, io.SEEK_END)
        if not self.length:
            self._write(_info(path.name))

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._file.close()

    def add(self, url: str, request: bytes, head: bytes, body: bytes, address: str | None) -> int:
        """Write an answer and its request; the length behind them. An answer 304 is a revisit record."""
        from fastwarc.warc import WarcRecordType

        is_revisit = head.split(b" ", 2)[1:2] == [b"304"]
        about = {"WARC-Target-URI": url, **({"WARC-IP-Address": address} if address else {})}
        if is_revisit:
            about["WARC-Profile"] = _NOT_MODIFIED
        kind = WarcRecordType.revisit if is_revisit else WarcRecordType.response
        response = _record(kind, about, head + body)
        link = {"WARC-Target-URI": url, "WARC-Concurrent-To": response.headers["WARC-Record-ID"]}
        self._write(response)
        self._write(_record(WarcRecordType.request, link, request))
        return self.length

    def _write(self, record: Any) -> None:
        buffer = io.BytesIO()
        record.write(buffer, checksum_data=True)
        data = buffer.getvalue()
        self._file.write(gzip.compress(data) if self._is_packed else data)
        self._file.flush()
        self.length = self._file.tell()


def format_request(method: str, url: str, headers: Iterable[tuple[str, str]], body: bytes) -> bytes:
    """A request as it is sent."""
    parts = urlsplit(url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    lines = [f"{method} {target} HTTP/1.1", f"Host: {parts.netloc}", *(f"{name}: {value}" for name, value in headers)]
    return "\r\n".join(lines).encode("latin-1", "replace") + b"\r\n\r\n" + body


def format_head(protocol: str, status: int, reason: str, headers: Mapping[str, str], size: int) -> bytes:
    """The head of an answer whose body is kept unpacked: what spoke of its packing is marked as such."""
    lines = [f"{protocol} {status} {reason}"]
    lines += [f"{'X-Original-' if name.lower() in _STALE else ''}{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, f"Content-Length: {size}"]).encode("latin-1", "replace") + b"\r\n\r\n"


def _info(name: str) -> Any:
    from fastwarc.warc import WarcRecordType

    fields = f"software: nianbao/{PARSER_VERSION}\r\nformat: WARC File Format 1.1\r\nrobots: obey\r\n"
    record = _record(WarcRecordType.warcinfo, {"WARC-Filename": name}, fields.encode())
    record.headers["Content-Type"] = "application/warc-fields"
    return record


def _record(kind: Any, about: Mapping[str, str], data: bytes) -> Any:
    from fastwarc.warc import WarcRecord, WarcRecordType

    record = WarcRecord()
    record.init_headers(record_type=kind)
    for name, value in about.items():
        record.headers[name] = value
    if kind != WarcRecordType.warcinfo:
        is_request = kind == WarcRecordType.request
        record.headers["Content-Type"] = f"application/http; msgtype={'request' if is_request else 'response'}"
    record.set_bytes_content(data)
    return record
