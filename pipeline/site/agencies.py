"""The page of an agency: its reports over the years beside each other, with charts of its main indicators."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from parsers.codebook import codebook
from pipeline.site.catalogue import Entry, agency_page
from pipeline.site.charts import line_chart
from pipeline.site.plain import short
from pipeline.site.report import Page
from pipeline.site.words import Both, indicator_name
from pipeline.viewing.show import Record

MOST_CHARTS = 9
MOST_FINDINGS = 30
"""Findings of one report that are listed."""
OBSERVED = ("doc_id", "indicator", "value", "bound", "status", "start_char", "agree")


def agency_pages(
    agencies: Iterable[tuple[str, Sequence[Entry]]],
    observations: Mapping[str, Sequence[Record]],
    findings: Mapping[str, Sequence[Record]],
) -> Iterable[Page]:
    """A page for each agency. observations: doc_id → rows with the columns OBSERVED. findings: doc_id → rows."""
    for agency_id, entries in agencies:
        rows = _rows(entries, observations)
        yield Page(
            f"agencies/{agency_page(agency_id)}.html",
            "agency.html",
            {
                "title": entries[-1].agency,
                "agency_id": short(agency_id),
                "names": list(dict.fromkeys(entry.agency for entry in entries)),
                "entries": entries,
                "rows": rows,
                "charts": list(_charts(rows, entries)),
                "findings": [
                    (entry, _findings(findings[entry.doc_id])) for entry in entries if entry.doc_id in findings
                ],
            },
        )


def _findings(rows: Sequence[Record]) -> list[dict[str, Any]]:
    return [
        {
            "severity": row["severity"],
            "is_note": row["severity"] == "info",
            "message": Both(short(row["message_zh"]), short(row["message_en"])),
            "at": f"{'f' if row['start_char'] is None or row['doc_id'] is None else 'e'}-{row['finding_id']}",
        }
        for row in rows[:MOST_FINDINGS]
    ]


def _rows(entries: Sequence[Entry], observations: Mapping[str, Sequence[Record]]) -> list[dict[str, Any]]:
    """A row for each indicator that some report states, in the codebook's order, with a value or None a report."""
    stated: dict[str, dict[str, Record]] = {}
    for entry in entries:
        for row in observations.get(entry.doc_id, ()):
            stated.setdefault(row["indicator"], {})[entry.doc_id] = row
    order = {indicator: place for place, indicator in enumerate(codebook())}
    return [
        {
            "indicator": indicator,
            "name": indicator_name(indicator),
            "unit": codebook()[indicator].unit if indicator in codebook() else "",
            "values": [_value(own.get(entry.doc_id)) for entry in entries],
        }
        for indicator, own in sorted(stated.items(), key=lambda item: (order.get(item[0], len(order)), item[0]))
    ]


def _value(row: Record | None) -> dict[str, Any] | None:
    """A value as it is written: `>`, `<`, `~` before a bounded one, `*` behind one that the report contradicts."""
    if row is None:
        return None
    said = f"{row['bound'] or ''}{row['value']:,.15g}{'' if row['agree'] else '*'}"
    return {"said": said, "value": row["value"], "at": row["start_char"], "status": row["status"]}


def _charts(rows: Sequence[dict[str, Any]], entries: Sequence[Entry]) -> Iterable[dict[str, Any]]:
    """Line charts of the indicators that most years state, totals before their parts."""
    known = codebook()
    candidates = []
    for place, row in enumerate(rows):
        by_year = {
            entry.year: (entry.year, value["value"], value["said"])
            for entry, value in zip(entries, row["values"], strict=True)
            if value and entry.year
        }
        indicator = known.get(row["indicator"])
        if len(by_year) > 1 and any(value for _, value, _ in by_year.values()):
            candidates.append(((bool(indicator and indicator.parent), -len(by_year), place), row, by_year))
    for _, row, by_year in sorted(candidates, key=lambda item: item[0])[:MOST_CHARTS]:
        yield {**row, "chart": line_chart([by_year[year] for year in sorted(by_year)])}
