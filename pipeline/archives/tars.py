"""TAR, packed or not: read from its beginning to its end, once."""

from __future__ import annotations

import io
import tarfile
from typing import BinaryIO, cast

from parsers.records import ParseError
from pipeline.archives.limits import BombError
from pipeline.archives.names import decode_names
from pipeline.archives.streams import Quiet
from pipeline.archives.unpacking import Unpacking

MAX_FIELD = 1_000_000  # bytes of a header that stands for another's long name or further fields
BLOCK = 512
_FIELDS = (
    tarfile.XHDTYPE,
    tarfile.XGLTYPE,
    tarfile.SOLARIS_XHDTYPE,
    tarfile.GNUTYPE_LONGNAME,
    tarfile.GNUTYPE_LONGLINK,
)
_ERRORS = (tarfile.TarError, OSError, EOFError, ValueError, IndexError, OverflowError, RecursionError)


class _Info(tarfile.TarInfo):
    """A header; one that would have much read into memory is refused."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> _Info:
        """A header from its block."""
        info = super().frombuf(buf, encoding, errors)
        if info.type in _FIELDS and info.size > MAX_FIELD:
            raise BombError("压缩包内有过大的文件头 (a header in the archive is too large)")
        return info


def read_tar(stream: io.BufferedReader, unpacking: Unpacking) -> None:
    """Unpack a TAR. Raises ParseError where it is damaged, with what stood before taken."""
    quiet = Quiet(stream)
    try:
        with tarfile.open(fileobj=cast(BinaryIO, quiet), mode="r|", tarinfo=_Info, errors="surrogateescape") as archive:
            for info in archive:
                if not info.isdir():
                    _take(archive, info, unpacking)
                archive.members = []  # type: ignore[attr-defined]  # the list would grow as long as the archive
    except _ERRORS as error:
        quiet.check()
        raise ParseError(f"压缩包已损坏或不完整 (the archive is damaged or cut short): {error}"[:300]) from error
    quiet.check()


def is_tar(head: bytes) -> bool:
    """Whether a file begins with the header of a TAR."""
    try:
        tarfile.TarInfo.frombuf(head[:BLOCK], "utf-8", "surrogateescape")
    except _ERRORS:
        return False
    return True


def _take(archive: tarfile.TarFile, info: tarfile.TarInfo, unpacking: Unpacking) -> None:
    problem = None if info.isreg() else "是链接或设备,不读取 (a link or a device, not read)"
    (name,) = decode_names([info.name.encode("utf-8", "surrogateescape")])
    unpacking.take(name, lambda: archive.extractfile(info) or io.BytesIO(), size=info.size, problem=problem)
