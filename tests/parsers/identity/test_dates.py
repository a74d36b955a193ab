"""Dates in every printed form, years, periods, and the year a report is about."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.identity.dates import (
    _patterns,
    find_odd_period,
    find_other_years,
    find_period,
    find_published,
    find_report_year,
    find_years,
    parse_date,
)
from parsers.rules import read_rows


@pytest.mark.parametrize(
    ("raw", "want"),
    [
        ("2021-02-19", date(2021, 2, 19)),
        ("2013-01-30 15:48:00", date(2013, 1, 30)),
        ("2015/3/20", date(2015, 3, 20)),
        ("2018.1.9", date(2018, 1, 9)),
        ("2012年03月30日", date(2012, 3, 30)),
        ("2020年 1 月 8 日 9:30", date(2020, 1, 8)),
        ("二〇一一年一月十日", date(2011, 1, 10)),
        ("二○一六年十二月二十五日", date(2016, 12, 25)),
        ("二零二一年二月三十日", None),
        ("20190315", date(2019, 3, 15)),
        ("2019-13-01", None),
        ("14-03-12 10:20", date(2014, 3, 12)),
        ("点击数:2019", None),
        ("", None),
    ],
)
def test_parse_date(raw, want):
    assert parse_date(raw) == want


@given(
    st.dates(date(2008, 1, 1), date(2030, 12, 31)),
    st.sampled_from(["{y}-{m:02}-{d:02}", "{y}/{m}/{d}", "{y}年{m}月{d}日", "({y}.{m}.{d})"]),
)
def test_any_date_is_read_from_any_form(day, form):
    assert parse_date(form.format(y=day.year, m=day.month, d=day.day)) == day


@pytest.mark.parametrize(
    ("lines", "want"),
    [
        (["首页 > 年报", "发布时间:2021-01-28 10:05 来源:某局"], date(2021, 1, 28)),
        (["(2015年3月20日)"], date(2015, 3, 20)),
        (["2019-01-09 作者: 点击数:436"], date(2019, 1, 9)),
        (["填报日期:2017-01-06"], None),
        (["有效日期:2017-01-06"], None),
        (["统计期限为2014年1月1日至2014年12月31日。"], None),
        (["某局", "2018年1月25日起施行的办法"], None),
    ],
)
def test_find_published(lines, want):
    assert find_published(lines) == want


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("统计期限自2020年1月1日起至2020年12月31日止", 2020),
        ("数据时限为2013年1月1日至12月31日", 2013),
        ("所用数据从2016年1月1日起算,至当年12月31日截止", 2016),
        ("统计时段为20211月1日至202112月31日", 2021),
        ("201111日至20111231日", 2011),
        ("2020年以来,我局召开会议2次", None),
    ],
)
def test_find_period(text, year):
    assert find_period(text) == year


def test_find_years_reads_figures_and_characters():
    assert find_years("二〇二〇年度比2019年多,截至20101231日,第2021号") == [2020, 2019]


@pytest.mark.parametrize(
    ("title", "weak", "text", "published", "year"),
    [
        (
            "某局2019年政府信息公开年度报告",
            "",
            "统计期限为2018年1月1日至12月31日。2019年公开62条。",
            date(2020, 1, 5),
            2019,
        ),
        ("某局政府信息公开年度报告", "首页 > 2017年", "一年来公开62条。", date(2018, 1, 5), 2017),
        ("某局政府信息公开年度报告", "", "2016年,我局公开62条。2017年将继续努力。", date(2017, 1, 5), 2016),
        ("2015年度报告", "", "", None, 2015),
        ("年度报告", "", "公开62条。", date(2018, 1, 5), None),
        ("", "", "某市2014年设立,现公布2016年度的年报。", date(2017, 1, 5), 2016),
        ("", "", "现将2012年政府信息公开情况报告如下。2010年至2013年", None, 2012),
    ],
)
def test_find_report_year(title, weak, text, published, year):
    assert find_report_year(title, weak, text, published) == year


@pytest.mark.parametrize(
    ("text", "others"),
    [
        ("某局2019年年报\n统计期限为2018年1月1日至12月31日。", {2018: "2018年1月1日至12月31日"}),
        ("某局2019年年报\n现将2018年度政府信息公开工作情况报告如下", {2018: "现将2018年度政府信息公开工作情况报告"}),
        ("某局2019年年报\n统计期限为2019年1月1日至12月31日,比2018年多。", {}),
        ("某局2019年年报\n依据《某局2018年度报告》整改", {}),
        ("本报告所列数据截至2018年12月31日。", {2018: "数据截至2018年"}),
        ("本报告所列数据截至2019年12月31日。", {}),
        ("截至2018年12月31日,网站累计访问300万次。", {}),
        ("统计时段:2018年1月1日—12月31日。", {2018: "2018年1月1日—12月31日"}),
    ],
)
def test_years_left_over_from_last_years_copy(text, others):
    found = find_other_years(2019, "某局2019年年报", text)
    assert {year: text[start:end] for year, start, end in found} == others


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("所列数据自2008年5月1日起至12月31日止", ("2008-05-01", "2008-12-31")),
        ("统计时限为2008年1月1日到2008年11月30日", ("2008-01-01", "2008-11-30")),
        ("统计期限为2008年1月1日至2008年12月31日", None),
        ("统计期限为2008年1月1日至当年12月31日", None),
        ("会议定于2008年5月1日至5月3日召开", None),
        ("统计期限为2007年5月1日至2007年12月31日", None),
    ],
)
def test_a_period_that_is_not_the_year(text, period):
    found = find_odd_period(text, 2008)
    assert (found and found[:2]) == period


@pytest.mark.parametrize(
    ("line", "want"),
    [
        ("政府门户网站 www.gov.cn 2009年03月31日 来源:某局", date(2009, 3, 31)),
        ("【字体:大 中 小】 2010.03.02 16:41 来源:县司法局", date(2010, 3, 2)),
        ("来源:区商务委 (2015年3月12日)", date(2015, 3, 12)),
        ("(2013年2月20日发布)", date(2013, 2, 20)),
        ("楼主 某人 发表于 2021-01-12 21:40", date(2021, 1, 12)),
        ("关于节假日通关安排的公告 2018-02-09", None),
        ("来源统计自2018年1月1日起公布", None),
    ],
)
def test_a_date_on_a_line_about_the_page(line, want):
    assert find_published([line]) == want


@pytest.mark.parametrize("row", read_rows("date_patterns.csv"), ids=lambda row: row["kind"])
def test_what_tells_what_a_date_is(row):
    pattern = _patterns()[row["kind"]]
    assert pattern.search(row["yes"])
    assert not pattern.search(row["no"])


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("2022年01月18日来源:某局", date(2022, 1, 18)),
        ("管理员 于2022年04月11日发表", date(2022, 4, 11)),
        ("归档时间:2023-06-15", None),
        ("生成日期 2017-02-16 公开日期 2017-03-01", date(2017, 3, 1)),
    ],
)
def test_dates_on_lines_about_the_page(line, found):
    assert find_published([line]) == found
