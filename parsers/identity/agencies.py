"""Agencies: names of public bodies, their parts, and where a text names them.

A name is read from its end: the ending (局, 委员会, 人民政府 …), the field's words before it
(文化, 广播电视 …), the regions before those. The words are those of `vocabulary`. All functions take folded text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from parsers.identity.regions import Mention, gazetteer, parse_prefix, parse_short
from parsers.identity.vocabulary import (
    GENERIC,
    Ending,
    before_endings,
    central_bodies,
    end_of_place,
    ending_pattern,
    endings,
    fronts,
    name_words,
    naming_words,
    nobody,
    word_sizes,
)

_CONNECTORS = "和与及、"
_ZONES = frozenset({"开发区", "高新区", "新区", "园区", "度假区", "保税区"})
_ZONE_SECTOR = "development_zone"
_TOWN_KINDS = frozenset({"township"})
_BODY_KINDS = frozenset({"bureau", "government", "zone"})
_LONGEST_TOWN, _LONGEST_CENTRAL, _LONGEST_FRONT, _LONGEST_WORD = 8, 16, 16, 10
_SHORTEST_CENTRAL = 3
_CENTRAL_ENDS, _FRONT_ENDS = "局部会署行院办", ("国", "师")
# A sub-district's office may call itself its government's: 崇文区人民政府天坛街道办事处.
_SEAT, _STATE, _STATIONED = "人民政府", "中华人民共和国", "驻"
_NAME = re.compile(r"[\u3400-\u9fff、()·]+")


@dataclass(frozen=True, slots=True)
class Body:
    """A body named in a text.

    regions: the regions named in front, outermost first; generic: 市, 省, 我 … where the name only says
    which kind of place it is of; core: the words between; full: whether all of them are words of formal
    names, none short for one.
    """

    start: int
    end: int
    regions: tuple[Mention, ...]
    generic: str
    core: str
    ending: Ending
    full: bool
    front: str = ""

    @property
    def tail(self) -> str:
        """The name without its place, the ending spelled out unless it is of one short word: 卫健委."""
        short = not self.full and self.core and len(self.ending.text) == 1
        return self.core + (self.ending.text if short else self.ending.formal)

    @property
    def kind(self) -> str:
        """`government`, `township`, `bureau`, `zone`, `institution` or `central`."""
        return self.ending.kind

    @property
    def name(self) -> str:
        """The name with the place that is printed in front of it."""
        return self.front + self.tail


def _core_start(text: str, end: int) -> tuple[int, bool]:
    """Where the agency words that end at `end` begin, and whether all are words of formal names."""
    words, sizes, at, full = name_words(), word_sizes(), end, True
    while at:
        for size in sizes.get(text[at - 1], ()):
            entry = words.get(text[at - size : at]) if size <= at else None
            if entry is not None and not _ends_region(text, at, size):
                at -= size
                full = full and entry[1]
                break
        else:
            break
    while at < end and text[at] in _CONNECTORS:
        at += 1
    return at, full


def _ends_region(text: str, end: int, size: int) -> bool:
    """Whether a word of `size` is but the end of a region's name: 浦东新区."""
    if text[end - 1] != "区":
        return False
    known = gazetteer()
    return any(
        longer > size and text[end - longer : end] in known.names for longer in known.sizes.get(text[end - 2 : end], ())
    )


def _regions_before(text: str, end: int) -> tuple[Mention, ...]:
    """The regions named right before `end`, outermost first."""
    known = gazetteer()
    chain: list[Mention] = []
    while end > 1:
        for size in known.sizes.get(text[end - 2 : end], ()):
            found = known.names.get(text[end - size : end]) if size <= end else None
            if found and not (chain and text.startswith(text[end - size : end], chain[-1].start)):  # printed twice
                chain.append(Mention(end - size, end, tuple(found)))
                end -= size
                break
        else:
            break
    return tuple(reversed(chain))


