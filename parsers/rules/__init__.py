"""The rules as data: forms, codebook, vocabularies. Nothing here runs but the readers."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from functools import cache, cached_property
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent


def read_text(name: str) -> str:
    """The text of a rule file, e.g. `read_text("forms.json")`."""
    return (_FOLDER / name).read_text(encoding="utf-8")


@cache
def read_json(name: str) -> Any:
    """A rule file in JSON; all who read it share what is returned, so nobody changes it."""
    return json.loads(read_text(name))


def read_rows(name: str) -> list[dict[str, str]]:
    """The rows of a rule file in CSV, each a dict from column to text. Raises ValueError for one of another length."""
    lines = csv.reader(read_text(name).splitlines())
    columns = next(lines)
    return [dict(zip(columns, values, strict=True)) for values in lines]


class Pattern:
    """The pattern of a row, compiled when it is first tried: most rows say nothing about any one page.

    compile: makes the pattern of its text.
    """

    def __init__(self, text: str, compile: Callable[[str], re.Pattern[str]] = re.compile) -> None:
        self.text = text
        self._compile = compile

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return self._compile(self.text)

    @cached_property
    def search(self) -> Callable[..., re.Match[str] | None]:
        """As of a compiled pattern."""
        return self._compiled.search

    @cached_property
    def match(self) -> Callable[..., re.Match[str] | None]:
        """As of a compiled pattern."""
        return self._compiled.match

    @cached_property
    def fullmatch(self) -> Callable[..., re.Match[str] | None]:
        """As of a compiled pattern."""
        return self._compiled.fullmatch


@cache
def compile_kinds(name: str, flags: int = 0) -> dict[str, re.Pattern[str]]:
    """A rule file with columns `kind` and `pattern`: for each kind, one pattern for any of its rows.

    All who ask share what is returned, so nobody changes it.
    """
    kinds: dict[str, list[str]] = {}
    for row in read_rows(name):
        kinds.setdefault(row["kind"], []).append(f"(?:{row['pattern']})")
    return {kind: re.compile("|".join(patterns), flags) for kind, patterns in kinds.items()}
