"""Words of foreign names: the rows of `rules/spam_words.csv` by kind, and those that a text holds."""

from __future__ import annotations

import re
from functools import cache

from parsers.rules import read_rows

NAMING = ("brand", "sure", "topic", "pastime")
_SUSPICIOUS = (*NAMING, "advert", "offer")


@cache
def spam_words(*kinds: str) -> str:
    """The words of some kinds as an alternation, longest first."""
    words = (row["word"] for row in read_rows("spam_words.csv") if row["kind"] in kinds)
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


@cache
def _kinds() -> dict[str, frozenset[str]]:
    """The kinds of each word that makes a text suspicious."""
    kinds: dict[str, set[str]] = {}
    for row in read_rows("spam_words.csv"):
        if row["kind"] in _SUSPICIOUS:
            kinds.setdefault(row["word"], set()).add(row["kind"])
    return {word: frozenset(of) for word, of in kinds.items()}


@cache
def _needs() -> tuple[tuple[str, frozenset[str]], ...]:
    """The suspicious words with their characters: few words have all of theirs in a text, and only those are
    looked for."""
    return tuple((word, frozenset(word)) for word in sorted(_kinds()))


def suspicious_words(text: str) -> dict[str, frozenset[str]]:
    """The suspicious words of a text, with their kinds."""
    characters, kinds = set(text), _kinds()
    return {word: kinds[word] for word, needed in _needs() if needed <= characters and word in text}


def have(words: dict[str, frozenset[str]], *kinds: str) -> list[str]:
    """Those of `words` that are of one of the kinds."""
    return [word for word, of in words.items() if not of.isdisjoint(kinds)]
