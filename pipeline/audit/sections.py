"""Statutory sections of a report: missing, without a heading, empty, out of place; tables of the form that are not there."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import Any

from parsers.findings import finding
from parsers.folding import Folded, fold_characters
from parsers.form_words import Name, in_both
from parsers.records import Finding, Span
from parsers.regimes import FIRST_YEAR_OF_2019_LAW, NAMES, edition_due, required_sections
from parsers.section_content import OPENING, count_letters, find_content, is_pointer
from parsers.sections import squash
from parsers.tables.forms import titles
from pipeline.audit.corpus import Heading, Report

OPTIONAL = frozenset({"overview", "other"})
"""Sections that a report may lack: the law asks for 其他需要报告的事项 only where there are any, and not for an overview."""

TABLES = ("active", "requests", "proceedings")
"""The tables that the forms since 2019 put into the sections of the same names."""

LONGEST_TITLE = 40
"""Characters of a line that is the title of a statistics table."""

_NOTHING = Name("没有内容", "stands nothing")
_POINTER = Name("只有一句指引,所指内容不在其中:", "stands only a pointer to something that is not there: ")
"""What an empty section holds."""

_ANNOUNCES = re.compile(r"附[件表]|統計|统计表")
_ORDER = {"overview": 0, "active": 1, "requests": 2, "fees": 3, "proceedings": 3, "problems": 4, "other": 5}
"""Places of the sections in every edition; until 2018 fees and proceedings stand in either order."""


def required_by_law(report: Report) -> tuple[str, ...]:
    """The sections that a report has to have: by the law of its year, whatever its style; by its style if no year is known."""
    edition = edition_due(report.report_year) if report.report_year else report.regime or "2008"
    return required_sections(edition)


def check_headings(
    report: Report, headings: Sequence[Heading], folded: Folded, stated: Mapping[str, Span], elsewhere: frozenset[str]
) -> Iterator[Finding]:
    """Findings about the sections of a report.

    stated: the sections that figures were read for, with their place. elsewhere: keys of sections that stand in another
    document of the same report, an attachment.
    """
    if not headings and not elsewhere:
        yield finding("section.none")
    covered = {key for heading in headings for key in heading.keys} | elsewhere
    for key in required_by_law(report):
        if key not in covered:
            yield from _without_heading(key, headings, folded, stated.get(key))
    yield from _misplaced(headings)


def _without_heading(key: str, headings: Sequence[Heading], folded: Folded, stated: Span | None) -> Iterator[Finding]:
    """What is to be said of a section without a heading: whether what it asks for stands elsewhere in the text.

    stated: the place of a figure that belongs to it, if one was read.
    """
    name_zh, name_en = NAMES[key]
    names: dict[str, Any] = {"name_zh": name_zh, "name_en": name_en}
    if key == "overview":
        opening = folded.printed[: headings[0].start] if headings else folded.printed
        if headings or count_letters(opening) <= OPENING:
            found = count_letters(opening) > OPENING
            yield finding("section.unheaded" if found else "section.optional", subject=key, **names)
        return
    title_end = folded.text.find("\n") + 1
    place = find_content(key, folded, title_end) or stated
    if place is not None:
        yield finding("section.unheaded", place.start, place.end, subject=key, **names)
    elif place is None:
        yield finding("section.optional" if key in OPTIONAL else "section.missing", subject=key, **names)


def _misplaced(headings: Sequence[Heading]) -> Iterator[Finding]:
    """The fewest sections that would have to move for all to stand in the prescribed order."""
    first: dict[str, Heading] = {}
    for heading in headings:
        if heading.keys[0] in _ORDER:
            first.setdefault(heading.keys[0], heading)
    keys = list(first)
    for key in _out_of_order([_ORDER[key] for key in keys]):
        heading = first[keys[key]]
        name_zh, name_en = NAMES[keys[key]]
        end = heading.start + len(heading.heading)
        yield finding("section.misplaced", heading.start, end, subject=keys[key], name_zh=name_zh, name_en=name_en)


def _out_of_order(places: Sequence[int]) -> list[int]:
    """The indices of `places` that a longest run of places in order leaves out.

    >>> _out_of_order([1, 2, 3, 0, 4, 5]), _out_of_order([0, 1, 3, 2, 4])
    ([3], [2])
    """
    ends: list[tuple[int, int]] = []
    before: list[int | None] = []
    for index, place in enumerate(places):
        at = bisect_left(ends, (place + 1, -1))
        before.append(ends[at - 1][1] if at else None)
        ends[at : at + 1] = [(place, index)]
    kept: set[int] = set()
    last = ends[-1][1] if ends else None
    while last is not None:
        kept.add(last)
        last = before[last]
    return [index for index in range(len(places)) if index not in kept]


def check_empty(headings: Sequence[Heading], text: str, most: int, printed: Container[str]) -> Iterator[Finding]:
    """A finding for each statutory heading under which no more than `most` characters stand.

    printed: the official tables of the report. That of 2014 is no content of the section that it is appended to, unless
    the heading announces it; a remark that points to a table which is there is content.
    """
    for heading in headings:
        body = heading.start + len(heading.heading)
        words = text[body : heading.end]
        if heading.keys[0] == "topic" or _ANNOUNCES.search(heading.heading):
            continue
        if "statistics" in printed:
            words = _before_statistics(words)
        is_pointer_only = is_pointer(words) and not any(key in printed for key in heading.keys)
        if count_letters(words) <= most or is_pointer_only:
            what = Name(*(said + words.strip() for said in _POINTER)) if is_pointer_only else _NOTHING
            facts = {"heading": heading.heading.strip(), **in_both("what", what)}
            yield finding("section.empty", heading.start, body, subject=heading.keys[0], **facts)


def _before_statistics(body: str) -> str:
    """What stands under a heading before the title of a statistics table."""
    lines = body.split("\n")
    for number, line in enumerate(lines):
        words = squash(fold_characters(line))
        if len(words) <= LONGEST_TITLE and any(title in words for title in titles()):
            return "\n".join(lines[:number])
    return body


def check_form(report: Report, covered: Iterable[str], printed: Iterable[str]) -> Iterator[Finding]:
    """Tables of the form of the year that are not there, and a form that was no longer to be used.

    covered: keys of the headings under which something stands; printed: the official tables that it has.
    """
    if report.report_year is None or report.report_year < FIRST_YEAR_OF_2019_LAW:
        return
    due = edition_due(report.report_year)
    if report.regime is not None and report.regime < due:
        yield finding("form.outdated", year=report.report_year, written=report.regime, due=due)
    lacking = [table for table in TABLES if table in set(covered) and table not in set(printed)]
    for table in lacking:
        name_zh, name_en = NAMES[table]
        yield finding("form.missing", subject=table, name_zh=name_zh, name_en=name_en)
