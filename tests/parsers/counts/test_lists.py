"""Lists in a phrase: what 等 sums up, the whole a thing is one of, channels named together."""

import pytest

from parsers.counts.lists import are_several, reduce
from tests.parsers.counts.examples import counts_at


@pytest.mark.parametrize(
    ("words", "reduced"),
    [
        ("公开招生政策、政策解读、收费标准等信息#条", "公开等信息#条"),
        ("发布预算、决算以及人事任免等各类政府信息共计#条", "发布等各类政府信息共计#条"),
        ("在收到的申请中予以公开#件", "予以公开#件"),
        ("在网站上公开的政府信息中便民服务信息#条", "便民服务信息#条"),
        ("通过报刊、电视等方式公开信息#条", "通过报刊、电视等方式公开信息#条"),
        ("发布图解、政策解读等#篇", "发布图解、政策解读等#篇"),
        ("其中网站公开#条", "其中网站公开#条"),
        ("门户网站信息包括政务动态#条", "政务动态#条"),
    ],
)
def test_what_a_figure_counts_is_left_of_its_phrase(words: str, reduced: str) -> None:
    assert reduce(words) == reduced


@pytest.mark.parametrize(
    ("near", "reach", "several"),
    [
        ("通过网站、微信公众号公开信息#条", "", True),
        ("头条号、抖音号合计发布#条", "", False),
        ("两个公众号、订阅号推送#条", "", False),
        ("政务新媒体“清江”公众号和微信订阅号发布#条", "", False),
        ("公开信息#条", "通过网站、电台、报纸等载体,公开信息#条", True),
        ("县政府网站、局门户网站公开信息#条", "", False),
        ("报纸、电视台公开信息#条", "", False),
        ("网站公开信息、微信推送#条", "", False),
        ("公众号发布#条", "通过网站、公众号等平台发布信息,公众号发布#条", False),
        ("在政府网站和局网站信息公开栏目公开#条", "", False),
    ],
)
def test_a_figure_of_several_channels(near: str, reach: str, several: bool) -> None:
    assert are_several(near, reach or near) == several


@pytest.mark.parametrize(
    ("sentence", "indicator"),
    [
        ("依托门户网、工程信息网、政务微信公众号等渠道,向社会公开工作动态和各类政府信息«660»条", "disclosed"),
        ("通过网站公开招生入学政策、重要政策解读、就业举措等群众关心的信息共计«86»条", "disclosed.website"),
        ("通过报刊、广播、电视、微信等其他方式公开«2530»条", "disclosed.other_channel"),
        ("依托微信公众号、抖音等平台推送信息«2530»条", None),
        ("公开信息96条,其中通过网站、微信公开«30»条", None),
    ],
)
def test_lists_in_sentences(sentence: str, indicator: str | None) -> None:
    assert [count.indicator for count in counts_at(sentence)] == [indicator]
