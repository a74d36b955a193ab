"""Links to further pages."""

from __future__ import annotations

import pytest

from pipeline.fetch.pages import Page
from pipeline.fetch.portals import read_list
from tests.pipeline.fetch import made

URL = "http://www.a.gov.cn/gk/nb/list1.html"


@pytest.mark.parametrize(
    "words", ["下一页", "下页", "下一頁", "后一页", "下一页>", "&gt;&gt;", "»", "Next", "2", "[2]"]
)
def test_ways_of_saying_next(words: str) -> None:
    markup = made.page(f'<a href="list2.html">{words}</a>')
    assert [ask.url for ask in read_list(Page(URL, markup)).asks] == ["http://www.a.gov.cn/gk/nb/list2.html"]


@pytest.mark.parametrize(
    "link",
    [
        '<a href="javascript:void(0)">下一页</a>',
        '<a href="list1.html">下一页</a>',
        '<a href="http://b.cn/list2.html">下一页</a>',
        '<a href="/other/2.html">2</a>',
        '<a href="list2.html">上一页</a>',
        '<a href="list2.html">下一篇:某局2020年年报</a>',
        '<a href="2020.html">2020年</a>',
    ],
)
def test_what_is_no_next_page(link: str) -> None:
    assert not read_list(Page(URL, made.page(link))).asks


def test_a_link_element() -> None:
    markup = '<html><head><link rel="next" href="list2.html"></head></html>'
    assert [ask.url for ask in read_list(Page(URL, markup)).asks] == ["http://www.a.gov.cn/gk/nb/list2.html"]
