"""Hard-wrapped text: lines that a converter broke at a fixed width become paragraphs again.

Only running text is joined: a line that fills the width, with the next one at the margin. Rows of
tables (columns parted by runs of spaces) stay as printed. A page number between two halves of a
paragraph comes to stand behind it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from parsers.boilerplate import classify_line
from parsers.folding import fold_characters

MIN_WIDTH, MAX_WIDTH = 36, 130  # columns; a Chinese character takes two
SLACK = 4  # columns by which a full line may fall short: a character or sign that did not fit
OPEN_SHARE = 0.8  # of the width that a line fills which ends within a sentence
MIN_FULL, FULL_SHARE = 6, 0.2  # full lines that a wrapped text has, in number and of its lines
MARGIN, MAX_INDENT = 1, 8  # columns: what is no indent yet, and more than a paragraph's
_GAP = re.compile(r"\S(?:[ \u3000]{2,}|[ \u3000]*[|\t])\S")
_WIDE = re.compile("[\u2010-\uffff]")
# What begins with a number of its own, or as an annex does, begins a paragraph.
NUMBERED = re.compile(
    r"(?:第?[一二三四五六七八九十]{1,3}[、.．章部节]|[(（][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[、.．](?!\d)|附件|附表)"
)
_SENTENCE_END = re.compile("[。！？!?：:；;]$")
_FIRST_WORD = re.compile(r"[A-Za-z0-9.%/-]*[，。、；：）】”]?")
_WORD_END, _WORD_START = re.compile(r"[A-Za-z0-9]$"), re.compile(r"[A-Za-z0-9]")


@dataclass(slots=True)
class _Row:
    """A line: its words, its width with the indent, whether it is running text."""

    text: str
    words: str
    indent: int
    width: int
    prose: bool


def unwrap(lines: Sequence[str]) -> list[str]:
    """The lines, those of a wrapped paragraph joined; as they are if the text is not wrapped."""
    lengths = [len(line) for line in lines if line]
    long = sum(length >= MIN_WIDTH // 2 for length in lengths)
    if max(lengths, default=0) > MAX_WIDTH or long < max(MIN_FULL, FULL_SHARE * len(lengths)):
        return list(lines)
    rows = [_measure(line) for line in lines]
    widest = _find_width(rows)
    return _join(rows, widest) if widest else list(lines)


def _measure(line: str) -> _Row:
    words = line.strip(" \u3000\t")
    indent = len(line) - len(line.lstrip(" \u3000"))
    width = indent + len(words) + len(_WIDE.findall(line.rstrip()))
    return _Row(line, words, indent, width, bool(words) and not _GAP.search(words))


def _find_width(rows: Sequence[_Row]) -> int | None:
    """The width that the text is wrapped at; None if too few lines are full."""
    widths = [row.width for row in rows if row.prose and row.indent <= MAX_INDENT]
    widest = max(widths, default=0)
    full = sum(width >= widest - SLACK for width in widths)
    if not MIN_WIDTH <= widest <= MAX_WIDTH or full < max(MIN_FULL, FULL_SHARE * len(widths)):
        return None
    return widest


def _join(rows: Sequence[_Row], widest: int) -> list[str]:
    joined: list[list[str]] = []
    last: _Row | None = None  # the line that the next one may go on from
    at = -1  # where the paragraph it ends stands in `joined`
    for row in rows:
        if last is not None and _goes_on(last, row, widest):
            joined[at] += (_glue(last.words, row.words), row.words)
            last = row
            continue
        joined.append([row.text])
        if row.words and not _is_page_number(row):
            last, at = row, len(joined) - 1
    return ["".join([parts[0].rstrip(), *parts[1:]]) if len(parts) > 1 else parts[0] for parts in joined]


def _goes_on(last: _Row, row: _Row, widest: int) -> bool:
    """Whether `row` is the rest of the paragraph that `last` is full of."""
    if not (row.prose and last.prose) or row.indent > MARGIN or last.indent > MAX_INDENT:
        return False
    if row.words.startswith("|") or NUMBERED.match(row.words) or _is_page_number(row):
        return False
    word = _FIRST_WORD.match(row.words)
    needed = len(word[0]) if word else 0  # the word that did not fit
    if last.width + max(SLACK, needed) >= widest:
        return True
    return last.width >= OPEN_SHARE * widest and not _SENTENCE_END.search(last.words)


def _is_page_number(row: _Row) -> bool:
    return len(row.words) <= 12 and classify_line(fold_characters(row.words)) == "page_number"


def _glue(before: str, after: str) -> str:
    """A space between two Latin words or numbers, nothing beside Chinese."""
    return " " if _WORD_END.search(before[-1:]) and _WORD_START.match(after) else ""