def _generic_before(text: str, end: int) -> str:
    """The word that only says what kind of place the name behind it is of: 市, 自治区, 我."""
    char = text[end - 1 : end]
    if char and char in GENERIC:
        return "自治" + char if text[end - 3 : end - 1] == "自治" else char
    return char if char in ("我", "本") else ""


def _short_before(text: str, end: int) -> tuple[Mention, ...]:
    """The short name right before `end` (宁波, 昆山): a county's only where a name may begin."""
    for size in gazetteer().short_sizes.get(text[end - 1 : end], ()):
        start = end - size
        found = gazetteer().shorts.get(text[start:end]) if start >= 0 else None
        if not found:
            continue
        above = _regions_before(text, start)
        begins = not start or not _NAME.match(text, start - 1) or above or _front_before(text, start) < start
        found = found if begins else [region for region in found if region.level != "county"]
        return (*above, Mention(start, end, tuple(found))) if found else ()
    return ()


def _front_before(text: str, end: int) -> int:
    """Where what stands in front of a place begins that ends at `end`: another body's name, the state's, a division's."""
    central = _central_before(text, end)
    if central < end or text[end - 1 : end] not in _FRONT_ENDS:
        return central
    first = max(0, end - _LONGEST_FRONT)
    return next((hit.start() for hit in fronts().finditer(text, first, end) if hit.end() == end), end)


def _central_before(text: str, end: int) -> int:
    """Where a central body's name begins that ends at `end` (国家税务总局|洛阳市税务局, 财政部驻|辽宁), else `end`."""
    last = end - 1 if text[end - 1 : end] == _STATIONED else end
    if last and text[last - 1] in _CENTRAL_ENDS:
        for size in range(min(_LONGEST_CENTRAL, last), _SHORTEST_CENTRAL - 1, -1):
            if text[last - size : last] in central_bodies():
                return last - size
    return end


def _body(text: str, start: int, end: int, ending: Ending, full: bool) -> Body:
    """The body whose core is `text[start:end]`, with what stands in front of it."""
    seat = start - len(_SEAT) if ending.kind == "township" and text.endswith(_SEAT, 0, start) else start
    regions = _regions_before(text, seat) or _short_before(text, seat)
    generic = "" if regions else _generic_before(text, start)
    front = _front_before(text, regions[0].start) if regions else start - len(generic)
    shown = text[front:start] if regions else ""
    return Body(front, end + len(ending.text), regions, generic, text[start:end], ending, full, shown)


@lru_cache(maxsize=128)
def find_bodies(text: str) -> tuple[Body, ...]:
    """Bureaus and governments named in running text: known words before a known ending.

    >>> [(b.name, b.generic) for b in find_bodies("高青县文化新闻出版局和市教育局")]
    [('高青县文化新闻出版局', ''), ('教育局', '市')]
    """
    bodies = []
    for hit in ending_pattern(_BODY_KINDS).finditer(text):
        if text[hit.start() - 1 : hit.start()] not in before_endings():
            continue
        ending = endings()[hit.group()]
        start, full = _core_start(text, hit.start())
        if text[start : hit.end()] in central_bodies() and not _regions_before(text, start):
            bodies.append(_central(text[start : hit.end()], start))
            continue
        body = _body(text, start, hit.start(), ending, full)
        if body.core in nobody() or (body.kind == "government" and body.core and not zone_of(body)):
            continue
        if ending.text == "分局" and bodies and 0 < hit.start() - bodies[-1].end <= _LONGEST_TOWN:
            branch = parse_body(text[bodies[-1].start : hit.end()])
            if branch is not None:
                bodies[-1] = replace(branch, start=bodies[-1].start, end=hit.end())
                continue
        if (
            body.core
            or (body.regions and (ending.alone or ending.kind == "government"))
            or (body.kind == "government" and body.generic)
        ):
            bodies.append(body)
    return tuple(bodies)


