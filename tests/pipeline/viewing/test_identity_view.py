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
    run(downloads)
    shown = show(downloads)
    assert (shown.exit_code, "✓ 沧州市教育局" in shown.output) == (0, True)


def run(downloads: Path) -> None:
    arguments = ["run", str(downloads), "--out", str(downloads.parent / "out"), "--quiet"]
    assert CliRunner().invoke(app, arguments).exit_code == 0


def test_what_an_attachment_takes_from_its_page_is_shown(downloads: Path) -> None:
    import docx

    document = docx.Document()
    for line in ("一、概述", "2015年公开信息96条。"):
        document.add_paragraph(line)
    document.save(str(downloads / "one.docx"))
    head, _, rest = PAGE.partition("\n")
    page = f"<html><title>{head}</title><body><h1>{head}</h1><p>{rest}</p><a href='one.docx'>附件</a></body></html>"
    (downloads / "page.html").write_text(page, encoding="utf-8")
    (downloads / "one.txt").unlink()
    run(downloads)
    shown = show(downloads)
    assert (shown.exit_code, "✓ 沧州市教育局" in shown.output, "✓ 2016-02-03" in shown.output) == (0, True, True)
    (downloads / "page.html").write_text(page + "更正", encoding="utf-8")
    shown = show(downloads)
    assert (shown.exit_code, "another by now" in shown.output) == (2, True)


def test_what_a_sidecar_tells_is_shown(downloads: Path) -> None:
    (downloads / "one.txt").write_text("一、概述\n2015年公开信息96条。\n", encoding="utf-8")
    (downloads / "one.txt.meta.json").write_text(
        '{"title": "沧州市教育局2015年政府信息公开年度报告"}', encoding="utf-8"
    )
    run(downloads)
    shown = show(downloads)
    assert (shown.exit_code, "✓ 沧州市教育局" in shown.output) == (0, True)


def test_the_archive_alone_may_be_named(downloads: Path) -> None:
    import zipfile

    packed = downloads / "some.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(downloads / "one.txt", "2015/one.txt")
    run(packed)
    assert (
        CliRunner()
        .invoke(
            app, ["show", "one", "--dataset", str(downloads.parent / "out"), "--identity", "--downloads", str(packed)]
        )
        .output.count("✓ 沧州市教育局")
    )
