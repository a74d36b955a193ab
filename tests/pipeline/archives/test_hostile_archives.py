"""Archives that were cut, mutated or interrupted: a run ends with a row for each, and leaves no spool."""

from __future__ import annotations

import gzip
import io
import os
import signal
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.archives import spool, unpack
from pipeline.archives.spool import PREFIX, open_spool
from pipeline.engine import run
from pipeline.inputs.sources import find_sources
from pipeline.summary import Summary
from tests.pipeline.archives.making import http, make_lines, make_tar, make_zip, page, record, report

MEMBERS = {"a.txt": report(1), "f/b.html": page(2).encode(), "in.zip": make_zip({"c.txt": report(3)}), "x.png": b"x"}
RECORDS = [record("response", f"http://a.gov.cn/{number}.html", http(page(number).encode())) for number in range(3)]
SEEDS = {
    "in.zip": make_zip(MEMBERS),
    "stored.zip": make_zip(MEMBERS, 0),
    "in.tar": make_tar(MEMBERS, "w"),
    "in.tgz": make_tar(MEMBERS),
    "in.warc": b"".join([*RECORDS, record("conversion", "http://a.gov.cn/9", report())]),
    "in.warc.gz": b"".join(map(gzip.compress, RECORDS)),
    "in.jsonl": make_lines({"text": report().decode(), "url": "http://a.gov.cn/1"}, {"text": "x"}),
}
SOME = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@st.composite
def mutated(draw: st.DrawFn) -> tuple[str, bytes]:
    """An archive with some bytes changed, taken out or put in, or its end cut off."""
    name = draw(st.sampled_from(sorted(SEEDS)))
    data = bytearray(SEEDS[name])
    for _ in range(draw(st.integers(0, 6))):
        at = draw(st.integers(0, len(data) - 1))
        data[at : at + draw(st.integers(0, 4))] = draw(st.binary(max_size=8))
    return name, bytes(data[: draw(st.integers(0, len(data)))] if draw(st.booleans()) else data)


@SOME
@given(mutated())
def test_a_damaged_archive_neither_crashes_nor_leaves_its_folder(tmp_path: Path, case: tuple[str, bytes]) -> None:
    name, data = case
    (tmp_path / name).write_bytes(data)
    with open_spool() as folder:
        found = unpack(find_sources([tmp_path / name]), folder, 100_000)
        names = [source.name for source in found.sources]
        assert len(set(names)) == len(names)
        for source in found.sources:
            inside = source.path.is_relative_to(folder.folder)
            assert (inside and source.path.is_file()) or source.problem or source.path == tmp_path / name
    assert {path.name for path in tmp_path.iterdir()} <= set(SEEDS)


def write_folder(folder: Path) -> Path:
    folder.mkdir()
    (folder / "in.zip").write_bytes(make_zip({f"{number:03}.txt": report(number) for number in range(64)}))
    return folder


