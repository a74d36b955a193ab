"""Bodies of HTTP as web archives keep them: chunks put together, packing taken off, within a limit."""

from __future__ import annotations

import io
import re

from parsers.records import ParseError
from pipeline.formats.packed import GZIP, inflate
from pipeline.inputs.sources import explain_size

_SIZE = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]{0,1000})?\r?\n")


def decode_body(body: bytes, transfer: str, encoding: str, limit: int) -> bytes:
    """A body without its encodings, as a browser would save it; raises ParseError if it is damaged or too large.

    Many archives keep the headers of encodings that they took off; what does not look encoded is left as it is.
    """
    if "chunked" in transfer.lower():
        body = join_chunks(body)
    for name in reversed([part.strip().lower() for part in encoding.split(",")]):
        if name in ("gzip", "x-gzip"):
            body = inflate(body, 31, limit) if body.startswith(GZIP) else body
        elif name == "deflate":
            body = _deflate(body, limit)
        elif name == "br":
            body = _unpack_brotli(body, limit)
    return body


def join_chunks(body: bytes) -> bytes:
    """The data of a chunked body (RFC 9112, 7.1); the body itself if it does not begin with a chunk.

    >>> join_chunks(b"3\\r\\nabc\\r\\n2;x=1\\r\\nde\\r\\n0\\r\\n\\r\\n"), join_chunks(b"<html>")
    (b'abcde', b'<html>')
    """
    parts: list[bytes] = []
    at = 0
    while found := _SIZE.match(body, at):
        size, start = int(found[1], 16), found.end()
        if not size:
            return b"".join(parts)
        if start + size > len(body) or body[start + size : start + size + 1] not in (b"\r", b"\n", b""):
            break
        parts.append(body[start : start + size])
        at = start + size + (2 if body[start + size : start + size + 2] == b"\r\n" else 1)
    if parts:
        raise ParseError("分块传输的内容残缺 (a chunked body that is damaged)")
    return body


def _deflate(body: bytes, limit: int) -> bytes:
    """With the head of zlib, as it should be, or without, as some servers send it; else as it is."""
    for wbits in (15, -15):
        try:
            return inflate(body, wbits, limit)
        except ParseError:
            continue
    return body


def _unpack_brotli(body: bytes, limit: int) -> bytes:
    from fastwarc.stream_io import BrotliReader

    try:
        data: bytes = BrotliReader(io.BytesIO(body)).read(limit + 1)
    except OSError:
        return body
    if len(data) > limit:
        raise ParseError(explain_size(len(data), limit))
    return data
