"""Names of bodies: their parts, short and full forms, sector."""

from __future__ import annotations

import re

import pytest

from parsers.folding import fold
from parsers.identity import identify
from parsers.identity.agencies import expands, find_bodies, find_towns, parse_body, sector_of
from parsers.identity.naming import read_title
from parsers.identity.regions import region_of
from parsers.identity.statements import find_stated
from parsers.identity.vocabulary import endings, spells_out
from parsers.records import Document
from parsers.rules import read_rows

SECTORS = {row["sector"] for row in read_rows("sectors.csv")}


@pytest.mark.parametrize(
    ("head", "name", "codes", "kind", "sector"),
    [
        ("武汉市青山区文化和旅游局", "武汉市青山区文化和旅游局", ["420107"], "bureau", "culture_tourism"),
        ("市文广新局", "文广新局", [], "bureau", "culture_tourism"),
        ("临水县教育局", "临水县教育局", [], "bureau", "education"),
        ("绿林县人民政府", "绿林县人民政府", [], "government", "government"),
        ("自治区林业厅", "林业厅", [], "bureau", "natural_resources"),
        ("国家税务总局洛阳市税务局", "国家税务总局洛阳市税务局", ["410300"], "bureau", "taxation"),
        ("财政部", "财政部", [], "central", "finance"),
        ("国家卫生健康委", "国家卫生健康委员会", [], "central", "health"),
        ("南平市", "南平市人民政府", ["350700"], "government", "government"),
        ("宝丰县政府", "宝丰县人民政府", ["410421"], "government", "government"),
        ("双塔区前进街道", "双塔区前进街道办事处", ["211302"], "township", "government"),
        ("北京街道", "北京街道办事处", [], "township", "government"),
        (
            "广州市越秀区人民政府北京街道办事处",
            "广州市越秀区人民政府北京街道办事处",
            ["440104"],
            "township",
            "government",
        ),
        ("南昌高新技术产业开发区管委会", "南昌高新技术产业开发区管理委员会", ["360100", "360121"], "zone", None),
        ("昆明市第一中学", "昆明市第一中学", ["530100"], "institution", "education"),
        ("兴化市自来水有限公司", "兴化市自来水有限公司", ["321281"], "institution", None),
        ("财政部辽宁监管局", "财政部辽宁监管局", ["210000"], "bureau", "finance"),
        ("国家粮食和物资储备局辽宁局", "国家粮食和物资储备局辽宁局", ["210000"], "bureau", None),
        ("国家统计局洛阳调查队", "国家统计局洛阳调查队", ["410300"], "bureau", "statistics"),
        ("交通运输部海事局", "交通运输部海事局", [], "central", "transport"),
        ("水利部黄河水利委员会", "水利部黄河水利委员会", [], "central", "water"),
        ("重庆海关关区", "重庆海关", ["500000"], "institution", None),
        ("市残联", "残疾人联合会", [], "bureau", "civil_affairs"),
        ("恩施州卫健委", "恩施州卫健委", ["422800"], "bureau", "health"),
        ("扎赉特旗扎赉特旗人民政府办公室", "扎赉特旗人民政府办公室", ["152223"], "bureau", None),
        ("市场监管局", "市场监管局", [], "bureau", "market_regulation"),
    ],
)
def test_parse_body(head, name, codes, kind, sector):
    body = parse_body(head)
    assert body.name == name
    assert sorted(region.code for region in region_of(body.regions)) == codes
    assert body.kind == kind
    assert sector is None or sector_of(body) == sector


@pytest.mark.parametrize("head", ["", "我局", "信息", "本机关", "各部门", "办理", "市局"])
def test_what_is_no_name(head):
    assert parse_body(head) is None


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("高青县文化新闻出版局和市教育局", ["高青县文化新闻出版局", "教育局"]),
        ("各部门办理情况由局长负责,分局部署", []),
        ("株洲市发展和改革委员会委托", ["株洲市发展和改革委员会"]),
        ("请与杭州市公安局滨江区分局联系", ["杭州市公安局滨江区分局"]),
        ("上海市浦东新区税务局", ["上海市浦东新区税务局"]),
        ("领导小组办公室设在县政府", ["人民政府"]),
        ("各级人民政府和有关部门", []),
    ],
)
def test_find_bodies(text, names):
    assert [body.name for body in find_bodies(text)] == names


def test_find_towns_needs_their_region():
    assert [body.name for body in find_towns("佳县螅镇人民政府在县政府指导下,依西肯乡由专人负责")] == [
        "佳县螅镇人民政府"
    ]


@pytest.mark.parametrize(
    ("short", "full", "want"),
    [
        ("文广新", "文化广电新闻出版", True),
        ("文体旅游", "文化体育和旅游", True),
        ("卫计", "卫生和计划生育", True),
        ("教育", "文化", False),
        ("文化", "文化", False),
        ("", "文化", False),
    ],
)
def test_expands(short, full, want):
    assert expands(short, full) is want


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("2022年度螅镇政府信息公开工作年度报告", "螅镇人民政府"),
        ("2011年财政部政府信息公开工作年度报告", "财政部"),
        ("关于公布商城县卫生健康委员会2020年政府信息公开工作年度报告", "商城县卫生健康委员会"),
        (
            "南阳市政务服务和大数据管理局(南阳市行政审批局)2021年政府信息公开工作年度报告",
            "南阳市政务服务和大数据管理局",
        ),
        ("2017年政府信息公开工作年度报告(宁国市民宗局)", "宁国市民宗局"),
        ("淮北市人民政府信息公开年度报告", "淮北市人民政府"),
        ("【信息公开年报】邵东县民政局2015年政府信息公开年度报告", "邵东县民政局"),
    ],
)
def test_read_title(title, name):
    assert read_title(title).name == name


