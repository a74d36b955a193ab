"""Headings: found in every style, keyed by their words, never taken from a table's rows."""

import time

import pytest

from parsers.folding import fold
from parsers.records import Span
from parsers.rules import read_json
from parsers.sections import STATUTORY, classify_heading, find_sections, squash

RULES = read_json("headings.json")


def headings(text, skip=()):
    return [(section.section_key, section.heading) for section in find_sections(fold(text), skip)]


@pytest.mark.parametrize(("row", "words"), [(row, words) for row in RULES for words in row["yes"]])
def test_rule_catches_its_examples(row, words):
    key, _ = classify_heading(words, first=row["key"] == "overview_first")
    assert key == row["key"].removesuffix("_first")


@pytest.mark.parametrize(("row", "words"), [(row, words) for row in RULES for words in row["no"]])
def test_rule_leaves_its_near_misses(row, words):
    assert classify_heading(words)[0] != row["key"]


@pytest.mark.parametrize(
    ("label", "key"),
    [
        (label, section["key"])
        for regime in read_json("forms.json")["regimes"]
        for section in regime["sections"]
        for label in (section["label"], *section["aliases"])
    ],
)
def test_the_forms_own_headings_have_the_forms_keys(label, key):
    text = label if label[1] == "、" else f"一、{label}"
    assert classify_heading(squash(text[2:]))[0] == key


@pytest.mark.parametrize(
    ("words", "key", "also"),
    [
        ("依申请公开政府信息情况及相关行政复议、诉讼情况", "requests", ("proceedings",)),
        ("收费、行政复议和行政诉讼情况", "fees", ("proceedings",)),
        ("行政复议、诉讼及收费减免情况", "proceedings", ("fees",)),
        ("主动公开和依申请公开情况", "active", ("requests",)),
        ("存在的不足和2014年努力方向", "problems", ()),
        ("人大代表建议和政协提案办理情况", "topic", ()),
        ("信息公开平台建设情况", "topic", ()),
        ("来年工作安排", "problems", ()),
    ],
)
def test_headings_in_other_words(words, key, also):
    assert classify_heading(words) == (key, also)


STYLES = [
    "一、概述\n全年工作平稳。\n二、主动公开情况\n公布信息12条。\n三、依申请公开情况\n无。\n",
    "一、概述。全年工作平稳。\n二、主动公开情况。公布信息12条。\n三、依申请公开情况。无。\n",
    "(一)概述\n全年工作平稳。\n(二)主动公开情况\n公布信息12条。\n(三)依申请公开情况\n无。\n",
    "第一部分 概述\n全年工作平稳。\n第二部分 主动公开情况\n公布信息12条。\n第三部分 依申请公开情况\n无。\n",
    "1.概述\n全年工作平稳。\n2.主动公开情况\n公布信息12条。\n3.依申请公开情况\n无。\n",
    "1、概述\n全年工作平稳。\n2、主动公开情况\n公布信息12条。\n3、依申请公开情况\n无。\n",
    "概述\n全年工作平稳。\n主动公开情况\n公布信息12条。\n依申请公开情况\n无。\n",
    "**一、概述**\n全年工作平稳。\n**二、主动公开情况**\n公布信息12条。\n**三、依申请公开情况**\n无。\n",
    "## 一、概述\n全年工作平稳。\n## 二、主动公开情况\n公布信息12条。\n## 三、依申请公开情况\n无。\n",
    "现报告如下。一、概述 全年工作平稳。 二、主动公开情况 公布信息12条。 三、依申请公开情况 无。",
    "一、概 述\n全年工作平稳。\n二、主动公开\u3000情况\n公布信息12条。\n三、依申请公开情况\n无。\n",
    "一、概述\n全年工作平稳。\n三、主动公开情况\n公布信息12条。\n三、依申请公开情况\n无。\n",
    "一、概述\n全年工作平稳。\n二、主動公開情況\n公佈信息12條。\n三、依申請(qǐng)公開情況\n無。\n",
]


@pytest.mark.parametrize("text", STYLES)
def test_numbering_styles(text):
    assert [key for key, _ in headings(text)] == ["overview", "active", "requests"]


