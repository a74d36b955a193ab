"""The engine: every source has its row, whatever it does to the program that reads it."""

from __future__ import annotations

import hashlib
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from parsers.records import Document, Provenance, Report
from pipeline import extract
from pipeline.engine import NothingToReadError, run

REPORT = "某市文化局{number}年政府信息公开工作年度报告\n一、总体情况\n主动公开政府信息{number}条。\n"
needs_fork = pytest.mark.skipif(sys.platform != "linux", reason="workers that inherit a patched parser are forked")


def write_folder(folder: Path, number: int) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for each in range(number):
        (folder / f"{each:03}.txt").write_text(REPORT.format(number=2001 + each), encoding="utf-8")
    return folder


def read_reports(out: Path) -> pd.DataFrame:
    return pd.read_parquet(out / "reports.parquet").set_index("source")


def read_findings(out: Path, kind: str) -> list[str]:
    found = pd.read_parquet(out / "findings.parquet").query("kind == @kind")
    return sorted(found["message_en"])


# --- rows -------------------------------------------------------------------------------------------


def test_a_report_is_read(tmp_path: Path) -> None:
    summary = run([write_folder(tmp_path / "in", 1)], tmp_path / "out")
    data = (tmp_path / "in" / "000.txt").read_bytes()
    row = read_reports(tmp_path / "out").loc["000.txt"]
    assert row["sha256"] == hashlib.sha256(data).hexdigest()
    assert row["doc_id"] == row["sha256"][:16]
    assert (row["copies"], row["format"], row["status"]) == (1, "txt", "ok")
    assert (summary.documents, summary.failures) == (1, [])


def test_copies_are_one_document(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "in", 2)
    (folder / "b").mkdir()
    for name in ("b/copy.txt", "a copy.html", "other.txt"):
        (folder / name).write_bytes((folder / "000.txt").read_bytes())
    (folder / "same size.txt").write_bytes((folder / "000.txt").read_bytes()[::-1])
    summary = run([folder], tmp_path / "out")
    reports = read_reports(tmp_path / "out")
    assert reports.loc["000.txt", "copies"] == 4
    assert {"b/copy.txt", "a copy.html", "other.txt"}.isdisjoint(reports.index)
    assert reports.loc["001.txt", "copies"] == 1
    assert "same size.txt" in reports.index
    assert (summary.documents, summary.copies) == (3, 3)
    said = read_findings(tmp_path / "out", "source.duplicate")
    assert [name in words for name, words in zip(("a copy.html", "b/copy.txt", "other.txt"), said, strict=True)] == [
        True,
        True,
        True,
    ]


def test_empty_files_are_not_copies(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "in", 1)
    for name in ("e.txt", "f.txt"):
        (folder / name).touch()
    run([folder], tmp_path / "out")
    reports = read_reports(tmp_path / "out")
    assert list(reports.loc[["e.txt", "f.txt"], "status"]) == ["failed", "failed"]
    assert reports["doc_id"].is_unique
    assert reports.loc["e.txt", "sha256"] is None or pd.isna(reports.loc["e.txt", "sha256"])
    assert reports.loc["e.txt", "doc_id"] == hashlib.sha256(b"e.txt").hexdigest()[:16]


def make_odd_files(folder: Path) -> dict[str, str]:
    """Files that cannot be read, by name, and a word of the reason."""
    (folder / "empty.html").touch()
    (folder / "binary.txt").write_bytes(bytes(range(256)) * 20)
    (folder / "picture.html").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0\1\2\3" * 500)
    (folder / "large.txt").write_text("条" * 20_000, encoding="utf-8")
    (folder / "dangling.html").symlink_to("nowhere.html")
    return {"empty.html": "empty", "binary.txt": "", "picture.html": "", "large.txt": "larger", "dangling.html": "link"}


def test_odd_files_cost_a_row_each(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "in", 1)
    odd = make_odd_files(folder)
    (folder / "notes.md").write_text("passed over", encoding="utf-8")
    summary = run([folder], tmp_path / "out", max_bytes=50_000)
    reports = read_reports(tmp_path / "out")
    assert set(reports.index) == {"000.txt", *odd}
    assert list(reports.loc[list(odd), "status"].unique()) == ["failed"]
    assert all(word in reports.loc[name, "error"] for name, word in odd.items())
    assert dict(summary.failures) == reports.loc[sorted(odd), "error"].to_dict()
    assert len(read_findings(tmp_path / "out", "source.unreadable")) == len(odd)
    assert summary.passed_over == 1


@pytest.mark.skipif(sys.platform != "linux", reason="names of any bytes")
def test_a_name_of_odd_characters_is_written(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "in", 1)
    for name in (b"\xff\xfe.txt", "年报 [1] 'a\"b\n.txt".encode()):
        with open(os.path.join(os.fsencode(folder), name), "wb") as file:
            file.write(name + REPORT.encode())
    summary = run([folder], tmp_path / "out")
    assert summary.failures == []
    assert len(read_reports(tmp_path / "out")) == 3


def test_inputs_that_bring_nothing_leave_the_old_dataset(tmp_path: Path) -> None:
    out = tmp_path / "out"
    run([write_folder(tmp_path / "in", 1)], out)
    (tmp_path / "nothing").mkdir()
    for inputs in ([tmp_path / "nothing"], [tmp_path / "typo"], [str(tmp_path / "*.xyz")]):
        with pytest.raises(NothingToReadError, match=re.escape(str(inputs[0]))):
            run(inputs, out)
    assert len(read_reports(out)) == 1


# --- mistakes and deaths ----------------------------------------------------------------------------

