"""Which files are read, under which name, and why others are not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from parsers.records import ParseError
from pipeline.inputs.sources import Source, find_sources, read_source


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "reports"
    (root / "2020" / "deep").mkdir(parents=True)
    (root / "b.html").write_text("<p>乙</p>")
    (root / "2020" / "a.txt").write_text("甲")
    (root / "2020" / "deep" / "C.SHTML").write_text("<p>丙</p>")
    (root / "2020" / "a.meta.json").write_text("{}")
    (root / "notes.md").write_bytes(b"%PDF-1.4")
    (root / ".hidden.txt").write_text("隐")
    (root / "~$locked.html").write_text("锁")
    return root


def names(*inputs: Path | str) -> list[str]:
    return [source.name for source in find_sources(inputs).sources]


def reason(path: Path, **options: int) -> str:
    (source,) = find_sources([path]).sources
    with pytest.raises(ParseError) as caught:
        read_source(source, **options)
    return str(caught.value)


def test_a_folder_is_walked_sorted_and_others_are_counted(folder: Path) -> None:
    found = find_sources([folder])
    assert [source.name for source in found.sources] == ["2020/a.txt", "2020/deep/C.SHTML", "b.html"]
    assert found.passed_over == 4


@pytest.mark.parametrize("parts", ["b_files", "b.files"])
def test_the_parts_of_a_saved_page_are_no_documents(folder: Path, parts: str) -> None:
    for name in (parts, "c_files"):
        (folder / name).mkdir()
        (folder / name / "saved_resource.html").write_text("<p>框</p>")
    found = find_sources([folder])
    assert [source.name for source in found.sources][-1] == "c_files/saved_resource.html"
    assert not any(source.name.startswith(parts) for source in found.sources)
    assert found.passed_over == 5
    assert names(folder / parts / "saved_resource.html") == ["saved_resource.html"]


def test_several_inputs_prefix_the_names(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "more"
    other.mkdir()
    (other / "b.html").write_text("x")
    assert names(folder, other) == ["more/b.html", "reports/2020/a.txt", "reports/2020/deep/C.SHTML", "reports/b.html"]


def test_inputs_of_one_name_are_told_apart_by_the_folders_above(tmp_path: Path) -> None:
    for year in ("2019", "2020"):
        (tmp_path / year / "pages").mkdir(parents=True)
        (tmp_path / year / "pages" / "a.txt").write_text(year)
    assert names(tmp_path / "2019" / "pages", tmp_path / "2020" / "pages") == ["2019/pages/a.txt", "2020/pages/a.txt"]


def test_the_order_and_repetition_of_inputs_do_not_matter(folder: Path) -> None:
    inner = folder / "2020"
    assert names(folder, inner) == names(inner, folder, folder)
    assert len(names(folder, inner)) == 3


def test_a_pattern_brings_what_it_matches(folder: Path) -> None:
    assert names(str(folder / "**" / "*.txt")) == ["2020/a.txt"]
    assert "没有匹配" in reason(folder / "*.docx")


def test_a_named_file_is_read_whatever_its_extension(folder: Path) -> None:
    (source,) = find_sources([folder / "notes.md"]).sources
    assert (source.name, read_source(source)) == ("notes.md", b"%PDF-1.4")


def test_empty_large_and_missing_files_say_so(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").touch()
    (tmp_path / "large.txt").write_bytes(b"x" * 11)
    assert "空" in reason(tmp_path / "empty.txt")
    assert "上限" in reason(tmp_path / "large.txt", max_bytes=10)
    assert "不存在" in reason(tmp_path / "missing.txt")


def test_a_file_that_became_a_folder_says_so(tmp_path: Path) -> None:
    with pytest.raises(ParseError, match="a folder"):
        read_source(Source(tmp_path, "a.html"))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_pipes_dangling_links_and_loops_do_not_block(tmp_path: Path) -> None:
    root, outside = tmp_path / "in", tmp_path / "outside.txt"
    root.mkdir()
    outside.write_text("外")
    os.mkfifo(root / "pipe.txt")
    (root / "dangling.txt").symlink_to("nowhere")
    (root / "loop").symlink_to(root)
    (root / "leaves.txt").symlink_to(outside)
    (root / "good.txt").write_text("好")
    (root / "inside.txt").symlink_to("good.txt")
    problems = {source.name: source.problem for source in find_sources([root]).sources}
    assert {name for name, problem in problems.items() if problem is None} == {"good.txt", "inside.txt"}
    for name, words in (("pipe.txt", "管道"), ("dangling.txt", "链接"), ("leaves.txt", "之外")):
        assert words in (problems[name] or "")


@pytest.mark.skipif(os.name != "posix", reason="names are bytes on POSIX only")
def test_a_name_that_cannot_be_decoded_becomes_printable(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/\xb1\xa8\xb8\xe6\n.txt"
    try:
        Path(os.fsdecode(path)).write_text("报告")
    except OSError:
        pytest.skip("this file system takes no such name")
    (source,) = find_sources([tmp_path]).sources
    assert source.name == r"\xb1\xa8\xb8\xe6\n.txt"
    assert read_source(source).decode() == "报告"


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="everything is readable here")
def test_a_file_without_permission_says_so(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("密")
    (tmp_path / "secret.txt").chmod(0)
    assert "权限" in reason(tmp_path / "secret.txt")
