"""Answers that are no documents, and documents that only look like it."""

from __future__ import annotations

import pytest

from pipeline.fetch.pages import Page
from pipeline.fetch.walls import find_refresh, find_wall, is_script_only
from tests.pipeline.fetch import made

LOGIN = "<html><head><title>用户登录</title></head><body><form>账号<input type='text'>密码<input type='password'></form></body></html>"
BLOCKED = [
    "<html><head><title>安全验证</title></head><body>请完成滑动验证后继续访问</body></html>",
    "<html><body>您的访问被拦截,请联系管理员</body></html>",
    "<html><body>访问过于频繁,请稍后再试</body></html>",
]
SCRIPTED = [
    '<html><head><script src="/app.js"></script></head><body><div id="app"></div></body></html>',
    "<html><body><noscript>请启用JavaScript以访问本站</noscript><script src=x.js></script></body></html>",
    "<html><head><script>document.cookie='a=1';location.reload()</script></head><body></body></html>",
]


def wall(markup: str, url: str = "http://a.cn/x.html") -> str:
    return find_wall(Page(url, markup)) or ""


def test_a_log_in_page() -> None:
    assert "log in" in wall(LOGIN)
    assert "log in" in wall(made.page(LOGIN * 20), "http://a.cn/sso/login?service=x")


@pytest.mark.parametrize("markup", BLOCKED)
def test_a_check_for_robots(markup: str) -> None:
    assert "robots" in wall(markup)


def test_an_error_page_with_status_200() -> None:
    assert "error page" in wall("<html><body>抱歉,您访问的页面不存在</body></html>")


def test_a_report_may_speak_of_all_that() -> None:
    body = "<p>验证码登录改进,页面不存在等错误链接已修复。</p><form><input type='password'></form>"
    assert not wall(made.report(made.title_of(1), body))
    assert not wall(made.trs(made.rows_of(range(3)), 1))


@pytest.mark.parametrize("markup", SCRIPTED)
def test_a_page_made_by_scripts(markup: str) -> None:
    assert is_script_only(Page("http://a.cn/", markup))


@pytest.mark.parametrize("markup", [made.report(made.title_of(1)), "<html><body>空</body></html>"])
def test_a_page_that_is_there_without(markup: str) -> None:
    assert not is_script_only(Page("http://a.cn/", markup))


def test_an_immediate_refresh_is_a_redirect() -> None:
    refresh = '<html><head><meta http-equiv="Refresh" content="{}"></head></html>'
    assert find_refresh(Page("http://a.cn/", refresh.format("0; url=/new/index.html"))) == "/new/index.html"
    assert find_refresh(Page("http://a.cn/", refresh.format("300"))) is None
    assert find_refresh(Page("http://a.cn/", refresh.format("300;url=/x"))) is None
