"""Statutory sections: by the law of the report's year, and content without a heading told apart from nothing."""

from __future__ import annotations

import pytest

from pipeline.audit.config import Config, Tolerances
from tests.pipeline.audit.made_audits import audited, complete, kinds, old_style, report, with_tables, without


def sections(tmp_path, year, own, **options):
    """(kind, subject) of the findings about the sections of one report."""
    found = audited(tmp_path, {"a.txt": report(year, sections=own)}, **options)
    return [(row["kind"], row["subject"]) for row in found if str(row["kind"]).startswith("section")]


def test_a_complete_report_has_no_findings(tmp_path):
    found = audited(tmp_path, {"a.txt": report(2022, published="2023-01-20", sections=with_tables("2021"))})
    assert found == []


def test_the_law_of_2007_asks_for_fees_and_that_of_2019_does_not(tmp_path):
    own = without(old_style(), "收费")
    assert sections(tmp_path / "old", 2017, own) == [("section.missing", "fees")]
    assert sections(tmp_path / "new", 2019, own) == []


@pytest.mark.parametrize(
    ("words", "key"),
    [("主动", "active"), ("依申请", "requests"), ("复议", "proceedings"), ("问题", "problems"), ("收费", "fees")],
)
def test_what_nothing_is_said_of_is_missing(tmp_path, words, key):
    assert sections(tmp_path, 2015, without(old_style(), words)) == [("section.missing", key)]


@pytest.mark.parametrize(
    ("words", "key", "sentence"),
    [
        ("主动", "active", "全年公布政府信息31条。"),
        ("依申请", "requests", "当年没有人提出公开申请。"),
        ("收费", "fees", "提供信息一律没有收过费。"),
        ("复议", "proceedings", "未发生行政诉讼。"),
        ("问题", "problems", "工作中还存在一些不足。"),
        ("其他", "other", "没有其他需要报告的事项。"),
    ],
)
def test_what_stands_elsewhere_lacks_only_its_heading(tmp_path, words, key, sentence):
    own = without(old_style(), words)
    own["概述"] += sentence
    (found,) = audited(tmp_path, {"a.txt": report(2015, sections=own)})
    assert (found["kind"], found["subject"]) == ("section.unheaded", key)
    text = report(2015, sections=own)
    assert text[found["start_char"] : found["end_char"]] in sentence


def test_what_may_be_left_out_is_told_as_such(tmp_path):
    own = without(complete(), "总体", "其他")
    assert sections(tmp_path, 2022, own) == [("section.optional", "other"), ("section.optional", "overview")]


def test_a_heading_over_two_sections_counts_for_both(tmp_path):
    own = without(old_style(), "依申请", "收费", "复议", "问题", "其他")
    own["依申请公开及收费、复议、诉讼情况"] = "都没有发生。"
    own["存在的主要问题及改进措施"] = "解读少。"
    assert sections(tmp_path, 2012, own) == [("section.optional", "other")]


def test_an_empty_section_and_one_with_a_word(tmp_path):
    own = complete() | {"其他需要报告的事项": "", "存在的主要问题及改进情况": "无。"}
    assert sections(tmp_path / "a", 2022, own) == [("section.empty", "other")]
    tolerant = Config(tolerance=Tolerances(empty_characters=1))
    assert sections(tmp_path / "b", 2022, own, config=tolerant) == [
        ("section.empty", "problems"),
        ("section.empty", "other"),
    ]


def test_a_statistics_table_is_no_content_of_the_section_before_it(tmp_path):
    table = "政府信息公开情况统计表\n统计指标\t单位\t统计数\n" + "\n".join(
        f"{label}\t件\t{number}"
        for label, number in (
            ("（一）收到申请数", 2),
            ("1.当面申请数", 2),
            ("2.传真申请数", 0),
            ("3.网络申请数", 0),
            ("4.信函申请数", 0),
            ("（二）申请办结数", 2),
            ("1.按时办结数", 2),
            ("2.延期办结数", 0),
            ("四、行政复议数量", 0),
            ("（一）维持具体行政行为数", 0),
        )
    )
    own = old_style() | {"其他需要报告的事项": table}
    assert ("section.empty", "other") in sections(tmp_path, 2016, own)


