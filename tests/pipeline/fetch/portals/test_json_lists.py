"""JSON interfaces, whatever the names of their fields."""

from __future__ import annotations

import json
from datetime import date

import pytest

from pipeline.fetch.pages import Page
from pipeline.fetch.portals import read_list
from tests.pipeline.fetch import made

URL = "http://www.a.gov.cn/common/search/ab12?_isJson=true&_pageSize=5&page=1"


def asks(value: object, url: str = URL) -> list[str]:
    return [ask.url for ask in read_list(Page(url, json.dumps(value))).asks]


def test_a_page_of_an_interface() -> None:
    listing = read_list(Page(URL, made.json_list(made.rows_of(range(5)), total=12)))
    assert [(link.url, link.title, link.published) for link in listing.links][:1] == [
        ("http://www.a.gov.cn/art/0.html", made.title_of(0), date(2011, 1, 20))
    ]
    assert [ask.url for ask in listing.asks] == [URL.replace("page=1", "page=2")]


def test_the_last_page_asks_for_no_more() -> None:
    assert not read_list(Page(URL.replace("page=1", "page=3"), made.json_list(made.rows_of(range(5)), total=12))).asks


@pytest.mark.parametrize(
    ("value", "more"),
    [
        ({"list": [{"infoTitle": "甲", "docPubUrl": "/1.html"}], "totalPage": 2}, True),
        ({"list": [{"infoTitle": "甲", "docPubUrl": "/1.html"}], "totalPage": "1"}, False),
        ({"docs": [{"title": "甲", "url": "/1.html"}]}, True),
        ({"docs": []}, False),
        ([{"name": "甲", "link": "/1.html"}], True),
        ({"rows": 7}, False),
        ("甲", False),
    ],
)
def test_when_there_is_more(value: object, more: bool) -> None:
    assert bool(asks(value)) is more


def test_an_interface_without_a_page_in_its_address_is_one_page() -> None:
    assert not asks([{"title": "甲", "url": "/1.html"}], "http://www.a.gov.cn/list.json")


@pytest.mark.parametrize("wrapped", ["callback({});", "jQuery123_4({})", " {} "])
def test_a_call_around_it(wrapped: str) -> None:
    text = wrapped.replace("{}", json.dumps({"list": [{"title": "<em>甲</em>年报", "url": "/1.html"}]}))
    assert [link.title for link in read_list(Page(URL, text)).links] == ["甲年报"]


@pytest.mark.parametrize("text", ["{", "[" * 100_000, '{"a":' * 5000 + "1" + "}" * 5000, "[1,2,3]"])
def test_what_is_no_list(text: str) -> None:
    assert not read_list(Page(URL, text)).links


@pytest.mark.parametrize(
    "text",
    [
        '{"count":40,"docs":[{"title":"某局2020年政府信息公开年报","url":"/1.html"},\n]}',
        '{"docs":[{"title":"某局2020年\n政府信息公开年报","url":"/1.html",},],}',
        '{"docs":[{"title":"某局2020年政府信息公开年报\t","url":"/1.html"},{}]}',
    ],
)
def test_what_templates_leave_behind(text: str) -> None:
    [link] = read_list(Page(URL, text)).links
    assert (link.url, link.title.replace(" ", "")) == ("http://www.a.gov.cn/1.html", "某局2020年政府信息公开年报")
