"""Layouts and damages: filled forms as pages and downloads show them.

A layout turns a form into the text or the HTML of a page. LOSSLESS ones keep every value's place certain; LOSSY
ones drop blank cells, so that some rows cannot be placed.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from itertools import pairwise
from random import Random
from unicodedata import east_asian_width

from parsers.folding import fold
from parsers.records import Document
from parsers.tables import Tables, read_tables
from pipeline.cleaning.clean import clean
from pipeline.formats import Page
from tests.parsers.tables.sheets import Box, Form, Sheet

INTRO = (
    "一、总体情况",
    "2020年，我局认真落实政府信息公开条例，全年主动公开政府信息214条，作出行政许可19件、行政处罚5件，受理政府信息公开申请3件，"
    "均已答复。公开内容涉及公共文化服务、文化市场管理和旅游公共服务等方面，群众满意度不断提高。",
)
OUTRO = (
    "五、存在的主要问题及改进情况",
    "公开内容还不够丰富，解读形式比较单一。下一步将加强业务培训，2021年计划举办培训班2期，进一步提高公开质量和水平。",
    "六、其他需要报告的事项",
    "无其他需要报告的事项。",
)
Render = Callable[[Form, Random], tuple[str, str]]
"""A layout: a form to the format and the markup of its page."""


# --- plain text ------------------------------------------------------------------------------------


def grid_of(sheet: Sheet) -> list[list[Box | None]]:
    """The sheet as a rectangle: each cell at its upper left corner, None where it reaches."""
    taken: dict[tuple[int, int], Box | None] = {}
    for number, row in enumerate(sheet.rows):
        column = 0
        for box in row:
            while (number, column) in taken:
                column += 1
            for down in range(box.rowspan):
                for right in range(box.colspan):
                    taken[number + down, column + right] = None
            taken[number, column] = box
            column += box.colspan
    return [[taken.get((row, column)) for column in range(sheet.width)] for row in range(len(sheet.rows))]


def page_text(form: Form, render: Callable[[Sheet], str]) -> str:
    """A page of plain text, its tables rendered one by one."""
    parts = [form.title, "", *INTRO, ""]
    for sheet in form.sheets:
        parts += [form.headings[sheet.table], "", render(sheet), ""]
    return "\n".join([*parts, *OUTRO])


def _full_rows(sheet: Sheet) -> list[list[str]]:
    return [[box.text if box else "" for box in row] for row in grid_of(sheet)]


def tabs(form: Form, random: Random) -> tuple[str, str]:
    """A row a line, cells parted by tabs, spans left empty."""
    return "txt", page_text(form, lambda sheet: "\n".join("\t".join(row) for row in _full_rows(sheet)))


def tabs_short(form: Form, random: Random) -> tuple[str, str]:
    """A row a line, cells parted by tabs, only the cells that a row has."""
    return "txt", page_text(form, lambda sheet: "\n".join("\t".join(box.text for box in row) for row in sheet.rows))


def pipes(form: Form, random: Random) -> tuple[str, str]:
    """A row a line between pipes, only the cells that a row has."""
    opening = random.choice(("| ", ""))
    return "txt", page_text(
        form, lambda sheet: "\n".join(opening + " | ".join(box.text for box in row) + " |" for row in sheet.rows)
    )


def markdown(form: Form, random: Random) -> tuple[str, str]:
    """A markdown table, every row as wide as the table."""

    def table(sheet: Sheet) -> str:
        lines = ["| " + " | ".join(row) + " |" for row in _full_rows(sheet)]
        return "\n".join([lines[0], "|" + "---|" * sheet.width, *lines[1:]])

    return "txt", page_text(form, table)


def kept_lines(form: Form, random: Random) -> tuple[str, str]:
    """A cell a line, a blank cell an empty line."""
    gap = random.choice(("\n", "\n\n"))
    return "txt", page_text(form, lambda sheet: gap.join(box.text for row in sheet.rows for box in row))


def lost_lines(form: Form, random: Random) -> tuple[str, str]:
    """A cell a line, blank cells lost."""
    gap = random.choice(("\n", "\n\n"))
    return "txt", page_text(form, lambda sheet: gap.join(box.text for row in sheet.rows for box in row if box.text))


def spaces(form: Form, random: Random) -> tuple[str, str]:
    """A row a line, cells parted by spaces, blank cells lost."""
    gap = random.choice((" ", "  "))
    return "txt", page_text(
        form, lambda sheet: "\n".join(gap.join(box.text for box in row if box.text) for row in sheet.rows)
    )


def one_line(form: Form, random: Random) -> tuple[str, str]:
    """The whole report in one line."""
    return "txt", page_text(
        form, lambda sheet: " ".join(box.text for row in sheet.rows for box in row if box.text)
    ).replace("\n", " ")


def glued(form: Form, random: Random) -> tuple[str, str]:
    """A row a line, the first number touching its label, blank cells lost."""

    def table(sheet: Sheet) -> str:
        lines = []
        for row in sheet.rows:
            labels = [box.text for box in row if box.kind != "value"]
            values = [box.text for box in row if box.kind == "value" and box.text]
            lines.append(" ".join(labels) + " ".join(values))
        return "\n".join(lines)

    return "txt", page_text(form, table)


def run_together(form: Form, random: Random) -> tuple[str, str]:
    """A row a line, nothing between its values."""

    def table(sheet: Sheet) -> str:
        lines = []
        for row in sheet.rows:
            labels = [box.text for box in row if box.kind != "value"]
            values = [box.text for box in row if box.kind == "value"]
            lines.append(" ".join(labels) + "".join(values))
        return "\n".join(lines)

    return "txt", page_text(form, table)


def wrapped(form: Form, random: Random) -> tuple[str, str]:
    """As a PDF's text: narrow columns, a label's lines above and below the line with its values."""

    def table(sheet: Sheet) -> str:
        lines: list[str] = []
        for row in sheet.rows:
            labels = [box.text for box in row if box.kind != "value"]
            values = "     ".join(box.text for box in row if box.kind == "value" and box.text)
            label = labels[-1] if labels else ""
            lines += ["  " + other for other in labels[:-1]]
            width = random.choice((6, 8, 12, 40))
            pieces = [label[at : at + width] for at in range(0, len(label), width)]
            if not values:
                lines.append(" ".join(labels[-1:]) if len(pieces) < 2 else "\n".join("  " + piece for piece in pieces))
            elif len(pieces) < 2:
                lines.append(f"  {label}        {values}")
            else:
                middle = len(pieces) // 2
                lines += [f"  {piece}" for piece in pieces[:middle]]
                lines.append(" " * 20 + values)
                lines += [f"  {piece}" for piece in pieces[middle:]]
        return "\n".join(lines)

    return "txt", page_text(form, table)


def stray_pipes(form: Form, random: Random) -> tuple[str, str]:
    """A row a line between pipes, of which some are lost and some too many."""

    def table(sheet: Sheet) -> str:
        lines = []
        for row in sheet.rows:
            rules = [random.choice((" | ", " | ", " | ", " ", " | | ")) for _ in row]
            lines.append("".join(box.text + rule for box, rule in zip(row, rules, strict=True) if box.text))
        return "\n".join(lines)

    return "txt", page_text(form, table)


def one_line_pipes(form: Form, random: Random) -> tuple[str, str]:
    """Each table in one line, its cells between pipes."""
    return "txt", page_text(form, lambda sheet: " | ".join(box.text for row in sheet.rows for box in row if box.text))


def screen_width(text: str) -> int:
    """How many columns of a screen a text takes."""
    return sum(1 + (east_asian_width(char) in "WFA") for char in text)


def aligned(form: Form, random: Random) -> tuple[str, str]:
    """As a PDF's text with its spaces kept: values end at the same column of the screen in every row."""

    def table(sheet: Sheet) -> str:
        lines: list[str] = []
        width = random.choice((7, 9))
        for row in sheet.rows:
            values = [box.text for box in row if box.kind == "value"]
            labels = [box.text for box in row if box.kind != "value"]
            if not values:
                lines.append("    ".join(labels))
                continue
            label = labels[-1] if labels else ""
            pieces = [label[at : at + 16] for at in range(0, len(label), 16)] or [""]
            cells = "".join(value.rjust(width) for value in values)
            lines += ["  " + other for other in labels[:-1]]
            lines += ["  " + piece for piece in pieces[:-1]]
            lines.append("  " + pieces[-1] + " " * (36 - screen_width(pieces[-1])) + cells)
        return "\n".join(lines)

    return "txt", page_text(form, table)


