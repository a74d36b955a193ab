"""Two datasets side by side: reading what differs, and telling it on the screen.

Documents whose rows are equal are told apart from the others without being unpacked, so that two large datasets with few
differences are compared quickly.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.dataset.reading import check_dataset, read_table
from pipeline.dataset.schema import tables
from pipeline.measuring.diff import SORTS, Change, Rows, compare, document_change, facts_of, summarise

if TYPE_CHECKING:
    import pyarrow as pa
    from rich.console import Console

STYLES = {"lost": "red", "gained": "green", "changed": "yellow"}
MARKS = {"lost": "-", "gained": "+", "changed": "~"}
_UNCOMPARED = ("parser_version",)


class Stored:
    """A dataset on disk whose rows can be had document by document. Raises NoDatasetError if there is none in `folder`."""

    def __init__(self, folder: Path) -> None:
        check_dataset(folder)
        self._tables = {name: read_table(folder, name).combine_chunks() for name in tables()}
        self._spans = {name: _find_spans(table) for name, table in self._tables.items()}
        columns = self._tables["reports"].select(["doc_id", "source"]).to_pydict()
        self.sources: dict[str, str] = dict(zip(columns["doc_id"], columns["source"], strict=True))

    def packed(self, name: str, doc_id: str) -> pa.Table:
        """A document's rows of a table, as they are stored."""
        return self._tables[name].slice(*self._spans[name].get(doc_id, (0, 0)))

    def rows(self, doc_id: str) -> Rows:
        """A document's rows of every table."""
        return {name: self.packed(name, doc_id).to_pylist() for name in self._tables}


def _find_spans(table: pa.Table) -> dict[str | None, tuple[int, int]]:
    """doc_id → where its rows begin and how many there are; a document's rows stand together."""
    import pyarrow.compute as pc

    spans: dict[str | None, tuple[int, int]] = {}
    start = 0
    for chunk in table["doc_id"].chunks:
        runs = pc.run_end_encode(chunk)
        begin = 0
        for doc_id, end in zip(runs.values.to_pylist(), runs.run_ends.to_pylist(), strict=True):
            first, length = spans.get(doc_id, (start + begin, 0))
            spans[doc_id] = (first, length + end - begin)
            begin = end
        start += len(chunk)
    return spans


def diff_datasets(old: Path, new: Path) -> Iterator[Change]:
    """What changed from one dataset to the other, by source. Raises NoDatasetError."""
    was, now = Stored(old), Stored(new)
    sources = was.sources | now.sources
    for doc_id in sorted(sources, key=lambda each: (sources[each], each)):
        if doc_id not in was.sources or doc_id not in now.sources:
            yield document_change(*(side.rows(doc_id) if doc_id in side.sources else None for side in (was, now)))
        elif _differ(was, now, doc_id):
            yield from compare(facts_of(was.rows(doc_id)), facts_of(now.rows(doc_id)))


def _differ(old: Stored, new: Stored, doc_id: str) -> bool:
    """Whether any row of a document differs."""
    return any(not _bare(old.packed(name, doc_id)).equals(_bare(new.packed(name, doc_id))) for name in tables())


def _bare(table: pa.Table) -> pa.Table:
    return table.drop_columns([name for name in _UNCOMPARED if name in table.column_names])


# --- telling ------------------------------------------------------------------------------------------


def as_json(changes: Sequence[Change]) -> str:
    """The changes and their summary for a program."""
    told = {
        "same": not changes,
        "summary": [each._asdict() for each in summarise(changes)],
        "changes": [change.as_json() for change in changes],
    }
    return json.dumps(told, ensure_ascii=False, indent=1)


def show_changes(changes: Sequence[Change], console: Console, limit: int) -> None:
    """Print a summary, then `limit` changes with their quotes."""
    from rich.text import Text

    if not changes:
        console.print("the same 相同")
        return
    _show_summary(changes, console)
    source = ""
    for change in changes[:limit]:
        if change.fact.source != source:
            source = change.fact.source
            console.print(Text(f"\n{_visible(source)}  {change.fact.doc_id}", style="bold"), soft_wrap=True)
        for line in describe(change):
            console.print(Text(line, style="dim" if line.startswith("   ") else STYLES[change.sort]), soft_wrap=True)
    if len(changes) > limit:
        console.print(f"\n… and {len(changes) - limit} more 另有 {len(changes) - limit} 处 (--limit)")


def _show_summary(changes: Sequence[Change], console: Console) -> None:
    """A line a table and group: how many were lost, gained and changed."""
    from rich.text import Text

    heading = ""
    for table, group, *numbers in summarise(changes):
        if table != heading:
            heading = table
            console.print(Text(table, style="bold"))
        line = Text("  ")
        for sort, number in zip(SORTS, numbers, strict=True):
            told = f"{MARKS[sort]}{number}" if number else ""
            line.append(f"{told:>6}", style=STYLES[sort])
        console.print(line.append(f"  {_visible(group)}", style="default"), soft_wrap=True)


def describe(change: Change) -> list[str]:
    """A change in a line, and below it the words it was read from."""
    fact = change.fact
    told = " → ".join(each.said for each in (change.old, change.new) if each)
    lines = [f"{MARKS[change.sort]} {fact.table}  {fact.about}: {told}  ({change.group})"]
    if fact.quote:
        lines.append(f"    {fact.quote}")
    return [_visible(line) for line in lines]


def _visible(text: str) -> str:
    from pipeline.viewing.show import visible

    return visible(text)
