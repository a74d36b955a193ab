"""Encodings: told by mark, content and declaration, in this order of trust."""

from __future__ import annotations

import pytest

from parsers.records import ParseError
from pipeline.formats import read_page
from pipeline.formats.encoding import decode

SIMPLE = "根据《中华人民共和国政府信息公开条例》，本局编制了年度报告。全年主动公开政府信息136条，收到申请2件。\n"
TRADITIONAL = "根據《中華人民共和國政府信息公開條例》，本局編制了年度報告。全年主動公開政府信息136條，收到申請2件。\n"


@pytest.mark.parametrize("declared", ["", "gb2312", "utf-8", "big5", "iso-8859-1", "nonsense"])
@pytest.mark.parametrize(
    ("text", "codec", "name"),
    [
        (SIMPLE, "utf-8", "utf-8"),
        (SIMPLE, "utf-8-sig", "utf-8"),
        (SIMPLE, "gb18030", "gb18030"),
        (SIMPLE + "䶮𠮷镕", "gb18030", "gb18030"),
        (SIMPLE, "utf-16", "utf-16-le"),
        (SIMPLE, "utf-16-le", "utf-16-le"),
        (SIMPLE, "utf-16-be", "utf-16-be"),
        (TRADITIONAL, "big5", "big5"),
        (TRADITIONAL, "utf-8", "utf-8"),
        (TRADITIONAL, "gb18030", "gb18030"),
    ],
)
def test_the_content_decides_whatever_is_declared(declared: str, text: str, codec: str, name: str) -> None:
    page = f'<html><meta charset="{declared}"><p>{text}</p>' if declared else f"<html><p>{text}</p>"
    decoded = decode(page.encode(codec))
    assert (decoded.text.lstrip("\ufeff"), decoded.encoding) == (page, name)


@pytest.mark.parametrize("codec", ["utf-8", "gb18030", "big5"])
def test_a_few_bad_bytes_do_not_lose_the_file(codec: str) -> None:
    data = (TRADITIONAL * 20).encode(codec)
    decoded = decode(data[:200] + b"\xff" + data[200:-1])
    assert decoded.encoding == codec
    assert 1 <= decoded.text.count("\ufffd") <= 4
    assert decoded.text.count("主動公開") >= 18


def test_a_short_text_is_told_too() -> None:
    assert decode("信息公开年报".encode("gb18030")) == ("信息公开年报", "gb18030")


@pytest.mark.parametrize(
    "data",
    [b"", b" \r\n\t", b"\xef\xbb\xbf", b"\xff\xfe", b"\x00\x00\x00"],
)
def test_empty_files_say_so(data: bytes) -> None:
    with pytest.raises(ParseError, match="空"):
        read_page("a.txt", data)


@pytest.mark.parametrize(
    "data",
    [b"\x7fELF....", b"\x89PNG\r\n", bytes(range(256)) * 40, b"\x01\x02\x03\x04" * 500],
)
def test_binary_files_say_so(data: bytes) -> None:
    with pytest.raises(ParseError, match="二进制"):
        read_page("a.html", data)


@pytest.mark.parametrize(
    ("name", "text", "format_"),
    [
        ("a.txt", "年报", "txt"),
        ("a.txt", "<!DOCTYPE html><p>年报", "html"),
        ("a.txt", "公式 a<b 且 c>d", "txt"),
        ("a.html", "<p>年报</p>", "html"),
        ("a.htm", "没有标记的年报", "txt"),
        ("a.shtml", "<TABLE><TR><TD>年报", "html"),
        ("a.html", "<?xml version='1.0'?><html><body>年报", "html"),
    ],
)
def test_the_content_decides_about_the_format(name: str, text: str, format_: str) -> None:
    assert read_page(name, text.encode()).format == format_