def test_body_lies_under_its_heading():
    text = STYLES[0]
    sections = find_sections(fold(text))
    assert [text[section.start_char : section.end_char] for section in sections] == [
        "一、概述\n全年工作平稳。\n",
        "二、主动公开情况\n公布信息12条。\n",
        "三、依申请公开情况\n无。\n",
    ]
    assert [section.chars for section in sections] == [9, 10, 4]


def test_sub_headings_are_not_top_level():
    text = "一、总体情况\n(一)主动公开情况\n好。\n(二)依申请公开情况\n好。\n二、存在的主要问题及改进情况\n1.收费情况\n少。\n"
    assert [key for key, _ in headings(text)] == ["overview", "problems"]


def test_rows_of_the_requests_table_are_no_headings():
    text = "三、收到和处理政府信息公开申请情况\n一、本年新收政府信息公开申请数量 3\n四、结转下年度继续办理\n五、存在问题及改进情况\n好。"
    assert [key for key, _ in headings(text)] == ["requests", "problems"]


@pytest.mark.parametrize(
    "row",
    [
        "一、本年新收政府信息公开申请数量0000000",
        "一、本年新收政府信息公开申",
        "四、行政复议数量 件 0",
        "三、本年度办理结果",
    ],
)
def test_rows_are_told_whole_cut_or_with_values_glued_to_them(row):
    text = f"一、总体情况\n好。\n{row}\n五、存在的主要问题及改进情况\n少。"
    assert [key for key, _ in headings(text)] == ["overview", "problems"]


def test_a_heading_may_begin_like_a_row():
    text = "一、概述\n好。\n六、依申请公开信息收取的费用情况\n未收。\n"
    assert [key for key, _ in headings(text)] == ["overview", "fees"]


def test_rows_of_a_statistics_table_are_skipped_by_place():
    text = "一、概述\n好。\n六、存在的主要问题\n少。\n一、主动公开情况\t——\n八、机构建设和保障经费情况\t——\n"
    table = Span(text.index("一、主动公开"), len(text))
    assert [key for key, _ in headings(text, [table])] == ["overview", "problems"]


def test_a_table_of_contents_is_not_read_twice():
    text = "一、概述\n二、主动公开情况\n三、收费情况\n一、概述\n平稳运行一年。\n二、主动公开情况\n公布信息12条。\n三、收费情况\n没有收取任何费用。\n"
    sections = find_sections(fold(text))
    assert [section.section_key for section in sections] == ["overview", "active", "fees"]
    assert all(section.chars > 5 for section in sections)


def test_headings_without_text_stay():
    text = "一、总体情况\n好。\n二、主动公开政府信息情况\n三、收到和处理政府信息公开申请情况\n(见附件)\n"
    assert [key for key, _ in headings(text)] == ["overview", "active", "requests"]


def test_a_heading_cut_by_a_line_break():
    text = "一、概述\n好。\n二、因政府信息公开申请行政复议、提起行\n政诉讼的情况\n无。\n"
    assert headings(text)[1] == ("proceedings", "二、因政府信息公开申请行政复议、提起行\n政诉讼的情况")


def test_enumerated_sentences_are_no_headings():
    text = "一、概述\n好。\n二、存在问题\n主要有:一、主动公开不够及时,二、人手不足。\n"
    assert [heading for _, heading in headings(text)] == ["一、概述", "二、存在问题"]


@pytest.mark.parametrize(
    ("first", "key"),
    [
        ("工作部署和人员", "overview"),
        ("建章立制,责任到人", "overview"),
        ("重点领域信息公开情况", "topic"),
        ("收费情况", "fees"),
    ],
)
def test_the_first_heading_is_the_overview_where_none_is(first, key):
    text = f"一、{first}\n好。\n二、主动公开情况\n好。\n三、行政复议情况\n无。\n"
    assert headings(text)[0][0] == key


def test_formal_numerals_with_or_without_a_sign():
    text = "壹 概况\n好。\n贰 主动公开情况\n好。\n叁、依申请公开情况\n无。\n"
    assert [key for key, _ in headings(text)][:2] == ["overview", "active"]
    assert [key for key, _ in headings(text.replace(" ", "、"))] == ["overview", "active", "requests"]


