"""Old office files converted together, with a program that stands in for LibreOffice, and with LibreOffice itself."""

from __future__ import annotations

import base64
import errno
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from parsers.records import ParseError
from pipeline.engine import CHUNK, run
from pipeline.formats import libreoffice, together
from pipeline.formats.names import OLD
from pipeline.formats.together import converted_together
from tests.gate import SAMPLES
from tests.pipeline.formats.test_docx import p, package, write_docx
from tests.pipeline.reading import read_document

# What it gives is what a file holds behind the bar; a word before the bar says what else it does on it.
STAND_IN = """#!{python}
import base64, os, pathlib, sys, time
order = sys.argv[sys.argv.index("--convert-to") + 1:]
target, out, files = order[0], pathlib.Path(order[2]), order[3:]
with open({starts!r}, "a") as starts:
    starts.write(target + " " + str(len(files)) + "\\n")
out.mkdir(exist_ok=True)
for name in files:
    told, _, made = pathlib.Path(name).read_bytes().partition(b"|")
    made = base64.b64decode(made)
    result = out / (pathlib.Path(name).stem + "." + target)
    if b"refuse" in told or (b"shy" in told and len(files) > 1):
        continue
    if b"drop" in told:
        os._exit(1)
    if b"die" in told:
        result.write_bytes(made[:2])
        os._exit(1)
    if b"hang" in told:
        time.sleep(600)
    result.write_bytes(made)
    if b"last" in told:
        os._exit(1)
"""
WORD = b"{\\rtf1 "
SHEET = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le") + bytes(2)
Starts = Callable[[], list[str]]


def old(number: int, does: str = "", kind: bytes = WORD) -> bytes:
    """A file of which the program makes `made(number)`, if it does nothing else."""
    return kind + does.encode() + b"|" + base64.b64encode(made(number))


@cache  # a package bears the time of its making
def made(number: int) -> bytes:
    return package(p(f"公开{number}条。"))


@pytest.fixture
def starts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Starts:
    """The only program there is, and what counts its starts: the target and the number of files of each."""
    program, log = tmp_path / "bin" / "soffice", tmp_path / "starts"
    program.parent.mkdir()
    program.write_text(STAND_IN.format(python=sys.executable, starts=str(log)), encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(program.parent))
    monkeypatch.setattr(libreoffice, "PROGRAMS", ("soffice",))
    return lambda: log.read_text().splitlines() if log.exists() else []


def convert_all(files: list[bytes]) -> list[bytes | str]:
    """What comes of each file, or why nothing does."""
    with converted_together(iter(files)) as convert:
        return [_try(convert, data) for data in files]


def _try(convert: Callable[[bytes, str], bytes], data: bytes) -> bytes | str:
    try:
        return convert(data, "rtf" if data.startswith(WORD) else "xls")
    except ParseError as error:
        return str(error)


def test_one_start_a_target(starts: Starts) -> None:
    files = [old(number, kind=SHEET if number % 3 == 0 else WORD) for number in range(9)]
    assert convert_all(files) == [made(number) for number in range(9)]
    assert starts() == ["docx 6", "xlsx 3"]


def test_a_file_that_was_not_foreseen_is_converted_alone(starts: Starts) -> None:
    with converted_together([old(1), old(2)]) as convert:
        assert convert(old(3), "rtf") == made(3)
    assert starts() == ["docx 2", "docx 1"]


@pytest.mark.parametrize(
    "files",
    [
        [],
        [old(1)],
        [old(1), old(2, kind=SHEET)],
        [old(1), old(1)],
        [old(1), b"<html>", b"plain", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1?", b""],
    ],
)
def test_nothing_is_started_ahead_for_one_file(starts: Starts, files: list[bytes]) -> None:
    with converted_together(files):
        assert starts() == []


@pytest.mark.parametrize(
    ("does", "reason", "expected"),
    [
        ("refuse", "cannot convert", ["docx 6", "docx 1"]),
        ("hang", "took too long", ["docx 6", "docx 3", "docx 1", "docx 1"]),
        ("drop", "cannot convert", ["docx 6", "docx 3", "docx 1", "docx 1"]),
        ("die", b"PK", ["docx 6", "docx 2", "docx 1", "docx 1"]),
        ("last", made(2), ["docx 6", "docx 2", "docx 1", "docx 1"]),
        ("shy", made(2), ["docx 6", "docx 1"]),
    ],
)
def test_a_hostile_file_costs_itself_alone(
    starts: Starts, monkeypatch: pytest.MonkeyPatch, does: str, reason: str | bytes, expected: list[str]
) -> None:
    monkeypatch.setattr(libreoffice, "MAX_SECONDS", 1.5)
    monkeypatch.setattr(together, "PATIENCE", 1.5)
    first, second, hostile, *others = convert_all([old(number, does if number == 2 else "") for number in range(6)])
    assert [first, second, *others] == [made(number) for number in (0, 1, 3, 4, 5)]
    assert hostile == reason if isinstance(reason, bytes) else reason in str(hostile)
    assert starts() == expected


def test_a_program_that_gives_nothing_is_not_asked_over_and_over(starts: Starts) -> None:
    files = [old(0, "drop"), *(old(number) for number in range(1, 5))]
    assert convert_all(files)[1:] == [made(number) for number in range(1, 5)]
    assert starts() == ["docx 5", *["docx 1"] * 5]


def test_without_the_program_each_file_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libreoffice, "PROGRAMS", ())
    assert all("needs LibreOffice" in str(said) for said in convert_all([old(1), old(2)]))


