"""The flow: running text as the patterns for quantities see it.

On the page a sentence is broken by line wraps, and a number by spaces (2 000). The flow is the folded
text with such white space gone, and with a line feed wherever one piece of running text ends: at a
paragraph, around headings, where an official table was. It knows the way back to the printed text.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from parsers.folding import Folded
from parsers.records import Section, Span

WRAP = 18
"""A line shorter than this was not broken by wrapping."""

NEARLY = 0.85
"""Nor one that is shorter than this share of what lines longer than `WRAP` usually have."""

BREAK = "\n"
_WHITE = re.compile(r"\s+")
_GROUP = re.compile(r"(?<!\d)\d{1,3}(?= )")
_NEXT_GROUP = re.compile(r"\d{3}(?!\d)")
_NUMBERED = re.compile(r"[(第]?[一二三四五六七八九十\d]{1,3}[、)章节]|\d{1,2}\.(?!\d)|[-—*•●·]")
_CLOSED = "。;!?:…；。"


@dataclass(frozen=True, slots=True)
class Flow:
    """text: the flow. starts, offsets: where each kept piece begins in it and in the folded text."""

    text: str
    folded: Folded
    starts: Sequence[int]
    offsets: Sequence[int]

    def place(self, at: int) -> int:
        """Where the character `at` of the flow stands in the folded text."""
        piece = bisect_right(self.starts, at) - 1
        return self.offsets[piece] + at - self.starts[piece]

    def span(self, start: int, end: int) -> Span:
        """Where `text[start:end]` (not empty) stands in the printed text."""
        return self.folded.span(self.place(start), self.place(end - 1) + 1)

    def find(self, printed: int) -> int:
        """Where the flow goes on at a printed place."""
        places = self.folded.places
        folded = printed if places is None else bisect_left(places, printed)
        piece = bisect_right(self.offsets, folded) - 1
        return 0 if piece < 0 else self.starts[piece] + folded - self.offsets[piece]


def _is_group(text: str, start: int, end: int) -> bool:
    """Whether the single space between two digits parts the thousands of one number."""
    first = start
    while first > 0 and start - first < 8 and (text[first - 1].isdigit() or text[first - 1] == " "):
        first -= 1
    left = text[first:start].split(" ")
    return (
        end - start == 1
        and text[start] in " \n"
        and bool(_NEXT_GROUP.match(text, end))
        and 1 <= len(left[-1]) <= 3
        and (len(left) == 1 or len(left[-1]) == 3)
    )


def _width(text: str) -> float:
    """How long a line is at least that was broken by wrapping."""
    lengths = sorted(length for line in text.split("\n") if (length := len(line.strip())) >= WRAP)
    return max(WRAP, NEARLY * lengths[len(lengths) // 2]) if lengths else WRAP


def _is_wrap(text: str, start: int, end: int, width: float) -> bool:
    """Whether the line feed in this white space only wraps a sentence."""
    line = text.rfind("\n", 0, start) + 1
    after = text[end - 1] == "\n" and not _NUMBERED.match(text, end)
    return (
        len(text[line:start].strip()) >= width
        and after
        and text[start - 1] not in _CLOSED
        and text.count("\n", start, end) == 1
    )


def _joint(text: str, start: int, end: int, width: float) -> str:
    """What stands in the flow for the white space `text[start:end]`: nothing or a break."""
    if not start or end == len(text):
        return BREAK
    white = text[start:end]
    digits = text[start - 1].isdigit() and text[end].isdigit()
    if "\n" in white:
        return "" if _is_wrap(text, start, end, width) else BREAK
    if "\t" in white or len(white) > 2:
        return BREAK
    return "" if not digits or _is_group(text, start, end) else BREAK


def _cuts(folded: Folded, sections: Sequence[Section], skip: Sequence[Span]) -> list[Span]:
    """Stretches of the folded text to leave out: tables and headings."""
    spans = [*skip, *(Span(s.start_char, s.start_char + len(s.heading)) for s in sections)]
    if folded.places is None:
        return sorted(spans)
    return sorted(Span(bisect_right(folded.places, a - 1), bisect_right(folded.places, b - 1)) for a, b in spans)


def read_flow(folded: Folded, sections: Sequence[Section] = (), skip: Sequence[Span] = ()) -> Flow:
    """The running text of a document. `skip` and the headings of `sections` (printed offsets) are left out."""
    pieces: list[str] = []
    starts: list[int] = []
    offsets: list[int] = []
    length = at = 0
    width = _width(folded.text)

    def keep(start: int, end: int, joint: str) -> None:
        nonlocal length
        starts.append(length)
        offsets.append(start)
        pieces.append(folded.text[start:end] + joint)
        length += end - start + len(joint)

    for start, end in [*_cuts(folded, sections, skip), Span(len(folded.text), len(folded.text))]:
        for match in _WHITE.finditer(folded.text, at, max(at, start)):
            keep(at, match.start(), _joint(folded.text, *match.span(), width))
            at = match.end()
        if at < start:
            keep(at, start, BREAK)
        at = max(at, end)
    return Flow("".join(pieces), folded, starts, offsets)