def test_headings_that_name_no_section_are_topics():
    text = "".join(
        f"{n}、{words}\n写了一段话。\n"
        for n, words in zip("一二三四五", ["谁来办", "办了啥", "怎么办", "找谁办", "何时办"], strict=True)
    )
    assert [key for key, _ in headings(text)] == ["overview", "topic", "topic", "topic", "topic"]


def test_pinyin_behind_a_heading_belongs_to_it():
    text = "一、工作概況(kuàng)\n好。\n二、主動公開情況(kuàng)\n好。\n三、收費情況\n無。"
    assert headings(text)[0] == ("overview", "一、工作概況(kuàng)")


def test_no_heading_at_all():
    assert headings("本年公开信息12条,没有收到申请。") == []
    assert headings("") == []


def test_hostile_numbering_ends():
    assert headings("一、" * 20_000) == []
    assert len(headings("一、概述\n" * 2_000)) <= 2_000


def test_every_key_of_the_rules_is_known():
    assert {row["key"].removesuffix("_first") for row in RULES} == {*STATUTORY, "topic"}


def test_plain_headings_that_the_forms_do_not_know_beside_those_they_do():
    text = "\n".join(
        f"{words}\n{'全年各项工作按照要求有序推进,未出现问题。' * 2}"
        for words in (
            "概述",
            "主动公开政府信息情况",
            "依申请公开政府信息情况",
            "咨询和投诉处理情况",
            "存在问题和改进措施",
        )
    )
    found = [(section.section_key, section.heading) for section in find_sections(fold(text))]
    assert found[3:] == [("topic", "咨询和投诉处理情况"), ("problems", "存在问题和改进措施")]


def test_a_short_line_over_a_table_is_no_plain_heading():
    text = "概述\n全年各项工作有序推进。\n主动公开政府信息情况\n公开12条。\n依申请公开政府信息情况\n公开信息统计情况\n规章\t0\t0\t0"
    assert [section.heading for section in find_sections(fold(text))] == [
        "概述",
        "主动公开政府信息情况",
        "依申请公开政府信息情况",
    ]


PARAGRAPH = "全年召开会议2次,明确专人负责,各科室配合,信息公开工作有序推进,群众满意度有所提高,制度逐步健全,渠道不断拓宽,成效初步显现。"


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("组织领导和机构建设", "overview"),
        ("政策解读和回应", "topic"),
        ("制度建设", "topic"),
        ("监督保障", "topic"),
        ("收费", "fees"),
        ("复议诉讼", "proceedings"),
        ("依申请公开", "requests"),
        ("解读与互动", "topic"),
    ],
)
def test_a_heading_before_its_paragraph_on_one_long_line(words, key):
    first = "" if key == "overview" else f"一、概述 {PARAGRAPH}"
    text = f"{first} 二、{words} {PARAGRAPH} 三、主动公开情况 {PARAGRAPH} 四、收费情况 无。 五、问题与打算 {PARAGRAPH}"
    assert (key, f"二、{words}") in headings(text.strip())


@pytest.mark.parametrize("words", ["加强组织领导,健全机制", "信息公开 制度建设", "修订制度2项 完善平台建设"])
def test_words_before_a_paragraph_that_are_no_heading_of_one(words):
    text = f"一、概述 {PARAGRAPH} 二、主动公开情况 {PARAGRAPH} 三、收费情况 无。 四、问题与打算 一是{words} {PARAGRAPH}"
    assert [key for key, _ in headings(text)] == ["overview", "active", "fees", "problems"]


def test_of_many_plain_lines_each_looks_only_at_the_next_one():
    known = "主动公开情况\n收到和处理政府信息公开申请情况\n存在的主要问题及改进情况\n"
    text = known + "各项工作情况\n" * 45_000 + f"{'甲' * 400}\n" * 1_500
    start = time.monotonic()
    assert len(find_sections(fold(text))) < 10
    assert time.monotonic() - start < 6