# --- HTML ------------------------------------------------------------------------------------------


def _cell(box: Box, tag: str, inner: Callable[[str], str], spans: bool = True) -> str:
    span = ""
    if spans and box.colspan > 1:
        span += f' colspan="{box.colspan}"'
    if spans and box.rowspan > 1:
        span += f' rowspan="{box.rowspan}"'
    return f"<{tag}{span}>{inner(box.text)}</{tag}>"


def _plain(text: str) -> str:
    return html.escape(text) or "&nbsp;"


def _styled(text: str) -> str:
    return f'<p class="MsoNormal"><span style="font-size:12pt">{_plain(text)}</span></p>'


def _split(text: str) -> str:
    """Figures in a span each; words broken by a line."""
    if text[:1].isdigit() or len(text) < 4:
        return "".join(f"<span>{char}</span>" for char in text)
    return f"{html.escape(text[: len(text) // 2])}<br/>{html.escape(text[len(text) // 2 :])}"


def _table(rows: Sequence[Sequence[Box]], tag: str = "td", inner: Callable[[str], str] = _plain) -> str:
    body = "".join("<tr>" + "".join(_cell(box, tag, inner) for box in row) + "</tr>\n" for row in rows)
    return f'<table border="1"><tbody>{body}</tbody></table>'


