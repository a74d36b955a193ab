"""A score as tables for readers: on the screen, or as Markdown for a page."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from parsers.codebook import codebook
from pipeline.measuring.scores import Miss, Score, Tally

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

WORST = 10


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: its title, its columns, and its rows, a text for each column. The first `texts` columns are words."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    texts: int = 1


def sheets_of(score: Score, worst: int = WORST) -> list[Sheet]:
    """Everything that a score says: by field, by form, by indicator, the worst documents; empty ones left out."""
    sheets = (fields_sheet(score), groups_sheet(score), indicators_sheet(score), worst_sheet(score, worst))
    return [sheet for sheet in sheets if sheet.rows]


def fields_sheet(score: Score) -> Sheet:
    """Each measure with how many answers were right, given and wanted."""
    rows = [
        [name, *map(str, (t.right, t.given, t.wanted)), *_shares(t, name in score.facts)]
        for name, t in score.totals().items()
    ]
    columns = ("measure 项目", "right", "given", "wanted", "precision", "recall", "score")
    return Sheet("By field 按字段 (right 正确, given 给出, wanted 应有)", columns, rows)


def _shares(tally: Tally, is_fact: bool) -> list[str]:
    if is_fact:
        return ["", "", share(tally.recall)]
    return [share(tally.precision), share(tally.recall), share(tally.f1)]


def groups_sheet(score: Score) -> Sheet:
    """Each measure's score for each form (or section); empty where there is but one."""
    groups = score.by_group()
    sizes = [str(sum(group == name for group in score.groups.values())) for name in groups]
    rows = [["documents" if score.grouped_by == "form" else "sentences", *sizes]]
    for measure in score.totals():
        tallies = [groups[name].get(measure) for name in groups]
        rows.append([measure, *(share(tally.f1) if tally else "" for tally in tallies)])
    title = f"By {score.grouped_by} {'按格式' if score.grouped_by == 'form' else '按章节'}"
    return Sheet(title, ("measure 项目", *groups), rows if len(groups) > 1 else [])


def indicators_sheet(score: Score) -> Sheet:
    """How many figures of each indicator were right, given and wanted, in the codebook's order."""
    measures = [name for name in ("indicators", "observations") if name in score.indicators]
    known = [name for name in codebook() if any(_asked(score.indicators[each].get(name)) for each in measures)]
    rows = [
        [name, codebook()[name].label_zh, *(_fraction(score.indicators[each].get(name)) for each in measures)]
        for name in known
    ]
    columns = [
        "indicator",
        "名称",
        *({"indicators": "in sentences 正文", "observations": "observed 观测值"}[m] for m in measures),
    ]
    return Sheet("By indicator 按指标 (right/given/wanted 正确/给出/应有)", columns, rows, texts=2)


def _asked(tally: Tally | None) -> bool:
    return tally is not None and bool(tally.given or tally.wanted)


def _fraction(tally: Tally | None) -> str:
    return f"{tally.right}/{tally.given}/{tally.wanted}" if tally and _asked(tally) else ""


def worst_sheet(score: Score, most: int) -> Sheet:
    """The documents with the most disagreements."""
    rows = [
        [name, str(sum(wrong.values())), ", ".join(f"{measure} {number}" for measure, number in sorted(wrong.items()))]
        for name, wrong in score.worst(most)
    ]
    return Sheet("Worst documents 错误最多的文档", ("document 文档", "wrong 错误", "of what 其中"), rows)


def share(value: float) -> str:
    """A share to three decimals, cut and not rounded: only what is perfect is 1.

    >>> share(0.99996), share(1.0)
    ('0.999', '1.000')
    """
    return f"{math.floor(value * 1000 + 1e-9) / 1000:.3f}"


def describe(miss: Miss) -> str:
    """A disagreement in a line."""
    return f"{miss.document}: {miss.measure}: got {miss.got or 'nothing'}, want {miss.want or 'nothing'}"


def show_sheets(sheets: Iterable[Sheet], console: Console) -> None:
    """Print tables, without lines and colours where the output is no terminal."""
    for sheet in sheets:
        console.print()
        if console.is_terminal:
            console.print(_rich(sheet))
        else:
            console.print("\n".join(_plain(sheet)), markup=False, soft_wrap=True)


def show_misses(misses: Sequence[Miss], console: Console, most: int) -> None:
    """Print the first disagreements."""
    from pipeline.viewing.show import visible

    for miss in misses[:most]:
        console.print(visible(describe(miss)), markup=False, soft_wrap=True)
    if 0 < most < len(misses):
        console.print(f"… and {len(misses) - most} more 另有 {len(misses) - most} 处 (--errors)")


def _rich(sheet: Sheet) -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(title=Text(sheet.title), title_justify="left", title_style="bold", box=box.SIMPLE, pad_edge=False)
    for place, column in enumerate(sheet.columns):
        is_number = place >= sheet.texts and all(row[place][:1].isdigit() or not row[place] for row in sheet.rows)
        table.add_column(column, justify="right" if is_number else "left", overflow="fold")
    for row in sheet.rows:
        table.add_row(*[Text(cell) for cell in row])
    return table


def _plain(sheet: Sheet) -> list[str]:
    """A table as lines, its columns lined up."""
    from rich.cells import cell_len

    lines = [sheet.columns, *sheet.rows]
    widths = [max(cell_len(line[place]) for line in lines) for place in range(len(sheet.columns))]
    padded = [
        [cell + " " * (width - cell_len(cell)) for cell, width in zip(line, widths, strict=True)] for line in lines
    ]
    return [sheet.title, *("  ".join(line).rstrip() for line in padded)]


def markdown(sheet: Sheet, level: int = 3) -> str:
    """A table as Markdown under a heading."""
    rule = ["---" if place < sheet.texts else "---:" for place in range(len(sheet.columns))]
    lines = [sheet.columns, rule, *sheet.rows]
    return f"{'#' * level} {sheet.title}\n\n" + "".join(f"| {' | '.join(map(_escaped, line))} |\n" for line in lines)


def _escaped(cell: str) -> str:
    return cell.replace("|", "\\|").replace("\n", " ")
