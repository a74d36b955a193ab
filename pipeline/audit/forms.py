"""Cells of official tables that say nothing: blank, or a stroke. One finding a table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from parsers.findings import finding
from parsers.records import Finding
from parsers.regimes import NAMES
from pipeline.audit.config import Tolerances
from pipeline.audit.corpus import Corpus

MOST_NAMED = 4
"""Rows that a finding names."""

_LONGEST_LABEL = 16
Table = tuple[str, str, int]


def check_cells(corpus: Corpus, tolerance: Tolerances) -> Iterator[tuple[str, Finding]]:
    """doc_id and finding for each official table with cells that are blank or hold a stroke."""
    sizes = _sizes(corpus)
    for status, most in (("blank", tolerance.blank_cells), ("not_applicable", tolerance.slash_cells)):
        for table, cells in _by_table(corpus, status).items():
            if table[0] in corpus.reports and len(cells) > most:
                yield table[0], _finding(status, table, cells, sizes[table])


def _sizes(corpus: Corpus) -> dict[Table, int]:
    """How many cells each table has, rows whose values have no certain place left out."""
    import pyarrow.compute as pc

    placed = corpus.cells.filter(pc.not_equal(corpus.cells["status"], "ambiguous"))
    counted = placed.select(["doc_id", "form_table", "instance"]).group_by(["doc_id", "form_table", "instance"])
    columns = counted.aggregate([([], "count_all")]).to_pydict()
    tables = zip(columns["doc_id"], columns["form_table"], columns["instance"], strict=True)
    return dict(zip(tables, columns["count_all"], strict=True))


def _by_table(corpus: Corpus, status: str) -> dict[Table, list[tuple[str, str, int | None, int | None]]]:
    """Label, raw and place of the cells of a status, by table, as printed."""
    import pyarrow.compute as pc

    rows = corpus.cells.filter(pc.equal(corpus.cells["status"], status))
    names = ("doc_id", "form_table", "instance", "label", "raw", "start_char", "end_char")
    found: defaultdict[Table, list[tuple[str, str, int | None, int | None]]] = defaultdict(list)
    for doc_id, table, instance, *cell in zip(*[rows[name].to_pylist() for name in names], strict=True):
        found[doc_id, table, instance].append(tuple(cell))
    return found


def _finding(status: str, table: Table, cells: list[tuple[str, str, int | None, int | None]], size: int) -> Finding:
    name_zh, name_en = NAMES[table[1]]
    subject = f"{table[1]}#{table[2]}" if table[2] else table[1]
    facts: dict[str, Any] = {"name_zh": name_zh, "name_en": name_en, "number": len(cells)}
    _, mark, start, end = cells[0]
    if status == "blank" and len(cells) == size:
        return finding("form.empty", subject=subject, **facts)
    labels = list(dict.fromkeys(label[:_LONGEST_LABEL] for label, *_ in cells))
    named = "、".join(labels[:MOST_NAMED]) + (" …" if len(labels) > MOST_NAMED else "")
    facts |= {"all": size, "labels": named}
    if status == "blank":
        return finding("form.blank", subject=subject, **facts)
    return finding("form.slash", start, end, subject=subject, mark=mark, **facts)
