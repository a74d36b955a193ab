"""Scope: which time or base a figure is of, by the rows of `rules/scopes.csv`.

Before the rows are tried, years are named by the report's own: 今年 the year reported on, 往年 an earlier
and 来年 a later one, so that a row says 往年 for 2018年 in a report for 2019; what is since the year's beginning
is told by the rows of `rules/since.csv`.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from parsers.counts.clauses import LONGEST, Phrase
from parsers.rules import Pattern, compile_kinds, read_rows

YEAR = "year"
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)年度?")
_FIRST_YEAR = 2008  # 《政府信息公开条例》 (国务院令第492号) took effect on 1 May of it


class Scope(NamedTuple):
    """A row: the scope, and what has to stand in the phrase, before, not in it, and after it."""

    id: str
    scope: str
    near: Pattern | None
    lead: Pattern | None
    without: Pattern | None
    after: Pattern | None


def _pattern(text: str) -> Pattern | None:
    return Pattern(text) if text else None


@cache
def scopes() -> tuple[Scope, ...]:
    """The rows, in order."""
    return tuple(
        Scope(row["id"], row["scope"], *(_pattern(row[key]) for key in ("near", "lead", "without", "after")))
        for row in read_rows("scopes.csv")
    )


def name_years(text: str, report_year: int | None) -> str:
    """`text` with years named by the report's own; since a day within it is since its beginning.

    >>> name_years("2018年为3件,2019年度5件", 2019)
    '往年为3件,今年5件'
    >>> name_years("自2008年5月1日条例实施以来受理3件", 2008)
    '自今年以来受理3件'
    """
    if report_year is None:
        return text

    def name(match: re.Match[str]) -> str:
        year = int(match[1])
        return "今年" if year == report_year else "往年" if year < report_year else "来年"

    since = compile_kinds("since.csv")
    named = since["year"].sub("今年以来", _YEAR.sub(name, text))
    return since["regulation"].sub("今年以来", named) if report_year == _FIRST_YEAR else named


def find_scope(text: str, phrase: Phrase, report_year: int | None) -> Scope | None:
    """The row that says that a figure is not simply one of the year, if one does."""
    near = name_years(phrase.near, report_year)
    head = phrase.quantity.head
    lead = name_years(text[phrase.sentence : head], report_year)
    after = ""
    for row in scopes():
        if row.near and not row.near.search(near):
            continue
        if row.lead and not row.lead.search(lead):
            continue
        if row.without and row.without.search(near):
            continue
        if row.after:
            after = after or name_years(text[phrase.quantity.stop : phrase.quantity.stop + LONGEST], report_year)
            if not row.after.search(after):
                continue
        return row
    return None
