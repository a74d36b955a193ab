"""Parts: which figure is a part of which total.

Words say so (其中, 包括, a colon, 从类别看), or the figures that follow a total add up to it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from parsers.counts.clauses import Phrase
from parsers.counts.quantities import Quantity

LIST = 3
"""Figures that a list without a word for it has at least, if its total stands further back."""

NEARBY = 6
"""How many stretches of figures back a total may stand whose parts a paragraph lists."""

FARTHEST = 12
"""How many figures back the total of a list may stand."""

NAMED = 4
"""So many characters of a figure's words name it again."""

_SAME = ({"人", "名", "位"}, {"件", "宗", "起"}, {"篇", "条"}, {"场", "次"})
_CLOSED = re.compile(r"[^(]{0,4}\)")
_PART = re.compile(
    r"^中|其中|包括|包含|涵盖|(?<!不)含|里面|当中|内有|分别|细分|分类|类别|按.{1,10}(?:分|看|计)|从.{1,10}看|论|:"
)
_KINDS = re.compile(r"按.{1,10}(?:分|看|计)|从.{1,10}看|细分|分类|类别|论|主要内容")
_LOOSE = re.compile(rf":|{_KINDS.pattern}")


def _alike(part: Quantity, total: Quantity) -> bool:
    """Whether the one can be counted among the other."""
    same = part.unit == total.unit or any({part.unit, total.unit} <= units for units in _SAME)
    return same and part.kind not in ("percent", "money") and 0 < total.value >= part.value


class _Totals:
    """The totals whose parts are being listed, the innermost last: (index, what is left of its value)."""

    def __init__(self, phrases: Sequence[Phrase]) -> None:
        self.phrases = phrases
        self.open: list[tuple[int, float]] = []
        self.outside: int | None = None  # how many were open before a bracket was

    def start(self, index: int, is_bracketed: bool) -> None:
        if not self.open or self.open[-1][0] != index:
            if is_bracketed:
                self.outside = len(self.open)
            self.open.append((index, self.phrases[index].quantity.value))

    def close_bracket(self) -> None:
        if self.outside is not None:
            del self.open[self.outside :]
            self.outside = None

    def take(self, quantity: Quantity) -> int | None:
        """The innermost open total that `quantity` still fits into; what it does not fit is closed."""
        while self.open:
            index, left = self.open[-1]
            total = self.phrases[index].quantity
            if _alike(quantity, total) and quantity.value <= left:
                self.open[-1] = (index, left - quantity.value)
                return index
            if quantity.unit != total.unit:
                return None
            self.open.pop()
        return None


def _named(phrases: Sequence[Phrase], i: int, between: str) -> int | None:
    """The figure before `i` whose words the list beginning there repeats (不同意公开7件…。不同意公开的理由:)."""
    heading = between.rpartition(":")[0]
    for j in range(i - 1, max(-1, i - FARTHEST), -1) if heading else ():
        words = phrases[j].left
        if len(words) >= NAMED and words in heading and _alike(phrases[i].quantity, phrases[j].quantity):
            return j
    return None


def _total_for(phrases: Sequence[Phrase], parts: Sequence[int | None], i: int, is_loose: bool) -> int | None:
    """The total that the list beginning at `i` belongs to.

    It is the quantity before it that the part fits into; for a loose mark the last one in the paragraph that is itself no part.
    """
    for j in range(i - 1, max(-1, i - FARTHEST), -1):
        if phrases[j].paragraph != phrases[i].paragraph and not is_loose:
            return None
        if _alike(phrases[i].quantity, phrases[j].quantity) and not (is_loose and parts[j] is not None):
            return j
    return None


def _runs(phrases: Sequence[Phrase]) -> list[list[int]]:
    """Stretches of figures of one unit within a paragraph, percentages between them left out."""
    runs: list[list[int]] = []
    for i, phrase in enumerate(phrases):
        if phrase.quantity.kind == "percent":
            continue
        last = phrases[runs[-1][-1]] if runs else None
        if last and last.quantity.unit == phrase.quantity.unit and last.paragraph == phrase.paragraph:
            runs[-1].append(i)
        else:
            runs.append([i])
    return runs


