"""One report's facts for the eye: each with the sentence it stands in, the number highlighted."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from rich.padding import Padding
from rich.text import Text

from parsers.codebook import codebook
from pipeline.dataset.reading import check_dataset, read_table
from pipeline.dataset.schema import tables

if TYPE_CHECKING:
    from rich.console import Console

Record = dict[str, Any]
AROUND = 60
"""Characters of a long sentence that are shown before and behind the number."""
_MOST_NAMED = 5
_SENTENCE_END = re.compile(r"[。;;!!??\n]")
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
_IDENTITY = ("doc_type", "agency", "sector", "level", "region_name", "adcode", "report_year", "regime", "published")
_ORIGIN = ("source", "url", "attached_to", "format", "encoding", "copies", "status", "error", "spam", "parser_version")
_STATUS_STYLES = {"ambiguous": "yellow", "inferred": "cyan"}
SEVERITY_STYLES = {"error": "red", "warning": "yellow", "info": "dim"}
SEVERITY_MARKS = {"error": "●", "warning": "▲", "info": "○"}
"""Colours of the severities of findings, and signs, so that nothing depends on colour."""


class NoSuchDocumentError(Exception):
    """No document, or more than one, is meant; the message says which, for a user."""


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """The rows of one document: its row of `reports`, and those of the other tables by name."""

    report: Record
    rows: dict[str, list[Record]]


# --- reading ------------------------------------------------------------------------------------------


def read_document(dataset: Path, doc: str) -> DocumentFacts:
    """The rows of the document that `doc` means: a doc_id or its beginning, a source or a part of it.

    Raises NoSuchDocumentError if it means none or several, NoDatasetError.
    """
    check_dataset(dataset)
    listed = read_table(dataset, "reports", ["doc_id", "source"]).to_pydict()
    doc_id = find_document(list(zip(listed["doc_id"], listed["source"], strict=True)), doc)
    wanted = [("doc_id", "==", doc_id)]
    rows = {name: read_table(dataset, name, filters=wanted).to_pylist() for name in tables()}
    return DocumentFacts(rows.pop("reports")[0], rows)


def find_document(listed: list[tuple[str, str]], doc: str) -> str:
    """The doc_id that is meant, given each document's doc_id and source; the most exact reading wins.

    >>> find_document([("ab12", "x/one.html"), ("cd34", "x/two.html")], "two")
    'cd34'
    """
    readings = (
        [doc_id for doc_id, source in listed if doc in (doc_id, source)],
        [doc_id for doc_id, _ in listed if doc_id.startswith(doc.lower())],
        [doc_id for doc_id, source in listed if doc in source],
    )
    meant = next((found for found in readings if found), [])
    if not meant:
        raise NoSuchDocumentError(f"no document {doc!r} among {len(listed)}")
    if len(meant) > 1:
        names = [f"{doc_id} {source}" for doc_id, source in listed if doc_id in set(meant[:_MOST_NAMED])]
        more = f"\n  … and {len(meant) - _MOST_NAMED} more" if len(meant) > _MOST_NAMED else ""
        raise NoSuchDocumentError(f"{doc!r} may mean {len(meant)} documents:\n  " + "\n  ".join(names) + more)
    return meant[0]


# --- showing ------------------------------------------------------------------------------------------


class Line(NamedTuple):
    """A line to print; where it is wrapped, all of it is indented."""

    text: Text
    indent: int = 0


def show_document(facts: DocumentFacts, console: Console) -> None:
    """Print everything read from a document."""
    report, rows = facts.report, facts.rows
    show_heading(facts, console)
    parts: dict[str, Iterable[Line]] = {
        "sections 章节": map(Line, map(_section, rows["sections"])),
        "observations 观测值": _with_evidence(rows["observations"], report["text"], _observation),
        "counts 数量": _with_evidence(rows["counts"], report["text"], _count),
        "cells 单元格": _cells(rows["cells"]),
        "checks 勾稽检验": map(Line, _checks(rows["checks"])),
        "findings 待核事项": _with_evidence(rows["findings"], report["text"], _finding),
    }
    for heading, lines in parts.items():
        print_lines(console, heading, list(lines))


def show_heading(facts: DocumentFacts, console: Console) -> None:
    """Print what is known of a document as a whole."""
    title = Text(visible(facts.report["title"] or facts.report["source"]), style="bold")
    lines = map(Line, (title, _facts(facts.report, _IDENTITY), _facts(facts.report, _ORIGIN)))
    print_lines(console, "", list(lines))


def print_lines(console: Console, heading: str, lines: list[Line]) -> None:
    """Print lines under a heading; nothing if there are none."""
    if lines and heading:
        console.print()
        console.print(Text(heading, style="bold underline"))
    for line in lines:
        if console.is_terminal:
            console.print(Padding(line.text, (0, 0, 0, line.indent)))
        else:
            console.print(Text(" " * line.indent).append_text(line.text), soft_wrap=True)


def _facts(report: Record, names: Iterable[str]) -> Text:
    """`name value` pairs of what is known."""
    line = Text()
    for name in names:
        if report[name] is not None:
            line.append("  " if line else "").append(f"{name} ", style="dim").append(visible(str(report[name])))
    return line


def _section(row: Record) -> Text:
    keys = ", ".join(filter(None, (row["section_key"], row["also"])))
    return Text(f"{keys:<12} ", style="green").append(visible(row["heading"]), style="default")


def _with_evidence(rows: Iterable[Record], text: str, describe: Callable[[Record], Text]) -> Iterator[Line]:
    """A line on each record, and below it the sentence that it stands in."""
    for row in rows:
        yield Line(describe(row))
        if row["start_char"] is not None and row["end_char"] > row["start_char"]:
            yield Line(quote_evidence(text, row["start_char"], row["end_char"]), 4)


def _observation(row: Record) -> Text:
    line = _value(row, row["unit"]).append("  ").append(_indicator_name(row["indicator"]), style="green")
    line.append(f"  {row['cell'] or row['rule'] or row['origin']}", style="dim")
    line.append(f"  {row['status']}", style=_STATUS_STYLES.get(row["status"], "dim"))
    if row["mentions"] > 1:
        line.append(f"  {row['mentions']} mentions" + ("" if row["agree"] else ", which disagree"), style="dim")
    return line


def _count(row: Record) -> Text:
    line = Text(f"{row['count_no']:>3}  ", style="dim").append_text(_value(row, row["unit"]))
    line.append(f"  {visible(row['noun'] or '')}")
    if row["indicator"]:
        line.append(f"  {_indicator_name(row['indicator'])}", style="green")
    about = (row["scope"] if row["scope"] != "year" else None, row["section_key"], row["rule"])
    line.append("".join(f"  {each}" for each in about if each), style="dim")
    if row["part_of"] is not None:
        line.append(f"  part of {row['part_of']}", style="dim")
    return line


def _value(row: Record, unit: str | None) -> Text:
    bound = row["bound"] or ""
    return Text(f"{bound}{row['value']:.15g}", style="bold cyan").append(f" {unit or ''}", style="default")


def _indicator_name(indicator: str) -> str:
    known = codebook().get(indicator)
    return f"{indicator} {known.label_zh} {known.label_en}" if known else indicator


def _cells(rows: list[Record]) -> Iterator[Line]:
    """A line for each row of each table: its label, then what stands in its columns."""
    for (form, name, instance), table in groupby(rows, itemgetter("form", "form_table", "instance")):
        yield Line(Text(f"{name} ({form})" + (f" no. {instance + 1}" if instance else ""), style="green"))
        for _, cells in groupby(table, itemgetter("row_id")):
            yield Line(_row(list(cells)), 2)


def _row(cells: list[Record]) -> Text:
    line = Text(visible(cells[0]["label"]))
    for cell in cells:
        line.append(f"  {cell['column_id']} ", style="dim").append_text(_cell_value(cell))
    return line


def _cell_value(row: Record) -> Text:
    if row["status"] in ("blank", "not_applicable"):
        return Text(visible(row["raw"]) or "·", style="dim")
    value = " ".join(visible(row["raw"]).split()) if row["value"] is None else f"{row['value']:.15g}"
    return Text(value, style=_STATUS_STYLES.get(row["status"], "bold cyan"))


def _checks(rows: list[Record]) -> Iterator[Text]:
    if rows:
        names = {True: "passed", False: "failed", None: "not testable"}
        numbers = Counter(names[row["passed"]] for row in rows)
        yield Text(", ".join(f"{number} {name}" for name, number in numbers.most_common()))
    for row in rows:
        if row["passed"] is False:
            sides = f"{row['left_value']:.15g} ≠ {row['right_value']:.15g}"
            yield Text(f"{row['check_id']}  {row['scope']}  {sides}", style="yellow")


def _finding(row: Record) -> Text:
    line = Text(f"{row['severity']} ", style=SEVERITY_STYLES[row["severity"]]).append(row["kind"], style="default")
    return line.append(f"  {visible(row['message_zh'])}").append(f"  {visible(row['message_en'])}", style="dim")


# --- text ---------------------------------------------------------------------------------------------


def quote_evidence(text: str, start: int, end: int) -> Text:
    """The sentence (or line) round `text[start:end]`, cut where it is long, that stretch highlighted."""
    first = max((m.end() for m in _SENTENCE_END.finditer(text, max(0, start - AROUND), start)), default=None)
    before = text[max(0, start - AROUND) if first is None else first : start].lstrip()
    cut = first is None and start > AROUND
    stop = _SENTENCE_END.search(text, end)
    last = min(stop.end() if stop else len(text), end + AROUND)
    behind = text[end:last].rstrip()
    quoted = Text("…" if cut else "").append(visible(before))
    quoted.append(visible(text[start:end]), style="bold reverse")
    return quoted.append(visible(behind)).append("" if stop and stop.end() == last else "…")


def visible(text: str) -> str:
    """Text that is safe on a terminal: tabs and ends of lines as spaces, other control characters as `\\x1b`.

    >>> visible("1\\t2\\x1b[31m")
    '1 2\\\\x1b[31m'
    """
    return _UNSEEN.sub(lambda m: " " if m[0] in "\t\n\r" else m[0].encode("unicode_escape").decode(), text)
