"""Old office files, with a program that stands in for LibreOffice, and with LibreOffice itself where it is."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from parsers.records import ParseError
from pipeline.engine import run
from pipeline.formats import libreoffice, read_page
from tests.pipeline.formats.test_docx import p, package, write_docx
from tests.pipeline.formats.test_xlsx import fill_form, saved
from tests.pipeline.reading import REPORTS, figures, name_of, read, read_document

COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
RTF = rb"{\rtf1\ansi 12}"
STAND_IN = """#!{python}
import pathlib, shutil, sys, time
order = sys.argv
assert "--headless" in order and pathlib.Path(order[-1]).read_bytes().startswith({start!r})
profile = order[1].removeprefix("-env:UserInstallation=file://")
assert "DisableMacrosExecution" in pathlib.Path(profile, "user/registrymodifications.xcu").read_text()
out = pathlib.Path(order[order.index("--outdir") + 1])
out.mkdir()
target = order[order.index("--convert-to") + 1]
{do}
"""
COPY = "shutil.copy(sys.argv[0] + '.' + target, out / (pathlib.Path(order[-1]).stem + '.' + target))"


def compound(stream: str) -> bytes:
    """The start of a compound file, and the name of a stream in it."""
    return COMPOUND + stream.encode("utf-16-le") + bytes(64)


@pytest.fixture
def bin_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder in which programs are found."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setattr(libreoffice, "PROGRAMS", ("soffice", "libreoffice"))
    return folder


def stand_in(folder: Path, do: str = COPY, start: bytes = b"", **results: bytes) -> None:
    """Install a program that gives the `results`, by extension, whatever it is given."""
    program = folder / "soffice"
    program.write_text(STAND_IN.format(python=sys.executable, do=do, start=start), encoding="utf-8")
    program.chmod(0o755)
    for extension, data in results.items():
        (folder / f"soffice.{extension}").write_bytes(data)


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (compound("WordDocument"), "a.doc", "doc"),
        (compound("WordDocument"), "a.wps", "doc"),
        (compound("WordDocument"), "a.html", "doc"),
        (RTF, "a.rtf", "rtf"),
        (RTF, "a.doc", "rtf"),
        (compound("Workbook"), "a.xls", "xls"),
        (compound("Book"), "a.xls", "xls"),
        (compound("Workbook"), "a.et", "xls"),
    ],
)
def test_what_the_program_gives_is_read(bin_folder: Path, data: bytes, name: str, kind: str) -> None:
    stand_in(bin_folder, start=data[:8], docx=package(p("公开12条。")), xlsx=saved(fill_form))
    page = read_page(name, data)
    assert page.format == kind
    assert "12" in page.markup


@pytest.mark.parametrize("data", [compound("WordDocument"), compound("Workbook"), RTF])
def test_without_the_program_the_reason_says_what_to_do(bin_folder: Path, data: bytes) -> None:
    with pytest.raises(ParseError, match=r"needs LibreOffice.*install it, or save the file as"):
        read_page("a.doc", data)


@pytest.mark.parametrize(
    ("stream", "reason"), [("EncryptedPackage", "password"), ("PowerPoint Document", "neither Word nor Excel")]
)
def test_what_the_program_could_not_read_is_not_given_to_it(bin_folder: Path, stream: str, reason: str) -> None:
    stand_in(bin_folder, docx=package(p("公开12条。")))
    with pytest.raises(ParseError, match=reason):
        read_page("a.doc", compound(stream))


def test_a_program_that_gives_nothing_says_so(bin_folder: Path) -> None:
    stand_in(bin_folder, do="sys.exit(1)")
    with pytest.raises(ParseError, match="cannot convert"):
        read_page("a.rtf", RTF)


def test_a_program_that_does_not_start_says_so(bin_folder: Path) -> None:
    (bin_folder / "soffice").write_bytes(b"\x7fELF")
    (bin_folder / "soffice").chmod(0o755)
    with pytest.raises(ParseError, match="cannot be started"):
        read_page("a.rtf", RTF)


def test_a_program_that_hangs_is_ended(bin_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(bin_folder, do="time.sleep(600)")
    monkeypatch.setattr(libreoffice, "MAX_SECONDS", 0.05)
    with pytest.raises(ParseError, match="took too long"):
        read_page("a.rtf", RTF)


@pytest.mark.parametrize("do", ["while True: pass", "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"])
def test_a_program_that_works_for_long_is_ended(bin_folder: Path, monkeypatch: pytest.MonkeyPatch, do: str) -> None:
    stand_in(bin_folder, do=do)
    monkeypatch.setattr(libreoffice, "MAX_CPU", 1)
    with pytest.raises(ParseError, match=r"took too long\): > 1 s"):
        read_page("a.rtf", RTF)


def test_a_file_that_needs_the_program_costs_one_row(bin_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.doc").write_bytes(compound("WordDocument"))
    (tmp_path / "in" / "b.docx").write_bytes(package(p("公开12条。")))
    summary = run([tmp_path / "in"], tmp_path / "out", workers=1)
    assert summary.documents == 2
    (failure,) = summary.failures
    assert failure[0] == "a.doc"
    assert "LibreOffice" in failure[1]


def old_file(path: Path, kind: str) -> Any:
    """A case; what is known to fail is marked so."""
    lost = kind == "doc" and name_of(path) == "minqing-government"
    reason = "the .doc that LibreOffice writes of this table of 66 rows has no table any more"
    return pytest.param(
        path, kind, id=f"{name_of(path)}-{kind}", marks=[pytest.mark.xfail(reason=reason)] if lost else []
    )


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize(("path", "kind"), [old_file(path, kind) for path in REPORTS for kind in ("doc", "rtf")])
def test_a_report_reads_the_same_from_an_old_file(path: Path, kind: str, tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(write_docx(read_document(path.name, path.read_bytes())))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    order = [
        "soffice",
        profile,
        "--headless",
        "--convert-to",
        kind,
        "--outdir",
        str(tmp_path),
        str(tmp_path / "a.docx"),
    ]
    subprocess.run(order, check=True, timeout=120)
    old = read(f"a.{kind}", (tmp_path / f"a.{kind}").read_bytes())
    assert figures(old) == figures(read(path.name, path.read_bytes()))


LINKS = (
    r'{{\field{{\*\fldinst INCLUDEPICTURE "{0}a.png" \\* MERGEFORMAT \\d}}{{\fldrslt }}}}',
    r'{{\field{{\*\fldinst INCLUDETEXT "{0}b.rtf"}}{{\fldrslt 12}}}}',
    r"{{\object\objautlink{{\*\objclass Word.Document}}{{\*\objdata 0105}}{{\result 3}}}}",
    r"{{\*\template {0}c.dot}}",
)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_no_link_of_a_file_is_followed() -> None:
    asked: list[str] = []

    class Listener(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        do_HEAD = do_OPTIONS = do_PROPFIND = do_GET  # noqa: N815

    with ThreadingHTTPServer(("127.0.0.1", 0), Listener) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/"
        links = "".join(link.format(address) for link in LINKS)
        document = read_document("a.rtf", rf"{{\rtf1\ansi\pard hello {links} 12\par}}".encode())
        server.shutdown()
    assert "hello" in document.text
    assert asked == []


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_files_are_converted_side_by_side() -> None:
    rtf = [rf"{{\rtf1\ansi\pard report {number}\par}}".encode() for number in range(4)]
    with ThreadPoolExecutor(4) as pool:
        documents = list(pool.map(lambda data: read_document("a.rtf", data), rtf))
    assert [document.text for document in documents] == [f"report {number}" for number in range(4)]


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_files_of_office_2003_in_xml_are_read() -> None:
    word = (
        '<?xml version="1.0"?><?mso-application progid="Word.Document"?>'
        '<w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml">'
        "<w:body><w:p><w:r><w:t>主动公开12条。</w:t></w:r></w:p></w:body></w:wordDocument>"
    )
    sheet = (
        '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="1"><Table><Row>'
        '<Cell><Data ss:Type="String">规章</Data></Cell><Cell><Data ss:Type="Number">3</Data></Cell>'
        "</Row></Table></Worksheet></Workbook>"
    )
    assert read_document("a.doc", word.encode()).text == "主动公开12条。"
    assert read_document("a.xls", sheet.encode()).text == "规章\t3"