def find_towns(text: str) -> Iterator[Body]:
    """Townships and sub-districts named right behind their region, e.g. 塔河县依西肯乡人民政府."""
    for hit in ending_pattern(_TOWN_KINDS).finditer(text):
        for size in range(1, min(_LONGEST_TOWN, hit.start()) + 1):
            start = hit.start() - size
            if not _NAME.fullmatch(text, start, hit.start()):
                break
            seat = start - len(_SEAT) if text.endswith(_SEAT, 0, start) else start
            if _regions_before(text, seat):
                if _is_core(text[start : hit.start()], endings()[hit.group()], True):
                    yield _body(text, start, hit.start(), endings()[hit.group()], True)
                break


def _split_front(head: str, at: int) -> tuple[tuple[Mention, ...], int]:
    """The regions named from `at` on, and where they end; a short name counts before another region."""
    chain: list[Mention] = []
    while at < len(head):
        found = parse_prefix(head, at)
        if found is None and (short := parse_short(head, at)) and parse_prefix(head, short.end):
            found = short
        if found is None:
            break
        chain.append(found)
        at = found.end
    return tuple(chain), at


def _front(head: str) -> int:
    """The length of what a head has in front of a place: a central body's name, the state's, a division's."""
    if hit := fronts().match(head):
        return hit.end()
    for size in range(min(_LONGEST_CENTRAL, len(head) - 1), _SHORTEST_CENTRAL - 1, -1):
        if head[size - 1] in _CENTRAL_ENDS and head[:size] in central_bodies():
            return size + (head[size] == _STATIONED)
    return 0


def _central(name: str, start: int) -> Body:
    """The central body of a name, any of them, that stands at `start`."""
    formal, sector = central_bodies()[name]
    return Body(start, start + len(name), (), "", formal, Ending("", "", sector, "central"), True)


def parse_body(head: str) -> Body | None:
    """The one body that `head` is the name of, as a title gives it; None if it is no name.

    >>> parse_body("西双版纳州文体广电局").tail
    '文体广电局'
    >>> parse_body("双塔区前进街道").name
    '双塔区前进街道办事处'
    """
    if (bare := head.removeprefix(_STATE)) in central_bodies():
        return _central(bare, 0)
    if (place := parse_prefix(head)) and head.startswith(head[: place.end], place.end):
        head = head[place.end :]  # its place is printed twice
    regions, at = _split_front(head, _front(head))
    if regions and at == len(head):
        return Body(0, at, regions, "", "", endings()["人民政府"], True, head)
    ending = next((endings()[head[i:]] for i in range(len(head)) if head[i:] in endings()), None)
    stop = len(head) - len(ending.text) if ending else 0
    if ending is None or (stop and head[stop - 1] in ending.not_behind):
        return None
    if regions and at == stop and ending.kind == "township":
        at, regions = regions[-1].start, regions[:-1]  # 北京街道: the region's name is the street's
    body = _parsed(head, regions, at, stop, ending)
    if (body is None or not body.regions) and head[: _front(head)] in central_bodies():
        return _of_central(head, regions, at, ending)
    return body


def _of_central(head: str, regions: tuple[Mention, ...], at: int, ending: Ending) -> Body | None:
    """A bureau of the central body that `head` begins with: a place's (国家粮食和物资储备局|辽宁|局), or one for the
    whole country (交通运输部|海事局). `at`: where the words behind both begin."""
    core = head[at : len(head) - len(ending.text)]
    if regions:
        return None if core else Body(0, len(head), regions, "", "", ending, True, head[:at])
    if core.startswith(tuple(_CONNECTORS)) or not _is_core(core, ending, True):
        return None
    sector = central_bodies()[head[: _front(head)]][1]
    return Body(0, len(head), (), "", head, Ending("", "", sector, "central"), True)


