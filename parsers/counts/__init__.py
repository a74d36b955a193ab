"""Counts: the quantities of a report's running text, and what they mean."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from parsers.counts.clauses import JOINT, LONGEST, Phrase, find_phrases, is_mean
from parsers.counts.context import Context
from parsers.counts.flow import read_flow
from parsers.counts.indicators import Place, classify
from parsers.counts.lists import are_several, reduce
from parsers.counts.nouns import find_noun
from parsers.counts.parts import find_parts
from parsers.counts.quantities import find_quantities
from parsers.counts.scopes import YEAR, find_scope
from parsers.counts.subjects import find_subjects
from parsers.counts.zeros import Zero, find_objects, find_zeros
from parsers.folding import Folded
from parsers.records import Count, Section, Span

_SENTENCE = re.compile(r"[^。;!?\n]*")
_EACH = re.compile(r"(?:各|均为?|都是?)$")


class _Meaning(NamedTuple):
    """What a figure was found to be: its indicator, its scope, and the row that says so."""

    indicator: str | None = None
    scope: str = YEAR
    rule: str | None = None


class _Stated(NamedTuple):
    """A figure as the text states it; `span` and `clause` are places in the flow."""

    span: Span
    clause: Span
    value: float
    unit: str | None
    bound: str | None
    noun: str | None
    part_of: int | None


class _Reader:
    """Turns the phrases and zeros of one document into counts."""

    def __init__(self, folded: Folded, sections: Sequence[Section], skip: Sequence[Span], year: int | None) -> None:
        self.flow = read_flow(folded, sections, skip)
        self.context = Context(self.flow, sections)
        text = self.flow.text
        self.phrases = find_phrases(text, find_quantities(text))
        self.scopes = [find_scope(text, phrase, year) for phrase in self.phrases]
        is_of_year = [
            not scope and not is_mean(phrase) for scope, phrase in zip(self.scopes, self.phrases, strict=True)
        ]
        self.parts = find_parts(text, self.phrases, is_of_year)
        self.totals = {total for total in self.parts if total is not None}
        zeros = find_zeros(text, self.context.heading)
        self.zeros = [zero for zero in zeros if zero.start < self.context.end]
        self.counts: list[Count] = []
        self.numbers: dict[int, int] = {}  # index of a phrase → its count_no

    def read(self) -> tuple[Count, ...]:
        """All counts, in reading order."""
        starts = [zero.start for zero in self.zeros]
        zeros = iter(self.zeros)
        coming = next(zeros, None)
        for i, phrase in enumerate(self.phrases):
            while coming and coming.start <= phrase.quantity.start:
                self._add_zero(coming)
                coming = next(zeros, None)
            at = bisect_right(starts, phrase.quantity.start) - 1
            if at < 0 or phrase.quantity.start >= self.zeros[at].end:
                self._add_quantity(i)
        while coming:
            self._add_zero(coming)
            coming = next(zeros, None)
        return tuple(self.counts)

    def _add_zero(self, zero: Zero) -> None:
        """One count for each thing that a phrase denies."""
        for named in zero.objects:
            words = named.pattern.search(self.flow.text, zero.start, zero.end)
            noun = words.group() if words else None
            stated = _Stated(
                Span(zero.start, zero.end), Span(zero.begin, zero.finish), 0.0, named.unit, None, noun, None
            )
            self._add(stated, _Meaning(named.indicator, YEAR, named.id))

    def _add_quantity(self, i: int) -> None:
        """The count that a phrase states; several, if it says of several things that there are so many each."""
        phrase, quantity = self.phrases[i], self.phrases[i].quantity
        self.numbers[i] = len(self.counts)
        total = self.parts[i]
        stated = _Stated(
            span=Span(quantity.start, quantity.end),
            clause=Span(phrase.begin, max(phrase.finish, quantity.stop)),
            value=quantity.value,
            unit=quantity.unit,
            bound=quantity.bound,
            noun=find_noun(phrase.left, phrase.right, self._said(i)),
            part_of=None if total is None else self.numbers.get(total),
        )
        several = self._each(i, stated) if quantity.start < self.context.end else []
        for meaning in several if len(several) > 1 else [self._meaning(i, stated)]:
            self._add(stated, meaning)

    def _each(self, i: int, stated: _Stated) -> list[_Meaning]:
        """What there are so many of each: 复议、诉讼均为0件; 维持、尚未审结各1件. Empty if a thing named is no indicator."""
        left = self.phrases[i].left
        if stated.value != 0 and not _EACH.search(left):
            return []
        objects = find_objects(left)
        if len(objects) > 1 or not left.endswith("各"):
            return [_Meaning(named.indicator, YEAR, named.id) for named in objects]
        place = self._place(i, stated)
        words = [f"{name}#{stated.unit or ''}" for name in JOINT.split(left.removesuffix("各"))]
        rules = [classify(place._replace(near=near, reach=near)) for near in words]
        found = {rule.indicator: _Meaning(rule.indicator, YEAR, rule.id) for rule in rules if rule and rule.indicator}
        return list(found.values()) if len(found) == len(words) else []

    def _said(self, i: int) -> str | None:
        """What the total of a figure counts."""
        total = self.parts[i]
        number = None if total is None else self.numbers.get(total)
        return None if number is None or number >= len(self.counts) else self.counts[number].noun

    def _meaning(self, i: int, stated: _Stated) -> _Meaning:
        """What a figure is: of another scope than the year, or an indicator, or neither."""
        phrase, scope = self.phrases[i], self.scopes[i]
        if scope:
            return _Meaning(None, scope.scope, scope.id)
        if phrase.quantity.kind == "percent" or phrase.quantity.start >= self.context.end:
            return _Meaning()
        rule = classify(self._place(i, stated))
        return _Meaning(rule.indicator, YEAR, rule.id) if rule else _Meaning()

    def _place(self, i: int, stated: _Stated) -> Place:
        phrase, text = self.phrases[i], self.flow.text
        quantity = phrase.quantity
        stop = quantity.stop + len(phrase.right)
        reach = f"{text[phrase.before : quantity.head]}#{quantity.unit or ''}{phrase.right}"
        return Place(
            unit=quantity.unit,
            near=reduce(phrase.near),
            reach=reach,
            ahead=_SENTENCE.match(text, quantity.stop, quantity.stop + LONGEST).group(),  # type: ignore[union-attr]
            topics=self.context.topics(phrase.paragraph, quantity.start, stop) | self._roles(i, reach),
            parent=None if stated.part_of is None else self.counts[stated.part_of].indicator,
            sibling=self._sibling(phrase),
            section=self.context.subject(quantity.start),
        )

    def _roles(self, i: int, reach: str) -> frozenset[str]:
        """The topics `total` for a figure of which parts follow, `part` for one that is a part, `listed` for one that
        another follows after 、, `several` for one of several kinds of channels at once; and those of the sentence's subject.
        """
        phrase = self.phrases[i]
        roles = {
            "total": i in self.totals,
            "part": self.parts[i] is not None,
            "listed": self._is_listed(i),
            "several": are_several(phrase.near, reach),
        }
        said = find_subjects(self.flow.text[phrase.sentence : phrase.before])
        return said.union(role for role, holds in roles.items() if holds)

    def _is_listed(self, i: int) -> bool:
        """Whether another figure of the same unit follows after 、."""
        follows = self.phrases[i + 1] if i + 1 < len(self.phrases) else None
        stop, unit = self.phrases[i].quantity.stop, self.phrases[i].quantity.unit
        listed = follows is not None and follows.before == stop and follows.quantity.unit == unit
        return listed and self.flow.text.startswith("、", stop)

    def _sibling(self, phrase: Phrase) -> str | None:
        """The indicator of the figure of the year before this one, if it stands in the same paragraph."""
        paragraph = self.flow.span(phrase.paragraph, phrase.paragraph + 1).start
        for count in reversed(self.counts):
            if count.start_char < paragraph:
                return None
            if count.unit != "%" and count.scope == YEAR:
                return count.indicator
        return None

    def _add(self, stated: _Stated, meaning: _Meaning) -> None:
        start, end = self.flow.span(*stated.span)
        first, last = self.flow.span(*stated.clause)
        printed = self.flow.folded.printed
        self.counts.append(
            Count(
                count_no=len(self.counts),
                start_char=start,
                end_char=end,
                raw=printed[start:end],
                value=stated.value,
                unit=stated.unit,
                bound=stated.bound,
                noun=stated.noun,
                quote=printed[first:last],
                indicator=meaning.indicator,
                scope=meaning.scope,
                part_of=stated.part_of,
                section_key=self.context.key(stated.span.start),
                rule=meaning.rule,
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
