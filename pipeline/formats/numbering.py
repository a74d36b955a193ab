"""Numbers that Word prints before paragraphs by itself: 一、 （二） 3. and so on.

They are no text of the document and yet what the reader sees, so headings would be lost without them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple
from xml.etree.ElementTree import Element

MAX_LEVEL, MAX_STYLES = 9, 30
_PLACE = re.compile(r"%([1-9])")
_DIGITS = "〇一二三四五六七八九"
_FORMAL = "零壹贰叁肆伍陆柒捌玖"
_COUNTED = frozenset(("chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCountingThousand"))
_CIRCLED = frozenset(("decimalEnclosedCircle", "decimalEnclosedCircleChinese"))


class _Level(NamedTuple):
    """How a level of a list is numbered: its first number, the numerals, the text with %1 for its number."""

    start: int
    numerals: str
    text: str


@dataclass(slots=True)
class Numbering:
    """The lists of a document, and how far each has counted."""

    lists: dict[str, dict[int, _Level]] = field(default_factory=dict)
    shared: dict[str, str] = field(default_factory=dict)  # list → definition that counts for it
    styles: dict[str, tuple[str | None, str | None, str | None]] = field(default_factory=dict)
    counts: dict[str, list[int | None]] = field(default_factory=dict)

    def number(self, paragraph: Element) -> str:
        """The number printed before a paragraph, "" if there is none; counts it."""
        list_id, level = self._find_list(paragraph)
        form = self.lists.get(list_id or "", {}).get(level)
        if form is None:
            return ""
        counts = self.counts.setdefault(self.shared[list_id or ""], [None] * MAX_LEVEL)
        before = counts[level]
        counts[level] = form.start if before is None else before + 1
        counts[level + 1 :] = [None] * (MAX_LEVEL - level - 1)
        return _PLACE.sub(lambda place: self._write(list_id or "", counts, int(place[1]) - 1), form.text)

    def _write(self, list_id: str, counts: list[int | None], level: int) -> str:
        form = self.lists[list_id].get(level)
        if form is None:
            return ""
        count = counts[level]
        return write_number(form.start if count is None else count, form.numerals)

    def _find_list(self, paragraph: Element) -> tuple[str | None, int]:
        """The list and level of a paragraph: its own or those of its style or of the styles that one is based on."""
        list_id, level = _read_place(paragraph.find("pPr/numPr"))
        style = _value(paragraph.find("pPr/pStyle"))
        for _ in range(MAX_STYLES):
            if style not in self.styles or (list_id and level):
                break
            styled, styled_level, style = self.styles[style]
            list_id, level = list_id or styled, level or styled_level
        return list_id, min(int(level), MAX_LEVEL - 1) if (level or "").isdecimal() else 0  # type: ignore[arg-type]


def read_numbering(numbering: Element | None, styles: Element | None) -> Numbering:
    """The lists that the parts `numbering` and `styles` of a document define."""
    found = Numbering()
    for style in styles.findall("style") if styles is not None else ():
        place = _read_place(style.find("pPr/numPr"))
        found.styles[style.get("styleId") or ""] = (*place, _value(style.find("basedOn")))
    if numbering is None:
        return found
    definitions = {each.get("abstractNumId"): dict(_read_levels(each)) for each in numbering.findall("abstractNum")}
    for each in numbering.findall("num"):
        list_id, definition = each.get("numId") or "", _value(each.find("abstractNumId"))
        overrides = each.findall("lvlOverride")
        found.lists[list_id] = dict(definitions.get(definition, {}))
        # A list that starts anew counts for itself, the others of a definition go on from each other.
        found.shared[list_id] = f"num {list_id}" if overrides else f"abstract {definition}"
        for override in overrides:
            found.lists[list_id].update(_read_levels(override))
            _restart(found.lists[list_id], override)
    return found


def write_number(number: int, numerals: str) -> str:
    """A number in the numerals of a list.

    >>> [write_number(n, "chineseCounting") for n in (3, 10, 12, 20, 34, 105)]
    ['三', '十', '十二', '二十', '三十四', '105']
    """
    if numerals in _COUNTED and 0 < number < 100:
        tens, ones = divmod(number, 10)
        return (_DIGITS[tens] if tens > 1 else "") + ("十" if tens else "") + (_DIGITS[ones] if ones else "")
    if numerals == "chineseLegalSimplified" and 0 < number < 10:
        return _FORMAL[number]
    if numerals in _CIRCLED and 0 < number <= 20:
        return chr(0x2460 + number - 1)
    if numerals in ("lowerLetter", "upperLetter") and 0 < number <= 26:
        return chr((0x60 if numerals == "lowerLetter" else 0x40) + number)
    return "" if numerals in ("bullet", "none") else str(number)


def _read_levels(holder: Element) -> Iterator[tuple[int, _Level]]:
    for level in holder.findall("lvl"):
        place, start = level.get("ilvl") or "", _value(level.find("start")) or ""
        numerals = _value(level.find("numFmt")) or "decimal"
        text = "" if numerals == "bullet" else _value(level.find("lvlText")) or ""
        if place.isdecimal() and int(place) < MAX_LEVEL:
            yield int(place), _Level(int(start) if start.isdecimal() else 1, numerals, text)


def _restart(levels: dict[int, _Level], override: Element) -> None:
    place, start = override.get("ilvl") or "", _value(override.find("startOverride")) or ""
    if place.isdecimal() and start.isdecimal() and int(place) in levels:
        levels[int(place)] = levels[int(place)]._replace(start=int(start))


def _read_place(place: Element | None) -> tuple[str | None, str | None]:
    """The list and the level that a numPr names."""
    return (None, None) if place is None else (_value(place.find("numId")), _value(place.find("ilvl")))


def _value(element: Element | None) -> str | None:
    return None if element is None else element.get("val")
