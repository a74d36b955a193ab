"""The dataset on disk: whole at any moment, the same bytes each time, nobody else's files lost."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from datetime import date
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from pipeline import publishing
from pipeline.dataset import store
from pipeline.dataset.schema import report_rows, tables
from pipeline.dataset.store import StoreError, dataset_files, replace_dataset
from tests.pipeline.made_reports import make_report, write_reports

needs_signals = pytest.mark.skipif(sys.platform == "win32", reason="kills processes by a signal")


def read_bytes(folder: Path) -> dict[str, bytes]:
    return {path.name: b"" if path.is_dir() else path.read_bytes() for path in folder.iterdir()}


def beside(out: Path) -> list[str]:
    """What stands in the parent folder beside the dataset."""
    return sorted(path.name for path in out.parent.iterdir() if path != out)


# --- what is written --------------------------------------------------------------------------------


def test_the_files_are_those_of_the_contract(tmp_path: Path) -> None:
    out = write_reports(tmp_path / "made" / "out", [make_report()])
    assert {path.name for path in out.iterdir()} == set(dataset_files())
    assert beside(out) == []


def test_the_same_reports_give_the_same_bytes(tmp_path: Path) -> None:
    reports = [make_report(number) for number in range(40)]
    one, other = write_reports(tmp_path / "one", reports), write_reports(tmp_path / "other", reports)
    assert read_bytes(one) == read_bytes(other)


def test_memory_holds_a_row_group_at_most(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And the groups of all tables are of the same documents."""
    monkeypatch.setattr(store, "GROUP_BYTES", 5_000)
    out = write_reports(tmp_path / "out", [make_report(number) for number in range(40)], chunk=4)
    files = [pq.ParquetFile(out / f"{name}.parquet") for name in tables()]
    assert {file.num_row_groups for file in files} == {files[0].num_row_groups}
    assert 2 < files[0].num_row_groups <= 10
    for group in range(files[0].num_row_groups):
        documents = [set(file.read_row_group(group, columns=["doc_id"])["doc_id"].to_pylist()) for file in files]
        assert all(each == documents[0] for each in documents)


def test_pandas_finds_its_types(tmp_path: Path) -> None:
    out = write_reports(tmp_path / "out", [make_report()])
    kinds = {name: pd.read_parquet(out / f"{name}.parquet").dtypes.astype(str).to_dict() for name in tables()}
    assert kinds["reports"]["report_year"] == "Int64"
    assert kinds["reports"]["copies"] == "int64"
    assert kinds["reports"]["hijacked"] == "bool"
    assert kinds["counts"]["part_of"] == "Int64"
    assert kinds["cells"]["start_char"] == "Int64"
    assert kinds["checks"]["passed"] == "boolean"
    assert kinds["cells"]["value"] == "float64"
    assert pd.read_parquet(out / "reports.parquet")["published"][0] == date(2020, 1, 31)
    assert pd.read_parquet(out / "checks.parquet")["passed"][0] is pd.NA
    assert pd.read_parquet(out / "reports.parquet")["sector"].isna().all()


@pytest.mark.parametrize("name", tables())
def test_duckdb_and_polars_read_the_same_rows(name: str, tmp_path: Path) -> None:
    duckdb, polars = pytest.importorskip("duckdb"), pytest.importorskip("polars")
    out = write_reports(tmp_path / "out", [make_report()])
    path = str(out / f"{name}.parquet")
    wanted = report_rows(make_report())[name]
    assert duckdb.sql(f"SELECT * FROM '{path}'").fetchall() == wanted
    assert polars.read_parquet(path).rows() == wanted


def test_the_data_package_describes_the_files(tmp_path: Path) -> None:
    out = write_reports(tmp_path / "out", [make_report()])
    package = json.loads((out / "datapackage.json").read_text(encoding="utf-8"))
    for resource in package["resources"]:
        columns = list(pd.read_parquet(out / resource["path"]).columns)
        assert [field["name"] for field in resource["schema"]["fields"]] == columns
        assert set(resource["schema"]["primaryKey"]) <= set(columns)


def test_the_dictionary_names_every_column(tmp_path: Path) -> None:
    out = write_reports(tmp_path / "out", [make_report()])
    page = (out / "dictionary.md").read_text(encoding="utf-8")
    for table in tables().values():
        section = page.split(f"## {table.name} ")[1].split("\n## ")[0]
        assert all(f"| `{name}` |" in section for name in table.names)


