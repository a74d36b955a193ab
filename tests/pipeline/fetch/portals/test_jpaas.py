"""大汉 jpaas: HTML inside JSON, from an interface that the page names."""

from __future__ import annotations

import json
from urllib.parse import parse_qs, urlsplit

import pytest

from pipeline.fetch.pages import Page
from pipeline.fetch.portals import read_list
from tests.pipeline.fetch import made

URL = "http://www.a.gov.cn/nb/index.html"
INTERFACE = "/api-gateway/jpaas-publish-server/front/page/build/unit"
COLUMN = made.page(
    f'<div id="list"></div><script parsetype="bulidstatic" url="{INTERFACE}" queryData="{{\'parseType\':\'bulidstatic\','
    "'webId':'7','tplSetId':'ab12','pageType':'column','tagId':'信息列表','editType':'null','pageId':'31'}\"></script>"
)


def answer(html: str, url: str) -> Page:
    return Page(url, json.dumps({"success": True, "data": {"html": html}}))


def test_the_interface_is_asked_page_by_page() -> None:
    [first] = read_list(Page(URL, COLUMN)).asks
    query = parse_qs(urlsplit(first.url).query)
    assert urlsplit(first.url).path == INTERFACE
    assert (query["webId"], query["tagId"], query["pageId"]) == (["7"], ["信息列表"], ["31"])
    assert json.loads(query["paramJson"][0]) == {"pageNo": 1, "pageSize": 20}
    listing = read_list(answer(f"<ul>{made.items(made.rows_of(range(3)))}</ul>", first.url))
    assert [link.title for link in listing.links] == [made.title_of(number) for number in range(3)]
    assert all(link.published for link in listing.links)
    [second] = listing.asks
    assert second.url == first.url.replace("pageNo%22%3A1", "pageNo%22%3A2")
    assert not read_list(answer("<ul></ul>", second.url)).asks


@pytest.mark.parametrize("text", ["{", "[]", '{"data": 3}', '{"data": {"html": null}}', '{"data": null}', "<html>"])
def test_what_is_no_answer(text: str) -> None:
    page = Page(f"http://www.a.gov.cn{INTERFACE}?paramJson=%7B%22pageNo%22%3A1%7D", text)
    assert not read_list(page).asks
