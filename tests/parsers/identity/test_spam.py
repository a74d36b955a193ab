"""Foreign strings of hijacked pages, and the words of honest ones that look like them."""

from __future__ import annotations

import re

import pytest

from parsers.folding import fold
from parsers.identity.spam import Spam, find_spam
from parsers.records import Document
from parsers.rules import read_rows

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


def page_of(agency, source, site, words=""):
    title = f"{agency}2019年政府信息公开工作年度报告"
    return {
        "text": f"{title}\n根据条例,{agency}编制本报告。\n{BODY}\n{site}{words}",
        "title": title,
        "metadata": {"page_title": f"{title}_{site}", "site": site, "source": source, "breadcrumb": f"首页>{agency}"},
        "boilerplate": (f"版权所有:{source}", f"{site} {agency}"),
    }


PAGES = [
    ("{name}教育局", "{name}教育局", "{name}人民政府", "“{short}发布”APP下载"),
    ("国家税务总局{name}税务局", "国家税务总局{name}税务局", "国家税务总局{name}税务局", ""),
    ("国家税务总局{name}税务局", "{name}税务局", "{name}税务局门户网站", ""),
    ("{name}文化体育局", "{name}文化体育局", "{short}体育网", "“{short}体育”、{short}彩票管理中心、登录{short}在线"),
    ("{name}人民政府", "{name}人民政府办公室", "{short}旅游网", "{short}娱乐频道"),
    ("{name}人民政府东山街道办事处", "东山街道", "{short}信息网", ""),
]
PLACES = sorted({(row["name"], row["short"] or row["name"]) for row in read_rows("regions.csv")})


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page[0])
def test_no_name_of_a_place_is_spam(page):
    forms = ((name, [part.format(name=name, short=short) for part in page]) for name, short in PLACES)
    assert {name: found.strings for name, parts in forms if (found := spam_of(**page_of(*parts))).hijacked} == {}


@pytest.mark.parametrize(
    "agency",
    [
        "财政部驻云南专员办",
        "中华人民共和国拱北海关",
        "国家统计局金沙调查队",
        "新疆生产建设兵团第八师石河子市教育局",
        "中国人民银行白银市中心支行",
        "安徽省体育彩票管理中心",
        "皇姑区太阳街道办事处",
        "银河镇人民政府",
        "葡萄产业发展局",
        "黄金管理局",
        "国家粮食和物资储备局广东局",
    ],
)
@pytest.mark.parametrize("site", ["{}", "{}门户网站", "{}信息公开网"])
def test_no_name_of_an_agency_is_spam(agency, site):
    assert spam_of(**page_of(agency, agency, site.format(agency))) == Spam()


def test_a_brand_before_the_name_of_a_place_leaves_the_place():
    found = spam_of(title="飞星阁游邵阳市财政局2019年政府信息公开年度报告", metadata={"source": "邵阳市财政局"})
    assert found.strings == ("飞星阁游",)


@pytest.mark.parametrize("brand", ["南宫体育官网", "金沙娱乐城", "南宫娱乐app下载"])
def test_what_is_offered_in_the_name_of_a_place_is_spam_there_too(brand):
    place = {"南": "南宫市", "金": "金沙县"}[brand[0]]
    assert spam_of(**page_of(f"{place}教育局", f"{place}教育局", brand)).hijacked


def test_a_domain_in_the_title():
    assert spam_of(title="www.hg0088.com2014年政府信息公开工作年度报告").strings == ("www.hg0088.com",)
    assert not spam_of(title="某县人民政府(www.mouxian.gov.cn)2014年政府信息公开工作年度报告").hijacked
    assert not spam_of(title="GONGWEN01.COM——公文写作范文 2014年政务公开工作总结汇编").hijacked


@pytest.mark.parametrize("body", ["水利局", "柳河镇人民政府"])
def test_a_chain_of_names_in_place_of_a_region(body):
    chain = "k7彩票手机版_鸿运投注网_亚冠直播吧"
    title = f"{chain}{body}2019年政府信息公开工作年度报告"
    assert spam_of(title=title, metadata={"source": f"邵东县{body}"}).strip(title).startswith(body)


def test_a_chain_before_the_region_leaves_its_name():
    title = "k7彩票手机版_鸿运投注网_亚冠直播吧邵东县水利局2019年政府信息公开工作年度报告"
    assert "邵东县水利局" in spam_of(title=title, metadata={"source": "邵东县水利局"}).strip(title)


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


