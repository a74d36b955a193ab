"""Folding: the copy of a text that parsers match on, with the way back to the printed one.

Traditional becomes simplified, full width half width, odd spaces a space: one character for one.
What cannot be one for one (zero-width characters, pinyin that a mirror put in brackets behind a
character) is left out, and the folded text keeps the place of each of its characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from parsers.records import Span
from parsers.rules import read_rows

ZERO_WIDTH = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u180e\u200e\u200f"
SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
# Punctuation that has no width pair but is written for another sign.
ALIKE = str.maketrans("︰﹕﹐﹒﹔﹙﹚﹪﹢﹣−﹦", "::,.;()%+--=")
_PINYIN = re.compile(r"(?<=[\u3400-\u9fff])\([a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüêńňǹḿɡ]{1,6}\)")
_ZERO_WIDTH = re.compile(f"[{ZERO_WIDTH}]+")


# Signs on every line of simplified text: replacing them first leaves next to nothing to look for, and
# folding takes a tenth of the time of `str.translate`.
_FREQUENT = "，（）：；％\u3000\u00a0"


@cache
def _table() -> dict[str, str]:
    """Character → the one character it folds to."""
    table = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    table |= dict.fromkeys(SPACES, " ")
    table |= {chr(code): chr(char) for code, char in ALIKE.items()}
    table |= {row["traditional"]: row["simplified"] for row in read_rows("traditional.csv")}
    return table


@cache
def _foldable() -> re.Pattern[str]:
    """Any character that folds to another."""
    return re.compile(f"[{''.join(map(re.escape, sorted(_table())))}]")


def fold_characters(text: str) -> str:
    """`text` in simplified characters and half width, each character still in its place.

    >>> fold_characters("公開１２３條（％）")
    '公开123条(%)'
    """
    for wide in _FREQUENT:
        text = text.replace(wide, _table()[wide])
    return _foldable().sub(lambda found: _table()[found[0]], text)


def fold_each(words: Iterable[str]) -> list[str]:
    """Each of many words (without line breaks) as `fold_characters` gives it, in much less time."""
    return fold_characters("\n".join(words)).split("\n")


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text and the way back.

    text: what the patterns are matched on.
    places: for each character of `text`, and for its end, where it stands in the printed text;
        None while every character is still in its place.
    printed: the text as printed.
    """

    text: str
    printed: str
    places: Sequence[int] | None = None

    def span(self, start: int, end: int) -> Span:
        """Where `text[start:end]` stands in the printed text.

        >>> fold("信\u200b息１條").span(1, 4)
        Span(start=2, end=5)
        """
        if self.places is None:
            return Span(start, end)
        if start == end:
            return Span(self.places[start], self.places[start])
        return Span(self.places[start], self.places[end - 1] + 1)

    def span_with_notes(self, start: int, end: int) -> Span:
        """As `span`, with the pinyin or other characters left out right behind it.

        >>> fold("工作概況(kuàng)。").span_with_notes(2, 4)
        Span(start=2, end=11)
        """
        first, last = self.span(start, end)
        return Span(first, last if self.places is None else max(last, self.places[end]))

    def raw(self, start: int, end: int) -> str:
        """What is printed where `text[start:end]` stands."""
        first, last = self.span(start, end)
        return self.printed[first:last]


def fold(text: str) -> Folded:
    """The folded copy of `text`.

    >>> fold("網(wǎng)站").text
    '网站'
    """
    folded = fold_characters(text)
    gone = [m.span() for m in _ZERO_WIDTH.finditer(folded)]
    if "(" in folded:
        gone += [m.span() for m in _PINYIN.finditer(folded)]
    if not gone:
        return Folded(folded, text)
    places: list[int] = []
    kept: list[str] = []
    at = 0
    for start, end in (*sorted(gone), (len(folded), len(folded))):
        places.extend(range(at, start))
        kept.append(folded[at:start])
        at = max(at, end)
    return Folded("".join(kept), text, (*places, len(text)))
