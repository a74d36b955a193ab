"""Pages that a browser saved in one file."""

from __future__ import annotations

import base64
import quopri
from email.message import EmailMessage
from pathlib import Path

import pytest

from parsers.records import ParseError
from pipeline.formats import read_page
from tests.pipeline.reading import REPORTS, figures, name_of, read, read_document

ADDRESS = "http://www.example.gov.cn/xxgk/nb/2021.html"
PAGE = "<html><head><title>年报</title></head><body><p>主动公开政府信息=12条。</p></body></html>"


def part(body: bytes, kind: str = "text/html", encoding: str = "quoted-printable", *fields: str) -> bytes:
    coded = {"quoted-printable": quopri.encodestring, "base64": base64.encodebytes}.get(encoding, bytes)(body)
    head = [f"Content-Type: {kind}", f"Content-Transfer-Encoding: {encoding}", *fields]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + coded.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def archive(*given: bytes, kind: str = 'multipart/related; type="text/html"', address: str = ADDRESS) -> bytes:
    head = f"From: <Saved by Blink>\r\nSnapshot-Content-Location: {address}\r\nMIME-Version: 1.0\r\n"
    head += f'Content-Type: {kind};\r\n\tboundary="--MB--x.y"\r\n\r\n\r\n'
    body = b"".join(b"----MB--x.y\r\n" + each + b"\r\n" for each in given)
    return head.encode() + body + b"----MB--x.y--\r\n"


@pytest.mark.parametrize("path", REPORTS, ids=name_of)
@pytest.mark.parametrize("encoding", ["quoted-printable", "base64", "binary"])
def test_a_saved_page_reads_as_the_page(path: Path, encoding: str) -> None:
    page = path.read_bytes()
    saved = archive(
        part(b"body{}", "text/css"), part(page, "text/html", encoding), part(b"GIF8", "image/gif", "base64")
    )
    assert read_page("a.mht", saved).format == "mhtml"
    assert figures(read("a.mht", saved)) == figures(read(path.name, page))
    assert read_document("", saved).text == read_document(path.name, page).text


def test_the_address_is_known() -> None:
    assert read_document("a.mhtml", archive(part(PAGE.encode()))).metadata["url"] == ADDRESS


@pytest.mark.parametrize(
    "address", ["http://a.cn/--><p>9条</p>", "cid:frame-1@mhtml.blink", "http://a b", "", "x" * 9000]
)
def test_what_is_no_address_is_not_taken_for_one(address: str) -> None:
    document = read_document("a.mhtml", archive(part(PAGE.encode()), address=address))
    assert "url" not in document.metadata
    assert "9条" not in document.text


def test_the_name_does_not_matter() -> None:
    assert read_page("report.html", archive(part(PAGE.encode()))).format == "mhtml"


def test_a_mail_made_by_the_standard_library_is_read() -> None:
    mail = EmailMessage()
    mail["Subject"] = "=?utf-8?B?5bm05oql?="
    mail.set_content("请用浏览器打开")
    mail.add_alternative(PAGE.replace("<p>", "<p>全年"), subtype="html", charset="gb18030", cte="base64")
    assert "全年主动公开政府信息=12条" in read_document("", mail.as_bytes()).text


def test_the_head_says_which_part_is_the_page() -> None:
    menu = part("<p>菜单</p>".encode(), "text/html", "base64", "Content-ID: <menu@x>")
    page = part(PAGE.encode(), "text/html", "base64", "Content-ID: <page@x>")
    saved = archive(menu, page, kind='multipart/related; start="<page@x>"')
    assert "12条" in read_document("", saved).text


@pytest.mark.parametrize("name", ["cid:frame-1@mhtml.blink", "http://www.example.gov.cn/inner.html"])
def test_a_frame_is_read_in_its_place_and_once(name: str) -> None:
    field = f"Content-ID: <{name[4:]}>" if name.startswith("cid:") else f"Content-Location: {name}"
    outer = f"<body><p>一、甲。</p><iframe width=1 src='{name}'></iframe><p>三、丙。</p><iframe src='{name}'></iframe></body>"
    saved = archive(part(outer.encode()), part("<p>二、公开乙5条。</p>".encode(), "text/html", "base64", field))
    assert read_document("", saved).text.split("\n") == ["一、甲。", "二、公开乙5条。", "三、丙。"]


@pytest.mark.parametrize(
    "data",
    [
        archive(part(b"GIF8", "image/gif", "base64")),
        archive(part(b"  ")),
        archive(),
        archive().replace(b"boundary", b"bounty"),
        archive(part(PAGE.encode(), "text/html", "base64")[:81]),
    ],
    ids=["no page", "empty page", "no part", "no boundary", "cut"],
)
def test_an_archive_without_a_page_says_so(data: bytes) -> None:
    with pytest.raises(ParseError, match="web archive"):
        read_page("a.mht", data)


def test_parts_nested_without_end_are_refused() -> None:
    data = PAGE.encode()
    for number in range(2000):
        boundary = f"b{number}".encode()
        data = b"Content-Type: multipart/mixed; boundary=" + boundary + b"\n\n--" + boundary + b"\n" + data
    with pytest.raises(ParseError, match="nested"):
        read_page("a.mht", b"MIME-Version: 1.0\n" + data)


def test_a_text_about_mail_is_a_text() -> None:
    assert read_page("a.txt", "MIME-Version: 1.0\n\n主动公开政府信息12条。".encode()).format == "txt"