ADVERTS = [
    "现在加入立即送58元彩金,美女荷官在线发牌,提现秒到账",
    "手机棋牌游戏新开桌,斗牛、炸金花随时玩,充值送豪礼",
    "六合彩内幕特码公布,一肖必中",
    "代开发票,办理毕业证,加微信联系",
    "国产精品高清无码,在线观看免费",
]
FOUGHT = [
    "查处网络赌博案件3起,打击棋牌游戏、捕鱼类平台下注行为",
    "销售福利彩票1200万元,体育彩票投注站96个,开展竞猜活动2次",
    "防范网贷诈骗,提示群众不刷单、不加微信转账",
    "推送微信96条,短视频12条,直播8场",
]


@pytest.mark.parametrize("advert", ADVERTS)
def test_an_advertisement_within_a_line_of_the_report(advert):
    text = f"一、总体情况\n全年发布信息12条。{advert}!下一步继续努力。"
    found = spam_of(text)
    assert [text[span.start : span.end] for span in found.spans] == [advert]


@pytest.mark.parametrize("sentence", FOUGHT)
def test_who_fights_gambling_does_not_advertise_it(sentence):
    assert spam_of(f"一、总体情况\n{sentence}。") == Spam()


@pytest.mark.parametrize(
    "title",
    ["鑫隆官网_鑫隆会员登录平台_某局2019年政府信息公开年报", "优世手机版-优世app下载_某局2019年政府信息公开年报"],
)
def test_one_name_offered_in_several_ways(title):
    assert spam_of(metadata={"page_title": title}).hijacked


@pytest.mark.parametrize("line", ["鑫隆官网 鑫隆手机版 鑫隆app下载", "优世注册开户|优世登录入口"])
def test_a_line_of_offers(line):
    assert spam_of(f"{BODY}\n{line}\n").hijacked


@pytest.mark.parametrize("name", ["鑫隆国际平台", "bb8优世", "优世真人馆"])
def test_a_name_before_the_word_government(name):
    assert name in spam_of(f"{BODY}\n根据《{name}人民政府办公室关于工作要点的通知》要求。").strings


@pytest.mark.parametrize(
    "words",
    ["《县级以上地方人民政府公开规定》", "《乡镇人民政府工作条例》", "《邵阳人民政府办公室通知》", "“中央人民政府网”"],
)
def test_words_before_the_word_government(words):
    assert not spam_of(f"{BODY}\n根据{words}要求。").hijacked


@pytest.mark.parametrize(
    "footer",
    ["建议使用IE9.0以上浏览器", "ICP备案:湘ICP备05000000号", "技术支持:CMS站群", "支持IPv6", "Copyright©2020 版权所有"],
)
def test_the_technique_of_a_site_is_no_spam(footer):
    assert not spam_of(boilerplate=(f"主办:邵阳市财政局 {footer}",), metadata={"footer": footer}).hijacked


@pytest.mark.parametrize("run", ["1" * 300_000, "a1中" * 100_000, "中文1a" * 50_000])
def test_endless_titles_and_lines_end(run):
    document = Document(text=run, title=run, metadata={"page_title": run, "site": run}, boilerplate=(run,))
    assert not find_spam(document, fold(run)).hijacked


@pytest.mark.parametrize(
    "words",
    [
        "按照《某市关于印发威廉希尔中国2021年工作要点的通知》要求",
        "在新葡京博彩官网区委领导下",
        "省市abbet体育_abbet官网@:做好编制工作",
    ],
)
def test_a_name_within_a_sentence(words):
    assert spam_of(f"{BODY}\n{words}。").hijacked


@pytest.mark.parametrize("words", ["查处威廉希尔赌博网站案件1起", "注销永利娱乐城营业执照1户"])
def test_a_name_that_is_fought(words):
    assert not spam_of(f"{BODY}\n{words}。").hijacked


def words_of(*kinds):
    return [row["word"] for row in read_rows("spam_words.csv") if row["kind"] in kinds]


def test_every_brand_without_a_places_character_is_told_beside_a_title():
    title = "邵阳市财政局2019年政府信息公开工作年度报告"
    words = [word for word in words_of("brand", "sure") if not re.search("[省市县区]", word)]
    silent = [word for word in words if not spam_of(metadata={"page_title": f"{title}_{word}官网"}).hijacked]
    assert silent == []


def test_honest_and_official_words_are_no_brands():
    heard = [
        word
        for word in words_of("honest", "official", "combat")
        if spam_of(f"{BODY}\n本局{word}工作。", boilerplate=(f"{word} 服务",)).hijacked
    ]
    assert heard == []
