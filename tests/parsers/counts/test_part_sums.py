"""Lists of parts that contradict their total, and lists that do not."""

import csv
import time
from dataclasses import replace
from importlib import resources

import pytest

from parsers.counts import read_counts
from parsers.counts.part_sums import check_parts
from parsers.folding import fold
from parsers.records import Finding
from parsers.rules import read_rows


def check(text: str) -> tuple[Finding, ...]:
    return check_parts(read_counts(fold(text), (), (), 2019), text)


@pytest.mark.parametrize(
    ("text", "sums"),
    [
        ("主动公开政府信息96条,其中概况信息60条、政策文件40条。", "总数 96,所列各项合计 100(60+40)"),
        ("主动公开信息96条:概况60条,文件40条,人事2条。", "总数 96,所列各项合计 102(60+40+2)"),
        ("收到申请6件，分别为自然人4件、企业1件。", "总数 6,所列各项合计 5(4+1)"),
        ("主动公开信息96条,其中概况60条,占60%;文件40条,占40%。", "总数 96,所列各项合计 100(60+40)"),
        ("收到申请52件,其中自然人30件(含个体户3件)、法人25件。", "总数 52,所列各项合计 55(30+25)"),
        ("由9名同志承担,按岗位分,专职4名、兼职6名。", "总数 9,所列各项合计 10(4+6)"),
        (
            "累计公开信息158条,全文电子化率100%。分类来看:公文29条,占18.4%;执法21条,占13.3%;其他4条。",
            "总数 158,所列各项合计 54(29+21+4)",
        ),
        ("收到申请4件,其中网络申请5件、信函申请2件。", "总数 4,所列各项合计 7(5+2)"),
        (
            "主动公开信息64条,按内容分别为汛情公报类29条、防灾减灾类32条、户籍办理类15条。",
            "总数 64,所列各项合计 76(29+32+15)",
        ),
        (
            "全年收到申请40件,较上年增长25%。其中信函申请15件,网络申请20件,当面申请3件。",
            "总数 40,所列各项合计 38(15+20+3)",
        ),
        (
            "受理申请9件,比上年多2件。当面申请6件,占66.7%;信函申请2件;网上申请2件。答复9件。",
            "总数 9,所列各项合计 10(6+2+2)",
        ),
        (
            "主动公开政府信息90条,较上年增加12条,增长15.4%。其中公文类20条,规划类5条,动态类50条,其他9条。",
            "总数 90,所列各项合计 84(20+5+50+9)",
        ),
        ("公开工作人员12人,其中专职2人,兼职9人。", "总数 12,所列各项合计 11(2+9)"),
        ("有,总计12件:网上8件,来信2件,到窗口1件。给了全部内容的7件。", "总数 12,所列各项合计 11(8+2+1)"),
        (
            "公开信息236条。拆开来看:文化动态135条,占51.3%;办事指南38条;人事与财务21条;机构概况12条;其他16条。",
            "总数 236,所列各项合计 222(135+38+21+12+16)",
        ),
        ("制发规范性文件12件,包括自行制定7件\n、联合制定6件。", "总数 12,所列各项合计 13(7+6)"),
    ],
)
def test_parts_that_do_not_add_up(text: str, sums: str) -> None:
    assert [finding.message_zh.partition(":")[2] for finding in check(text)] == [sums]


