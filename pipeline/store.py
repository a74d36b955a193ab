"""The dataset on disk: seven Parquet files, written beside the old dataset and published as one.

A run writes into a work folder next to the output (`.NAME.nianbao`, on the same file system). When all
is written and on the disk, the two folders change places in one step of the kernel (renameat2 with
RENAME_EXCHANGE), so that whoever opens the path finds the old dataset or the new one, whole. Where the
system cannot exchange (not Linux, some network file systems) the old folder is moved into the work
folder and the new one to its place; should the run die between these two moves, the next one
moves the old dataset back. The work folder holds the lock that keeps a second writer out; what a dead
run left in it is removed by the next.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING

from pipeline.dictionary import data_package, dictionary, is_data_package
from pipeline.schema import arrow_schema, tables

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

DATA_PACKAGE = "datapackage.json"
DICTIONARY = "dictionary.md"
# What waits to be written is written, as a row group of each table, with the chunk of documents that passes this.
GROUP_BYTES = 12 * 2**20
_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
# Strings that hardly ever repeat: a dictionary of them only costs.
_UNIQUE = {"text", "quote", "sha256", "finding_id"}


class StoreError(Exception):
    """The output folder cannot be used as asked; the message says why, for a user."""


# --- writing ------------------------------------------------------------------------------------------


class DatasetWriter:
    """Writes the tables of a dataset into a folder, a row group at a time.

    The bytes depend on the batches' rows and on where a batch ends, on nothing else.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._writers: dict[str, pq.ParquetWriter] = {}
        self._waiting: dict[str, list[pa.RecordBatch]] = {name: [] for name in tables()}
        self._bytes = 0

    def __enter__(self) -> DatasetWriter:
        import pyarrow.parquet as pq

        for name in tables():
            schema = arrow_schema(name)
            self._writers[name] = pq.ParquetWriter(
                self.folder / f"{name}.parquet",
                schema,
                compression="zstd",
                use_dictionary=[column for column in schema.names if column not in _UNIQUE],
            )
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        if error is None:
            self._flush()
        for writer in self._writers.values():
            writer.close()
        if error is None:
            (self.folder / DATA_PACKAGE).write_text(data_package(), encoding="utf-8")
            (self.folder / DICTIONARY).write_text(dictionary(), encoding="utf-8")

    def write(self, batches: dict[str, pa.RecordBatch]) -> None:
        """Add the rows of a chunk of documents."""
        for name, batch in batches.items():
            self._waiting[name].append(batch)
            self._bytes += batch.nbytes
        if self._bytes >= GROUP_BYTES:
            self._flush()

    def _flush(self) -> None:
        """Write what waits as one row group of each table: the groups of all tables are of the same documents."""
        import pyarrow as pa

        for name, waiting in self._waiting.items():
            rows = pa.Table.from_batches(waiting, schema=arrow_schema(name)).combine_chunks()
            if rows.num_rows:
                self._writers[name].write_table(rows, row_group_size=rows.num_rows)
            waiting.clear()
        self._bytes = 0


# --- publishing ---------------------------------------------------------------------------------------


@contextmanager
def replace_dataset(out: Path) -> Iterator[DatasetWriter]:
    """A writer whose dataset takes the place of the one at `out` when the block ends without an error.

    Raises StoreError if `out` is not ours to replace or another run is writing there.
    """
    out = usable_folder(out)
    work = out.parent / f".{out.name}.nianbao"
    with _lock(work):
        _recover(work, out)
        new = work / "new"
        try:
            new.mkdir()
            with DatasetWriter(new) as writer:
                yield writer
            usable_folder(out)
            _publish(new, out)
        finally:
            _clear(work)


def usable_folder(out: Path) -> Path:
    """The real place of the output folder, its parents made.

    Raises StoreError if there is something there that a dataset must not replace.
    """
    out = Path(os.path.realpath(out))
    if out.exists() and not out.is_dir():
        raise StoreError(f"{out} is a file, not a folder")
    if out.is_dir():
        _check_contents(out)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"{out.parent} cannot be made: {error.strerror}") from error
    if os.path.ismount(out):
        raise StoreError(f"{out} is a mount point, which cannot be replaced as one: use a folder inside it")
    if not os.access(out.parent, os.W_OK | os.X_OK):
        raise StoreError(f"no permission to write in {out.parent}, where the dataset is prepared")
    return out


def dataset_files() -> tuple[str, ...]:
    """The names of the files of a dataset."""
    return (*[f"{name}.parquet" for name in tables()], DATA_PACKAGE, DICTIONARY)


def _check_contents(out: Path) -> None:
    """Refuse a folder with other people's folders or tables. Their other files are let be: publishing keeps them."""
    folders = sorted(path.name for path in _other_entries(out) if path.is_dir())
    if folders:
        raise StoreError(f"{out} holds other folders ({folders[0]}): use an empty folder or a new one")
    ours = {path.name for path in out.iterdir()}.intersection(dataset_files())
    if ours and not is_data_package(out / DATA_PACKAGE):
        raise StoreError(f"{out} holds files of the same names that nianbao did not write: use another folder")


def _other_entries(out: Path) -> list[Path]:
    """What lies in the output folder and is not of a dataset: a README, a log, somebody's notes."""
    return [path for path in out.iterdir() if path.name not in dataset_files()]


def _publish(new: Path, out: Path) -> None:
    """Put the new folder in the place of the old one, and the old one in its."""
    for path in _other_entries(out) if out.exists() else ():
        _keep(path, new / path.name)
    for path in new.iterdir():
        if path.name in dataset_files():
            _to_disk(path)
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
    try:
        renameat2 = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError, TypeError):
        return False
    paths = _AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other)
    return bool(renameat2(*paths, _RENAME_EXCHANGE) == 0)


def _to_disk(path: Path) -> None:
    """Have the disk hold a file's or a folder's content, so that a power cut cannot take it back."""
    if sys.platform == "win32" and path.is_dir():
        return
    descriptor = os.open(path, os.O_RDONLY if sys.platform != "win32" else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _recover(work: Path, out: Path) -> None:
    """Take up what a run that died left: put an old dataset back, remove the rest."""
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
        if not _lock_file(file):
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


def _lock_file(file: IO[bytes]) -> bool:
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
