"""Rows to Arrow: the same as pyarrow's own conversion."""

from __future__ import annotations

import subprocess
import sys

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.records import Column
from pipeline.dataset import batches
from pipeline.dataset.batches import record_batch
from pipeline.dataset.schema import Field, arrow_schema, report_rows, tables
from tests.pipeline.made_reports import make_report

VALUES = {
    str: st.text(alphabet=st.characters(exclude_categories=["Cs"])) | st.sampled_from(["\x1f", "长" * 300]),
    int: st.integers(-(2**63), 2**63 - 1),
    float: st.floats(allow_nan=False),
    bool: st.booleans(),
    "date": st.dates(),
}
KINDS = {int: pa.int64(), str: pa.string(), float: pa.float64(), bool: pa.bool_(), "date": pa.date32()}


@pytest.mark.parametrize("kind", VALUES, ids=str)
@settings(deadline=None)  # the first conversion imports pandas
@given(data=st.data())
def test_a_column_is_what_pyarrow_makes_of_it(kind, data) -> None:
    values = tuple(data.draw(st.lists(VALUES[kind] | st.none(), max_size=20)))
    python = kind if isinstance(kind, type) else type(data.draw(st.dates()))
    array = batches._array(Field("x", python, True, Column("", "")), values)
    array.validate(full=True)
    assert array.equals(pa.array(values, KINDS[kind]))


def test_a_table_of_no_rows_is_one() -> None:
    for name in tables():
        assert record_batch(name, []).num_rows == 0


def test_a_report_survives() -> None:
    for name, rows in report_rows(make_report()).items():
        batch = record_batch(name, rows)
        batch.validate(full=True)
        assert batch.schema.equals(arrow_schema(name), check_metadata=True)
        assert [tuple(row.values()) for row in batch.to_pylist()] == rows


def test_nothing_imports_pandas() -> None:
    script = """
import sys, tempfile, pathlib
sys.path.insert(0, ".")
from tests.pipeline.made_reports import make_report, write_reports
write_reports(pathlib.Path(tempfile.mkdtemp()) / "out", [make_report()])
assert "pyarrow" in sys.modules and "pandas" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", script], check=True)
