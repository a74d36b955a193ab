"""Excel workbooks (.xlsx) to HTML: the visible sheets, each block of rows a table.

Read from the XML rather than by openpyxl, which makes an object of each cell that a merge covers: one
line of a hostile file has it make seventeen thousand million. Hidden sheets, rows and columns are left
out. A formula has its stored result; one without is printed itself, for a blank would be a wrong value.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from html import escape
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple
from xml.etree.ElementTree import Element

from parsers.folding import fold_characters
from parsers.records import ParseError
from parsers.sections import is_heading
from parsers.titles import is_title
from pipeline.formats.office import Package

MAX_AREA = 200_000  # cells of a sheet, empty ones between its first and last included
# Forms of numbers that a file names by number only (ISO/IEC 29500-1, 18.8.30).
PLACES = {1: "0", 2: "0.00", 3: "0", 4: "0.00", 9: "0%", 10: "0.00%", 37: "0", 38: "0", 39: "0.00", 40: "0.00"}
DATES = frozenset((*range(14, 18), 22, *range(27, 32), *range(50, 59)))
LONG = 40  # characters; a longer text alone in its row is no label
EPOCHS = {False: date(1899, 12, 30), True: date(1904, 1, 1)}
_PLACE = re.compile(r"\$?([A-Z]{1,3})\$?([1-9]\d{0,6})")
_DRAWN_POINT = re.compile(r'(?:[\\!]\.|"\.")(?=[0#])')
_PLACES_FORM = re.compile(r"[#0?,]*[0#?](?:\.(?P<places>0+)|·(?P<drawn>0+))?(?P<commas>,*)[ )]*")
_ZERO_BLANK = re.compile(r"#+|[^;]*;[^;]*;\s*(?:;.*)?")
MOST_DIGITS = 10**15
_QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]|[\\_*!].')
_DATE_FORM = re.compile(r"y.*m|m.*d|年.*月", re.I)
_PERCENT_FORM = re.compile(r"0(?:\.(0+))?\s*%")
_YEAR = re.compile(r"(?:19|20)\d\d")
_ARTICLE = re.compile(r"第[一二三四五六七八九十]{1,4}条")  # a row of the form of 2019 that spans it all


class _Area(NamedTuple):
    """Merged cells: the first and last row and column, from 0, the last inclusive."""

    top: int
    left: int
    bottom: int
    right: int


class _Book(NamedTuple):
    """What the sheets of a workbook share: texts, forms of numbers by style, the day that dates count from."""

    texts: tuple[str, ...]
    styles: tuple[tuple[int, str], ...]
    epoch: date


@dataclass(slots=True)
class _Sheet:
    """A sheet's texts by row and column, merged areas, and what is hidden."""

    cells: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: list[_Area] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)


class _Cell(NamedTuple):
    """A cell of the grid that is printed."""

    text: str
    rowspan: int
    colspan: int


_Row = dict[int, _Cell]


def read_xlsx(package: Package) -> str:
    """The markup of a workbook; raises ParseError if there is no text in it or a sheet is too large."""
    name = package.find_part("", "officeDocument") or ""
    root = package.read(name)
    sheets = root.find("sheets") if root is not None else None
    if root is None or sheets is None:
        raise ParseError("Excel 文件中没有工作表 (an Excel file without a sheet in it)")
    book = _read_book(package, name, root)
    related = package.find_related(name)
    printed = []
    for sheet in sheets:
        kind, part = related.get(sheet.get("id") or "", ("", ""))
        if kind == "worksheet" and sheet.get("state", "visible") == "visible":
            printed.append(_print_sheet(_read_sheet(package.read(part), book)))
    if not any(printed):
        raise ParseError("文件中没有文字 (no text in the file)")
    return f"<html><body>{''.join(printed)}</body></html>"


def _read_book(package: Package, name: str, root: Element) -> _Book:
    texts = package.read(package.find_part(name, "sharedStrings"))
    styles = package.read(package.find_part(name, "styles"))
    properties = root.find("workbookPr")
    from_1904 = properties is not None and properties.get("date1904") in ("1", "true")
    return _Book(
        tuple(_read_text(text) for text in texts) if texts is not None else (),
        tuple(_read_styles(styles)) if styles is not None else (),
        EPOCHS[from_1904],
    )


def _read_text(text: Element) -> str:
    """A text of one or several runs; how its signs are pronounced is left out."""
    runs = (part if part.tag == "t" else part.find("t") for part in text if part.tag in ("t", "r"))
    return "".join(run.text or "" for run in runs if run is not None)


def _read_styles(styles: Element) -> Iterator[tuple[int, str]]:
    """The number and the code of each style's form of numbers."""
    codes = {_number(each.get("numFmtId")): each.get("formatCode") or "" for each in styles.findall("numFmts/numFmt")}
    for style in styles.findall("cellXfs/xf"):
        form = _number(style.get("numFmtId"))
        yield form, clean_code(codes.get(form, ""))