def _exact(phrases: Sequence[Phrase], total: int, run: Sequence[int], least: int) -> int:
    """How many of the first of `run` (`least` or more) add up to exactly the value of `total`; 0 if none do."""
    whole, added = phrases[total].quantity, 0.0
    if not whole.value:
        return 0
    for count, i in enumerate(run, 1):
        quantity = phrases[i].quantity
        added += quantity.value
        if quantity.bound or whole.bound or added > whole.value or quantity.unit != whole.unit:
            return 0
        if added == whole.value and count >= least:
            return count
    return 0


def _sums(phrases: Sequence[Phrase]) -> dict[int, int]:
    """Parts that no word marks, but that add up to the figure before them: index → index of the total.

    Two or more parts right behind the total, or three or more that open a later paragraph and whose total is
    the nearest such figure before.
    """
    found: dict[int, int] = {}
    runs = _runs(phrases)
    for at, run in enumerate(runs):
        for place, total in enumerate(run):
            count = _exact(phrases, total, run[place + 1 :], 2) if total not in found else 0
            found |= {i: total for i in run[place + 1 : place + 1 + count]}
        if len(run) < LIST:
            continue
        for earlier in reversed(runs[max(0, at - NEARBY) : at]):
            totals = [i for i in earlier if i not in found and _exact(phrases, i, run, LIST) == len(run)]
            if totals and not any(i in found for i in run):
                found |= dict.fromkeys(run, totals[-1])
                break
    return found


def _forget(summed: dict[int, int], i: int) -> None:
    """Take from `i` on out of `summed` what adds up by chance only, as words say what it is a part of."""
    total = summed.get(i)
    while total is not None and summed.get(i) == total:
        del summed[i]
        i += 1


def _breaks_off(text: str, before: Phrase, phrase: Phrase) -> bool:
    """Whether a list that goes on to `before` ends there: with the sentence, unless by a semicolon."""
    between = text[before.quantity.stop : phrase.quantity.head]
    if before.paragraph != phrase.paragraph:
        return any(mark in between for mark in "。;!?\n")
    return any(mark in between for mark in "。!?\n")


def find_parts(text: str, phrases: Sequence[Phrase], is_of_year: Sequence[bool]) -> list[int | None]:
    """For each phrase the index of the total that it is a part of, or None.

    `is_of_year` tells figures of the year from others, which are neither totals nor parts.
    """
    of_year = [i for i, flag in enumerate(is_of_year) if flag]
    parts: list[int | None] = [None] * len(phrases)
    for place, total in enumerate(_parts(text, [phrases[i] for i in of_year])):
        parts[of_year[place]] = None if total is None else of_year[total]
    return parts


def _parts(text: str, phrases: Sequence[Phrase]) -> list[int | None]:
    """`find_parts` for phrases that are all of the year."""
    parts: list[int | None] = []
    totals, summed = _Totals(phrases), _sums(phrases)
    for i, phrase in enumerate(phrases):
        between = text[phrase.before : phrase.quantity.head]
        is_loose = bool(_LOOSE.search(between))
        opens = not i or phrases[i - 1].paragraph != phrase.paragraph
        if i and not is_loose and _breaks_off(text, phrases[i - 1], phrase):
            totals.open.clear()
        if _CLOSED.match(between):
            totals.close_bracket()
        if i and _PART.search(between) and not (opens and not _KINDS.search(between)):
            total = _named(phrases, i, between)
            if total is None:
                total = _total_for(phrases, parts, i, is_loose)
            else:
                _forget(summed, i)
            if total is not None:
                totals.start(total, "(" in between)
        total = totals.take(phrase.quantity)
        parts.append(summed.get(i, total))
    return parts
