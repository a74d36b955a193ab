"""Quantities: what is found in a flow, its value, unit and bound; and what is left alone."""

import pytest

from parsers.counts.quantities import find_quantities

MILLION = "1" * 200_000


def found(text: str) -> list[tuple[float, str | None, str | None]]:
    return [(q.value, q.unit, q.bound) for q in find_quantities(text)]


@pytest.mark.parametrize(
    ("text", "value", "unit", "bound"),
    [
        ("公开信息728条,", 728, "条", None),
        ("共1,046件。", 1046, "件", None),
        ("浏览量1600万次", 16_000_000, "次", None),
        ("经费272.2万元", 2_722_000, "元", None),
        ("投资46.2亿元", 4.62e9, "元", None),
        ("信息一千余条", 1000, "条", ">"),
        ("电话二百三十余次", 230, "次", ">"),
        ("超过300人次", 300, "人次", ">"),
        ("逾8600家", 8600, "家", ">"),
        ("近百篇", 100, "篇", "<"),
        ("上千人", 1000, "人", ">"),
        ("约4500人次", 4500, "人次", "~"),
        ("4500人次左右", 4500, "人次", "~"),
        ("90%以上", 90, "%", ">"),
        ("不足5件", 5, "件", "<"),
        ("不少于2次", 2, "次", ">"),
        ("23万余份", 230_000, "份", ">"),
        ("60余份", 60, "份", ">"),
        ("180多人次", 180, "人次", ">"),
        ("十余万人次", 100_000, "人次", ">"),
        ("几十件", 10, "件", ">"),
        ("十来件", 10, "件", "~"),
        ("6千次", 6000, "次", None),
        ("3百余条", 300, "条", ">"),
        ("1.2千条", 1200, "条", None),
        ("阅读10万+次", 100_000, "次", ">"),
        ("过万人", 10_000, "人", ">"),
        ("破20万人", 200_000, "人", ">"),
        ("通过3件", 3, "件", None),
        ("函件9件次之", 9, "件", None),
        ("编发200多期内容", 200, "期", ">"),
        ("三四件,", 3, "件", "~"),
        ("百分之九十八的申请", 98, "%", None),
        ("超过六成", 60, "%", ">"),
        ("提高3个百分点", 3, "百分点", None),
        ("3至5次", 3, "次", ">"),
        ("1-3件", 1, "件", ">"),
        ("1 人/次".replace(" ", ""), 1, "人次", None),
        ("1,246篇(次)", 1246, "篇(次)", None),
        ("微博粉丝达213.6万,", 2_136_000, "人", None),
        ("网站访问量1600万,", 16_000_000, "次", None),
        ("行政复议0,", 0, "件", None),
    ],
)
def test_one_quantity(text: str, value: float, unit: str, bound: str | None) -> None:
    assert found(text) == [(value, unit, bound)]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("按内容分:法规类146条、就业类287、保险类231、其他类145。", [146, 287, 231, 145]),
        ("分布为:公路312、水路187、救捞158(单位:条)。", [312, 187, 158]),
        ("按类别分(单位:条):法规12、动态30。", [12, 30]),
        ("受理来电12个、总第15、另外第30。", [12]),
        ("公开信息12条,邮编321100。", [12]),
        ("公开信息12条、联系电话8830330。", [12]),
    ],
)
def test_a_list_that_says_its_unit_once(text: str, values: list[float]) -> None:
    assert [q.value for q in find_quantities(text)] == values
    assert len({q.unit for q in find_quantities(text)}) == 1


@pytest.mark.parametrize(
    ("text", "values", "unit"),
    [
        ("分别为12、7和3件", [12, 7, 3], "件"),
        ("31条、57条", [31, 57], "条"),
        ("共12和7名", [12, 7], "名"),
    ],
)
def test_lists_share_the_measure_word(text: str, values: list[float], unit: str) -> None:
    assert found(text) == [(value, unit, None) for value in values]


@pytest.mark.parametrize(
    "text",
    [
        "2018年11月30日",
        "国办发〔2019〕60号",
        "《条例》第二十条第(一)项",
        "电话0391-5281051,",
        "邮编266100;",
        "双随机一公开",
        "“三公”经费",
        "十九大精神",
        "12345热线",
        "从以下四个方面",
        "20个工作日内",
        "三分之一",
        "一是加强领导,二是落实责任",
        "3.公开渠道",
        "第七届",
        "办事一次性告知",
        "三元区政府",
        "九台区",
        "五通桥区",
        "G20峰会",
        "COVID-19疫情",
        "成千上万",
        "千家万户",
    ],
)
def test_what_is_no_quantity(text: str) -> None:
    assert found(text) == []


def test_places_of_a_quantity() -> None:
    text = "关注用户约5万余人,"
    (quantity,) = find_quantities(text)
    assert text[quantity.start : quantity.end] == "5万"
    assert text[quantity.head : quantity.stop] == "约5万余人"


@pytest.mark.parametrize(
    "text", [MILLION, "一" * 200_000, "1," * 100_000, "1.1" * 70_000, "百分之" * 60_000, "1、" * 20_000]
)
def test_hostile_runs_end(text: str) -> None:
    find_quantities(text)
