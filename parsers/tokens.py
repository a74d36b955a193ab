"""Tokens: a text reduced to what official tables are made of, words and values with their positions.

A label may be split over lines, cells and columns, glued to a number or numbered in many ways. So the
words are read as one stream of Chinese characters, `Tokens.words`, from which spaces, rules, brackets,
enumerators and numbers are gone, and each character of it knows where it stands in the folded text.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from parsers.rules import read_json

NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
ENUMERATOR = (
    r"\([一二三四五六七八九十]{1,3}\)|[一二三四五六七八九十]{1,3}[、.]|\(\d{1,2}\)"
    r"|[1-9](?:、|\.(?!\d))(?=[^\s|])|[①-⑳㈠-㈩]|其中:?"
)
# In `122.重复申请` the value 12 touches the enumerator of the next row: no row of a form is numbered above nine.
TOUCHING = r"\d+(?=[1-9][、.][\u4e00-\u9fff])"
# A mark that words or figures touch is a cell of its own beside a figure, another mark or the end: `规章/`, `3/0`.
GLUED_MARK = r"(?<=\d)/|/(?=[\d/+-]|$)|(?<=/)/|(?<=[\u4e00-\u9fff)])[-—–―─]{1,6}$"
LONGEST_CELL = 80
"""Characters without a space that a cell may have; a longer run with a full stop in it is a paragraph."""

GAP = "\0" * 100
"""What stands in the stream for the sentences of a paragraph: no label, and more than a table's gaps."""

_WORDS = re.compile(r"(?!其中)[\u4e00-\u9fff〇]+")
_CHUNK = re.compile(r"[^\s|]+")
_SLASHES = re.compile(r"[/\\]{1,40}")
_MARK = re.compile(r"[-—–―─]{1,6}|无|暂无|\.{3,6}|…{1,2}")
_RULER = re.compile(r":?-{3,}:?|={3,}")
_PAGE_NUMBER = re.compile(
    r"^[ \t]*(?:[-—–―·~]+[ \t]*\d{1,4}[ \t]*[-—–―·~]+|第[ \t]*\d{1,4}[ \t]*页(?:[ \t,/]*共[ \t]*\d{1,4}[ \t]*页)?"
    r"|\d{1,3}/\d{1,3})[ \t]*$",
    re.MULTILINE,
)


@cache
def units() -> tuple[str, ...]:
    """Units that a table prints beside a value or in a column of their own."""
    return tuple(sorted(read_json("tables.json")["units"], key=lambda unit: (-len(unit), unit)))


@cache
def unit_set() -> frozenset[str]:
    """The units, for a quick look."""
    return frozenset(units())


@cache
def _alike() -> dict[int, str]:
    """Characters that labels interchange → the one they are matched as."""
    return {ord(one): other for one, other in read_json("tables.json")["alike"].items()}


@cache
def _value() -> re.Pattern[str]:
    """A cell that holds a number: sign, figures, unit, note in brackets."""
    unit = "|".join(map(re.escape, units()))
    return re.compile(rf"([+-]?{NUMBER})({unit})?(?:\([^()]{{0,40}}\))?")


@cache
def _unit_first() -> re.Pattern[str]:
    """A unit that touches the value of the next cell: `条37`."""
    unit = "|".join(map(re.escape, units()))
    return re.compile(rf"({unit})([+-]?{NUMBER}|/)")


@cache
def _piece() -> re.Pattern[str]:
    """What a chunk of words consists of."""
    return re.compile(
        rf"(?P<enumerator>{ENUMERATOR})|(?P<mark>{GLUED_MARK})|(?P<number>[+-]?(?:{TOUCHING}|{NUMBER}))|(?P<words>[\u4e00-\u9fff〇]+)|(?P<sign>.)",
        re.DOTALL,
    )


def squash_label(label: str) -> str:
    """A label as it stands in the stream of words.

    >>> squash_label("3.危及“三安全一稳定”"), squash_label("(一)主动公开政府信息数(相同信息计1条)")
    ('危及三安全一稳定', '主动公开政府信息数相同信息计条')
    """
    words = (match["words"] or "" for match in _piece().finditer(re.sub(r"\s+", "", label)))
    return "".join(words).translate(_alike())


class Value(NamedTuple):
    """A printed value.

    start, end: its place in the folded text, unit and note included. at: how many words stand before it.
    digits: the number as written, sign included, None for a mark such as `/`. unit: printed beside it.
    glued_left, glued_right: whether words touch it there.
    """

    start: int
    end: int
    at: int
    digits: str | None
    unit: str | None = None
    glued_left: bool = False
    glued_right: bool = False

    @property
    def number(self) -> float | None:
        """The value in its printed unit; None for a mark or words."""
        return float(self.digits.replace(",", "")) if self.digits else None


class Chunk(NamedTuple):
    """Words between spaces: place in the folded text, and in the stream of words."""

    start: int
    end: int
    at: int
    at_end: int


@dataclass(frozen=True, slots=True)
class Tokens:
    """A text as words and values.

    words: the stream of Chinese characters; places: where each stands in the folded text.
    openings: places in the stream where a label can begin, because a cell, a number or an enumerator ends there.
    """

    text: str
    words: str
    places: Sequence[int]
    openings: frozenset[int]
    chunks: tuple[Chunk, ...]
    values: tuple[Value, ...]
    chunk_starts: tuple[int, ...]
    chunk_places: tuple[int, ...]
    value_starts: tuple[int, ...]

    def values_between(self, start: int, end: int) -> tuple[Value, ...]:
        """The values that stand between two offsets of the folded text."""
        return self.values[bisect_left(self.value_starts, start) : bisect_left(self.value_starts, end)]

    def chunks_between(self, start: int, end: int) -> tuple[Chunk, ...]:
        """The chunks of words that begin between two offsets of the folded text."""
        return self.chunks[bisect_left(self.chunk_starts, start) : bisect_left(self.chunk_starts, end)]

    def chunk_at(self, at: int) -> Chunk | None:
        """The chunk that holds a place of the stream."""
        index = bisect_right(self.chunk_places, at) - 1
        return self.chunks[index] if index >= 0 and at < self.chunks[index].at_end else None

    def place(self, at: int) -> int:
        """Where the word at a place of the stream stands in the folded text; the text's end after the last."""
        return self.places[at] if at < len(self.places) else len(self.text)


