"""A dataset on disk as this program declares it, whichever version wrote it.

Columns that an older program did not write are null. What is no dataset, is damaged, or lacks what cannot be null is refused in words for
a user, before anything is made of it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.dataset.schema import arrow_schema, tables

if TYPE_CHECKING:
    import pyarrow as pa


class NoDatasetError(Exception):
    """A folder holds no dataset, or one that cannot be read; the message says why, for a user."""


def check_dataset(folder: Path, names: Iterable[str] | None = None) -> None:
    """Raise NoDatasetError unless the tables (all by default) are there with the columns that are never null."""
    import pyarrow.parquet as pq

    for name in names or tables():
        path = table_path(folder, name)
        if not path.is_file():
            raise NoDatasetError(
                f"no dataset in {folder}: {path.name} is missing; `nianbao run INPUT... --out {folder}` makes one"
            )
        with _readable(path):
            present = set(pq.read_schema(path).names)
        lacking = [field.name for field in tables()[name].fields if not field.nullable and field.name not in present]
        if lacking:
            raise NoDatasetError(f"{path} has no column {lacking[0]}: read the documents again with `nianbao run`")


def read_table(folder: Path, name: str, columns: Collection[str] | None = None, **options: Any) -> pa.Table:
    """Columns of a table, all that are declared by default, in that order; `options` are those of pyarrow's `read_table`.

    Raises NoDatasetError if the file cannot be read. `check_dataset` tells before whether it is one of ours.
    """
    import pyarrow.parquet as pq

    path = table_path(folder, name)
    wanted = tables()[name].names if columns is None else tuple(columns)
    with _readable(path):
        present = set(pq.read_schema(path).names)
        rows = pq.read_table(path, columns=[column for column in wanted if column in present], **options)
    return as_declared(rows, name, wanted)


def as_declared(rows: pa.Table, name: str, columns: Sequence[str] | None = None) -> pa.Table:
    """Rows that any version wrote with the columns of today (all by default): those that they lack are null."""
    import pyarrow as pa

    schema = arrow_schema(name)
    wanted = schema.names if columns is None else columns
    for column in wanted:
        if column not in rows.column_names:
            rows = rows.append_column(schema.field(column), pa.nulls(rows.num_rows, schema.field(column).type))
    return rows.select(list(wanted))


def table_path(folder: Path, name: str) -> Path:
    """The file of a table."""
    return folder / f"{name}.parquet"


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    """Say in words that a file cannot be read; pyarrow calls one that is cut short or overwritten either of two names."""
    import pyarrow as pa

    try:
        yield
    except (pa.ArrowException, OSError) as error:
        said = " ".join(str(error).split())
        raise NoDatasetError(f"{path} cannot be read: {said[:200]}") from error
