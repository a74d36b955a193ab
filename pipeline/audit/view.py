"""An audit's results for a person: findings by kind, the worst first, then those of each document together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from rich.text import Text

from pipeline.audit.results import Result, at_least, count_kinds, group_by_document, meaning
from pipeline.viewing.show import SEVERITY_MARKS, SEVERITY_STYLES, visible

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

QUOTED = 40
"""Characters of the evidence that are printed."""

MOST_ALIKE = 3
"""Warnings or notes of a kind in a document that are listed one by one; of more the first stands for all."""


class Line(NamedTuple):
    """A line of the list: a finding, how many of its kind it stands for, whether it is the first of its document."""

    result: Result
    number: int
    is_first: bool


def show_results(results: Sequence[Result], dataset: Path, console: Console, limit: int, least: str) -> None:
    """Print what was found: a line a kind, then `limit` lines of findings from severity `least` on, by document."""
    if not results:
        console.print("没有发现问题 (nothing was found)")
        return
    console.print(_kinds_table(results))
    listed = at_least(results, least)
    lines = list(islice(find_lines(listed), limit))
    if lines:
        console.print(_findings_table(lines))
    if more := len(listed) - sum(line.number for line in lines):
        console.print(f"… 另有 {more} 项 (more): --limit N, --format csv|json|sarif", markup=False)
    if below := len(results) - len(listed):
        console.print(f"○ 程度较轻的 {below} 项未列出 (less serious, not listed): --severity info", markup=False)
    console.print(f"查看证据 (evidence): nianbao show DOC --dataset {dataset}", markup=False, soft_wrap=True)


def find_lines(results: Sequence[Result]) -> Iterator[Line]:
    """The lines of the list: the findings of a document together, many of a kind as one."""
    for own in group_by_document(results):
        is_first = True
        for _, alike in groupby(own, key=lambda result: result.kind):
            found = list(alike)
            shown = found if len(found) <= MOST_ALIKE or found[0].severity == "error" else found[:1]
            for result in shown:
                yield Line(result, len(found) if len(shown) < len(found) else 1, is_first)
                is_first = False


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
        table.add_row(Text(severity, style=SEVERITY_STYLES[severity]), str(number), str(documents), kind, name)
    return table


def _findings_table(lines: Sequence[Line]) -> Table:
    table = _table("待核事项 Findings")
    table.add_column("DOC", no_wrap=True)
    table.add_column("机关、年度 body, year", overflow="fold", ratio=2)
    table.add_column("说明 what was found", overflow="fold", ratio=5)
    for line in lines:
        table.add_row(*(_whose(line.result) if line.is_first else (Text(""), Text(""))), _what(line))
    return table


def _whose(result: Result) -> tuple[Text, Text]:
    """A finding's document, and its body and year."""
    report = result.report or (result.related[0] if result.related else None)
    if report is None:
        return Text(""), Text("")
    body = Text(visible(report.agency or report.source)).append(f" {report.report_year or ''}", "dim")
    return Text(report.doc_id[:8] if result.report else ""), body


def _what(line: Line) -> Text:
    """What a finding says with its evidence, and for how many it stands."""
    result = line.result
    what = Text(f"{SEVERITY_MARKS[result.severity]} {result.kind}", style=SEVERITY_STYLES[result.severity])
    what.append(f" {visible(result.row['message_zh'])}", "default")
    if result.place and result.place.words.strip():
        what.append(f" 【{visible(result.place.words.strip()[:QUOTED])}】", "dim")
    if line.number > 1:
        what.append(f" (此类共 {line.number} 项 of this kind: {line.number})", "dim")
    return what
