"""Lists on ASP.NET that are turned by sending the page's own form."""

from __future__ import annotations

import pytest

from pipeline.fetch.pages import Page
from pipeline.fetch.portals import read_list
from tests.pipeline.fetch import made

URL = "http://www.a.gov.cn/list.aspx?id=8"
STATE = '<input type="hidden" name="__VIEWSTATE" value="dDw="><input type="hidden" name="__EVENTTARGET">'


def call(argument: str, words: str, target: str = "List1$Pager") -> str:
    return f"""<a href="javascript:__doPostBack('{target}','{argument}')">{words}</a>"""


def asked(pager: str, state: str = STATE) -> list[tuple[str, str]]:
    rows = made.items(made.rows_of(range(3)))
    form = f'<form method="post" action="list.aspx?id=8">{state}<ul>{rows}</ul><div>{pager}</div></form>'
    asks = read_list(Page(URL, made.page(form))).asks
    assert all(ask.url == URL and dict(ask.form)["__VIEWSTATE"] == "dDw=" for ask in asks)
    return [(dict(ask.form)["__EVENTTARGET"], dict(ask.form)["__EVENTARGUMENT"]) for ask in asks]


@pytest.mark.parametrize(
    ("pager", "argument"),
    [
        (call("1", "首页") + call("2", "上页") + call("4", "下页") + call("9", "尾页"), "4"),
        (call("2", "2") + call("3", "3") + call("9", ">>|"), "2"),
        (call("1", "1") + call("3", "3") + call("4", "4"), "3"),
        (call("Page$1", "1") + call("Page$3", "3"), "Page$3"),
        (call("Page$Next", "more"), "Page$Next"),
        (call("2", '<img src="next.gif" alt="下一页">'), "2"),
        (call("2", '<img src="next.gif">'), "2"),
        (call("", "下一页"), ""),
    ],
)
def test_the_next_page_is_asked_for_with_the_state_of_this_one(pager: str, argument: str) -> None:
    assert asked(pager) == [("List1$Pager", argument)]


@pytest.mark.parametrize(
    "pager",
    [
        call("1", "1") + call("2", "2") + "<a disabled>下页</a>",  # the last page
        call("login", "登录"),
        call("", "查询"),
        "",
    ],
)
def test_what_turns_no_page_is_left_alone(pager: str) -> None:
    assert asked(pager) == []


def test_without_its_state_nothing_is_sent() -> None:
    assert asked(call("2", "下一页"), state="") == []
