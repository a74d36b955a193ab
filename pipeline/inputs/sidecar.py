"""The sidecar of a download: `<file>.meta.json`, what is known of it beside its bytes.

Written by `nianbao fetch`, read by `nianbao run`; anyone else's downloader may write one too. It is one
JSON object; every key may be missing, unknown ones are let be.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from parsers.records import ParseError

SUFFIX = ".meta.json"
MAX_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class Sidecar:
    """What is known of a download.

    url: where it was had, after redirects. fetched: when, as ISO 8601 with its zone. status: of HTTP. headers: the
    answer's, names in lower case. sha256: of the bytes, 64 hex digits. parent: address of the page that links to it, for
    an attachment. title: the words of that link.
    """

    url: str | None = None
    fetched: str | None = None
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    sha256: str | None = None
    parent: str | None = None
    title: str | None = None


def format_sidecar(sidecar: Sidecar) -> str:
    """The text of a sidecar: keys in the order of the fields, what is not known left out."""
    known = {name: value for name, value in asdict(sidecar).items() if value not in (None, {})}
    return json.dumps(known, ensure_ascii=False, indent=2) + "\n"


def parse_sidecar(data: bytes) -> Sidecar:
    """The sidecar in a file's bytes; raises ParseError if it is no JSON object or a value is of the wrong type."""
    try:
        values = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise ParseError(f"{SUFFIX} 不是有效的 JSON (not valid JSON)") from error
    if not isinstance(values, dict):
        raise ParseError(f"{SUFFIX} 不是 JSON 对象 (not a JSON object)")
    known = {each.name: values[each.name] for each in fields(Sidecar) if values.get(each.name) is not None}
    for name, value in known.items():
        if not _is_typed(name, value):
            raise ParseError(f"{SUFFIX} 的 {name} 类型不对 ({name} is of the wrong type)")
    return Sidecar(**known)


def _is_typed(name: str, value: Any) -> bool:
    if name == "status":
        return type(value) is int
    if name == "headers":
        return isinstance(value, dict) and all(isinstance(each, str) for each in value.values())
    return isinstance(value, str)
