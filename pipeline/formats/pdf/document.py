"""A PDF to HTML: its pages laid out, their margins taken off, paragraphs and tables joined over pages."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from pipeline.formats.pdf.flow import HEADING, Paragraph, find_padding, find_paragraphs, find_size, join_cell
from pipeline.formats.pdf.leaves import read_leaves
from pipeline.formats.pdf.legibility import find_shortfall
from pipeline.formats.pdf.margins import drop_margins
from pipeline.formats.pdf.sheets import Sheet, lay_out
from pipeline.formats.pdf.spanning import join_tables
from pipeline.formats.pdf.tables import Table, TableCell

ARTICLE = 150  # characters of a cell from which it may hold paragraphs


def read_document(data: bytes) -> tuple[str, str | None]:
    """The markup of a PDF, and what of it cannot be read; raises ParseError if it cannot be read at all."""
    leaves = list(read_leaves(data))
    shortfall = find_shortfall(leaves)
    sheets = [lay_out(leaf, number) for number, leaf in enumerate(leaves)]
    address = drop_margins(sheets)
    return _print(sheets, address), shortfall


def _print(sheets: Sequence[Sheet], address: str | None) -> str:
    join_tables(sheets)
    size = find_size(sheets)
    printed = []
    for part in find_paragraphs(sheets):
        if isinstance(part, Table):
            printed.append(_print_table(part))
        else:
            printed.append(_print_paragraph(part, size))
    url = f'<meta name="url" content="{escape(address)}">' if address else ""
    return f"<html><head>{url}</head><body>{''.join(printed)}</body></html>"


def _print_paragraph(paragraph: Paragraph, size: float) -> str:
    tag = "h2" if paragraph.size >= HEADING * size else "p"
    return f"<{tag}>{escape(paragraph.text, quote=False)}</{tag}>"


def _print_cell(cell: TableCell, padding: float) -> str:
    """The markup of a cell: one text, or paragraphs where a part of the report stands in it."""
    text = join_cell(cell, padding)
    if len(text) < ARTICLE:
        return escape(text, quote=False)
    parts = find_paragraphs([Sheet(0, cell.width, 0.0, list(cell.lines))])
    return "".join(f"<p>{escape(part.text, quote=False)}</p>" for part in parts if isinstance(part, Paragraph))


def _print_table(table: Table) -> str:
    padding = find_padding(table)
    rows: list[list[str]] = [[] for _ in range(table.height)]
    for cell in table.cells:
        text = _print_cell(cell, padding)
        rows[cell.row].append(f'<td rowspan="{cell.rowspan}" colspan="{cell.colspan}">{text}</td>')
    return f"<table>{''.join('<tr>' + ''.join(row) + '</tr>' for row in rows)}</table>"
