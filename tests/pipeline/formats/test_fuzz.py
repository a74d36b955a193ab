"""Damaged files of every format: read, or refused with a reason; never anything else."""

from __future__ import annotations

import faulthandler
import io
import zipfile
from collections.abc import Iterator
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parsers.records import ParseError
from pipeline.formats import libreoffice, read_page
from tests.gate import SAMPLES
from tests.pipeline.formats.test_docx import DELETED, HIDDEN, cell, level, p, package, write_docx
from tests.pipeline.formats.test_mhtml import archive, part
from tests.pipeline.formats.test_xlsx import fill_form, merged, saved, write_xlsx
from tests.pipeline.reading import read, read_document

HANG = 120  # seconds after which the run is ended with a trace; an example takes a hundredth of one
PAGE = SAMPLES / "statistics-table" / "daxing-health.html"


@cache
def seeds() -> dict[str, bytes]:
    """Sound files, small but with all that the readers know."""
    page = PAGE.read_bytes()
    document = read_document(PAGE.name, page)
    numbering = f'<w:abstractNum w:abstractNumId="4">{level(0, "chineseCounting", "%1、")}</w:abstractNum>'
    numbering += '<w:num w:numId="1"><w:abstractNumId w:val="4"/></w:num>'
    listed = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    mark = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    rows = (cell("甲", '<w:gridSpan w:val="2"/>'), cell("乙", "<w:vMerge/>"))
    table = f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"
    box = f"<w:r><w:pict><w:txbxContent>{p('公开5条。')}</w:txbxContent></w:pict></w:r>"
    body = p("概述", properties=listed) + p("公开", DELETED, HIDDEN, "12条。", mark, box) + table
    return {
        "a.html": page,
        "a.txt": (SAMPLES / "three-tables" / "jia-chi-town.txt").read_bytes(),
        "a.mht": archive(part(page), part(b"GIF8", "image/gif", "base64"), part(b"<p>1</p>", "text/html", "base64")),
        "a.docx": package(body, numbering=numbering, footnotes=f'<w:footnote w:id="2">{p("注")}</w:footnote>'),
        "b.docx": write_docx(document),
        "a.xlsx": saved(fill_form),
        "b.xlsx": write_xlsx(document),
        "c.xlsx": merged("A1:B2"),
        "a.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "WordDocument".encode("utf-16-le") + bytes(64),
        "a.rtf": rb"{\rtf1\ansi 12}",
    }


NAMES = ("a.html", "a.txt", "a.mht", "a.docx", "b.docx", "a.xlsx", "b.xlsx", "c.xlsx", "a.doc", "a.rtf")
TOKENS = (
    *(
        b"<",
        b">",
        b"</",
        b'"',
        b"'",
        b"&",
        b"\0",
        b"\xff",
        b"\r\n\r\n",
        b"--",
        b"<!--",
        b"]]>",
        b"<![CDATA[",
        b"<table>",
    ),
    *(b"<td rowspan=99>", b"<pre>", b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"=FF", b"Content-Type: multipart/related"),
    *(b'val="-1"', b'r="A0"', b'r="ZZZ9999999"', b"1e999", b"NaN", b"\xef\xbb\xbf", b"PK\x03\x04", b"9" * 400),
    *("（".encode(), "亿".encode("gb18030"), "\ud7ff\u200b".encode(), b"charset=utf-7", b"<w:tbl>", b"<w:p>"),
)


@st.composite
def damage(draw: st.DrawFn, data: bytes) -> bytes:
    """A file with some of its bytes changed, cut out, doubled, or replaced by what means something to a reader."""
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.sampled_from((0, 1, 2, 8, 64, 1024, 1 << 30))))
        kind = draw(st.sampled_from(("token", "byte", "cut", "double")))
        if kind == "token":
            new = draw(st.sampled_from(TOKENS))
        elif kind == "byte":
            new = draw(st.binary(min_size=1, max_size=4))
        else:
            new = b"" if kind == "cut" else data[start:end][:4096] * 2
        data = data[:start] + new + data[end:]
    return data


@st.composite
def damaged_files(draw: st.DrawFn) -> tuple[str, bytes]:
    """A file damaged as a whole, inside of one of the parts in its zip, or run together with another."""
    name = draw(st.sampled_from(NAMES))
    data = seeds()[name]
    kind = draw(st.sampled_from(("bytes", "part", "part", "splice")))
    if kind == "part" and data.startswith(b"PK"):
        return name, _damage_part(draw, data)
    if kind == "splice":
        other = seeds()[draw(st.sampled_from(NAMES))]
        return name, data[: draw(st.integers(0, len(data)))] + other[draw(st.integers(0, len(other))) :]
    return name, draw(damage(data))


def _damage_part(draw: st.DrawFn, data: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
        chosen = draw(st.sampled_from(source.namelist()))
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, draw(damage(content)) if name == chosen else content)
    return file.getvalue()


@pytest.fixture(autouse=True)
def watched(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """End a run that hangs, and start no LibreOffice."""
    monkeypatch.setattr(libreoffice, "PROGRAMS", ())
    faulthandler.dump_traceback_later(HANG * 5, exit=True)
    yield
    faulthandler.cancel_dump_traceback_later()


def check(given: tuple[str, bytes]) -> None:
    """Read a file; what was read points into its text. Raises whatever is no ParseError."""
    name, data = given
    try:
        document = read_document(name, data)
    except ParseError:
        return
    assert all(0 <= c.start <= c.end <= len(document.text) for table in document.tables for c in table.cells)


CALM = settings(deadline=None, suppress_health_check=list(HealthCheck), database=None)


@settings(CALM, max_examples=150, derandomize=True)
@given(damaged_files())
def test_damage_is_read_or_refused(given: tuple[str, bytes]) -> None:
    check(given)


@pytest.mark.slow
@settings(CALM, max_examples=8000)
@given(damaged_files())
def test_much_damage_is_read_or_refused(given: tuple[str, bytes]) -> None:
    check(given)


@pytest.mark.slow
@settings(CALM, max_examples=400)
@given(damaged_files())
def test_damage_is_understood_or_refused(given: tuple[str, bytes]) -> None:
    """All the way: what comes out of a damaged file goes through the parsers."""
    try:
        report = read(*given)
    except ParseError:
        return
    assert all(report.outcome.text[c.start_char : c.end_char] == c.raw for c in report.counts)


def test_the_seeds_are_sound() -> None:
    for name in NAMES[:8]:
        assert read_page(name, seeds()[name]).markup
