"""Main content: which lines of a laid-out page are the document's own.

Running text, headings and tables of data weigh; links, and lines that by their wording are a
portal's, do not. The main box is the innermost that holds nearly all the weight. What stands outside
of it is kept where it weighs, so that a wrong choice leaves a line over rather than losing one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache

from parsers.boilerplate import classify_line
from parsers.folding import fold
from parsers.page_labels import may_be_labelled, parse_label, parse_labelled
from parsers.rules import read_rows
from pipeline.formats.lines import Box, Layout, Line

SHARE = 0.9  # of the weight that the main box holds
# A box with a larger share of the weight is no side box, whatever its markup calls it.
TRUSTED = {"strong": 0.4, "weak": 0.02}
LINKED = 0.5  # a line with more of its characters in links is a link
SENTENCE, CLAUSE = 15, 45  # characters from which a line ending a sentence, or with a comma, is running text
SEEN_CELLS, MIN_LABELS, LABEL_SHARE = 40, 2, 0.38
MIN_MENU = 4  # cells
_SENTENCE_END = re.compile("[。；！？;!?]")
_HEADING = re.compile(r"\s*(?:[(]?[一二三四五六七八九十]{1,3}[)、.．]|第[一二三四五六七八九十]{1,3}[部章节])")
_WORD = re.compile(r"[a-z]+")


def describe_lines(lines: Sequence[Line]) -> None:
    """Fold each line, and note what its wording says about it."""
    if not lines:
        return
    folded = fold("\n".join([line.text for line in lines])).text.split("\n")
    for line, text in zip(lines, folded, strict=True):
        line.folded = text
        if line.grid is None and text and not text.isspace():
            line.kind = classify_line(text)
            line.labelled = line.kind is None and may_be_labelled(text) and bool(parse_labelled(line.text))
            line.weight = _weigh_line(line)


def find_page_tables(lines: Sequence[Line]) -> set[int]:
    """The tables that tell about the page (索引号, 发布机构 …), not about what the report is about:
    two cells or more, and of the filled ones every third, are labels or labels with their values. A menu
    in one row is none of the report's either."""
    rows = Counter(line.grid for line in lines if line.grid is not None)
    cells: dict[int, list[str]] = {}
    for line in lines:
        if line.grid is not None:
            seen = cells.setdefault(line.grid, [])
            if len(seen) < SEEN_CELLS:
                seen += [text for text in line.folded.split("\t") if text and not text.isspace()]
    return {
        number for number, seen in cells.items() if _tell_about_page(seen) or (rows[number] == 1 and _is_menu(seen))
    }


def is_sure(line: Line) -> bool:
    """Whether a line outside of tables is the document's for sure: running text or a numbered heading."""
    return line.weight > 0


def _weigh_line(line: Line) -> int:
    """How much a line outside of tables speaks for being content, in characters."""
    text = line.folded
    if line.kind or line.labelled or (line.links and line.links > LINKED * len(line.text)):
        return 0
    chars = len(text) - line.links
    if chars >= SENTENCE and _SENTENCE_END.search(text):
        return chars
    return chars if (chars >= CLAUSE and "," in text) or _HEADING.match(text) else 0


def find_content(layout: Layout, page_tables: set[int]) -> list[bool]:
    """For each line, whether it belongs to the document or to the portal around it."""
    lines, boxes = layout.lines, layout.boxes
    weights = _weigh(lines, page_tables)
    side = _find_side_boxes(lines, boxes, weights)
    weights = [0 if side[line.box] else weight for line, weight in zip(lines, weights, strict=True)]
    if not any(weights):
        return [not side[line.box] for line in lines]
    main = _find_main(lines, boxes, weights)
    around = _find_around(boxes, main)
    inside = _mark_inside(boxes, {main} | _find_attached(lines, boxes, weights, around))
    kept = [
        not side[line.box] and (inside[line.box] or weight > 0) for line, weight in zip(lines, weights, strict=True)
    ]
    _keep_between(lines, kept, side, around)
    return kept


