"""What a PDF's page draws: ruling lines, however they are made, dark grounds, and pictures.

A ruling line is a stroke, or a rectangle so thin that it looks like one; programs write both, and
put many of them into one path.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

MAX_SEGMENTS = 2_000  # of a path: a longer one is a drawing
MAX_RULES = 20_000  # of a page
MAX_DEPTH, MAX_FORM_OBJECTS = 6, 50_000  # of forms within forms
THIN = 3.2  # points: what is no thicker is a line
SHORT = 0.5  # points: a shorter one is a speck
PICTURE = 0.05  # share of the page that a picture with words in it takes up at least
OUTLINES = 40  # paths from which a page without text may be one whose letters are drawn
FAINT = 245  # of 255: lighter than this is not seen on paper

Matrix = tuple[float, float, float, float, float, float]
_SAME: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


class Area(NamedTuple):
    """A rectangle in the page's own coordinates, which go upwards."""

    left: float
    bottom: float
    right: float
    top: float


@dataclass(slots=True)
class Drawing:
    """The ruling lines of a page as thin rectangles, its dark grounds, whether it may show words otherwise."""

    rules: list[Area] = field(default_factory=list)
    grounds: list[Area] = field(default_factory=list)
    pictured: bool = False

    def is_dark(self, x: float, y: float) -> bool:
        """Whether white shows at a place."""
        return any(area.left <= x <= area.right and area.bottom <= y <= area.top for area in self.grounds)


def read_drawing(page: Any, box: Area) -> Drawing:
    """What a page draws; `box`: its edges."""
    drawing = Drawing()
    whole = (box.right - box.left) * (box.top - box.bottom)
    paths = 0
    for kind, held, matrix in _find_objects(page):
        if kind == pdfium.FPDF_PAGEOBJ_PATH:
            paths += 1
            _read_path(held, matrix, drawing)
        else:
            area = _find_bounds(held, matrix)
            drawing.grounds.append(area)
            drawing.pictured |= (area.right - area.left) * (area.top - area.bottom) >= PICTURE * whole
    drawing.pictured |= paths >= OUTLINES
    return drawing


def _find_objects(page: Any) -> Iterator[tuple[int, Any, Matrix]]:
    """The paths and pictures of a page, also those in forms, each with the matrix of the form around it."""
    left = MAX_FORM_OBJECTS
    waiting = [(page, pdfium.FPDFPage_CountObjects, pdfium.FPDFPage_GetObject, _SAME, 0)]
    while waiting:
        holder, count, get, matrix, depth = waiting.pop()
        for number in range(count(holder)):
            held = get(holder, number)
            kind = pdfium.FPDFPageObj_GetType(held) if held else None
            if kind in (pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_SHADING):
                yield kind, held, matrix
            elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < MAX_DEPTH and left > 0:
                left -= max(pdfium.FPDFFormObj_CountObjects(held), 0)
                inner = _multiply(_read_matrix(held), matrix)
                waiting.append((held, pdfium.FPDFFormObj_CountObjects, pdfium.FPDFFormObj_GetObject, inner, depth + 1))


def _read_path(path: Any, matrix: Matrix, drawing: Drawing) -> None:
    """Add the lines and grounds that a path draws."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(path, fill, stroke)
    filled = bool(fill.value) and _is_seen(pdfium.FPDFPageObj_GetFillColor, path)
    stroked = bool(stroke.value) and _is_seen(pdfium.FPDFPageObj_GetStrokeColor, path)
    if not (filled or stroked) or len(drawing.rules) >= MAX_RULES:
        return
    bounds = _find_bounds(path, matrix)
    if _is_thin(bounds):
        _add_rule(bounds, drawing)
    elif pdfium.FPDFPath_CountSegments(path) <= MAX_SEGMENTS:
        own = _multiply(_read_matrix(path), matrix)
        for points, closed in _find_strokes(path, own):
            _read_stroke(points, closed, filled, stroked, drawing)


def _read_stroke(
    points: list[tuple[float, float]], closed: bool, filled: bool, stroked: bool, drawing: Drawing
) -> None:
    """Add what one stroke of a path draws: a thin box, the sides of a box, a line, a ground."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    bounds = Area(min(xs), min(ys), max(xs), max(ys))
    if _is_thin(bounds):
        _add_rule(bounds, drawing)
        return
    if filled and (closed or len(points) > 3):
        drawing.grounds.append(bounds)
    if stroked:
        ends = [*points[1:], points[0]] if closed else points[1:]
        for (x1, y1), (x2, y2) in zip(points, ends, strict=False):
            side = Area(min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))
            if _is_thin(side):
                _add_rule(side, drawing)


def _add_rule(area: Area, drawing: Drawing) -> None:
    if max(area.right - area.left, area.top - area.bottom) >= SHORT:
        drawing.rules.append(area)


def _is_thin(area: Area) -> bool:
    return min(area.right - area.left, area.top - area.bottom) <= THIN


def _find_strokes(path: Any, matrix: Matrix) -> Iterator[tuple[list[tuple[float, float]], bool]]:
    """The points of each stroke of a path in the page's coordinates, and whether it is closed."""
    x, y = ctypes.c_float(), ctypes.c_float()
    points: list[tuple[float, float]] = []
    closed = False
    for number in range(pdfium.FPDFPath_CountSegments(path)):
        segment = pdfium.FPDFPath_GetPathSegment(path, number)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        if pdfium.FPDFPathSegment_GetType(segment) == pdfium.FPDF_SEGMENT_MOVETO:
            if len(points) > 1:
                yield points, closed
            points, closed = [], False
        points.append(_apply(matrix, x.value, y.value))
        closed = closed or bool(pdfium.FPDFPathSegment_GetClose(segment))
    if len(points) > 1:
        yield points, closed


def _is_seen(get: Any, path: Any) -> bool:
    """Whether the colour that `get` tells of a path shows on white."""
    red, green, blue, alpha = (ctypes.c_uint(value) for value in (0, 0, 0, 255))
    get(path, red, green, blue, alpha)
    return alpha.value > 0 and min(red.value, green.value, blue.value) < FAINT


def _find_bounds(held: Any, matrix: Matrix) -> Area:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    pdfium.FPDFPageObj_GetBounds(held, left, bottom, right, top)
    corners = [_apply(matrix, x.value, y.value) for x in (left, right) for y in (bottom, top)]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return Area(min(xs), min(ys), max(xs), max(ys))


def _read_matrix(held: Any) -> Matrix:
    matrix = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(held, matrix):
        return _SAME
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def _multiply(inner: Matrix, outer: Matrix) -> Matrix:
    """The matrix that does what `inner` does and then what `outer` does."""
    a, b, c, d, e, f = inner
    m, n, o, p, q, r = outer
    return a * m + b * o, a * n + b * p, c * m + d * o, c * n + d * p, e * m + f * o + q, e * n + f * p + r


def _apply(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f
