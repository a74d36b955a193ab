"""Which links are reports: by the rules that tell what a document is, with a portal's ways of writing."""

from __future__ import annotations

import pytest

from pipeline.fetch.titles import find_year, is_column, is_other_document, is_report, is_year


@pytest.mark.parametrize(
    "title",
    [
        "松岭县水务局2019年政府信息公开工作年度报告",
        "· 松岭县水务局2019年政府信息公开工作年度报告",
        "3、松岭县水务局2019年政府信息公开年报.pdf",
        "附件1：松岭县水务局2019年政府信息公开工作年度报告.docx",
        "松嶺縣水務局2019年政府信息公開工作年度報告",
        "松岭县水务局2019年政府信息公开工作年…",
        "松岭县水务局２０１９年政府信息公开工作年度报告 2020-01-21",
        "松岭县水务局2019年政府信息公开工作年度报告[图]",
    ],
)
def test_reports(title: str) -> None:
    assert is_report(title)
    assert find_year(title) == 2019


@pytest.mark.parametrize(
    "title",
    [
        "关于做好2019年政府信息公开工作年度报告编制工作的通知",
        "松岭县2020年政务公开工作要点",
        "松岭县政府信息公开指南",
        "松岭股份有限公司2019年年度报告",
        "2019年政府网站工作年度报表",
        "2019年部门决算",
        "一图读懂2019年政府信息公开工作年度报告",
        "下一页",
        "",
        "…",
    ],
)
def test_others(title: str) -> None:
    assert not is_report(title)
    assert not is_report(title, in_column=True)


@pytest.mark.parametrize("title", ["松岭县水务局2019年年报", "2019年度报告", "水务局2019年度工作报告"])
def test_short_titles_say_enough_in_a_column(title: str) -> None:
    assert is_report(title, in_column=True)
    assert not is_report(title)


def test_columns_and_folders_of_years() -> None:
    assert is_column("政府信息公开年报")
    assert not is_column("松岭县2019年政府信息公开年报")
    assert [is_year(text) for text in ("2019年", "2019", "２０１９年度", "2019年年报", "19年")] == [True] * 3 + [
        False
    ] * 2


def test_what_beside_a_report_is_no_attachment_of_it() -> None:
    assert is_other_document("政府信息公开申请表.doc")
    assert not is_other_document("附件:2019年统计表.xls")