def _tell_about_page(cells: Sequence[str]) -> bool:
    labels = sum(parse_label(cell) is not None or may_be_labelled(cell) for cell in cells)
    return labels >= MIN_LABELS and labels >= LABEL_SHARE * len(cells)


def _is_menu(cells: Sequence[str]) -> bool:
    """Whether a row lists what menus list; figures are never a menu's."""
    known = sum(classify_line(cell) in ("nav", "widget", "word") for cell in cells)
    return len(cells) >= MIN_MENU and known * 3 >= len(cells) and not any(cell.strip().isdigit() for cell in cells)


def _weigh(lines: Sequence[Line], page_tables: set[int]) -> list[int]:
    """The weight of each line; a row of a table weighs unless the table is a menu or about the page."""
    chars: dict[int, list[int]] = {}
    for line in lines:
        if line.grid is not None:
            table = chars.setdefault(line.grid, [0, 0])
            table[0] += len(line.text)
            table[1] += line.links
    light = {number for number, (total, links) in chars.items() if links > LINKED * total} | page_tables
    return [
        line.weight if line.grid is None else 0 if line.grid in light else len(line.text.strip("\t")) for line in lines
    ]


def _find_side_boxes(lines: Sequence[Line], boxes: Sequence[Box], weights: Sequence[int]) -> list[bool]:
    """For each box, whether its markup calls it, or one around it, a part of the portal."""
    totals = _sum_up(lines, boxes, weights)
    side = [False] * len(boxes)
    for number, box in enumerate(boxes[1:], 1):
        strength = _find_strength(box.marks)
        called = strength is not None and totals[number] <= TRUSTED[strength] * totals[0]
        side[number] = box.hidden or side[box.parent] or called
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


def _find_attached(lines: Sequence[Line], boxes: Sequence[Box], weights: Sequence[int], around: set[int]) -> set[int]:
    """Boxes apart from the main one that hold content too, if links do not outweigh it."""
    attached = {line.box for line, weight in zip(lines, weights, strict=True) if weight} - around
    chars, links = [0] * len(boxes), [0] * len(boxes)
    for line in lines:
        chars[line.box] += len(line.text)
        links[line.box] += line.links
    return {box for box in attached if links[box] <= LINKED * chars[box]}


def _mark_inside(boxes: Sequence[Box], chosen: set[int]) -> list[bool]:
    """For each box, whether it is one of the chosen or lies in one."""
    inside = [False] * len(boxes)
    for number, box in enumerate(boxes):
        inside[number] = number in chosen or (number > 0 and inside[box.parent])
    return inside


def _find_around(boxes: Sequence[Box], main: int) -> set[int]:
    """The main box and those around it."""
    around = set()
    while main >= 0:
        around.add(main)
        main = boxes[main].parent
    return around


def _keep_between(lines: Sequence[Line], kept: list[bool], side: Sequence[bool], around: set[int]) -> None:
    """Keep what stands between kept lines in a box around the main one, and what follows the last of
    them in its own box; links and the portal's lines apart."""
    first, last = kept.index(True), len(kept) - 1 - kept[::-1].index(True)
    for place in range(first, last):
        line = lines[place]
        if line.box in around and not side[line.box] and line.links <= LINKED * len(line.text):
            kept[place] = True
    for place in range(last + 1, len(lines)):
        line = lines[place]
        if line.box != lines[last].box or line.kind or line.labelled or line.links:
            break
        kept[place] = True


def _find_strength(marks: str) -> str | None:
    """How surely the tag, id or class of a box names a part of the portal: strong, weak or None."""
    tag, _, names = marks.partition(" ")
    found = [_side_words().get(("tag", tag))] + [_side_words().get(("name", word)) for word in _WORD.findall(names)]
    return "strong" if "strong" in found else "weak" if "weak" in found else None


@cache
def _side_words() -> dict[tuple[str, str], str]:
    """Where a word stands (tag or name) and the word → how surely it names a part of the portal."""
    return {(row["where"], row["word"]): row["strength"] for row in read_rows("side_boxes.csv")}
