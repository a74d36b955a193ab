"""An audit's results for a person: findings by kind, the worst first, then one by one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.audit.results import Result, count_kinds, meaning
from pipeline.show import visible

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

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
        console.print(f"… 另有 {len(results) - limit} 项 (and more): --limit, --format csv|json|sarif", markup=False)
    console.print(f"查看证据 (to see the evidence): nianbao show DOC --dataset {dataset}", markup=False, soft_wrap=True)


def _table(title: str) -> Table:
    from rich import box
    from rich.table import Table

    return Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE, pad_edge=False)


def _kinds_table(results: Sequence[Result]) -> Table:
    from rich.text import Text

    table = _table("\n类别 Kinds")
    table.add_column("程度 severity")
    table.add_column("类别 kind", overflow="fold")
    table.add_column("含义 meaning", overflow="fold")
    table.add_column("项 findings", justify="right")
    table.add_column("文档 documents", justify="right")
    for severity, kind, number, documents in count_kinds(results):
        row = meaning(kind)
        shade = Text(severity, style=_STYLES[severity])
        table.add_row(shade, kind, Text(f"{row['name_zh']} {row['name_en']}"), str(number), str(documents))
    return table


def _findings_table(results: Sequence[Result]) -> Table:
    from rich.text import Text

    table = _table("待核事项 Findings")
    for name in ("文档 DOC", "机关 body", "年度 year", "说明 what was found", "原文 evidence"):
        table.add_column(name, overflow="fold")
    for result in results:
        report = result.report or (result.related[0] if result.related else None)
        what = Text(result.kind, style=_STYLES[result.severity]).append(
            f" {visible(result.row['message_zh'])}", style="default"
        )
        table.add_row(
            Text(report.doc_id[:8] if report else ""),
            Text(visible((report.agency or report.source) if report else "")),
            str(report.report_year or "") if report else "",
            what,
            Text(visible(result.place.words[:24]) if result.place else "", style="dim"),
        )
    return table
