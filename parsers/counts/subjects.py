"""Subjects: whose figures a sentence states, where another figure parts them from the words that say so.

In 各分县局开通微博14个,发布信息1.9万条 the second figure is not the bureau's own; the rows of `rules/subjects.csv` tell.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from parsers.counts.indicators import fill
from parsers.rules import read_rows

FARTHEST = 120
"""So many characters of a sentence are read."""


@cache
def _subjects() -> tuple[tuple[str, re.Pattern[str], re.Pattern[str]], ...]:
    """The role that a subject gives to the figures after it, what the sentence begins with, and what must not stand there."""
    rows = read_rows("subjects.csv")
    return tuple((row["role"], re.compile(fill(row["pattern"])), re.compile(fill(row["without"]))) for row in rows)


@lru_cache(maxsize=4096)
def find_subjects(words: str) -> frozenset[str]:
    """The roles of what a sentence is about, by its words up to the figure before (`subordinates`, `site`).

    >>> sorted(find_subjects("各分县局开通微博14个"))
    ['subordinates']
    >>> sorted(find_subjects("我局开通微博1个"))
    []
    """
    return frozenset(
        role
        for role, pattern, without in _subjects()
        if pattern.match(words[:FARTHEST]) and not without.search(words[:FARTHEST])
    )
