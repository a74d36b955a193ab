"""Links of a page: addresses, words, dates."""

from __future__ import annotations

from datetime import date

import pytest

from pipeline.fetch.pages import Page, join

BASE = "http://a.cn/x/index.html"


def only(markup: str) -> tuple[str, str, date | None]:
    [link] = Page(BASE, f"<html><body>{markup}</body></html>").links
    return link.url, link.title, link.published


def test_a_full_title_beats_cut_words() -> None:
    assert (
        only('<a href="1.html" title="某县2020年政府信息公开年报">某县2020年政…</a>')[1] == "某县2020年政府信息公开年报"
    )
    assert only('<a href="1.html" title="点击查看">某县2020年年报</a>')[1] == "某县2020年年报"


@pytest.mark.parametrize(
    "markup",
    [
        '<ul><li><a href="1.html">甲</a><span>2021-01-20</span></li></ul>',
        '<ul><li><span>[2021/1/20]</span><div><a href="1.html">甲</a></div></li></ul>',
        '<table><tr><td><a href="1.html">甲</a></td><td>2021年1月20日</td></tr></table>',
        '<dl><dd><i>２０２１－０１－２０</i><a href="1.html">甲</a></dd></dl>',
    ],
)
def test_the_date_beside_a_link(markup: str) -> None:
    assert only(markup)[2] == date(2021, 1, 20)


def test_a_date_elsewhere_is_not_the_links() -> None:
    assert only('<p>2021-01-20</p><ul><li><a href="1.html">甲</a></li></ul>')[2] is None
    assert only('<div>今天是2021-01-20</div><div><a href="1.html">甲</a></div>')[2] is None


@pytest.mark.parametrize(
    ("href", "url"),
    [
        ("../b.html#top", "http://a.cn/b.html"),
        ("//b.cn/y", "http://b.cn/y"),
        (" /a b.html ", "http://a.cn/a%20b.html"),
        ("javascript:go(2)", None),
        ("mailto:x@a.cn", None),
        ("http://[bad", None),
        ("http://a.cn:port/", None),
    ],
)
def test_join(href: str, url: str | None) -> None:
    assert join(BASE, href) == url


def test_a_base_element_counts() -> None:
    page = Page(BASE, '<html><head><base href="http://b.cn/d/"></head><body><a href="1.html">甲</a></body></html>')
    assert page.links[0].url == "http://b.cn/d/1.html"
