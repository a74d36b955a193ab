"""PDFs written by hand for tests, object by object."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

A4 = b"[0 0 595 842]"
FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"


def join_objects(*objects: bytes) -> bytes:
    """A PDF of objects numbered from 1, the first of them the catalog."""
    written, places = b"%PDF-1.7\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(written))
        written += b"%d 0 obj\n%b\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size, start = len(objects) + 1, len(written)
    head = b"xref\n0 %d\n0000000000 65535 f \n%b" % (size, table)
    return written + head + b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (size, start)


def stream(content: bytes, more: bytes = b"") -> bytes:
    packed = zlib.compress(content, 9)
    return b"<<%b/Filter/FlateDecode/Length %d>>stream\n%b\nendstream" % (more, len(packed), packed)


def one_page(
    content: bytes, *, page: bytes = b"", box: bytes = A4, font: bytes = FONT, more: Sequence[bytes] = ()
) -> bytes:
    """A PDF with one page of a content stream; font F is object 5, `more` are the objects from 6 on."""
    resources = b"<</Font<</F 5 0 R>>/XObject<</X 6 0 R>>>>" if more else b"<</Font<</F 5 0 R>>>>"
    return join_objects(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox%b/Contents 4 0 R/Resources%b%b>>" % (box, resources, page),
        stream(content),
        font,
        *more,
    )


def many_pages(count: int, content: bytes = b"BT /F 12 Tf 72 700 Td (Page) Tj ET") -> bytes:
    """A PDF that shows one content stream on many pages."""
    kids = b" ".join(b"%d 0 R" % (5 + number) for number in range(count))
    page = b"<</Type/Page/Parent 2 0 R/MediaBox%b/Contents 3 0 R/Resources<</Font<</F 4 0 R>>>>>>" % A4
    return join_objects(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[%b]/Count %d>>" % (kids, count),
        stream(content),
        FONT,
        *[page] * count,
    )


class Paper:
    """Pages written by hand in a font that is not embedded, as 宋体 often is. Places count from the upper left."""

    def __init__(self, width: float = 595, height: float = 842, page: bytes = b"") -> None:
        self.width, self.height, self.page = width, height, page
        self.pages: list[list[str]] = [[]]

    def new_page(self) -> None:
        self.pages.append([])

    def draw(self, operators: str) -> None:
        """Add operators as they are."""
        self.pages[-1].append(operators)

    def text(self, x: float, y: float, words: str, size: float = 12, more: str = "", matrix: str = "1 0 0 1") -> None:
        """Words from a place on; `more`: operators before them."""
        shown = words.encode("utf-16-be").hex()
        self.draw(f"q BT {more} /F {size} Tf {matrix} {x} {self.height - y} Tm <{shown}> Tj ET Q")

    def lines(self, x: float, y: float, *lines: str, pitch: float = 20) -> None:
        """Lines one below the other."""
        for number, line in enumerate(lines):
            self.text(x, y + pitch * number, line)

    def rule(self, x1: float, y1: float, x2: float, y2: float, how: str = "line", width: float = 0.5) -> None:
        """A ruling line across or upright: a stroke, a thin rectangle (box), or dashes that are rectangles."""
        left, right, low, high = min(x1, x2), max(x1, x2), self.height - max(y1, y2), self.height - min(y1, y2)
        if how == "line":
            self.draw(f"{width} w {left} {low} m {right} {high} l S")
        elif how == "box":
            self.draw(f"{left} {low} {right - left or width} {high - low or width} re f")
        else:
            across = right - left > high - low
            for step in range(int((right - left or high - low) / 5)):
                place = f"{left + 5 * step} {low} 3 {width}" if across else f"{left} {low + 5 * step} {width} 3"
                self.draw(f"{place} re f")

    def table(self, xs: Sequence[float], ys: Sequence[float], how: str = "line") -> None:
        """The lines of a table without merged cells."""
        for y in ys:
            self.rule(xs[0], y, xs[-1], y, how)
        for x in xs:
            self.rule(x, ys[0], x, ys[-1], how)

    def pdf(self) -> bytes:
        count = len(self.pages)
        kids = b" ".join(b"%d 0 R" % (6 + 2 * number) for number in range(count))
        box = b"[0 0 %g %g]" % (self.width, self.height)
        objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[%b]/Count %d>>" % (kids, count), *SONG]
        for number, operators in enumerate(self.pages):
            resources = b"/Resources<</Font<</F 3 0 R>>>>"
            content = b"/Contents %d 0 R" % (7 + 2 * number)
            objects.append(b"<</Type/Page/Parent 2 0 R/MediaBox%b%b%b%b>>" % (box, content, resources, self.page))
            objects.append(stream("\n".join(operators).encode()))
        return join_objects(*objects)


# 宋体 by its name alone, with half-width digits and letters.
SONG = (
    b"<</Type/Font/Subtype/Type0/BaseFont/SimSun/Encoding/UniGB-UCS2-H/DescendantFonts[4 0 R]>>",
    b"<</Type/Font/Subtype/CIDFontType2/BaseFont/SimSun/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>"
    b"/DW 1000/W[1 95 500 814 939 500]/FontDescriptor 5 0 R>>",
    b"<</Type/FontDescriptor/FontName/SimSun/Flags 32/FontBBox[0 -140 1000 860]/Ascent 860/Descent -140/StemV 80"
    b"/ItalicAngle 0/CapHeight 700>>",
)
