"""Foreign strings of hijacked pages, and the words of honest ones that look like them."""

from __future__ import annotations

import pytest

from parsers.folding import fold
from parsers.records import Document
from parsers.spam import Spam, find_spam

BODY = "一、总体情况\n全年公开信息12条。"
BRANDS = [
    "竞博jbo官网",
    "im电竞官网",
    "od体育app",
    "fb体育",
    "188体育",
    "亚新体育",
    "尊龙凯时",
    "澳门新浦京",
    "太阳集团tyc",
    "888真人",
    "大发888",
    "pg电子官网",
    "mk体育官方网站",
    "和记娱乐场",
    "同花顺棋牌",
    "波克棋牌",
    "十大滚球体育app",
    "欧美大片",
    "成人免费视频",
    "PC28",
    "天津11选5",
    "k9彩票官方版",
    "直播看球吧",
]
HONEST = [
    "体育彩票公益金",
    "中国体育彩票",
    "打击网络赌博专项行动",
    "关停赌博网站12个",
    "棋牌室整治",
    "娱乐场所管理",
    "12345平台",
    "110报警平台",
    "IPv6改造",
    "G20峰会",
    "P2P平台",
    "政务app下载",
    "手机客户端下载",
    "用户登录",
    "注册",
    "乐山体育网",
    "乐山体育官网",
    "金沙县教育局",
    "永利街道",
    "太阳城社区",
    "电竞产业园",
    "5G网站",
    "A股上市",
    "网上办事大厅",
]


def spam_of(text=BODY, **parts):
    return find_spam(Document(text=text, **parts), fold(text))


@pytest.mark.parametrize("brand", BRANDS)
def test_a_brand_in_the_title_tag(brand):
    title = "邵阳市财政局2019年政府信息公开工作年度报告"
    assert spam_of(title=title, metadata={"page_title": f"{title}-{brand}"}).hijacked


@pytest.mark.parametrize("brand", BRANDS)
def test_a_brand_in_place_of_a_region(brand):
    found = spam_of(
        title=f"{brand}财政局2019年政府信息公开工作年度报告",
        metadata={"source": "邵阳市财政局"},
        boilerplate=(f"{brand} 版权所有",),
    )
    assert found.strip(f"{brand}财政局") == "财政局"


@pytest.mark.parametrize("words", HONEST)
def test_honest_words_are_no_spam(words):
    title = "乐山市体育局2019年政府信息公开工作年度报告"
    found = spam_of(
        f"{BODY}\n{words}情况3条。\n{words}",
        title=title,
        metadata={"page_title": f"{title}-乐山市体育局", "source": "乐山市体育局"},
        boilerplate=(words, f"首页 | {words} | 公开"),
    )
    assert found == Spam()


def test_a_domain_in_the_title():
    assert spam_of(title="www.hg0088.com2014年政府信息公开工作年度报告").strings == ("www.hg0088.com",)
    assert not spam_of(title="某县人民政府(www.mouxian.gov.cn)2014年政府信息公开工作年度报告").hijacked


def test_a_place_replaced_in_the_text_alone():
    text = "按照《必赢体育人民政府办公厅关于工作要点的通知》要求,省文化厅积极推进。"
    assert spam_of(text).strings == ("必赢体育",)


def test_a_paragraph_of_spam_is_marked_in_the_printed_text():
    text = "一、概述\n万利​棋牌官网 万利棋牌手机版 万利棋牌app下载\n全年公开12条。"
    found = spam_of(text)
    assert [text[span.start : span.end] for span in found.spans] == [text.split("\n")[1]]


def test_a_name_repeated_around_and_within():
    found = spam_of(
        "飞星阁财政局公开信息12条。",
        boilerplate=("飞星阁游艺 版权所有",),
        title="飞星阁游艺财政局2019年政府信息公开年度报告",
        metadata={"source": "邵阳市财政局"},
    )
    assert "飞星阁游艺" in found.strings
