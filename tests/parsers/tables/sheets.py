"""Official forms filled with chosen numbers: the sheets that `layouts` renders and the tests read back.

Everything here is written from the forms' printed pages, not from the reader's data structures, so that a
mistake in those shows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import NamedTuple

Numbers = dict[tuple[str, str, str], str]
"""(table, row, column) → what is printed there; an empty string for a blank."""


class Box(NamedTuple):
    """A cell of a sheet: its text and what it spans. kind: label, value or filler."""

    text: str
    colspan: int = 1
    rowspan: int = 1
    kind: str = "label"


@dataclass(frozen=True)
class Sheet:
    """A table as printed: rows of cells, left out where a cell above spans them."""

    table: str
    rows: list[list[Box]]
    width: int
    header_rows: frozenset[int] = frozenset()
    breaks: tuple[int, ...] = ()


@dataclass(frozen=True)
class Form:
    """A filled form."""

    edition: str
    numbers: Numbers
    sheets: list[Sheet]
    title: str = "某某县文化和旅游局2020年政府信息公开工作年度报告"
    headings: dict[str, str] = field(default_factory=dict)


PEOPLE = ("natural_person", "business", "research", "nonprofit", "legal_service", "other_org")
OUTCOMES = ("upheld", "corrected", "other", "pending")
DENIED = (
    ("state_secret", "1.属于国家秘密"),
    ("prohibited_by_law", "2.其他法律行政法规禁止公开"),
    ("security", "3.危及“三安全一稳定”"),
    ("third_party", "4.保护第三方合法权益"),
    ("internal", "5.属于三类内部事务信息"),
    ("process", "6.属于四类过程性信息"),
    ("enforcement_file", "7.属于行政执法案卷"),
    ("administrative_query", "8.属于行政查询事项"),
)
UNAVAILABLE = (
    ("not_held", "1.本机关不掌握相关政府信息"),
    ("needs_creation", "2.没有现成信息需要另行制作"),
    ("unclear", "3.补正后申请内容仍不明确"),
)
NOT_PROCESSED = (
    ("petition", "1.信访举报投诉类申请"),
    ("repeated", "2.重复申请"),
    ("publication", "3.要求提供公开出版物"),
    ("abusive", "4.无正当理由大量反复申请"),
    ("reconfirmation", "5.要求行政机关确认或重新出具已获取信息"),
)
OTHER_2021 = (
    ("no_correction", "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请"),
    ("fee_unpaid", "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请"),
    ("other", "3.其他"),
)
ACTIVE: dict[str, list[tuple[str, list[tuple[str, str]], list[tuple[str, str]]]]] = {
    "2019": [
        (
            "第二十条第（一）项",
            [("made", "本年新制作数量"), ("disclosed", "本年新公开数量"), ("total_disclosed", "对外公开总数量")],
            [("regulations", "规章"), ("normative", "规范性文件")],
        ),
        (
            "第二十条第（五）项",
            [("last_year", "上一年项目数量"), ("change", "本年增/减"), ("decisions", "处理决定数量")],
            [("licences", "行政许可"), ("other_services", "其他对外管理服务事项")],
        ),
        (
            "第二十条第（六）项",
            [("last_year", "上一年项目数量"), ("change", "本年增/减"), ("decisions", "处理决定数量")],
            [("penalties", "行政处罚"), ("coercion", "行政强制")],
        ),
        (
            "第二十条第（八）项",
            [("last_year", "上一年项目数量"), ("change", "本年增/减")],
            [("charges", "行政事业性收费")],
        ),
        (
            "第二十条第（九）项",
            [("projects", "采购项目数量"), ("amount", "采购总金额")],
            [("procurement", "政府集中采购")],
        ),
    ],
    "2021": [
        (
            "第二十条第（一）项",
            [("issued", "本年制发件数"), ("repealed", "本年废止件数"), ("in_force", "现行有效件数")],
            [("regulations", "规章"), ("normative", "行政规范性文件")],
        ),
        ("第二十条第（五）项", [("decisions", "本年处理决定数量")], [("licences", "行政许可")]),
        (
            "第二十条第（六）项",
            [("decisions", "本年处理决定数量")],
            [("penalties", "行政处罚"), ("coercion", "行政强制")],
        ),
        ("第二十条第（八）项", [("amount", "本年收费金额（单位：万元）")], [("charges", "行政事业性收费")]),
    ],
}
STATISTICS: list[tuple[str | None, str, str]] = [
    (None, "一、主动公开情况", "——"),
    ("disclosed", "（一）主动公开政府信息数（不同渠道和方式公开相同信息计1条）", "条"),
    ("disclosed.normative", "其中：主动公开规范性文件数", "条"),
    ("normative_issued", "制发规范性文件总数", "件"),
    (None, "（二）通过不同渠道和方式公开政府信息的情况", "——"),
    ("disclosed.gazette", "1.政府公报公开政府信息数", "条"),
    ("disclosed.website", "2.政府网站公开政府信息数", "条"),
    ("disclosed.weibo", "3.政务微博公开政府信息数", "条"),
    ("disclosed.wechat", "4.政务微信公开政府信息数", "条"),
    ("disclosed.other_channel", "5.其他方式公开政府信息数", "条"),
    (None, "二、回应解读情况", "——"),
    ("responses.events", "（一）回应公众关注热点或重大舆情数（不同方式回应同一热点或舆情计1次）", "次"),
    (None, "（二）通过不同渠道和方式回应解读的情况", "——"),
    ("press_conferences", "1.参加或举办新闻发布会总次数", "次"),
    ("press_conferences.principal", "其中：主要负责同志参加新闻发布会次数", "次"),
    ("interviews", "2.政府网站在线访谈次数", "次"),
    ("interviews.principal", "其中：主要负责同志参加政府网站在线访谈次数", "次"),
    ("interpretations", "3.政策解读稿件发布数", "篇"),
    ("responses.social", "4.微博微信回应事件数", "次"),
    ("responses.other", "5.其他方式回应事件数", "次"),
    (None, "三、依申请公开情况", "——"),
    ("requests", "（一）收到申请数", "件"),
    ("requests.in_person", "1.当面申请数", "件"),
    ("requests.fax", "2.传真申请数", "件"),
    ("requests.online", "3.网络申请数", "件"),
    ("requests.mail", "4.信函申请数", "件"),
    ("requests.closed", "（二）申请办结数", "件"),
    ("requests.closed.on_time", "1.按时办结数", "件"),
    ("requests.closed.extended", "2.延期办结数", "件"),
    ("requests.replied", "（三）申请答复数", "件"),
    ("requests.already_public", "1.属于已主动公开范围数", "件"),
    ("requests.granted", "2.同意公开答复数", "件"),
    ("requests.partial", "3.同意部分公开答复数", "件"),
    ("requests.denied", "4.不同意公开答复数", "件"),
    ("requests.denied.state_secret", "其中：涉及国家秘密", "件"),
    ("requests.denied.trade_secret", "涉及商业秘密", "件"),
    ("requests.denied.privacy", "涉及个人隐私", "件"),
    ("requests.denied.security", "危及国家安全、公共安全、经济安全和社会稳定", "件"),
    ("requests.denied.not_information", "不是《条例》所指政府信息", "件"),
    ("requests.denied.other_law", "法律法规规定的其他情形", "件"),
    ("requests.not_ours", "5.不属于本行政机关公开数", "件"),
    ("requests.nonexistent", "6.申请信息不存在数", "件"),
    ("requests.amend", "7.告知作出更改补充数", "件"),
    ("requests.elsewhere", "8.告知通过其他途径办理数", "件"),
    ("reviews", "四、行政复议数量", "件"),
    ("reviews.upheld", "（一）维持具体行政行为数", "件"),
    ("reviews.corrected", "（二）被依法纠错数", "件"),
    ("reviews.other", "（三）其他情形数", "件"),
    ("litigation", "五、行政诉讼数量", "件"),
    ("litigation.upheld", "（一）维持具体行政行为或者驳回原告诉讼请求数", "件"),
    ("litigation.corrected", "（二）被依法纠错数", "件"),
    ("litigation.other", "（三）其他情形数", "件"),
    ("complaints", "六、举报投诉数量", "件"),
    ("fees", "七、依申请公开信息收取的费用", "万元"),
    (None, "八、机构建设和保障经费情况", "——"),
    ("org.offices", "（一）政府信息公开工作专门机构数", "个"),
    ("org.reading_points", "（二）设置政府信息公开查阅点数", "个"),
    ("org.staff", "（三）从事政府信息公开工作人员数", "人"),
    ("org.staff.full_time", "1.专职人员数（不包括政府公报及政府网站工作人员数）", "人"),
    ("org.staff.part_time", "2.兼职人员数", "人"),
    ("org.budget", "（四）政府信息公开专项经费（不包括用于政府公报编辑管理及政府网站建设维护等方面的经费）", "万元"),
    (None, "九、政府信息公开会议和培训情况", "——"),
    ("meetings", "（一）召开政府信息公开工作会议或专题会议数", "次"),
    ("trainings", "（二）举办各类培训班数", "次"),
    ("trainees", "（三）接受培训人员数", "人次"),
]


def result_rows(edition: str) -> list[tuple[str, str]]:
    """The rows whose sum is the table's total of results, with their labels."""
    rows = [("granted", "（一）予以公开"), ("partial", "（二）部分公开（区分处理的，只计这一情形，不计其他情形）")]
    rows += [(f"denied.{name}", label) for name, label in DENIED]
    rows += [(f"unavailable.{name}", label) for name, label in UNAVAILABLE]
    rows += [(f"not_processed.{name}", label) for name, label in NOT_PROCESSED]
    if edition == "2019":
        return [*rows, ("other", "（六）其他处理")]
    return rows + [(f"other.{name}", label) for name, label in OTHER_2021]


