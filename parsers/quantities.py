"""Quantities: a number with its measure word, wherever running text states one.

What looks like a quantity and is none (第3期, 三项工作, 双随机) is told by the rows of
`rules/exclusions.csv`; the measure words are `rules/measures.csv`, the words of bound
`rules/bounds.csv`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import NamedTuple

import regex

from parsers.numerals import CHINESE, parse_numeral
from parsers.rules import read_rows

WINDOW = 24  # how far a rule may look to either side of a quantity
_ARABIC = r"(?:\d{1,3}(?:,\d{3})++(?!\d)|\d++)(?:\.\d++)?"
_LARGE = r"(?:[余多来几]?[十百千]?[万亿]{1,2}+(?:\d++(?:\.\d++)?[千百万]|\d{1,4}+(?![\d.万亿]))?)"
_CHINESE = rf"[{CHINESE}几数]++(?:[余多来几](?=[十百千万亿]))?[十百千万亿]*+"
NUMBER = rf"(?:百分之(?:{_ARABIC}|{_CHINESE}(?:点[{CHINESE}]++)?)|{_ARABIC}{_LARGE}?|{_CHINESE})"
_JOIN = r"(?:[、和及与]|以及|~|-|—|至|到)"


class Measure(NamedTuple):
    """A measure word: the unit it is written as in the dataset, and its kind."""

    unit: str
    kind: str


@dataclass(frozen=True, slots=True)
class Quantity:
    """A quantity and its place in the flow.

    start, end: the number itself, 万 and 亿 included; stop: behind its measure word and words of bound;
    head: before the words of bound in front of it.
    """

    start: int
    end: int
    head: int
    stop: int
    value: float
    unit: str | None
    kind: str
    bound: str | None


@cache
def measures() -> dict[str, Measure]:
    """The measure words: as written → unit and kind."""
    return {row["measure"]: Measure(row["unit"], row["kind"]) for row in read_rows("measures.csv")}


def _measure_pattern() -> str:
    rows = sorted(read_rows("measures.csv"), key=lambda row: -len(row["measure"]))
    words = (regex.escape(r["measure"]) + (f"(?![{r['not_before']}])" if r["not_before"] else "") for r in rows)
    return "(?:" + "|".join(words) + ")"


@cache
def _scan() -> regex.Pattern[str]:
    after = "|".join(_bounds("after"))
    return regex.compile(
        rf"(?<![\d.A-Za-z%])(?<!\d,)(?P<number>{NUMBER})(?P<more>[余多来]|有余)?"
        rf"(?:(?P<unit>{_measure_pattern()})(?P<after>{after})?|(?P<joint>{_JOIN})(?={NUMBER})|(?P<bare>(?=[,。;、:)(\n])))"
    )


@cache
def _bounds(place: str) -> dict[str, str | None]:
    rows = sorted(read_rows("bounds.csv"), key=lambda row: -len(row["word"]))
    return {row["word"]: row["bound"] or None for row in rows if row["place"] == place}


@cache
def _bound_before() -> regex.Pattern[str]:
    return regex.compile("(?r)(?:" + "|".join(_bounds("before")) + ")")


@cache
def _bare() -> list[tuple[regex.Pattern[str], str]]:
    filler = r"(?:总|数|量|率|人|达到?|已|共|计|有|为|是|:|累计|合计|突破|超过?|逾|约|近){0,6}"
    return [(regex.compile(f"(?r)(?:{row['noun']}){filler}"), row["unit"]) for row in read_rows("bare.csv")]


@cache
def _exclusions() -> tuple[
    regex.Pattern[str] | None, regex.Pattern[str] | None, list[tuple[regex.Pattern[str], regex.Pattern[str]]]
]:
    """Patterns for what stands before, after, and around a number that is no count."""
    rows = read_rows("exclusions.csv")
    before = [row["before"] for row in rows if not row["after"]]
    after = [row["after"] for row in rows if not row["before"]]
    both = [
        (regex.compile(f"(?r)(?:{r['before']})"), regex.compile(r["after"])) for r in rows if r["before"] and r["after"]
    ]
    return (
        regex.compile("(?r)(?:" + "|".join(f"(?:{p})" for p in before) + ")") if before else None,
        regex.compile("|".join(f"(?:{p})" for p in after)) if after else None,
        both,
    )


def is_excluded(text: str, quantity: Quantity) -> bool:
    """Whether the words around a number say that it is no count.

    `before` patterns end at the number; `after` patterns begin right behind the number (at its measure word).
    """
    before, after, both = _exclusions()
    start, end = quantity.start, quantity.end
    low, high = max(0, start - WINDOW), end + WINDOW
    if before and before.match(text, low, start):
        return True
    if after and after.match(text, end, high):
        return True
    return any(b.match(text, low, start) and a.match(text, end, high) for b, a in both)


def _bound(text: str, match: regex.Match[str], own: str | None) -> tuple[str | None, int]:
    """The bound of a number from the words around it, and where the words in front begin."""
    head = match.start("number")
    before = _bound_before().match(text, max(0, head - 5), head)
    if before and (before.group() != "上" or text[head] in "百千万亿"):
        return _bounds("before")[before.group()], before.start()
    after = match["more"] or match["after"]
    if after == "来":
        return "~", head
    return (_bounds("after").get(after) if after else own), head


def _quantity(text: str, match: regex.Match[str]) -> Quantity | None:
    """The quantity that a match of the scan states, if its number is one."""
    numeral = parse_numeral(match["number"])
    word = match["unit"]
    if numeral is None or (match["number"] in _LONE and not _is_open(text, match)):
        return None
    measure = measures()[word] if word else Measure("", "bare")
    bound, head = _bound(text, match, numeral.bound)
    value, unit, kind, end = numeral.value, measure.unit, measure.kind, match.end("number")
    if numeral.unit == "%":
        return Quantity(
            match.start(), end, head, match.end("more") if match["more"] else end, value, "%", "percent", bound
        )
    if word == "%":
        end = match.end("unit")
    if word == "成":
        value, end = value * 10, match.end("unit")
    return Quantity(match.start(), end, head, match.end(), value, unit or None, kind, bound)


_LONE = frozenset("百千万亿十几数零〇") | {"几", "数"}


def _is_open(text: str, match: regex.Match[str]) -> bool:
    """A lone 百 or 万 is a number only beside a word of bound: 百余, 近百, 上千; 十 and 零 always."""
    if match["number"] in "十零〇":
        return True
    if match["number"] in "几数":
        return False
    return bool(match["more"] or _bound_before().match(text, max(0, match.start() - 5), match.start()))


def _with_bare_unit(text: str, quantity: Quantity) -> Quantity | None:
    """A number without a measure word, if the noun before it tells what it counts."""
    for noun, unit in _bare():
        if noun.match(text, max(0, quantity.start - 20), quantity.start):
            return replace(quantity, unit=unit)
    return None


def find_quantities(text: str) -> list[Quantity]:
    """The quantities of a flow, in order, what is no count left out."""
    found: list[Quantity] = []
    waiting: list[Quantity] = []  # numbers of a list whose measure word follows at its end
    for match in _scan().finditer(text):
        quantity = _quantity(text, match)
        if quantity is None or is_excluded(text, quantity):
            waiting = []
            continue
        if match["joint"]:
            if waiting and waiting[-1].stop != match.start():
                waiting = []
            waiting.append(quantity)
            continue
        if waiting and waiting[-1].stop == match.start() and match["unit"] and quantity.kind != "percent":
            found += [replace(w, unit=quantity.unit, kind=quantity.kind, stop=w.end) for w in waiting]
        waiting = []
        known = quantity if quantity.unit else _with_bare_unit(text, quantity)
        if known:
            found.append(known)
    return found
