"""What the workbook says, in Chinese or in English: its own words, and those of the site, the codebook and the findings."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from parsers.codebook import Indicator
from parsers.findings import kinds
from pipeline.site.words import Both
from pipeline.site.words import words as site_words

Language = Literal["zh", "en"]


def _read(name: str) -> list[dict[str, str]]:
    with (Path(__file__).parent / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def _words() -> Mapping[str, Both]:
    """The workbook's words by key, with those of the site that name what is in the dataset."""
    return {**site_words(), **{row["key"]: Both(row["zh"], row["en"]) for row in _read("words.csv")}}


@cache
def _themes() -> Mapping[str, Both]:
    return {row["prefix"]: Both(row["zh"], row["en"]) for row in _read("themes.csv")}


def theme_order() -> list[Both]:
    """The themes in the order of the sheet."""
    return list(dict.fromkeys(_themes().values()))


def theme_of(indicator: str) -> Both:
    """The theme that an indicator belongs to: that of the first part of its id. Raises KeyError if it has none."""
    return _themes()[indicator.partition(".")[0]]


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a language."""

    language: Language

    def __call__(self, key: str) -> str:
        """A word by its key. Raises KeyError for an unknown one."""
        return self.of(_words()[key])

    def of(self, both: Both) -> str:
        """The one of two."""
        return both.zh if self.language == "zh" else both.en

    def named(self, group: str, value: str | None) -> str | None:
        """The name of a value: of a sector, a level … ; the value itself where it has no name."""
        if value is None:
            return None
        both = _words().get(f"{group}.{value}")
        return self.of(both) if both else value

    def kind(self, kind: str, fact: str) -> str:
        """What `findings.csv` says of a kind: `name`, `why`, `do`, `article`; nothing for a kind it does not know."""
        row = kinds().get(kind, {})
        return row.get(f"{fact}_{self.language}") or row.get(fact) or ""

    def indicator(self, indicator: Indicator) -> str:
        """The label of an indicator."""
        return indicator.label_zh if self.language == "zh" else indicator.label_en
