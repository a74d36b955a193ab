"""Tokens: a text reduced to what official tables are made of, words and values with their positions.

A label may be split over lines, cells and columns, glued to a number or numbered in many ways. So the
words are read as one stream of Chinese characters, `Tokens.words`, from which spaces, rules, brackets,
enumerators and numbers are gone, and each character of it knows where it stands in the folded text.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
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

LONGEST_CACHED = 30
CACHED_CHUNKS = 4_000
"""Runs of so many characters at most are remembered, so many of them: labels and numbers, not sentences."""

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
def _alike() -> tuple[tuple[str, str], ...]:
    """Characters that labels interchange, each with the one it is matched as."""
    return tuple(read_json("tables.json")["alike"].items())


def _fold_alike(words: str) -> str:
    """Words as they are matched: several times as fast as `str.translate`."""
    for one, other in _alike():
        words = words.replace(one, other)
    return words


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
    return _fold_alike("".join(words))


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
    words: list[str] = []
    places: list[int] = []
    openings: list[int] = []
    chunks: list[Chunk] = []
    values: list[Value] = []
    for match in _CHUNK.finditer(_without_page_numbers(text)):
        run = match.group()
        pieces = _cached_pieces(run) if len(run) <= LONGEST_CACHED else _read_pieces(run)
        start, first = match.start(), len(places)
        for left, right, at, digits, unit, glued_left, glued_right in pieces.values:
            values.append(Value(start + left, start + right, first + at, digits, unit, glued_left, glued_right))
        for left, right, at, at_end in pieces.chunks:
            chunks.append(Chunk(start + left, start + right, first + at, first + at_end))
        if pieces.size:
            words.append(pieces.words)
            for left, right in pieces.runs:
                places.extend(range(start + left, start + right) if right >= 0 else [start + left] * len(GAP))
            for at in pieces.openings:
                openings.append(first + at)
    return Tokens(
        text,
        _fold_alike("".join(words)),
        places,
        frozenset(openings),
        tuple(chunks),
        tuple(values),
        tuple(chunk.start for chunk in chunks),
        tuple(chunk.at for chunk in chunks),
        tuple(value.start for value in values),
    )


def _without_page_numbers(text: str) -> str:
    """The text with page numbers such as `- 3 -` blanked, every other character in its place."""
    return _PAGE_NUMBER.sub(lambda match: " " * len(match.group()), text)


@dataclass(slots=True)
class _Pieces:
    """What a run of characters without spaces consists of; all places count from its beginning.

    words: its part of the stream; runs: where the words stand, each run's start and end, the end -1 for `GAP`.
    """

    words: str = ""
    size: int = 0
    runs: list[tuple[int, int]] = field(default_factory=list)
    openings: list[int] = field(default_factory=list)
    chunks: list[Chunk] = field(default_factory=list)
    values: list[Value] = field(default_factory=list)

    def add_words(self, words: str, run: tuple[int, int]) -> None:
        """Add words to the stream."""
        self.words += words
        self.size += len(words)
        self.runs.append(run)


def _read_pieces(chunk: str) -> _Pieces:
    """Read one run of characters without spaces."""
    pieces = _Pieces()
    _add_chunk(pieces, chunk, 0)
    return pieces


_cached_pieces = lru_cache(maxsize=CACHED_CHUNKS)(_read_pieces)
"""The labels of the forms and small numbers are the same in every document."""


def _add_chunk(pieces: _Pieces, chunk: str, start: int) -> None:
    end = start + len(chunk)
    if len(chunk) > LONGEST_CELL and (first := chunk.find("。") + 1):
        _add_prose(pieces, chunk, start, first)
    elif chunk[0] in "0123456789+-" and (match := _value().fullmatch(chunk)):
        pieces.values.append(Value(start, end, pieces.size, match[1], match[2]))
    elif _SLASHES.fullmatch(chunk):
        # Several are cells that run together.
        pieces.values += [Value(place, place + 1, pieces.size, None) for place in range(start, end)]
    elif _MARK.fullmatch(chunk):
        if not _RULER.fullmatch(chunk):
            pieces.values.append(Value(start, end, pieces.size, None))
    elif match := _unit_first().fullmatch(chunk):
        _add_words(pieces, match[1], start)
        _add_chunk(pieces, match[2], start + match.start(2))
    else:
        _add_words(pieces, chunk, start)


def _add_prose(pieces: _Pieces, chunk: str, start: int, first: int) -> None:
    """Read a paragraph: its first and last sentence, in case a table touches it, and a gap for what is between."""
    last = chunk.rfind("。") + 1
    _add_words(pieces, chunk[:first], start)
    if last > first:
        at = pieces.size
        pieces.add_words(GAP, (start + first, -1))
        pieces.chunks.append(Chunk(start + first, start + last, at, pieces.size))
    if last < len(chunk):
        _add_words(pieces, chunk[last:], start + last)


def _add_words(pieces: _Pieces, chunk: str, start: int) -> None:
    first = pieces.size
    if _WORDS.fullmatch(chunk):
        pieces.openings.append(first)
        pieces.add_words(chunk, (start, start + len(chunk)))
        pieces.chunks.append(Chunk(start, start + len(chunk), first, pieces.size))
        return
    opening = True
    for match in _piece().finditer(chunk):
        kind = match.lastgroup
        if kind == "words":
            if opening:
                pieces.openings.append(pieces.size)
            pieces.add_words(match.group(), (start + match.start(), start + match.end()))
            opening = False
        elif kind == "number":
            _add_glued(pieces, chunk, match, start)
            opening = True
        elif kind == "mark":
            left, right = match.start() > 0, match.end() < len(chunk)
            at = start + match.start()
            pieces.values.append(Value(at, start + match.end(), pieces.size, None, None, left, right))
            opening = True
        else:
            # A label may stand in quotes or behind list marks; a bracket closes the note of the cell before.
            sign = match.group()
            opening = kind == "enumerator" or sign in '“")》' or (opening and sign in "”‘’《〈(*#·.•")
    pieces.chunks.append(Chunk(start, start + len(chunk), first, pieces.size))


def _add_glued(pieces: _Pieces, chunk: str, match: re.Match[str], start: int) -> None:
    """A number inside a run of words: `行政许可37`, `行政许可37件`, but also `计1条`."""
    whole = _value().match(chunk, match.start())
    end, unit = match.end(), None
    if whole is not None and whole.end() == len(chunk):
        end, unit = whole.end(), whole[2]
    left, right = match.start() > 0, end < len(chunk)
    pieces.values.append(Value(start + match.start(), start + end, pieces.size, match.group(), unit, left, right))


def parse_cell(text: str, start: int, end: int) -> Value | None:
    """What a cell of a grid holds, given its place in the folded text; None for an empty one.

    A cell that holds words, or more than one number, has the digits `""`.
    """
    words = text[start:end]
    inner = words.strip()
    if not inner:
        return None
    start += len(words) - len(words.lstrip())
    return Value(start, start + len(inner), 0, *_read_cell(inner))


@lru_cache(maxsize=CACHED_CHUNKS)
def _read_cell(inner: str) -> tuple[str | None, str | None]:
    """The digits and the unit that a cell holds."""
    if inner.isdecimal():
        return inner, None
    match = _value().fullmatch(re.sub(r"(?<=\d)\s+(?=[^\d\s])|(?<=[^\d\s])\s+", "", inner))
    if match:
        return match[1], match[2]
    return (None if _MARK.fullmatch(inner) or _SLASHES.fullmatch(inner) else ""), None
