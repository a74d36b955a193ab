"""An audit's results for a person: findings by kind, the worst first, then one by one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.text import Text

from pipeline.audit.results import Result, count_kinds, meaning
from pipeline.viewing.show import visible

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

QUOTED = 40
"""Characters of the evidence that are printed."""

_STYLES = {"error": "red", "warning": "yellow", "info": "dim"}


def show_results(results: Sequence[Result], dataset: Path, console: Console, limit: int) -> None:
    """Print what was found: a line a kind, then `limit` findings, and how to see their evidence."""
    if not results:
        console.print("没有发现问题 (nothing was found)")
        return
    console.print(_kinds_table(results))
    if limit:
        console.print(_findings_table(results[:limit]))
    if len(results) > limit:
        console.print(f"… 另有 {len(results) - limit} 项 (more): --limit N, --format csv|json|sarif", markup=False)
    console.print(f"查看证据 (evidence): nianbao show DOC --dataset {dataset}", markup=False, soft_wrap=True)


def _table(title: str) -> Table:
    from rich import box
    from rich.table import Table

    return Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE, padding=(0, 1, 0, 0))


def _kinds_table(results: Sequence[Result]) -> Table:
    table = _table("\n类别 Kinds")
    table.add_column("程度", no_wrap=True)
    table.add_column("项", justify="right")
    table.add_column("文档", justify="right")
    table.add_column("类别 kind", no_wrap=True)
    table.add_column("含义 meaning", overflow="fold")
    for severity, kind, number, documents in count_kinds(results):
        row = meaning(kind)
        name = Text(row["name_zh"]).append(f" {row['name_en']}", style="dim")
        table.add_row(Text(severity, style=_STYLES[severity]), str(number), str(documents), kind, name)
    return table


def _findings_table(results: Sequence[Result]) -> Table:
    table = _table("待核事项 Findings")
    table.add_column("DOC", no_wrap=True)
    table.add_column("机关、年度 body, year", overflow="fold", ratio=2)
    table.add_column("说明 what was found", overflow="fold", ratio=5)
    for result in results:
        table.add_row(*_finding(result))
    return table


def _finding(result: Result) -> tuple[Text, Text, Text]:
    """A finding's document, body and year, and what it says with its evidence."""
    report = result.report or (result.related[0] if result.related else None)
    what = Text(result.kind, style=_STYLES[result.severity]).append(f" {visible(result.row['message_zh'])}", "default")
    if result.place and result.place.words.strip():
        what.append(f" 【{visible(result.place.words.strip()[:QUOTED])}】", "dim")
    if report is None:
        return Text(""), Text(""), what
    body = Text(visible(report.agency or report.source)).append(f" {report.report_year or ''}", "dim")
    return Text(report.doc_id[:8]), body, what
