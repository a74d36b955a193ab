"""More that pages and converters do to forms: cut them over pages, print their header again, lose what numbers their
rows, repeat what a cell spans, read them column by column.

BROKEN leave every value's place certain; of SCRAMBLED nothing must be read wrongly.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

from tests.parsers.tables.layouts import Render, _full_rows, _table, page_html, page_text
from tests.parsers.tables.sheets import Box, Form, Sheet

_NUMBER = re.compile(r"^(?:（[一二三四五六七八九十]+）|[一二三四五六七八九十]+、|\d+\.)")
_ONE_ROW = ("active", "proceedings")  # tables of small blocks, which no page parts


def _lines(sheet: Sheet, render: Callable[[Box], str] = lambda box: box.text) -> list[str]:
    return ["\t".join(map(render, row)) for row in sheet.rows]


def _labels(form: Form, change: Callable[[str], str]) -> tuple[str, str]:
    """The form with its labels changed, a row a line."""
    return "txt", page_text(
        form, lambda sheet: "\n".join(_lines(sheet, lambda b: b.text if b.kind == "value" else change(b.text)))
    )


def _cuts(sheet: Sheet) -> list[int]:
    """The rows before which a table can be cut: of values, and under no cell that reaches down."""
    reach, cuts = 0, []
    for number, row in enumerate(sheet.rows):
        if number and number >= reach and number not in sheet.header_rows:
            cuts.append(number)
        reach = max([reach, *(number + box.rowspan for box in row)])
    return cuts[1:]


def cut_by_a_page(form: Form, random: Random) -> tuple[str, str]:
    """A page number and a running head between two rows, the header once more behind them or not."""

    def table(sheet: Sheet) -> str:
        lines = _lines(sheet)
        if sheet.table in _ONE_ROW:
            return "\n".join(lines)
        place = random.choice([n for n in range(len(lines)) if n and n not in sheet.header_rows][1:])
        again = [lines[number] for number in sorted(sheet.header_rows)] if random.random() < 0.5 else []
        parting = ["", f"- {random.randrange(2, 9)} -", random.choice(("", form.title)), ""]
        return "\n".join([*lines[:place], *parting, *again, *lines[place:]])

    return "txt", page_text(form, table)


def html_cut(form: Form, random: Random) -> tuple[str, str]:
    """Two tables of the page for one of the form, the second with its header or without."""

    def table(sheet: Sheet) -> str:
        if sheet.table in _ONE_ROW or not (cuts := _cuts(sheet)):
            return _table(sheet.rows)
        place = random.choice(cuts)
        again = [sheet.rows[number] for number in sorted(sheet.header_rows)] if random.random() < 0.5 else []
        return f"{_table(sheet.rows[:place])}<p>第 3 页</p>{_table([*again, *sheet.rows[place:]])}"

    return "html", page_html(form, table)


def html_repeated(form: Form, random: Random) -> tuple[str, str]:
    """A cell over several columns or rows printed in each of them."""

    def table(sheet: Sheet) -> str:
        taken: dict[tuple[int, int], str] = {}
        for number, row in enumerate(sheet.rows):
            column = 0
            for box in row:
                while (number, column) in taken:
                    column += 1
                for down in range(box.rowspan):
                    taken.update({(number + down, column + right): box.text for right in range(box.colspan)})
                column += box.colspan
        width = range(sheet.width)
        return _table([[Box(taken.get((row, column), "")) for column in width] for row in range(len(sheet.rows))])

    return "html", page_html(form, table)


def notes_between(form: Form, random: Random) -> tuple[str, str]:
    """Notes between the rows."""
    notes = ("注：以上数据不含下属单位。", "（注：按收到申请的时间统计）", "*说明：本项由办公室填报")

    def table(sheet: Sheet) -> str:
        noted = (
            f"{line}\n{random.choice(notes)}" if number not in sheet.header_rows and random.random() < 0.1 else line
            for number, line in enumerate(_lines(sheet))
        )
        return "\n".join(noted)

    return "txt", page_text(form, table)


def unnumbered(form: Form, random: Random) -> tuple[str, str]:
    """Labels without their numbers, as where a list numbers them."""
    return _labels(form, lambda text: _NUMBER.sub("", text))


def renumbered(form: Form, random: Random) -> tuple[str, str]:
    """Rows numbered in another manner."""
    style = random.choice(("{}、", "{} .", "（{}）"))
    return _labels(form, lambda text: re.sub(r"^(\d+)\.", lambda match: style.format(match[1]), text))


def parted_labels(form: Form, random: Random) -> tuple[str, str]:
    """Spaces within labels."""

    def part(text: str) -> str:
        half = len(text) // 2
        return text if len(text) < 3 or random.random() < 0.5 else text[:half] + random.choice(" 　") + text[half:]

    return _labels(form, part)


def touching_units(form: Form, random: Random) -> tuple[str, str]:
    """Rows of the statistics table whose label, unit and value touch."""

    def table(sheet: Sheet) -> str:
        if sheet.table != "statistics":
            return "\n".join(_lines(sheet))
        gaps = [" " if number in sheet.header_rows else random.choice((" ", "")) for number in range(len(sheet.rows))]
        return "\n".join(gap.join(box.text for box in row) for gap, row in zip(gaps, sheet.rows, strict=True))

    return "txt", page_text(form, table)


def cell_and_rule(form: Form, random: Random) -> tuple[str, str]:
    """A cell a line with a rule behind it, a blank one a rule alone."""
    gap = random.choice((" |\n", "\n|\n"))
    return "txt", page_text(
        form, lambda sheet: "".join((box.text or "") + gap for row in sheet.rows for box in row).replace("\n |", "\n|")
    )


def bold_labels(form: Form, random: Random) -> tuple[str, str]:
    """A row a line between pipes, labels and units set in bold by asterisks."""

    def bold(box: Box) -> str:
        return box.text if box.kind == "value" or not box.text else f"**{box.text}**"

    return "txt", page_text(form, lambda sheet: "\n".join(f"| {' | '.join(map(bold, row))} |" for row in sheet.rows))


def by_columns(form: Form, random: Random) -> tuple[str, str]:
    """A table read column by column, a cell a line."""
    return "txt", page_text(
        form,
        lambda sheet: "\n".join(text for column in zip(*_full_rows(sheet), strict=True) for text in column if text),
    )


def transposed(form: Form, random: Random) -> tuple[str, str]:
    """Rows and columns exchanged."""
    return "txt", page_text(form, lambda sheet: "\n".join(map("\t".join, zip(*_full_rows(sheet), strict=True))))


def torn_values(form: Form, random: Random) -> tuple[str, str]:
    """Spaces between the figures of some values."""

    def tear(box: Box) -> str:
        torn = box.kind == "value" and len(box.text) > 1 and random.random() < 0.3
        return " ".join(box.text) if torn else box.text

    return "txt", page_text(form, lambda sheet: "\n".join(_lines(sheet, tear)))


BROKEN: tuple[Render, ...] = (
    cut_by_a_page,
    html_cut,
    html_repeated,
    notes_between,
    unnumbered,
    renumbered,
    parted_labels,
    bold_labels,
)
SCRAMBLED: tuple[Render, ...] = (by_columns, transposed, torn_values, cell_and_rule)
