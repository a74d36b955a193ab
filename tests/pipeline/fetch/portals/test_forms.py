"""Lists that a script turns by sending a form."""

from __future__ import annotations

from pipeline.fetch.pages import Page
from pipeline.fetch.portals import read_list
from tests.pipeline.fetch import made

URL = "http://www.a.gov.cn/list.do?columnId=88"
ROWS = made.rows_of(range(3))


def test_the_next_page_is_posted() -> None:
    listing = read_list(Page(URL, made.form_list(ROWS, count=3, current=1)))
    [ask] = listing.asks
    assert (ask.url, dict(ask.form)) == ("http://www.a.gov.cn/list.do", {"pageNo": "2", "columnId": "88"})
    assert listing.portals == ("表单翻页",)


def test_the_last_page_asks_for_no_more() -> None:
    assert not read_list(Page(URL, made.form_list(ROWS, count=3, current=3))).asks


def test_a_form_that_is_got() -> None:
    markup = (
        made.form_list(ROWS, 3, 1)
        .replace("post", "get")
        .replace("共<b>3</b>页", "")
        .replace("</form>", '<input type="hidden" name="totalPage" value="3"></form>')
    )
    [ask] = read_list(Page(URL, markup)).asks
    assert ask.url == "http://www.a.gov.cn/list.do?pageNo=2&columnId=88&totalPage=3"
    assert not ask.form


def test_a_form_to_search_with_is_left_alone() -> None:
    search = '<form action="/so"><input name="q"><input type="hidden" name="page" value="1"></form> 共5页'
    assert not read_list(Page(URL, made.page(search))).asks
