"""What pages lead to: attachments of a report, reports and columns of a list."""

from __future__ import annotations

from datetime import date

import pytest

from pipeline.fetch.items import Item
from pipeline.fetch.pages import Page
from pipeline.fetch.reading import Wanted, find_attachments, read_listing
from tests.pipeline.fetch import made

URL = "http://www.a.gov.cn/art/1.html"


def attachments(body: str) -> list[str]:
    found = find_attachments(Page(URL, made.report(made.title_of(1), body)))
    assert {(item.kind, item.parent) for item in found} <= {("attachment", URL)}
    return [item.url.removeprefix("http://www.a.gov.cn") for item in found]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('<a href="P0202.pdf">附件</a>', ["/art/P0202.pdf"]),
        ('<a href="/down.jsp?id=7&file=%E5%B9%B4.docx">下载</a>', ["/down.jsp?id=7&file=%E5%B9%B4.docx"]),
        ('<a href="/down.jsp?id=7">2020年统计表.xls</a>', ["/down.jsp?id=7"]),
        ('<iframe src="/js/viewer.html?file=/files/a.pdf"></iframe>', ["/files/a.pdf"]),
        ('<embed src="/files/a.pdf"><object data="/files/b.pdf"></object>', ["/files/a.pdf", "/files/b.pdf"]),
        ('<a href="a.wps">正文</a><a href="a.wps">正文</a>', ["/art/a.wps"]),
        ('<a href="a.rar">压缩包</a>', ["/art/a.rar"]),
        ('<a href="apply.doc">依申请公开申请表</a><a href="zn.pdf">政府信息公开指南</a>', []),
        ('<a href="a.png">图</a><a href="javascript:down(3)">附件.pdf</a><a href="2.html">下一篇</a>', []),
    ],
)
def test_attachments(body: str, expected: list[str]) -> None:
    assert attachments(body) == expected


def test_attachments_are_bounded() -> None:
    assert len(attachments("".join(f'<a href="{number}.pdf">附件{number}</a>' for number in range(500)))) == 30


def listing(body: str, wanted: Wanted | None = None) -> tuple[list[str], list[str]]:
    page = Page("http://www.a.gov.cn/nb/", made.page(body))
    found = read_listing(page, Item(page.url, "seed"), wanted or Wanted(), max_depth=1)
    return [item.title for item in found.reports], [item.url.rpartition("cn")[2] for item in found.lists]


def test_reports_columns_and_years() -> None:
    body = (
        '<a href="/nb/">政府信息公开年报</a><a href="/x/nb/">政府信息公开年度报告</a><a href="/nb/2019/">2019年</a>'
        '<a href="http://b.cn/nb/">政府信息公开年报</a><a href="/1.html">某局2020年年报</a>'
        '<ul><li><a href="/2.html">某局政府信息公开工作年度报告</a><i>2021-01-20</i></li></ul>'
    )
    reports, lists = listing(body)
    assert reports == ["某局2020年年报", "某局政府信息公开工作年度报告"]
    assert lists == ["/nb/", "/x/nb/", "/nb/2019/"]


def test_what_names_no_year_or_has_no_date_is_wanted() -> None:
    body = "".join(
        f'<ul><li><a href="/{number}.html">{title}</a><i>{day}</i></li></ul>'
        for number, (title, day) in enumerate(
            [
                ("某局2020年政府信息公开年报", "2021-01-20"),
                ("某局2019年政府信息公开年报", "2020-01-20"),
                ("某局政府信息公开工作年度报告", "2018-01-20"),
                ("某镇2019年政府信息公开年报", ""),
            ]
        )
    )
    years, _ = listing(body, Wanted(years=frozenset({2020})))
    assert years == ["某局2020年政府信息公开年报", "某局政府信息公开工作年度报告"]
    since, _ = listing(body, Wanted(since=date(2020, 6, 1)))
    assert since == ["某局2020年政府信息公开年报", "某镇2019年政府信息公开年报"]