def page_html(form: Form, render: Callable[[Sheet], str], order: Sequence[int] | None = None) -> str:
    """A page of HTML, its tables rendered one by one."""
    parts = [f"<h1>{form.title}</h1>", *(f"<p>{line}</p>" for line in INTRO)]
    for index in order or range(len(form.sheets)):
        sheet = form.sheets[index]
        parts += [f"<p><strong>{form.headings[sheet.table]}</strong></p>", render(sheet)]
    parts += [f"<p>{line}</p>" for line in OUTRO]
    return (
        f'<html><head><title>{form.title}</title></head><body><div class="content">{"".join(parts)}</div></body></html>'
    )


def html_plain(form: Form, random: Random) -> tuple[str, str]:
    """Cells as `td` or `th`, plain, styled, or broken into pieces."""
    tag = random.choice(("td", "th"))
    inner = random.choice((_plain, _styled, _split))
    return "html", page_html(form, lambda sheet: _table(sheet.rows, tag, inner))


def html_full_width(form: Form, random: Random) -> tuple[str, str]:
    """Figures in full width."""
    wide = str.maketrans("0123456789+-.", "０１２３４５６７８９＋－．")
    return "html", page_html(
        form,
        lambda sheet: _table(
            [
                [box._replace(text=box.text.translate(wide)) if box.kind == "value" else box for box in row]
                for row in sheet.rows
            ]
        ),
    )


def html_order(form: Form, random: Random) -> tuple[str, str]:
    """The tables in another order."""
    order = list(range(len(form.sheets)))
    random.shuffle(order)
    return "html", page_html(form, lambda sheet: _table(sheet.rows), order)


def html_pieces(form: Form, random: Random) -> tuple[str, str]:
    """The active table as a table for each block."""

    def pieces(sheet: Sheet) -> str:
        cuts = [0, *sheet.breaks, len(sheet.rows)]
        return "<p><br/></p>".join(_table(sheet.rows[a:b]) for a, b in pairwise(cuts))

    return "html", page_html(form, pieces)