# --- whose folder it is -----------------------------------------------------------------------------


def test_a_dataset_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    write_reports(tmp_path / "out", [make_report(1), make_report(2)])
    out = write_reports(tmp_path / "out", [make_report(3)])
    assert list(pd.read_parquet(out / "reports.parquet")["doc_id"]) == [f"{3:016x}"]
    assert beside(out) == []


def test_a_readme_stays(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "README.md").write_text("what this is", encoding="utf-8")
    (out / ".gitkeep").touch()
    for _ in range(2):
        write_reports(out, [make_report()])
        assert (out / "README.md").read_text(encoding="utf-8") == "what this is"
        assert (out / ".gitkeep").exists()


def test_other_peoples_files_stay(tmp_path: Path) -> None:
    """Also one that somebody is writing to, and a link."""
    out = tmp_path / "out"
    out.mkdir()
    (out / "link").symlink_to("nowhere")
    with (out / "log.txt").open("w", encoding="utf-8") as log:
        log.write("before, ")
        log.flush()
        for _ in range(2):
            write_reports(out, [make_report()])
        log.write("after")
    assert (out / "log.txt").read_text(encoding="utf-8") == "before, after"
    assert (out / "link").readlink() == Path("nowhere")
    assert {path.name for path in out.iterdir()} == {*dataset_files(), "log.txt", "link"}


def refuse_file(tmp_path: Path) -> Path:
    (tmp_path / "out").write_text("mine", encoding="utf-8")
    return tmp_path / "out"


def refuse_foreign(tmp_path: Path) -> Path:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis").mkdir()
    return tmp_path / "out"


def refuse_same_names(tmp_path: Path) -> Path:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "reports.parquet").write_text("mine", encoding="utf-8")
    return tmp_path / "out"


@pytest.mark.parametrize("make", [refuse_file, refuse_foreign, refuse_same_names])
def test_what_would_be_lost_is_refused(make, tmp_path: Path) -> None:
    out = make(tmp_path)
    before = read_bytes(out) if out.is_dir() else out.read_bytes()
    with pytest.raises(StoreError, match=str(out)):
        write_reports(out, [make_report()])
    assert (read_bytes(out) if out.is_dir() else out.read_bytes()) == before
    assert beside(out) == []


def test_a_link_to_a_folder_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    write_reports(tmp_path / "link", [make_report()])
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real" / "reports.parquet").exists()


@needs_signals
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_beside_is_refused(tmp_path: Path) -> None:
    (tmp_path / "locked").mkdir(mode=0o500)
    with pytest.raises(StoreError, match="permission"):
        write_reports(tmp_path / "locked" / "out", [make_report()])


def test_a_mistake_while_writing_leaves_the_old_dataset(tmp_path: Path) -> None:
    out = write_reports(tmp_path / "out", [make_report(1)])
    before = read_bytes(out)
    with pytest.raises(ZeroDivisionError), replace_dataset(out):
        raise ZeroDivisionError
    assert read_bytes(out) == before
    assert beside(out) == []


def test_two_runs_cannot_write_to_one_folder(tmp_path: Path) -> None:
    script = """
import sys, pathlib
from pipeline.dataset.store import replace_dataset, StoreError
try:
    with replace_dataset(pathlib.Path(sys.argv[1])): pass
except StoreError as error:
    sys.exit(str(error))
"""
    with replace_dataset(tmp_path / "out"):
        second = subprocess.run([sys.executable, "-c", script, tmp_path / "out"], capture_output=True, text=True)
    assert "another run is writing" in second.stderr
    third = subprocess.run([sys.executable, "-c", script, tmp_path / "out"], capture_output=True, text=True)
    assert third.returncode == 0
    assert beside(tmp_path / "out") == []


# --- killed -----------------------------------------------------------------------------------------

# Each step of a run at which it is killed, and what is then found at the path.
STEPS = {
    "writes its first rows": ("DatasetWriter.write", "before", "old"),
    "has written its first rows": ("DatasetWriter.write", "after", "old"),
    "starts to publish": ("_publish", "before", "old"),
    "brings files to the disk": ("_to_disk", "before", "old"),
    "exchanges the folders": ("_exchange", "before", "old"),
    "has exchanged the folders": ("_exchange", "after", "new"),
    "has published": ("_publish", "after", "new"),
    "clears up": ("_clear", "second", "new"),
}
KILLED_RUN = """
import os, pathlib, signal, sys
sys.path.insert(0, ".")
from pipeline import publishing
from pipeline.dataset import store
from tests.pipeline.made_reports import make_report, write_reports

def die(): os.kill(os.getpid(), signal.SIGKILL)

place, when, exchange = sys.argv[2:]
owner = store.DatasetWriter if "." in place else publishing
name = place.split(".")[-1]
step = getattr(owner, name)
calls = []
def killed(*arguments):
    calls.append(name)
    if when == "before" or when == "second" and len(calls) == 2: die()
    result = step(*arguments)
    if when == "after": die()
    return result
setattr(owner, name, killed)
if exchange == "no": publishing._exchange = lambda new, out: False
write_reports(pathlib.Path(sys.argv[1]), [make_report(number) for number in range(10, 20)])
"""


