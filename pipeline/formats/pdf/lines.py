"""Glyphs to printed lines: what stands on one baseline, with a space where a gap shows one."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pipeline.formats.pdf.characters import UNKNOWN
from pipeline.formats.pdf.leaves import Glyph

# Shares of the size of the type.
LEVEL = 0.3  # by which baselines of one line differ
SAME_PLACE = 0.15  # the same sign closer than that is printed twice, to look bold
WORD_GAP, MIXED_GAP, WIDE_GAP = 0.2, 0.36, 0.23  # a space: between Latin letters, beside Chinese, between Chinese
MAX_SPREAD = 0.5  # by which a line that is set to fill its width is spread
FAR_GAP = 0.45  # several spaces
SPACE = 0.12  # where a space is printed
MIN_PAIRS = 4  # of characters that the spread is told from
PIECE_GAP = 0.8  # parts what may stand in two columns
SMALL, RAISED = 0.78, 0.75  # of the line that a mark of a note hangs on: its size, how far it is off the baseline
_WIDE = "\u2e80"
_CUT = "\t"
FAR = "\u00a0\u00a0"  # a gap of several spaces; plain ones would count as one
_NOTE_MARK = re.compile(r"[\d\[\]()（）〔〕*＊①-⑳†‡,，]+")
_NUMBER_BESIDE_UNKNOWN = re.compile(f"[0-9０-９.,，．]*{UNKNOWN}[0-9０-９.,，．]*")


class Piece(NamedTuple):
    """A part of a line, wide gaps around it."""

    text: str
    left: float
    right: float


@dataclass(slots=True)
class TextLine:
    """A printed line: its words, their edges, baseline and size; `pieces`: what wide gaps part it into; `figures`: the
    same, parted between two figures by any space, as the columns of a narrow table are."""

    text: str
    left: float
    right: float
    y: float
    size: float
    pieces: tuple[Piece, ...]
    figures: tuple[Piece, ...]

    @property
    def top(self) -> float:
        return self.y - 0.9 * self.size

    @property
    def middle(self) -> float:
        return self.y - 0.35 * self.size


def find_lines(glyphs: Sequence[Glyph]) -> list[TextLine]:
    """The lines that glyphs make, from the top down."""
    rows = _drop_note_marks(_find_rows(glyphs))
    return [_build(row) for row in rows]


def _find_rows(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    """The glyphs of each baseline, from left to right."""
    rows: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda each: (each.y, each.x)):
        if rows:
            first = rows[-1][0]
            if glyph.y - first.y <= LEVEL * min(glyph.size, first.size):
                rows[-1].append(glyph)
                continue
        rows.append([glyph])
    for row in rows:
        row.sort(key=lambda each: each.x)
    return rows


def _drop_note_marks(rows: list[list[Glyph]]) -> list[list[Glyph]]:
    """Without the small raised numbers of notes, which would run together with the number before them;
    other small print on a line (the 2 of m²) goes back into it."""
    kept: list[list[Glyph]] = []
    for number, row in enumerate(rows):
        host = next((other for other in rows[max(0, number - 2) : number + 3] if _hangs_on(row, other)), None)
        if host is None:
            kept.append(row)
        elif not _NOTE_MARK.fullmatch("".join(glyph.char for glyph in row)):
            host.extend(row)
            host.sort(key=lambda each: each.x)
    return kept


def _hangs_on(row: Sequence[Glyph], host: Sequence[Glyph]) -> bool:
    """Whether a row is small print raised or lowered within another one."""
    size = max(glyph.size for glyph in host)
    if row is host or max(glyph.size for glyph in row) > SMALL * size:
        return False
    near = abs(row[0].y - host[0].y) <= RAISED * size
    return near and host[0].x - size <= row[0].x and row[-1].right <= host[-1].right + 2 * size


def _build(row: Sequence[Glyph]) -> TextLine:
    row = list(_without_doubles(row))
    spread = _find_spread(row)
    gaps = [_tell_gap(*pair, spread) for pair in itertools.pairwise(row)]
    wide = [gap == _CUT for gap in gaps]
    between = [
        bool(gap) and a.char.isdecimal() and b.char.isdecimal()
        for gap, (a, b) in zip(gaps, itertools.pairwise(row), strict=True)
    ]
    pieces = _cut(row, gaps, wide)
    figures = _cut(row, gaps, [a or b for a, b in zip(wide, between, strict=True)]) if any(between) else pieces
    sizes = sorted(glyph.size for glyph in row)
    text = FAR.join(piece.text for piece in pieces)
    return TextLine(text, pieces[0].left, pieces[-1].right, row[0].y, sizes[len(sizes) // 2], pieces, figures)


def _cut(row: Sequence[Glyph], gaps: Sequence[str], cuts: Sequence[bool]) -> tuple[Piece, ...]:
    """The pieces of a row, cut between the glyphs where `cuts` says so."""
    pieces, start = [], 0
    for end, is_cut in enumerate((*cuts, True), 1):
        if is_cut:
            text = "".join(
                glyph.char + gap for glyph, gap in zip(row[start:end], (*gaps[start : end - 1], ""), strict=True)
            )
            pieces.append(Piece(_NUMBER_BESIDE_UNKNOWN.sub(UNKNOWN, text), row[start].x, row[end - 1].right))
            start = end
    return tuple(pieces)


def _tell_gap(last: Glyph, glyph: Glyph, spread: float) -> str:
    """What a gap stands for: nothing, a space, several of them, or the end of a piece."""
    gap = glyph.x - last.right
    if gap >= PIECE_GAP * glyph.size:
        return _CUT
    if not _is_space(last, glyph, gap - spread):
        return ""
    return FAR if gap - spread >= FAR_GAP * glyph.size else " "


def _without_doubles(row: Sequence[Glyph]) -> Iterator[Glyph]:
    """The glyphs of a row, each place once."""
    before: list[Glyph] = []
    for glyph in row:
        near = SAME_PLACE * glyph.size
        if not any(glyph.char == other.char and glyph.x - other.x <= near for other in before):
            yield glyph
        before = [*before[-2:], glyph]


def _find_spread(row: Sequence[Glyph]) -> float:
    """How far the Chinese characters of a line are spread to fill its width, in points."""
    gaps = sorted(b.x - a.right for a, b in itertools.pairwise(row) if a.char > _WIDE and b.char > _WIDE)
    usual = gaps[len(gaps) // 4] if len(gaps) >= MIN_PAIRS else 0.0
    return usual if 0 < usual <= MAX_SPREAD * row[0].size else 0.0


def _is_space(last: Glyph, glyph: Glyph, gap: float) -> bool:
    wide = (last.char > _WIDE) + (glyph.char > _WIDE)
    needed = SPACE if glyph.spaced else (WORD_GAP, MIXED_GAP, WIDE_GAP)[wide]
    return gap >= needed * min(last.size, glyph.size)


def glue(before: str, after: str, tight: bool = False) -> str:
    """What stands between two lines of a paragraph: a space between Latin words or numbers, nothing beside Chinese.

    tight: the first line is so full that a number may be broken at its end.
    """
    if not before or not after or (tight and before[-1].isdecimal() and after[0].isdecimal()):
        return ""
    latin = before[-1].isascii() and after[0].isascii()
    return " " if latin and before[-1].isalnum() and after[0].isalnum() else ""
