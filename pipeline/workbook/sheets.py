"""The sheets of the workbook, each written from the same material."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from parsers.codebook import codebook
from parsers.records import SEVERITIES
from parsers.regimes import deadline
from pipeline.audit.corpus import is_government
from pipeline.site.catalogue import SECTIONS, STATES, WRONG, Entry
from pipeline.site.plain import line
from pipeline.viewing.show import Record
from pipeline.workbook.book import Book, Colours, Column, Sheet, Styled, Value
from pipeline.workbook.material import Evidence, Material
from pipeline.workbook.words import Words, theme_of, theme_order

SEVERITY_COLOURS = {"error": "red", "warning": "amber", "info": "blue"}
_FINE, _SILENT = ("ok", "also", "extra"), ("optional", "not_required", "unknown")
_ABOUT = ("region_name", "report_year", "url", "source", "doc_id")
_MOST_RELATED = 10


def _finish(sheet: Sheet, material: Material, table: str) -> Sheet:
    sheet.finish(material.words("more").replace("{table}", table))
    return sheet


# --- findings -----------------------------------------------------------------------------------------


def write_findings(book: Book, material: Material) -> list[Sheet]:
    """A row per finding, the most serious first; mere notes on a sheet of their own, lest they hide the rest."""
    words = material.words
    evidence = material.find_evidence()
    rows = sorted(material.catalogue.all_findings, key=lambda row: _finding_order(row, material))
    sheets = []
    for name, is_note in (("findings", False), ("hints", True)):
        sheet = Sheet(book, words(f"sheet.{name}"), _finding_columns(words), frozen=2, printed=8)
        for row in rows:
            if (row["severity"] == "info") == is_note:
                sheet.write(_finding_values(row, material, evidence.get(row["finding_id"])))
        sheets.append(_finish(sheet, material, "findings"))
    return sheets


def _finding_columns(words: Words) -> list[Column]:
    severities: Colours = {words(f"severity.{name}"): style for name, style in SEVERITY_COLOURS.items()}
    messages = [Column(words("column.message.zh"), "wrap", 56), Column(words("column.message.en"), "wrap", 56)]
    if words.language == "en":
        messages.reverse()
    return [
        Column(words("column.severity"), "center", 10, severities),
        Column(words("column.kind"), "wrap", 24),
        Column(words("column.agency"), "wrap", 32),
        Column(words("column.region"), "wrap", 26),
        Column(words("column.year"), "year", 8),
        messages[0],
        Column(words("column.evidence"), "wrap", 60),
        Column(words("column.do"), "wrap", 40),
        messages[1],
        Column(words("column.page"), "link", 10),
        Column(words("column.url"), "link", 10),
        Column(words("column.related"), "wrap", 32),
        Column(words("column.why"), "wrap", 40),
        Column(words("column.article"), "wrap", 30),
        Column(words("column.source"), "text", 40),
        Column(words("column.kind_id"), "text", 26),
        Column(words("column.doc_id"), "text", 20),
        Column(words("column.finding_id"), "text", 20),
    ]


def _finding_order(row: Record, material: Material) -> tuple[int, str, int, int, str]:
    entry = _about(row, material)
    return (
        SEVERITIES.index(row["severity"]),
        row["kind"],
        entry.number if entry else len(material.catalogue.entries),
        row["start_char"] or 0,
        row["finding_id"],
    )


def _about(row: Record, material: Material) -> Entry | None:
    """The report that a finding is about; of several the first."""
    named = [row["doc_id"]] if row["doc_id"] else _related(row)
    return next((entry for doc_id in named if (entry := material.catalogue.by_id.get(doc_id))), None)


def _related(row: Record) -> list[str]:
    return [doc_id for doc_id in (row["related"] or "").split(";") if doc_id]


def _finding_values(row: Record, material: Material, evidence: Evidence | None) -> list[Value]:
    words, entry = material.words, _about(row, material)
    report: Record = entry.report if entry else dict.fromkeys(_ABOUT)
    messages = [line(row["message_zh"]), line(row["message_en"])]
    if words.language == "en":
        messages.reverse()
    return [
        words(f"severity.{row['severity']}"),
        words.kind(row["kind"], "name") or row["kind"],
        entry.agency if entry else None,
        report["region_name"],
        report["report_year"],
        messages[0],
        evidence.words if evidence else None,
        words.kind(row["kind"], "do"),
        messages[1],
        material.page(report["doc_id"], evidence.page if evidence else None),
        material.source(report) if entry else None,
        _names(row, entry, material),
        words.kind(row["kind"], "why"),
        words.kind(row["kind"], "article"),
        report["source"],
        row["kind"],
        report["doc_id"],
        row["finding_id"],
    ]


def _names(row: Record, about: Entry | None, material: Material) -> str:
    """The other reports that a finding names."""
    others = [
        entry for doc_id in _related(row) if (entry := material.catalogue.by_id.get(doc_id)) and entry is not about
    ]
    named = [f"{entry.agency} {entry.year or ''}".strip() for entry in others[:_MOST_RELATED]]
    return "; ".join(named) + (f" (+{len(others) - _MOST_RELATED})" if len(others) > _MOST_RELATED else "")


# --- sections ------------------------------------------------------------------------------------------


def write_sections(book: Book, material: Material) -> Sheet:
    """A row per report, a column per statutory section with its state."""
    words = material.words
    states: Colours = {words(f"state.{state}"): _state_colour(state) for state in STATES}
    columns = [
        Column(words("column.agency"), "text", 40),
        Column(words("column.year"), "year", 8),
        *[Column(words(f"section.{key}"), "center", 16, states) for key in SECTIONS],
        Column(words("column.wrong"), "year", 10, _count_colours()),
        Column(words("column.region"), "text", 40),
        Column(words("column.published"), "date", 12),
        Column(words("column.page"), "link", 10),
        Column(words("column.url"), "link", 10),
    ]
    sheet = Sheet(book, words("sheet.sections"), columns, frozen=2, printed=12)
    for entry in material.reports():
        report = entry.report
        sheet.write(
            [
                entry.agency,
                entry.year,
                *[words(f"state.{entry.states[key]}") for key in SECTIONS],
                count_wrong(entry),
                report["region_name"],
                report["published"],
                material.page(entry.doc_id),
                material.source(report),
            ]
        )
    return _finish(sheet, material, "sections")


def _state_colour(state: str) -> str:
    """Red where something is missing, green where all is well, grey where nothing is asked or known."""
    if state in WRONG:
        return "red"
    return "green" if state in _FINE else "grey" if state in _SILENT else "amber"


def _count_colours() -> Colours:
    return {1: "red", 0: "green"}


def count_wrong(entry: Entry) -> int | None:
    """How many statutory sections of a report are missing or empty; None where no audit has told whether there are any."""
    wrong = sum(state in WRONG for state in entry.states.values())
    return None if not wrong and "no_heading" in entry.states.values() else wrong


def write_years(book: Book, material: Material) -> Sheet:
    """A row per agency, a column per year: how many statutory sections are missing or empty in its report."""
    words = material.words
    known = {entry.year for entry in material.reports() if entry.year is not None}
    years = range(min(known), max(known) + 1) if known else range(0)
    none, unknown = words("year.none"), words("year.unaudited")
    columns = [Column(words("column.agency"), "text", 40), Column(words("column.region"), "text", 36)]
    columns += [Column(str(year), "center", 8, {**_count_colours(), none: "amber", unknown: "grey"}) for year in years]
    sheet = Sheet(
        book, words("sheet.years"), [*columns, Column(words("column.agencies"), "text", 40)], printed=len(years) + 2
    )
    for agency_id, entries in material.catalogue.agencies.items():
        last = entries[-1]
        cells = _year_cells(entries, years, none, unknown)
        sheet.write([last.agency, last.report["region_name"], *cells, agency_id])
    return _finish(sheet, material, "reports")


def _year_cells(entries: Sequence[Entry], years: Sequence[int], none: str, unknown: str) -> Iterator[Value]:
    """For each year the worst of its reports; `none` where there are reports for years before and after."""
    counted: dict[int, list[int | None]] = {}
    for entry in entries:
        if entry.year is not None:
            counted.setdefault(entry.year, []).append(count_wrong(entry))
    for year in years:
        known = [number for number in counted.get(year, ()) if number is not None]
        if year in counted:
            yield max(known) if known else unknown
        else:
            is_between = bool(counted) and min(counted) < year < max(counted)
            yield none if is_between else None


# --- indicators ----------------------------------------------------------------------------------------


def write_panel(book: Book, material: Material) -> tuple[Sheet, list[str]]:
    """A row per report, a column per indicator that some report states; and the indicators that none does."""
    words = material.words
    stated: dict[str, dict[str, Value]] = {}
    seen: set[str] = set()
    for row in material.dataset.read("observations", "doc_id", "indicator", "value", "bound", "status", "agree"):
        stated.setdefault(row["doc_id"], {})[row["indicator"]] = figure(row)
        seen.add(row["indicator"])
    order = {theme: place for place, theme in enumerate(theme_order())}
    known = [indicator for indicator in codebook().values() if indicator.id in seen]
    known.sort(key=lambda indicator: order[theme_of(indicator.id)])
    sheet = Sheet(book, words("sheet.panel"), _panel_columns(words, known), frozen=2)
    for entry in material.reports():
        own = stated.get(entry.doc_id, {})
        sheet.write(
            [entry.agency, entry.year, entry.report["region_name"], *[own.get(each.id) for each in known], entry.doc_id]
        )
    return _finish(sheet, material, "observations"), [name for name in codebook() if name not in seen]


def _panel_columns(words: Words, known: Sequence[Any]) -> list[Column]:
    front = [
        Column(words("column.agency"), "text", 40),
        Column(words("column.year"), "year", 8),
        Column(words("column.region"), "text", 30),
    ]
    own = []
    for indicator in known:
        above = (words.of(theme_of(indicator.id)), indicator.id, indicator.unit)
        own.append(Column(words.indicator(indicator), "integer", 22, above=above))
    return [*front, *own, Column(words("column.doc_id"), "text", 20)]


def figure(row: Record) -> Value:
    """A value as it may be used: a bounded one is text, lest it be taken for an exact one; doubts are marked.

    >>> figure({"value": 100.0, "bound": ">", "agree": True, "status": "stated"})
    Styled(value='>100', style='bounded')
    """
    value: float = row["value"]
    if row["bound"]:
        return Styled(f"{row['bound']}{value:,.15g}", "bounded")
    mark = "*" if not row["agree"] else "?" if row["status"] == "inferred" else ""
    return Styled(value, ("integer" if value == int(value) else "decimal") + mark)


# --- reports -------------------------------------------------------------------------------------------


def write_reports(book: Book, material: Material) -> Sheet:
    """A row per document."""
    words = material.words
    sheet = Sheet(book, words("sheet.reports"), _report_columns(words), frozen=2, printed=19)
    for entry in material.catalogue.entries:
        sheet.write(_report_values(entry, material))
    return _finish(sheet, material, "reports")


def _report_columns(words: Words) -> list[Column]:
    wrong: Colours = {words("yes"): "red"}
    read: Colours = {words("read.failed"): "red", words("read.partial"): "amber"}
    styles = {"published": "date", "due": "date", "title": "wrap", "page": "link", "url": "link"}
    widths = {"agency": 40, "title": 56, "source": 44, "doc_id": 20, "page": 10, "url": 10, "year": 8}
    colours = {"hijacked": wrong, "status": read}
    names = (
        *("agency", "year", "type", "title", "sector", "level", "province", "prefecture", "county", "adcode"),
        *("published", "due", "regime", "status", "hijacked", "errors", "warnings", "infos", "wrong"),
        *("page", "url", "source", "doc_id", "agencies", "version"),
    )
    numbers = dict.fromkeys(("errors", "warnings", "infos", "wrong"), "integer") | {"year": "year"}
    return [
        Column(
            words(f"column.{name}"), (styles | numbers).get(name, "text"), widths.get(name, 24), colours.get(name, {})
        )
        for name in names
    ]


def _due(report: Record) -> date:
    """The legal deadline; that of departments for a township, which the law does not name."""
    return deadline(report["report_year"], is_government(report["agency"], report["sector"], report["level"]))


def _report_values(entry: Entry, material: Material) -> list[Value]:
    words, report = material.words, entry.report
    is_report = report["doc_type"] == "annual_report"
    counted = [entry.severities[severity] for severity in SEVERITIES]
    return [
        entry.agency,
        entry.year,
        words.named("type", report["doc_type"]),
        report["title"],
        words.named("sector", report["sector"]),
        words.named("level", report["level"]),
        report["province"],
        report["prefecture"],
        report["county"],
        report["adcode"],
        report["published"],
        _due(report) if entry.year and is_report else None,
        report["regime"] if is_report else None,
        words(f"read.{report['status']}"),
        words("yes") if report["hijacked"] else None,
        *counted,
        count_wrong(entry) if is_report else None,
        material.page(entry.doc_id),
        material.source(report),
        report["source"],
        entry.doc_id,
        report["agency_id"],
        report["parser_version"],
    ]
