"""A workbook in Excel's format: sheets of rows under a frozen header, with filters, widths that fit and links.

What a document says is written as text and nothing else: no string becomes a formula, a number or a link. Excel keeps
that up when a cell is edited, for strings that look like a formula carry its mark of a text (quotePrefix). The bytes depend
on what is written only.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from pipeline.site.plain import plain

if TYPE_CHECKING:
    import xlsxwriter
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

MAX_ROWS = 1_048_576
MAX_LINKS = 65_530
MAX_CHARACTERS = 32_767
MAX_ADDRESS = 2_079
"""Limits of Excel: rows and links of a sheet, UTF-16 units of a cell's text and of a link's address."""

CREATED = datetime(2008, 5, 1)
"""The creation date that every workbook carries, for its bytes must not depend on the clock: the day on which the
条例 of 2007 took effect."""

STYLES: dict[str, dict[str, object]] = {
    "plain": {},
    "text": {"valign": "top"},
    "wrap": {"valign": "top", "text_wrap": True},
    "center": {"valign": "top", "align": "center"},
    "year": {"valign": "top", "align": "center", "num_format": "0"},
    "date": {"valign": "top", "align": "center", "num_format": "yyyy-mm-dd"},
    "integer": {"valign": "top", "num_format": "#,##0"},
    "decimal": {"valign": "top", "num_format": "#,##0.0###"},
    "integer*": {"valign": "top", "num_format": '#,##0"*"', "bg_color": "#FCE4D6"},
    "decimal*": {"valign": "top", "num_format": '#,##0.0###"*"', "bg_color": "#FCE4D6"},
    "integer?": {"valign": "top", "num_format": '#,##0"?"', "bg_color": "#DDEBF7"},
    "decimal?": {"valign": "top", "num_format": '#,##0.0###"?"', "bg_color": "#DDEBF7"},
    "bounded": {"valign": "top", "align": "right", "italic": True, "bg_color": "#FFF2CC"},
    "link": {"valign": "top", "font_color": "#0563C1", "underline": 1},
    "header": {"bold": True, "font_color": "#FFFFFF", "bg_color": "#1F4E78", "text_wrap": True, "valign": "vcenter", "border": 1, "border_color": "#FFFFFF"},
    "above": {"font_color": "#44546A", "bg_color": "#DDEBF7", "valign": "vcenter", "font_size": 9},
    "theme": {"bold": True, "font_color": "#1F4E78", "bg_color": "#BDD7EE", "left": 1, "left_color": "#1F4E78"},
    "title": {"bold": True, "font_size": 16, "font_color": "#1F4E78"},
    "heading": {"bold": True, "font_color": "#1F4E78", "bottom": 1, "bottom_color": "#1F4E78"},
    "red": {"bg_color": "#F8CBAD", "font_color": "#9C0006"},
    "amber": {"bg_color": "#FFEB9C", "font_color": "#7F6000"},
    "green": {"bg_color": "#E2EFDA", "font_color": "#375623"},
    "blue": {"bg_color": "#DDEBF7", "font_color": "#1F4E78"},
    "grey": {"bg_color": "#EDEDED", "font_color": "#7B7B7B"},
}  # fmt: skip
"""Formats by name, in XlsxWriter's words."""

_FONT = "等线"
_RISKY = ("=", "+", "-", "@", "\t", "\r")
_LONE = re.compile("[\ud800-\udfff]")
_PADDING, _NARROWEST = 2, 6
LINE, _MOST_LINES = 15, 12
"""Height of a line, in points, and lines of the tallest row. Heights are set, for not all programs find them themselves."""
_FIRST_YEAR = 1901
"""Earlier dates are none to Excel."""


class Link(NamedTuple):
    """A cell that opens an address. text: what it shows."""

    address: str
    text: str


class Styled(NamedTuple):
    """A value in a style of its own."""

    value: float | str
    style: str


