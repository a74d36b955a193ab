"""What the scripts load: the reports, the findings of each kind and the values of each indicator, in small files.

A page opened from disk may not fetch data, but it may run scripts: each file calls `nianbao.put(name, rows)` with nothing
but JSON.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from parsers.records import SEVERITIES
from pipeline.site.catalogue import SECTIONS, STATE_MARKS, STATES, WRONG, Catalogue, Entry, agency_page
from pipeline.site.plain import script_json, short
from pipeline.site.words import script_words
from pipeline.viewing.show import Record

REPORTS_A_FILE = 500
FINDINGS_A_FILE = 400
MOST_SAID = 400
"""Characters of a message in the list of findings; all of it stands on the report's page."""
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
Script = tuple[str, str]
"""Path of a file below the site's folder, and its content."""


def data_scripts(catalogue: Catalogue, observations: Mapping[str, Sequence[Record]]) -> Iterator[Script]:
    """Every data file of the site."""
    yield _script("words", script_words())
    reports = [_report(entry) for entry in catalogue.entries]
    findings = _findings(catalogue)
    values = _values(catalogue, observations)
    yield _script(
        "about",
        {
            "reports": len(reports),
            "files": len(_split(reports, REPORTS_A_FILE)),
            "sections": SECTIONS,
            "states": dict(zip(_LETTERS, STATES, strict=False)),
            "wrong": WRONG,
            "marks": STATE_MARKS,
            "kinds": {
                kind: [sorted({row[1] for row in rows}), len(rows), len(_split(rows, FINDINGS_A_FILE))]
                for kind, rows in findings.items()
            },
            "indicators": {indicator: len(rows) for indicator, rows in values.items()},
        },
    )
    for number, part in enumerate(_split(reports, REPORTS_A_FILE)):
        yield _script(f"reports-{number:03d}", part)
    for place, kind in enumerate(findings):
        for number, part in enumerate(_split(findings[kind], FINDINGS_A_FILE)):
            yield _script(f"findings-{place:02d}-{number:03d}", part)
    for place, indicator in enumerate(values):
        yield _script(f"values-{place:03d}", values[indicator])


def _script(name: str, value: Any) -> Script:
    return f"data/{name}.js", f'nianbao.put("{name}",{script_json(value)});\n'


def _split(rows: Sequence[Any], size: int) -> list[Sequence[Any]]:
    return [rows[start : start + size] for start in range(0, len(rows), size)]


def _report(entry: Entry) -> list[Any]:
    """A report as a row: the order is that of `COLUMNS` in lists.js."""
    report = entry.report
    agency_id = report["agency_id"] if report["doc_type"] == "annual_report" else None
    return [
        entry.doc_id,
        entry.agency,
        short(report["title"]),
        entry.year,
        short(report["province"]),
        short(report["prefecture"]),
        short(report["county"]),
        report["sector"],
        report["level"],
        report["doc_type"],
        "".join(_LETTERS[STATES.index(entry.states[key])] for key in SECTIONS),
        [entry.severities[severity] for severity in SEVERITIES],
        entry.kinds,
        agency_page(agency_id) if agency_id else None,
    ]


def _findings(catalogue: Catalogue) -> dict[str, list[list[Any]]]:
    """Kind → its findings: number of the report, severity, both messages, id, whether there is evidence to show."""
    found: defaultdict[str, list[list[Any]]] = defaultdict(list)
    for entry in catalogue.entries:
        for row in catalogue.findings.get(entry.doc_id, ()):
            has_evidence = row["start_char"] is not None and row["doc_id"] is not None
            said = [short(row["message_zh"], MOST_SAID), short(row["message_en"], MOST_SAID)]
            found[row["kind"]].append([entry.number, row["severity"], *said, row["finding_id"], int(has_evidence)])
    return dict(sorted(found.items()))


def _values(catalogue: Catalogue, observations: Mapping[str, Sequence[Record]]) -> dict[str, list[list[Any]]]:
    """Indicator → number of the report, value, bound, where it stands, whether all places agree."""
    found: defaultdict[str, list[list[Any]]] = defaultdict(list)
    for entry in catalogue.entries:
        for row in observations.get(entry.doc_id, ()):
            value = int(row["value"]) if row["value"].is_integer() else row["value"]
            found[row["indicator"]].append(
                [entry.number, value, row["bound"] or 0, row["start_char"], int(row["agree"])]
            )
    return dict(sorted(found.items()))
