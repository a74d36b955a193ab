"""Packed bytes, unpacked within a limit: bodies as servers send them, and pages that were saved as they were sent."""

from __future__ import annotations

import zlib

from parsers.records import ParseError

GZIP = b"\x1f\x8b"


def inflate(data: bytes, wbits: int, limit: int) -> bytes:
    """What was packed by gzip (wbits 31) or zlib (15, -15); raises ParseError if it is damaged, cut short or too large."""
    stream = zlib.decompressobj(wbits)
    try:
        unpacked = stream.decompress(data, limit + 1)
    except zlib.error as error:
        raise ParseError(f"压缩的内容已损坏 (a packed body that is damaged): {error}") from error
    if len(unpacked) > limit:
        raise ParseError(f"解压后超过大小上限 (unpacks to more than the limit): > {limit / 1e6:g} MB")
    if not stream.eof:
        raise ParseError("压缩的内容不完整 (a packed body that is cut short)")
    return unpacked