# --- numbers ---------------------------------------------------------------------------------------


def choose_numbers(random: Random, edition: str, zeros: str = "0") -> Numbers:
    """Numbers for a form that obey its identities. zeros: what a zero is printed as (`0`, ``, `/`, or `mixed`)."""
    numbers: Numbers = {}
    if edition == "2014":
        _choose_statistics(random, numbers)
    else:
        _choose_active(random, edition, numbers)
        _choose_requests(random, edition, numbers)
        _choose_proceedings(random, numbers)
    if zeros != "0":
        for place, text in numbers.items():
            if text == "0":
                numbers[place] = random.choice(("0", "")) if zeros == "mixed" else zeros
    return numbers


def _few(random: Random) -> int:
    """A count as reports have them: mostly none, sometimes a few, seldom many."""
    return random.choice((0, 0, 0, 0, 0, 1, 2, 3, 7, 12, 31, 118, 2046))


def _choose_active(random: Random, edition: str, numbers: Numbers) -> None:
    for _, columns, rows in ACTIVE[edition]:
        for row, _ in rows:
            for column, _ in columns:
                numbers["active", row, column] = str(_few(random))
                if column == "change":
                    numbers["active", row, column] = random.choice(("0", "+1", "-2", "3", "0"))
                if column == "amount":
                    numbers["active", row, column] = random.choice(("0", "272.2", "13.05", "86"))
            if "issued" in dict(columns):
                numbers["active", row, "in_force"] = str(int(numbers["active", row, "issued"]) + _few(random))


