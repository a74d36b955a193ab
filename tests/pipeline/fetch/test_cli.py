"""The command's wrong uses, each with one clear line."""

from __future__ import annotations

import importlib.metadata
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.cli.fetching import _seeds

URL = "http://www.example.gov.cn/"


def refused(*arguments: str) -> str:
    done = CliRunner().invoke(app, ["fetch", *arguments], env={"NIANBAO_CONTACT": ""})
    assert done.exit_code == 2
    return done.output


@pytest.mark.parametrize("contact", [(), ("--contact", ""), ("--contact", "me"), ("--contact", "a@b.cn\r\nX: y")])
def test_a_contact_is_asked_for(contact: tuple[str, ...]) -> None:
    assert "--contact" in refused(URL, *contact)


@pytest.mark.parametrize("years", ["2021-2019", "19", "2019;2020", "all"])
def test_years(years: str) -> None:
    assert "--years" in refused(URL, "--contact", "a@b.cn", "--years", years)


def test_no_address(tmp_path: Path) -> None:
    empty = tmp_path / "urls"
    empty.write_text("# nothing\n\n")
    assert "no address" in refused("--contact", "a@b.cn")
    assert "no address" in refused("--contact", "a@b.cn", "--urls", str(empty))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_file_of_addresses_may_be_in_any_encoding(encoding: str, tmp_path: Path) -> None:
    file = tmp_path / "urls.txt"
    file.write_bytes(f"# 各局的年报栏目\r\n\r\n {URL}a/ # 甲局\r\n{URL}年报/\r\n{URL}a/\r\n".encode(encoding))
    assert _seeds([URL], file) == (URL, f"{URL}a/", f"{URL}年报/")


def test_a_file_of_addresses_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    binary = tmp_path / "urls.xlsx"
    binary.write_bytes(b"PK\x03\x04")
    for path, words in ((tmp_path / "missing", "no such file"), (tmp_path, "a folder"), (binary, "a binary file")):
        output = refused("--contact", "a@b.cn", "--urls", str(path))
        assert (str(path) in output, words in output, output.count("\n")) == (True, True, 1)


@pytest.mark.parametrize("name", ["a.txt", "a.gz", "warc"])
def test_a_web_archive_is_named_so_that_run_knows_it(name: str, tmp_path: Path) -> None:
    assert ".warc.gz" in refused(URL, "--contact", "a@b.cn", "--warc", str(tmp_path / name))


@pytest.mark.parametrize("installed", [None, "2.11.2", "1.8.4"])
def test_without_scrapy_one_line_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch, installed: str | None) -> None:
    def version(name: str) -> str:
        if installed is None:
            raise importlib.metadata.PackageNotFoundError(name)
        return installed

    monkeypatch.setattr(importlib.metadata, "version", version)
    output = refused(URL, "--contact", "a@b.cn")
    assert "pip install 'nianbao[scrape]'" in output
    assert output.count("\n") == 1
