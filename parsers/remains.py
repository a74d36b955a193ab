"""What is left in a report from the text that it was made of: words of a template, work of another year.

All functions take a folded text; spans are those of the printed one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from parsers.folding import Folded
from parsers.rules import compile_kinds, read_rows

LONGEST = 24
"""Characters of a remains that are quoted."""


class Remains(NamedTuple):
    """Words left over, and their span in the printed text."""

    words: str
    start: int
    end: int


@cache
def _template() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{row['pattern']})" for row in read_rows("remains.csv")))


def find_template_remains(folded: Folded) -> list[Remains]:
    """Each different remains of a template (XX, 某某, blanks to be filled), in reading order, with the word behind it."""
    found: dict[str, Remains] = {}
    for match in _template().finditer(folded.text):
        start, end = folded.span(*match.span())
        around = _QUOTE.match(folded.text, match.end())
        words = folded.text[match.start() : around.end() if around else match.end()][:LONGEST]
        found.setdefault(words, Remains(words, start, end))
    return list(found.values())


_QUOTE = re.compile(r"[\u4e00-\u9fff]{0,4}")


@cache
def _telling() -> dict[str, re.Pattern[str]]:
    """By kind: a sentence that begins with a year and goes on to tell (told), one that is but a date (signed), and the
    words that say how it tells of the year (compared, planned, counted)."""
    return compile_kinds("other_years.csv")


def find_stale_years(folded: Folded, year: int) -> Iterator[tuple[int, Remains]]:
    """Sentences that tell of another year as if it were the year reported on: the first one of each year.

    A sentence of an earlier year that compares, dates or sums up is none; of a later year, none that tells of plans.

    >>> from parsers.folding import fold
    >>> list(find_stale_years(fold("2018年,我局公开信息12条。"), 2019))
    [(2018, Remains(words='2018年,我局公开信息12条', start=0, end=15))]
    """
    seen = {year}
    for match in _telling()["told"].finditer(folded.text):
        other = int(match["year"])
        if other in seen or _telling()["signed"].match(match["told"]):
            continue
        if _telling()["compared"].search(match["told"]) or (other > year and not _is_done(match["told"])):
            continue
        seen.add(other)
        start, end = folded.span(match.start("year"), match.end())
        yield other, Remains(folded.text[match.start("year") : match.end()][: 2 * LONGEST], start, end)


def _is_done(told: str) -> bool:
    """Whether a sentence tells of figures and not of plans."""
    return bool(_telling()["counted"].search(told)) and not _telling()["planned"].search(told)
