"""Main content: which lines of a laid-out page are the document's own.

Running text, headings and tables of data weigh; links, and lines that by their wording are a
portal's, do not. The main box is the smallest that holds nearly all the weight. What stands outside
of it is kept where it weighs, so that a wrong choice leaves a line over rather than losing one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from parsers.boilerplate import classify_line
from parsers.page_labels import parse_label, parse_labelled
from parsers.rules import read_rows
from pipeline.formats.lines import Box, Layout, Line

SHARE = 0.9  # of the weight that the main box holds
TRUSTED = 0.4  # a box with so much of the weight is no sidebar, whatever its name
LINKED = 0.5  # a line with more of its characters in links is a link
SENTENCE, CLAUSE, TABLE_ROWS = 15, 45, 3
_SENTENCE_END = re.compile("[。；！？;!?]")
_HEADING = re.compile(
    r"[\s\u3000]*(?:[(（]?[一二三四五六七八九十]{1,3}[)）、.．]|第[一二三四五六七八九十]{1,3}[部章节])"
)
_WORD = re.compile(r"[a-z]+")


def weigh_line(line: Line) -> int:
    """How much a line speaks for being content, in characters; 0 if its wording does not say so."""
    text = line.text
    if line.links > LINKED * len(text):
        return 0
    chars = len(text) - line.links
    sentence = chars >= SENTENCE and _SENTENCE_END.search(text)
    clause = chars >= CLAUSE and ("，" in text or "," in text)
    if line.grid is not None:
        return 0
    if not (sentence or clause or _HEADING.match(text)):
        return 0
    return 0 if classify_line(text) or parse_labelled(text) else chars


def find_content(layout: Layout) -> list[bool]:
    """For each line, whether it belongs to the document or to the portal around it."""
    lines, boxes = layout.lines, layout.boxes
    weights = [weigh_line(line) for line in lines]
    for number, rows in _find_grids(lines).items():
        for row in rows:
            weights[row] = _weigh_grid([lines[n] for n in rows]) if number >= 0 else 0
    side = _find_side_boxes(lines, boxes, weights)
    weights = [0 if side[line.box] else weight for line, weight in zip(lines, weights, strict=True)]
    if not any(weights):
        return [not side[line.box] for line in lines]
    main = _find_main(lines, boxes, weights)
    inside = _mark_inside(boxes, main)
    return _choose(lines, boxes, weights, side, inside, main)


def _find_grids(lines: Sequence[Line]) -> dict[int, list[int]]:
    """The places of each table's rows."""
    grids: dict[int, list[int]] = {}
    for place, line in enumerate(lines):
        if line.grid is not None:
            grids.setdefault(line.grid, []).append(place)
    return grids


def _weigh_grid(rows: Sequence[Line]) -> int:
    """The weight of each row of a table: none for a menu, or for a list of labels about the page."""
    chars, links = sum(len(row.text) for row in rows), sum(row.links for row in rows)
    if links > LINKED * chars or is_page_table(rows):
        return 0
    return chars // len(rows) if len(rows) >= TABLE_ROWS else 1


def is_page_table(rows: Sequence[Line]) -> bool:
    """Whether a table tells about the page (索引号, 发布机构 …): half of its filled cells or more are
    labels, or labels with their values."""
    cells = [text for row in rows for text in row.text.split("\t") if text.strip()]
    labels = sum(bool(parse_label(cell) or parse_labelled(cell)) for cell in cells[:60])
    return labels >= 2 and labels * 2.6 >= len(cells[:60])


def _find_side_boxes(lines: Sequence[Line], boxes: Sequence[Box], weights: Sequence[int]) -> list[bool]:
    """For each box, whether its markup calls it, or one around it, a part of the portal."""
    totals = _sum_up(lines, boxes, weights)
    enough = TRUSTED * totals[0]
    side = [False] * len(boxes)
    for number, box in enumerate(boxes):
        if number == 0:
            continue
        side[number] = box.hidden or side[box.parent] or (_is_side(box.marks) and totals[number] <= enough)
    return side


def _sum_up(lines: Sequence[Line], boxes: Sequence[Box], weights: Sequence[int]) -> list[int]:
    """The weight of each box with all in it; a box comes behind the one around it."""
    totals = [0] * len(boxes)
    for line, weight in zip(lines, weights, strict=True):
        totals[line.box] += weight
    for number in range(len(boxes) - 1, 0, -1):
        totals[boxes[number].parent] += totals[number]
    return totals


def _find_main(lines: Sequence[Line], boxes: Sequence[Box], weights: Sequence[int]) -> int:
    """The innermost box with nearly all the weight. Two such boxes lie one in the other, and the inner
    one has the higher number."""
    totals = _sum_up(lines, boxes, weights)
    return max(number for number, total in enumerate(totals) if total >= SHARE * totals[0])


def _mark_inside(boxes: Sequence[Box], main: int) -> list[bool]:
    inside = [False] * len(boxes)
    for number, box in enumerate(boxes):
        inside[number] = number == main or (number > 0 and inside[box.parent])
    return inside


def _choose(
    lines: Sequence[Line],
    boxes: Sequence[Box],
    weights: Sequence[int],
    side: Sequence[bool],
    inside: Sequence[bool],
    main: int,
) -> list[bool]:
    """Lines in the main box; outside of it those with weight, and what stands between kept lines in a
    box around the main one."""
    around = set()
    box = main
    while box >= 0:
        around.add(box)
        box = boxes[box].parent
    kept = [
        not side[line.box] and (inside[line.box] or weight > 0) for line, weight in zip(lines, weights, strict=True)
    ]
    first = kept.index(True)
    last = len(kept) - 1 - kept[::-1].index(True)
    for place in range(first, last):
        line = lines[place]
        if not kept[place] and line.box in around and not side[line.box] and line.links <= LINKED * len(line.text):
            kept[place] = True
    return kept


def _is_side(marks: str) -> bool:
    tag, _, names = marks.partition(" ")
    words, tags = _side_words()
    return tag in tags or any(word in words for word in _WORD.findall(names))


@cache
def _side_words() -> tuple[frozenset[str], frozenset[str]]:
    """Words in an id or class, and tags, that name a part of the portal."""
    rows = read_rows("side_boxes.csv")
    return (
        frozenset(row["word"] for row in rows if row["where"] == "name"),
        frozenset(row["word"] for row in rows if row["where"] == "tag"),
    )
