"""The seven tables, derived from the records of `parsers.records`.

From this one declaration come the Arrow schemas that are written (with the pandas metadata that brings
nullable integers and booleans back as such), the rows of a report and their validation. The codebook
page and the data package are derived from it by `pipeline.codebook`.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import math
import types
import typing
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
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
_JOINED = ("agency", "sector", "level", "adcode", "report_year")


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
def _getter(record: Hashable) -> Callable[[Any], Row]:
    """A function from a record to the tuple of its values."""
    return attrgetter(*[f.name for f in dataclasses.fields(record)])


def report_rows(report: Report) -> Rows:
    """The rows of one report for each table.

    Raises SchemaError if a record breaks the schema.
    """
    doc_id = (report.provenance.doc_id,)
    joined = doc_id + tuple(getattr(report.identity, name) for name in _JOINED)
    head = _values(report.provenance) + _values(report.identity) + _values(report.outcome)
    rows: Rows = {
        "reports": [head],
        "sections": [doc_id + _values(record) for record in report.sections],
        "counts": [doc_id + _values(record) for record in report.counts],
        "cells": [doc_id + _values(record) for record in report.cells],
        "observations": [joined + _values(record) for record in report.observations],
        "checks": [doc_id + _values(record) for record in report.checks],
        "findings": finding_rows(report.provenance.doc_id, report.findings),
    }
    validate(rows, report.outcome.text)
    return rows


def _values(record: Any) -> Row:
    return _getter(type(record))(record)


def finding_rows(doc_id: str | None, findings: Iterable[Finding], stage: str = STAGE) -> list[Row]:
    """The rows of findings about one document; what is said twice is one row."""
    return [(finding_id(doc_id, record), stage, doc_id, *_values(record)) for record in dict.fromkeys(findings)]


def finding_id(doc_id: str | None, finding: Finding) -> str:
    """16 hex digits that depend on what is said of which document, not on when or in which order."""
    said = json.dumps([doc_id, *_values(finding)], ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


# --- validation ---------------------------------------------------------------------------------------


def validate(rows: Rows, text: str) -> None:
    """Check the rows of one document: nulls, types, domains, keys, and that offsets slice `text` to `raw`.

    Raises SchemaError naming the table, the column and the value.
    """
    for name, table in tables().items():
        if rows[name]:
            columns = dict(zip(table.names, zip(*rows[name], strict=True), strict=True))
            _validate_columns(table, columns)
            _validate_key(table, columns)
            _validate_offsets(table, columns, text)


def _validate_columns(table: Table, columns: dict[str, Row]) -> None:
    for field in table.fields:
        values = columns[field.name]
        kinds = set(map(type, values))
        if not kinds <= _allowed(field):
            raise SchemaError(f"{table.name}.{field.name} holds {_misfit(field, values)!r}, want {_wanted(field)}")
        if field.about.domain and not set(values) <= {*field.about.domain, None}:
            strange = sorted({*values} - {*field.about.domain, None}, key=str)
            raise SchemaError(f"{table.name}.{field.name} holds {strange[0]!r}, not one of {field.about.domain}")
        if not _writable(field, values):
            raise SchemaError(f"{table.name}.{field.name} holds a value that no file can hold (NaN, half a character)")


def _writable(field: Field, values: Row) -> bool:
    """Whether numbers are finite and strings can be encoded (a lone surrogate cannot)."""
    if field.type is float:
        return all(value is None or math.isfinite(value) for value in values)
    if field.type is str:
        try:
            "".join(filter(None, values)).encode()
        except UnicodeEncodeError:
            return False
    return True


@cache
def _allowed(field: Field) -> set[type]:
    """The types of the values of a column; a whole number may stand in a column of floats."""
    kinds = {field.type, int} if field.type is float else {field.type}
    return {*kinds, types.NoneType} if field.nullable else kinds


def _misfit(field: Field, values: Row) -> Any:
    return next(value for value in values if type(value) not in _allowed(field))


def _wanted(field: Field) -> str:
    return field.type.__name__ + (" or null" if field.nullable else "")


def _validate_key(table: Table, columns: dict[str, Row]) -> None:
    seen: set[Row] = set()
    for key in zip(*[columns[name] for name in table.key], strict=True):
        if key in seen:
            raise SchemaError(f"{table.name}: two rows with the key {key}")
        seen.add(key)


def _validate_offsets(table: Table, columns: dict[str, Row], text: str) -> None:
    if "start_char" not in columns:
        return
    starts, ends = columns["start_char"], columns["end_char"]
    raws = columns.get("raw") or columns.get("heading") or (None,) * len(starts)
    for start, end, raw in zip(starts, ends, raws, strict=True):
        if start is None and end is None:
            continue
        if start is None or end is None or not 0 <= start <= end <= len(text):
            raise SchemaError(f"{table.name}: the span {start}:{end} is none of a text of {len(text)} characters")
        if raw is not None and not _stands(table, text, start, end, raw):
            raise SchemaError(f"{table.name}: the span {start}:{end} holds {text[start:end][:60]!r}, not {raw[:60]!r}")


def _stands(table: Table, text: str, start: int, end: int, raw: str) -> bool:
    """Whether the span is the words; a section's heading is only its beginning."""
    return text.startswith(raw, start) if table.name == "sections" else text[start:end] == raw


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
    kind = getattr(pa, _ARROW[field.type])()
    return pa.field(field.name, kind, field.nullable, {key: value for key, value in about.items() if value})


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
