"""What a crawl came to, told to a person or a log."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline.fetch.items import SAVED, Item

if TYPE_CHECKING:
    from rich.console import Console

    from pipeline.fetch.crawl import Crawl

MOST_NAMED = 30


@dataclass(frozen=True, slots=True)
class Totals:
    """Totals of a crawl, those of earlier, interrupted runs of it included.

    states: (kind, state) → items. failures, skipped: address, reason, and the page that led there. listed: what a dry
    run would fetch. unwanted: reports that --years and --since left out. resumed: items done by earlier runs.
    is_over: whether the crawl came to its end. size: bytes had.
    """

    states: Counter[tuple[str, str]]
    failures: list[tuple[str, str, str | None]]
    skipped: list[tuple[str, str, str | None]]
    listed: list[Item]
    unwanted: int
    resumed: int
    is_over: bool
    size: int

    @classmethod
    def of(cls, crawl: Crawl, resumed: int) -> Totals:
        """The totals of a crawl; `resumed` items were done before."""
        done = crawl.journal.done.values()
        named: dict[str, list[tuple[str, str, str | None]]] = {"failed": [], "skipped": []}
        for item, outcome in done:
            if outcome.state in named:
                named[outcome.state].append((item.url, outcome.reason or "", item.parent))
        return cls(
            states=Counter((item.kind, outcome.state) for item, outcome in done),
            failures=named["failed"],
            skipped=named["skipped"],
            listed=crawl.listed,
            unwanted=crawl.unwanted,
            resumed=resumed,
            is_over=crawl.is_over,
            size=sum(outcome.size for _, outcome in done),
        )

    def count(self, *states: str) -> int:
        """How many items came to one of these."""
        return sum(number for (_, state), number in self.states.items() if state in states)

    def as_json(self) -> dict[str, Any]:
        """The totals as plain data, for a log."""
        return {
            "saved": self.count("saved"),
            "unchanged": self.count("unchanged"),
            "attachments": sum(self.states["attachment", state] for state in SAVED),
            "pages_of_lists": self.count("listed"),
            "unwanted": self.unwanted,
            "resumed": self.resumed,
            "finished": self.is_over,
            "bytes": self.size,
            "skipped": [{"url": url, "reason": reason, "parent": parent} for url, reason, parent in self.skipped],
            "failed": [{"url": url, "reason": reason, "parent": parent} for url, reason, parent in self.failures],
        }


def show_totals(totals: Totals, console: Console) -> None:
    """Print what a crawl came to: numbers, then what failed and why."""
    from rich.table import Table

    numbers = Table(box=None, show_header=False, pad_edge=False)
    numbers.add_column(justify="right", style="bold")
    numbers.add_column(overflow="fold")
    attachments = sum(totals.states["attachment", state] for state in SAVED)
    for number, words in (
        (totals.count("saved"), f"saved 已保存 ({totals.size / 1e6:.1f} MB transferred 传输)"),
        (totals.count("unchanged"), "unchanged since an earlier run 未变"),
        (attachments, "of these are attachments 其中附件"),
        (totals.count("listed"), "pages of lists read 列表页"),
        (totals.unwanted, "reports left out by --years or --since 按条件略过"),
        (totals.resumed, "items done before an interruption 中断前已完成"),
        (len(totals.skipped), "skipped 跳过"),
        (len(totals.failures), "failed 失败"),
    ):
        if number:
            numbers.add_row(str(number), words)
    console.print(numbers)
    for title, rows in (("Skipped 跳过", totals.skipped), ("Failed 失败", totals.failures)):
        if rows:
            console.print(_table(title, rows))


def _table(title: str, rows: list[tuple[str, str, str | None]]) -> Any:
    from rich import box
    from rich.markup import escape
    from rich.table import Table

    table = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE, pad_edge=False)
    table.add_column("address 地址", overflow="fold")
    table.add_column("reason 原因", overflow="fold")
    for url, reason, _ in rows[:MOST_NAMED]:
        table.add_row(escape(url), escape(reason))
    if len(rows) > MOST_NAMED:
        table.add_row(f"… and {len(rows) - MOST_NAMED} more", "see --log-json")
    return table
