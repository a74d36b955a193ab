"""A folder published as one: written beside the old one, then exchanged with it.

Who writes gets a work folder next to the output (`.NAME.nianbao`, on the same file system). When all
is written and on the disk, the two folders change places in one step of the kernel (renameat2 with
RENAME_EXCHANGE), so that whoever opens the path finds the old folder or the new one, whole. Where the
system cannot exchange (not Linux, some network file systems) the old folder is moved into the work
folder and the new one to its place; should the run die between these two moves, the next one
moves the old folder back. The work folder holds the lock that keeps a second writer out; what a dead
run left in it is removed by the next.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


class StoreError(Exception):
    """The output folder cannot be used as asked; the message says why, for a user."""


@dataclass(frozen=True, slots=True)
class Content:
    """What a published folder holds.

    names: its files and folders, by name. is_ours: whether a folder that holds some of them was written by this
    program.
    """

    names: frozenset[str]
    is_ours: Callable[[Path], bool]


@contextmanager
def replace_folder(out: Path, content: Content) -> Iterator[Path]:
    """A new, empty folder, which takes the place of the one at `out` when the block ends without an error.

    Raises StoreError if `out` is not ours to replace or another run is writing there.
    """
    out = usable_folder(out, content)
    work = out.parent / f".{out.name}.nianbao"
    with _lock(work):
        _recover(work, out)
        new = work / "new"
        try:
            new.mkdir()
            yield new
            usable_folder(out, content)
            _publish(new, out, content)
        finally:
            _clear(work)


def usable_folder(out: Path, content: Content) -> Path:
    """The real place of the output folder, its parents made.

    Raises StoreError if there is something there that must not be replaced.
    """
    out = Path(os.path.realpath(out))
    if out.exists() and not out.is_dir():
        raise StoreError(f"{out} is a file, not a folder")
    if out.is_dir():
        _check_contents(out, content)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"{out.parent} cannot be made: {error.strerror}") from error
    if os.path.ismount(out):
        raise StoreError(f"{out} is a mount point, which cannot be replaced as one: use a folder inside it")
    if not os.access(out.parent, os.W_OK | os.X_OK):
        raise StoreError(f"no permission to write in {out.parent}, where the new one is prepared")
    return out


def _check_contents(out: Path, content: Content) -> None:
    """Refuse a folder with other people's folders, or with files named as ours. Their other files are let be."""
    folders = sorted(path.name for path in _other_entries(out, content) if path.is_dir())
    if folders:
        raise StoreError(f"{out} holds other folders ({folders[0]}): use an empty folder or a new one")
    ours = content.names.intersection(path.name for path in out.iterdir())
    if ours and not content.is_ours(out):
        raise StoreError(f"{out} holds files of the same names that nianbao did not write: use another folder")


def _other_entries(out: Path, content: Content) -> list[Path]:
    """What lies in the output folder and was not published there: a README, a log, somebody's notes."""
    return [path for path in out.iterdir() if path.name not in content.names]


def _publish(new: Path, out: Path, content: Content) -> None:
    """Put the new folder in the place of the old one, and the old one in its."""
    for path in _other_entries(out, content) if out.exists() else ():
        _keep(path, new / path.name)
    _all_to_disk([path for path in new.iterdir() if path.name in content.names])
    _to_disk(new)
    if not out.exists():
        os.rename(new, out)
    elif not _exchange(new, out):
        os.rename(out, new.parent / "old")
        os.rename(new, out)
    _to_disk(out.parent)


def _keep(path: Path, place: Path) -> None:
    """Have somebody's file in the new folder too: the same file, so that whoever is writing to it goes on."""
    try:
        os.link(path, place, follow_symlinks=False)
    except OSError:  # the file system has no hard links
        shutil.copy2(path, place, follow_symlinks=False)


def _exchange(one: Path, other: Path) -> bool:
    """Let two folders change places in one step; False where the system cannot."""
    import ctypes

    try:
        renameat2 = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError, TypeError):
        return False
    paths = _AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other)
    return bool(renameat2(*paths, _RENAME_EXCHANGE) == 0)


def _all_to_disk(paths: list[Path]) -> None:
    """Have the disk hold what was written; where there are folders, all at once: they may hold thousands of files."""
    if any(path.is_dir() for path in paths) and hasattr(os, "sync"):
        os.sync()
        return
    for path in paths:
        _to_disk(path)


def _to_disk(path: Path) -> None:
    """Have the disk hold a file's content or a folder's list of files, so that a power cut cannot take it back."""
    if sys.platform == "win32" and path.is_dir():
        return
    descriptor = os.open(path, os.O_RDONLY if sys.platform != "win32" else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _recover(work: Path, out: Path) -> None:
    """Take up what a run that died left: put an old folder back, remove the rest."""
    if (work / "old").is_dir() and not out.exists():
        os.rename(work / "old", out)
    _clear(work)


def _clear(work: Path) -> None:
    for name in ("new", "old"):
        shutil.rmtree(work / name, ignore_errors=True)


# --- one writer at a time -----------------------------------------------------------------------------


@contextmanager
def _lock(work: Path) -> Iterator[None]:
    """Hold the work folder for this process; it is gone afterwards.

    Raises StoreError if another process holds it.
    """
    path = work / "lock"
    with _locked_file(path):
        try:
            yield
        finally:
            with suppress(OSError):  # another run may be waiting for this file
                path.unlink()
                work.rmdir()


def _locked_file(path: Path) -> IO[bytes]:
    """The lock file, opened and locked; the system frees the lock if the process dies."""
    while True:
        file = _open_lock(path)
        if file is None:
            continue
        if not lock_file(file):
            file.close()
            raise StoreError(f"another run is writing to this folder (it holds {path})")
        if _is_at(file, path):
            return file
        file.close()


def _open_lock(path: Path) -> IO[bytes] | None:
    """The lock file, opened; None if another run has just removed its folder. Raises StoreError if it cannot be made."""
    try:
        path.parent.mkdir(exist_ok=True)
    except OSError as error:
        raise StoreError(f"cannot write beside the output folder: {error}") from error
    try:
        return path.open("ab")
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StoreError(f"cannot write beside the output folder: {error}") from error


def _is_at(file: IO[bytes], path: Path) -> bool:
    """Whether an open file is still the one at `path`: the run that held it may have removed it."""
    try:
        return os.path.samestat(os.fstat(file.fileno()), os.stat(path))
    except FileNotFoundError:
        return False


def lock_file(file: IO[bytes]) -> bool:
    """Lock a file for this process; False if another one holds it."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            # Not flock: worker processes would inherit it and hold it after this process died.
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
