"""What the site says in Chinese and English: its own words, and those of the codebook, the sectors and the findings."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from markupsafe import Markup

from parsers.codebook import codebook, indicators_by_cell
from parsers.findings import kinds
from parsers.form_words import name_indicator
from parsers.rules import read_rows
from pipeline.site.plain import line

FOR_SCRIPTS = (
    "nav", "agency", "bound", "compare", "filter", "level", "list", "scope", "section", "severity", "state", "status", "tip",
    "sort", "type", "sector", "region", "year", "report",
)  # fmt: skip
"""What the scripts need: words whose key begins with one of these."""


class Both(NamedTuple):
    """The same in Chinese and in English."""

    zh: str
    en: str


@cache
def words() -> dict[str, Both]:
    """All words by key: `words.csv`, and the sectors as `sector.ID`."""
    with (Path(__file__).parent / "words.csv").open(encoding="utf-8", newline="") as file:
        found = {row["key"]: Both(row["zh"], row["en"]) for row in csv.DictReader(file)}
    return found | {f"sector.{row['sector']}": Both(row["zh"], row["en"]) for row in read_rows("sectors.csv")}


def both(zh: str, en: str) -> Markup:
    """Both languages, of which the page shows one."""
    if zh == en:
        return Markup("{}").format(zh)
    return Markup('<span class="zh" lang="zh-CN">{}</span><span class="en" lang="en">{}</span>').format(zh, en)


@cache
def word(key: str) -> Markup:
    """Both languages of a word. Raises KeyError for an unknown key."""
    return both(*words()[key])


@cache
def sector_name(sector: str) -> Markup:
    """Both languages of a sector; its id for one that another version knew."""
    return both(*words().get(f"sector.{sector}", Both(sector, sector)))


@cache
def kind_facts(kind: str) -> dict[str, Both]:
    """What is declared of a kind of finding: its name; why it matters, what to do and its legal basis if told."""
    row = kinds().get(kind)
    if row is None:  # of a dataset that another version wrote
        return {"name": Both(kind, kind)}
    facts = {"name": Both(row["name_zh"], row["name_en"])}
    if row["why_zh"]:
        facts["why"] = Both(row["why_zh"], row["why_en"])
    if row["do_zh"]:
        facts["do"] = Both(row["do_zh"], row["do_en"])
    if row["article"]:
        facts["article"] = Both(row["article"], row["article"])
    return facts


def indicator_name(indicator: str) -> Both:
    """An indicator's label; its id for one that another version knew."""
    return Both(*name_indicator(indicator))


def script_words() -> dict[str, Any]:
    """What the scripts say, and what they need to tell a number's meaning."""
    return {
        "ui": {key: list(said) for key, said in words().items() if key.partition(".")[0] in FOR_SCRIPTS},
        "kinds": {kind: [*kind_facts(kind)["name"]] for kind in kinds()},
        "indicators": {
            each.id: [each.label_zh, each.label_en, each.unit, line(each.definition)] for each in codebook().values()
        },
        "parts": {
            "/".join((row["table"], row["part"], row["id"])): [row["zh"], row["en"]]
            for row in read_rows("form_words.csv")
        },
        "cells": {f"{edition}/{place}": each.id for (edition, place), each in indicators_by_cell().items()},
    }
