"""`nianbao show DOC --identity`: what an identity was chosen from, read again from the very file."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.cli import app

PAGE = """沧州市教育局2015年政府信息公开年度报告
发布时间:2016-02-03 来源:沧州市教育局
一、概述
2015年公开信息96条。
二、主动公开政府信息情况
市政府网站公布80条。
三、依申请公开政府信息情况
没有收到申请。
"""


@pytest.fixture
def downloads(tmp_path: Path) -> Path:
    folder = tmp_path / "raw"
    folder.mkdir()
    (folder / "one.txt").write_text(PAGE, encoding="utf-8")
    assert CliRunner().invoke(app, ["run", str(folder), "--out", str(tmp_path / "out"), "--quiet"]).exit_code == 0
    return folder


def show(downloads: Path):
    dataset = str(downloads.parent / "out")
    return CliRunner().invoke(app, ["show", "one", "--dataset", dataset, "--identity", "--downloads", str(downloads)])


def test_candidates_are_shown_with_score_and_evidence(downloads: Path) -> None:
    shown = show(downloads)
    assert shown.exit_code == 0
    for words in ("✓ annual_report", "✓ 沧州市教育局", "named by the title", "✓ 130900", "✓ 2015", "✓ 2016-02-03"):
        assert words in shown.output


def test_another_file_is_refused(downloads: Path) -> None:
    (downloads / "one.txt").write_text(PAGE + "更正", encoding="utf-8")
    shown = show(downloads)
    assert (shown.exit_code, "its hash is another" in shown.output) == (2, True)


def test_a_missing_file_is_said(downloads: Path) -> None:
    (downloads / "one.txt").unlink()
    shown = show(downloads)
    assert (shown.exit_code, "give the folder of the downloads" in shown.output) == (2, True)


def test_a_member_of_an_archive_is_found_in_it(downloads: Path) -> None:
    import zipfile

    with zipfile.ZipFile(downloads / "some.zip", "w") as archive:
        archive.write(downloads / "one.txt", "2015/one.txt")
    (downloads / "one.txt").unlink()
    arguments = ["run", str(downloads), "--out", str(downloads.parent / "out"), "--quiet"]
    assert CliRunner().invoke(app, arguments).exit_code == 0
    shown = show(downloads)
    assert (shown.exit_code, "✓ 沧州市教育局" in shown.output) == (0, True)
