"""Corpora of web text: a JSON object a line, the text or the page in one of its fields (`rules/corpus_fields.csv`)."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any, BinaryIO

from parsers.candidates import may_be_report
from parsers.records import ParseError
from parsers.rules import read_rows
from pipeline.archives.unpacking import Unpacking
from pipeline.inputs.known import Known, clean_address, clean_words

MAX_HEAD = 1 << 16
_OBJECT = re.compile(rb'(?:\xef\xbb\xbf)?[ \t\r\n\x1e]*\{[ \t\r\n]*["}]')
BLANK = b" \t\r\n\x1e"  # RFC 7464 parts records by the last of these


def read_corpus(stream: BinaryIO, unpacking: Unpacking) -> None:
    """Take the texts that may be reports out of a file of JSON lines; a line that cannot be read fails alone."""
    number = 0
    while line := stream.readline(unpacking.max_bytes + 1):
        number += 1
        try:
            if len(line) > unpacking.max_bytes:
                _skip_rest(stream, line)
                raise ParseError("行过长 (the line is too long)")
            if line.strip(BLANK):
                _take_record(_parse(line), number, unpacking)
        except ParseError as error:
            unpacking.fail(str(number), f"第 {number} 行 (line {number}): {error}")


def is_corpus(head: bytes) -> bool:
    """Whether a file begins like JSON lines."""
    return _OBJECT.match(head) is not None


def _skip_rest(stream: BinaryIO, line: bytes) -> None:
    while line and not line.endswith(b"\n"):
        line = stream.readline(MAX_HEAD)


def _parse(line: bytes) -> dict[str, Any]:
    try:
        record = json.loads(line.strip(BLANK).decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise ParseError(f"不是有效的 JSON (not valid JSON): {error}"[:300]) from error
    if not isinstance(record, dict):
        raise ParseError("不是 JSON 对象 (not a JSON object)")
    return record


def _take_record(record: dict[str, Any], number: int, unpacking: Unpacking) -> None:
    """A record that may be a report; its address, or its line's number where it has none, is its name."""
    found = _find_text(record)
    if found is None:
        raise ParseError("没有正文字段 (no field of text)")
    text, suffix = found
    address = _find(record, "url")
    title = clean_words(_find(record, "title"))
    if not may_be_report(address or "", title or text.lstrip()[:200].partition("\n")[0], text):
        unpacking.passed_over += 1
        return
    name = address or str(number)
    known = Known(
        url=clean_address(address),
        title=title,
        published=clean_words(_find(record, "published")),
        address=address or f"{unpacking.name}/{number}",
    )
    unpacking.budget.count_member()
    unpacking.add_bytes(name, text.encode("utf-8", "replace"), suffix, known)


def _find_text(record: dict[str, Any]) -> tuple[str, str] | None:
    """The text of a record, markup rather than what was made of it, with its extension; None without such a field."""
    for role, suffix in (("html", ".html"), ("text", ".txt")):
        text = _find(record, role)
        if text is not None:
            return text, suffix
    return None


def _find(record: dict[str, Any], role: str) -> str | None:
    """The first field of a role that is text."""
    for path in _fields()[role]:
        value: Any = record
        for key in path:
            value = value.get(key) if isinstance(value, dict) else None
        if isinstance(value, str):
            return value
    return None


@cache
def _fields() -> dict[str, tuple[tuple[str, ...], ...]]:
    """Role → the paths of its fields, in order."""
    by_role: dict[str, tuple[tuple[str, ...], ...]] = {}
    for row in read_rows("corpus_fields.csv"):
        by_role[row["role"]] = (*by_role.get(row["role"], ()), tuple(row["field"].split(".")))
    return by_role
