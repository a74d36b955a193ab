"""开普: pages counted from 1, interfaces named in scripts."""

from __future__ import annotations

from pipeline.fetch.pages import Page
from pipeline.fetch.portals import read_list
from tests.pipeline.fetch import made

URL = "http://www.a.gov.cn/xxgk/nb/list.shtml"


def test_a_list() -> None:
    listing = read_list(Page(URL, made.ucap(made.rows_of(range(3)), 3)))
    assert [ask.url for ask in listing.asks] == [
        f"http://www.a.gov.cn/xxgk/nb/list_{number}.shtml" for number in (2, 3)
    ]
    assert listing.portals == ("开普",)


def test_an_interface_in_a_script() -> None:
    script = "$.get('/common/search/ab12?_isAgg=true&amp;_isJson=true&_pageSize=20&_template=index&page='+n)"
    listing = read_list(Page(URL, made.page(f"<div id='list'></div><script>{script}</script>")))
    assert [ask.url for ask in listing.asks] == [
        "http://www.a.gov.cn/common/search/ab12?_isAgg=true&_isJson=true&_pageSize=20&_template=index&page=1"
    ]
