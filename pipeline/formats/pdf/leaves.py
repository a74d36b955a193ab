"""A PDF's pages as glyphs and ruling lines in their places, by pdfium.

Places are in points from the upper left corner, downwards, the page turned so that its text stands
upright: it is the text that tells how to turn it, for scanners and printers turn pages at will.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from parsers.records import ParseError
from pipeline.formats.pdf.characters import UNKNOWN, read_character
from pipeline.formats.pdf.drawings import Area, Drawing, read_drawing
from pipeline.formats.pdf.forms import open_fields, print_fields

MAX_PAGES = 500
MAX_GLYPHS, MAX_OBJECTS = 400_000, 200_000  # of a document
MAX_PAGE_GLYPHS = 40_000
MAX_SIDE = 20_000  # points of a page's side; pdfium itself knows no page above 14,400
MAX_SLANT = 0.15  # radians that a line of text may lean
WHITE = 250
_INVISIBLE = frozenset((pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP))
_STROKED = frozenset((pdfium.FPDF_TEXTRENDERMODE_STROKE, pdfium.FPDF_TEXTRENDERMODE_STROKE_CLIP))
_DAMAGED = "PDF 文件已损坏 (a damaged PDF)"
_ERRORS = {
    pdfium.FPDF_ERR_PASSWORD: "PDF 有密码保护 (the PDF is protected by a password)",
    pdfium.FPDF_ERR_SECURITY: "PDF 的加密方式不受支持 (the PDF is encrypted in a way that is not known)",
}


class Glyph(NamedTuple):
    """A printed character: its left and right edge, its baseline, its size (of the font, as printed), and
    whether a space is printed before it."""

    char: str
    x: float
    right: float
    y: float
    size: float
    spaced: bool = False


class Rule(NamedTuple):
    """A ruling line: across or upright, its place on the other axis, its ends."""

    across: bool
    at: float
    start: float
    end: float


@dataclass(slots=True)
class Leaf:
    """A page, its text upright. hidden: how many characters are not printed, as those are that text
    recognition puts under a scan. pictured: whether pictures or drawings may show words. cut: how many
    characters run off the page. askew: how many are printed another way round, and not read."""

    width: float
    height: float
    glyphs: list[Glyph] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    hidden: int = 0
    pictured: bool = False
    cut: int = 0
    askew: int = 0


class _Ink(NamedTuple):
    """What the glyphs of a text object share: which way they go, how wide and high they are, if they show."""

    turn: int | None
    width: float
    size: float
    shown: bool
    white: bool


def read_leaves(data: bytes) -> Iterator[Leaf]:
    """The pages of a PDF; raises ParseError if it is damaged, protected, empty or too large."""
    pdfium.FPDF_InitLibraryWithConfig(pdfium.FPDF_LIBRARY_CONFIG(2, None, None, 0))
    document = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
    if not document:
        raise ParseError(_ERRORS.get(pdfium.FPDF_GetLastError(), _DAMAGED))
    try:
        pages = pdfium.FPDF_GetPageCount(document)
        if pages > MAX_PAGES:
            raise ParseError(f"PDF 页数超过上限 (more pages than the limit): {pages} > {MAX_PAGES}")
        if pages < 1:
            raise ParseError("PDF 中没有页 (a PDF without a page)")
        with open_fields(document) as fields:
            yield from _read_pages(document, pages, fields)
    finally:
        pdfium.FPDF_CloseDocument(document)


def _read_pages(document: Any, pages: int, fields: Any) -> Iterator[Leaf]:
    glyphs = objects = 0
    for number in range(pages):
        page = _load_page(document, number)
        if print_fields(page, fields):
            pdfium.FPDF_ClosePage(page)
            page = _load_page(document, number)
        try:
            reader = _Reader(page)
            objects += reader.count_objects()
            own = reader.open_text()
            glyphs += own
            if own > MAX_PAGE_GLYPHS or glyphs > MAX_GLYPHS or objects > MAX_OBJECTS:
                raise ParseError("PDF 的内容超过上限 (the PDF holds more than the limit)")
            yield reader.read()
        finally:
            reader.close()
            pdfium.FPDF_ClosePage(page)


def _load_page(document: Any, number: int) -> Any:
    page = pdfium.FPDF_LoadPage(document, number)
    if not page:
        raise ParseError(f"{_DAMAGED}: 第{number + 1}页 (page {number + 1})")
    return page


class _Reader:
    """One page that is being read."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.text: Any = None
        self.chars = 0
        self.hidden = self.cut = 0
        self.beside = self.within = 0  # glyphs of the text object at hand beside the page and on it
        self.drawing = Drawing()
        box = pdfium.FS_RECTF()
        pdfium.FPDF_GetPageBoundingBox(page, box)
        self.box = Area(box.left, box.bottom, box.right, box.top)

    def count_objects(self) -> int:
        return int(max(pdfium.FPDFPage_CountObjects(self.page), 0))

    def open_text(self) -> int:
        """Have pdfium read the text; the answer is how many characters there are."""
        self.text = pdfium.FPDFText_LoadPage(self.page)
        self.chars = max(pdfium.FPDFText_CountChars(self.text), 0) if self.text else 0
        return self.chars

    def close(self) -> None:
        if self.text:
            pdfium.FPDFText_ClosePage(self.text)

    def read(self) -> Leaf:
        """The page; raises ParseError if its size is none that a page has."""
        width, height = self.box.right - self.box.left, self.box.top - self.box.bottom
        if not 0 < width <= MAX_SIDE or not 0 < height <= MAX_SIDE:
            raise ParseError("PDF 页面尺寸异常 (a page of an impossible size)")
        self.drawing = read_drawing(self.page, self.box)
        by_turn: tuple[list[Glyph], ...] = ([], [], [], [])
        for turn, glyph in self._read_glyphs():
            by_turn[turn].append(glyph)
        turn = max(range(4), key=lambda each: (len(by_turn[each]), -each))
        if turn % 2:
            width, height = height, width
        leaf = Leaf(width, height, hidden=self.hidden, pictured=self.drawing.pictured, cut=self.cut)
        leaf.glyphs = by_turn[turn]
        leaf.askew = sum(map(len, by_turn)) - len(leaf.glyphs)
        leaf.rules = [self._rule(area, turn) for area in self.drawing.rules]
        return leaf

    def _read_glyphs(self) -> Iterator[tuple[int, Glyph]]:
        """Each printed glyph with the turn that makes it upright."""
        x, y, box = ctypes.c_double(), ctypes.c_double(), pdfium.FS_RECTF()
        text, last, ink = self.text, None, _Ink(None, 0, 0, False, False)
        spaced = False
        for place in range(self.chars):
            code = pdfium.FPDFText_GetUnicode(text, place)
            held = pdfium.FPDFText_GetTextObject(text, place)
            if code in _SPACES:
                spaced = spaced or bool(held)
            if not held or code in _SPACES:  # what nothing holds is pdfium's own, for the end of a line
                continue
            if (address := ctypes.addressof(held.contents)) != last:
                last, ink = address, _read_ink(text, place, held)
                self._end_object()
            pdfium.FPDFText_GetCharOrigin(text, place, x, y)
            if not self._shows(ink, x.value, y.value):
                continue
            failed = pdfium.FPDFText_HasUnicodeMapError(text, place) == 1
            char = UNKNOWN if failed else read_character(code)
            if char and ink.turn is not None:
                pdfium.FPDFText_GetLooseCharBox(text, place, box)
                yield ink.turn, self._glyph(char, ink, x.value, y.value, box, spaced)
            spaced = False
        self._end_object()

    def _end_object(self) -> None:
        """Note how much of a text object that stands on the page runs off it."""
        self.cut += self.beside if self.within else 0
        self.beside = self.within = 0

    def _shows(self, ink: _Ink, x: float, y: float) -> bool:
        """Whether a glyph at a place is seen: on the page, in ink, not white on white."""
        left, low, right, high = self.box
        if not (left <= x <= right and low <= y <= high):
            self.beside += 1
            return False
        self.within += 1
        if ink.shown and not (ink.white and not self.drawing.is_dark(x, y)):
            return True
        self.hidden += 1
        return False

    def _glyph(self, char: str, ink: _Ink, x: float, y: float, box: Any, spaced: bool) -> Glyph:
        turn = ink.turn or 0
        left, baseline = self._turn(turn, x, y)
        right = max(self._turn(turn, box.left, box.bottom)[0], self._turn(turn, box.right, box.top)[0])
        if char > _WIDE:  # the box of some fonts is that of the ink, narrower than the character
            right = max(right, left + 0.98 * ink.width)
        return Glyph(char, left, min(right, left + 1.1 * ink.width), baseline, ink.size, spaced)

    def _turn(self, turn: int, x: float, y: float) -> tuple[float, float]:
        """A place on the page as it is turned; turn: quarters clockwise that make the text upright."""
        left, low, right, high = self.box
        if turn == 0:
            return x - left, high - y
        if turn == 1:
            return y - low, x - left
        if turn == 2:
            return right - x, y - low
        return high - y, right - x

    def _rule(self, area: Area, turn: int) -> Rule:
        (x1, y1), (x2, y2) = self._turn(turn, area.left, area.bottom), self._turn(turn, area.right, area.top)
        left, right, top, bottom = min(x1, x2), max(x1, x2), min(y1, y2), max(y1, y2)
        if right - left >= bottom - top:
            return Rule(True, (top + bottom) / 2, left, right)
        return Rule(False, (left + right) / 2, top, bottom)


_SPACES = frozenset((0x09, 0x0A, 0x0D, 0x20, 0xA0, 0x3000, *range(0x2000, 0x200C)))
_WIDE = "\u2e80"


def _read_ink(text: Any, place: int, held: Any) -> _Ink:
    """How the glyphs of the text object that holds the character at `place` are printed."""
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(text, place, matrix)
    size = abs(pdfium.FPDFText_GetFontSize(text, place))
    mode = pdfium.FPDFTextObj_GetTextRenderMode(held)
    angle = math.atan2(matrix.b, matrix.a) / (math.pi / 2)
    turn = round(angle)
    upright = abs(angle - turn) * math.pi / 2 <= MAX_SLANT
    red, green, blue, alpha = (ctypes.c_uint(value) for value in (0, 0, 0, 255))
    get = pdfium.FPDFPageObj_GetStrokeColor if mode in _STROKED else pdfium.FPDFPageObj_GetFillColor
    get(held, red, green, blue, alpha)
    return _Ink(
        turn % 4 if upright else None,
        size * math.hypot(matrix.a, matrix.b),
        size * math.hypot(matrix.c, matrix.d),
        mode not in _INVISIBLE and alpha.value > 0,
        min(red.value, green.value, blue.value) >= WHITE,
    )
