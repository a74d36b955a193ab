"""ZIP: its directory says what it holds, so that a bomb is seen before anything is unpacked."""

from __future__ import annotations

import io
import lzma
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from parsers.records import ParseError
from pipeline.archives.cut_zips import read_cut_zip
from pipeline.archives.limits import BombError
from pipeline.archives.names import decode_names
from pipeline.archives.unpacking import Unpacking

MAX_DIRECTORY = 24_000_000  # bytes
UTF8, ENCRYPTED = 0x800, 0x1
_LOCAL_HEAD = 30  # bytes before the name of a member where it begins
_UNICODE_PATH = 0x7075
_ERRORS = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError),
    *(RuntimeError, ValueError, struct.error, IndexError, OverflowError),
)


def read_zip(path: Path, unpacking: Unpacking) -> None:
    """Unpack a ZIP. Raises ParseError if it cannot be read, BombError if it is a bomb or its members overlap."""
    with path.open("rb", buffering=0) as raw:
        try:
            archive = zipfile.ZipFile(_Checked(raw))
        except _ERRORS as error:
            read_cut_zip(path, unpacking)
            raise _damaged(error) from error
        members = [info for info in archive.infolist() if not info.is_dir()]
        if not members:
            raise ParseError("压缩包里没有文件 (the archive holds no file)")
        if not unpacking.depth:
            unpacking.budget.packed = path.stat().st_size
        unpacking.budget.check(sum(info.file_size for info in members))
        _check_overlap(members)
        for info, name in zip(members, _read_names(members), strict=True):
            problem = _find_problem(info)
            unpacking.take(name, partial(_Member, archive, info, unpacking), size=info.file_size, problem=problem)


class _Checked(io.BufferedReader):
    """A file of which no reading is larger than a directory may be: zipfile reads that in one piece."""

    def read(self, size: int | None = -1, /) -> bytes:
        """As asked; raises ParseError for too much."""
        if size is not None and size > MAX_DIRECTORY:
            raise BombError("压缩包目录过大 (the directory of the archive is too large)")
        return super().read(size)


class _Member(io.RawIOBase):
    """A member being read; its bytes are counted, and what goes wrong is told as ParseError."""

    def __init__(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo, unpacking: Unpacking) -> None:
        self._budget = unpacking.budget
        try:
            self._file = archive.open(info)
        except NotImplementedError as error:
            raise ParseError(f"不支持的压缩方法 (an unsupported compression): {error}") from error
        except _ERRORS as error:
            raise _damaged(error) from error

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes."""
        try:
            data = self._file.read(size)
        except _ERRORS as error:
            raise _damaged(error) from error
        self._budget.spend(len(data))
        return data


def _check_overlap(members: Sequence[zipfile.ZipInfo]) -> None:
    """Raise BombError if two members share their bytes."""
    end = -1
    for info in sorted(members, key=lambda info: info.header_offset):
        if info.header_offset < end:
            raise BombError("压缩包内文件互相重叠,疑似压缩炸弹 (refused: members of the archive overlap, like a bomb)")
        end = info.header_offset + _LOCAL_HEAD + info.compress_size


def _find_problem(info: zipfile.ZipInfo) -> str | None:
    """Why a member is not read, as far as the directory tells."""
    mode = info.external_attr >> 16
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        return "是链接或设备,不读取 (a link or a device, not read)"
    return "文件有密码 (the file has a password)" if info.flag_bits & ENCRYPTED else None


def _read_names(members: Sequence[zipfile.ZipInfo]) -> Iterator[str]:
    """The names of members, decoded: by the mark of UTF-8, a field for it, or all others together."""
    said = [_find_unicode(info) for info in members]
    bare = [_find_raw(info) for info, name in zip(members, said, strict=True) if name is None]
    decoded = iter(decode_names(bare))
    for name in said:
        yield (next(decoded) if name is None else name).replace("\0", "")


def _find_raw(info: zipfile.ZipInfo) -> bytes:
    """The bytes of a name without mark, which zipfile takes for code page 437."""
    return info.orig_filename.encode("cp437", "replace")


def _find_unicode(info: zipfile.ZipInfo) -> str | None:
    """A name that says that it is UTF-8, by its mark or in the field of Info-ZIP that is of this very name."""
    if info.flag_bits & UTF8:
        return info.orig_filename.replace("\\", "/")
    at, extra = 0, info.extra
    while at + 4 <= len(extra):
        kind, size = struct.unpack_from("<HH", extra, at)
        value = extra[at + 4 : at + 4 + size]
        if kind == _UNICODE_PATH and len(value) > 5 and value[1:5] == struct.pack("<L", zlib.crc32(_find_raw(info))):
            return value[5:].decode("utf-8", "backslashreplace")
        at += 4 + size
    return None


def _damaged(error: Exception) -> ParseError:
    if isinstance(error, ParseError):
        return error
    return ParseError(f"压缩包已损坏或不完整 (the archive is damaged or cut short): {error}"[:300])


def is_office(path: Path) -> bool:
    """Whether a ZIP is a document of Word or Excel, by the part that each has."""
    try:
        with path.open("rb", buffering=0) as raw:
            return "[Content_Types].xml" in zipfile.ZipFile(_Checked(raw)).NameToInfo
    except (*_ERRORS, ParseError):
        return False
