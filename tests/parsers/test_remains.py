"""What is left from a template or another year; what stands without its heading."""

from __future__ import annotations

import re

import pytest

from parsers.folding import fold
from parsers.remains import find_stale_years, find_template_remains
from parsers.rules import read_rows
from parsers.section_content import find_content

REMAINS = read_rows("remains.csv")
CONTENT = read_rows("section_content.csv")
YEARS = read_rows("other_years.csv")


@pytest.mark.parametrize(
    "row", [*REMAINS, *CONTENT, *YEARS], ids=lambda row: row.get("id") or row.get("key") or row["kind"]
)
def test_a_rule_owns_its_examples(row):
    pattern = re.compile(row["pattern"])
    assert pattern.search(row["yes"])
    assert not pattern.search(row["no"])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("XX局2020年共收到申请。", ["XX局"]),
        ("20XX年,某某县公开信息。", ["20XX年", "某某县公开信"]),
        ("共收到申请____件。", ["____件"]),
        ("x月x日发布。", ["x月", "x日发布"]),
        ("单位负责人:史××\t审核人:张× 填报人:李XX", []),
        ("填报单位(盖章):林业局 单位负责人：××× 审核人: XXX", []),
        ("联系电话0571-8888XXXX,邮箱xx@xx.gov.cn", []),
        ("网址http://www.xx.gov.cn/xxgk/index.html", []),
        ("某些单位更新慢,某种程度上影响了公开。", []),
        ("制定信息公开答复文书模板12份。", []),
    ],
)
def test_template_remains(text, words):
    assert [found.words for found in find_template_remains(fold(text))] == words


def test_remains_stand_where_they_are_said_to():
    text = "一、总体情况\nＸＸ局高度重视。"
    (found,) = find_template_remains(fold(text))
    assert text[found.start : found.end] == "ＸＸ"


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2018年,我局主动公开信息12条。", [2018]),
        ("一、总体情况\n2018年度我局扎实推进公开工作。", [2018]),
        ("2018年,我局主动公开信息12条。2018年召开会议。", [2018]),
        ("全年公开12条,2018年为10条。", []),
        ("2018年同期为10条。", []),
        ("2018年结转3件。", []),
        ("2018年5月1日起施行新办法。", []),
        ("2018年以来累计公开300条。", []),
        ("2018年部门决算已经公开。", []),
        ("2020年,我局将继续加强公开。", []),
        ("2020年,我局共收到申请3件。", [2020]),
        ("2020年1月15日", []),
        ("2018年度企业经营情况于2019年7月公布。", []),
        ("2018年报告提出的更新慢已经改进,26个社区换了电子屏。", []),
        ("2020年,把可以公开的部分导出上网,让2021年前的每一步有据可查。", []),
        ("2018年11月底前完成清单编制。", [2018]),
        ("2019年,我局主动公开信息12条。", []),
        ("与2018年相比增加3条。", []),
    ],
)
def test_years_left_over(text, years):
    assert [year for year, _ in find_stale_years(fold(text), 2019)] == years


def test_titles_of_rules_are_no_content():
    assert find_content("requests", fold("标题\n修订了《依申请公开办法》。")) is None
    assert find_content("requests", fold("标题\n全年依申请公开2件。")) is not None
    assert find_content("active", fold("主动公开报告\n加强领导。"), title_end=7) is None
    assert find_content("overview", fold("全年情况。")) is None
