"""Quantities: a number with its measure word, wherever running text states one.

What looks like a quantity and is none (第3期, 三项工作, 双随机) is told by the rows of
`rules/exclusions.csv`; the measure words are `rules/measures.csv`, the words of bound
`rules/bounds.csv`, the nouns that let a number do without a measure word `rules/bare.csv`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import NamedTuple

import regex

from parsers.counts.numerals import CHINESE, parse_folded
from parsers.rules import Pattern, read_rows

WINDOW = 24
"""How far, in characters, a rule may look to either side of a number."""

_ARABIC = r"(?:\d{1,3}(?:,\d{3})++(?!\d)|\d++(?!,\d{3}(?!\d)))(?:\.\d++)?"
_LARGE = r"(?:[余多来几]?[十百千]?[万亿]{1,2}+(?:\d++(?:\.\d++)?[千百万]|\d{1,4}+(?![\d.万亿]))?|[百千](?![克瓦米伏卡帕分强]))"
_CHINESE = rf"[{CHINESE}几数]++(?:[余多来几](?=[十百千万亿]))?[十百千万亿]*+"
_PERCENT = rf"百分之(?:{_ARABIC}|{_CHINESE}(?:点[{CHINESE}]++)?)"
_PLAIN = rf"(?:{_ARABIC}{_LARGE}?|{_CHINESE})"
_LIST = r"[、和及与]|以及"
_RANGE = r"~|-|—|–|至|到"
_NEEDS_BOUND = frozenset("百千万亿")  # 百余, 近百, 上千 are numbers; a lone 百 or 千 is a word (百家, 千户)
_ONLY_LARGE = frozenset("上过破")  # words of bound before 百千万亿, or a number with one of these (破20万), alone
_NO_NOUN = ("", "\n", ",", "。", ";", "、", "(")  # what stands right before a number that no noun leads to
_GOES_ON = "、,;。()"  # behind a number of a list whose unit stands elsewhere
_ITEM = re.compile(r"[、;](?!其中)[一-鿿A-Za-z“”]{2,14}(?<![第号版总期至])(?<!电话)(?<!邮编)(?<!热线)(?<!号码)")
_LISTED = frozenset({"item", "bare"})
_SAID_BEHIND = re.compile(r"(?:、[^、,。;\n\d]{2,14}\d[\d,]{0,8}){0,40}\(单位:(?P<unit>[一-鿿]{1,2})\)")
_SAID_BEFORE = re.compile(
    r"(?:\(单位:(?P<unit>[一-鿿]{1,2})\):?|(?P<counted>[条件篇项])数(?:量|分别)*(?:如下|为|是|,)*:)[一-鿿“”]{2,14}$"
)
_ITEMS_HEAD = re.compile(r"(?::|其中|包括|分别(?:为|是))[一-鿿A-Za-z“”]{2,14}$")
_ITEMS_REST = re.compile(r"(?:[、,;][一-鿿A-Za-z“”]{2,14}\d{1,9}(?![\d.%])){1,40}(?=[。;\n]|$)")
_ADJACENT = re.compile("一二|[二两]三|三四|三五|四五|五六|六七|七八|八九")


class Measure(NamedTuple):
    """A measure word: the unit it is written as in the dataset, and its kind."""

    unit: str
    kind: str


@dataclass(frozen=True, slots=True)
class Quantity:
    """A quantity and its place in the flow.

    start, end: the number itself, 万 and 亿 included; head: before the words of bound in front of it;
    stop: behind its measure word and the words of bound that follow.
    """

    start: int
    end: int
    head: int
    stop: int
    value: float
    unit: str | None
    kind: str
    bound: str | None


class Exclusion(NamedTuple):
    """A row of `exclusions.csv`: the number, what stands before it, and what follows it."""

    id: str
    number: Pattern | None
    before: Pattern | None
    after: Pattern | None


@cache
def measures() -> dict[str, Measure]:
    """The measure words: as written → unit and kind."""
    return {row["measure"]: Measure(row["unit"], row["kind"]) for row in read_rows("measures.csv")}


def _measure_pattern() -> str:
    rows = sorted(read_rows("measures.csv"), key=lambda row: -len(row["measure"]))
    words = (re.escape(r["measure"]) + (f"(?![{r['not_before']}])" if r["not_before"] else "") for r in rows)
    return "|".join(words)


@cache
def _bounds(place: str) -> dict[str, str | None]:
    """The words of bound `before` a number, `inside` (between it and its measure word) or `after`, longest first: word → bound."""
    rows = sorted(read_rows("bounds.csv"), key=lambda row: -len(row["word"]))
    return {row["word"]: row["bound"] or None for row in rows if row["place"] == place}


@cache
def _scan() -> re.Pattern[str]:
    after, inside = ("|".join(map(re.escape, _bounds(place))) for place in ("after", "inside"))
    return re.compile(
        rf"(?=[\d{CHINESE}几数])(?<![\d.A-Za-z%{CHINESE}])(?<!\d,)"
        rf"(?P<number>(?P<percent>{_PERCENT})|{_PLAIN})(?P<more>{inside})?"
        rf"(?(percent)(?P<above>{after})?|(?:(?P<unit>{_measure_pattern()})(?P<after>(?:{after})(?!\d))?"
        rf"|(?P<list>{_LIST})(?={_PLAIN})|(?P<range>{_RANGE})(?={_PLAIN})|(?P<loose>{after})?(?=[,。;、:)(!?\n])))"
    )


@cache
def _bound_before() -> regex.Pattern[str]:
    return regex.compile("(?r)(?:" + "|".join(map(regex.escape, _bounds("before"))) + ")")


@cache
def _bare() -> tuple[tuple[Pattern, str], ...]:
    filler = r"(?:总|数|量|率|人|的|达到?|已|共|计|有|均|都|也|为|是|:|累计|合计|突破|[增升涨]长?加?[至到]|超过?|逾|将?近|约|接近|不[到足]){0,6}"
    return tuple(
        (Pattern(f"(?r)(?:{row['noun']}){filler}", regex.compile), row["unit"]) for row in read_rows("bare.csv")
    )


@cache
def exclusions() -> tuple[Exclusion, ...]:
    """The rows that say what is no count, in order."""
    return tuple(
        Exclusion(
            row["id"],
            Pattern(row["number"]) if row["number"] else None,
            Pattern(f"(?r)(?:{row['before']})", regex.compile) if row["before"] else None,
            Pattern(row["after"]) if row["after"] else None,
        )
        for row in read_rows("exclusions.csv")
    )


@lru_cache(maxsize=1024)
def _exclusions_of(number: str) -> tuple[Exclusion, ...]:
    """The rows that can hold for a number."""
    return tuple(row for row in exclusions() if not row.number or row.number.fullmatch(number))


def find_exclusion(text: str, start: int, end: int) -> str | None:
    """The id of the row by which the number `text[start:end]` is no count, if one says so.

    `before` patterns end where the number begins, `after` patterns begin behind it, at its measure word.
    """
    low, high = max(0, start - WINDOW), end + WINDOW
    for row in _exclusions_of(text[start:end]):
        if row.before and not row.before.match(text, low, start):
            continue
        if row.after and not row.after.match(text, end, high):
            continue
        return row.id
    return None


def _bound(text: str, match: re.Match[str], own: str | None) -> tuple[str | None, int]:
    """The bound of a number from the words around it, and where the words in front begin."""
    head = match.start("number")
    before = _bound_before().match(text, max(0, head - 5), head)
    if before and (before.group() not in _ONLY_LARGE or not _NEEDS_BOUND.isdisjoint(match["number"])):
        return _bounds("before")[before.group()], before.start()
    if match["more"]:
        return _bounds("inside")[match["more"]], head
    word = match["after"] or match["above"] or match["loose"]
    return (_bounds("after").get(word, own) if word else own), head


def _quantity(text: str, match: re.Match[str]) -> Quantity | None:
    """The quantity that a match of the scan states, if its number is one."""
    number, word = match["number"], match["unit"]
    numeral = parse_folded(number)
    if numeral is None or number in "几数":
        return None
    bound, head = _bound(text, match, numeral.bound)
    if number in _NEEDS_BOUND and not bound:
        return None
    start, end = match.span("number")
    if numeral.unit == "%":
        return Quantity(
            start, end, head, match.end("more") if match["more"] else end, numeral.value, "%", "percent", bound
        )
    value, measure = numeral.value, measures()[word] if word else Measure("", "bare")
    if _ADJACENT.fullmatch(number):  # 三四件
        value, bound = float(parse_folded(number[0]).value), "~"  # type: ignore[union-attr]
    if measure.unit == "%":
        end = match.end("unit")
        value *= 10 if word == "成" else 1
    return Quantity(start, end, head, match.end(), value, measure.unit or None, measure.kind, bound)


def _bare_unit(text: str, start: int) -> str | None:
    """The unit of a number without a measure word, if the noun before it tells what it counts."""
    for noun, unit in _bare():
        if noun.match(text, max(0, start - WINDOW), start):
            return unit
    return None


def _adds_up(text: str, match: re.Match[str], total: float) -> bool:
    """Whether a list of bare numbers begins with this one that add up to the total before: 公开信息80条,其中法规类46、就业类34。"""
    rest = _ITEMS_REST.match(text, match.end("number"))
    if not rest or not _ITEMS_HEAD.search(text, max(0, match.start() - WINDOW), match.start()):
        return False
    numbers = [match["number"].replace(",", ""), *re.findall(r"\d+", rest.group())]
    return all(map(str.isdigit, numbers)) and sum(map(int, numbers)) == total


def _unit(text: str, match: re.Match[str], found: Sequence[Quantity]) -> str | None:
    """The unit of a number without a measure word: what its noun is counted in, or what its list is (法规类146条、就业类287、保险类231)."""
    if text[match.start() - 1 : match.start()] in _NO_NOUN:
        return None
    bare = _bare_unit(text, match.start())
    if bare or text[match.end("number")] not in _GOES_ON:
        return bare
    said = _SAID_BEHIND.match(text, match.end()) or _SAID_BEFORE.search(
        text, max(0, match.start() - WINDOW), match.start()
    )
    named = next(filter(None, said.groups())) if said else None
    if named in measures():
        return measures()[named].unit
    last = found[-1] if found else None
    if last and last.kind == "item" and _adds_up(text, match, last.value):
        return last.unit
    goes_on = last and last.kind in _LISTED and _ITEM.fullmatch(text, last.stop, match.start())
    return last.unit if last and goes_on else None


def _finished(waiting: list[tuple[Quantity, bool]], last: Quantity) -> list[Quantity]:
    """The quantities of a list or range that share the measure word of its last number."""
    if not waiting or waiting[-1][0].stop != last.start or last.unit is None:
        return [last]
    first, is_range = waiting[-1]
    if is_range:  # 3至5次: at least three
        return [replace(last, start=first.start, head=first.head, value=first.value, bound=">")]
    return [*(replace(q, unit=last.unit, kind=last.kind, stop=q.end) for q, _ in waiting), last]


def find_quantities(text: str) -> list[Quantity]:
    """The quantities of a flow, in order, what is no count left out."""
    found: list[Quantity] = []
    waiting: list[tuple[Quantity, bool]] = []  # numbers whose measure word follows with the next
    for match in _scan().finditer(text):
        start = match.start()
        shares = match["list"] or match["range"]
        bare = None if shares or match["unit"] or match["percent"] else _unit(text, match, found)
        known = shares or bare or match["unit"] or match["percent"]
        quantity = _quantity(text, match) if known else None
        if quantity is None or find_exclusion(text, *match.span("number")):
            waiting = []
        elif shares:
            waiting = waiting if waiting and waiting[-1][0].stop == start else []
            waiting.append((quantity, bool(match["range"])))
        elif bare:
            found.append(replace(quantity, unit=bare))
        else:
            found += _finished(waiting, quantity)
            waiting = []
    return found
