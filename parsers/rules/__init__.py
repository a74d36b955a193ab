"""The rules as data: forms, codebook, vocabularies. Nothing here runs but the readers."""

from __future__ import annotations

import csv
import json
import re
from importlib import resources
from typing import Any


def read_text(name: str) -> str:
    """The text of a rule file, e.g. `read_text("forms.json")`."""
    return resources.files(__name__).joinpath(name).read_text(encoding="utf-8")


def read_json(name: str) -> Any:
    """A rule file in JSON."""
    return json.loads(read_text(name))


def read_rows(name: str) -> list[dict[str, str]]:
    """The rows of a rule file in CSV, each a dict from column to text."""
    return list(csv.DictReader(read_text(name).splitlines()))


def compile_kinds(name: str, flags: int = 0) -> dict[str, re.Pattern[str]]:
    """A rule file with columns `kind` and `pattern`: for each kind, one pattern for any of its rows."""
    kinds: dict[str, list[str]] = {}
    for row in read_rows(name):
        kinds.setdefault(row["kind"], []).append(f"(?:{row['pattern']})")
    return {kind: re.compile("|".join(patterns), flags) for kind, patterns in kinds.items()}