Colours = Mapping[str | int, str]
Value = str | int | float | date | Link | Styled | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet.

    widest: its width is what its content needs, up to this many characters (a Chinese one counts as two). colours: a
    text, or the least of some numbers → the style of such cells, the greater number first. above: what stands over its
    label, from the top.
    """

    label: str
    style: str = "text"
    widest: int = 40
    colours: Colours = field(default_factory=dict)
    above: tuple[str, ...] = ()


class Book:
    """The file, its formats and its sheets."""

    def __init__(self, path: Path, title: str, version: str) -> None:
        import xlsxwriter

        safe = dict.fromkeys(("strings_to_formulas", "strings_to_urls", "strings_to_numbers"), False)
        self._file: xlsxwriter.Workbook = xlsxwriter.Workbook(str(path), {"constant_memory": True, **safe})
        self._file.set_properties({"title": title, "author": f"nianbao {version}", "created": CREATED})
        self._formats: dict[tuple[str, bool], Format] = {}

    def style(self, name: str, quoted: bool = False) -> Format:
        """A format of STYLES; quoted: Excel is to take the cell for a text for ever."""
        key = name, quoted
        if key not in self._formats:
            mark = {"quote_prefix": True} if quoted else {}
            self._formats[key] = self._file.add_format({"font_name": _FONT, **STYLES[name], **mark})
        return self._formats[key]

    def add(self, name: str) -> Worksheet:
        """A new sheet."""
        return self._file.add_worksheet(name)

    def close(self) -> None:
        """Write the file. Raises OSError if the disk does not take it."""
        from xlsxwriter.exceptions import FileCreateError

        try:
            self._file.close()
        except FileCreateError as error:
            raise OSError(str(error)) from error


class Sheet:
    """A table in a sheet of its own: header, then rows one by one, then `finish`.

    frozen: how many columns stay in sight. printed: how many are printed, on one page's width; None: all, on several.
    """

    def __init__(
        self, book: Book, name: str, columns: Sequence[Column], frozen: int = 1, printed: int | None = None
    ) -> None:
        self._book, self.name, self.columns, self._frozen, self._printed = book, name, columns, frozen, printed
        self._sheet = book.add(name)
        self._row = 0
        self._links = 0
        self._widths = [_NARROWEST] * len(columns)
        self.left_out = 0
        self._write_header()

    @cached_property
    def header(self) -> int:
        """The row of the labels."""
        return max((len(column.above) for column in self.columns), default=0)

    def _write_header(self) -> None:
        for row in range(self.header):
            self._write_above(row)
        for place, column in enumerate(self.columns):
            self._text(self.header, place, column.label, "header")
            self._widths[place] = self._first_width(column)
        self._sheet.set_row(self.header, 32)
        self._row = self.header + 1

    def _first_width(self, column: Column) -> int:
        """What the label needs; all that the column may have where its lines are wrapped."""
        return column.widest if column.style == "wrap" else min(max(_NARROWEST, _width(column.label)), column.widest)

    def _write_above(self, row: int) -> None:
        """A row over the labels: neighbours that say the same in the first one are one cell."""
        texts = [column.above[row] if row < len(column.above) else "" for column in self.columns]
        first = 0
        for text, run in groupby(texts):
            last = first + len(list(run)) - 1
            style = "theme" if row == 0 and text else "above"
            if row == 0 and last > first:
                self._sheet.merge_range(row, first, row, last, "", self._book.style(style))
            for place in range(first, first + 1 if row == 0 else last + 1):
                self._text(row, place, text, style)
            first = last + 1

    def write(self, values: Sequence[Value]) -> None:
        """A row; what has no room any more is counted in `left_out`."""
        if self._row >= MAX_ROWS - 1:
            self.left_out += 1
            return
        lines = 1
        for place, (value, column) in enumerate(zip(values, self.columns, strict=True)):
            if value is not None and value != "":
                shown = self._write(place, value, column)
                if column.style == "wrap":
                    lines = max(lines, count_lines(shown, column.widest))
        if lines > 1:
            self._sheet.set_row(self._row, min(lines, _MOST_LINES) * LINE)
        self._row += 1

    def _write(self, place: int, value: str | int | float | date | Link | Styled, column: Column) -> str:
        """Write a cell; what it shows."""
        style = column.style
        if isinstance(value, Styled):
            value, style = value
        if isinstance(value, Link):
            shown = self._link(place, value)
        elif isinstance(value, date) and value.year < _FIRST_YEAR:
            shown = self._text(self._row, place, value.isoformat(), style)
        elif isinstance(value, str):
            shown = self._text(self._row, place, value, style)
        elif isinstance(value, date):
            self._sheet.write_datetime(
                self._row, place, datetime(value.year, value.month, value.day), self._book.style(style)
            )
            shown = value.isoformat()
        else:
            self._sheet.write_number(self._row, place, value, self._book.style(style))
            shown = f"{value:,.15g}"
        self._widths[place] = max(self._widths[place], min(_width(shown[: column.widest]), column.widest))
        return shown

    def _text(self, row: int, place: int, text: str, style: str) -> str:
        text = fit(_LONE.sub("\ufffd", plain(text)))
        self._sheet.write_string(row, place, text, self._book.style(style, text.startswith(_RISKY)))
        return text

    def _link(self, place: int, link: Link) -> str:
        """A link, or its address as text where Excel cannot take one more."""
        if self._links >= MAX_LINKS or len(link.address) > MAX_ADDRESS:
            return self._text(self._row, place, link.address.removeprefix("external:"), "text")
        self._links += 1
        self._sheet.write_url(self._row, place, link.address, self._book.style("link"), plain(link.text))
        return link.text

    def finish(self, left_out: str) -> None:
        """Filter, widths, colours and printing. left_out: what to say, with `{number}`, if rows found no room."""
        last = max(self._row - 1, self.header + 1)
        if self.left_out:
            self._text(self._row, 0, left_out.format(number=self.left_out), "text")
        for place, (column, width) in enumerate(zip(self.columns, self._widths, strict=True)):
            self._sheet.set_column(place, place, width + _PADDING)
            self._colour(place, column.colours, last)
        self._sheet.autofilter(self.header, 0, last, len(self.columns) - 1)
        self._sheet.freeze_panes(self.header + 1, self._frozen)
        self._print()

    def _colour(self, place: int, colours: Colours, last: int) -> None:
        """Conditional formats: the first that fits counts. An empty cell is no zero, which Excel has to be told."""
        from xlsxwriter.utility import xl_rowcol_to_cell

        first = xl_rowcol_to_cell(self.header + 1, place)
        for value, style in colours.items():
            rule: dict[str, object] = {"format": self._book.style(style), "stop_if_true": True}
            if isinstance(value, str):
                rule |= {"type": "cell", "criteria": "==", "value": f'"{value}"'}
            else:
                rule |= {"type": "formula", "criteria": f"=AND(ISNUMBER({first}),{first}>={value})"}
            self._sheet.conditional_format(self.header + 1, place, last, place, rule)

    def _print(self) -> None:
        """A4 across, the header on every page; a wide table over several pages with its first columns on each."""
        print_setup(self._sheet, self.name)
        self._sheet.repeat_rows(0, self.header)
        if self._printed is None:
            self._sheet.repeat_columns(0, self._frozen - 1)
            self._sheet.set_print_scale(60)
        else:
            self._sheet.print_area(0, 0, self._row - 1, self._printed - 1)
            self._sheet.fit_to_pages(1, 0)


def print_setup(sheet: Worksheet, name: str) -> None:
    """A4 across, with the sheet's name above and page numbers below."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    sheet.set_header(f"&L&9{name}")
    sheet.set_footer("&C&9&P / &N")


def _width(text: str) -> int:
    """How many columns of a screen a text takes: Chinese characters two.

    >>> _width("GB18030编码")
    11
    """
    return len(text.encode("gb18030", "replace"))


def count_lines(text: str, width: int) -> int:
    """How many lines a text takes in a column of a width."""
    return max(1, -(-_width(text) // width))


def fit(text: str) -> str:
    """`text` as far as a cell holds it; where it is cut, the length of the whole is told.

    >>> fit("甲" * 40_000)[-11:]
    '甲…(40000 字)'
    """
    if len(text) * 2 <= MAX_CHARACTERS or len(text.encode("utf-16-le")) // 2 <= MAX_CHARACTERS:
        return text
    behind = f"…({len(text)} 字)"
    kept = text.encode("utf-16-le")[: 2 * (MAX_CHARACTERS - len(behind))]
    return kept.decode("utf-16-le", "ignore") + behind
