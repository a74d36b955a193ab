"""Tables with merged cells as lines of text that fit a width; wide characters count as two columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from rich.cells import cell_len
from rich.text import Text

if TYPE_CHECKING:
    from rich.console import Console

GAPS = (2, 1)
"""Spaces between two columns, and where the table is too wide with them."""
NARROW = 4
"""Columns that words are folded to at the least: two Chinese characters, as in the header cells of printed forms."""
_LABELS = 24
"""A first column wider than this holds labels; it gives up less than the others."""


class Box(NamedTuple):
    """A cell over `span` columns. is_firm: its text is never folded, as figures must not be. record: what it shows."""

    text: str = ""
    style: str = ""
    span: int = 1
    align: str = "left"
    is_firm: bool = False
    record: Mapping[str, Any] | None = None


Row = Sequence[Box]
RULE: Row = ()
"""A row without cells is a line across the table."""


def draw_grid(rows: Sequence[Row], console: Console, width: int | None = None) -> Iterator[Text]:
    """The lines of a table, folded to `width` columns as far as figures allow; None for as wide as it likes."""
    columns = _fit(rows, width)
    for row in rows:
        if row:
            yield from _draw_row(row, columns, console)
        else:
            yield Text("─" * columns.reach(0, len(columns.widths)), style="dim")


class Columns(NamedTuple):
    """How wide each column is, and the gap between two."""

    widths: list[int]
    gap: int

    def reach(self, start: int, span: int) -> int:
        """The width of some columns and the gaps in them."""
        return sum(self.widths[start : start + span]) + self.gap * (span - 1)


def _fit(rows: Sequence[Row], width: int | None) -> Columns:
    """What each column's cells ask for; if that is too wide less between them, of the first, then of the widest."""
    count = max(sum(box.span for box in row) for row in rows)
    widths, least = [0] * count, [NARROW] * count
    for row in rows:
        for start, box in _placed(row):
            if box.span == 1:
                widths[start] = max(widths[start], cell_len(box.text))
                least[start] = max(least[start], cell_len(box.text) if box.is_firm else 0)
    wide, narrow = Columns(widths, GAPS[0]), Columns(widths, GAPS[1])
    _widen_for_spans(rows, wide)
    if width is None or wide.reach(0, count) <= width:
        return wide
    worth = 3 if widths[0] > _LABELS else 1
    for _ in range(narrow.reach(0, count) - width):
        loose = [column for column in range(count) if widths[column] > least[column]]
        if not loose:
            break
        widths[max(loose, key=lambda column: widths[column] / (1 if column else worth))] -= 1
    return narrow


def _widen_for_spans(rows: Sequence[Row], columns: Columns) -> None:
    """Give the last column of a merged cell what its figures lack."""
    for row in rows:
        for start, box in _placed(row):
            if box.span > 1 and box.is_firm:
                lack = cell_len(box.text) - columns.reach(start, box.span)
                columns.widths[start + box.span - 1] += max(0, lack)


def _placed(row: Row) -> Iterator[tuple[int, Box]]:
    """Each cell with its first column."""
    start = 0
    for box in row:
        yield start, box
        start += box.span


def _draw_row(row: Row, columns: Columns, console: Console) -> Iterator[Text]:
    """The lines of one row: as many as its cell with the most."""
    cells = []
    for start, box in _placed(row):
        width = columns.reach(start, box.span)
        text = Text(box.text, style=box.style)
        lines = [text] if cell_len(box.text) <= width else list(text.wrap(console, max(width, 2), overflow="fold"))
        cells.append((width, box, lines))
    for number in range(max(len(lines) for *_, lines in cells)):
        line = Text()
        for width, box, lines in cells:
            part = lines[number] if number < len(lines) else Text()
            line.append_text(_aligned(part, box.align, width)).append(" " * columns.gap)
        line.rstrip()
        yield line


def _aligned(text: Text, align: str, width: int) -> Text:
    """A text with spaces round it; what is too long stays as it is."""
    room = max(0, width - cell_len(text.plain))
    before = {"left": 0, "center": room // 2, "right": room}[align]
    return Text(" " * before).append_text(text).append(" " * (room - before))
