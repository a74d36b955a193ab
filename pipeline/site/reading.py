"""The dataset as the site reads it: what is known of every report at once, and all rows of a few reports at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import Any

from pipeline.dataset.reading import as_declared, check_dataset, read_table, table_path
from pipeline.dataset.schema import tables
from pipeline.viewing.show import DocumentFacts, Record

CHUNK = 100
"""Reports that one worker reads and writes at a time."""
_SEVERITY_ORDER = {"error": 0, "warning": 1, "info": 2}


@dataclass(frozen=True)
class Dataset:
    """A dataset's folder. Text is read with the rows of single reports only."""

    folder: Path

    def check(self) -> None:
        """Raise NoDatasetError unless all tables are there with the columns that are never null."""
        check_dataset(self.folder)

    def read(self, name: str, *columns: str) -> list[Record]:
        """Some columns of a table, all rows; a column that an older program did not write is None."""
        rows: list[Record] = read_table(self.folder, name, columns).to_pylist()
        return rows

    def read_reports(self) -> list[Record]:
        """All reports without their text."""
        return self.read("reports", *[name for name in tables()["reports"].names if name != "text"])

    def read_findings(self) -> list[Record]:
        """All findings, the most serious first, then in reading order."""
        rows = self.read("findings", *tables()["findings"].names)
        rows.sort(key=lambda row: (_SEVERITY_ORDER[row["severity"]], row["start_char"] or 0, row["finding_id"]))
        return rows

    def chunks(self) -> list[list[str]]:
        """The documents in the order of the dataset, some at a time."""
        ids = list(self._ranges["reports"])
        return [ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK)]

    def read_documents(
        self, doc_ids: Sequence[str], findings: Mapping[str, list[Record]] | None = None
    ) -> Iterator[DocumentFacts]:
        """All rows of some documents, in the order asked for; `findings` of each are handed in."""
        own = {name: self._rows(name, doc_ids) for name in tables() if name != "findings"}
        for doc_id in doc_ids:
            rows = {name: own[name].get(doc_id, []) for name in own if name != "reports"}
            rows["findings"] = (findings or {}).get(doc_id, [])
            yield DocumentFacts(own["reports"][doc_id][0], rows)

    def _rows(self, name: str, doc_ids: Sequence[str]) -> dict[str, list[Record]]:
        """Document → its rows of a table, for some documents; only the row groups with these are read."""
        ranges = [self._ranges[name][doc_id] for doc_id in doc_ids if doc_id in self._ranges[name]]
        found: defaultdict[str, list[Record]] = defaultdict(list)
        if ranges:
            wanted = set(doc_ids)
            for row in self._slice(name, min(first for first, _ in ranges), max(end for _, end in ranges)):
                if row["doc_id"] in wanted:
                    found[row["doc_id"]].append(row)
        return found

    def _slice(self, name: str, first: int, end: int) -> list[Record]:
        """Rows `first` to `end` of a table."""
        import pyarrow.parquet as pq

        with pq.ParquetFile(table_path(self.folder, name)) as file:
            sizes = [file.metadata.row_group(number).num_rows for number in range(file.num_row_groups)]
            ends = list(accumulate(sizes))
            groups = [
                number
                for number, (size, last) in enumerate(zip(sizes, ends, strict=True))
                if last > first and last - size < end
            ]
            before = ends[groups[0]] - sizes[groups[0]]
            present = set(file.schema_arrow.names)
            columns = [column for column in tables()[name].names if column in present]
            rows = file.read_row_groups(groups, columns=columns).slice(first - before, end - first)
        found: list[Record] = as_declared(rows, name).to_pylist()
        return found

    @cached_property
    def _ranges(self) -> dict[str, dict[str, tuple[int, int]]]:
        """Table → document → its first row and the end of its last one."""
        return {name: self._find_ranges(name) for name in tables() if name != "findings"}

    def _find_ranges(self, name: str) -> dict[str, tuple[int, int]]:
        import pyarrow.compute as pc

        column: Any = read_table(self.folder, name, ["doc_id"])["doc_id"].combine_chunks()
        runs = pc.run_end_encode(column)
        ranges: dict[str, tuple[int, int]] = {}
        first = 0
        for doc_id, end in zip(runs.values.to_pylist(), runs.run_ends.to_pylist(), strict=True):
            ranges[doc_id] = (ranges.get(doc_id, (first, 0))[0], end)
            first = end
        return ranges


def by_document(findings: Sequence[Record]) -> dict[str, list[Record]]:
    """Document → the findings about it; one about several documents is with each of them."""
    found: defaultdict[str, list[Record]] = defaultdict(list)
    for row in findings:
        others = (row["related"] or "").split(";") if row["doc_id"] is None else []
        for doc_id in dict.fromkeys([row["doc_id"], *others]):
            if doc_id:
                found[doc_id].append(row)
    return dict(found)
