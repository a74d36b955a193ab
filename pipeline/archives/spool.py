"""The spool: a folder for what archives hold while a run lasts.

It lies where the system keeps temporary files (TMPDIR names another place) and is gone when the run ends, however it
ends; that of a run that was killed outright is removed by the next run that needs one.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from pipeline.publishing import lock_file

PREFIX = "nianbao-spool-"
PER_FOLDER = 1_000  # files


class SpoolError(Exception):
    """The spool cannot be written: no error of the archive, but of the disk. The message says why."""


class Spool:
    """Files that are named in the order of their making, so that sorting their paths is sorting by it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._number = 0

    def nowhere(self, suffix: str) -> Path:
        """A path with no file: what could not be read has none."""
        return self.folder / f"none{suffix}"

    def new_path(self, suffix: str) -> Path:
        """A path that is not in use."""
        part, number = divmod(self._number, PER_FOLDER)
        self._number += 1
        folder = self.folder / f"{part:06}"
        if not number:
            folder.mkdir()
        return folder / f"{number:04}{suffix}"

    def keep(self, pieces: Iterable[bytes], suffix: str) -> Path:
        """A new file of some bytes; none is left if getting them fails. Raises SpoolError if it cannot be written."""
        with _writing():
            path = self.new_path(suffix)
            file = path.open("wb")
        try:
            with file:
                for piece in pieces:
                    with _writing():
                        file.write(piece)
                        file.flush()
        except BaseException:
            path.unlink()
            raise
        return path


@contextmanager
def _writing() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise SpoolError(error.strerror or str(error)) from error


@contextmanager
def open_spool() -> Iterator[Spool]:
    """A spool that lasts as long as the block."""
    _remove_stale(Path(tempfile.gettempdir()))
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    try:
        with (folder / "lock").open("wb") as lock:
            lock_file(lock)
            yield Spool(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _remove_stale(place: Path) -> None:
    """Remove the spools of this user that no process holds."""
    for folder in sorted(place.glob(f"{PREFIX}*")):
        with suppress(OSError):
            if folder.is_symlink() or (hasattr(os, "getuid") and folder.lstat().st_uid != os.getuid()):
                continue
            with (folder / "lock").open("r+b") as lock:
                if lock_file(lock):
                    shutil.rmtree(folder, ignore_errors=True)
