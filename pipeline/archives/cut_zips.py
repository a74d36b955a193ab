"""ZIP files that lost their directory, as downloads do that break off: read by the heads that stand before each member.

https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, 4.3.7 (local file header) and 4.3.9 (data descriptor)
"""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path
from typing import NamedTuple

from parsers.records import ParseError
from pipeline.archives.names import decode_names
from pipeline.archives.streams import PIECE
from pipeline.archives.unpacking import Unpacking

UTF8, ENCRYPTED, SIZED_BEHIND = 0x800, 0x1, 0x8
STORED, DEFLATED = 0, 8
_HEAD = struct.Struct("<4sHHHHHLLLHH")
_START, _DESCRIPTOR = b"PK\x03\x04", b"PK\x07\x08"
_SIZE_64 = 0xFFFFFFFF


class _Head(NamedTuple):
    """What stands before a member. packed: its bytes in the file, None if that is not told. crc: likewise."""

    name: str
    flags: int
    method: int
    packed: int | None
    crc: int | None


def read_cut_zip(path: Path, unpacking: Unpacking) -> None:
    """Take the members that stand before the cut; a member that cannot be passed ends it."""
    with path.open("rb") as file:
        while (head := _read_head(file)) is not None:
            part = _Part(file, head, unpacking)
            if head.flags & ENCRYPTED or head.method not in (STORED, DEFLATED):
                if head.packed is None:
                    return
                file.seek(head.packed, io.SEEK_CUR)
                unpacking.fail(head.name, "文件有密码或压缩方法不受支持 (a password, or an unsupported compression)")
                continue
            if not head.name.endswith("/"):
                unpacking.take(head.name, part.open)
            try:
                while part.read(PIECE):
                    pass
            except ParseError:
                return  # what was taken said so


def _read_head(file: io.BufferedReader) -> _Head | None:
    """The head of the member that begins here; None if none does, or it cannot be told where it ends."""
    data = file.read(_HEAD.size)
    if len(data) < _HEAD.size or not data.startswith(_START):
        return None
    _, _, flags, method, _, _, crc, packed, _, name_size, extra_size = _HEAD.unpack(data)
    raw = file.read(name_size)
    file.seek(extra_size, io.SEEK_CUR)
    unsized = bool(flags & SIZED_BEHIND) or packed == _SIZE_64
    if unsized and method != DEFLATED:
        return None
    (name,) = decode_names([raw]) if not flags & UTF8 else [raw.decode("utf-8", "backslashreplace").replace("\\", "/")]
    return _Head(
        name.replace("\0", ""), flags, method, None if unsized else packed, None if flags & SIZED_BEHIND else crc
    )


class _Part:
    """A member being read from where the file stands; at its end the file stands behind it."""

    def __init__(self, file: io.BufferedReader, head: _Head, unpacking: Unpacking) -> None:
        self._file = file
        self._head = head
        self._budget = unpacking.budget
        self._left = head.packed
        self._inflate = zlib.decompressobj(-15)
        self._crc = 0
        self._ended = False

    def open(self) -> _Part:
        """Itself: it is open where it stands."""
        return self

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes; raises ParseError at the cut, or where they are damaged."""
        if self._ended:
            return b""
        data = self._read_stored(size) if self._head.method == STORED else self._read_deflated(size)
        self._crc = zlib.crc32(data, self._crc)
        self._budget.spend(len(data))
        if not data:
            self._ended = True
            self._check()
        return data

    def close(self) -> None:
        """The rest is read by whoever passes the member."""

    def _read_stored(self, size: int) -> bytes:
        left = self._left or 0
        data = self._file.read(min(left, size if size >= 0 else left))
        self._left = left - len(data)
        if left and not data:
            raise _cut()
        return data

    def _read_deflated(self, size: int) -> bytes:
        while not self._inflate.eof:
            packed = self._inflate.unconsumed_tail or self._file.read(PIECE)
            try:
                data = self._inflate.decompress(packed, max(size, 1))
            except zlib.error as error:
                raise ParseError(f"压缩数据已损坏 (packed data damaged): {error}") from error
            if self._inflate.eof:
                self._file.seek(-len(self._inflate.unused_data), io.SEEK_CUR)
            if data:
                return data
            if not packed:
                raise _cut()
        return b""

    def _check(self) -> None:
        """Compare the checksum; where it stands behind the data, with the sizes, pass over these."""
        crc = self._head.crc
        if crc is None:
            data = self._file.read(24)
            skipped = 4 if data.startswith(_DESCRIPTOR) else 0
            crc = int.from_bytes(data[skipped : skipped + 4], "little")
            length = skipped + (12 if data[skipped + 12 : skipped + 14] in (b"PK", b"") else 20)
            self._file.seek(min(length, len(data)) - len(data), io.SEEK_CUR)
        if crc != self._crc:
            raise ParseError("内容与校验和不符 (it does not fit its checksum)")


def _cut() -> ParseError:
    return ParseError("压缩包在此文件中间结束 (the archive is cut short within this file)")