def _choose_requests(random: Random, edition: str, numbers: Numbers) -> None:
    rows = [row for row, _ in result_rows(edition)]
    busy = {row for row in rows if random.random() < 0.35}
    value: dict[tuple[str, str], int] = {}
    for person in PEOPLE:
        busy_person = person == "natural_person" or random.random() < 0.4
        for row in rows:
            value[row, person] = _few(random) if row in busy and busy_person else 0
        total = sum(value[row, person] for row in rows)
        value["results_total", person] = total
        value["carried_out", person] = _few(random) if busy_person and random.random() < 0.3 else 0
        carried_in = random.randint(0, total) if random.random() < 0.3 else 0
        value["carried_in", person] = carried_in
        value["received", person] = total + value["carried_out", person] - carried_in
    for row in ("received", "carried_in", *rows, "results_total", "carried_out"):
        for person in PEOPLE:
            numbers["requests", row, person] = str(value[row, person])
        numbers["requests", row, "total"] = str(sum(value[row, person] for person in PEOPLE))


def _choose_proceedings(random: Random, numbers: Numbers) -> None:
    for row in ("review", "litigation.direct", "litigation.after_review"):
        values = [_few(random) for _ in OUTCOMES]
        for column, number in zip(OUTCOMES, values, strict=True):
            numbers["proceedings", row, column] = str(number)
        numbers["proceedings", row, "total"] = str(sum(values))


def _choose_statistics(random: Random, numbers: Numbers) -> None:
    for row, _, unit in STATISTICS:
        if row is not None:
            text = random.choice(("0", "0.0168", "36.50", "1.5", "12")) if unit == "万元" else str(_few(random))
            numbers["statistics", row, "value"] = text
    for total in ("requests", "requests.closed", "requests.denied", "reviews", "litigation", "org.staff"):
        parts = [
            row
            for row, _, _ in STATISTICS
            if row and row.startswith(total + ".") and row.count(".") == total.count(".") + 1
        ]
        if total == "requests":
            parts = [f"requests.{name}" for name in ("in_person", "fax", "online", "mail")]
        numbers["statistics", total, "value"] = str(sum(int(numbers["statistics", part, "value"]) for part in parts))
    replies = ("already_public", "granted", "partial", "denied", "not_ours", "nonexistent", "amend", "elsewhere")
    numbers["statistics", "requests.replied", "value"] = str(
        sum(int(numbers["statistics", f"requests.{name}", "value"]) for name in replies)
    )


# --- sheets ----------------------------------------------------------------------------------------


