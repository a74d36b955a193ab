"""Lines of portals, told by their wording; lines about the page."""

from __future__ import annotations

import pytest

from parsers.boilerplate import classify_line, squeeze
from parsers.folding import fold_characters
from parsers.page_labels import find_run, parse_bare, parse_label, parse_labelled
from parsers.rules import read_rows

ROWS = read_rows("boilerplate.csv")


def examples(column: str) -> list[tuple[str, str]]:
    return [(row["kind"], line) for row in ROWS for line in row[column].split(";") if line]


@pytest.mark.parametrize(("kind", "line"), examples("yes"))
def test_a_rule_catches_its_examples(kind: str, line: str) -> None:
    assert classify_line(fold_characters(line)) == kind


@pytest.mark.parametrize("row", [row for row in ROWS if row["needs"]], ids=lambda row: row["needs"])
def test_what_a_rule_needs_is_in_all_it_catches(row: dict[str, str]) -> None:
    for line in row["yes"].split(";"):
        assert any(word in squeeze(fold_characters(line)) for word in row["needs"].split())


@pytest.mark.parametrize(("kind", "line"), examples("no"))
def test_a_rule_leaves_its_near_misses(kind: str, line: str) -> None:
    assert classify_line(fold_characters(line)) is None


@pytest.mark.parametrize(
    "line",
    [
        *(
            "一、总体情况",
            "（一）主动公开",
            "规章 0 0 0",
            "行政许可 12",
            "信息内容",
            "总计",
            "0",
            "/",
            "政府集中采购 4 86.4",
        ),
        "1.政府网站公开政府信息数 条 3369",
        "上一年结转政府信息公开申请数量",
        "网站公开98条，微信公开38条。",
        "结果维持 结果纠正 其他结果 尚未审结 总计",
        "松岭县水务局",
        "2021年1月20日",
        "附件：2019年度报告.doc",
        "首页改版后，全年访问量达到12万人次。",
        "本单位主办会议3次。",
    ],
)
def test_lines_of_reports_are_no_boilerplate(line: str) -> None:
    assert classify_line(fold_characters(line)) in (None, "rule")


@pytest.mark.parametrize(
    "line", ["返回顶部关闭窗口", "首页政务公开办事服务", "微信 微博", "T|T 打印", "[大 中 小] 收藏"]
)
def test_items_are_told_apart_or_glued(line: str) -> None:
    assert classify_line(line) in ("widget", "nav")


@pytest.mark.parametrize(
    ("line", "pairs"),
    [
        ("日期:2021-02-19浏览次数:5384", {"日期": "2021-02-19", "浏览次数": "5384"}),
        (
            "[ 来源：县局  发布日期：2013-04-17  点击数：217 ]",
            {"来源": "县局", "发布日期": "2013-04-17", "点击数": "217"},
        ),
        ("索 引 号：12/3　文　　号：", {"索引号": "12/3", "文号": ""}),
        ("2012年03月30日  来源：办公厅  [大 中 小] [打印此页]", {"": "2012年03月30日", "来源": "办公厅"}),
        ("發布機構：縣政府(辦公室)  生成日期：2014-1-2", {"发布机构": "縣政府(辦公室)", "生成日期": "2014-1-2"}),
        ("索   引   号 2019-1 分        类 其他", {"索引号": "2019-1", "分类": "其他"}),
        ("名        称 某县2019年报告", {"名称": "某县2019年报告"}),
    ],
)
def test_labels_and_values(line: str, pairs: dict[str, str]) -> None:
    assert {each.label: each.value for each in parse_labelled(line)} == pairs


@pytest.mark.parametrize(
    "line",
    [
        "来源：多渠道。",
        "一、信息来源：共12项",
        "申请来源 网络 12 信函 3",
        "主题 时间 地点",
        "联系电话：0000-1234567",
        "全年时间：充裕",
    ],
)
def test_lines_that_are_not_about_the_page(line: str) -> None:
    assert parse_labelled(line) == ()


def test_labels_alone_and_values_alone() -> None:
    label = parse_label("发布 机构:")
    assert label is not None
    assert label.key == "publisher"
    assert parse_label("公开机构和人员") is None
    (bare,) = parse_bare("113307000025920705/2017-03981")
    assert bare.key == "index_no"
    assert parse_bare("2021年") == ()


