"""One archive being unpacked: its members become files in the spool, each a source with its own name.

No member is ever written under a name of its own, so none can leave the spool; a name that tries to is refused
all the same, for whoever unpacks the archive by hand.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from parsers.records import ParseError
from pipeline.archives.limits import GIVE_UP, MAX_DEPTH, MAX_FAILURES, MAX_NAME, BombError, Budget, GiveUpError
from pipeline.archives.spool import Spool
from pipeline.archives.streams import PIECE, Readable
from pipeline.formats.names import FORMATS
from pipeline.inputs.known import Known, read_known
from pipeline.inputs.sidecar import MAX_BYTES as MAX_SIDECAR
from pipeline.inputs.sidecar import SUFFIX
from pipeline.inputs.sources import NOTHING, Source, explain_size, find_archive_end, is_archive, printable

_JUNK = re.compile(r"(?:^|/)(?:\.(?!\.?(?:/|$))|~\$|__MACOSX/)")
_OUTSIDE = re.compile(r"^/|^[A-Za-z]:|(?:^|/)\.\.(?:/|$)")


@dataclass(slots=True)
class Unpacking:
    """An archive, where its members go, and what came of them.

    name: its name in the dataset. depth: how many archives it lies in. passed_over: members that are no documents.
    """

    name: str
    spool: Spool
    budget: Budget
    max_bytes: int
    depth: int = 0
    sources: list[Source] = field(default_factory=list)
    passed_over: int = 0
    failures: int = 0
    sidecars: dict[str, Known] = field(default_factory=dict)

    def take(
        self, name: str, open_member: Callable[[], Readable], *, size: int | None = None, problem: str | None = None
    ) -> None:
        """A member of a ZIP or TAR: read if its extension is known, else passed over.

        size: its declared bytes, if they are. problem: why it cannot be read, if that is known.
        """
        name = name.removeprefix("./")
        is_beside = name.endswith(SUFFIX)
        known = is_beside or PurePosixPath(name).suffix.lower() in FORMATS or is_archive(name)
        if _JUNK.search(name) or not known:
            self.passed_over += 1
            return
        self.budget.count_member()
        try:
            self._take(name, open_member, size, problem, is_beside)
        except BombError:
            raise
        except ParseError as error:
            if is_beside:
                self._note(name, Known(problem=str(error)))
            else:
                self.fail(name, str(error))

    def _take(
        self, name: str, open_member: Callable[[], Readable], size: int | None, problem: str | None, is_beside: bool
    ) -> None:
        if _OUTSIDE.search(name):
            raise ParseError("路径指向压缩包之外 (its path leads out of the archive)")
        if problem:
            raise ParseError(problem)
        limit = MAX_SIDECAR if is_beside else self.max_bytes
        if not is_archive(name) and size is not None and size > limit:
            raise ParseError(explain_size(size, limit))
        with closing(open_member()) as file:
            if is_beside:
                self._note(name, read_known(file.read(limit)))
            elif is_archive(name):
                self._take_archive(name, file)
            else:
                self.add(name, file, PurePosixPath(name).suffix.lower())

    def add(self, name: str, file: Readable, suffix: str, known: Known = NOTHING) -> None:
        """A document, its bytes read from `file`. Raises ParseError if there are too many of them."""
        path = self._keep(file, suffix, self.max_bytes)
        self.sources.append(Source(path, self._inner(name), known=known))

    def add_bytes(self, name: str, data: bytes, suffix: str, known: Known = NOTHING) -> None:
        """A document whose bytes are at hand."""
        self.add(name, io.BytesIO(data), suffix, known)

    def fail(self, name: str, reason: str) -> None:
        """A member or record that cannot be read; of too many, the rest is told by `finish`.

        Raises GiveUpError where hardly anything can be read.
        """
        self.failures += 1
        if self.failures > GIVE_UP:
            raise GiveUpError(f"无法读取的记录过多,其后未再读取 (given up: more than {GIVE_UP} records cannot be read)")
        if self.failures <= MAX_FAILURES:
            self.sources.append(Source(self._nowhere(name), self._inner(name), reason))

    def finish(self) -> None:
        """Join what sidecars tell to their files, and tell of failures beyond those that have a row."""
        prefix = f"{self.name}/"
        for place, source in enumerate(self.sources):
            if self.sidecars and (known := self.sidecars.pop(source.name.removeprefix(prefix), None)):
                self.sources[place] = replace(source, known=known)
        self.passed_over += len(self.sidecars)
        if (more := self.failures - MAX_FAILURES) > 0:
            reason = f"另有 {more} 条记录无法读取 ({more} more records could not be read)"
            self.sources.append(Source(self._nowhere(self.name), self.name, reason))

    def _note(self, name: str, known: Known) -> None:
        """Keep what a sidecar tells until its file is here."""
        self.sidecars[printable(name.removesuffix(SUFFIX)[:MAX_NAME])] = known

    def _take_archive(self, name: str, file: Readable) -> None:
        """An archive in this one, unpacked in its turn."""
        from pipeline.archives import unpack_file

        if self.depth >= MAX_DEPTH:
            raise ParseError("压缩包嵌套过深 (an archive nested too deep)")
        path = self._keep(file, find_archive_end(name), None)
        inner = replace(self, name=self._inner(name), depth=self.depth + 1, sources=[], sidecars={})
        inner.passed_over = inner.failures = 0
        try:
            unpack_file(path, inner)
        finally:
            path.unlink()
            self.sources += inner.sources
            self.passed_over += inner.passed_over

    def _keep(self, file: Readable, suffix: str, limit: int | None) -> Path:
        """A file in the spool with the bytes of another; raises ParseError if they are more than `limit`."""
        return self.spool.keep(_read_pieces(file, limit), suffix)

    def _nowhere(self, name: str) -> Path:
        """The path of what could not be read: that it has the extension of its format is all it tells."""
        suffix = PurePosixPath(name).suffix.lower()
        return self.spool.nowhere(
            suffix if suffix in FORMATS else find_archive_end(name) or find_archive_end(self.name)
        )

    def _inner(self, name: str) -> str:
        return f"{self.name}/{printable(name[:MAX_NAME])}"


def _read_pieces(file: Readable, limit: int | None) -> Iterator[bytes]:
    size = 0
    while piece := file.read(PIECE):
        size += len(piece)
        if limit is not None and size > limit:
            raise ParseError(explain_size(size, limit))
        yield piece
