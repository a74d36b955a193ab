"""What a run tells a person at its end."""

from __future__ import annotations

from collections import Counter

import pytest
from rich.console import Console

from pipeline.summary import Summary, show_summary

SUMMARY = Summary(
    documents=38,
    copies=4,
    passed_over=10,
    counts=1170,
    classified=423,
    cells=Counter(printed=1009, not_applicable=161),
    failures=[("甲市/某局/" + "very-long-name-" * 8 + "2020.html", "文件有密码 (the file has a password)")],
)


@pytest.mark.parametrize("width", range(60, 100))
def test_nothing_is_cut_on_a_narrow_terminal(width: int) -> None:
    console = Console(width=width, highlight=False)
    with console.capture() as captured:
        show_summary(SUMMARY, console)
    shown = "".join(captured.get().split())
    assert "…" not in shown
    for words in ("10other", "passedover略过", "161not_applicable", "423ofaknownindicator"):
        assert words in shown


def test_totals_add_up():
    both = Summary(documents=2, cells=Counter(printed=5, blank=1), failures=[("a", "x"), ("b", "y")])
    one, other = Summary(documents=1, cells=Counter(printed=3), failures=[("a", "x")]), Summary()
    for more in (Summary(documents=1, cells=Counter(printed=2, blank=1), failures=[("b", "y")]), other):
        one.add(more)
    assert one == both
    assert other == Summary()
