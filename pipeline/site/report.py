"""The page of one report: what the template draws."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from parsers.codebook import codebook
from pipeline.site.catalogue import Entry, agency_page
from pipeline.site.plain import line, script_json, short, web_address
from pipeline.site.text import Layers, Stretch, find_part, make_blocks, make_layers, part_starts
from pipeline.site.words import Both, indicator_name, kind_facts
from pipeline.viewing.form_view import FAILED, Sheet, read_sheets, sheet_rows
from pipeline.viewing.grid_text import Box
from pipeline.viewing.show import DocumentFacts, Record

MOST_SAID = 2_000
"""Characters of a fact about a report that are shown."""
MOST_FINDINGS = 300
"""Findings listed on one page."""
BLANKS = ("form.blank", "form.empty")
"""Kinds of findings about blank cells."""
_FACTS = ("published", "regime", "source", "format", "encoding", "sha256", "parser_version")


@dataclass(frozen=True, slots=True)
class Page:
    """A file of the site: its name below the site's folder, its template and what that is given."""

    path: str
    template: str
    facts: Mapping[str, Any]


class _Places:
    """Links to places of a report's text, which may be on further pages."""

    def __init__(self, doc_id: str, text: str) -> None:
        self.doc_id = doc_id
        self.starts = part_starts(text)

    def file(self, part: int) -> str:
        return f"{self.doc_id}.html" if part == 0 else f"{self.doc_id}.{part + 1}.html"

    def link(self, offset: int | None, name: str) -> str | None:
        """To the place called `name` at an offset; on the first page the name alone."""
        if offset is None:
            return None
        part = find_part(self.starts, offset)
        return f"#{name}" if part == 0 else f"{self.file(part)}#{name}"


def report_pages(
    facts: DocumentFacts, entry: Entry, others: Mapping[str, str], connected: Sequence[str] = ()
) -> Iterator[Page]:
    """The pages of one report: one, or more if its text is very long.

    others: doc_id → agency and year of the reports that it names. connected: those it is attached to, or that are to it.
    """
    text = facts.report["text"]
    places = _Places(entry.doc_id, text)
    layers = _layers(facts)
    shared = {
        "entry": entry,
        "report": {
            name: "" if value is None else short(str(value), MOST_SAID)
            for name, value in facts.report.items()
            if name != "text"
        },
        "connected": [(doc_id, others[doc_id]) for doc_id in connected],
        "title": short(facts.report["title"] or facts.report["source"]),
        "parts": [places.file(part) for part in range(len(places.starts))],
        "starts": " ".join(map(str, places.starts)),
    }
    for part, start in enumerate(places.starts):
        end = places.starts[part + 1] if part + 1 < len(places.starts) else len(text)
        own = {"part": part, "blocks": make_blocks(text, layers, start, end)}
        own["numbers"] = script_json(_numbers(facts, start, end))
        more = _first_page(facts, entry, places, others) if part == 0 else {}
        yield Page(f"reports/{places.file(part)}", "report.html" if part == 0 else "part.html", shared | own | more)


def _first_page(facts: DocumentFacts, entry: Entry, places: _Places, others: Mapping[str, str]) -> dict[str, Any]:
    agency_id = facts.report["agency_id"]
    findings = facts.rows["findings"]
    sheets = list(read_sheets(facts))
    return {
        "url": web_address(facts.report["url"]),
        "about": [name for name in _FACTS if facts.report[name] is not None],
        "agency_page": agency_page(agency_id) if agency_id and facts.report["doc_type"] == "annual_report" else None,
        "findings": [_finding(row, facts, places, others) for row in findings[:MOST_FINDINGS]],
        "more_findings": max(0, len(findings) - MOST_FINDINGS),
        "tables": list(_tables(facts, sheets)),
        "observations": [_observation(row, facts, places) for row in facts.rows["observations"]],
        "checks": Counter(row["passed"] for row in facts.rows["checks"]),
    }


# --- the text -----------------------------------------------------------------------------------------


def _layers(facts: DocumentFacts) -> Layers:
    counts = (Stretch(row["start_char"], row["end_char"], "n") for row in facts.rows["counts"])
    cells = (
        Stretch(row["start_char"], row["end_char"], "c") for row in facts.rows["cells"] if row["start_char"] is not None
    )
    evidence = (
        Stretch(row["start_char"], row["end_char"], _evidence_name(row))
        for row in facts.rows["findings"]
        if row["start_char"] is not None and row["doc_id"]
    )
    return make_layers(facts.rows["sections"], [*cells, *counts], evidence)


def _evidence_name(row: Record) -> str:
    return f"e-{row['finding_id']}"