def test_without_room_each_file_is_converted_alone(starts: Starts, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(name: Path, data: bytes) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", refuse)
        with converted_together([old(1), old(2)]) as convert:
            patch.undo()
            assert convert(old(2), "rtf") == made(2)
    assert starts() == ["docx 1"]


def test_formats_that_need_it_are_those_it_converts() -> None:
    assert set(libreoffice.TARGETS) == OLD


def test_nothing_is_left_behind(starts: Starts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "bin"))
    convert_all([old(1), old(2), old(3, "die")])
    assert [path.name for path in (tmp_path / "bin").iterdir()] == ["soffice"]


# --- in a run -----------------------------------------------------------------------------------------


def write_old(folder: Path, number: int) -> Path:
    """A folder of old files, a few of them hostile or no such file at all."""
    folder.mkdir()
    for each in range(number):
        (folder / f"{each:03}.rtf").write_bytes(old(each, {5: "refuse", 7: "die", 9: "shy"}.get(each, "")))
    (folder / "page.doc").write_text("<html><body><p>公开1条。</p></body></html>", encoding="utf-8")
    return folder


@pytest.mark.parametrize("workers", [1, 2])
def test_a_run_gives_the_rows_of_one_by_one(
    starts: Starts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, workers: int
) -> None:
    folder = write_old(tmp_path / "in", CHUNK + 8)
    summary = run([folder], tmp_path / "together", workers=workers)
    assert sorted(name for name, _ in summary.failures) == ["005.rtf", "007.rtf"]
    # The chunks, what is left of one behind the file that dies; then alone: that, the next one, the refused, the shy.
    assert sorted(starts()) == ["docx 1"] * 4 + ["docx 16", "docx 7", "docx 8"]
    monkeypatch.setattr("pipeline.engine.CHUNK", 1)
    run([folder], tmp_path / "alone", workers=workers)
    assert rows(tmp_path / "together") == rows(tmp_path / "alone")


def rows(out: Path) -> dict[str, str]:
    """The tables of a dataset as text: row groups, which follow the chunks, do not show."""
    return {path.name: pd.read_parquet(path).to_csv() for path in sorted(out.glob("*.parquet"))}


def test_pages_do_not_load_it(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for number in range(3):
        (tmp_path / "in" / f"{number}.html").write_text(f"<p>公开{number}条。</p>", encoding="utf-8")
    order = "import sys; from pipeline.engine import run; run(sys.argv[1:2], sys.argv[2], workers=1)"
    order += "; assert not {'pipeline.formats.together', 'pipeline.formats.libreoffice'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", order, str(tmp_path / "in"), str(tmp_path / "out")], check=True, timeout=120)


# --- with LibreOffice ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def thirty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Thirty samples as .doc and .rtf."""
    folder = tmp_path_factory.mktemp("samples")
    for path in sorted(SAMPLES.glob("*/*.*"))[:30]:
        document = read_document(path.name, path.read_bytes())
        (folder / f"{path.parent.name}-{path.stem}.docx").write_bytes(write_docx(document))
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    order = ["soffice", profile, "--headless", "--convert-to"]
    sources = [str(path) for path in sorted(folder.glob("*.docx"))]
    out = folder / "old"
    subprocess.run([*order, "doc", "--outdir", str(out), *sources[:24]], check=True, timeout=300)
    subprocess.run([*order, "rtf", "--outdir", str(out), *sources[24:]], check=True, timeout=300)
    assert len(list(out.iterdir())) == 30
    return out


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_thirty_files_read_the_same_from_one_start(
    thirty: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.engine.CHUNK", 1)
    run([thirty], tmp_path / "alone", workers=2)
    monkeypatch.setattr("pipeline.engine.CHUNK", 30)
    monkeypatch.setattr(together, "convert", None)  # no file is left over for a start of its own
    assert run([thirty], tmp_path / "together", workers=1).failures == []
    assert rows(tmp_path / "together") == rows(tmp_path / "alone")


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_a_file_cannot_draw_in_another_one() -> None:
    neighbour = rb"{\rtf1\ansi\pard neighbour 777\par}"
    name = libreoffice.name_source(neighbour, "rtf").encode()
    field = rb'{\field{\*\fldinst INCLUDETEXT "' + name + rb'"}{\fldrslt 12}}'
    link = rb"{\rtf1\ansi\pard hello " + field + rb"\par}"
    with converted_together([neighbour, link]) as convert:
        document = read_document("a.docx", convert(link, "rtf"))
    assert document.text == "hello 12"
