"""Why a value is what it is: the words that a user reads."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.viewing.explain import RULE_FILES, rules

REPORT = """某市文化局2019年政府信息公开工作年度报告
一、总体情况
2019年主动公开政府信息728条,其中业务动态类300条。历年累计主动公开政府信息9000条。
二、主动公开情况
全年公开政府信息约700条,比上年增长5%。甲网站公开信息30条。乙网站公开信息40条。
三、收到和处理政府信息公开申请情况
本年度未收到政府信息公开申请。
"""
PLAN = "某市文化局2019年政务公开工作要点\n2019年公开政府信息10条。\n"
runner = CliRunner()


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("explain")
    (folder / "in").mkdir()
    (folder / "in" / "report.txt").write_text(REPORT, encoding="utf-8")
    (folder / "in" / "plan.txt").write_text(PLAN, encoding="utf-8")
    (folder / "in" / "empty.txt").touch()
    runner.invoke(app, ["run", str(folder / "in"), "--out", str(folder / "out"), "--quiet"])
    return folder / "out"


def explain(dataset: Path, *arguments: str) -> tuple[int, str]:
    result = runner.invoke(app, ["explain", *arguments, "--dataset", str(dataset)])
    return result.exit_code, result.stdout + result.stderr


def test_the_sentence_the_rule_and_what_lost(dataset: Path):
    code, shown = explain(dataset, "report", "disclosed")
    assert code == 0
    observed, also = shown.split("also mentioned")
    assert "728 条" in observed
    assert "2019年主动公开政府信息728条" in observed
    assert "indicator_rules.csv" in observed
    assert "catches" in observed
    assert "~700 条" in also
    assert "an exact figure beats a bounded one" in also


def test_what_else_stands_in_the_sentence(dataset: Path):
    _, shown = explain(dataset, "report", "disclosed")
    _, nearby = shown.split("in the same sentences")
    assert "300 条" in nearby
    assert "5 %" in nearby
    assert "30 条" not in nearby


def test_several_figures_are_named(dataset: Path):
    code, shown = explain(dataset, "report", "disclosed.website")
    assert code == 0
    assert "none: no one of the mentions below" in shown
    assert shown.count("several figures stand side by side") == 2


def test_zero_in_words_has_its_rule(dataset: Path):
    code, shown = explain(dataset, "report", "requests")
    assert code == 0
    assert "zeros.csv" in shown


def test_what_is_not_stated_is_1(dataset: Path):
    code, shown = explain(dataset, "report", "litigation")
    assert code == 1
    assert "the report does not state it" in shown
    assert "2014 statistics/litigation/value" in shown


@pytest.mark.parametrize(("doc", "words"), [("plan", "no annual report but plan"), ("empty", "could not be read")])
def test_what_is_no_report_states_nothing(dataset: Path, doc: str, words: str):
    code, shown = explain(dataset, doc, "disclosed")
    assert code == 1
    assert words in shown


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["report", "request"], "no indicator 'request' in the codebook; perhaps requests"),
        (["report", "行政诉讼"], "perhaps litigation"),
        (["report", "xyzzy"], "no indicator 'xyzzy' in the codebook\n"),
        (["nowhere", "requests"], "no document 'nowhere' among 3"),
        (["report"], "Missing argument"),
    ],
)
def test_wrong_use_is_2_and_says_why(dataset: Path, arguments: list[str], complaint: str):
    code, shown = explain(dataset, *arguments)
    assert code == 2
    assert complaint in shown


def test_control_characters_are_never_printed(dataset: Path, tmp_path: Path):
    (tmp_path / "report.txt").write_text(REPORT.replace("728条", "728条\x1b[31m"), encoding="utf-8")
    runner.invoke(app, ["run", str(tmp_path), "--out", str(tmp_path / "out"), "-q"])
    assert "\x1b" not in explain(tmp_path / "out", "report", "disclosed")[1]


def test_rules_that_decide_have_different_ids():
    from parsers.rules import read_rows

    assert len(rules()) == sum(len(read_rows(file)) for file in RULE_FILES)
    assert [
        rule.id for rule in rules().values() if any(len(re.findall("[«»]", each)) % 2 for each in rule.catches)
    ] == []
