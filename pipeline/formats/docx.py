"""Word documents (.docx) to HTML: paragraphs, tables with merged cells, text boxes, notes.

What is read is the document with all tracked changes accepted: insertions stay, deletions go, and so
does hidden text. The mark of a footnote is not printed, for it would run together with the number
before it; the notes follow behind the document. Headers and footers are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import NamedTuple
from xml.etree.ElementTree import Element

from parsers.records import ParseError
from pipeline.formats.encoding import decode
from pipeline.formats.mhtml import read_mhtml
from pipeline.formats.numbering import Numbering, read_numbering
from pipeline.formats.office import Package
from pipeline.formats.signatures import find_format

# What holds blocks, or runs, and adds nothing of its own.
HOLDERS = frozenset(
    (
        *("sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo", "hyperlink", "fldSimple", "dir", "bdo"),
        *("ruby", "rubyBase", "body", "footnote", "endnote", "txbxContent", "oMath", "oMathPara"),
    )
)
SIGNS = {"tab": "\t", "ptab": "\t", "br": "<br>", "cr": "<br>", "noBreakHyphen": "-"}
DRAWN = frozenset(("drawing", "pict", "object"))
NOTES = ("footnote", "endnote")
MAX_SPAN = 100
_BREAK = re.compile(r"[\t\r\n]")  # in the XML of a text these are but spaces
_TAG = re.compile(r"<[^<>]*>")
_GAP = re.compile(r"[^\s>](?: {2}| ?\t)")
_OFF = ("0", "false", "off")


class _Cell(NamedTuple):
    """A cell of a row: its first column, the columns it spans, whether it goes on from the row above."""

    column: int
    colspan: int
    goes_on: bool
    content: Element | None


def read_docx(package: Package) -> str:
    """The markup of a document; raises ParseError if there is no text in it."""
    name = package.find_part("", "officeDocument") or ""
    root = package.read(name)
    body = None if root is None else root.find("body")
    if body is None:
        raise ParseError("Word 文件中没有正文 (a Word file without a document in it)")
    parts = {
        kind: package.read(package.find_part(name, kind)) for kind in ("numbering", "styles", "footnotes", "endnotes")
    }
    printer = _Printer(read_numbering(parts["numbering"], parts["styles"]), _Chunks(package, name))
    markup = printer.print_blocks(body)
    for kind in NOTES:
        notes = parts[f"{kind}s"]
        by_id = {note.get("id"): note for note in notes} if notes is not None else {}
        markup += "".join(printer.print_blocks(by_id[number]) for number in printer.notes[kind] if number in by_id)
    if not printer.seen:
        raise ParseError("文件中没有文字,可能只有图片 (no text in the file, perhaps only pictures)")
    return f"<html><body>{markup}</body></html>"


class _Chunks:
    """The pages of HTML or MHTML that a document holds as they are (altChunk), as some programs write it."""

    def __init__(self, package: Package, part: str) -> None:
        self.package = package
        self.part = part

    def read(self, chunk: str) -> str:
        """The markup of the chunk that goes by this id; empty if it is in another format."""
        kind, name = self.package.find_related(self.part).get(chunk, ("", ""))
        data = self.package.read_bytes(name) if kind == "aFChunk" else None
        packed = find_format(data) if data else None
        if not data or packed not in (None, "mhtml"):
            return ""
        return (read_mhtml(data) if packed else decode(data)).text


class _Printer:
    """Prints blocks; notes down which footnotes and endnotes were referred to, and whether there was any text."""

    def __init__(self, numbering: Numbering, chunks: _Chunks) -> None:
        self.numbering = numbering
        self.chunks = chunks
        self.notes: dict[str, dict[str, None]] = {kind: {} for kind in NOTES}
        self.seen = False

    def print_blocks(self, holder: Element) -> str:
        """Paragraphs and tables. A paragraph whose end was deleted runs on into the next one."""
        printed, open_text = [], ""
        for block in _find_blocks(holder):
            if block.tag == "tbl":
                printed += [_print_paragraph(open_text), self._print_table(block)]
                open_text = ""
                continue
            if block.tag == "altChunk":
                printed.append(self._print_chunk(block.get("id") or ""))
                continue
            boxes: list[str] = []
            text = "".join(self._print_inline(block, boxes))
            if block.find("pPr/rPr/del") is None:
                number = self.numbering.number(block) if text or boxes else ""
                printed.append(_print_paragraph(f"{escape(number)}{open_text}{text}"))
                open_text = ""
            else:
                open_text += text
            printed += boxes
        return "".join(printed) + _print_paragraph(open_text)

    def _print_inline(self, holder: Element, boxes: list[str]) -> Iterator[str]:
        """The text of a paragraph or run; the text boxes that hang on it go to `boxes`."""
        for each in holder:
            tag = each.tag
            if tag == "t":
                self.seen = self.seen or bool((each.text or "").strip())
                yield escape(_BREAK.sub(" ", each.text or ""), quote=False)
            elif tag in SIGNS:
                yield SIGNS[tag]
            elif (tag == "r" and not _is_hidden(each)) or (tag in HOLDERS and not _is_placeholder(each)):
                yield from self._print_inline(each, boxes)
            elif tag == "AlternateContent":
                yield self._print_alternative(each, boxes)
            elif tag in DRAWN:
                boxes += self._print_boxes(each)
            elif tag in ("footnoteReference", "endnoteReference"):
                self.notes[tag.removesuffix("Reference")][each.get("id") or ""] = None

    def _print_alternative(self, alternatives: Element, boxes: list[str]) -> str:
        """The first of the alternatives that prints anything, for all say the same."""
        for each in alternatives:
            own: list[str] = []
            text = "".join(self._print_inline(each, own))
            if text or own:
                boxes += own
                return text
        return ""

    def _print_boxes(self, drawing: Element) -> list[str]:
        return [self.print_blocks(box) for box in _find_boxes(drawing)]

    def _print_chunk(self, chunk: str) -> str:
        markup = self.chunks.read(chunk)
        self.seen = self.seen or bool(_TAG.sub("", markup).strip())
        return f"<div>{markup}</div>"

    def _print_table(self, table: Element) -> str:
        rows = [list(_place_cells(row)) for row in _find_rows(table)]
        printed = []
        for number, row in enumerate(rows):
            cells = "".join(self._print_cell(cell, rows, number) for cell in row if not _continues(cell, number, rows))
            printed.append(f"<tr>{cells}</tr>")
        return f"<table>{''.join(printed)}</table>"

    def _print_cell(self, cell: _Cell, rows: Sequence[Sequence[_Cell]], number: int) -> str:
        below = number + 1
        while below < len(rows) and cell.content is not None and _goes_on(cell, rows[below]):
            below += 1
        text = "" if cell.content is None or cell.goes_on else self.print_blocks(cell.content)
        return f'<td rowspan="{below - number}" colspan="{cell.colspan}">{text}</td>'


def _print_paragraph(markup: str) -> str:
    """A paragraph, its white space kept where it may part the values of a table: tabs and runs of spaces within text."""
    if _GAP.search(markup):
        return f"<pre>{markup}</pre>"
    return f"<p>{markup}</p>" if markup else ""


def _find_blocks(holder: Element) -> Iterator[Element]:
    """The paragraphs, tables and chunks of other formats in a part of the document, in order."""
    for each in holder:
        if each.tag in ("p", "tbl", "altChunk"):
            yield each
        elif each.tag == "AlternateContent":
            yield from _find_blocks(_choose(each))
        elif each.tag in HOLDERS and not _is_contents(each) and not _is_placeholder(each):
            yield from _find_blocks(each)


def _is_contents(holder: Element) -> bool:
    """Whether a block is the table of contents: it repeats the headings with the numbers of pages."""
    gallery = holder.find("sdtPr/docPartObj/docPartGallery")
    return gallery is not None and gallery.get("val") == "Table of Contents"


def _is_placeholder(holder: Element) -> bool:
    """Whether a field to fill in still shows what to fill in."""
    return holder.find("sdtPr/showingPlcHdr") is not None


def _is_hidden(run: Element) -> bool:
    mark = run.find("rPr/vanish")
    return mark is not None and mark.get("val") not in _OFF


def _choose(alternatives: Element) -> Element:
    """Of alternatives for newer and older programs the first with text boxes in it, for all say the same."""
    return next((each for each in alternatives if next(_find_boxes(each), None) is not None), Element("none"))


def _find_boxes(drawing: Element) -> Iterator[Element]:
    """The text boxes of a drawing, those within them left to them."""
    waiting = [drawing]
    while waiting:
        each = waiting.pop()
        if each.tag == "txbxContent":
            yield each
        elif each.tag == "AlternateContent" and each is not drawing:
            waiting.append(_choose(each))
        else:
            waiting += reversed(each)


def _find_rows(table: Element) -> list[Element]:
    return [row for row in _unpack(table, "tr") if row.find("trPr/del") is None]


def _unpack(holder: Element, tag: str) -> Iterator[Element]:
    """The children of a kind, also those in holders."""
    for each in holder:
        if each.tag == tag:
            yield each
        elif each.tag in HOLDERS:
            yield from _unpack(each, tag)


def _place_cells(row: Element) -> Iterator[_Cell]:
    """The cells of a row in their columns; columns left out before the first are an empty cell."""
    column = _read_span(row.find("trPr/gridBefore"), 0)
    if column:
        yield _Cell(0, column, False, None)
    last: _Cell | None = None
    for cell in _unpack(row, "tc"):
        if cell.find("tcPr/cellDel") is not None:
            continue
        colspan = _read_span(cell.find("tcPr/gridSpan"), 1) or 1
        if last is not None and _goes_on_from(cell.find("tcPr/hMerge")):
            last = last._replace(colspan=min(last.colspan + colspan, MAX_SPAN))
        else:
            if last is not None:
                yield last
            last = _Cell(column, colspan, _goes_on_from(cell.find("tcPr/vMerge")), cell)
        column += colspan
    if last is not None:
        yield last


def _goes_on_from(merge: Element | None) -> bool:
    """Whether a cell is merged with the one before it."""
    return merge is not None and merge.get("val") != "restart"


def _continues(cell: _Cell, number: int, rows: Sequence[Sequence[_Cell]]) -> bool:
    """Whether a cell is but the rest of one in the row above."""
    return (
        cell.goes_on
        and number > 0
        and any(each[0] == cell.column and each.content is not None for each in rows[number - 1])
    )


def _goes_on(cell: _Cell, row: Iterable[_Cell]) -> bool:
    """Whether a cell goes on in `row`, one below it."""
    return any(each.goes_on and each.column == cell.column for each in row)


def _read_span(element: Element | None, missing: int) -> int:
    value = "" if element is None else element.get("val") or ""
    return min(int(value), MAX_SPAN) if value.isdecimal() and len(value) < 6 else missing