def clean_code(code: str) -> str:
    """The code of a form without the words, colours and spaces it prints; a point that it only draws is a ·."""
    return _QUOTED.sub("", _DRAWN_POINT.sub("·", code))


def _read_sheet(root: Element | None, book: _Book) -> _Sheet:
    sheet = _Sheet()
    if root is None:
        return sheet
    view = root.find("sheetViews/sheetView")
    blank_zeros = view is not None and view.get("showZeros") in ("0", "false")
    number = -1
    for row in root.findall("sheetData/row"):
        number = _number(row.get("r"), number + 2) - 1
        if row.get("hidden") in ("1", "true"):
            sheet.hidden_rows.add(number)
        column = -1
        for cell in row.findall("c"):
            place = _PLACE.fullmatch(cell.get("r") or "")
            column = _read_column(place[1]) if place else column + 1
            text = _read_cell(cell, book).strip()
            if text and not (blank_zeros and cell.get("t", "n") == "n" and not text.strip("0.%")):
                sheet.cells[number, column] = text
    for each in root.findall("cols/col"):
        if each.get("hidden") in ("1", "true"):
            sheet.hidden_columns.update(range(_number(each.get("min")) - 1, min(_number(each.get("max")), 16_384)))
    sheet.merged = list(_read_merged(root))
    return sheet


def _read_merged(root: Element) -> Iterator[_Area]:
    for each in root.findall("mergeCells/mergeCell"):
        ends = [_PLACE.fullmatch(end) for end in (each.get("ref") or "").split(":")]
        if len(ends) == 2 and ends[0] and ends[1]:
            (top, left), (bottom, right) = ((int(end[2]) - 1, _read_column(end[1])) for end in ends if end)
            yield _Area(top, left, bottom, right)


def _read_cell(cell: Element, book: _Book) -> str:
    """What a cell shows."""
    kind = cell.get("t", "n")
    inline = cell.find("is")
    if kind == "inlineStr":
        return _read_text(inline) if inline is not None else ""
    value, formula = cell.findtext("v") or "", cell.findtext("f")
    if not value:
        return f"={formula}" if formula else ""
    if kind == "s":
        place = _number(value, -1)
        return book.texts[place] if 0 <= place < len(book.texts) else ""
    if kind != "n":
        return value if kind != "b" else ("FALSE", "TRUE")[value == "1"]
    style = _number(cell.get("s"))
    return print_number(value, *(book.styles[style] if style < len(book.styles) else (0, "")), book.epoch)


def print_number(value: str, form: int, code: str, epoch: date = EPOCHS[False]) -> str:
    """A number as its form prints it, as far as this is a percentage, a date or a number of places; else plainly.

    Marks of thousands are left out: they say nothing.

    >>> print_number("0.985", 10, ""), print_number("42814", 14, ""), print_number("1.1000000000000001", 0, "")
    ('98.50%', '2017-03-20', '1.1')
    >>> print_number("12345", 0, "0·0,"), print_number("2.345", 0, "#,##0.00"), print_number("-0.5", 1, "")
    ('1.2', '2.35', '-1')
    """
    try:
        number = Decimal(f"{float(value):.15g}")
    except (ValueError, ArithmeticError):
        return value
    if not number.is_finite() or abs(number) >= MOST_DIGITS:
        return value
    code = code or PLACES.get(form, "")
    if not number and _ZERO_BLANK.fullmatch(code):
        return ""
    if percent := _PERCENT_FORM.search(code):
        return f"{_round(number * 100, len(percent[1] or ''))}%"
    if (form in DATES or _DATE_FORM.search(code)) and 1 <= number < 100_000:
        return (epoch + timedelta(days=int(number))).isoformat()
    if places := _PLACES_FORM.fullmatch(code.split(";")[0]):
        return _print_places(number, places)
    return f"{number.normalize():f}"


def _print_places(number: Decimal, form: re.Match[str]) -> str:
    """A number in a form of so many places, by the thousand where commas end it. A point that the form only draws
    (0!.0, for thousands as 万) stands before the last digits."""
    drawn, places, commas = form["drawn"], form["places"], form["commas"]
    rounded = _round(number / 1000 ** len(commas), len(places or ""))
    if not drawn:
        return rounded
    digits = rounded.lstrip("-").zfill(len(drawn) + 1)
    return f"{'-' if number < 0 else ''}{digits[: -len(drawn)]}.{digits[-len(drawn) :]}"


def _round(number: Decimal, places: int) -> str:
    return f"{number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):f}"


def _print_sheet(sheet: _Sheet) -> str:
    """The blocks of a sheet, which blank rows part: texts alone in their rows are paragraphs, the rest tables."""
    rows = _place(sheet)
    blocks: list[list[_Row]] = [[]]
    open_rows = 0  # rows that a cell from above still reaches into
    for row in rows:
        open_rows = max([open_rows - 1, *(cell.rowspan - 1 for cell in row.values())])
        if any(cell.text for cell in row.values()) or open_rows > 0:
            blocks[-1].append(row)
        elif blocks[-1]:
            blocks.append([])
    return "".join(map(_print_block, blocks))


