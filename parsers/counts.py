"""Counts: the quantities of a report's running text, and what they mean."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from functools import cache

import regex

from parsers.clauses import Phrase, find_phrases
from parsers.flow import Flow, read_flow
from parsers.folding import Folded
from parsers.indicators import Place, classify
from parsers.quantities import find_quantities
from parsers.records import Count, Section, Span
from parsers.rules import read_rows
from parsers.zeros import Zero, find_zeros


@cache
def _topics() -> regex.Pattern[str]:
    return regex.compile("|".join(f"(?P<{row['topic']}>{row['pattern']})" for row in read_rows("topics.csv")))


class _Places:
    """Looks up what holds at a place of the flow: its section, the topic under way."""

    def __init__(self, flow: Flow, sections: Sequence[Section]) -> None:
        self.flow = flow
        self.sections = sections
        self.section_starts = [section.start_char for section in sections]
        mentions = [(match.start(), match.lastgroup) for match in _topics().finditer(flow.text)]
        self.topic_starts = [start for start, _ in mentions]
        self.topics: list[str] = [topic for _, topic in mentions]

    def section(self, printed: int) -> str | None:
        at = bisect_right(self.section_starts, printed) - 1
        if at < 0 or self.sections[at].end_char <= printed:
            return None
        return self.sections[at].section_key

    def topic(self, paragraph: int, end: int, section: str | None) -> str | None:
        at = bisect_right(self.topic_starts, end - 1) - 1
        if at >= 0 and self.topic_starts[at] >= paragraph:
            return self.topics[at]
        return section


def _count(phrase: Phrase, places: _Places, number: int) -> Count:
    """The count that a phrase states."""
    flow, quantity = places.flow, phrase.quantity
    start, end = flow.span(quantity.start, quantity.end)
    section = places.section(start)
    reach = quantity.stop + len(phrase.right)
    place = Place(section, places.topic(phrase.paragraph, reach, section), flow.text[phrase.sentence : reach])
    rule = None if quantity.kind == "percent" else classify(phrase, place)
    first, last = flow.span(phrase.begin, max(phrase.finish, quantity.stop))
    return Count(
        count_no=number,
        start_char=start,
        end_char=end,
        raw=flow.folded.printed[start:end],
        value=quantity.value,
        unit=quantity.unit,
        bound=quantity.bound,
        noun=phrase.left or phrase.right or None,
        quote=flow.folded.printed[first:last],
        indicator=rule.indicator if rule else None,
        scope="year",
        part_of=None,
        section_key=section,
        rule=rule.id if rule else None,
    )


def _zero_count(zero: Zero, indicator: str, unit: str, places: _Places, number: int) -> Count:
    """The count of nothing that words state."""
    flow = places.flow
    start, end = flow.span(zero.start, zero.end)
    first, last = flow.span(zero.begin, zero.finish)
    return Count(
        count_no=number,
        start_char=start,
        end_char=end,
        raw=flow.folded.printed[start:end],
        value=0.0,
        unit=unit,
        bound=None,
        noun=zero.noun,
        quote=flow.folded.printed[first:last],
        indicator=indicator,
        scope="year",
        part_of=None,
        section_key=places.section(start),
        rule=zero.rule,
    )


def read_counts(
    folded: Folded, sections: Sequence[Section], skip: Sequence[Span], report_year: int | None
) -> tuple[Count, ...]:
    """Every quantity that the running text states, with what it means, in reading order.

    `skip` are the stretches (printed offsets) taken by official tables; `report_year` tells a figure
    for the year from another year's.
    """
    flow = read_flow(folded, sections, skip)
    places = _Places(flow, sections)
    phrases = find_phrases(flow.text, find_quantities(flow.text))
    zeros = find_zeros(flow.text)
    taken = [(zero.start, zero.end) for zero in zeros]
    found: list[tuple[int, Phrase | Zero]] = [
        (p.quantity.start, p) for p in phrases if not any(a <= p.quantity.start < b for a, b in taken)
    ]
    found += [(zero.start, zero) for zero in zeros]
    counts: list[Count] = []
    for _, item in sorted(found, key=lambda pair: pair[0]):
        if isinstance(item, Zero):
            for indicator, unit in item.indicators:
                counts.append(_zero_count(item, indicator, unit, places, len(counts)))
        else:
            counts.append(_count(item, places, len(counts)))
    return tuple(counts)