def test_a_title_without_a_body():
    assert read_title("2018年政府信息公开工作年度报告") is None


def test_vocabulary_is_sorted_unique_and_of_known_sectors():
    words = [row["word"] for row in read_rows("agency_words.csv")]
    assert words == sorted(set(words))
    used = {
        row["sector"]
        for name in ("agency_words.csv", "agency_ends.csv", "agency_central.csv")
        for row in read_rows(name)
    }
    assert used - {""} <= SECTORS
    assert all(
        ending.kind in ("bureau", "government", "township", "zone", "institution") for ending in endings().values()
    )


@pytest.mark.parametrize("row", read_rows("agency_nobody.csv"), ids=lambda row: row["word"])
def test_a_word_that_is_nobody(row):
    assert parse_body(row["example"]) is None


@pytest.mark.parametrize("row", read_rows("agency_fronts.csv"), ids=lambda row: row["pattern"])
def test_what_stands_in_front_of_a_place_is_part_of_the_name(row):
    assert parse_body(row["example"]).name == row["example"]
    near = parse_body(row["near_miss"])
    assert near is None or near.name != row["near_miss"]


@pytest.mark.parametrize("ending", endings().values(), ids=lambda ending: ending.text)
def test_every_ending_makes_a_name_and_alone_only_where_it_may(ending):
    named = parse_body(f"洛阳市水利{ending.text}")
    assert named is not None
    assert named.name.endswith(ending.formal)
    if ending.kind == "township":
        return  # 北京街道: a region's name may be the street's
    alone = parse_body(f"洛阳市{ending.text}")
    assert (alone is not None) == (ending.alone or ending.kind == "government")


@pytest.mark.parametrize("row", read_rows("naming_words.csv"), ids=lambda row: row["kind"])
def test_words_around_a_name(row):
    assert re.search(row["pattern"], row["yes"])
    assert not re.search(row["pattern"], row["no"])


@pytest.mark.parametrize("row", read_rows("agency_statements.csv"), ids=lambda row: row["kind"])
def test_a_statement_names_the_body(row):
    assert [body.name for body, kind, _ in find_stated(row["example"]) if kind == row["kind"]] == [row["agency"]]
    assert not [body for body, kind, _ in find_stated(row["near_miss"]) if kind == row["kind"]]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("现公布前进街道2021年度信息公开年度报告", ["前进街道办事处"]),
        ("如有疑问,请与开封市气象局办公室联系", ["开封市气象局"]),
        ("如有疑问,请与淄博市公安局高新区分局(以下简称分局)联系", ["淄博市公安局高新区分局"]),
        ("如有疑问,请与郑州高新技术产业开发区管委会国土规划住建局联系", ["郑州高新技术产业开发区管委会国土规划住建局"]),
        ("对外更新政府信息27次", []),
        ("2022年,市住房和城乡建设局认真落实", ["住房和城乡建设局"]),
        ("我镇政府信息公开工作", []),
        ("请各单位公布2021年政府信息公开年报", []),
    ],
)
def test_find_stated(text, names):
    assert sorted({body.name for body, _, _ in find_stated(text)}) == names


@pytest.mark.parametrize("row", read_rows("agency_spellings.csv"), ids=lambda row: row["short"])
def test_a_longer_form_spells_out_its_shorter_one(row):
    assert spells_out(row["short"], row["full"])
    assert not spells_out(row["full"], row["short"])


@pytest.mark.parametrize(
    ("short", "full", "want"),
    [
        ("卫生计生", "卫生和计划生育", True),
        ("人口计生", "人口和计划生育", True),
        ("住房城乡建设", "住房和城乡建设", True),
        ("人力资源社会保障", "人力资源和社会保障", True),
        ("食品药品监管", "食品药品监督管理", True),
        ("安全监管", "安全生产监督管理", True),
        ("文化", "文化广电", False),
        ("教育", "教育体育", False),
        ("金融监管", "地方金融监督管理", False),
        ("水务", "水利", False),
        ("卫生", "卫生和计划生育", False),
    ],
)
def test_spells_out(short, full, want):
    assert spells_out(short, full) is want


@pytest.mark.parametrize(
    ("title", "source", "want"),
    [
        ("上饶市卫生计生委", "上饶市卫生和计划生育委员会", "上饶市卫生和计划生育委员会"),
        ("邵阳市住房城乡建设局", "市住房和城乡建设局", "邵阳市住房和城乡建设局"),
        ("邵阳市市场监管局", "邵阳市市场监督管理局", "邵阳市市场监督管理局"),
        ("邵阳市文化局", "邵阳市文化广电新闻出版局", "邵阳市文化局"),
        ("白银市税务局", "国家税务总局白银市税务局", "国家税务总局白银市税务局"),
    ],
)
def test_the_full_name_wins_wherever_it_stands(title, source, want):
    text = "一、概述\n全年主动公开信息96条。\n二、主动公开政府信息情况\n没有收费。"
    title = f"{title}2016年政府信息公开工作年度报告"
    assert identify(Document(text=text, title=title, metadata={"source": source}), fold(text)).agency == want
