"""Annotated documents and sentences: reading them, and saying in clear words what is wrong with one.

The formats are described in `docs/gold.md`. What is checked here is only what the scorer relies on.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from parsers.codebook import codebook
from parsers.records import BOUNDS, DOC_TYPES, REGIMES, SECTION_KEYS
from pipeline.suggestions import near_names

Row = Mapping[str, Any]
Fields = Mapping[str, tuple[Any, ...]]
_NUMBER = (int, float)
_TEXT = str
_COUNT: Fields = {
    "raw": (_TEXT,),
    "value": _NUMBER,
    "unit": (_TEXT, None),
    "bound": (_TEXT, None),
    "indicator": (_TEXT, None),
}
_ROWS: Mapping[str, Fields] = {
    "sections": {"key": (_TEXT,), "heading": (_TEXT,)},
    "counts": {"quote": (_TEXT,), **_COUNT},
    "cells": {"table": (_TEXT,), "row": (_TEXT,), "column": (_TEXT,), "value": (*_NUMBER, None)},
}
_REPORT: Fields = {"doc_type": (_TEXT,), "hijacked": (bool,), "published": (_TEXT, None)}
_WHOSE: Fields = {**_REPORT, "agency": (_TEXT, None), "region_name": (_TEXT, None)}
_SENTENCE: Fields = {"id": (_TEXT,), "text": (_TEXT,), "section": (_TEXT, None), "year": (int, None), "counts": (list,)}
_DOMAINS = {"doc_type": DOC_TYPES, "regime": REGIMES, "bound": BOUNDS, "key": SECTION_KEYS, "section": SECTION_KEYS}
_WORDS = {str: "a text", int: "a number", float: "a number", bool: "true or false", list: "a list", dict: "an object"}


class GoldError(Exception):
    """Annotations that cannot be used; the message says where and why, for a user."""


@dataclass(frozen=True, slots=True)
class Annotated:
    """A document and what a careful reader took from it (`gold`, as read from `gold.json`).

    page: the document; None where only its `doc_id` is known.
    """

    name: str
    doc_id: str
    gold: Mapping[str, Any]
    page: Path | None = None


def read_gold(folder: Path) -> tuple[Annotated, ...]:
    """The annotated documents under `folder`, by name. Raises GoldError where one cannot be used, or there is none."""
    found = tuple(_read_annotated(path, folder) for path in sorted(folder.rglob("gold.json")))
    if not found:
        raise GoldError(f"no gold.json in {folder} or below")
    return found


def _read_annotated(path: Path, root: Path) -> Annotated:
    gold = _read_json(path)
    _check_document(gold, str(path))
    page = _find_page(path, gold.get("page"))
    name = path.parent.relative_to(root).as_posix()
    doc_id = hashlib.sha256(page.read_bytes()).hexdigest()[:16]
    return Annotated(path.parent.name if name == "." else name, doc_id, gold, page)


def _find_page(path: Path, named: str | None) -> Path:
    """The document that `path`, a gold.json, is about."""
    pages = [path.parent / named] if named else sorted(path.parent.glob("page.*"))
    if not pages or not pages[0].is_file():
        raise GoldError(f"{path}: no {named or 'page.*'} beside it")
    return pages[0]


def read_sentences(path: Path) -> tuple[Row, ...]:
    """The annotated sentences in a JSON file. Raises GoldError if one cannot be used, or there is none."""
    sentences = _read_json(path)
    if not isinstance(sentences, list) or not sentences:
        raise GoldError(f"{path}: should be a list of sentences")
    for number, sentence in enumerate(sentences):
        place = f"{path}: sentence {number + 1}"
        _check(sentence, _SENTENCE, place)
        for at, count in enumerate(sentence["counts"]):
            _check(count, _COUNT, f"{place} ({sentence['id']}), counts[{at}]")
    return tuple(sentences)


def _read_json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except json.JSONDecodeError as error:
        raise GoldError(f"{path}: not valid JSON, line {error.lineno} column {error.colno}: {error.msg}") from error
    except UnicodeDecodeError as error:
        raise GoldError(f"{path}: not UTF-8") from error
    except OSError as error:
        raise GoldError(f"{path}: cannot be read: {error.strerror}") from error


def _check_document(gold: Any, place: str) -> None:
    """A document needs its report; sections, counts and cells may each be left out."""
    _check(gold, {"report": (dict,)}, place)
    if not isinstance(gold.get("page", ""), str):
        raise GoldError(f"{place}: page should be a text")
    report = gold["report"]
    is_report = isinstance(report, dict) and report.get("doc_type") == "annual_report"
    _check(report, _WHOSE if is_report else _REPORT, f"{place}: report")
    for name, fields in _ROWS.items():
        rows = gold.get(name, [])
        if not isinstance(rows, list):
            raise GoldError(f"{place}: {name} should be a list")
        for number, row in enumerate(rows):
            _check(row, fields, f"{place}: {name}[{number}]")


def _check(row: Any, fields: Fields, place: str) -> None:
    """Whether a row has these fields with values of these kinds (None: null) and of their domains."""
    if not isinstance(row, dict):
        raise GoldError(f"{place}: should be an object")
    for name, kinds in fields.items():
        if name not in row:
            raise GoldError(f"{place}: {name} is missing")
        if not any(_is_a(row[name], kind) for kind in kinds):
            wanted = " or ".join(dict.fromkeys(_WORDS.get(kind, "null") for kind in kinds))
            raise GoldError(f"{place}: {name} should be {wanted}, not {json.dumps(row[name], ensure_ascii=False)}")
    _check_domains(row, place)


def _is_a(value: Any, kind: Any) -> bool:
    if value is None or kind is None:
        return value is kind
    return isinstance(value, kind) and (kind is bool or not isinstance(value, bool))


def _check_domains(row: Row, place: str) -> None:
    for name, domain in _DOMAINS.items():
        if row.get(name) is not None and row[name] not in domain:
            raise GoldError(f"{place}: {name} {row[name]!r} is none of {' '.join(domain)}")
    indicator = row.get("indicator")
    if indicator is not None and indicator not in codebook():
        raise GoldError(f"{place}: no indicator {indicator!r} in the codebook{near_names(indicator, codebook())}")
