"""Zero in words: 未收到申请, 没有收费, 行政复议、行政诉讼均为零.

A row of `rules/zeros.csv` says which words name an indicator when they are denied; one phrase may deny
several.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import regex

from parsers.rules import read_rows

_CLAUSE = r"[^,。;:!?\n]"


@dataclass(frozen=True, slots=True)
class Zero:
    """A phrase that denies: its place in the flow, its clause, and the (indicator, unit) it says 0 of."""

    start: int
    end: int
    begin: int
    finish: int
    noun: str
    indicators: tuple[tuple[str, str], ...]
    rule: str


@cache
def _objects() -> list[tuple[regex.Pattern[str], str, str, str]]:
    return [(regex.compile(row["pattern"]), row["indicator"], row["unit"], row["id"]) for row in read_rows("zeros.csv")]


_DENY = regex.compile(
    r"(?:从未|尚未|均未|并未|未曾|未|没有|没|无人|无一|无|不存在|不收|一律免费)(?=" + _CLAUSE + r"{0,40})"
    r"|(?:均|都|皆|全)?(?:为|是)(?:零|〇|0)(?![\d.])件?"
)


def _objects_in(text: str) -> tuple[tuple[str, str, str], ...]:
    found = []
    for pattern, indicator, unit, rule in _objects():
        if pattern.search(text):
            found.append((indicator, unit, rule))
    return tuple(found)


def _clause(text: str, at: int) -> tuple[int, int]:
    begin = max(text.rfind(mark, 0, at) for mark in ",。;:!?\n") + 1
    ends = [place for place in (text.find(mark, at) for mark in ",。;:!?\n") if place >= 0]
    return begin, min(ends, default=len(text))


def find_zeros(text: str) -> list[Zero]:
    """The phrases of a flow that say zero of an indicator in words."""
    found: list[Zero] = []
    done = -1
    for match in _DENY.finditer(text):
        if match.start() < done:
            continue
        begin, finish = _clause(text, match.start())
        backwards = match.group()[-1] in "零〇0件生" or finish - match.end() < 3
        words = text[begin : match.end()] if backwards else text[match.start() : finish]
        start, end = (begin, finish) if backwards else (match.start(), finish)
        after = text[match.start() : finish]
        objects = (
            _objects_in(words) or _objects_in(text[begin:finish])
            if "发生" in after[:5] and len(after) < 6
            else _objects_in(words)
        )
        if any(char.isdigit() for char in text[start:end].strip("0")) and not backwards:
            digits = regex.search(r"\d+[件条次]", text[match.end() : finish])
            if digits:
                continue
        if not objects:
            continue
        pairs = tuple((indicator, unit) for indicator, unit, _ in objects)
        found.append(Zero(start, end, begin, finish, words, pairs, objects[0][2]))
        done = finish
    return found