def _parsed(head: str, regions: tuple[Mention, ...], at: int, stop: int, ending: Ending) -> Body | None:
    """The body of `head` once its regions (up to `at`) and its ending (from `stop`) are known."""
    start, full = _core_start(head, stop)
    if not regions and start > at and ending.kind != "township":
        inner = _body(head, start, stop, ending, full)
        if inner.regions and not _is_core(inner.core, ending, True):
            return None
        if inner.regions:
            return inner  # words before a region's name are no part of the body's
        if (short := parse_short(head)) and short.end <= stop:
            regions, at = (short,), short.end
    generic = "" if regions or not start else _generic_at(head, stop)  # 市场 is one word
    at += len(generic)
    if (regions or generic) and ending.kind == "township" and head.startswith(_SEAT, at) and at + len(_SEAT) < stop:
        at += len(_SEAT)
        generic = ""  # 区人民政府北京街道办事处
    core = head[at:stop]
    if not _is_core(core, ending, bool(regions or generic)):
        return None
    full = ending.kind == "township" or (full and start <= at)
    return Body(0, len(head), regions, generic, core, ending, full, head[:at] if regions else "")


def _generic_at(head: str, stop: int) -> str:
    """The word a head begins with that only says what kind of place it is: 市, 自治区."""
    word = head[:3] if head[:2] == "自治" else head[:1]
    return word if word and word[-1] in GENERIC and len(word) <= stop else ""


def _is_core(core: str, ending: Ending, placed: bool) -> bool:
    """Whether `core` may stand before `ending`: any name, or nothing behind a place where that is enough."""
    if core:
        if ending.kind == "township" and naming_words()["no_town"].search(core):
            return False
        return core not in nobody() and bool(_NAME.fullmatch(core))
    return ending.kind == "government" or (placed and ending.alone)


def is_plain_core(text: str) -> bool:
    """Whether `text` is nothing but words of agency names (文化广电).

    >>> is_plain_core("文化广电"), is_plain_core("亚新体育")
    (True, False)
    """
    return _core_start(text, len(text))[0] == 0


def expands(short: str, full: str) -> bool:
    """Whether `full` can be what `short` is short for: its characters in the same order, the first the first.

    >>> expands("文广新局", "文化广电新闻出版局"), expands("教育局", "文化局"), expands("开发区", "经济技术开发区")
    (True, False, True)
    """
    if not short or not full or len(short) >= len(full):
        return False
    if short[0] != full[0]:
        return short in _ZONES and full.endswith(short)
    rest = iter(full)
    return all(char in rest for char in short)


def sector_of(body: Body) -> str:
    """The body's sector: the first of its words that has one, else the ending's or its central body's, else `other`."""
    if body.kind in ("township", "central"):
        return body.ending.sector
    word = first_word(body)
    if word:
        return name_words()[word][0]
    above = central_bodies().get(body.front[: _front(body.front)], ("", ""))[1]
    return body.ending.sector or above or "other"


def first_word(body: Body) -> str:
    """The first word of a body's name that has a sector, the longest there; empty if none has.

    The zone that a bureau belongs to (高新技术产业开发区税务局) is not its business, nor is the name of a place
    that the gazetteer does not have (临水县教育局).

    >>> first_word(parse_body("某市文化广电新闻出版局")), first_word(parse_body("南平市人民政府"))
    ('文化', '')
    """
    core, at = body.core, end_of_place(body.core)
    while at < len(core):
        for size in range(min(_LONGEST_WORD, len(core) - at), 0, -1):
            entry = name_words().get(core[at : at + size])
            if entry is not None and entry[0] and (body.kind == "zone" or entry[0] != _ZONE_SECTOR):
                return core[at : at + size]
        at += 1
    return ""


def zone_of(body: Body) -> str:
    """The zone that a bureau's name begins with: 高新技术产业开发区税务局 → 高新技术产业开发区; empty if none.

    >>> zone_of(parse_body("合肥市高新技术产业开发区财政局")), zone_of(parse_body("合肥市财政局"))
    ('高新技术产业开发区', '')
    """
    ends = [
        end
        for end in range(2, len(body.core) + 1)
        for size in word_sizes().get(body.core[end - 1], ())
        if size <= end and name_words().get(body.core[end - size : end], ("",))[0] == _ZONE_SECTOR
    ]
    return body.core[: max(ends)] if ends else ""
