"""The seven tables, derived from the records of `parsers.records`.

From this one declaration come the Arrow schemas that are written (with the pandas metadata that brings
nullable integers and booleans back as such), the rows of a report and their validation. The codebook
page and the data package are derived from it by `pipeline.dataset.dictionary`.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import math
import types
import typing
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import chain
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from parsers import records
from parsers.records import Column, Finding, Identity, Outcome, Provenance, Report, column

if TYPE_CHECKING:
    import pyarrow as pa

STAGE = "run"
Row = tuple[Any, ...]
Rows = dict[str, list[Row]]

_ARROW = {str: "string", int: "int64", float: "float64", bool: "bool_", date: "date32"}
_PANDAS = {str: "unicode", int: "int64", float: "float64", bool: "bool", date: "date"}
_NUMPY = {str: "object", int: "int64", float: "float64", bool: "bool", date: "object"}
_NUMPY_NULLABLE = _NUMPY | {int: "Int64", bool: "boolean"}
_RECORDS = (records.Section, records.Count, records.Cell, records.Observation, records.Check, Finding)
_JOINED = ("agency", "agency_id", "sector", "level", "adcode", "report_year")


class SchemaError(Exception):
    """A record breaks the declared schema: a mistake in the program, not in the document."""


@dataclass(frozen=True, slots=True)
class FindingKey:
    """What a finding carries in the dataset beside the finding itself."""

    finding_id: str = column("发现编号:由内容算出,各次运行不变", "Hash of what it says, stable over runs")
    stage: str = column("产生阶段", "Which stage found it; each replaces only its own", domain=("run", "audit"))
    doc_id: str | None = column("文档编号", "The document it is about, null if it is about several")


@dataclass(frozen=True, slots=True)
class Field:
    """A column of a table: its Python type, whether it may be null, and what it means."""

    name: str
    type: type
    nullable: bool
    about: Column


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the dataset. `key`: the columns that are unique together."""

    name: str
    zh: str
    en: str
    key: tuple[str, ...]
    fields: tuple[Field, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names in order."""
        return tuple(field.name for field in self.fields)


def _fields(record: type, only: Sequence[str] = ()) -> tuple[Field, ...]:
    """The columns that a record declares, all or the named ones."""
    hints = typing.get_type_hints(record)
    declared = {f.name: f for f in dataclasses.fields(record)}
    return tuple(_field(name, hints[name], declared[name].metadata["column"]) for name in only or declared)


def _field(name: str, hint: Any, about: Column) -> Field:
    """One column from its annotation: `int | None` is a nullable int."""
    options = typing.get_args(hint) if isinstance(hint, types.UnionType) else (hint,)
    (kind,) = [option for option in options if option is not types.NoneType]
    return Field(name, kind, types.NoneType in options, about)


@cache
def tables() -> dict[str, Table]:
    """The tables of the dataset by name, in the order of the contract."""
    doc_id = _fields(Provenance, ["doc_id"])
    reports = _fields(Provenance) + _fields(Identity) + _fields(Outcome)
    joined = doc_id + _fields(Identity, _JOINED)
    declared = (
        Table("reports", "报告", "One row per distinct source document", ("doc_id",), reports),
        Table(
            "sections",
            "章节",
            "One row per heading found, with the text under it",
            ("doc_id", "section_no"),
            doc_id + _fields(records.Section),
        ),
        Table(
            "counts",
            "正文中的数量",
            "One row per quantity stated in running text",
            ("doc_id", "count_no"),
            doc_id + _fields(records.Count),
        ),
        Table(
            "cells",
            "法定表格的单元格",
            "One row per cell of an official form",
            ("doc_id", "form_table", "instance", "row_id", "column_id"),
            doc_id + _fields(records.Cell),
        ),
        Table(
            "observations",
            "指标观测值",
            "One row per report and indicator: the one best value",
            ("doc_id", "indicator"),
            joined + _fields(records.Observation),
        ),
        Table(
            "checks",
            "勾稽检验",
            "One row per accounting identity tested",
            ("doc_id", "check_id", "scope"),
            doc_id + _fields(records.Check),
        ),
        Table(
            "findings",
            "待核事项",
            "One row per thing an auditor should look at",
            ("finding_id",),
            _fields(FindingKey) + _fields(Finding),
        ),
    )
    return {table.name: table for table in declared}


# --- rows ---------------------------------------------------------------------------------------------


@cache
def _getters() -> dict[type, Callable[[Any], Row]]:
    """For each kind of record, a function from the record to the tuple of its values."""
    kinds = (Provenance, Identity, Outcome, *_RECORDS)
    return {kind: attrgetter(*[f.name for f in dataclasses.fields(kind)]) for kind in kinds}


def report_rows(report: Report) -> Rows:
    """The rows of one report for each table.

    Raises SchemaError if a record breaks the schema.
    """
    doc_id = (report.provenance.doc_id,)
    joined = doc_id + tuple([getattr(report.identity, name) for name in _JOINED])
    head = [_getters()[type(part)](part) for part in (report.provenance, report.identity, report.outcome)]
    rows: Rows = {
        "reports": [tuple(chain.from_iterable(head))],
        "sections": _record_rows(doc_id, report.sections),
        "counts": _record_rows(doc_id, report.counts),
        "cells": _record_rows(doc_id, report.cells),
        "observations": _record_rows(joined, report.observations),
        "checks": _record_rows(doc_id, report.checks),
        "findings": finding_rows(report.provenance.doc_id, report.findings),
    }
    validate(rows, report.outcome.text)
    return rows


def _record_rows(front: Row, found: Sequence[Any]) -> list[Row]:
    """The values of records of one kind, behind those that they share."""
    return [front + values for values in map(_getters()[type(found[0])], found)] if found else []


def finding_rows(doc_id: str | None, findings: Iterable[Finding], stage: str = STAGE) -> list[Row]:
    """The rows of findings about one document; what is said twice is one row."""
    said = dict.fromkeys(map(_getters()[Finding], findings))
    return [(finding_id(doc_id, values), stage, doc_id, *values) for values in said]


def finding_id(doc_id: str | None, values: Row) -> str:
    """16 hex digits that depend on what is said of which document, not on when or in which order."""
    return hashlib.sha256(json.dumps([doc_id, *values], ensure_ascii=False).encode()).hexdigest()[:16]


# --- validation ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Rule:
    """What is allowed in the column at `place`: the types of its values and, if they are few, the values."""

    place: int
    field: Field
    types: frozenset[type]
    domain: frozenset[str | None] | None


@cache
def _rules(table: str) -> tuple[_Rule, ...]:
    return tuple(_rule(place, field) for place, field in enumerate(tables()[table].fields))


def _rule(place: int, field: Field) -> _Rule:
    """A whole number may stand in a column of floats."""
    kinds = {field.type, int} if field.type is float else {field.type}
    null = {types.NoneType} if field.nullable else set()
    domain = frozenset({*field.about.domain, None}) if field.about.domain else None
    return _Rule(place, field, frozenset(kinds | null), domain)


def validate(rows: Rows, text: str) -> None:
    """Check the rows of one document: nulls, types, domains, keys, and that offsets slice `text` to `raw`.

    Raises SchemaError naming the table, the column and the value.
    """
    for name, own in rows.items():
        if own:
            columns = list(zip(*own, strict=True))
            _validate_values(name, columns)
            _validate_key(name, columns)
            _validate_offsets(name, columns, text)


def _validate_values(table: str, columns: Sequence[Row]) -> None:
    strings: list[str | None] = []
    for rule in _rules(table):
        values = columns[rule.place]
        if not rule.types.issuperset(map(type, values)):
            raise SchemaError(_complaint(table, rule, rule.types, map(type, values)))
        if rule.domain is not None and not rule.domain.issuperset(values):
            raise SchemaError(_complaint(table, rule, rule.domain, values))
        if rule.field.type is str:
            strings += values
        elif rule.field.type is float and not all(map(math.isfinite, filter(None, values))):
            raise SchemaError(f"{table}.{rule.field.name} holds a number that is not finite")
    try:
        "".join(filter(None, strings)).encode()
    except UnicodeEncodeError as error:
        raise SchemaError(f"{table} holds a string that cannot be written: {error.reason}") from error


def _complaint(table: str, rule: _Rule, allowed: Iterable[Any], present: Iterable[Any]) -> str:
    """What stands in a column that may not."""
    strange = sorted({str(value) for value in present} - {str(value) for value in allowed})
    return f"{table}.{rule.field.name} holds {', '.join(strange)}; allowed: {', '.join(sorted(map(str, allowed)))}"


@cache
def _places(table: str, *names: str) -> tuple[int, ...] | None:
    """Where the named columns stand in a table; None if it has not all of them."""
    known = tables()[table].names
    return tuple(known.index(name) for name in names) if set(names).issubset(known) else None


def _validate_key(table: str, columns: Sequence[Row]) -> None:
    places = _places(table, *tables()[table].key) or ()
    keys = list(zip(*[columns[place] for place in places], strict=True))
    if len(set(keys)) < len(keys):
        twice = next(key for place, key in enumerate(keys) if key in keys[:place])
        raise SchemaError(f"{table}: two rows with the key {twice}")


def _validate_offsets(table: str, columns: Sequence[Row], text: str) -> None:
    """Each span lies in the text, and is what the row says is printed there (a heading begins its section)."""
    spans = _places(table, "start_char", "end_char")
    if spans is None:
        return
    starts, ends = columns[spans[0]], columns[spans[1]]
    length = len(text)
    for start, end in zip(starts, ends, strict=True):
        if start is None and end is None:
            continue
        if start is None or end is None or not 0 <= start <= end <= length:
            raise SchemaError(f"{table}: {start}:{end} is no span of a text of {length} characters")
    printed = _places(table, "raw") or _places(table, "heading")
    if printed is None:
        return
    if table == "sections":
        ends = tuple([start + len(heading) for start, heading in zip(starts, columns[printed[0]], strict=True)])
    for start, end, raw in zip(starts, ends, columns[printed[0]], strict=True):
        if start is not None and text[start:end] != raw:
            raise SchemaError(f"{table}: {start}:{end} is {text[start:end][:60]!r}, not {raw[:60]!r}")


# --- Arrow --------------------------------------------------------------------------------------------


@cache
def arrow_schema(name: str) -> pa.Schema:
    """The Arrow schema of a table, with descriptions and the metadata that pandas reads."""
    import pyarrow as pa

    table = tables()[name]
    metadata = {"description": table.en, "description_zh": table.zh, "pandas": _pandas_metadata(table)}
    return pa.schema([_arrow_field(field) for field in table.fields], metadata=metadata)


def _arrow_field(field: Field) -> pa.Field:
    import pyarrow as pa

    about = {"description": field.about.en, "description_zh": field.about.zh, "unit": field.about.unit}
    metadata = {key: value for key, value in about.items() if value}
    return pa.field(field.name, arrow_type(field), field.nullable, metadata)


def arrow_type(field: Field) -> pa.DataType:
    """The Arrow type of a column."""
    import pyarrow as pa

    kind: pa.DataType = getattr(pa, _ARROW[field.type])()
    return kind


def _pandas_metadata(table: Table) -> str:
    """What pandas is to make of the columns; its own version is left out, so that bytes do not depend on it."""
    columns = [
        {
            "name": field.name,
            "field_name": field.name,
            "pandas_type": _PANDAS[field.type],
            "numpy_type": (_NUMPY_NULLABLE if field.nullable else _NUMPY)[field.type],
            "metadata": None,
        }
        for field in table.fields
    ]
    return json.dumps({"index_columns": [], "column_indexes": [], "columns": columns})