def run_and_kill(out: Path, place: str, when: str, exchange: str = "yes") -> None:
    command = [sys.executable, "-c", KILLED_RUN, str(out), place, when, exchange]
    assert subprocess.run(command).returncode == -signal.SIGKILL


@needs_signals
@pytest.mark.parametrize("step", STEPS)
def test_a_killed_run_leaves_the_old_dataset_or_the_new_one(step: str, tmp_path: Path) -> None:
    place, when, found = STEPS[step]
    old = read_bytes(write_reports(tmp_path / "out", [make_report(number) for number in range(3)]))
    new = read_bytes(write_reports(tmp_path / "new", [make_report(number) for number in range(10, 20)]))
    if not publishing._exchange(tmp_path / "out", tmp_path / "new"):
        pytest.skip("this file system cannot exchange folders")
    publishing._exchange(tmp_path / "out", tmp_path / "new")
    run_and_kill(tmp_path / "out", place, when)
    assert read_bytes(tmp_path / "out") == {"old": old, "new": new}[found]
    write_reports(tmp_path / "out", [make_report(number) for number in range(10, 20)])
    assert read_bytes(tmp_path / "out") == new
    assert sorted(os.listdir(tmp_path)) == ["new", "out"]


@needs_signals
def test_without_exchange_the_next_run_puts_the_old_dataset_back(tmp_path: Path) -> None:
    out = tmp_path / "out"
    old = read_bytes(write_reports(out, [make_report(1)]))
    command = (
        "import os, signal; os.rename = (lambda rename: lambda *a: (rename(*a), os.kill(os.getpid(), 9)))(os.rename)\n"
    )
    script = [sys.executable, "-c", command + KILLED_RUN, str(out), "_recover", "never", "no"]
    assert subprocess.run(script).returncode == -signal.SIGKILL
    assert not out.exists()
    with pytest.raises(ZeroDivisionError), replace_dataset(out):
        raise ZeroDivisionError
    assert read_bytes(out) == old


def test_without_exchange_a_dataset_is_replaced_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publishing, "_exchange", lambda new, out: False)
    write_reports(tmp_path / "out", [make_report(1)])
    out = write_reports(tmp_path / "out", [make_report(2)])
    assert list(pd.read_parquet(out / "reports.parquet")["doc_id"]) == [f"{2:016x}"]
    assert beside(out) == []


@needs_signals
def test_a_reader_never_sees_a_mix(tmp_path: Path) -> None:
    """A reader opens the folder and reads two files in it, while datasets are exchanged under it."""
    versions = [write_reports(tmp_path / f"v{n}", [make_report(n)]) for n in range(2)]
    pairs = [(read_bytes(v)["reports.parquet"], read_bytes(v)["counts.parquet"]) for v in versions]
    if not publishing._exchange(*versions):
        pytest.skip("this file system cannot exchange folders")
    done = threading.Event()
    writer = threading.Thread(target=lambda: [publishing._exchange(*versions) for _ in iter(done.is_set, True)])
    writer.start()
    try:
        seen = [read_pair(versions[0]) for _ in range(200)]
    finally:
        done.set()
        writer.join()
    assert set(seen) <= set(pairs)


def read_pair(folder: Path) -> tuple[bytes, bytes]:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        files = [os.open(name, os.O_RDONLY, dir_fd=descriptor) for name in ("reports.parquet", "counts.parquet")]
        one, other = (os.fdopen(file, "rb") for file in files)
        with one, other:
            return one.read(), other.read()
    finally:
        os.close(descriptor)


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a file system in which no folder can be made")
def test_a_place_that_cannot_hold_a_folder_is_refused() -> None:
    with pytest.raises(StoreError, match=r"cannot write|no permission"), replace_dataset(Path("/proc/dataset")):
        pass
