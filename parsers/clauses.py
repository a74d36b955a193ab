"""Clauses: the words around a quantity that say what it counts.

A quantity's phrase is what stands between it and the one before (or the next punctuation), with the
quantity itself as `#`: 收到政府信息公开申请#件. What a phrase leaves unsaid is looked up in the words before
it, as far back as the sentence or the paragraph goes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import regex

from parsers.quantities import Quantity

_SENTENCE = "。;!?\n"
_POINT = regex.compile(r"[,。;:!?()\n]")
_LEFT = regex.compile(r"(?r)[,。;:!?()\n]")
_STOP = regex.compile(r"(?r)[。;!?\n]")
_EMPTY = regex.compile(
    r"(?:共|总|合|累|计|达|到|为|有|是|约|近|其中|全年|年内|全部|已|均|各|分别|数量|总数|总量|及时|先后|本年度?|今年|当年|占|就|了|的|公布|发布|[\"“”‘’、\d年])*"
)
_JOINT = regex.compile(r"(?:、|和|与|及|以及|或)")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A quantity with its words. All places are in the flow.

    left, right: the words just before and behind it; begin, finish: its clause; sentence: where its
    sentence begins; paragraph: where its paragraph begins.
    """

    quantity: Quantity
    left: str
    right: str
    begin: int
    finish: int
    sentence: int
    paragraph: int

    @property
    def near(self) -> str:
        """The phrase with the quantity as `#` and its unit."""
        return f"{self.left}#{self.quantity.unit or ''}{self.right}"


def _after(text: str, pattern: regex.Pattern[str], low: int, at: int) -> int:
    """Where the piece begins that ends at `at`: behind the last match of a reversed pattern."""
    match = pattern.search(text, low, at)
    return match.end() if match else low


def _right_end(text: str, stop: int, limit: int) -> int:
    match = _POINT.search(text, stop, limit)
    return match.start() if match else limit


def _share_out(text: str, stop: int, head: int) -> tuple[int, int]:
    """Where the words behind one quantity end and those before the next begin (stop ≤ … ≤ head)."""
    match = _JOINT.search(text, stop, head)
    return (match.start(), match.end()) if match else (head, stop)


def find_phrases(text: str, quantities: Sequence[Quantity]) -> list[Phrase]:
    """The phrase of each quantity of a flow."""
    phrases: list[Phrase] = []
    for i, quantity in enumerate(quantities):
        before = quantities[i - 1].stop if i else 0
        after = quantities[i + 1].head if i + 1 < len(quantities) else len(text)
        paragraph = text.rfind("\n", 0, quantity.head) + 1
        sentence = _after(text, _STOP, paragraph, quantity.head)
        begin = _after(text, _LEFT, sentence, quantity.head)
        start = begin
        if before > begin:  # another quantity in the same clause
            start = _share_out(text, before, quantity.head)[1]
        finish = _right_end(text, quantity.stop, min(len(text), quantity.stop + 60))
        end = min(finish, after)
        if after < finish:
            end = _share_out(text, quantity.stop, after)[0]
        right = text[quantity.stop : max(end, quantity.stop)]
        left = text[min(start, quantity.head) : quantity.head]
        if not right and _EMPTY.fullmatch(left):
            floor = max(sentence, before if before <= begin else begin)
            if floor < begin:
                start = _after(text, _LEFT, floor, begin - 1)
                left = text[start : quantity.head]
        phrases.append(Phrase(quantity, left[-60:], right, begin, max(finish, quantity.stop), sentence, paragraph))
    return phrases