@pytest.mark.parametrize(
    ("remark", "expected"),
    [
        ("(以上三部分为表格,请点击页面下方附件查看)", ["proceedings"]),
        ("详见附件。", ["proceedings"]),
        ("详见附件。未发生行政复议。", []),
        ("2件,详见附件", []),
    ],
)
def test_a_remark_that_something_is_attached_is_no_content(tmp_path, remark, expected):
    own = complete() | {"政府信息公开行政复议、行政诉讼情况": remark}
    assert [subject for kind, subject in sections(tmp_path, 2022, own) if kind == "section.empty"] == expected


def test_a_mere_pointer_is_told_as_such(tmp_path):
    own = complete() | {"政府信息公开行政复议、行政诉讼情况": "详见附件。", "其他需要报告的事项": ""}
    found = {row["subject"]: row for row in audited(tmp_path, {"a.txt": report(2022, sections=own)})}
    assert found["proceedings"]["message_zh"].endswith("下只有一句指引,所指内容不在其中:详见附件。")
    assert found["other"]["message_zh"] == "标题“六、其他需要报告的事项”下没有内容"
    assert found["other"]["message_en"] == "under the heading “六、其他需要报告的事项” stands nothing"


def test_a_remark_that_points_to_a_table_on_the_page_is_content(tmp_path):
    own = with_tables("2021")
    table, own["政府信息公开行政复议、行政诉讼情况"] = own["政府信息公开行政复议、行政诉讼情况"], "见附表。"
    own["其他需要报告的事项"] += "\n附表\n" + table
    assert sections(tmp_path, 2022, own) == []


def test_an_appendix_is_what_its_heading_announces(tmp_path):
    own = without(old_style(), "其他") | {"附表": "指标统计附表请点击下载。"}
    assert sections(tmp_path, 2015, own) == []


def test_a_figure_that_was_read_is_content_in_whatever_words(tmp_path):
    own = without(old_style(), "收费")
    own["概述"] += "群众来要材料,没有谁为此交过一分钱。"
    assert sections(tmp_path, 2015, own) == [("section.unheaded", "fees")]


def test_a_section_out_of_place(tmp_path):
    own = complete()
    own["总体情况"] = own.pop("总体情况")
    assert sections(tmp_path, 2022, own) == [("section.misplaced", "overview")]


def test_fees_and_proceedings_may_stand_in_either_order(tmp_path):
    own = old_style()
    fees = own.pop("政府信息公开的收费及减免情况")
    own = {**dict(list(own.items())[:4]), "政府信息公开的收费及减免情况": fees, **dict(list(own.items())[4:])}
    assert list(own)[3:5] == ["因政府信息公开申请行政复议、提起行政诉讼的情况", "政府信息公开的收费及减免情况"]
    assert sections(tmp_path, 2015, own) == []


def test_no_headings_at_all_is_one_finding_and_what_is_not_said_another(tmp_path):
    text = "松阳县水利局2013年政府信息公开工作年度报告\n全年公开政府信息12条,没有收到公开申请,没有收取费用。2014年,我局将增加图解。\n"
    found = audited(tmp_path, {"a.txt": text})
    assert [(row["kind"], row["subject"]) for row in found] == [
        ("section.missing", "proceedings"),
        ("section.none", None),
        ("section.optional", "other"),
        ("section.unheaded", "active"),
        ("section.unheaded", "requests"),
        ("section.unheaded", "fees"),
        ("section.unheaded", "problems"),
    ]


def test_tables_that_are_not_there(tmp_path):
    found = [row for row in audited(tmp_path, {"a.txt": report(2022)}) if row["kind"] == "form.missing"]
    assert [row["subject"] for row in found] == ["active", "proceedings", "requests"]


def test_an_empty_section_is_not_told_as_a_missing_table_too(tmp_path):
    own = with_tables("2021")
    own["政府信息公开行政复议、行政诉讼情况"] = ""
    found = audited(tmp_path, {"a.txt": report(2022, sections=own)})
    assert [(row["kind"], row["subject"]) for row in found] == [("section.empty", "proceedings")]


@pytest.mark.parametrize(
    ("year", "edition", "outdated"), [(2020, "2019", 0), (2021, "2019", 1), (2021, "2021", 0), (2020, "2021", 0)]
)
def test_a_form_that_was_no_longer_to_be_used(tmp_path, year, edition, outdated):
    found = audited(tmp_path, {"a.txt": report(year, sections=with_tables(edition))})
    assert kinds(found).count("form.outdated") == outdated


def test_no_form_was_prescribed_before_2019(tmp_path):
    assert kinds(audited(tmp_path, {"a.txt": report(2016, sections=old_style())})) == []
