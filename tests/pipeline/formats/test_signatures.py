"""What a file is by its first bytes, and what is said of formats that are not read."""

from __future__ import annotations

import gzip
import io
import zipfile

import pytest

from parsers.records import ParseError
from pipeline.formats import read_page
from pipeline.formats.signatures import find_format

PACKED = gzip.compress(b"<p>12</p>", mtime=0)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b'<?xml version="1.0"?>\r\n<?mso-application progid="Word.Document"?><w:wordDocument/>', "doc"),
        (b"\xef\xbb\xbf<?xml version='1.0'?>\n<?mso-application progid='Excel.Sheet'?><Workbook/>", "xls"),
        (b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml">', None),
        (b"<p>&lt;?mso-application progid=&quot;Word.Document&quot;?&gt;</p>", None),
    ],
)
def test_xml_of_office_programs_is_known(data: bytes, kind: str | None) -> None:
    assert find_format(data) == kind


def test_a_page_that_was_saved_packed_is_read() -> None:
    page = "<html><body><p>主动公开12条。</p></body></html>".encode()
    assert read_page("a.html", gzip.compress(page)) == read_page("a.html", page)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (PACKED[:-9], "cut short"),
        (PACKED[:10] + b"\xff" * 20, "damaged"),
        (gzip.compress(PACKED, mtime=0), "a binary file: gzip"),
        (gzip.compress(bytes(60_000_000), mtime=0), "more than the limit"),
    ],
)
def test_what_is_packed_otherwise_says_so(data: bytes, reason: str) -> None:
    with pytest.raises(ParseError) as caught:
        read_page("a.html", data)
    assert reason in str(caught.value).replace("(", "").replace(")", "")


def test_ofd_says_what_to_do() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("OFD.xml", "<ofd:OFD/>")
    with pytest.raises(ParseError, match="OFD is not read: save it as PDF"):
        read_page("a.ofd", file.getvalue())
