"""The command line as a user meets it: words, streams and exit codes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from rich.cells import cell_len
from typer.main import get_command
from typer.testing import CliRunner

from pipeline import PARSER_VERSION, extract, reporting
from pipeline.cli import app

REPORT = "某市文化局2019年政府信息公开工作年度报告\n一、总体情况\n2019年主动公开政府信息728条。\n"
runner = CliRunner()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one report, beside which the command works."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "report.txt").write_text(REPORT, encoding="utf-8")
    return tmp_path / "in"


def test_all_read_is_0(folder: Path) -> None:
    result = runner.invoke(app, ["run", "in"])
    assert result.exit_code == 0
    assert Path("data/processed/reports.parquet").exists()
    assert "1  documents" in result.stdout
    assert "annual_report" in result.stdout
    assert "read 1 of 1 documents" in result.stderr


def test_some_failed_is_1_and_the_dataset_is_written(folder: Path) -> None:
    (folder / "empty.txt").touch()
    result = runner.invoke(app, ["run", "in", "--out", "out"])
    assert result.exit_code == 1
    assert "empty.txt" in result.stdout
    assert pq.read_table("out/reports.parquet").num_rows == 2


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["run"], "INPUT"),
        (["run", "in", "--workers", "0"], "workers"),
        (["run", "nowhere"], "no such file or folder: nowhere"),
        (["run", "in", "--out", "in"], "in is what is read"),
        (["run", "in", "--out", "."], "holds other folders"),
        (["run", "in", "--out", "in/report.txt"], "is a file"),
        (["run", "in", "--nonsense"], "nonsense"),
        (["show", "x"], "no dataset in data/processed"),
        (["nonsense"], "nonsense"),
    ],
)
def test_wrong_use_is_2_and_says_why(folder: Path, arguments: list[str], complaint: str) -> None:
    result = runner.invoke(app, arguments)
    assert result.exit_code == 2
    assert complaint in result.stderr
    assert not Path("data").exists()
    assert (folder / "report.txt").read_text(encoding="utf-8") == REPORT


def test_a_full_disk_leaves_the_old_dataset(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    runner.invoke(app, ["run", "in"])
    before = Path("data/processed/reports.parquet").read_bytes()

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pipeline.dataset.store.DatasetWriter.write", fail)
    result = runner.invoke(app, ["run", "in"])
    assert result.exit_code == 2
    assert "No space left on device" in result.stderr
    assert Path("data/processed/reports.parquet").read_bytes() == before


@pytest.mark.skipif(sys.platform == "win32", reason="limits the size of files as Unix does")
@pytest.mark.parametrize(
    "command",
    [
        "run in",
        "audit",
        "audit --format csv --out findings.csv",
        "site data/processed --out site",
        "export --xlsx book.xlsx",
    ],
)
def test_a_disk_that_fills_up_is_said_in_a_line(folder: Path, command: str) -> None:
    runner.invoke(app, ["run", "in"])
    before = {path: path.read_bytes() for path in Path("data").rglob("*") if path.is_file()}

    def fill_disk() -> None:
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, 2_000))

    order = [sys.executable, "-m", "pipeline", *command.split()]
    result = subprocess.run(order, capture_output=True, text=True, preexec_fn=fill_disk)
    assert result.returncode == 2
    assert [line[:9] for line in result.stderr.splitlines() if "documents, " not in line] == ["nianbao: "]
    assert result.stderr.count("File too large") == 1
    assert {path: path.read_bytes() for path in Path("data").rglob("*") if path.is_file()} == before
    assert sorted(path.name for path in Path().iterdir()) == ["data", "in"]


def test_interrupted_is_130_and_leaves_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(extract, "extract", interrupt)
    result = runner.invoke(app, ["run", "in"])
    assert result.exit_code == 130
    assert list(Path("data").iterdir()) == []


def test_quiet_names_only_what_failed(folder: Path) -> None:
    result = runner.invoke(app, ["run", "in", "--quiet"])
    assert (result.stdout, result.stderr) == ("", "")
    (folder / "empty.txt").touch()
    result = runner.invoke(app, ["run", "in", "-q"])
    assert result.stdout == ""
    assert result.stderr.startswith("failed: empty.txt: ")


def test_log_lines_as_json(folder: Path) -> None:
    (folder / "empty.txt").touch()
    result = runner.invoke(app, ["run", "in", "--log-json"])
    events = [json.loads(line) for line in result.stderr.splitlines()]
    assert [event["event"] for event in events] == ["progress", "failed", "finished"]
    assert events[1]["source"] == "empty.txt"
    assert (events[2]["documents"], events[2]["by_type_and_year"]) == (2, {"annual_report": {"2019": 1}})


def test_a_limit_on_size(folder: Path) -> None:
    result = runner.invoke(app, ["run", "in", "--max-bytes", "50"])
    assert result.exit_code == 1
    assert "larger than the limit" in " ".join(result.stdout.split())


def test_a_bar_on_a_terminal(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    with reporting.reporter(quiet=False, as_json=False) as report:
        assert isinstance(report, reporting.Bar)
        report.progress(1, 2)
        report.progress(2, 2)
    shown = capsys.readouterr().err
    assert "2/2" in shown
    assert "/s" in shown


@pytest.mark.parametrize(
    ("option", "said"),
    [
        ((), "unpacking 解压 某县.zip: 0 MB"),
        (("--log-json",), '{"event": "unpacking", "archive": "某县.zip", "bytes": 6}'),
        (("--quiet",), ""),
    ],
)
def test_what_is_being_unpacked_is_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch, option: tuple[str, ...], said: str
) -> None:
    monkeypatch.setattr(reporting, "_EVERY", 0.0)
    with zipfile.ZipFile(folder / "某县.zip", "w") as archive:
        archive.writestr("a.txt", "一二")
    assert runner.invoke(app, ["run", "in", *option]).stderr.partition("\n")[0] == said


def test_a_bar_names_what_is_being_unpacked(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "200")
    with reporting.reporter(quiet=False, as_json=False) as report:
        report.clock.shown -= 1
        report.unpacking("下载/" + "甲" * 50 + "[县].zip", 12_000_000)
        report.progress(1, 1)
    shown = capsys.readouterr().err
    assert "甲[县].zip 12 MB" in shown
    assert "reading 读取" in shown


def test_show_prints_facts_with_their_sentences(folder: Path) -> None:
    runner.invoke(app, ["run", "in", "--out", "out"])
    result = runner.invoke(app, ["show", "report", "--dataset", "out"])
    assert result.exit_code == 0
    assert "2019年主动公开政府信息728条。" in result.stdout
    assert runner.invoke(app, ["show", "nothing like it", "--dataset", "out"]).exit_code == 2


def test_version() -> None:
    assert runner.invoke(app, ["--version"]).stdout == f"nianbao {PARSER_VERSION}\n"


@pytest.mark.parametrize("width", ["60", "200"])
@pytest.mark.parametrize("command", ["run", "show", "explain", "evaluate", "diff", "fetch", "audit", "site", "export"])
def test_help_says_all_that_was_written(command: str, width: str) -> None:
    """Words in square brackets, for one, would be taken for markup. What a user has to put in is in capitals."""
    told = get_command(app).commands[command]
    shown = runner.invoke(app, [command, "--help"], env={"COLUMNS": width, "NO_COLOR": "1"}).stdout
    squeezed = "".join(shown.translate(str.maketrans("", "", "│╭╮╰╯─")).split())
    if width == "200":
        assert [each.help for each in told.params if each.help and "".join(each.help.split()) not in squeezed] == []
    assert max(cell_len(line) for line in shown.splitlines()) <= int(width)
    usage = shown.partition(f"Usage: nianbao {command} [OPTIONS]")[2].splitlines()[0]
    assert usage == usage.upper()


def test_module_is_the_command(folder: Path) -> None:
    command = [sys.executable, "-m", "pipeline", "run", "in", "--out", "out", "--quiet"]
    assert subprocess.run(command).returncode == 0
    assert (folder.parent / "out" / "reports.parquet").exists()


def test_help_loads_nothing_heavy() -> None:
    script = """
