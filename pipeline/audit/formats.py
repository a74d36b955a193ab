"""An audit's results for other programs: JSON, CSV and SARIF 2.1.0."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any
from urllib.parse import quote

from parsers.findings import kinds
from pipeline import PARSER_VERSION
from pipeline.audit.corpus import Report
from pipeline.audit.results import Result, count_kinds, meaning

COLUMNS = (
    *("severity", "kind", "name", "agency", "report_year", "subject", "message_zh", "message_en", "evidence"),
    *("article", "source", "doc_id", "line", "column", "related", "stage", "finding_id", "do"),
)
SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LEVELS = {"error": "error", "warning": "warning", "info": "note"}
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a cell of a spreadsheet must not begin with, in half and full width: it would be taken for a formula."""

_BASE = "DOWNLOADS"


def as_json(results: Sequence[Result]) -> str:
    """The results as one JSON object: numbers by severity and kind, then every finding."""
    numbers = [
        {"severity": severity, "kind": kind, "findings": number, "documents": documents}
        for severity, kind, number, documents in count_kinds(results)
    ]
    found = {"version": PARSER_VERSION, "kinds": numbers, "findings": [_plain(result) for result in results]}
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def _plain(result: Result) -> dict[str, Any]:
    report, place = result.report, result.place
    row = {name: value for name, value in result.row.items() if name != "related"}
    return {
        **row,
        "severity": result.severity,
        "source": report.source if report else None,
        "agency": report.agency if report else None,
        "report_year": report.report_year if report else None,
        "line": place.line if place else None,
        "column": place.column if place else None,
        "evidence": place.words if place else None,
        "related": [{"doc_id": other.doc_id, "source": other.source} for other in result.related],
    }


def as_csv(results: Iterable[Result]) -> str:
    """The results as CSV, a row a finding; no cell can be taken for a formula."""
    page = io.StringIO()
    writer = csv.writer(page, lineterminator="\n")
    writer.writerow(COLUMNS)
    for result in results:
        writer.writerow([safe_cell(value) for value in _cells(result)])
    return page.getvalue()


def _cells(result: Result) -> tuple[Any, ...]:
    row, report, place = result.row, result.report, result.place
    declared = meaning(result.kind)
    return (
        result.severity,
        result.kind,
        declared["name_zh"],
        report.agency if report else None,
        report.report_year if report else None,
        row["subject"],
        row["message_zh"],
        row["message_en"],
        place.words if place else None,
        declared["article"],
        report.source if report else None,
        row["doc_id"],
        place.line if place else None,
        place.column if place else None,
        ";".join(other.source for other in result.related),
        row["stage"],
        row["finding_id"],
        declared["do_zh"],
    )


def safe_cell(value: object) -> object:
    """A value as a cell of a table that a spreadsheet opens: text that begins like a formula behind an apostrophe.

    >>> safe_cell("=1+1"), safe_cell(" @x"), safe_cell(-1), safe_cell(None)
    ("'=1+1", "' @x", -1, '')
    """
    if value is None:
        return ""
    return f"'{value}" if isinstance(value, str) and value.lstrip(" \u3000").startswith(FORMULA) else value


# --- SARIF ----------------------------------------------------------------------------------------------


def as_sarif(results: Sequence[Result]) -> str:
    """The results in SARIF 2.1.0: a rule a kind, an artifact a source file.

    Regions are places in the cleaned text of the document (`reports.text`), which is not the markup of its source.
    """
    present = [kind for kind in kinds() if any(result.kind == kind for result in results)]
    present += sorted({result.kind for result in results} - set(present))
    artifacts = {report.doc_id: report for result in results for report in _reports(result)}
    numbers = {doc_id: number for number, doc_id in enumerate(artifacts)}
    run = {
        "tool": {"driver": {"name": "nianbao", "version": PARSER_VERSION, "rules": [_rule(kind) for kind in present]}},
        "invocations": [{"executionSuccessful": True}],
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_BASE: {"description": {"text": "The folder of downloads that `nianbao run` read."}}},
        "artifacts": [_artifact(report) for report in artifacts.values()],
        "results": [_sarif_result(result, present.index(result.kind), numbers) for result in results],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=1) + "\n"


def _reports(result: Result) -> list[Report]:
    return [*([result.report] if result.report else []), *result.related]


def _rule(kind: str) -> dict[str, Any]:
    row = meaning(kind)
    return {
        "id": kind,
        "name": "".join(part.capitalize() for part in kind.replace(".", "_").split("_")),
        "shortDescription": {"text": f"{row['name_zh']} ({row['name_en']})"},
        "fullDescription": {"text": f"{row['why_zh']} ({row['why_en']})"},
        "help": {"text": f"{row['do_zh']} ({row['do_en']})" if row["do_zh"] else kind},
        "defaultConfiguration": {"level": LEVELS.get(row["severity"], "warning")},
        "properties": {"article": row["article"], "stage": row["stage"]},
    }


def _artifact(report: Report) -> dict[str, Any]:
    return {
        "location": _location(report),
        "description": {"text": f"Regions are places in its cleaned text: nianbao show {report.doc_id}"},
        "properties": {"doc_id": report.doc_id, "agency": report.agency, "report_year": report.report_year},
    }


def _location(report: Report) -> dict[str, str]:
    """A source as a URI: relative to the folder of downloads, unless it is an address of its own."""
    if "://" in report.source:
        return {"uri": quote(report.source, safe=":/?#[]@!$&'()*+,;=%~")}
    return {"uri": quote(report.source, safe="/!"), "uriBaseId": _BASE}


def _sarif_result(result: Result, rule: int, numbers: dict[str, int]) -> dict[str, Any]:
    places = [_physical(result.report, numbers, result)] if result.report else []
    related = [_physical(report, numbers) for report in result.related]
    found: dict[str, Any] = {
        "ruleId": result.kind,
        "ruleIndex": rule,
        "level": LEVELS[result.severity],
        "message": {"text": f"{result.row['message_zh']} ({result.row['message_en']})"},
        "locations": places or related[:1],
        "partialFingerprints": {"findingId/v1": result.row["finding_id"]},
        "properties": {"stage": result.row["stage"], "subject": result.row["subject"]},
    }
    if related:
        found["relatedLocations"] = related
    return found


def _physical(report: Report, numbers: dict[str, int], result: Result | None = None) -> dict[str, Any]:
    """A document as a location; with the region of a finding's evidence in it."""
    physical: dict[str, Any] = {"artifactLocation": {**_location(report), "index": numbers[report.doc_id]}}
    if result is not None and result.place is not None:
        place, row = result.place, result.row
        physical["region"] = {
            "startLine": place.line,
            "startColumn": place.column,
            "endLine": place.end_line,
            "endColumn": place.end_column,
            "charOffset": row["start_char"],
            "charLength": row["end_char"] - row["start_char"],
            "snippet": {"text": place.words},
        }
    return {"physicalLocation": physical}


FORMATS: dict[str, Callable[[Sequence[Result]], str]] = {"json": as_json, "sarif": as_sarif, "csv": as_csv}
"""The formats for other programs, by name."""
