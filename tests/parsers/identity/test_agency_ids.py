"""Ids of agencies: what they join over years and renamings, and what they keep apart."""

from __future__ import annotations

import pytest

from parsers.identity.agencies import parse_body
from parsers.identity.agency_ids import read_agency_id
from parsers.identity.regions import gazetteer, region_of
from parsers.rules import read_rows


def agency_id(name, year):
    body = parse_body(name)
    held = [region for region in region_of(body.regions) if region.holds(year)]
    return read_agency_id(body, held[0] if held else None)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (("嘉峪关市文广新局", 2013), ("嘉峪关市文化和旅游局", 2019)),
        (("嘉峪关市文化广播影视新闻出版局", 2013), ("嘉峪关市文体旅游局", 2019)),
        (("洛阳市卫生局", 2012), ("洛阳市卫生健康委员会", 2020)),
        (("洛阳市环保局", 2012), ("洛阳市生态环境局", 2020)),
        (("洛阳市工商行政管理局", 2012), ("洛阳市市场监督管理局", 2020)),
        (("洛阳市国土资源局", 2012), ("洛阳市自然资源和规划局", 2020)),
        (("洛阳市农业局", 2012), ("洛阳市农业农村局", 2020)),
        (("洛阳市扶贫开发办公室", 2012), ("洛阳市乡村振兴局", 2022)),
        (("洛阳市粮食局", 2012), ("洛阳市粮食和物资储备局", 2020)),
        (("洛阳市国家税务局", 2012), ("国家税务总局洛阳市税务局", 2020)),
        (("望城县教育局", 2010), ("长沙市望城区教育局", 2015)),
        (("黔西县教育局", 2009), ("黔西市教育局", 2022)),
        (("襄樊市物价局", 2009), ("襄阳市物价局", 2012)),
        (("邹平县青阳镇人民政府", 2010), ("邹平市青阳镇", 2020)),
        (("卫生部", 2009), ("国家卫生健康委", 2020)),
        (("国家测绘局", 2009), ("国家测绘地理信息局", 2015)),
        (("南平市", 2009), ("南平市人民政府", 2020)),
    ],
)
def test_joined(before, after):
    assert agency_id(*before) == agency_id(*after) is not None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("洛阳市文化局", "洛阳市旅游局"),
        ("洛阳市文化局", "洛阳市广播电视局"),
        ("洛阳市文化局", "洛阳市文物局"),
        ("洛阳市工商局", "洛阳市质量技术监督局"),
        ("洛阳市国土资源局", "洛阳市城乡规划局"),
        ("洛阳市财政局", "洛阳市地方金融监督管理局"),
        ("洛阳市国家税务局", "洛阳市地方税务局"),
        ("洛阳市人民政府", "洛阳市人民政府办公室"),
        ("洛阳市教育局", "洛阳市瀍河回族区教育局"),
        ("佳县螅镇人民政府", "佳县坑镇人民政府"),
        ("洛阳市第一中学", "洛阳市第二中学"),
        ("财政部", "国家税务总局"),
        ("国家税务总局洛阳市税务局", "国家税务总局洛阳高新技术产业开发区税务局"),
        ("宁波市交通运输局", "中华人民共和国宁波海事局"),
        ("洛阳市财政局", "中国人民银行洛阳中心支行"),
    ],
)
def test_kept_apart(one, other):
    assert agency_id(one, 2012) != agency_id(other, 2012)


def test_without_a_place_there_is_none():
    assert agency_id("市教育局", 2012) is None


def test_every_region_has_an_heir_that_is_its_own():
    known = gazetteer()
    heirs = [known.heir(region) for held in known.by_code.values() for region in held]
    assert [region for region in heirs if known.heir(region) != region] == []


def test_lines_are_of_words_that_have_a_sector():
    sectors = {row["word"]: row["sector"] for row in read_rows("agency_words.csv")}
    assert [row["word"] for row in read_rows("agency_lines.csv") if not sectors.get(row["word"])] == []


def test_who_carries_on_is_a_central_body():
    rows = read_rows("agency_central.csv")
    assert {row["later"] for row in rows} - {""} <= {row["name"] for row in rows}
