"""Counts: the quantities of a report's running text, and what they mean."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from parsers.clauses import Phrase, find_parts, find_phrases
from parsers.context import Context
from parsers.flow import Flow, read_flow
from parsers.folding import Folded
from parsers.indicators import Place, classify
from parsers.quantities import find_quantities
from parsers.records import Count, Section, Span
from parsers.scopes import YEAR, Scope, find_scope
from parsers.zeros import HeadingAt, Object, Zero, find_objects, find_zeros

_EACH = re.compile(r"各$|均为?$|都是?$")


class _Headings(HeadingAt):
    """Looks up the heading above a place of the flow."""

    def __init__(self, flow: Flow, context: Context) -> None:
        self.flow, self.context = flow, context

    def __call__(self, at: int) -> str:
        section = self.context.section(self.flow.span(at, at + 1).start)
        return section.heading if section else ""


class _Reader:
    """Turns the phrases and zeros of one document into counts."""

    def __init__(self, folded: Folded, sections: Sequence[Section], skip: Sequence[Span], year: int | None) -> None:
        self.flow = read_flow(folded, sections, skip)
        self.year = year
        self.context = Context(self.flow, sections)
        self.section_starts = [self._flow_place(section.start_char) for section in sections]
        self.phrases = find_phrases(self.flow.text, find_quantities(self.flow.text))
        zeros = find_zeros(self.flow.text, _Headings(self.flow, self.context))
        self.zeros = [zero for zero in zeros if zero.start < self.context.end]
        self.scopes: list[Scope | None] = []
        self.counts: list[Count] = []
        self.numbers: dict[int, int] = {}  # index of a phrase → its count_no

    def _flow_place(self, printed: int) -> int:
        """Where the flow goes on at a printed place."""
        places = self.flow.folded.places
        folded = printed if places is None else bisect_right(places, printed - 1)
        piece = bisect_right(self.flow.offsets, folded) - 1
        return 0 if piece < 0 else self.flow.starts[piece] + folded - self.flow.offsets[piece]

    def read(self) -> tuple[Count, ...]:
        """All counts, in reading order."""
        text = self.flow.text
        self.scopes = [find_scope(text, phrase, self.year) for phrase in self.phrases]
        parts = find_parts(text, self.phrases, [scope is None or scope.scope == YEAR for scope in self.scopes])
        taken = [(zero.start, zero.end) for zero in self.zeros]
        items: list[tuple[int, int]] = [
            (phrase.quantity.start, i)
            for i, phrase in enumerate(self.phrases)
            if not any(start <= phrase.quantity.start < end for start, end in taken)
        ]
        items += [(zero.start, -i) for i, zero in enumerate(self.zeros, 1)]
        for _, item in sorted(items):
            if item < 0:
                self._add_zero(self.zeros[-item - 1])
            else:
                self._add(item, parts[item])
        return tuple(self.counts)

    def _add_zero(self, zero: Zero) -> None:
        for named in zero.objects:
            self._append((zero.start, zero.end), (zero.begin, zero.finish), 0.0, named.unit, named, None)

    def _add(self, i: int, part_of: int | None) -> None:
        phrase = self.phrases[i]
        quantity = phrase.quantity
        span, clause = (quantity.start, quantity.end), (phrase.begin, max(phrase.finish, quantity.stop))
        self.numbers[i] = len(self.counts)
        total = self.numbers.get(part_of) if part_of is not None else None
        several = find_objects(phrase.left) if quantity.value == 0 or _EACH.search(phrase.left) else ()
        if len(several) > 1:
            for named in several:
                self._append(span, clause, quantity.value, quantity.unit, named, quantity.bound, phrase, total)
            return
        scope = self.scopes[i]
        is_open = not scope and quantity.kind != "percent" and quantity.start < self.context.end
        named_by = classify(self._place(phrase, total)) if is_open else None
        self._append(span, clause, quantity.value, quantity.unit, named_by, quantity.bound, phrase, total, scope)

    def _place(self, phrase: Phrase, total: int | None) -> Place:
        text, quantity = self.flow.text, phrase.quantity
        stop = quantity.stop + len(phrase.right)
        printed = self.flow.span(quantity.start, quantity.end).start
        section = self.context.section(printed)
        key = section.section_key if section else None
        at = bisect_right(self.section_starts, quantity.start) - 1
        floor = self.section_starts[at] if section and at >= 0 else 0
        reach = f"{text[phrase.before : quantity.head]}#{quantity.unit or ''}{phrase.right}"
        return Place(
            unit=quantity.unit,
            near=phrase.near,
            reach=reach,
            topics=self.context.topics(phrase.paragraph, stop, floor, key),
            parent=self.counts[total].indicator if total is not None else None,
            sibling=self._sibling(phrase),
            section=key,
        )

    def _sibling(self, phrase: Phrase) -> str | None:
        """The indicator of the count before, if it stands in the same paragraph."""
        place = self.flow.span(phrase.paragraph, phrase.paragraph + 1).start
        for count in reversed(self.counts):
            if count.start_char < place:
                return None
            if count.unit != "%" and count.scope == YEAR:
                return count.indicator
        return None

    def _append(
        self,
        span: tuple[int, int],
        clause: tuple[int, int],
        value: float,
        unit: str | None,
        named: Object | object | None,
        bound: str | None,
        phrase: Phrase | None = None,
        part_of: int | None = None,
        scope: Scope | None = None,
    ) -> None:
        start, end = self.flow.span(*span)
        first, last = self.flow.span(*clause)
        printed = self.flow.folded.printed
        section = self.context.section(start)
        self.counts.append(
            Count(
                count_no=len(self.counts),
                start_char=start,
                end_char=end,
                raw=printed[start:end],
                value=value,
                unit=unit,
                bound=bound,
                noun=(phrase.left or phrase.right or None) if phrase else None,
                quote=printed[first:last],
                indicator=getattr(named, "indicator", None),
                scope=scope.scope if scope else YEAR,
                part_of=part_of,
                section_key=section.section_key if section else None,
                rule=getattr(named, "id", None) or (scope.id if scope else None),
            )
        )


def read_counts(
    folded: Folded, sections: Sequence[Section], skip: Sequence[Span], report_year: int | None
) -> tuple[Count, ...]:
    """Every quantity that the running text states, with what it means, in reading order.

    `skip` are the stretches (printed offsets) taken by official tables; `report_year` tells a figure
    for the year from another year's.
    """
    return _Reader(folded, sections, skip, report_year).read()
