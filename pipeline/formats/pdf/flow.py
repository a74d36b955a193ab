"""Lines to paragraphs, across wraps and pages.

A line goes on in the next one if it is full and the next one neither is indented, nor begins as
paragraphs begin, nor stands further apart than lines of a paragraph do.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.formats.pdf.lines import TextLine, glue
from pipeline.formats.pdf.sheets import Sheet
from pipeline.formats.pdf.tables import Table, TableCell
from pipeline.formats.wrapping import NUMBERED

MIN_WORDS, SHORT_WORD = 5, 4  # words of a line that lists them, and their characters
MARGIN_SHARE = 0.1  # of the full lines that begin at the margin
# Shares of the size of the type.
SLACK = 0.6  # by which a full line may fall short beside the word or sign that did not fit
CENTRED = 0.6  # by which the middles of centred lines differ
FLUSH = 0.15  # by which a line that is set to the margin falls short
LATIN = 0.6  # width of a Latin letter
MIN_FULL = 14.0  # width from which a line can be full
FULL = 2.0  # by which the full lines of a document differ
INDENT = 1.2  # from which a line is indented
PITCH = 1.25  # times the usual distance of lines that there is between paragraphs
SIZES = 0.12  # share by which the type of one paragraph differs
MAX_PITCH = 3.0  # times the size: lines further apart are never one paragraph's
HEADING = 1.15  # times the size of running text
BIN = 0.5  # points
_LIST_END = re.compile(r"\d\s+\d[\d,.]*\s+[\d,.]+$")
_LIST_START = re.compile(r"[\d,.]+\s+\d")
_SENTENCE_END = re.compile("[。！？!?：:；;”]$")
# What cannot be parted: brackets and quotes from what they hold, a word, a sign from what it follows.
_FIRST_WORD = re.compile(
    r"[(（【《〈「“‘〔]*(?:[A-Za-z0-9.,%/\u00c0-\u024f\u01cd-\u01dc-]{1,40}|.)[,.;:!?)，。、；：！？）】》〉」”’〕%％]*"
)


@dataclass(slots=True)
class Paragraph:
    """A paragraph: its text and the size of its type."""

    text: str
    size: float


@dataclass(slots=True)
class _Measure:
    """Running text of a document: its margins, its size, the distance of its lines."""

    left: float
    right: float
    size: float
    pitch: float


def find_paragraphs(sheets: Sequence[Sheet]) -> list[Paragraph | Table]:
    """The paragraphs and tables of a document in reading order."""
    lines = [item for sheet in sheets for item in sheet.items if isinstance(item, TextLine)]
    measure = _measure(lines)
    found: list[Paragraph | Table] = []
    last: TextLine | None = None
    for sheet in sheets:
        first = True
        for item in sheet.items:
            if isinstance(item, Table):
                found.append(item)
                last = None
            else:
                if last is not None and _goes_on(last, item, measure, first):
                    paragraph = found[-1]
                    assert isinstance(paragraph, Paragraph)
                    paragraph.text += glue(paragraph.text, item.text, _is_tight(last, item, measure)) + item.text
                else:
                    found.append(Paragraph(item.text, item.size))
                last = item
            first = False
    return found


def find_size(sheets: Sequence[Sheet]) -> float:
    """The size of running text, in points."""
    return _measure([item for sheet in sheets for item in sheet.items if isinstance(item, TextLine)]).size


def find_padding(table: Table) -> float:
    """How much of its width the fullest line of a table leaves free in its cell, in points."""
    free = [cell.width - (line.right - line.left) for cell in table.cells if cell.width for line in cell.lines]
    return max(min(free, default=0.0), 0.0)


def join_cell(cell: TableCell, padding: float) -> str:
    """The text of a cell. Where its lines were broken by hand nothing tells, but that a number is broken
    only where not one figure more has room."""
    text = ""
    last: TextLine | None = None
    for line in cell.lines:
        tight = last is not None and cell.width - (last.right - last.left) < padding + LATIN * last.size
        text += glue(text, line.text, tight and cell.width > 0) + line.text
        last = line
    return text


def _measure(lines: Sequence[TextLine]) -> _Measure:
    if not lines:
        return _Measure(0.0, 0.0, 10.0, 15.0)
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size / BIN) * BIN] += len(line.text)
    size = min(sizes, key=lambda each: (-sizes[each], each))
    own = [line for line in lines if abs(line.size - size) <= SIZES * size] or list(lines)
    rights = sorted((line.right for line in own), reverse=True)
    right = rights[min(len(rights) - 1, len(rights) // 50 + 1)]
    full = [line for line in own if line.right >= right - FULL * size]
    lefts = Counter(round(line.left) for line in full) or Counter([0])
    left = min(each for each in lefts if lefts[each] >= min(MARGIN_SHARE * len(full), max(lefts.values())))
    return _Measure(left, right, size, _find_pitch(lines, right, size))


def _find_pitch(lines: Sequence[TextLine], right: float, size: float) -> float:
    """The usual distance of a full line and the next one."""
    pitches: Counter[float] = Counter()
    for line, behind in itertools.pairwise(lines):
        pitch = round((behind.y - line.y) / BIN) * BIN
        if line.right >= right - FULL * size and 0 < pitch <= MAX_PITCH * size:
            pitches[pitch] += 1
    return min(pitches, key=lambda each: (-pitches[each], each), default=1.5 * size)


def _goes_on(last: TextLine, line: TextLine, measure: _Measure, new_page: bool) -> bool:
    """Whether a line is the rest of the paragraph that the one before is in; `new_page`: it is the first of its page."""
    size = line.size
    if abs(last.size - size) > SIZES * max(last.size, size) or _are_rows(last, line):
        return False
    pitch = line.y - last.y
    if not new_page and pitch > 0 and pitch > PITCH * max(measure.pitch * size / measure.size, 1.15 * size):
        return False
    if _is_centred(last, line, measure):
        return last.right - last.left + _find_needed(line.text) * size >= measure.right - measure.left - SLACK * size
    if _is_indented(last, line, measure) or (NUMBERED.match(line.text) and _SENTENCE_END.search(last.text)):
        return False
    if last.right - last.left < MIN_FULL * size:
        return False
    right = max(line.right, measure.right if abs(last.left - measure.left) <= 3 * size else 0)
    return last.right + _find_needed(line.text) * size >= right - SLACK * size


def _is_tight(last: TextLine, line: TextLine, measure: _Measure) -> bool:
    """Whether a line may end within a number: it is set to the very margin, and lists no numbers."""
    flush = last.right + FLUSH * line.size >= max(line.right, measure.right)
    return flush and not _LIST_END.search(last.text) and not _LIST_START.match(line.text)


def _is_centred(last: TextLine, line: TextLine, measure: _Measure) -> bool:
    """Whether two lines are of a title: in larger type, one in the middle above the other."""
    middles = abs((last.left + last.right) / 2 - (line.left + line.right) / 2)
    return line.size >= HEADING * measure.size and middles <= CENTRED * line.size


def _find_needed(text: str) -> float:
    """How wide the first word of a line is, in sizes of its type."""
    word = _FIRST_WORD.match(text)
    return sum(1.0 if char > "\u2000" else LATIN for char in word[0]) if word else 1.0


def _is_indented(last: TextLine, line: TextLine, measure: _Measure) -> bool:
    """Whether a line begins further in than the one before, or than running text does."""
    if line.left - last.left >= INDENT * line.size:
        return True
    return INDENT * line.size <= line.left - measure.left <= 3 * line.size


def _is_list(text: str) -> bool:
    """Whether a line is made of short words, as the row of a table is."""
    words = text.split()
    return len(words) >= MIN_WORDS and len(text) <= (SHORT_WORD + 1) * len(words)


def _are_rows(last: TextLine, line: TextLine) -> bool:
    """Whether lines are rows of a table: parted by several wide gaps, or by one in the same place."""
    if max(len(last.pieces), len(line.pieces)) > 2 or _is_list(last.text) or _is_list(line.text):
        return True
    return len(last.pieces) == len(line.pieces) == 2 and abs(last.pieces[1].left - line.pieces[1].left) <= line.size
