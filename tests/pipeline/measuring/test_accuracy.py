"""`nianbao evaluate` as a user meets it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.measuring.scores import Score, Tally
from pipeline.measuring.sheets import Sheet, groups_sheet, markdown, sheets_of

TEXT = "某市文化局2019年政府信息公开工作年度报告\n一、总体情况\n2019年主动公开政府信息728条。举办培训3次。\n"
GOLD = {
    "report": {
        "doc_type": "annual_report",
        "agency": "某市文化局",
        "region_name": None,
        "adcode": None,
        "report_year": 2019,
        "published": None,
        "hijacked": False,
        "regime": "2008",
    },
    "counts": [
        {"quote": "政府信息728条", "raw": "728", "value": 728, "unit": "条", "bound": None, "indicator": "disclosed"},
        {"quote": "举办培训3次", "raw": "3", "value": 4, "unit": "次", "bound": None, "indicator": "trainings"},
    ],
    "cells": [],
}
SENTENCES = [{"id": "s1", "section": None, "year": 2019, "text": "公开信息5条。", "counts": [{**GOLD["counts"][0], "raw": "5", "value": 5}]}]  # fmt: skip
runner = CliRunner()


@pytest.fixture
def gold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one annotated document, whose annotation asks for one figure that is not printed."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "gold" / "one"
    folder.mkdir(parents=True)
    (folder / "page.txt").write_text(TEXT, encoding="utf-8")
    (folder / "gold.json").write_text(json.dumps(GOLD), encoding="utf-8")
    (tmp_path / "sentences.json").write_text(json.dumps(SENTENCES), encoding="utf-8")
    return tmp_path / "gold"


def lines(shown: str) -> dict[str, list[str]]:
    """The first line of the output that begins with each word, in words."""
    found: dict[str, list[str]] = {}
    for line in shown.splitlines():
        words = line.split()
        if words:
            found.setdefault(words[0], words[1:])
    return found


def test_tables_by_field_and_indicator_and_the_worst(gold: Path):
    result = runner.invoke(app, ["evaluate", "gold"])
    assert result.exit_code == 0
    shown = lines(result.stdout)
    assert shown["agency"] == ["1", "1", "1", "1.000"]
    assert shown["counts"] == ["1", "2", "2", "0.500", "0.500", "0.500"]
    assert shown["disclosed"][-2:] == ["1/1/1", "1/1/1"]
    assert shown["trainings"][-2:] == ["0/1/1", "0/1/1"]
    assert "one: counts: got nothing, want 4 次 [trainings] in 举办培训3次" in result.stdout
    assert "\x1b" not in result.stdout
    assert "By form" not in result.stdout
    assert sorted(Path().iterdir()) == [Path("gold"), Path("sentences.json")]


def test_a_dataset_that_is_there_is_not_made_again(gold: Path):
    runner.invoke(app, ["run", "gold", "--out", "out", "-q"])
    read_now = runner.invoke(app, ["evaluate", "gold"]).stdout
    (gold / "one" / "page.txt").write_text(TEXT + "\n", encoding="utf-8")
    assert runner.invoke(app, ["evaluate", "gold", "--dataset", "out"]).stdout != read_now
    (gold / "one" / "page.txt").write_text(TEXT, encoding="utf-8")
    assert runner.invoke(app, ["evaluate", "gold", "--dataset", "out"]).stdout == read_now


def test_pages_may_lie_elsewhere(gold: Path):
    (gold / "one" / "page.txt").rename("elsewhere.txt")
    (gold / "one" / "gold.json").write_text(json.dumps(GOLD | {"page": "../../elsewhere.txt"}), encoding="utf-8")
    result = runner.invoke(app, ["evaluate", "gold"])
    assert lines(result.stdout)["document"] == ["1", "1", "1", "1.000"]


def test_sentences(gold: Path):
    result = runner.invoke(app, ["evaluate", "sentences.json", "--min", "counts.f1=1"])
    assert result.exit_code == 0
    assert lines(result.stdout)["counts"] == ["1", "1", "1", "1.000", "1.000", "1.000"]


@pytest.mark.parametrize(
    ("least", "code"), [(["agency=1"], 0), (["counts.f1=0.5", "agency=1"], 0), (["agency=1", "counts.f1=0.51"], 1)]
)
def test_less_than_the_least_is_1(gold: Path, least: list[str], code: int):
    result = runner.invoke(app, ["evaluate", "gold", *[word for each in least for word in ("--min", each)]])
    assert result.exit_code == code
    assert result.stderr == ("counts.f1 is 0.5000, wanted 0.5100\n" if code else "")


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ([], "Missing argument"),
        (["nowhere"], "no such file or folder: nowhere"),
        (["gold", "--dataset", "nowhere"], "no dataset in nowhere"),
        (["sentences.json", "--dataset", "out"], "--dataset is for documents"),
        (["gold", "--min", "count.f1=1"], "no metric 'count.f1'; perhaps counts.f1"),
        (["gold", "--min", "agency"], "a number from 0 to 1"),
        (["gold", "--min", "agency=97"], "a number from 0 to 1"),
        (["gold", "--min", "agency=nan"], "a number from 0 to 1"),
        (["gold", "--errors", "-1"], "errors"),
        (["gold", "--json", "nowhere/x.json"], "cannot be written"),
        (["gold/one/page.txt"], "not valid JSON"),
    ],
)
def test_wrong_use_is_2_and_says_why(gold: Path, arguments: list[str], complaint: str):
    result = runner.invoke(app, ["evaluate", *arguments])
    assert result.exit_code == 2
    assert complaint in result.stderr
    assert result.stdout == ""


def test_a_malformed_annotation_is_2_and_named(gold: Path):
    (gold / "one" / "gold.json").write_text('{"report": {"doc_type": "report"}}', encoding="utf-8")
    result = runner.invoke(app, ["evaluate", "gold"])
    assert result.exit_code == 2
    assert result.stderr.startswith("nianbao: gold/one/gold.json: report: ")


@pytest.mark.parametrize(("errors", "shown", "more"), [("0", 0, False), ("1", 1, True), ("50", 3, False)])
def test_as_many_errors_as_asked(gold: Path, errors: str, shown: int, more: bool):
    result = runner.invoke(app, ["evaluate", "gold", "--errors", errors])
    assert result.stdout.count(": got ") == shown
    assert ("more" in result.stdout) is more


def test_json_has_everything(gold: Path):
    runner.invoke(app, ["evaluate", "gold", "--json", "out.json"])
    told = json.loads(Path("out.json").read_text(encoding="utf-8"))
    assert told["figures"]["counts.precision"] == 0.5
    assert told["totals"]["agency"] == {"right": 1, "given": 1, "wanted": 1}
    assert told["by_form"]["2008"]["counts"] == {"right": 1, "given": 2, "wanted": 2}
    assert told["by_indicator"]["indicators"]["trainings"] == {"right": 0, "given": 1, "wanted": 1}
    assert {miss["measure"] for miss in told["misses"]} == {"counts", "observations"}


def test_a_page_of_it(gold: Path):
    runner.invoke(app, ["evaluate", "gold", "--markdown", "out.md"])
    page = Path("out.md").read_text(encoding="utf-8")
    assert "| agency | 1 | 1 | 1 |  |  | 1.000 |" in page
    assert "- one: counts: got nothing, want 4 次 \\[trainings\\] in 举办培训3次" in page


# --- tables -------------------------------------------------------------------------------------------


def test_groups_stand_side_by_side():
    score = Score(groups={"a": "2019", "b": "2021"})
    score.fact("agency", "a", 1, 1)
    score.fact("agency", "b", 1, 2)
    score.add("cells", "b", 1, 2, 2)
    sheet = groups_sheet(score)
    assert sheet.columns[1:] == ("2019", "2021")
    assert sheet.rows == [["documents", "1", "1"], ["agency", "1.000", "0.000"], ["cells", "", "0.500"]]


def test_what_is_perfect_has_no_worst():
    score = Score(groups={"a": "2019"})
    score.fact("agency", "a", 1, 1)
    assert [sheet.columns[0] for sheet in sheets_of(score)] == ["measure 项目"]


def test_the_worst_come_first():
    score = Score()
    for document, wrong in (("a", 1), ("b", 3), ("c", 2)):
        for number in range(wrong):
            score.fact("agency", document, number, -1)
    assert [name for name, _ in score.worst(2)] == ["b", "c"]


def test_an_empty_tally_is_perfect_and_nothing_right_is_not():
    assert (Tally().f1, Tally().precision, Tally(0, 1, 0).f1, Tally(0, 1, 1).recall) == (1, 1, 0, 0)


def test_markdown_is_escaped():
    assert markdown(Sheet("T", ("a",), [["x|y\nz"]])) == "### T\n\n| a |\n| --- |\n| x\\|y z |\n"
