"""Hostile pages: nothing crashes, nothing takes long."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.records import ParseError
from pipeline.fetch.items import Item
from pipeline.fetch.pages import Page
from pipeline.fetch.reading import Wanted, find_attachments, read_listing
from pipeline.fetch.walls import find_refresh, find_wall, is_script_only

URL = "http://www.a.gov.cn/x/index.html"
HANG = 20.0
"""Seconds: far more than any of it takes, far less than what grows with the square of its size."""
LINK = '<a href="1.html">某局2020年政府信息公开年报</a>'
PIECES = (
    *(
        "<div>",
        "</div>",
        "<ul><li>",
        LINK,
        "<script>",
        "</script>",
        "2021-01-20",
        "<form>",
        "下一页",
        "'",
        '"',
        "{",
        "}",
    ),
    *(
        'createPageHTML(3,0,"index","html")',
        "<datastore><record><![CDATA[",
        "]]></record>",
        ".jpage({perPage:3})",
        "dataproxy",
    ),
    *(
        '<a href="javascript:goPage(2)">下一页</a>',
        '<input name="pageNo" value="1">',
        "共5页",
        "[",
        "]",
        "\x00",
        "\ufffd",
        "<!--",
    ),
    *(
        '<base href="http://[x">',
        '<meta http-equiv="refresh" content="0;url=x">',
        '<iframe src="a.pdf">',
        "<a href='//'>x</a>",
    ),
)
HUGE = {
    "deep": "<div>" * 100_000 + LINK,
    "one item": "<p>" + (LINK + "字") * 5_000 + "字" * 1_000_000,
    "open links": "<a href=x>" * 100_000,
    "records": "<datastore>" + "<record><![CDATA[" * 50_000,
    "calls": 'createPageHTML("' * 100_000 + ".jpage({" * 50_000 + "dataproxy",
    "quotes": "<script>" + '"a?' * 200_000 + "_isJson=true",
    "title": "<title>" + "政府信息公开2020年" * 50_000,
    "rows": '{"a":[' + '{"title":"甲","url":"/x"},' * 100_000 + "{}]}",
}


def read(text: str) -> None:
    page = Page(URL, text)
    read_listing(page, Item(URL, "seed"), Wanted(), 2)
    find_attachments(page)
    find_wall(page)
    is_script_only(page)
    find_refresh(page)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=40).map("".join))
def test_no_page_makes_it_fail(text: str) -> None:
    read(text)


@pytest.mark.parametrize("name", HUGE)
def test_no_page_takes_long(name: str) -> None:
    began = time.monotonic()
    with suppress(ParseError):  # nested too deep
        read(HUGE[name])
    assert time.monotonic() - began < HANG