@pytest.mark.parametrize(
    "text",
    [
        "主动公开信息96条,其中概况60条、文件36条。",
        "全年收到申请40件。其中信函申请15件,网络申请25件。",
        "全年收到申请40件,其中网络申请25件。",
        "全年收到申请40件,其中网络申请25件、信函申请10件、其他形式申请5件。",
        "全年收到申请40余件,其中网络申请25件、信函申请10件。",
        "收到申请40件。兼职人员9人。",
        "主动公开政府信息90条,较上年增加12条。其中公文类20条,规划类5条,动态类50条,统计类9条。",
        "主动公开政府信息84条,较上年增加12条。其中公文类20条,规划类5条,动态类50条,其他9条。",
        "主动公开政府信息90条。其中网站20条,公报5条,微信50条,其他方式9条。",
        "收到申请40件。网络申请25件、信函申请10件、口头申请5件。",
        "收到申请40件,网络申请25件、信函申请15件,答复40件。",
        "收到申请6件,其中自然人4件,企业1件。",
        "收到申请6件,包括自然人4件,企业1件。",
        "收到申请6件:自然人4件、企业1件等。",
        "收到申请6件:自然人4件、企业1件,另有1件不明。",
        "收到申请6件:主要是自然人4件、企业1件。",
        "收到申请36件,其中网络申请1件、信函申请35件,引发行政复议1件。",
        "公开信息96条,其中概况60条。另公开通知40条、公告3条。",
        "公开信息96条,其中网站60条、微信60条。",
        "收到申请6件,其中受理6件、办结5件。",
        "办结22件,其中自然人20件、法人2件,另有1件转下年。",
        "公开信息900余条,其中概况600条、文件500条。",
        "制定文件81条,其中概况36条;编发简报92条。",
        "全市受理申请12件,市本级7件,其中办公室2件;县级5件。",
        "不公开7件,补正1件。理由:秘密4件,隐私2件,安全3件。",
        "公开信息4条,较上年2条增长。其中概况3条、文件1条。",
        "主动公开信息76条,按内容分别为汛情公报类29条、防灾减灾类32条、户籍办理类15条。",
        "收到申请4件,上年结转5件、当年办结9件。",
        "发布信息4条,其中转载上级5条。",
        "公开信息54条。分类来看:公文29条,执法21条,其他4条。",
        "公开信息158条,其中县级60条、乡镇98条。按内容分,公文29条,执法79条,其他50条。",
        "公开信息158条。分类来看:公文29条,执法21条。",
        "公开信息158条。其中公文29条,其他21条。",
        "提案0件,复议0件,诉讼0件。",
        "",
    ],
)
def test_what_contradicts_nothing(text: str) -> None:
    assert check(text) == ()


def test_evidence_reaches_from_the_total_to_the_last_part() -> None:
    text = "主动公开政府信息96条,其中概况信息60条、政策文件40条。"
    (found,) = check(text)
    assert text[found.start_char : found.end_char] == "96条,其中概况信息60条、政策文件40"


@pytest.mark.parametrize("row", read_rows("lists.csv"), ids=lambda row: row["example"])
def test_rules_own_their_examples(row: dict[str, str]) -> None:
    told = bool(check(row["example"] + "。"))
    assert told == (row["role"] in ("opens", "complete", "sorts"))


def test_rules_are_sorted() -> None:
    text = resources.files("parsers.rules").joinpath("lists.csv").read_text(encoding="utf-8")
    rows = list(csv.reader(text.splitlines()))[1:]
    assert rows == sorted(rows)


def test_nothing_has_no_parts() -> None:
    counts = read_counts(fold("受理投诉0件:复议0件,诉讼0件。"), (), (), 2019)
    assert [count.part_of for count in counts] == [None, None, None]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("同意公开9件,不予公开8件,告知补正7件。不予公开的理由:秘密4件,隐私4件。", [None, None, None, 1, 1]),
        ("不予公开12件,告知补正7件。不予公开的理由:秘密4件,隐私2件,安全1件,稳定5件。", [None, None, 0, 0, 0, 0]),
        ("复议案件21件,其中维持15件、撤销6件。诉讼案件13件,其中维持原判10件、改判3件。", [None, 0, 0, None, 3, 3]),
    ],
)
def test_words_name_the_total_again(text: str, parts: list[int | None]) -> None:
    assert [count.part_of for count in read_counts(fold(text), (), (), 2019)] == parts


def test_of_many_lists_each_looks_only_around_itself():
    text, number = "收到申请5件,其中网上2件,信函2件。", 15_000
    one = read_counts(fold(text), (), (), 2019)
    counts = [
        replace(
            count,
            count_no=count.count_no + place * len(one),
            start_char=count.start_char + place * len(text),
            end_char=count.end_char + place * len(text),
            part_of=None if count.part_of is None else count.part_of + place * len(one),
        )
        for place in range(number)
        for count in one
    ]
    start = time.monotonic()
    check_parts(counts, text * number)
    assert time.monotonic() - start < 15
