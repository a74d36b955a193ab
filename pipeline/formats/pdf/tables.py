"""A table of a PDF: its cells in their places."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.formats.pdf.lines import TextLine


@dataclass(slots=True)
class TableCell:
    """A cell: its place, what it spans, the lines in it, and how wide it is in points."""

    row: int
    column: int
    rowspan: int
    colspan: int
    lines: list[TextLine] = field(default_factory=list)
    width: float = 0.0

    @property
    def words(self) -> str:
        """Its text without spaces."""
        return "".join("".join(line.text.split()) for line in self.lines)


@dataclass(slots=True)
class Table:
    """A table: where it stands, the places of its columns, its cells in reading order, its number of rows."""

    top: float
    bottom: float
    xs: list[float]
    cells: list[TableCell]
    height: int


Item = TextLine | Table