import sys
from pipeline.cli import main
sys.argv = ["nianbao", "--help"]
try:
    main()
except SystemExit:
    pass
heavy = {"pyarrow", "numpy", "pandas", "jieba", "regex", "selectolax", "parsers.records", "multiprocessing"}
sys.exit(", ".join(sorted(heavy & set(sys.modules))) or None)
"""
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert result.stderr == ""
    assert "Usage: nianbao" in result.stdout


def test_a_run_does_not_load_pandas(folder: Path) -> None:
    script = """
import sys
from pipeline import engine
engine.run(["in"], "out")
sys.exit("pandas" if "pandas" in sys.modules else None)
"""
    assert subprocess.run([sys.executable, "-c", script]).returncode == 0


def test_show_draws_the_tables_if_asked(folder: Path) -> None:
    table = "三、收到和处理政府信息公开申请情况\n政府信息公开行政复议、行政诉讼情况\n"
    (folder / "report.txt").write_text(REPORT + table, encoding="utf-8")
    runner.invoke(app, ["run", "in", "--out", "out"])
    result = runner.invoke(app, ["show", "report", "--dataset", "out", "--tables"])
    assert result.exit_code == 0
    assert "no official table" in result.stdout
    assert "728" not in result.stdout


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a full device to write to")
def test_a_summary_that_cannot_be_printed_is_not_taken_for_a_failed_run(folder: Path) -> None:
    command = [sys.executable, "-m", "pipeline", "run", "in", "--out", "out"]
    with Path("/dev/full").open("w") as full:
        result = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True)
    assert "the dataset is written" in result.stderr
    assert "Traceback" not in result.stderr
    assert pq.read_table("out/reports.parquet").num_rows == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a full device to write to")
@pytest.mark.parametrize("option", [[], ["--tables"]])
def test_a_page_that_cannot_be_printed_is_said_in_a_line(folder: Path, option: list[str]) -> None:
    runner.invoke(app, ["run", "in", "--out", "out"])
    command = [sys.executable, "-m", "pipeline", "show", "report", "--dataset", "out", *option]
    with Path("/dev/full").open("w") as full:
        result = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True)
    assert result.returncode == 1
    assert [line[:8] for line in result.stderr.splitlines()] == ["nianbao:"]


def test_what_the_terminal_cannot_encode_is_escaped(folder: Path) -> None:
    command = [sys.executable, "-m", "pipeline", "run", "in", "--out", "out"]
    result = subprocess.run(command, capture_output=True, env={**os.environ, "PYTHONIOENCODING": "ascii"})
    assert result.returncode == 0
    assert rb"\u6587\u6863" in result.stdout
    assert b"Traceback" not in result.stderr