def tokenize(text: str) -> Tokens:
    """Reduce a folded text to words and values."""
    stream = _Stream()
    for match in _CHUNK.finditer(_without_page_numbers(text)):
        stream.add(match.group(), match.start())
    return Tokens(
        text,
        "".join(stream.words).translate(_alike()),
        stream.places,
        frozenset(stream.openings),
        tuple(stream.chunks),
        tuple(stream.values),
        tuple(chunk.start for chunk in stream.chunks),
        tuple(chunk.at for chunk in stream.chunks),
        tuple(value.start for value in stream.values),
    )


def _without_page_numbers(text: str) -> str:
    """The text with page numbers such as `- 3 -` blanked, every other character in its place."""
    return _PAGE_NUMBER.sub(lambda match: " " * len(match.group()), text)


class _Stream:
    """The growing stream of words, and what was met on the way."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.places: list[int] = []
        self.openings: set[int] = set()
        self.chunks: list[Chunk] = []
        self.values: list[Value] = []

    def add(self, chunk: str, start: int) -> None:
        """Read one run of characters without spaces."""
        end = start + len(chunk)
        if len(chunk) > LONGEST_CELL and (first := chunk.find("。") + 1):
            self._add_prose(chunk, start, first)
        elif chunk[0] in "0123456789+-" and (match := _value().fullmatch(chunk)):
            self.values.append(Value(start, end, len(self.places), match[1], match[2]))
        elif _SLASHES.fullmatch(chunk):
            # Several are cells that run together.
            self.values += [Value(place, place + 1, len(self.places), None) for place in range(start, end)]
        elif _MARK.fullmatch(chunk):
            if not _RULER.fullmatch(chunk):
                self.values.append(Value(start, end, len(self.places), None))
        elif match := _unit_first().fullmatch(chunk):
            self._add_words(match[1], start)
            self.add(match[2], start + match.start(2))
        else:
            self._add_words(chunk, start)

    def _add_prose(self, chunk: str, start: int, first: int) -> None:
        """Read a paragraph: its first and last sentence, in case a table touches it, and a gap for what is between."""
        last = chunk.rfind("。") + 1
        self._add_words(chunk[:first], start)
        if last > first:
            at = len(self.places)
            self.words.append(GAP)
            self.places.extend([start + first] * len(GAP))
            self.chunks.append(Chunk(start + first, start + last, at, len(self.places)))
        if last < len(chunk):
            self._add_words(chunk[last:], start + last)

    def _add_words(self, chunk: str, start: int) -> None:
        first = len(self.places)
        if _WORDS.fullmatch(chunk):
            self.openings.add(first)
            self.words.append(chunk)
            self.places.extend(range(start, start + len(chunk)))
            self.chunks.append(Chunk(start, start + len(chunk), first, len(self.places)))
            return
        opening = True
        for match in _piece().finditer(chunk):
            kind = match.lastgroup
            if kind == "words":
                if opening:
                    self.openings.add(len(self.places))
                self.words.append(match.group())
                self.places.extend(range(start + match.start(), start + match.end()))
                opening = False
            elif kind == "number":
                self._add_glued(chunk, match, start)
                opening = True
            elif kind == "mark":
                left, right = match.start() > 0, match.end() < len(chunk)
                self.values.append(
                    Value(start + match.start(), start + match.end(), len(self.places), None, None, left, right)
                )
                opening = True
            else:
                # A label may stand in quotes or behind list marks; a bracket closes the note of the cell before.
                sign = match.group()
                opening = kind == "enumerator" or sign in '“")》' or (opening and sign in "”‘’《〈(*#·.•")
        self.chunks.append(Chunk(start, start + len(chunk), first, len(self.places)))

    def _add_glued(self, chunk: str, match: re.Match[str], start: int) -> None:
        """A number inside a run of words: `行政许可37`, `行政许可37件`, but also `计1条`."""
        whole = _value().match(chunk, match.start())
        end, unit = match.end(), None
        if whole is not None and whole.end() == len(chunk):
            end, unit = whole.end(), whole[2]
        left, right = match.start() > 0, end < len(chunk)
        self.values.append(
            Value(start + match.start(), start + end, len(self.places), match.group(), unit, left, right)
        )


def parse_cell(text: str, start: int, end: int) -> Value | None:
    """What a cell of a grid holds, given its place in the folded text; None for an empty one.

    A cell that holds words, or more than one number, has the digits `""`.
    """
    words = text[start:end]
    inner = words.strip()
    if not inner:
        return None
    start += len(words) - len(words.lstrip())
    if inner.isdecimal():
        return Value(start, start + len(inner), 0, inner)
    match = _value().fullmatch(re.sub(r"(?<=\d)\s+(?=[^\d\s])|(?<=[^\d\s])\s+", "", inner))
    if match:
        return Value(start, start + len(inner), 0, match[1], match[2])
    return Value(start, start + len(inner), 0, None if _MARK.fullmatch(inner) or _SLASHES.fullmatch(inner) else "")