def html_joined(form: Form, random: Random) -> tuple[str, str]:
    """Every table of the form in one table of the page."""
    rows = [row for sheet in form.sheets for row in ([Box(form.headings[sheet.table], sheet.width)], *sheet.rows)]
    parts = [
        f"<h1>{form.title}</h1>",
        *(f"<p>{line}</p>" for line in INTRO),
        _table(rows),
        *(f"<p>{line}</p>" for line in OUTRO),
    ]
    return "html", f'<html><body><div class="content">{"".join(parts)}</div></body></html>'


def html_copies(form: Form, random: Random) -> tuple[str, str]:
    """Each table twice: for wide and for narrow screens."""
    return "html", page_html(
        form, lambda sheet: f'<div class="pc">{_table(sheet.rows)}</div><div class="mobile">{_table(sheet.rows)}</div>'
    )


def html_nested(form: Form, random: Random) -> tuple[str, str]:
    """Tables inside the page's layout table."""
    markup = page_html(form, lambda sheet: _table(sheet.rows))
    head, body = markup.split('<div class="content">')
    body = body.replace("</div></body></html>", "")
    return (
        "html",
        f'{head}<table width="100%"><tr><td><div class="content">{body}</div></td></tr></table></body></html>',
    )


def html_lost_spans(form: Form, random: Random) -> tuple[str, str]:
    """Header cells that lost their spans."""

    def table(sheet: Sheet) -> str:
        lines = []
        for number, row in enumerate(sheet.rows):
            spans = number not in sheet.header_rows
            lines.append("<tr>" + "".join(_cell(box, "td", _plain, spans) for box in row) + "</tr>")
        return f"<table>{''.join(lines)}</table>"

    return "html", page_html(form, table)


def html_wild_spans(form: Form, random: Random) -> tuple[str, str]:
    """Spans that reach past the table's end."""
    rows = {sheet.table: list(sheet.rows) for sheet in form.sheets}
    for table in rows.values():
        last = table[-1]
        table[-1] = [
            last[0]._replace(rowspan=7),
            *last[1:-1],
            last[-1]._replace(colspan=last[-1].colspan + 3, rowspan=5),
        ]
    return "html", page_html(form, lambda sheet: _table(rows[sheet.table]))


LOSSLESS: tuple[Render, ...] = (
    tabs,
    tabs_short,
    pipes,
    markdown,
    kept_lines,
    html_plain,
    html_full_width,
    html_order,
    html_pieces,
    html_joined,
    html_copies,
    html_nested,
    html_lost_spans,
    html_wild_spans,
)
FULL_ONLY: tuple[Render, ...] = (
    lost_lines,
    spaces,
    one_line,
    one_line_pipes,
    stray_pipes,
    glued,
    wrapped,
    aligned,
)
"""Lossless as long as no cell is blank."""
LOSSY: tuple[Render, ...] = (*FULL_ONLY, run_together)


# --- damages ---------------------------------------------------------------------------------------


def add_page_numbers(markup: str, random: Random) -> str:
    """Page numbers between lines of text."""
    lines = markup.split("\n")
    for number in range(3, 0, -1):
        place = random.randrange(len(lines) // 4, len(lines) + 1)
        lines[place:place] = ["", f"- {number} -", ""]
    return "\n".join(lines)


def rename(markup: str, random: Random) -> str:
    """Wordings that pages use for a label."""
    for one, other in (
        ("总计", "合计"),
        ("其他处理", "其它处理"),
        ("（单位：万元）", "(万元)"),
        ("“三安全一稳定”", '"三安全一稳定"'),
    ):
        if random.random() < 0.5:
            markup = markup.replace(one, other)
    return markup


def lose_headers(form: Form) -> Form:
    """The form without its header rows."""
    sheets = [
        Sheet(s.table, [row for number, row in enumerate(s.rows) if number not in s.header_rows], s.width)
        for s in form.sheets
        if s.table != "proceedings"
    ]
    numbers = {place: text for place, text in form.numbers.items() if place[0] != "proceedings"}
    return Form(form.edition, numbers, sheets, form.title, form.headings)


def read_page(kind: str, markup: str) -> tuple[Document, Tables]:
    """What the reader takes from a page."""
    document = clean(Page(kind, "utf-8", markup), f"page.{kind}")
    return document, read_tables(document, fold(document.text))
