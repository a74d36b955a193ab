"""The command's wrong uses, each with one clear line."""

from __future__ import annotations

import importlib.metadata
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.cli import app

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
    assert refused("--contact", "a@b.cn", "--urls", str(tmp_path / "missing"))


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