@pytest.mark.parametrize(
    ("line", "pairs"),
    [
        ("来源：县政府办　　2021-02-05", {"source": "县政府办", "published": "2021-02-05"}),
        ("信息来源:某局 2021年01月20日 字体 大 中 小", {"source": "某局", "published": "2021年01月20日"}),
        ("来源：办公室 [2021-02-05 10:00]", {"source": "办公室", "published": "2021-02-05 10:00"}),
        ("来源：县水务局　（2021年2月5日）", {"source": "县水务局", "published": "2021年2月5日"}),
        ("【字号：大 中 小】 2021.02.05 10:30 编辑：王某", {"published": "2021.02.05 10:30", "author": "王某"}),
        ("2021年2月5日 | 来源：县水务局 | 点击 133 次", {"published": "2021年2月5日", "source": "县水务局"}),
        ("2021-02-05  县水务局  阅读数：709", {"published": "2021-02-05", "source": "县水务局"}),
        ("县水务局（政策法规股） 2021-02-05 阅读：3", {"published": "2021-02-05", "source": "县水务局（政策法规股）"}),
        (
            "松岭门户网站　www.sl.gov.cn　2021年02月05日　来源：县水务局",
            {"published": "2021年02月05日", "site": "松岭门户网站", "source": "县水务局"},
        ),
        ("来源：县水务局 时间：2021-02-05 已有 30 人阅读", {"source": "县水务局", "published": "2021-02-05"}),
        ("作者：王某　字数：2100　下载：56次", {"author": "王某"}),
        ("（2020年度）　发布时间：2021/2/5　来源：综合科", {"published": "2021/2/5", "source": "综合科"}),
        ("部门：县水务局　|　栏目：年报　|　索引号：008/2021-3", {"publisher": "县水务局", "index_no": "008/2021-3"}),
        ("【发布日期】2021-02-05 【来源】县水务局", {"published": "2021-02-05", "source": "县水务局"}),
        ("[ 发布机构 ]\t县水务局\t[ 发布日期 ]\t2021-02-05", {"publisher": "县水务局", "published": "2021-02-05"}),
        ("2021-02-05　发布：县水务局", {"published": "2021-02-05", "publisher": "县水务局"}),
    ],
)
def test_dates_and_bodies_without_a_label_on_a_line_of_labels(line: str, pairs: dict[str, str]) -> None:
    assert {each.key: each.value for each in parse_labelled(line) if each.key} == pairs


@pytest.mark.parametrize(
    ("line", "pairs"),
    [
        ("(2021年2月5日发布)", [("published", "2021年2月5日")]),
        ("发布于 2021-02-05", [("published", "2021-02-05")]),
        ("二〇二一年二月五日", [("published", "二〇二一年二月五日")]),
        ("2021-02-05 09:18 | 县水务局", [("published", "2021-02-05 09:18"), ("source", "县水务局")]),
        ("2021-02-05  县水务局  浏览 23 次", [("published", "2021-02-05"), ("source", "县水务局")]),
        ("2021-02-05  局办公室", [("published", "2021-02-05"), ("author", "局办公室")]),
        ("县水务局2020年年度报告 2021-02-05", []),
        ("2020年1月1日至2020年12月31日", []),
        ("自2021年2月5日起施行", []),
    ],
)
def test_lines_of_a_date(line: str, pairs: list[tuple[str, str]]) -> None:
    assert [(each.key, each.value) for each in parse_bare(line)] == pairs


@pytest.mark.parametrize(
    "line",
    [
        "填报单位：县水务局 日期：2021-02-05",
        "来源：全年公开12条，其中来源：部门报送10条。",
        "统计时间：2020年1月1日至12月31日",
        "县水务局2020年年报 来源：县水务局",
    ],
)
def test_lines_of_the_report_are_no_labels(line: str) -> None:
    assert parse_labelled(line) == ()


@pytest.mark.parametrize(
    "line",
    [
        "年报 <发布时间：2021-03-30 来源：县办（公开办） 阅读次数：331 字体：大 中 小 我要纠错 >一、总体情况 公开12条。",
        "年报 <信息来源:县水务局 2021年01月20日 字体 大 中 小 >2020年,全局公开信息12条。",
        "年报 <2021-03-30 来源：县水务局 >本报告依照条例编制。",
        "年报 <来源：县水务局 编辑：王某 >2020年，公开12条。来源：部门报送。",
        "<发布日期：2021-03-30 >松岭县水务局按照要求公布年报。",
    ],
)
def test_a_run_of_labels_within_a_line(line: str) -> None:
    start, end = line.index("<"), line.index(">") - 1
    assert find_run(fold_characters(line.replace("<", "").replace(">", ""))) == (start, end)


@pytest.mark.parametrize("line", ["信息来源:部门报送12条 上网10条", "时间：全年 公开12条", "一、总体情况", ""])
def test_no_run_of_labels(line: str) -> None:
    assert find_run(line) is None
