"""Streams: a packed file read as the bytes that were packed, each of them counted."""

from __future__ import annotations

import bz2
import io
import lzma
import zlib
from collections.abc import Callable, Iterator
from typing import BinaryIO, Protocol

from parsers.records import ParseError
from pipeline.archives.limits import Budget

PIECE = 1 << 18  # bytes
_PACKED = 1 << 16  # bytes read at a time; of the packed ones, so that a bomb is seen early
_STARTS = ((b"\x1f\x8b", "gzip"), (b"BZh", "bzip2"), (b"\xfd7zXZ\x00", "xz"))
_ERRORS = (zlib.error, lzma.LZMAError, EOFError, OSError, ValueError)


class Readable(Protocol):
    """What members are read from."""

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes, at most `size`; none at the end."""

    def close(self) -> None:
        """Have done with it."""


class Decompressor(Protocol):
    """What zlib, bz2 and lzma have in common."""

    @property
    def eof(self) -> bool:
        """Whether the end of a packed stream was met."""

    @property
    def unused_data(self) -> bytes:
        """What stands behind it."""


class Unpacked(io.RawIOBase):
    """The bytes of a file without their packing (gzip, bzip2, xz), or as they are.

    Raises BombError when they are too many, ParseError where the packing is damaged or ends early.
    """

    def __init__(self, file: BinaryIO, budget: Budget, *, is_outer: bool) -> None:
        self._file = file
        self._pieces = _unpack(file)
        self._budget = budget
        self._is_outer = is_outer
        self._left = b""
        self._place = 0

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill the buffer as far as the next piece goes."""
        if not self._left:
            self._left = next(self._pieces, b"")
            if self._is_outer:
                self._budget.packed = self._file.tell()
            self._budget.spend(len(self._left))
        part, self._left = self._left[: len(buffer)], self._left[len(buffer) :]
        buffer[: len(part)] = part
        self._place += len(part)
        return len(part)

    def tell(self) -> int:
        """How many bytes were read."""
        return self._place


def open_unpacked(file: BinaryIO, budget: Budget, *, is_outer: bool) -> io.BufferedReader:
    """A file to be read without its packing. is_outer: whether it is the archive that the budget is for."""
    return io.BufferedReader(Unpacked(file, budget, is_outer=is_outer), PIECE)


class Quiet:
    """A stream for readers that lose what they hold when a reading fails: it ends there, and tells afterwards."""

    def __init__(self, stream: io.BufferedReader) -> None:
        self._stream = stream
        self._place = 0
        self.error: ParseError | None = None

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes, at most `size`; none at the end or where the stream is damaged."""
        parts = []
        while self.error is None and size > 0:
            try:
                part = self._stream.read1(size)
            except ParseError as error:
                self.error = error
                break
            if not part:
                break
            parts.append(part)
            size -= len(part)
        data = b"".join(parts)
        self._place += len(data)
        return data

    def tell(self) -> int:
        """How many bytes were read."""
        return self._place

    def check(self) -> None:
        """Raise what went wrong, if anything did."""
        if self.error is not None:
            raise self.error


def find_packing(head: bytes) -> str | None:
    """gzip, bzip2 or xz by the first bytes of a file; None if it is not packed."""
    return next((name for start, name in _STARTS if head.startswith(start)), None)


def _unpack(file: BinaryIO) -> Iterator[bytes]:
    head = _read(file)
    packing = find_packing(head)
    if packing is None:
        while head:
            yield head
            head = _read(file)
        return
    try:
        yield from _unpack_streams(file, head, packing)
    except _ERRORS as error:
        raise ParseError(f"压缩数据已损坏或不完整 (packed data damaged or cut short): {error}"[:300]) from error


def _unpack_streams(file: BinaryIO, data: bytes, packing: str) -> Iterator[bytes]:
    """One packed stream behind the other, as web archives have one a record."""
    while data:
        start, unpack = _start(packing)
        while True:
            piece = unpack(data)
            if piece:
                yield piece
            if start.eof:
                data = start.unused_data or _read(file)
                break
            data = b"" if _has_more(start) else _read(file)
            if not data and not piece and not _has_more(start):
                raise EOFError("unexpected end")
        if packing != "xz" and not data.strip(b"\0"):
            data = b""  # padding behind the last one


def _has_more(stream: object) -> bool:
    """Whether more comes out without anything going in."""
    return bool(getattr(stream, "unconsumed_tail", b"")) or not getattr(stream, "needs_input", True)


def _start(packing: str) -> tuple[Decompressor, Callable[[bytes], bytes]]:
    """A decompressor, and a function that gives at most a piece of what it makes of some bytes."""
    if packing == "gzip":
        gzip = zlib.decompressobj(wbits=31)
        return gzip, lambda data: gzip.decompress(gzip.unconsumed_tail + data, PIECE)
    other: bz2.BZ2Decompressor | lzma.LZMADecompressor
    other = bz2.BZ2Decompressor() if packing == "bzip2" else lzma.LZMADecompressor(memlimit=256 << 20)
    return other, lambda data: other.decompress(data, PIECE)


def _read(file: BinaryIO) -> bytes:
    return file.read(_PACKED)
