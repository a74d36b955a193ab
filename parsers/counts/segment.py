"""Segmentation: words of running text, cut by jieba over the field's own dictionary.

jieba's own dictionary of 349,000 words takes half a second to load and knows few terms of the field. The one
here, `rules/lexicon.csv`, has those of its words (MIT licence, with their frequencies) that are common (1,200 or
more in its corpus, verbs of two characters 300 or more) or usual in reports, names of persons left out; then, at
2,000 a character, the labels of the official forms and of the codebook and what the other vocabularies name.
"""

from __future__ import annotations

import io
import sys
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from parsers.rules import read_text

if TYPE_CHECKING:
    from jieba import Tokenizer

KINDS = ("noun", "verb", "verbal", "prep", "other")
"""What a word of the dictionary is: `verbal` names what it does (培训), `other` neither names nor does."""


class Word(NamedTuple):
    """A word as cut from text, and its kind."""

    text: str
    kind: str


@cache
def lexicon() -> dict[str, str]:
    """Word → its kind, by `lexicon.csv`."""
    rows = (line.split(",") for line in read_text("lexicon.csv").splitlines()[1:])
    return {word: kind for word, _, kind in rows}


@cache
def _tokenizer() -> Tokenizer:
    """A tokenizer over the dictionary alone, ready: it reads no file of jieba's and writes none.

    jieba tries to import pkg_resources (0.2 s, with a warning) to find its own dictionary, which is not used.
    """
    known = sys.modules.get("pkg_resources")
    if known is None:
        sys.modules["pkg_resources"] = None  # type: ignore[assignment]  # makes the import fail, as jieba expects
    try:
        from jieba import Tokenizer
    finally:
        if known is None:
            del sys.modules["pkg_resources"]
    tokenizer = Tokenizer()
    _, words = read_text("lexicon.csv").replace(",", " ").split("\n", 1)  # as jieba's own: word, frequency, kind
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(io.BytesIO(words.encode()))
    tokenizer.initialized = True
    return tokenizer


def cut(words: str) -> list[Word]:
    """The words of a stretch of folded text, each with its kind; those not in the dictionary are nouns.

    >>> cut("收到政府信息公开申请")
    [Word(text='收到', kind='verb'), Word(text='政府信息公开申请', kind='noun')]
    """
    known = lexicon()
    return [Word(word, known.get(word, "noun")) for word in _tokenizer().cut(words, HMM=False)]