def _values(numbers: Numbers, table: str, row: str, columns: Sequence[str], spans: Sequence[int]) -> list[Box]:
    return [Box(numbers[table, row, column], span, 1, "value") for column, span in zip(columns, spans, strict=True)]


def _active_sheet(edition: str, numbers: Numbers) -> Sheet:
    rows: list[list[Box]] = []
    headers: set[int] = set()
    breaks = []
    for heading, columns, labels in ACTIVE[edition]:
        # A block with fewer columns is as wide as the widest.
        spans = [1] * (len(columns) - 1) + [4 - len(columns)]
        breaks.append(len(rows))
        headers |= {len(rows), len(rows) + 1}
        rows.append([Box(heading, 4)])
        rows.append([Box("信息内容"), *(Box(label, span) for (_, label), span in zip(columns, spans, strict=True))])
        for row, label in labels:
            rows.append([Box(label), *_values(numbers, "active", row, [name for name, _ in columns], spans)])
    return Sheet("active", rows, 4, frozenset(headers), tuple(breaks[1:]))


def _requests_sheet(edition: str, numbers: Numbers) -> Sheet:
    columns = (*PEOPLE, "total")

    def values(row: str) -> list[Box]:
        return _values(numbers, "requests", row, columns, [1] * 7)

    rows = [
        [Box("（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", 3, 3), Box("申请人情况", 7)],
        [Box("自然人", 1, 2), Box("法人或其他组织", 5), Box("总计", 1, 2)],
        [Box("商业企业"), Box("科研机构"), Box("社会公益组织"), Box("法律服务机构"), Box("其他")],
        [Box("一、本年新收政府信息公开申请数量", 3), *values("received")],
        [Box("二、上年结转政府信息公开申请数量", 3), *values("carried_in")],
    ]
    groups = [
        ("（三）不予公开", [(f"denied.{name}", label) for name, label in DENIED]),
        ("（四）无法提供", [(f"unavailable.{name}", label) for name, label in UNAVAILABLE]),
        ("（五）不予处理", [(f"not_processed.{name}", label) for name, label in NOT_PROCESSED]),
    ]
    if edition == "2021":
        groups.append(("（六）其他处理", [(f"other.{name}", label) for name, label in OTHER_2021]))
    count = len(result_rows(edition)) + 1
    for index, (row, label) in enumerate(result_rows(edition)[:2]):
        rows.append([*([Box("三、本年度办理结果", 1, count)] if index == 0 else []), Box(label, 2), *values(row)])
    for group, members in groups:
        for index, (row, label) in enumerate(members):
            rows.append([*([Box(group, 1, len(members))] if index == 0 else []), Box(label), *values(row)])
    if edition == "2019":
        rows.append([Box("（六）其他处理", 2), *values("other")])
    rows.append([Box("（七）总计", 2), *values("results_total")])
    rows.append([Box("四、结转下年度继续办理", 3), *values("carried_out")])
    return Sheet("requests", rows, 10, frozenset({0, 1, 2}))


def _proceedings_sheet(numbers: Numbers) -> Sheet:
    outcomes = [Box(label, 1, 2) for label in ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")]
    lower = [Box(box.text) for box in outcomes]
    places = [
        (row, column)
        for row in ("review", "litigation.direct", "litigation.after_review")
        for column in (*OUTCOMES, "total")
    ]
    rows = [
        [Box("行政复议", 5), Box("行政诉讼", 10)],
        [*outcomes, Box("未经复议直接起诉", 5), Box("复议后起诉", 5)],
        [*lower, *lower],
        [Box(numbers["proceedings", row, column], 1, 1, "value") for row, column in places],
    ]
    return Sheet("proceedings", rows, 15, frozenset({0, 1, 2}))


def _statistics_sheet(numbers: Numbers) -> Sheet:
    rows = [[Box("统计指标"), Box("单位"), Box("统计数")]]
    for row, label, unit in STATISTICS:
        value = Box("", kind="filler") if row is None else Box(numbers["statistics", row, "value"], kind="value")
        rows.append([Box(label), Box(unit, kind="unit"), value])
    return Sheet("statistics", rows, 3, frozenset({0}))


def fill_form(edition: str, numbers: Numbers) -> Form:
    """A form with numbers in it."""
    if edition == "2014":
        return Form(
            edition, numbers, [_statistics_sheet(numbers)], headings={"statistics": "附表：政府信息公开情况统计表"}
        )
    sheets = [_active_sheet(edition, numbers), _requests_sheet(edition, numbers), _proceedings_sheet(numbers)]
    headings = {
        "active": "二、主动公开政府信息情况",
        "requests": "三、收到和处理政府信息公开申请情况",
        "proceedings": "四、政府信息公开行政复议、行政诉讼情况",
    }
    return Form(edition, numbers, sheets, headings=headings)
