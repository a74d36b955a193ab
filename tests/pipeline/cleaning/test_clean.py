"""Cleaning: nothing of the report is lost, nothing of the portal is left, what the page tells is read."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.records import Document, ParseError
from pipeline.cleaning.clean import clean
from pipeline.formats import Page, read_page
from pipeline.formats.html import MAX_TAGS
from pipeline.formats.lines import MAX_CHARS, MAX_LINES
from tests.pipeline import portals

PLAIN_BODY = """\
  根据《中华人民共和国政府信息公开条例》，松岭县水务局编制本报告。
一、总体情况
  全年主动公开政府信息136条，其中网站公开98条。
二、主动公开政府信息情况
信息内容  本年制发件数  本年废止件数  现行有效件数
规章  0  0  0
微信
12
三、其他需要报告的事项
无。

松岭县水务局
2021年1月20日"""


def clean_html(markup: str) -> Document:
    return clean(read_page("a.html", markup.encode()), "a.html")


def clean_text(text: str) -> Document:
    return clean(Page("txt", "utf-8", text), "a.txt")


@pytest.mark.parametrize("layout", portals.LAYOUTS, ids=lambda layout: layout.__name__)
def test_the_report_is_what_remains_of_a_portal_page(layout: Callable[[], str]) -> None:
    document = clean_html(layout())
    assert document.text.split("\n") == [portals.TITLE, *portals.BODY_LINES]
    assert document.title == portals.TITLE
    assert len(document.tables) == 1


@pytest.mark.parametrize("layout", portals.LAYOUTS, ids=lambda layout: layout.__name__)
def test_cells_know_their_place_in_the_text(layout: Callable[[], str]) -> None:
    document = clean_html(layout())
    (grid,) = document.tables
    lines = document.text[grid.start : grid.end].split("\n")
    assert lines == list(portals.TABLE_LINES)
    for cell in grid.cells:
        assert document.text[cell.start : cell.end] == lines[cell.row].split("\t")[cell.column]


DATED = [layout for layout in portals.LAYOUTS if layout not in (portals.open_government, portals.word_export)]


@pytest.mark.parametrize("layout", DATED, ids=lambda layout: layout.__name__)
def test_the_date_of_publication_is_read(layout: Callable[[], str]) -> None:
    year, month, day = re.findall(r"\d+", clean_html(layout()).metadata["published"])[:3]
    assert (int(year), int(month), int(day)) == (2021, 1, 21)


@pytest.mark.parametrize(
    "head",
    [
        "<h2>甲县水务局2020年政府信息公开年度报告  2021-01-21</h2>",
        "<p>甲县水务局：2020年政府信息公开年度报告 2021-01-21 单位代码：688 单位简称：水务</p><p>2020年政府信息公开年度报告</p>",
    ],
)
def test_the_date_behind_a_title_is_read(head: str) -> None:
    page = Page("pdf", "utf-8", f"{head}<p>一、总体情况</p><p>主动公开政府信息12条，比上年多。</p>")
    assert clean(page).metadata["published"] == "2021-01-21"


def test_tags_tables_and_lines_become_metadata() -> None:
    metadata = clean_html(portals.open_government()).metadata
    assert metadata["index_no"] == "008/2021-00003"
    assert metadata["publisher"] == "松岭县水务局"
    assert metadata["issued"] == "2021年01月20日"
    assert metadata["breadcrumb"] == "您所在的位置： 首页 > 年度报告"
    metadata = clean_html(portals.modern()).metadata
    assert metadata["published"] == "2021-01-21 09:30"  # what is printed beats the tag
    assert metadata["url"] == "http://www.songling.example/art/1.html"
    assert metadata["site"] == "松岭县人民政府"


def test_what_is_taken_out_is_kept_in_order() -> None:
    gone = clean_html(portals.hidden_spam()).boilerplate
    assert gone[0] == "某某娱乐城某某体育投注"
    assert "全年中奖888条，某某娱乐城欢迎您。" in gone
    assert "信息来源：县水务局　发布时间：2021-01-21" in gone


def test_two_reports_on_a_page_both_stay() -> None:
    second = "松岭县林业局2020年政府信息公开工作年度报告"
    body = f"{portals.BODY}</div><div class='next'><h1>{second}</h1>{portals.BODY.replace('136', '75')}"
    text = clean_html(portals.modern(body=body)).text
    assert second in text
    assert "条" in text.split(second)[1]
    assert text.count("第二十条第（一）项") == 2


def test_a_table_apart_from_the_text_stays() -> None:
    page = portals.sidebar_sentences().replace(
        '<div class="friend-links">', f"<div>{portals.TABLE}</div><div class='b'>"
    )
    assert len(clean_html(page).tables) == 2


HEADS = [
    "松岭县人民政府\n首页 政务公开 办事服务 互动交流\n当前位置：首页 > 政务公开 > 年报\n",
    "无障碍阅读 长者模式 登录 | 注册\n首页 / 信息公开 / 年报\n",
    "网站首页|走进松岭|政务公开|政民互动\n您的位置： 首页→信息公开→年度报告\n",
    "中国政府网 省政府网 English 市人大 市政协\n首     页 政 务 公 开 网 上 办 事 互 动 交 流\n",
    "今天是2021年3月2日 星期二\n松岭 晴 3℃~12℃\n",
    "",
]
LINES = [
    "发布时间：2021-01-21 09:30  来源：县水务局  浏览次数：88  字体：[大 中 小]\n",
    "[ 信息来源：县水务局 | 发布日期：2021-1-21 | 阅读：12 次 ] 【打印】【关闭】\n",
    "2021-01-21 来源：县水务局 点击：5\n",
    "索引号：008/2021-00003  发布机构：县水务局  生成日期：2021-01-22\n发布日期：2021年01月21日\n来源：县水务局\n",
    "索   引   号 20210121-3 分        类 年报\n发 布 机 构 县水务局 发 布 日 期 2021-01-21\n信息来源: 县水务局\n",
    "| 索引号: | 008/2021-3 | 公开方式: | 主动公开 |\n| 文号: | | 公开日期: | 2021-01-21 |\n| 来源: | 县水务局 |\n",
    "索引号\n008/2021-00003\n发布日期\n2021-01-21\n来源\n县水务局\n",
]
TAILS = [
    "【打印本页】 【关闭窗口】\n主办：松岭县人民政府 蜀ICP备00000001号\n",
    "分享到：微信 微博\n上一篇：松岭县林业局2020年年度报告\n下一篇：没有了\n",
    "扫一扫在手机打开当前页\n相关链接：\n松岭县水务局2019年政府信息公开工作年度报告\n县内水库37座\n",
    "责任编辑：王某\n您是第 12345 位访客\nCopyright © 2021 All Rights Reserved\n某某体育 某某娱乐\n",
    "松岭县水务局主办  电话：0000-000000\n关于我们 | 网站地图\n",
    "",
]


@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("lines", LINES)
@pytest.mark.parametrize("tail", TAILS)
def test_text_downloads_are_stripped_of_the_same_lines(head: str, lines: str, tail: str) -> None:
    for page in (
        f"{head}{portals.TITLE}\n{lines}\n{PLAIN_BODY}\n\n{tail}",
        f"{head}{lines}{portals.TITLE}\n{PLAIN_BODY}\n{tail}",
    ):
        document = clean_text(page)
        assert re.sub(r"\n+", "\n", document.text) == re.sub(r"\n+", "\n", f"{portals.TITLE}\n{PLAIN_BODY}")
        assert document.title == portals.TITLE
        assert [int(n) for n in re.findall(r"\d+", document.metadata["published"])[:3]] == [2021, 1, 21]
        assert document.metadata["source"] == "县水务局"


def test_traditional_pages_with_pinyin_are_stripped_and_stay_as_printed() -> None:
    document = clean_text(
        "首頁 | 政務(wù)公開 | 網(wǎng)上辦(bàn)事\n當(dāng)前位置：首頁 > 年報(bào)\n松嶺縣水務(wù)局2012年政府信息公開年度報(bào)告\n"
        "來源：辦(bàn)公室    發(fā)布時(shí)間：2013-03-27\n一、概述\n全年公開信息十二條，均已辦(bàn)結(jié)。\n【關(guān)閉窗口】\n"
    )
    assert document.text.split("\n") == [
        "松嶺縣水務(wù)局2012年政府信息公開年度報(bào)告",
        "一、概述",
        "全年公開信息十二條，均已辦(bàn)結(jié)。",
    ]
    assert document.metadata["published"] == "2013-03-27"
    assert document.metadata["source"] == "辦(bàn)公室"


def test_a_report_in_one_line_has_its_title() -> None:
    body = "一、总体情况 " + "全年主动公开政府信息136条。" * 10
    document = clean_text(f"松岭县人民政府\n松岭县2019年 政府信息公开工作年度报告 {body}\n")
    assert document.title == "松岭县2019年 政府信息公开工作年度报告"
    assert document.metadata["site"] == "松岭县人民政府"


@pytest.mark.parametrize(
    "printed",
    [
        "松岭县水务局\n2020年政府信息公开工作年度报告",
        "松岭县水务局\n关于2020年政府信息公开工作情况的\n报  告",
        "松岭县水务局2020年政府信息公开工作\n年度报告",
    ],
)
def test_a_title_may_be_spread_over_lines(printed: str) -> None:
    document = clean_text(f"首页 | 政务公开 | 互动交流\n{printed}\n发布日期：2021-01-21\n\n{PLAIN_BODY}")
    assert document.title == printed.replace("\n", "")
    assert document.text.startswith(printed)


def test_labels_behind_the_report_count_if_there_are_no_others() -> None:
    table = "<table><tr><td>发布机构</td><td>县水务局</td></tr><tr><td>发布日期</td><td>2021-01-21</td></tr></table>"
    page = f"<h1>{portals.TITLE}</h1><div>{portals.BODY}</div>{table}<p>主办：松岭县人民政府</p>"
    document = clean_html(page)
    assert document.text.split("\n") == [portals.TITLE, *portals.BODY_LINES]
    assert document.metadata["published"] == "2021-01-21"


ONE_LINE_BODY = "一、总体情况 全年主动公开政府信息136条。 二、其他需要报告的事项 没有其他事项，也无举报。"
RUNS = [
    "发布时间：2021-01-21 11:02 信息来源：县水务局 阅读次数：331 字体：大 中 小 我要纠错",
    "信息来源:县水务局 2021年01月21日 字体 大 中 小",
    "2021/1/21 来源：县水务局 【打印】 【关闭】",
    "[2021-01-21 10:00] 来源：县水务局 浏览：12 次",
    "来源：县水务局 作者：王某 时间：2021年1月21日",
]
FRONTS = [
    "",
    "松岭县人民政府 首页 政务公开 办事服务 互动交流 您的位置: 首页 > 政务公开 > 年报 ",
    "当前位置：首页>>年报 ",
]
ENDS = [
    "",
    " 上一篇：县林业局年报 下一篇：暂无 主办单位：松岭县人民政府 蜀ICP备00000001号",
    " 版权所有：松岭县人民政府",
]


@pytest.mark.parametrize("front", FRONTS)
@pytest.mark.parametrize("run", RUNS)
@pytest.mark.parametrize("end", ENDS)
def test_a_page_in_one_line_is_parted(front: str, run: str, end: str) -> None:
    document = clean_text(f"{front}{portals.TITLE} {run} {ONE_LINE_BODY}{end}")
    assert document.text.split("\n") == [portals.TITLE, ONE_LINE_BODY]
    assert document.title == portals.TITLE
    assert [int(n) for n in re.findall(r"\d+", document.metadata["published"])[:3]] == [2021, 1, 21]
    assert document.metadata["source"] == "县水务局"
    assert ("footer" in document.metadata) == bool(end)


def test_a_title_behind_a_breadcrumb_is_parted_from_it() -> None:
    title = "甲县教育局2021年政府信息公开工作年度报告"
    body = "<p>一、总体情况</p><p>主动公开政府信息12条，比上年多。</p>"
    document = clean(Page("xlsx", "utf-8", f"<p>首页 >> 信息公开 >> 2021年 {title}</p>{body}"))
    assert document.title == title
    assert document.text.startswith(f"{title}\n一、总体情况")
    trail = clean(Page("html", "utf-8", f"<p>首页 > 信息公开 > {title}</p>{body}"))
    assert trail.text.startswith("一、总体情况")


def test_a_portal_before_the_title_of_a_file_goes_and_a_letterhead_stays() -> None:
    body = "<p>甲县教育局2021年政府信息公开工作年度报告</p><p>主动公开政府信息12条，比上年多。</p>"
    portal = "<p>首页</p><p>信息公开</p><p>新开幼儿园3所</p>"
    head = "<p>甲县教育局文件</p><p>甲教〔2022〕3号</p>"
    assert clean(Page("docx", "utf-8", portal + body)).text.startswith("甲县教育局2021年")
    assert clean(Page("docx", "utf-8", head + body)).text.startswith(
        "甲县教育局文件\n甲教〔2022〕3号\n甲县教育局2021年"
    )


@pytest.mark.parametrize(
    "line",
    [
        "松岭县水务局主办 培训2期。 主办单位落实了责任：县水务局办公室公开信息12条，版权所有的图集1册",
        "全年公开信息12条，来源：部门报送。 发布时间：工作日。",
        "下一篇文章 将在网站公开。 相关信息可在网站查阅，上一页 下一页",
    ],
)
def test_a_line_of_the_report_is_not_parted(line: str) -> None:
    body = f"一、总体情况\n全年主动公开政府信息136条。\n{line}\n二、其他需要报告的事项\n没有其他事项，也无举报。"
    assert clean_text(f"{portals.TITLE}\n{body}").text == f"{portals.TITLE}\n{body}"


def test_a_menu_in_a_table_and_a_named_title() -> None:
    menu = "<table><tr><td>松岭</td><td>要闻</td><td>政务公开</td><td>互动</td><td>数据（12个）</td></tr></table>"
    document = clean_html(f"<div>{menu}</div><p>名称：{portals.TITLE}</p><div>{portals.BODY}</div>")
    assert document.text.split("\n") == list(portals.BODY_LINES)
    assert document.title == portals.TITLE


def test_marks_of_markdown_go_and_entities_are_resolved() -> None:
    document = clean_text(
        "# 某局2020年年度报告\n\n**一、总体情况**\n\n见[指南](/a)&nbsp;第1条。\n\n| 规章 | 0 |\n|---|---|\n| 许可 | 1 |\n"
    )
    assert [line for line in document.text.split("\n") if line] == [
        "某局2020年年度报告",
        "一、总体情况",
        "见指南\xa0第1条。",
        "| 规章 | 0 |",
        "| 许可 | 1 |",
    ]


def test_empty_cells_at_the_end_of_a_line_stay() -> None:
    assert (
        clean_text("一、情况\n规章\t0\t\t\n许可\t1\t2\t3\n公开信息十二条，办结十二条。").text.split("\n")[1]
        == "规章\t0\t\t"
    )


@given(st.text(alphabet="一二、。：:|> 首页来源发布时间2021-01打印关闭\n\t[]（）公开年报abc", max_size=300))
@settings(max_examples=150, deadline=None)
def test_text_and_boilerplate_share_out_every_character(text: str) -> None:
    document = clean_text(text)
    assert sorted(_squeeze(document.text + "".join(document.boilerplate))) == sorted(_squeeze(text))


@pytest.mark.parametrize("markup", ["", " ", "<p>", "<html><body></body></html>", "年报", "<table></table>", "\n\n"])
@pytest.mark.parametrize("format_", ["html", "txt"])
def test_next_to_nothing_is_no_error(markup: str, format_: str) -> None:
    assert len(clean(Page(format_, "utf-8", markup)).text) <= len(markup)


def _squeeze(text: str) -> str:
    return re.sub(r"\s+", "", text)


@pytest.mark.shared
def test_all_that_a_careful_reader_quotes_is_in_the_text(shared_gold: Path) -> None:
    missing = []
    for gold_file in sorted(shared_gold.glob("*/gold.json")):
        gold = json.loads(gold_file.read_text(encoding="utf-8"))
        (path,) = (path for path in gold_file.parent.glob("page.*") if path.suffix in (".txt", ".html"))
        document = clean(read_page(path.name, path.read_bytes()), path.name)
        text = _squeeze(document.text)
        quotes = [count["quote"] for count in gold["counts"]] + [section["heading"] for section in gold["sections"]]
        quotes += [cell["raw"] for cell in gold["cells"]]
        missing += [(gold_file.parent.name, quote) for quote in quotes if _squeeze(quote) not in text]
        assert "\ufffd" not in document.text
    assert missing == []


@pytest.mark.parametrize(
    ("markup", "format_"),
    [
        ("1\n" * (MAX_LINES + 1), "txt"),
        ("公" * (MAX_CHARS + 1), "txt"),
        (f"<p>{'公' * (MAX_CHARS + 1)}</p>", "html"),
        ("<p>1" * (MAX_LINES + 2), "docx"),
        ("<p>" * (MAX_TAGS + 1), "html"),
    ],
)
def test_more_than_any_report_has_is_refused(markup: str, format_: str) -> None:
    with pytest.raises(ParseError, match=r"more than any report has|too many tags"):
        clean(Page(format_, "utf-8", markup))
