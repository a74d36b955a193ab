"""Archives: what holds many documents (ZIP, TAR, WARC, WET, JSON lines), unpacked once into a spool.

Behind it each member is a source like any file: copies, workers, limits and the order of rows are the same. What a
file is, its first bytes tell, whatever its name says. An archive that is damaged, or refused, has a row of its own
that says why; what could be read before stays.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast

from parsers.records import ParseError
from pipeline.archives.corpora import is_corpus, read_corpus
from pipeline.archives.limits import MAX_UNPACKED, BombError, Budget
from pipeline.archives.spool import Spool, SpoolError
from pipeline.archives.streams import PIECE, find_packing, open_unpacked
from pipeline.archives.unpacking import Unpacking
from pipeline.formats.names import FORMATS
from pipeline.inputs.sources import Found, Source, explain_error, is_archive, with_unique_names

STDIN, STDIN_NAME = "-", "stdin"
HEAD = 1 << 12  # bytes that tell what a file is
_ZIP = b"PK\x03\x04"
_EMPTY_ZIP = b"PK\x05\x06"
_WARC = b"WARC/"
_UNREAD = {b"Rar!": "rar", b"7z\xbc\xaf": "7z"}


Watch = Callable[[str, int], None]
"""Is told the name of the archive that is being unpacked, and how many bytes it has given so far."""


def unpack(found: Found, spool: Spool, max_bytes: int, *, stdin: bool = False, watch: Watch = lambda *_: None) -> Found:
    """The sources with each archive among them replaced by what it holds, and standard input if it is asked for.

    Raises OSError if the spool cannot be written.
    """
    sources, passed_over = list(found.sources), found.passed_over
    if stdin:
        sources.append(_read_stdin(spool, max_bytes))
    members: list[Source] = []
    for source in sources:
        if source.problem or not _holds_many(source):
            members.append(source)
            continue
        unpacking = Unpacking(source.name, spool, Budget(watch=partial(watch, source.name)), max_bytes)
        members += _unpack_source(source, unpacking)
        passed_over += unpacking.passed_over
    # Members of archives of one name stand in the order in which they were unpacked.
    ordered = sorted(members, key=lambda source: (source.name, os.fsencode(source.path)))
    return Found(tuple(with_unique_names(ordered)), passed_over)


def _unpack_source(source: Source, unpacking: Unpacking) -> list[Source]:
    """What an archive holds, with a row for the archive itself if not all of it could be read."""
    try:
        unpack_file(source.path, unpacking)
    except BombError as error:
        return [replace(source, problem=str(error))]
    except ParseError as error:
        return [*unpacking.sources, replace(source, problem=str(error))]
    except SpoolError as error:
        raise OSError(f"{error} ({unpacking.spool.folder})") from error
    return unpacking.sources


def unpack_file(path: Path, unpacking: Unpacking) -> None:
    """Unpack an archive. Raises ParseError if it cannot be read, or not to its end; what was read stays in `unpacking`."""
    try:
        with path.open("rb", buffering=0) as file:
            head = file.read(HEAD)
            if not head:
                raise ParseError("文件是空的 (the file is empty)")
            _refuse_unread(head)
            if head.startswith((_ZIP, _EMPTY_ZIP)):
                from pipeline.archives.zips import read_zip

                read_zip(path, unpacking)
                return
            file.seek(0)
            _unpack_stream(cast(BinaryIO, file), path.name, unpacking)
    except PermissionError as error:
        raise ParseError(explain_error(error)) from error
    finally:
        unpacking.finish()


def _refuse_unread(head: bytes) -> None:
    """Raise ParseError for archives that only programs of other makers unpack."""
    if kind := next((kind for start, kind in _UNREAD.items() if head.startswith(start)), None):
        raise ParseError(f"{kind} 压缩包不读取,请先解压 (a {kind} archive, which is not read: unpack it first)")


def _unpack_stream(file: BinaryIO, name: str, unpacking: Unpacking) -> None:
    """Read a file that is packed as a whole, or not at all."""
    stream = open_unpacked(file, unpacking.budget, is_outer=not unpacking.depth)
    head = stream.peek(HEAD)
    bare = PurePosixPath(name).stem if PurePosixPath(name).suffix.lower() == ".gz" else name
    if head.startswith(_WARC):
        from pipeline.archives.warcs import read_warc

        read_warc(stream, unpacking)
    elif _is_tar(head):
        from pipeline.archives.tars import read_tar

        read_tar(stream, unpacking)
    elif PurePosixPath(bare).suffix.lower() in FORMATS:
        unpacking.add(bare, stream, PurePosixPath(bare).suffix.lower())
    elif is_corpus(head) or ".json" in name or ".ndjson" in name:
        read_corpus(cast(BinaryIO, stream), unpacking)
    else:
        raise ParseError("不是可识别的压缩包、网页存档或语料 (no archive or corpus of a known kind, or a damaged one)")


def _is_tar(head: bytes) -> bool:
    from pipeline.archives.tars import is_tar

    return is_tar(head)


def _holds_many(source: Source) -> bool:
    """Whether a source is an archive: by its name; a file that was named with an unknown extension, by its bytes."""
    if is_archive(source.path.name):
        return True
    if source.path.suffix.lower() in FORMATS:
        return False
    try:
        with source.path.open("rb", buffering=0) as file:
            head = file.read(HEAD)
    except OSError:
        return False  # reading it will say why
    return _looks_packed(head) and not (head.startswith(_ZIP) and _is_office(source.path))


def _looks_packed(head: bytes) -> bool:
    """Whether a file begins like an archive, or a document that is a ZIP."""
    return (
        head.startswith((_ZIP, _WARC, *_UNREAD)) or find_packing(head) is not None or is_corpus(head) or _is_tar(head)
    )


def _is_office(path: Path) -> bool:
    from pipeline.archives.zips import is_office

    return is_office(path)


def _read_stdin(spool: Spool, max_bytes: int) -> Source:
    """Standard input as a file in the spool; of what is no archive, no more than a document may have."""
    path, taken = spool.new_path(""), 0
    with path.open("wb") as kept:
        limit = HEAD
        while taken < limit and (piece := sys.stdin.buffer.read(min(PIECE, limit - taken))):
            kept.write(piece)
            if not taken:
                limit = MAX_UNPACKED if _looks_packed(piece) else max_bytes + 1
            taken += len(piece)
    return Source(path, STDIN_NAME)
