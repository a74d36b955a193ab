"""The overview: how many reports of which years, places and fields, which sections they lack, and what was found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from parsers.records import SEVERITIES
from pipeline.site.catalogue import SECTIONS, WRONG, Catalogue, Entry
from pipeline.site.charts import column_chart, share
from pipeline.site.plain import short
from pipeline.site.report import Page
from pipeline.site.words import kind_facts, sector_name


def overview_pages(catalogue: Catalogue) -> Iterable[Page]:
    """The pages that are not of one report or agency."""
    yield Page("index.html", "overview.html", _overview(catalogue))
    yield Page("reports.html", "reports.html", {"sections": SECTIONS})
    yield Page("findings.html", "findings.html", {})
    yield Page("compare.html", "compare.html", {})


def _overview(catalogue: Catalogue) -> dict[str, Any]:
    entries = catalogue.entries
    reports = [entry for entry in entries if entry.report["doc_type"] == "annual_report"]
    years = sorted(Counter(entry.year for entry in reports if entry.year).items())
    severities = Counter(row["severity"] for row in catalogue.all_findings)
    return {
        "documents": len(entries),
        "reports": len(reports),
        "agencies": len(catalogue.agencies),
        "years": f"{years[0][0]}–{years[-1][0]}" if years else "",
        "severities": [(severity, severities[severity]) for severity in SEVERITIES],
        "unaudited": any("no_heading" in entry.states.values() for entry in reports),
        "failed": sum(entry.report["status"] == "failed" for entry in entries),
        "columns": column_chart([(str(year), number) for year, number in years]),
        "by_year": _group(reports, lambda entry: entry.year, "year", str),
        "by_region": _group(
            reports, lambda entry: short(entry.report["province"]) or None, "province", lambda name: name
        ),
        "by_sector": _group(reports, lambda entry: entry.report["sector"], "sector", sector_name),
        "by_kind": _kinds(catalogue),
        "sections": SECTIONS,
        "by_sections": list(_sections(reports)),
    }


def _group(
    entries: Sequence[Entry], key: Callable[[Entry], Any], name: str, label: Callable[[Any], Any]
) -> list[dict[str, Any]]:
    """A row a group: label, filter that shows it in the list, number of reports, of those with errors or warnings."""
    groups: dict[Any, list[Entry]] = {}
    for entry in entries:
        groups.setdefault(key(entry), []).append(entry)
    most = max(map(len, groups.values()), default=0)
    known = sorted(
        (group for group in groups if group is not None), key=lambda group: _rank(group, groups[group], name)
    )
    rows = []
    for group in [*known, *({None} & groups.keys())]:
        own = groups[group]
        doubtful = sum(1 for entry in own if entry.severities["error"] or entry.severities["warning"])
        rows.append(
            {
                "label": None if group is None else label(group),
                "filter": (name, "?" if group is None else str(group)),
                "number": len(own),
                "doubtful": doubtful,
                "width": share(len(own), most),
                "doubtful_width": share(doubtful, most),
            }
        )
    return rows


def _rank(group: Any, own: Sequence[Entry], name: str) -> tuple[Any, ...]:
    """Years from the last, places by code, fields by number of reports."""
    if name == "year":
        return (-group,)
    return (own[0].report["adcode"] or "~", group) if name == "province" else (-len(own), group)


def _kinds(catalogue: Catalogue) -> list[dict[str, Any]]:
    """A row a kind: what it is, why it matters, how many findings in how many documents; the most serious first."""
    numbers = Counter((row["severity"], row["kind"]) for row in catalogue.all_findings)
    documents = Counter(kind for entry in catalogue.entries for kind in entry.kinds)
    most = max(numbers.values(), default=0)
    order = sorted(numbers, key=lambda item: (SEVERITIES.index(item[0]), -numbers[item], item[1]))
    return [
        {
            "kind": kind,
            "severity": severity,
            "facts": kind_facts(kind),
            "number": numbers[severity, kind],
            "documents": documents[kind],
            "width": share(numbers[severity, kind], most),
        }
        for severity, kind in order
    ]


def _sections(reports: Sequence[Entry]) -> Iterable[dict[str, Any]]:
    """A row a year: for each section how many reports lack it, of how many, and how dark that is drawn (0 to 4)."""
    by_year: dict[int, list[Entry]] = {}
    for entry in reports:
        if entry.year:
            by_year.setdefault(entry.year, []).append(entry)
    for year in sorted(by_year, reverse=True):
        own = by_year[year]
        yield {"year": year, "number": len(own), "cells": [_wrong(own, key) for key in SECTIONS]}


def _wrong(entries: Sequence[Entry], key: str) -> Mapping[str, Any]:
    states = Counter(entry.states[key] for entry in entries)
    wrong = sum(states[state] for state in WRONG)
    asked = len(entries) - states["not_required"] - states["extra"] - states["unknown"]
    depth = 0 if not wrong else min(4, 1 + int(4 * wrong / asked)) if asked else 1
    return {"key": key, "wrong": wrong, "asked": asked, "untold": states["no_heading"], "depth": depth}
