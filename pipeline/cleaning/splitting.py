"""Lines that run together: a title, the line about the page, the report and the portal's lines in one.

Some converters take every line end away. A line is parted only where words begin something else (a
label of the page, a breadcrumb, 上一篇, 主办单位), in the first line of the report and before, or in its
last one and behind. Nothing goes but the white space between the parts. The words are the rows of
`rules/line_joints.csv`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise

from parsers.boilerplate import classify_line
from parsers.folding import fold
from parsers.page_labels import find_run
from parsers.rules import compile_kinds
from parsers.titles import MAX_TITLE, is_title
from pipeline.formats.lines import Line

HEAD, TAIL = 400, 500  # characters at the ends of a line that are looked at
CLOSING = frozenset({"footer", "neighbour", "related", "qrcode", "notice"})
_LAST_STEP = re.compile(r">\s?[^\s>]{1,30}\s+(?=\S)([^>]{8,90}?)\s*$")  # of a breadcrumb, and what follows it
_SENTENCE_END = re.compile("[。;!]")


@cache
def _joints() -> dict[str, re.Pattern[str]]:
    """By kind, the words with which something else begins within a line."""
    return compile_kinds("line_joints.csv", re.I)


def split_lines(lines: Sequence[Line], first: int, last: int) -> list[Line]:
    """The lines, with those parted that run together. `first` and `last` are the places of the first and
    the last line of the report."""
    parted: list[Line] = []
    for place, line in enumerate(lines):
        if line.grid is not None or line.links or line.labelled or first < place < last:
            parted.append(line)
            continue
        cuts = set(_find_head_cuts(line)) if place <= first else set()
        if place >= last:
            cuts |= set(_find_tail_cuts(line))
        parted += _cut(line, sorted(cuts)) if cuts else [line]
    return parted


def _cut(line: Line, cuts: Sequence[int]) -> Iterator[Line]:
    """The parts of a line that is cut at places of its folded text."""
    folded = fold(line.text)
    edges = [0, *cuts, len(folded.text)]
    for start, end in pairwise(edges):
        text = folded.raw(start, end)
        if text.strip():
            yield replace(line, text=text.rstrip() if start == 0 else text.strip(), kind=None, folded="", weight=0)


def _find_head_cuts(line: Line) -> Iterator[int]:
    """Where to part a line before the report's first sentence: before and behind the labels of the page,
    before a breadcrumb and a menu, and before the title that follows them."""
    text = line.folded[:HEAD]
    if (step := _LAST_STEP.search(text)) and is_title(step[1]):
        yield step.start(1)
        return
    if line.kind and not _SENTENCE_END.search(text):
        return
    if run := find_run(text):
        before = text[: run[0]]
        if len(before) > MAX_TITLE * 2 or _SENTENCE_END.search(before):
            return
        yield from (place for place in run if 0 < place < len(line.folded))
        text = before
    if trail := _joints()["trail"].search(text):
        yield trail.start()
    if home := _joints()["home"].search(text, 0, trail.start() if trail else len(text)):
        yield home.end()
    if run and (trail or classify_line(text)):
        words = text.rstrip()
        start = max(words.rfind(" "), words.rfind("\t")) + 1
        if start and is_title(words[start:]):
            yield start


def _find_tail_cuts(line: Line) -> Iterator[int]:
    """Where to part a line behind the report's last sentence: before the portal's first line and the next
    ones that say something else."""
    text = line.folded
    start = max((found.end() for found in _SENTENCE_END.finditer(text, max(0, len(text) - TAIL))), default=0)
    if line.kind not in (None, "neighbour") and not start:
        return
    closed = ""
    for found in _joints()["closing"].finditer(text, max(start, len(text) - TAIL)):
        kind = classify_line(text[found.start() :])
        if kind not in CLOSING:
            continue
        kind = "neighbour" if _joints()["neighbour"].match(text, found.start()) else "footer"
        if found.start() and (kind == "neighbour" or kind != closed):
            yield found.start()
        closed = kind
