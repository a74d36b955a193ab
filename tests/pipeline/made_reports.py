"""Reports made by hand, for tests of what is done with them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from parsers.findings import finding
from parsers.records import Cell, Check, Count, Identity, Observation, Outcome, Provenance, Report, Section
from pipeline.dataset.batches import record_batch
from pipeline.dataset.schema import report_rows, tables
from pipeline.dataset.store import replace_dataset

TEXT = "一、总体情况\n主动公开政府信息７２８条。\n规范性文件\t3\t\t5\n"
RAW = "７２８"


def make_report(number: int = 1, text: str = TEXT) -> Report:
    """A small report in which every table has a row; `number` tells one from another."""
    start = text.index(RAW)
    span = (start, start + len(RAW))
    cell = text.index("3\t")
    return Report(
        Provenance(f"{number:016x}", f"places/{number:04}.html", 1, f"{number:064x}", None, "html", "utf-8"),
        Identity("annual_report", agency="某市文化局", report_year=2019, published=date(2020, 1, 31)),
        Outcome("2019", text, "ok", None, "1"),
        sections=(Section(0, 1, "overview", None, "一、总体情况", 0, span[1] + 2, 10),),
        counts=(
            Count(0, *span, RAW, 728, "条", None, "政府信息", "主动公开政府信息７２８条", "disclosed", "year", None, "overview", "r1"),
            Count(1, *span, RAW, 728.0, None, ">", None, RAW, None, "cumulative", 0, None, None),
        ),
        cells=(
            Cell("2019", "active", 0, "normative", "made", "规范性文件", 3, None, "3", "printed", cell, cell + 1),
            Cell("2019", "active", 0, "normative", "disclosed", "规范性文件", None, None, "", "blank", None, None),
        ),
        observations=(
            Observation("disclosed", 728, "条", None, "count", None, "r1", "stated", *span, 1, True),
        ),
        checks=(Check("active.sum", "normative", 3, None, None, 1, None), Check("active.sum", "x", 3, 3, 0, 0, True)),
        findings=(finding("unread.label", table_zh="表", table_en="table", label="requests"),),
    )  # fmt: skip


def write_reports(out: Path, reports: list[Report], chunk: int = 4) -> Path:
    """A dataset of these reports at `out`."""
    with replace_dataset(out) as writer:
        for start in range(0, len(reports), chunk):
            rows = [report_rows(report) for report in reports[start : start + chunk]]
            writer.write({name: record_batch(name, [row for own in rows for row in own[name]]) for name in tables()})
    return out
