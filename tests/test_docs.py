"""The documents say what is so: their commands are the ones that CI runs, their examples run, their links lead somewhere."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from pipeline.dataset.schema import tables
from tests.gate import ROOT

READMES = ("README.md", "README.zh-CN.md")
PAGES = sorted(
    path.relative_to(ROOT).as_posix()
    for folder in (ROOT, ROOT / "docs", ROOT / "data" / "raw", ROOT / "data" / "processed")
    for path in folder.glob("*.md")
)


def read(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def blocks(page: str, language: str) -> list[str]:
    """The fenced blocks of a page in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```", read(page), re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("page", READMES)
def test_two_commands_and_ci_runs_both(page):
    commands = [line for block in blocks(page, "sh") for line in block.splitlines()]
    assert len(commands) == 2
    assert [command for command in commands if f'try "{command}"' not in read(".ci/run")] == []


@pytest.mark.parametrize("command", ["ruff check .", "ruff format --check .", "mypy", "python -m pytest"])
def test_ci_and_make_check_run_the_same(command):
    assert command in read(".ci/run")
    assert f"\t{command}\n" in read("Makefile")


@pytest.mark.parametrize("page", READMES)
def test_every_table_is_named(page):
    named = re.findall(r"^\| `(\w+)` \|", read(page), re.MULTILINE)
    assert named == list(tables())


@pytest.mark.parametrize("page", READMES)
def test_the_examples_run(page, samples_dataset, tmp_path, monkeypatch, capsys):
    (tmp_path / "data").mkdir()
    os.symlink(samples_dataset, tmp_path / "data" / "processed")
    monkeypatch.chdir(tmp_path)
    examples = blocks(page, "python")
    for example in examples:
        exec(compile(example, page, "exec"), {})
        assert capsys.readouterr().out.strip()
    assert examples


@pytest.mark.parametrize("page", PAGES)
def test_links_inside_the_project_lead_somewhere(page):
    links = re.findall(r"\]\(([^)#:]+)\)", read(page))
    assert [link for link in links if not (Path(ROOT, page).parent / link).exists()] == []


def test_the_version_has_its_entry_in_the_changelog():
    from pipeline import PARSER_VERSION

    assert re.search(rf"^## \[({re.escape(PARSER_VERSION)}|Unreleased)\]", read("CHANGELOG.md"), re.MULTILINE)
