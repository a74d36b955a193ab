"""What belongs to what: phrases, parts of totals, scopes, sections, second reports, places in the text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.counts import read_counts
from parsers.counts.clauses import find_phrases
from parsers.counts.quantities import find_quantities
from parsers.folding import fold
from parsers.records import Count, Section, Span
from tests.parsers.counts.examples import counts_at


def read(text: str, sections: tuple[Section, ...] = (), skip: tuple[Span, ...] = ()) -> list[Count]:
    return list(read_counts(fold(text), sections, skip, 2019))


def nears(text: str) -> list[str]:
    return [phrase.near for phrase in find_phrases(text, find_quantities(text))]


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ("收到申请5件,办结4件。", ["收到申请#件", "办结#件"]),
        ("有1名专职和13名兼职,", ["有#名专职", "#名兼职"]),
        ("公布文化馆13个、博物馆2个的时间,", ["公布文化馆#个", "博物馆#个的时间"]),
        ("局网站(www.a.cn)承担9条,", ["局网站承担#条"]),
        ("微信公众号更新及时,共9条。", ["微信公众号更新及时,共#条"]),
        ("网站、微信、微博分别发布12条、7条和3条。", ["网站发布#条", "微信发布#条", "微博发布#条"]),
        ("来访48批103人次,", ["来访#批", "来访#人次"]),
        ("公众号推送76期、231条,", ["公众号推送#期", "公众号推送#条"]),
        ("公示补助7人、5件,", ["公示补助#人", "#件"]),
        ("信息量由28条增加到37条,", ["信息量由#条增加到", "信息量增加到#条"]),
        ("1件因年末收到,转下年办理。", ["#件因年末收到,转下年办理"]),
        ("3件因故撤回,2件办结。", ["#件因故撤回", "#件办结"]),
        ("公开7类文件36件。", ["公开#类文件", "公开7类文件#件"]),
        ("微信(含转发)8条、微博(含转发)4条。", ["微信#条", "微博#条"]),
        ("网站、微信依次发布12条、7条。", ["网站发布#条", "微信发布#条"]),
    ],
)
def test_phrases(text: str, phrases: list[str]) -> None:
    assert nears(text) == phrases


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("公开信息96条,其中概况6条、文件12条;通知4条。", [None, 0, 0, 0]),
        ("公开信息96条。收到申请6件。", [None, None]),
        ("公开信息96条,月均48条。其中概况6条、文件12条。", [None, None, 0, 0]),
        ("收到申请6件:网络4件,信函2件。", [None, 0, 0]),
        ("收到申请52件。网络30件,信函13件,当面9件。", [None, 0, 0, 0]),
        ("行政复议87件(2018年为70件):维持61件,纠错8件。", [None, None, 0, 0]),
        ("公开信息100条,占90%,其中概况60条,占60%;文件40条。", [None, None, 0, None, 0]),
        ("办结51件(含延期4件),未办完1件。", [None, 0, None]),
        ("许可25项,其中工商17项,农业8项。办件9件。", [None, 0, 0, None]),
        ("公开信息31条,网站20条。\n按内容分,概况6条,文件10条,通知15条。", [None, None, 0, 0, 0]),
        ("答复的6件中,同意公开4件,不予公开2件。", [None, 0, 0]),
    ],
)
def test_parts_of_totals(text: str, parts: list[int | None]) -> None:
    assert [count.part_of for count in read(text)] == parts


@pytest.mark.parametrize(
    ("text", "scopes"),
    [
        ("收到申请6件,比上年增加2件。", ["year", "growth"]),
        ("收到申请6件,2018年为4件。", ["year", "previous"]),
        ("历年累计公开信息600条,2019年新增60条。", ["cumulative", "year"]),
        ("公开信息60条,占全部的12%。", ["year", "share"]),
        ("下一步,举办培训班2期。", ["target"]),
    ],
)
def test_scopes(text: str, scopes: list[str]) -> None:
    assert [count.scope for count in read(text)] == scopes


def test_figures_of_another_scope_are_no_indicators() -> None:
    assert [count.indicator for count in read("收到公开申请6件,比上年增加2件,2018年收到4件。")] == [
        "requests",
        None,
        None,
    ]


def test_a_year_is_the_year_of_the_report() -> None:
    text = "2018年公开政府信息50条。"
    assert [c.scope for c in read_counts(fold(text), (), (), 2018)] == ["year"]
    assert [c.scope for c in read_counts(fold(text), (), (), 2019)] == ["previous"]


def test_headings_and_tables_are_not_running_text() -> None:
    text = "公开信息5条。\n三、3项工作\n办件 7件\n收到公开申请2件。"
    heading = Section(0, 1, "requests", None, "三、3项工作", 8, len(text), 10)
    table = text.index("办件")
    assert [c.raw for c in read(text, (heading,), (Span(table, table + 5),))] == ["5", "2"]


def test_the_section_tells_what_is_meant() -> None:
    text = "三、申请情况\n网络4件。"
    section = Section(0, 1, "requests", None, "三、申请情况", 0, len(text), 5)
    (count,) = read(text, (section,))
    assert (count.indicator, count.section_key) == ("requests.online", "requests")
    assert read("网络4件。")[0].indicator is None


def test_a_second_report_on_the_page_has_no_indicators() -> None:
    first = "甲县水利局2019年政府信息公开工作年度报告\n" + "全年公开政府信息60条。" * 3
    second = "甲县水利局2018年政府信息公开工作年度报告\n" + "全年公开政府信息40条,未收取费用。" * 8
    counts = read(f"{first}\n{second}")
    assert {c.indicator for c in counts if c.start_char < len(first)} == {"disclosed"}
    assert {c.indicator for c in counts if c.start_char > len(first)} == {None}


@pytest.mark.parametrize(
    "text",
    [
        "主动公开政府信\n息",
        "全年通过政府门户网站和政务微信主动公开政府信息一千\n二百余条,全部及时更新。",
        "全年通过政府门户网站和政务微信主动公开政府信息2\n518条,全部及时更新到位。",
        "公開１，２００條",
        "收到申\u200b请 1 8 件",
    ],
)
def test_raw_is_what_stands_there(text: str) -> None:
    for count in read(text):
        assert text[count.start_char : count.end_char] == count.raw
        assert count.raw in count.quote


def test_a_number_broken_by_a_line_wrap() -> None:
    (count,) = read("全年通过政府门户网站和政务微信主动公开政府信息一千\n二百余条,全部及时更新。")
    assert (count.value, count.bound, count.raw) == (1200, ">", "一千\n二百")


@given(st.text(alphabet="公开申请信息收到未发生费0123456789一二十百万余条件次,。、:;()\n\t “”%其中年", max_size=80))
def test_any_text_is_read_in_order(text: str) -> None:
    counts = read(text)
    assert [c.count_no for c in counts] == list(range(len(counts)))
    for count in counts:
        assert text[count.start_char : count.end_char] == count.raw
        assert count.part_of is None or count.part_of < count.count_no
    assert [c.start_char for c in counts] == sorted(c.start_char for c in counts)


def test_what_is_asked_for_is_not_the_topic_of_requests() -> None:
    (*_, granted) = counts_at("[requests] 收到公开申请9件,涉及排污许可的有6件。9件申请中,“同意公开”的«4»件")
    assert granted.indicator == "requests.granted"
