"""A dataset read back: those of older programs too, and what is none is said in words."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from parsers.records import Report
from pipeline.cli import app
from pipeline.dataset.reading import NoDatasetError, check_dataset, read_table
from pipeline.dataset.schema import report_rows, tables
from tests.pipeline.made_reports import make_report, write_reports

REPORTS = [make_report(number) for number in (1, 2)]
# Every command that reads a dataset. {0} is the dataset, {1} a good one, {2} a place to write to.
COMMANDS = {
    "show": "show 0001.html --dataset {0}",
    "explain": "explain 0001.html disclosed --dataset {0}",
    "diff": "diff {0} {1}",
    "audit": "audit {0}",
    "site": "site {0} --out {2}/site",
    "export": "export {0} --xlsx {2}/book.xlsx",
}


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_reports(tmp_path_factory.mktemp("good") / "dataset", REPORTS)


@pytest.fixture
def copy(good: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(good, tmp_path / "copy"))


def rewrite(path: Path, change: Callable[[pa.Table], pa.Table]) -> None:
    pq.write_table(change(pq.ParquetFile(path).read()), path)


def make_older(folder: Path) -> None:
    """The dataset as an older program wrote it: without any column that may be null and is not needed to join."""
    for name, table in tables().items():
        lacking = [
            field.name for field in table.fields if field.name in ("agency_id", "attached_to", "subject", "rule")
        ]
        rewrite(folder / f"{name}.parquet", lambda rows, lacking=lacking: rows.drop_columns(lacking))


def rows_of(reports: list[Report], name: str) -> list[tuple[object, ...]]:
    return [row for report in reports for row in report_rows(report)[name]]


@pytest.mark.parametrize("name", tables())
def test_what_was_written_is_read(good: Path, name: str) -> None:
    check_dataset(good)
    assert [tuple(row.values()) for row in read_table(good, name).to_pylist()] == rows_of(REPORTS, name)


def test_columns_are_those_asked_for_in_that_order(good: Path) -> None:
    assert read_table(good, "counts", ["value", "doc_id"]).column_names == ["value", "doc_id"]


def test_columns_that_an_older_program_did_not_write_are_null(copy: Path) -> None:
    make_older(copy)
    check_dataset(copy)
    rows = read_table(copy, "observations")
    assert rows.column_names == list(tables()["observations"].names)
    assert rows["agency_id"].to_pylist() == rows["rule"].to_pylist() == [None, None]
    assert rows["value"].to_pylist() == [728, 728]


def test_columns_that_a_newer_program_wrote_are_passed_over(copy: Path) -> None:
    rewrite(copy / "checks.parquet", lambda rows: rows.append_column("new", pa.nulls(rows.num_rows)))
    assert read_table(copy, "checks").column_names == list(tables()["checks"].names)


@pytest.mark.parametrize("command", COMMANDS)
def test_an_older_dataset_serves(command: str, copy: Path, good: Path, tmp_path: Path) -> None:
    make_older(copy)
    result = CliRunner().invoke(app, COMMANDS[command].format(copy, good, tmp_path).split())
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert result.exit_code == (1 if command == "diff" else 0)  # the rules that classified the counts are gone


def remove_table(folder: Path) -> None:
    (folder / "counts.parquet").unlink()


def cut_table(folder: Path) -> None:
    data = (folder / "counts.parquet").read_bytes()
    (folder / "counts.parquet").write_bytes(data[: len(data) // 2])


def take_key(folder: Path) -> None:
    rewrite(folder / "counts.parquet", lambda rows: rows.drop_columns("count_no"))


BROKEN = {remove_table: "counts.parquet is missing", cut_table: "cannot be read", take_key: "has no column count_no"}


@pytest.mark.parametrize("damage", BROKEN, ids=lambda damage: damage.__name__)
def test_what_is_no_dataset_is_said(damage: Callable[[Path], None], copy: Path) -> None:
    damage(copy)
    with pytest.raises(NoDatasetError, match=BROKEN[damage]):
        check_dataset(copy)


def test_damage_behind_the_footer_is_said(copy: Path) -> None:
    path = copy / "reports.parquet"
    data = bytearray(path.read_bytes())
    data[4:200] = bytes(196)
    path.write_bytes(data)
    with pytest.raises(NoDatasetError, match=r"reports\.parquet cannot be read"):
        read_table(copy, "reports")


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("damage", BROKEN, ids=lambda damage: damage.__name__)
def test_every_command_says_it_in_a_line(
    command: str, damage: Callable[[Path], None], copy: Path, good: Path, tmp_path: Path
) -> None:
    damage(copy)
    before = {path.name: path.read_bytes() for path in copy.iterdir()}
    result = CliRunner().invoke(app, COMMANDS[command].format(copy, good, tmp_path).split())
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("nianbao: ")
    assert BROKEN[damage] in result.stderr
    assert {path.name: path.read_bytes() for path in copy.iterdir()} == before
    assert [path.name for path in tmp_path.iterdir()] == ["copy"]
