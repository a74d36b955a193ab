"""What a crawl shows, to a person and to a program."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from pipeline.fetch.items import Item, Outcome
from pipeline.fetch.totals import Totals
from pipeline.fetch.watching import Watcher

REPORT = Item("http://a.cn/1.html", "report", title="某局2020年年报")
FAILED = Outcome("failed", "HTTP 404: 页面不存在 (not found)")
TOTALS = Totals(
    states=Counter(
        {("report", "saved"): 3, ("attachment", "saved"): 1, ("list", "listed"): 2, ("report", "failed"): 40}
    ),
    failures=[(f"http://a.cn/{number}.html", "HTTP [404]", None) for number in range(40)],
    skipped=[("http://a.cn/a.rar", "rar", "http://a.cn/1.html")],
    listed=[],
    unwanted=5,
    resumed=7,
    is_over=True,
    size=1_500_000,
)


def test_a_person_is_told_of_failures_and_sees_a_summary(capsys: pytest.CaptureFixture[str]) -> None:
    watcher = Watcher(quiet=False, as_json=False)
    watcher.done(REPORT, FAILED, 1)
    watcher.done(REPORT, Outcome("saved"), 0)
    watcher.finish(TOTALS, "data/raw")
    shown = capsys.readouterr()
    assert shown.err.splitlines() == [
        "failed 失败: http://a.cn/1.html: HTTP 404: 页面不存在 (not found)",
        "fetched 已取 1, lists 列表页 0, failed 失败 1, to do 待取 0",
    ]
    for words in (
        "4  saved",
        "1.5 MB",
        "1  of these are attachments",
        "5  reports left out",
        "7  items done",
        "40  failed",
        "[404]",
        "10 more",
    ):
        assert words in shown.out


def test_the_list_of_a_dry_run_stands_alone(capsys: pytest.CaptureFixture[str]) -> None:
    from dataclasses import replace

    Watcher(quiet=False, as_json=False).finish(replace(TOTALS, listed=[REPORT]), "data/raw")
    assert not capsys.readouterr().out


def test_a_program_gets_a_line_for_each_item(capsys: pytest.CaptureFixture[str]) -> None:
    watcher = Watcher(quiet=False, as_json=True)
    watcher.done(REPORT, FAILED, 1)
    watcher.finish(TOTALS, "data/raw")
    item, end = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert (item["event"], item["kind"], item["url"], item["todo"]) == ("failed", "report", REPORT.url, 1)
    assert (end["event"], end["saved"], end["attachments"], len(end["failed"])) == ("finished", 4, 1, 40)


@pytest.mark.parametrize("as_json", [True, False])
def test_quiet_names_failures_only(capsys: pytest.CaptureFixture[str], as_json: bool) -> None:
    watcher = Watcher(quiet=True, as_json=as_json)
    watcher.done(REPORT, Outcome("saved"), 0)
    assert not capsys.readouterr().err
    watcher.done(REPORT, FAILED, 0)
    assert "404" in capsys.readouterr().err
