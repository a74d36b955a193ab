"""What stands on the margins of pages: their numbers, running heads and feet, what a browser prints there."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache

from parsers.rules import compile_kinds
from pipeline.formats.pdf.lines import TextLine
from pipeline.formats.pdf.sheets import Sheet

EDGE = 0.06  # share of it that a browser prints on
MARGIN = 0.11  # share of the page's height that heads and feet stand in
DEPTH = 3  # lines from the top or bottom that may be such
LEVEL = 4.0  # points by which the places of a running head differ from page to page
SHARE = 0.5  # of the pages, and
BARE_SHARE = 0.6  # of the pages that have a bare number, so that it is the page's
MIN_PAGES = 2  # at least, that have the same line
MIN_WORDS = 4  # characters of a running head
_DIGITS = re.compile(r"\d+")
_BARE = re.compile(r"\d{1,4}")


@cache
def _words() -> dict[str, re.Pattern[str]]:
    """By kind: how pages are numbered (number), the address and the time that a browser prints (address, printed)."""
    return compile_kinds("page_margins.csv", re.I)


def drop_margins(sheets: Sequence[Sheet]) -> str | None:
    """Take page numbers, running heads and feet off the pages; the answer is the address that a browser printed there."""
    address = None
    repeated = _find_repeated(sheets)
    numbered = _find_bare_numbers(sheets)
    for sheet in sheets:
        gone = set()
        for place, line in _find_outer(sheet):
            printed = _read_browser_line(line, sheet)
            address = address or (printed if printed and _words()["address"].match(printed) else None)
            is_head = any(abs(line.y - y) <= LEVEL for y in repeated.get(_shape(line), ()))
            if printed or is_head or _is_number(line) or (sheet.number, place) in numbered:
                gone.add(place)
        sheet.items = [item for place, item in enumerate(sheet.items) if place not in gone]
    return address


def _find_outer(sheet: Sheet) -> Iterator[tuple[int, TextLine]]:
    """The first and last lines of a page, as far as they stand on its margins, with their places."""
    lines = [(place, item) for place, item in enumerate(sheet.items) if isinstance(item, TextLine)]
    lines.sort(key=lambda each: each[1].y)
    high, low = MARGIN * sheet.height, (1 - MARGIN) * sheet.height
    outer = {place: line for place, line in lines[:DEPTH] if line.y < high}
    outer |= {place: line for place, line in lines[-DEPTH:] if line.y > low}
    yield from outer.items()


def _shape(line: TextLine) -> str:
    """A line's words with any number for each number."""
    return _DIGITS.sub("0", "".join(line.text.split()))


def _find_repeated(sheets: Sequence[Sheet]) -> dict[str, list[float]]:
    """The shapes of lines that many pages have in the same place, with these places."""
    places: dict[str, list[tuple[int, float]]] = {}
    for sheet in sheets:
        for _, line in _find_outer(sheet):
            if len(shape := _shape(line)) >= MIN_WORDS and not shape.isdecimal():
                places.setdefault(shape, []).append((sheet.number, line.y))
    needed = max(MIN_PAGES, SHARE * len(sheets) if len(sheets) > MIN_PAGES + 1 else MIN_PAGES)
    repeated: dict[str, list[float]] = {}
    for shape, found in places.items():
        for _, y in found:
            if len({number for number, other in found if abs(other - y) <= LEVEL}) >= needed:
                repeated.setdefault(shape, []).append(y)
    return repeated


def _is_number(line: TextLine) -> bool:
    return _words()["number"].fullmatch(line.text.strip()) is not None


def _find_bare_numbers(sheets: Sequence[Sheet]) -> set[tuple[int, int]]:
    """Lines that are but a number which goes up from page to page: the page and the place of each.

    The only page of a document may be 1.
    """
    offsets: Counter[int] = Counter()
    found: list[tuple[int, int, int]] = []
    for sheet in sheets:
        outer = sorted(_find_outer(sheet), key=lambda each: each[1].y)
        ends = {place: line for place, line in (*outer[:1], *outer[-1:]) if _BARE.fullmatch(line.text.strip())}
        offsets.update({int(line.text) - sheet.number for line in ends.values()})
        found += [(sheet.number, place, int(line.text) - sheet.number) for place, line in ends.items()]
    needed = max(min(MIN_PAGES, len(sheets)), BARE_SHARE * len(sheets))
    return {
        (number, place)
        for number, place, offset in found
        if offsets[offset] >= needed and (len(sheets) > 1 or offset == 1)
    }


def _read_browser_line(line: TextLine, sheet: Sheet) -> str | None:
    """The address, or the time of printing, that a browser's line on the very edge begins with."""
    if EDGE * sheet.height < line.y < (1 - EDGE) * sheet.height:
        return None
    found = _words()["address"].match(line.text) or _words()["printed"].match(line.text)
    return found[0] if found else None