Extract = Callable[[Document, Provenance], Report]


def patch_parser(monkeypatch: pytest.MonkeyPatch, on: str, action: Callable[[], object]) -> None:
    """Have the parsers do something else on the documents whose text holds `on`."""
    real = extract.extract

    def patched(document: Document, provenance: Provenance) -> Report:
        if on in document.text:
            action()
        return real(document, provenance)

    monkeypatch.setattr(extract, "extract", patched)


def stumble() -> None:
    raise KeyError("\ud800 no such row")


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.parametrize("workers", [1, pytest.param(2, marks=needs_fork)])
def test_a_mistake_in_the_program_costs_one_row(workers: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    patch_parser(monkeypatch, "2003条", stumble)
    summary = run([write_folder(tmp_path / "in", 20)], tmp_path / "out", workers=workers)
    reports = read_reports(tmp_path / "out")
    assert list(reports.index[reports["status"] == "failed"]) == ["002.txt"]
    assert "KeyError" in reports.loc["002.txt", "error"]
    assert "test_engine.py:" in reports.loc["002.txt", "error"]
    assert [source for source, _ in summary.failures] == ["002.txt"]


def test_records_that_break_the_schema_cost_one_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = extract.extract

    def patched(document: Document, provenance: Provenance) -> Report:
        report = real(document, provenance)
        return replace(report, counts=report.counts * 2) if "2002条" in document.text else report

    monkeypatch.setattr(extract, "extract", patched)
    run([write_folder(tmp_path / "in", 3)], tmp_path / "out")
    reports = read_reports(tmp_path / "out")
    assert list(reports["status"] == "failed") == [False, True, False]
    assert "SchemaError" in reports.loc["001.txt", "error"]


@needs_fork
def test_a_worker_that_dies_costs_one_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write_folder(tmp_path / "in", 24)
    run([folder], tmp_path / "whole")
    patch_parser(monkeypatch, "2021条", die)
    summary = run([folder], tmp_path / "out", workers=2)
    reports, whole = read_reports(tmp_path / "out"), read_reports(tmp_path / "whole")
    assert [source for source, _ in summary.failures] == ["020.txt"]
    assert "died" in reports.loc["020.txt", "error"]
    assert reports.drop("020.txt").equals(whole.drop("020.txt"))


@needs_fork
def test_a_worker_that_dies_once_costs_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write_folder(tmp_path / "in", 20)
    marker = tmp_path / "died"

    def die_once() -> None:
        if not marker.exists():
            marker.touch()
            die()

    patch_parser(monkeypatch, "2005条", die_once)
    summary = run([folder], tmp_path / "out", workers=2)
    assert marker.exists()
    assert summary.failures == []
    assert summary.documents == 20


@needs_fork
def test_workers_do_not_outlive_the_run(tmp_path: Path) -> None:
    """The run is killed while its workers are reading; its output ends when the last of them has ended."""
    folder = write_folder(tmp_path / "in", 64)
    script = """
import os, signal, sys
from pipeline.engine import run
run([sys.argv[1]], sys.argv[2], workers=2, watch=lambda done, total: os.kill(os.getpid(), signal.SIGKILL))
"""
    command = [sys.executable, "-c", script, str(folder), str(tmp_path / "out")]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL
    run([folder], tmp_path / "out")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "out"]


INTERRUPTED_RUN = """
import os, sys, tempfile, time
from concurrent.futures import process
from pathlib import Path
from pipeline import extract
from pipeline.engine import run

folder, out, when = sys.argv[1:]

def interrupt(*_): raise KeyboardInterrupt

def read_slowly(document, provenance, real=extract.extract):
    if "2030" in document.text:
        with tempfile.TemporaryDirectory(dir=Path(folder).parent):
            time.sleep(600)
    return real(document, provenance)

extract.extract = read_slowly
def launch(pool, real=process.ProcessPoolExecutor._launch_processes):
    real(pool)
    raise KeyboardInterrupt

if when == "as the workers start":
    process.ProcessPoolExecutor._launch_processes = launch
run([folder], out, workers=2, watch=interrupt if when == "while they read" else lambda *_: None)
"""


@needs_fork
@pytest.mark.parametrize("when", ["as the workers start", "while they read"])
def test_an_interrupted_run_ends_at_once(when: str, tmp_path: Path) -> None:
    """What the workers are at is not waited for, and leaves nothing behind."""
    folder = write_folder(tmp_path / "in", 64)
    command = [sys.executable, "-c", INTERRUPTED_RUN, str(folder), str(tmp_path / "out"), when]
    result = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert result.stderr.splitlines()[-1] == "KeyboardInterrupt"
    assert [path.name for path in tmp_path.iterdir()] == ["in"]


# --- the same bytes ---------------------------------------------------------------------------------


def read_bytes(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_bytes_depend_neither_on_workers_nor_on_order(tmp_path: Path) -> None:
    one, other = write_folder(tmp_path / "one", 40), write_folder(tmp_path / "other", 7)
    make_odd_files(one)
    run([one, other], tmp_path / "out")
    wanted = read_bytes(tmp_path / "out")
    for inputs, workers in (([other, one], 1), ([one, other], 2), ([other, one], 3)):
        run(inputs, tmp_path / "out", workers=workers)
        assert read_bytes(tmp_path / "out") == wanted


def test_the_collector_is_left_as_it_was(tmp_path: Path) -> None:
    import gc

    before = gc.get_threshold(), gc.get_freeze_count()
    run([write_folder(tmp_path / "in", 1)], tmp_path / "out")
    assert (gc.get_threshold(), gc.get_freeze_count()) == before