def _numbers(facts: DocumentFacts, start: int, end: int) -> dict[str, Any]:
    """What the page tells of each number: by offset those of the text, by number of the cell those of the tables."""
    counts: dict[str, list[list[Any]]] = {}
    for row in facts.rows["counts"]:
        if start <= row["start_char"] < end:
            words = [row["indicator"], line(row["noun"]), row["scope"], row["rule"] and line(row["rule"])]
            said = [_figure(row), row["unit"] and line(row["unit"]), row["bound"], *words]
            counts.setdefault(str(row["start_char"]), []).append(said)
    cells = [
        [
            f"{row['form']}/{row['form_table']}/{row['row_id']}/{row['column_id']}",
            _figure(row),
            row["unit"] and line(row["unit"]),
            line(row["raw"]),
            row["status"],
            row["start_char"],
            line(row["label"]),
        ]
        for row in facts.rows["cells"]
    ]
    return {"counts": counts, "cells": cells}


def _figure(row: Record) -> str | None:
    return None if row["value"] is None else f"{row['value']:.15g}"


# --- findings, tables, observations -------------------------------------------------------------------


def _finding(row: Record, facts: DocumentFacts, places: _Places, others: Mapping[str, str]) -> dict[str, Any]:
    """What the list of findings shows of one: severity, words, why it matters, and where to look."""
    related = [doc_id for doc_id in (row["related"] or "").split(";") if doc_id in others and doc_id != places.doc_id]
    return {
        "id": row["finding_id"],
        "kind": row["kind"],
        "severity": row["severity"],
        "is_note": row["severity"] == "info",
        "message": Both(short(row["message_zh"], MOST_SAID), short(row["message_en"], MOST_SAID)),
        "facts": kind_facts(row["kind"]),
        "link": places.link(row["start_char"], _evidence_name(row)) if row["doc_id"] else None,
        "cell": _blank_cell(row, facts.rows["cells"]),
        "related": [(doc_id, others[doc_id]) for doc_id in related[:20]],
    }


def _blank_cell(row: Record, cells: Sequence[Record]) -> str | None:
    """Where the first blank cell of the table stands that a finding about blank cells names: the text has no place for it."""
    if row["kind"] not in BLANKS:
        return None
    table, _, instance = (row["subject"] or "").partition("#")
    for number, cell in enumerate(cells):
        if (cell["form_table"], cell["instance"], cell["status"]) == (table, int(instance or 0), "blank"):
            return f"#c{number}"
    return None


def _tables(facts: DocumentFacts, sheets: Sequence[tuple[str, Sheet]]) -> Iterator[dict[str, Any]]:
    numbers = {id(row): number for number, row in enumerate(facts.rows["cells"])}
    for number, (title, sheet) in enumerate(sheets):
        yield {"id": f"table{number}", "title": line(title), "rows": list(_table_rows(sheet, numbers))}


def _table_rows(sheet: Sheet, numbers: Mapping[int, int]) -> Iterator[list[dict[str, Any]]]:
    """The rows of a table as the form prints them; a cell says what it is."""
    for row in sheet_rows(sheet):
        if row:
            has_figures = any(box.is_firm or box.record for box in row)
            yield [_box(box, place, has_figures, numbers) for place, box in enumerate(row)]


def _box(box: Box, place: int, has_figures: bool, numbers: Mapping[int, int]) -> dict[str, Any]:
    """A cell: `role` is what it is to a reader (a header of its column or row, a figure, a note)."""
    drawn = {"text": line(box.text), "span": box.span, "number": None, "align": box.align}
    if box.record is not None:
        return drawn | {"role": "figure", "state": box.record["status"], "number": numbers[id(box.record)]}
    if box.is_firm:
        return drawn | {"role": "figure", "state": "absent"}
    if box.style == FAILED:
        return drawn | {"role": "failed"}
    if has_figures:
        return drawn | {"role": "row" if place == 0 else "plain"}
    return drawn | {"role": "column" if drawn["text"] else "plain"}


def _observation(row: Record, facts: DocumentFacts, places: _Places) -> dict[str, Any]:
    return {
        "indicator": row["indicator"],
        "name": indicator_name(row["indicator"]),
        "definition": line(codebook()[row["indicator"]].definition) if row["indicator"] in codebook() else "",
        "value": f"{row['bound'] or ''}{row['value']:,.15g}",
        "unit": row["unit"],
        "status": row["status"],
        "agree": row["agree"],
        "link": places.link(row["start_char"], f"t{row['start_char']}"),
    }


def find_names(doc_ids: Iterable[str], entries: Mapping[str, Entry]) -> dict[str, str]:
    """doc_id → agency and year of each of these reports that there is."""
    known = sorted(set(doc_ids) & entries.keys())
    return {doc_id: f"{entries[doc_id].agency} {entries[doc_id].year or ''}".strip() for doc_id in known}