SCRIPT = """
import os, signal, sys
from pipeline.engine import run
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job starts with it ignored
run([sys.argv[1]], sys.argv[2], workers=2, watch=lambda done, total: os.kill(os.getpid(), int(sys.argv[3])))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_an_interrupted_run_leaves_the_old_dataset(number: signal.Signals, tmp_path: Path, spools: Path) -> None:
    folder, out = write_folder(tmp_path / "in"), tmp_path / "out"
    (tmp_path / "old.txt").write_bytes(report())
    run([tmp_path / "old.txt"], out)
    command = [sys.executable, "-c", SCRIPT, str(folder), str(out), str(int(number))]
    environment = os.environ | {"TMPDIR": str(spools)}
    killed = subprocess.run(command, env=environment, capture_output=True, timeout=120, check=False)
    assert killed.returncode != 0
    assert bool(list(spools.glob(f"{PREFIX}*"))) == (number == signal.SIGKILL)
    assert list(pd.read_parquet(out / "reports.parquet")["source"]) == ["old.txt"]
    run([folder], out)
    assert len(pd.read_parquet(out / "reports.parquet")) == 64
    assert list(spools.iterdir()) == []


def test_a_mistake_removes_the_spool(tmp_path: Path, spools: Path) -> None:
    def stop(done: int, total: int) -> None:
        assert len(list(spools.glob(f"{PREFIX}*"))) == 1
        raise RuntimeError

    with pytest.raises(RuntimeError):
        run([write_folder(tmp_path / "in")], tmp_path / "out", watch=stop)
    assert not (tmp_path / "out").exists()


def test_only_spools_that_nobody_holds_are_removed(spools: Path, tmp_path: Path) -> None:
    stale, foreign = spools / f"{PREFIX}stale", spools / f"{PREFIX}foreign"
    for folder in (stale, foreign):
        folder.mkdir()
        (folder / "file").touch()
    (stale / "lock").touch()
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "lock").touch()
    (spools / f"{PREFIX}link").symlink_to(outside)
    with open_spool():
        assert not stale.exists()
        assert (foreign / "file").exists(), "a folder without a lock is none of ours"
        assert (outside / "lock").exists()
        holder = [sys.executable, "-c", "from pipeline.archives.spool import open_spool\nwith open_spool(): pass"]
        subprocess.run(holder, env=os.environ | {"TMPDIR": str(spools)}, check=True, timeout=60)
        assert len(list(spools.glob(f"{PREFIX}*"))) == 3, "the spool of a run that lives stays"
    (foreign / "file").unlink()
    foreign.rmdir()
    (spools / f"{PREFIX}link").unlink()


def test_a_full_disk_is_no_fault_of_the_archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(self: spool.Spool, suffix: str) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(spool.Spool, "new_path", fail)
    with pytest.raises(OSError, match="No space left"):
        run([write_folder(tmp_path / "in")], tmp_path / "out")
    assert not (tmp_path / "out").exists()


# --- standard input -----------------------------------------------------------------------------------


def run_stdin(data: bytes, out: Path, monkeypatch: pytest.MonkeyPatch) -> Summary:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    return run(["-"], out)


@pytest.mark.parametrize(
    ("data", "names", "form"),
    [
        (page().encode("gbk"), ["stdin"], "html"),
        (report(), ["stdin"], "txt"),
        (make_zip({"a.txt": report()}), ["stdin/a.txt"], "txt"),
        (make_tar({"a.html": page().encode()}), ["stdin/a.html"], "html"),
        (RECORDS[0], ["stdin/http://a.gov.cn/0.html"], "html"),
        (make_lines({"text": report().decode()}), ["stdin/1"], "txt"),
    ],
)
def test_standard_input_is_what_its_bytes_say(
    data: bytes, names: list[str], form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run_stdin(data, tmp_path / "out", monkeypatch).failures == []
    reports = pd.read_parquet(tmp_path / "out" / "reports.parquet")
    assert (list(reports["source"]), set(reports["format"])) == (names, {form})


def test_empty_standard_input_is_a_row_that_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ((name, reason),) = run_stdin(b"", tmp_path / "out", monkeypatch).failures
    assert (name, "empty" in reason) == ("stdin", True)


def test_a_process_reads_what_is_piped_into_it(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "pipeline", "run", "-", "--out", str(tmp_path / "out"), "--quiet"]
    done = subprocess.run(command, input=make_zip({"a.txt": report()}), capture_output=True, timeout=120, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert list(pd.read_parquet(tmp_path / "out" / "reports.parquet")["source"]) == ["stdin/a.txt"]


def test_plain_files_load_nothing_of_this(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(page(), encoding="utf-8")
    script = (
        "import sys\nfrom pipeline.engine import run\nrun([sys.argv[1]], sys.argv[2], workers=1)\n"
        "print([m for m in sys.modules if m.startswith(('pipeline.archives', 'pipeline.inputs.attachments', 'fastwarc', 'tarfile'))])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "a.html"), str(tmp_path / "out")],
        capture_output=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.strip() == b"[]"
