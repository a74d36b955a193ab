"""Lines and boxes: a page as one list of printed lines, each in a box of the layout."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from parsers.records import ParseError

# More than any report has; what reads it takes time by the character and by the line.
MAX_CHARS, MAX_LINES = 1_000_000, 50_000


class CellPlace(NamedTuple):
    """A cell of a table row: its place in the grid, and its span in the text of the row's line."""

    row: int
    column: int
    rowspan: int
    colspan: int
    start: int
    end: int


@dataclass(slots=True)
class Line:
    """A printed line.

    text: as printed; the cells of a table row are parted by tabs.
    box: index of the box it stands in. tag: the element that printed it (p, h1, li, tr …).
    links: how many of its characters are links.
    grid: number of the table it is a row of, with the row's `cells`.
    folded: the text folded, for the patterns. kind: the boilerplate that it is by its wording, if
        it is any. labelled: whether it is a line of labels about the page. weight: how much a line
        outside of tables speaks for being content. All set by `pipeline.cleaning.content`.
    """

    text: str
    box: int = 0
    tag: str = ""
    links: int = 0
    grid: int | None = None
    cells: tuple[CellPlace, ...] = ()
    folded: str = ""
    kind: str | None = None
    labelled: bool = False
    weight: int = 0


class Box(NamedTuple):
    """A part of the layout: the box around it, and what its markup says about it (tag, id, class)."""

    parent: int
    marks: str = ""
    hidden: bool = False


@dataclass(slots=True)
class Layout:
    """A page laid out: its lines, its boxes (the first is the page), its tags of metadata.

    meta: content of the meta tags, title tag and links, by lower-case name.
    """

    lines: list[Line] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=lambda: [Box(-1)])
    meta: dict[str, str] = field(default_factory=dict)


def refuse_huge(chars: int, lines: int) -> None:
    """Raise ParseError if a page of so many characters and lines is no report."""
    if chars > MAX_CHARS or lines > MAX_LINES:
        raise ParseError(
            f"内容过多,不会是一份报告 (more than any report has: {chars} characters on {lines} lines; "
            f"at most {MAX_CHARS} on {MAX_LINES})"
        )
