"""The rows that tell document types own their examples; what a page as a whole is."""

from __future__ import annotations

import re

import pytest

from parsers.identity.doctype import classify
from parsers.records import DOC_TYPES
from parsers.rules import read_rows
from tests.parsers.identity.news_cases import NEWS, REPORTS

ROWS = read_rows("doc_types.csv")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['kind']}-{row['where']}-{row['pattern'][:12]}")
def test_rule_owns_its_example(row):
    pattern = re.compile(row["pattern"])
    assert pattern.search(row["example"])
    assert not pattern.search(row["near_miss"])
    assert row["kind"] in (*DOC_TYPES, "report")
    assert row["where"] in ("title", "lead", "body")


def test_a_page_of_titles_is_a_list():
    lines = [f"某局{year}年政府信息公开工作年度报告" for year in range(2015, 2021)]
    assert classify("政府信息公开年度报告", "\n".join(lines))[0] == "other"


def test_a_report_without_title_is_told_by_its_body():
    text = "2017年,我局主动公开政府信息96条。\n二、主动公开政府信息情况\n三、依申请公开情况\n没有行政复议、行政诉讼。\n四、存在的主要问题"
    assert classify("", text)[0] == "annual_report"


def test_what_foreign_names_leave_behind_is_no_title():
    assert classify("", "____\n为做好服务,编制了《某局政府信息公开指南》。", hijacked=True)[0] == "guide"


def test_nothing_is_other():
    assert classify("", "")[0] == "other"


@pytest.mark.parametrize("hijacked", [False, True])
@pytest.mark.parametrize(("title", "text"), NEWS, ids=[title or text[:8] for title, text in NEWS])
def test_news_that_quotes_a_report_is_none(title, text, hijacked):
    assert classify(title, text, hijacked)[0] == "other"


@pytest.mark.parametrize("hijacked", [False, True])
@pytest.mark.parametrize(("title", "text"), REPORTS, ids=[title or text[:8] for title, text in REPORTS])
def test_a_report_with_words_of_the_news_is_one(title, text, hijacked):
    assert classify(title, text, hijacked)[0] == "annual_report"