def _place(sheet: _Sheet) -> list[_Row]:
    """The rows of a sheet up to the last text, without what is hidden or covered by a merged cell."""
    height = 1 + max((row for row, _ in sheet.cells), default=-1)
    width = 1 + max((column for _, column in sheet.cells), default=-1)
    if height * width > MAX_AREA:
        raise ParseError(f"工作表过大 (the sheet is too large): {height} x {width}")
    rows = [row for row in range(height) if row not in sheet.hidden_rows]
    columns = [column for column in range(width) if column not in sheet.hidden_columns]
    placed: dict[int, _Row] = {
        row: {column: _Cell(sheet.cells.get((row, column), ""), 1, 1) for column in columns} for row in rows
    }
    left = 2 * MAX_AREA
    for area in sheet.merged:
        inner = _between(rows, area.top, area.bottom)
        across = _between(columns, area.left, area.right)
        left -= 1 + len(inner) * len(across)
        if left < 0:
            raise ParseError("合并单元格相互重叠 (merged cells that overlap)")
        for row in inner:
            for column in across:
                placed[row].pop(column, None)
        if inner and across:
            text = sheet.cells.get((area.top, area.left), "")
            placed[inner[0]][across[0]] = _Cell(text, len(inner), len(across))
    return [dict(sorted(placed[row].items())) for row in rows]


def _between(places: list[int], first: int, last: int) -> list[int]:
    return places[bisect_left(places, first) : bisect_left(places, last + 1)]


def _print_block(rows: list[_Row]) -> str:
    """Titles, headings, sentences and notes before, behind and between tables are paragraphs, for they are in none."""
    width = max((sum(cell.colspan for cell in row.values()) for row in rows), default=0)
    apart = _find_lines(rows, [_is_line(row, width) for row in rows])
    printed = []
    for is_apart, run in groupby(zip(rows, apart, strict=True), key=itemgetter(1)):
        together = [row for row, _ in run]
        printed.append(_print_lines(together) if is_apart else _print_table(together))
    return "".join(printed)


def _find_lines(rows: Sequence[_Row], lone: Sequence[bool]) -> list[bool]:
    """For each row of a block, whether it stands in no table; `lone` says which hold but one text.

    Of those, the ones before the first row of a table are titles. Further on a label may be alone in its row, with
    blanks for values: there it takes words that no label has, and what stands between two such rows is as they are.
    """
    texts = [_find_text(row) if alone else "" for row, alone in zip(rows, lone, strict=True)]
    apart = [alone and _is_paragraph(text) for alone, text in zip(lone, texts, strict=True)]
    head = next((n for n, alone in enumerate(lone) if not alone or _ARTICLE.match(texts[n])), len(rows))
    apart[:head] = [True] * head
    tail = len(rows)
    while tail and lone[tail - 1] and (apart[tail - 1] or len(rows[tail - 1]) == 1):
        tail -= 1
        apart[tail] = True
    return _fill(apart, lone)


def _fill(apart: Sequence[bool], lone: Sequence[bool]) -> list[bool]:
    """Lone rows between two paragraphs, or behind the last one with no table to follow, are paragraphs too."""
    filled = list(apart)
    last = -1  # the last paragraph with nothing but lone rows since
    for place, alone in enumerate([*lone, True]):
        if not alone:
            last = -1
        elif place == len(lone) or apart[place]:
            if last >= 0:
                filled[last:place] = [True] * (place - last)
            last = place
    return filled


def _print_table(rows: Iterable[_Row]) -> str:
    printed = ("".join(map(_print_cell, row.values())) for row in rows)
    return f"<table>{''.join(f'<tr>{row}</tr>' for row in printed)}</table>"


def _is_line(row: _Row, width: int) -> bool:
    """Whether a row holds but one text, and no cell reaches into it or out of it."""
    cells = row.values()
    alone = sum(bool(cell.text) for cell in cells) == 1
    return alone and all(cell.rowspan == 1 for cell in cells) and sum(cell.colspan for cell in cells) == width


def _is_paragraph(text: str) -> bool:
    """Whether words alone in their row are no label of it: a sentence, a section's heading, a title with its year."""
    if len(text) > LONG or "。" in text:
        return True
    folded = fold_characters(text)
    return is_heading(folded) or (_YEAR.search(folded) is not None and is_title(folded))


def _find_text(row: _Row) -> str:
    return next(cell.text for cell in row.values() if cell.text)


def _print_lines(rows: Iterable[_Row]) -> str:
    return "".join(f"<p>{_escape(_find_text(row))}</p>" for row in rows)


def _print_cell(cell: _Cell) -> str:
    return f'<td rowspan="{cell.rowspan}" colspan="{cell.colspan}">{_escape(cell.text)}</td>'


def _escape(text: str) -> str:
    return escape(text, quote=False).replace("\n", "<br>")


def _read_column(letters: str) -> int:
    """The number of a column, from 0, by its letters."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _number(value: str | None, missing: int = 0) -> int:
    return int(value) if value and value.isdecimal() and len(value) < 9 else missing
