"""Which edition of the rules a report is written in, and the sections that edition requires."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from parsers.findings import finding
from parsers.folding import fold_characters
from parsers.records import Finding, Section
from parsers.rules import read_json
from parsers.sections import squash

FIRST_YEAR_OF_2021_FORM = 2021
"""国办公开办函〔2021〕30号 of 2021-09-26 was first used for the reports on 2021."""


@cache
def required_sections(regime: str) -> tuple[str, ...]:
    """Keys of the sections that an edition requires (条例 of 2007, art. 32; of 2019, art. 50)."""
    for row in read_json("forms.json")["regimes"]:
        if row["id"] == regime:
            return tuple(row["required_sections"])
    raise KeyError(regime)


def find_regime(printed: str | None, sections: Sequence[Section], report_year: int | None) -> str:
    """The edition a report is written in: that of its tables, else the one whose headings it uses.

    printed: edition of the official tables on the page, None if there are none. Without tables, the heading
    收到和处理政府信息公开申请情况 tells the editions of 2019 and 2021, and only the year tells those two apart.
    """
    if printed:
        return printed
    if any("收到和处理" in squash(fold_characters(section.heading)) for section in sections):
        return "2021" if report_year and report_year >= FIRST_YEAR_OF_2021_FORM else "2019"
    return "2008"


def missing_sections(regime: str, sections: Sequence[Section]) -> Iterator[Finding]:
    """A finding for each required section that no heading covers; one alone where there are no headings."""
    if not sections:
        yield finding("section.none")
        return
    covered = {section.section_key for section in sections}
    for section in sections:
        covered.update((section.also or "").split(";"))
    for key in required_sections(regime):
        if key not in covered:
            yield finding("section.missing", section=key)
