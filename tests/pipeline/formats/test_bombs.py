"""Files made to exhaust a reader: each is one row, within seconds and a gigabyte, through the command line."""

from __future__ import annotations

import io
import resource
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.gate import ROOT
from tests.pipeline.formats.test_docx import ENTITY, p, package
from tests.pipeline.formats.test_mhtml import archive, part
from tests.pipeline.formats.test_xlsx import change, fill_form, saved

MEMORY, SECONDS = 1 << 30, 60  # bytes of address space; a guard, each takes a few seconds at most
LAUGHS = (
    "<!DOCTYPE a ["
    + '<!ENTITY a0 "主动公开">'
    + "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(12))
    + "]>"
)
MERGE = '<mergeCell ref="A1:XFD1048576"/>'
BOMB = b"\0" * 300_000_000
SHEET = "xl/worksheets/sheet1.xml"


def zipped(name: str, content: bytes, data: bytes) -> bytes:
    """An office file with a part of it replaced."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
        for each in source.namelist():
            target.writestr(each, content if each == name else source.read(each))
    return file.getvalue()


def sheet(rows: str, more: str = "") -> bytes:
    return change(saved(fill_form), SHEET, "<sheetData>.*</sheetData>", f"<sheetData>{rows}</sheetData>{more}")


def shared_laughs() -> bytes:
    data = sheet('<row r="1"><c r="A1" t="s"><v>0</v></c></row>')
    return zipped("xl/sharedStrings.xml", f"{LAUGHS}<sst><si><t>&a12;</t></si></sst>".encode(), data)


def nest(depth: int, tag: str) -> bytes:
    return f"<html><body>{f'<{tag}>' * depth}一、主动公开政府信息12条。{f'</{tag}>' * depth}</body></html>".encode()


def table(cell: str, rows: int) -> bytes:
    return f"<html><body><p>一、公开12条。</p><table>{f'<tr>{cell}{cell}</tr>' * rows}</table></body></html>".encode()


Make = Callable[[], bytes]
REFUSED: dict[str, tuple[str, Make]] = {
    "zip bomb in a docx": ("a.docx", lambda: zipped("word/document.xml", BOMB, package(p("甲")))),
    "zip bomb in an xlsx": ("a.xlsx", lambda: zipped(SHEET, BOMB, saved(fill_form))),
    "entities in a docx": ("a.docx", lambda: package(p("&a12;"), head=LAUGHS)),
    "quadratic entities in a docx": ("a.docx", lambda: package(p("&c;" * 100_000), head=ENTITY)),
    "entities in an xlsx": ("a.xlsx", lambda: zipped(SHEET, f"{LAUGHS}<a>&a12;</a>".encode(), saved(fill_form))),
    "entities in shared strings": ("a.xlsx", shared_laughs),
    "a sheet with its last cell filled": ("a.xlsx", lambda: sheet('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')),
    "rows without number": ("a.xlsx", lambda: sheet("<row><c><v>1</v></c></row>" * 300_000)),
    "merges that overlap": ("a.xlsx", lambda: sheet('<row r="900"><c r="Z900"><v>1</v></c></row>', merges(60_000))),
    "a docx nested deep": ("a.docx", lambda: package("<w:tbl><w:tr><w:tc>" * 50_000 + "</w:tc></w:tr></w:tbl>" * 50_000)),
    "a docx of nothing but elements": ("a.docx", lambda: package("<w:p/>" * 3_000_000)),
    "blocks nested deep": ("a.html", lambda: nest(100_000, "div")),
    "inline elements nested deep": ("a.html", lambda: nest(100_000, "b")),
    "tables nested deep": ("a.html", lambda: nest(50_000, "table><tr><td")),
    "lists nested deep": ("a.html", lambda: nest(100_000, "ul><li")),
    "elements of no known name nested deep": ("a.html", lambda: nest(100_000, "x-y")),
    "blocks nested deep in a saved page": ("a.mht", lambda: archive(part(nest(100_000, "div")))),
    "paragraphs in which thousands of fonts are open": ("a.html", lambda: b"".join(b"<p><font size=%d>1</p>" % n for n in range(50_000))),
    "paragraphs deep in inline elements": ("a.html", lambda: b"<html><body>" + b"<span>" * 9_000 + b"<p>1</p>" * 90_000),
    "a text of nothing but lines": ("a.txt", lambda: b"1\n" * 20_000_000),
    "a page of nothing but lines": ("a.html", lambda: b"<html><body>" + b"<p>1</p>" * 5_000_000),
    "mails in mails": ("a.mht", lambda: mails(20_000)),
}  # fmt: skip
READ: dict[str, tuple[str, Make]] = {
    "thousands of blocks that nobody closes": ("a.html", lambda: b"<html><body>" + "<div>一、主动公开政府信息12条。".encode() * 9_000),
    "entities in a page": ("a.html", lambda: f"{LAUGHS}<html><body><p>一、&a12;12条。</p></body></html>".encode()),
    "entities in a text": ("a.txt", lambda: f"{LAUGHS}\n一、&a12;公开12条。".encode()),
    "entities in a saved page": ("a.mht", lambda: archive(part(f"{LAUGHS}<body><p>&a12;12条。</p></body>".encode()))),
    "a huge colspan": ("a.html", lambda: table("<td colspan=2147483647 rowspan=2147483647>3</td>", 200)),
    "a huge rowspan": ("a.html", lambda: table("<td rowspan=65534>3</td>", 20_000)),
    "spans that reach over each other": ("a.html", lambda: table("<td rowspan=999 colspan=99>3</td>", 5_000)),
    "a sheet that says it is huge": ("a.xlsx", lambda: change(saved(fill_form), SHEET, '<dimension ref="[^"]*"', '<dimension ref="A1:XFD1048576"')),
    "a sheet merged into one": ("a.xlsx", lambda: change(saved(fill_form), SHEET, "</sheetData>", '</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>')),
    "a docx with huge spans": ("a.docx", lambda: package(p("公开12条。") + f"<w:tbl>{HUGE_ROW * 3000}</w:tbl>")),
}  # fmt: skip
HUGE_ROW = (
    '<w:tr><w:trPr><w:gridBefore w:val="99999"/></w:trPr>'
    + f'<w:tc><w:tcPr><w:gridSpan w:val="99999"/><w:vMerge/></w:tcPr>{p("3")}</w:tc>' * 3
    + "</w:tr>"
)


def merges(count: int) -> str:
    return f"<mergeCells>{MERGE * count}</mergeCells>"


def mails(depth: int) -> bytes:
    data = b"<p>12</p>"
    for number in range(depth):
        data = b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (number, number) + data
    return b"MIME-Version: 1.0\n" + data


def read_row(name: str, data: bytes, folder: Path) -> dict[str, object]:
    """The row of the only report in the dataset that the command line makes of one file, with little memory."""
    (folder / "in").mkdir()
    (folder / "in" / name).write_bytes(data)
    order = [sys.executable, "-m", "pipeline", "run", str(folder / "in"), "--out", str(folder / "out"), "--quiet"]
    run = subprocess.run(order, cwd=ROOT, timeout=SECONDS, capture_output=True, preexec_fn=limit_memory)
    assert b"Traceback" not in run.stderr
    assert sorted(each.name for each in folder.iterdir()) == ["in", "out"]
    (row,) = pq.read_table(folder / "out" / "reports.parquet").to_pylist()
    return row


def limit_memory() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


@pytest.mark.slow
@pytest.mark.parametrize("case", REFUSED)
def test_a_bomb_is_one_failed_row(case: str, tmp_path: Path) -> None:
    name, make = REFUSED[case]
    row = read_row(name, make(), tmp_path)
    assert row["status"] == "failed"
    assert "please report" not in str(row["error"])


@pytest.mark.slow
@pytest.mark.parametrize("case", READ)
def test_what_only_looks_like_one_is_read(case: str, tmp_path: Path) -> None:
    name, make = READ[case]
    row = read_row(name, make(), tmp_path)
    assert row["status"] == "ok", row["error"]
    assert len(str(row["text"])) < 5_000_000
