"""大汉: the XML store, its groups, the older array in a script."""

from __future__ import annotations

from pipeline.fetch.pages import Page
from pipeline.fetch.portals import read_list
from tests.pipeline.fetch import made

URL = "http://www.a.gov.cn/col/col5501/index.html"
ROWS = made.rows_of(range(9))


def links(markup: str, url: str = URL) -> list[str]:
    return [link.url for link in read_list(Page(url, markup)).links if "/art/" in link.url]


def test_the_store_and_the_groups_behind_it() -> None:
    listing = read_list(Page(URL, made.jcms(ROWS, total=20, per_page=3)))
    found = [link for link in listing.links if "/art/" in link.url]
    assert [(link.url, link.title) for link in found] == [
        (f"http://www.a.gov.cn/art/{number}.html", made.title_of(number)) for number in range(9)
    ]
    assert all(link.published for link in found)
    assert [ask.url for ask in listing.asks] == [
        "http://www.a.gov.cn/module/web/jpage/dataproxy.jsp?startrecord=10&endrecord=18&perpage=3",
        "http://www.a.gov.cn/module/web/jpage/dataproxy.jsp?startrecord=19&endrecord=20&perpage=3",
    ]
    assert dict(listing.asks[0].form) == {
        "col": "1",
        "webid": "3",
        "path": "/",
        "columnid": "5501",
        "sourceContentType": "1",
        "unitid": "7701",
        "webname": "松岭县",
        "permissiontype": "0",
    }


def test_a_group_is_read_and_asks_for_no_more() -> None:
    listing = read_list(
        Page("http://www.a.gov.cn/module/web/jpage/dataproxy.jsp?startrecord=10", made.jcms_group(ROWS))
    )
    assert len(listing.links) == 9
    assert not listing.asks


def test_a_link_to_the_next_group() -> None:
    following = "/module/web/jpage/dataproxy.jsp?page=2&amp;columnid=5501"
    store = made.jcms_group(ROWS, following)
    for markup in (store, made.page(f'<script type="text/xml">{store}</script>')):
        [ask] = read_list(Page(URL, markup)).asks
        assert ask.url == "http://www.a.gov.cn/module/web/jpage/dataproxy.jsp?page=2&columnid=5501"
    assert not read_list(Page(URL, made.jcms_group([], following))).asks


def test_nothing_more_when_all_is_in_the_page() -> None:
    assert not read_list(Page(URL, made.jcms(ROWS, total=9, per_page=3))).asks


def test_an_array_in_a_script() -> None:
    pieces = ",".join(
        rf"'<tr><td><a href=\'{url}\' title=\'{title}\'>{title}<\/a></td></tr>'" for url, title, _ in ROWS
    )
    call = (
        "$('#1').jpage({totalRecord:12,dataStore:InitData1,groupSize:3,perPage:3,"
        "proxyUrl:'/module/jslib/jquery/jpage/dataproxy.jsp',ajaxParam:'col=1&unitid=1&webname=%E5%8E%BF'});"
    )
    markup = made.page(f"<script>var InitData1=[{pieces}];{call}</script>")
    assert links(markup) == [f"http://www.a.gov.cn/art/{number}.html" for number in range(9)]
    [ask] = read_list(Page(URL, markup)).asks
    assert ask.url.endswith("dataproxy.jsp?startrecord=10&endrecord=12&perpage=3")
    assert dict(ask.form) == {"col": "1", "unitid": "1", "webname": "县"}


def test_a_hostile_store_takes_no_time() -> None:
    for markup in (
        "<datastore>" + "<record><![CDATA[" * 50_000,
        ".jpage({" * 50_000 + "dataproxy",
        "<datastore>" + "'" * 300_000,
    ):
        read_list(Page(URL, markup))
