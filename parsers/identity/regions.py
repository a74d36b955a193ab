"""Regions: the divisions of GB/T 2260 since 2008, their names, and where a text names them.

A `Region` is a code with one name and the years it held. Names are matched on folded text. A name may
stand for several regions (two dozen 城关区, 鼓楼区 in four cities); `Mention.regions` keeps them all, and
`parsers.identity` decides by context or leaves it open.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from parsers.folding import fold_characters, fold_each
from parsers.rules import read_rows

FIRST_YEAR = 2008
_ENDS = re.compile(r"[省市区县旗州盟]")
# Districts whose name says so little that it counts only behind the name of its city.
_BARE = frozenset({"城区", "郊区", "矿区", "东区", "西区", "市中区", "市辖区", "新区"})
_ETHNIC_ENDS = (("自治州", "州"), ("自治县", "县"), ("自治旗", "旗"), ("回族区", "区"))


class Region(NamedTuple):
    """A division: GB/T 2260 code, name, short name, first and last year (None while it holds)."""

    code: str
    name: str
    short: str
    first: int
    last: int | None

    @property
    def level(self) -> str:
        """`province`, `prefecture` or `county`, by the code and by who governs it."""
        if self.code.endswith("0000"):
            return "province"
        return "prefecture" if self.code.endswith("00") else "county"

    def holds(self, year: int | None) -> bool:
        """Whether the division existed in `year`; for None, whether it exists now."""
        if year is None:
            return self.last is None
        return max(year, FIRST_YEAR) >= self.first and (self.last is None or year <= self.last)


class Mention(NamedTuple):
    """A place of a text that names a region: its span there, and the regions of that name."""

    start: int
    end: int
    regions: tuple[Region, ...]


class Gazetteer:
    """The divisions by code and by name."""

    def __init__(self, rows: Sequence[dict[str, str]], aliases: Iterable[dict[str, str]]) -> None:
        """Index the two tables of `gazetteer()`; raises KeyError for an alias of an unknown code."""
        self.by_code: dict[str, list[Region]] = {}
        self.names: dict[str, list[Region]] = {}
        self.shorts: dict[str, list[Region]] = {}
        self.chars: dict[str, list[str]] = {}
        folded = zip(fold_each(row["name"] for row in rows), fold_each(row["short"] for row in rows), strict=True)
        for row, (name, short) in zip(rows, folded, strict=True):
            last = int(row["last"]) if row["last"] else None
            region = Region(row["code"], row["name"], row["short"], int(row["first"]), last)
            self.by_code.setdefault(region.code, []).append(region)
            for form in _forms(region.code, name, short):
                self.names.setdefault(form, []).append(region)
            if len(short) > 1 and short != name:
                self.shorts.setdefault(short, []).append(region)
        for row in aliases:
            self._add_alias(row["alias"], row["code"], row["kind"])
        self.last_chars = frozenset(name[-1] for name in self.names)
        # The lengths of the names that end, or begin, with the same two characters.
        self.sizes, self.name_sizes = _sizes(self.names, slice(-2, None)), _sizes(self.names, slice(2))
        self.short_sizes, self.short_heads = _sizes(self.shorts, slice(-1, None)), _sizes(self.shorts, slice(2))

    def _add_alias(self, alias: str, code: str, kind: str) -> None:
        if kind == "char":
            self.chars.setdefault(alias, []).append(code)
        else:
            self.names.setdefault(alias, []).extend(self.by_code[code])

    def parents(self, region: Region, year: int | None = None) -> list[Region]:
        """The divisions above, from the province down, as of `year` (default: the region's last)."""
        codes = (region.code[:2] + "0000", region.code[:4] + "00")
        above = (self.as_of(code, year or region.last) for code in dict.fromkeys(codes) if code != region.code)
        return [parent for parent in above if parent is not None]

    def as_of(self, code: str, year: int | None) -> Region | None:
        """The division that has `code` in `year`, else the one that had it nearest to that year."""
        held = self.by_code.get(code)
        if not held:
            return None
        return next((region for region in held if region.holds(year)), held[-1])

    def heir(self, region: Region) -> Region:
        """The division of the same short name and level that carries on today; the last one where none does.

        >>> gazetteer().heir(gazetteer().by_code["430122"][0]).name
        '望城区'
        """
        while region.last is not None:
            after = [
                other
                for other in self.shorts.get(fold_characters(region.short), ())
                if other.code[:2] == region.code[:2]
                and max(region.last, region.first + 1) <= other.first <= region.last + 1
                and (other.level == region.level or other.name == region.name)
            ]
            if len(after) != 1:
                break
            region = after[0]
        return region

    def path(self, region: Region, year: int | None = None) -> tuple[Region, ...]:
        """The divisions from the province down to the region, as of `year`."""
        return (*self.parents(region, year), region)


def _sizes(names: Iterable[str], part: slice) -> dict[str, tuple[int, ...]]:
    """The lengths of the names that share a part, longest first."""
    sizes: dict[str, set[int]] = {}
    for name in names:
        sizes.setdefault(name[part], set()).add(len(name))
    return {shared: tuple(sorted(lengths, reverse=True)) for shared, lengths in sizes.items()}


def _forms(code: str, name: str, short: str) -> set[str]:
    """The names a region goes by with its kind (州, 县, 旗) spelled out; all names folded."""
    forms = {name}
    for end, plain in _ETHNIC_ENDS:
        if name.endswith(end) and short != name:
            forms |= {short + plain, short + end}
    if code.endswith("0000"):
        forms.add(short)
    return forms


@cache
def gazetteer() -> Gazetteer:
    """The divisions of `regions.csv` and their aliases in `region_aliases.csv`."""
    return Gazetteer(read_rows("regions.csv"), read_rows("region_aliases.csv"))


@cache
def codes_by_prefix() -> dict[tuple[str, str], tuple[str, ...]]:
    """`phone` or `post` and how a number begins → the codes of the divisions where it does, by `region_hints.csv`."""
    return {(row["kind"], row["prefix"]): tuple(row["codes"].split(";")) for row in read_rows("region_hints.csv")}


def parse_prefix(text: str, at: int = 0) -> Mention | None:
    """The longest region name that starts at `at`; a short name (青岛) counts only before another region.

    >>> [region.code for region in parse_prefix("洛阳市瀍河回族区文化和旅游局").regions]
    ['410300']
    """
    known = gazetteer()
    for size in known.name_sizes.get(text[at : at + 2], ()):
        found = known.names.get(text[at : at + size])
        if found:
            return Mention(at, at + size, tuple(found))
    return None


def parse_short(text: str, at: int = 0) -> Mention | None:
    """The longest short name (青岛, 嘉峪关) that starts at `at`."""
    known = gazetteer()
    for size in known.short_heads.get(text[at : at + 2], ()):
        found = known.shorts.get(text[at : at + size])
        if found:
            return Mention(at, at + size, tuple(found))
    return None


def find_regions(text: str) -> Iterator[Mention]:
    """The regions named in folded `text`, longest names first, none within another.

    >>> [m.regions[0].name for m in find_regions("河南省洛阳市瀍河回族区")]
    ['河南省', '洛阳市', '瀍河回族区']
    """
    known = gazetteer()
    names, sizes, done, before = known.names, known.sizes, 0, -1
    for hit in _ENDS.finditer(text):
        end = hit.end()
        for size in sizes.get(text[max(0, end - 2) : end], ()):
            start = end - size
            found = names.get(text[start:end]) if start >= done else None
            if found:
                if text[start : end + 1] in names:  # 沙县区 begins with the name 沙县
                    end += 1
                    found = names[text[start:end]]
                if text[start:end] not in _BARE or start == before:
                    yield Mention(start, end, tuple(found))
                done = before = end
                break


def region_of(chain: tuple[Mention, ...]) -> tuple[Region, ...]:
    """The regions that a chain of names can mean: the last name's, under all the names before it."""
    if not chain:
        return ()
    options = chain[-1].regions
    for mention in chain[:-1]:
        codes = tuple(_stem(region.code) for region in mention.regions)
        under = tuple(region for region in options if region.code.startswith(codes))
        options = under or options
    return options


def _stem(code: str) -> str:
    """The part of a code that those below share: 410300 → 4103."""
    return code[:2] if code.endswith("0000") else code[:4] if code.endswith("00") else code


def parse_path(path: str, year: int | None) -> tuple[Region, ...]:
    """The regions that a path of names means in `year`; several only where the names do not tell them apart.

    >>> [region.code for region in parse_path("河南省洛阳市瀍河回族区", 2020)]
    ['410304']
    """
    found = region_of(tuple(find_regions(fold_characters(path))))
    return tuple(region for region in found if region.holds(year))
