"""TRS: pages counted from 0."""

from __future__ import annotations

import pytest

from pipeline.fetch.pages import Page
from pipeline.fetch.portals import read_list
from pipeline.fetch.portals.trs import MOST_PAGES
from tests.pipeline.fetch import made

URL = "http://www.a.gov.cn/gk/nb/"


def asks(markup: str, url: str = URL) -> list[str]:
    return [ask.url.removeprefix(URL) for ask in read_list(Page(url, markup)).asks]


def test_a_list() -> None:
    listing = read_list(Page(URL, made.trs(made.rows_of(range(5)), 3)))
    assert [ask.url for ask in listing.asks] == [f"{URL}index_1.shtml", f"{URL}index_2.shtml"]
    assert [link.url for link in listing.links][2:] == [f"http://www.a.gov.cn/art/{number}.html" for number in range(5)]
    assert listing.links[2].title == made.title_of(0)
    assert listing.portals == ("TRS",)


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ('createPageHTML(1, 0, "index", "html");', []),
        ("createPageHTML(2,0,'index','htm',20)", ["index_1.htm"]),
        ('createPageHTML( 3 , 1 , "nb" , ".jsp" )', ["nb_1.jsp", "nb_2.jsp"]),
        ("var currentPage = 0; var countPage = 3//共3页", ["index_1.html", "index_2.html"]),
        ('var m_nRecordCount = "41"; var m_nPageSize = 20;', ["index_1.html", "index_2.html"]),
        ('var m_nRecordCount = "20"; var m_nPageSize = 20;', []),
        ("var m_nRecordCount = 20; var m_nPageSize = 0;", []),
        ("createPageHTML('pages', 3, 0, 'index', 'html', 45)", ["index_1.html", "index_2.html"]),
        ("function createPageHTML(_nPageCount, _nCurrIndex, _sPageName, _sPageExt){}", []),
        ('createPageHTML(2, 0, "../../etc/x", "html");', []),
        ('createPageHTML(2, 0, "index", "html?a=");', []),
    ],
)
def test_ways_of_saying_it(script: str, expected: list[str]) -> None:
    assert asks(made.page(f"<script>{script}</script>")) == expected


def test_a_further_page_knows_its_list_by_its_own_name() -> None:
    assert asks(made.page("<script>var countPage = 3;</script>"), URL + "list_1.html") == ["list_1.html", "list_2.html"]


def test_a_number_of_pages_is_bounded() -> None:
    assert len(asks(made.page('<script>createPageHTML(999999, 0, "index", "html")</script>'))) == MOST_PAGES - 1
