"""The dataset on disk: seven Parquet files, written beside the old dataset and published as one (`pipeline.publishing`)."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from pipeline import PARSER_VERSION
from pipeline.dataset.dictionary import data_package, dictionary, is_data_package
from pipeline.dataset.reading import as_declared
from pipeline.dataset.schema import arrow_schema, tables
from pipeline.publishing import Content, StoreError, replace_folder

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

__all__ = ["DatasetWriter", "StoreError", "dataset_content", "dataset_files", "replace_dataset", "replace_findings"]

DATA_PACKAGE = "datapackage.json"
DICTIONARY = "dictionary.md"
# What waits to be written is written, as a row group of each table, with the chunk of documents that passes this.
GROUP_BYTES = 12 * 2**20
# Strings that hardly ever repeat: a dictionary of them only costs.
_UNIQUE = {"text", "quote", "sha256", "finding_id"}


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
        self._written: set[str] = set()

    def __enter__(self) -> DatasetWriter:
        for name in tables():
            self._writers[name] = _open_table(self.folder, name)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        try:
            if error is None:
                self._flush()
                for writer in self._writers.values():
                    writer.close()
                _describe(self.folder)
        finally:
            for writer in self._writers.values():
                _abandon(writer)

    def write(self, batches: dict[str, pa.RecordBatch]) -> None:
        """Add the rows of a chunk of documents."""
        if "reports" in batches:
            self._written.update(batches["reports"].column("doc_id").to_pylist())
        for name, batch in batches.items():
            self._waiting[name].append(batch)
            self._bytes += batch.nbytes
        if self._bytes >= GROUP_BYTES:
            self._flush()

    def keep_findings(self, old: Path) -> None:
        """Add the findings of the audit of the dataset at `old` that are only about documents written here, too."""
        kept = _read_audited(old, self._written)
        if kept is not None:
            self.write({"findings": kept})

    def _flush(self) -> None:
        """Write what waits as one row group of each table: the groups of all tables are of the same documents."""
        import pyarrow as pa

        for name, waiting in self._waiting.items():
            rows = pa.Table.from_batches(waiting, schema=arrow_schema(name)).combine_chunks()
            if rows.num_rows:
                self._writers[name].write_table(rows, row_group_size=rows.num_rows)
            waiting.clear()
        self._bytes = 0


def _open_table(folder: Path, name: str) -> pq.ParquetWriter:
    import pyarrow.parquet as pq

    schema = arrow_schema(name)
    dictionaries = [column for column in schema.names if column not in _UNIQUE]
    return pq.ParquetWriter(folder / f"{name}.parquet", schema, compression="zstd", use_dictionary=dictionaries)


def _abandon(writer: pq.ParquetWriter) -> None:
    """Close a file that nobody will read, if it is open still; what it cannot write any more needs no traceback."""
    with suppress(OSError):
        writer.close()
    writer.is_open = False  # else it would try again, and print why not, when it is collected


def _describe(folder: Path) -> None:
    """Write what tells of the tables."""
    (folder / DATA_PACKAGE).write_text(data_package(), encoding="utf-8")
    (folder / DICTIONARY).write_text(dictionary(), encoding="utf-8")


# --- publishing ---------------------------------------------------------------------------------------


@contextmanager
def replace_dataset(out: Path) -> Iterator[DatasetWriter]:
    """A writer whose dataset takes the place of the one at `out` when the block ends without an error.

    Raises StoreError if `out` is not ours to replace or another run is writing there.
    """
    with replace_folder(out, dataset_content()) as folder, DatasetWriter(folder) as writer:
        yield writer
        writer.keep_findings(out)


def _read_audited(folder: Path, written: set[str]) -> pa.RecordBatch | None:
    """The audit's findings in a dataset, if it is of this version of the program, whose texts have the same places."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        rows = pq.ParquetFile(folder / "findings.parquet").read()
        if "audit" not in rows["stage"].to_pylist():
            return None
        own = pq.ParquetFile(folder / "reports.parquet").read(["doc_id", "parser_version"])
    except (OSError, KeyError, pa.ArrowException):
        return None  # no dataset, or one that is damaged: the new one takes its place all the same
    versions = zip(own["doc_id"].to_pylist(), own["parser_version"].to_pylist(), strict=True)
    alive = written.intersection(doc_id for doc_id, version in versions if version == PARSER_VERSION)
    columns = (rows[name].to_pylist() for name in ("stage", "doc_id", "related"))
    kept = [
        stage == "audit" and _documents(doc_id, related) <= alive
        for stage, doc_id, related in zip(*columns, strict=True)
    ]
    found = as_declared(rows.filter(pa.array(kept, pa.bool_())), "findings").combine_chunks()
    return found.to_batches()[0] if found.num_rows else None


def _documents(doc_id: str | None, related: str | None) -> set[str]:
    """The documents that a finding is about."""
    return {name for name in (doc_id, *(related or "").split(";")) if name}


@contextmanager
def replace_findings(out: Path, stage: str) -> Iterator[Callable[[pa.RecordBatch], None]]:
    """A function that takes the new findings of a stage; they take the place of its old ones when the block ends.

    Those of the other stages, and all other tables, stay as they are: their files are linked, not copied, where the
    system can. Raises StoreError if `out` is not ours to replace or another run is writing there.
    """
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    name = "findings.parquet"
    with replace_folder(out, dataset_content()) as folder:
        old = pq.ParquetFile(out / name).read()
        parts = [as_declared(old.filter(pc.not_equal(old["stage"], stage)), "findings")]
        yield lambda batch: parts.append(pa.Table.from_batches([batch]))
        for file in dataset_files():
            if file not in (name, DATA_PACKAGE, DICTIONARY):
                _link(out / file, folder / file)
        with _open_table(folder, "findings") as writer:
            writer.write_table(pa.concat_tables(parts).combine_chunks())
        _describe(folder)


def _link(old: Path, new: Path) -> None:
    """The same file under another name; a copy where the file system has no links."""
    try:
        os.link(old, new)
    except OSError:
        shutil.copy2(old, new)


@cache
def dataset_content() -> Content:
    """What the folder of a dataset holds."""
    return Content(frozenset(dataset_files()), lambda folder: is_data_package(folder / DATA_PACKAGE))


def dataset_files() -> tuple[str, ...]:
    """The names of the files of a dataset."""
    return (*[f"{name}.parquet" for name in tables()], DATA_PACKAGE, DICTIONARY)
