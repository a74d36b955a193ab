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


WORD_PAGE = """<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office">
<head><meta http-equiv=Content-Type content="text/html; charset=gb2312"><title>甲</title>
<!--[if gte mso 9]><xml><w:WordDocument><w:View>Print</w:View></w:WordDocument></xml><![endif]-->
<style>p.MsoNormal {mso-style-parent:"";}</style></head>
<body lang=ZH-CN><div class=WordSection1><p class=MsoNormal align=center><b>某县教育局<span lang=EN-US>2019</span>年政府信息
公开工作年度报告<span lang=EN-US><o:p></o:p></span></b></p>
<p class=MsoNormal><![if !supportLists]><span style='mso-list:Ignore'>一、</span><![endif]>总体情况<o:p></o:p></p>
<p class=MsoNormal>公开信息<span lang=EN-US>12</span>条<!--[if gte vml 1]><v:shape>77条</v:shape><![endif]-->。</p>
<table class=MsoTableGrid><tr style='mso-yfti-irow:0'><td colspan=2><p>统计指标</p></td><td><p>数量</p></td></tr>
<tr><td colspan=2><p>主动公开数</p></td><td><p><span lang=EN-US>12<o:p></o:p></span></p></td></tr></table>
</div></body></html>"""


@pytest.mark.parametrize("transfer", ["quoted-printable", "base64"])
def test_a_single_file_web_page_of_word_is_read(transfer: str) -> None:
    coded = {"quoted-printable": quopri.encodestring, "base64": base64.encodebytes}[transfer]
    head = 'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="----=_NextPart_01D5.5A0"\r\n\r\n'
    head += "此文档为“单个文件网页”，也称为“Web 档案”文件。\r\n\r\n------=_NextPart_01D5.5A0\r\n"
    head += f"Content-Location: file:///C:/9A/a.htm\r\nContent-Transfer-Encoding: {transfer}\r\n"
    head += 'Content-Type: text/html; charset="gb2312"\r\n\r\n'
    xml = "\r\n------=_NextPart_01D5.5A0\r\nContent-Type: text/xml\r\n\r\n<xml/>\r\n------=_NextPart_01D5.5A0--\r\n"
    document = read_document("a.mht", head.encode() + coded(WORD_PAGE.encode("gbk")) + xml.encode())
    assert document.text.split("\n") == [
        *("某县教育局2019年政府信息公开工作年度报告", "一、总体情况", "公开信息12条。"),
        *("统计指标\t\t数量", "主动公开数\t\t12"),
    ]
    assert "url" not in document.metadata


def test_the_head_of_a_part_tells_its_encoding() -> None:
    page = "<p>主動公開政府資訊12條。</p>".encode("cp950")
    assert "主動公開政府資訊" in read_document("", archive(part(page, "text/html; charset=big5", "base64"))).text


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
