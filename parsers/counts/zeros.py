"""Zero in words: 未收到申请, 没有收费, 行政复议、行政诉讼均为零.

A phrase denies what is named in it (未发生行政复议), before it (行政复议均未发生) or, where it names nothing
(本年度无), in the heading above it. A row of `rules/zeros.csv` says which words name an indicator; one phrase
may deny several.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from parsers.rules import Pattern, read_rows

_WORDS = r"[^,。;:!?()\n]"
_SUBJECT = r"(?:也|均|都|皆|并|尚|还|亦|且|暂|全部|一直|从|历年都|至今){0,4}+"
_VERB = "[收接受承发产出有存提引被因就向对由涉办举开设配安制结支征作实召组印列主]"
_DENIAL = re.compile(
    rf"(?=[也均都皆并尚还亦且暂全一从历至未不没无免为是零分“\"]){_SUBJECT}(?:(?:未曾?|不曾)(?=新?{_VERB})|没有?(?!及时|按|能|做|完全|充分|真正|形成|达到|到位|严格|条件|统一)"
    r"|无(?!法|障碍|论|须|需|偿|缝|线|害|烟|纸|正当|关|锡|为|形|理由|效|人机|疑|遗|差|边|数|限|偏|党|证|照|主|抵|证明|违)"
    r"|不存在|不收取?(?=[^到]{0,8}费)|免收|(?:一律|全部|均|都)免费|(?<=申请人)免费(?=提供)|免费(?=[向为]申请人))"
    r"|分文[未不没][收取有]|一分钱?[也都]?[未没]有?收|零(?:收取|收费|发生)(?=$|[,。;、\n])|(?:均|都|皆|全)?(?:为|是)(?:零|〇|0)(?![\d.%零])[件次元人]?|[“\"]?零(?=(?:行政)?(?:复议|诉讼|投诉|申请|收费|举报))"
)
_HOLLOW = re.compile(
    r"(?:承办|本|我|全|年|度|内|期|局|委|厅|市|县|区|镇|乡|街道|单位|机关|部门|办|今年|当|报告|\d|此|该|上述|以上|类|相|有|关|的|情况|情形|事项"
    r"|问题|现象|案件|发生|出现|产生|存在|收到|接到|收取|任何|此外|暂|在|统计|截至|截止|月|日|底|共|均|也|因|方面|一起|一件|1|为|都|未|没|打过|有过)*+"
)
_EARLIER = re.compile("(?:其中|而)?(?:上一?年度?|往年|去年)")
_ENUM = re.compile(r"^[(]?\d{1,2}[)、.](?!\d)")
_POINTS = ",。;:!?()\n"
_POINT = re.compile("[,。;:!?()\n]")
_HINT = re.compile("[面真络函复诉告申费免举投会谈职规罚强结公训案法官门钱文延收建应]")
_EXEMPTS = re.compile("[0-9]|低保|困难|残疾|特困|贫困|对象")  # 对低保户免收: fees are taken from others
_OF_SOME = re.compile(r"[但仍尚还也]?有?(?:个别|少数|某些|有些|一些|有的|凡是?|对于|如果|若|部分(?!公开))")
_ATTRIBUTE = re.compile(
    r"的(?:单位|部门|科室|处室|乡镇|村|文件|企业|学校|地方)(?=$|[要应须尽由可不])|的问题(?=突出|较|还|仍|依然|没|未)"
)
LEFT_OVER = "requests.carried_in"
"""What alone a report says of the year before and counts itself: 上年无结转, but not 上年未收到申请."""

FARTHEST = 120
"""How many characters a clause is followed to either side of a denial."""


class Object(NamedTuple):
    """A row: the words that name an indicator when they are denied."""

    id: str
    indicator: str
    unit: str
    pattern: Pattern
    without: Pattern | None


class Zero(NamedTuple):
    """A phrase that denies: its place in the flow, its clause, and what it says 0 of."""

    start: int
    end: int
    begin: int
    finish: int
    objects: tuple[Object, ...]


@cache
def objects() -> tuple[Object, ...]:
    """The rows, in order."""
    return tuple(
        Object(
            row["id"],
            row["indicator"],
            row["unit"],
            Pattern(row["pattern"]),
            Pattern(row["without"]) if row["without"] else None,
        )
        for row in read_rows("zeros.csv")
    )


def find_objects(words: str) -> tuple[Object, ...]:
    """What is named in the words of a denial, in the order of naming."""
    if not _HINT.search(words):
        return ()
    found = []
    for named in objects():
        match = named.pattern.search(words)
        if match and not (named.without and named.without.search(words)):
            found.append((match.end(), named))
    unique: dict[str, Object] = {}
    for _, named in sorted(found, key=lambda pair: pair[0]):
        unique.setdefault(named.indicator, named)
    return tuple(unique.values())


def _clause(text: str, at: int) -> tuple[int, int]:
    """The clause around a place, as far as `FARTHEST`: its start and end."""
    low = max(0, at - FARTHEST)
    begin = max(low, *(text.rfind(mark, low, at) + 1 for mark in _POINTS))
    match = _POINT.search(text, at, at + FARTHEST)
    return begin, match.start() if match else min(len(text), at + FARTHEST)


def _before(text: str, begin: int) -> tuple[int, str]:
    """The clauses of the sentence before `begin`, as far as `FARTHEST`: where they start, and they."""
    low, high = max(0, begin - FARTHEST), max(0, begin - 1)
    start = max(low, *(text.rfind(mark, low, high) + 1 for mark in "。;!?\n"))
    return start, text[start:begin].strip()


def _no_heading(_place: int) -> str:
    return ""


class _Reader:
    """Reads the denials of one flow."""

    def __init__(self, text: str, heading_at: Callable[[int], str]) -> None:
        self.text = text
        self.heading_at = heading_at

    def read(self, match: re.Match[str], limit: int) -> Zero | None:
        """The zero that a denial says; the next denial begins at `limit`."""
        text = self.text
        begin, finish = _clause(text, match.start())
        end = min(finish, limit)
        words = text[match.start() : end]
        if _EARLIER.fullmatch(text, begin, match.start()):
            named = find_objects(text[begin : match.start()] + text[match.end() : end])
            return Zero(begin, end, begin, finish, named) if {each.indicator for each in named} == {LEFT_OVER} else None
        if _OF_SOME.match(text, begin, match.start()) or _ATTRIBUTE.search(words):
            return None  # of some units only; of those that have none
        if match.group().startswith("免") and _EXEMPTS.search(text, begin, match.start()):
            return None
        if _counts_something(text[match.end() : end]) or text.endswith(("因", "由于"), begin, match.start()):
            return None
        if not match.group().endswith(("零", "〇", "0", "件", "次", "元", "人")) and (named := find_objects(words)):
            return Zero(match.start(), end, begin, finish, named)
        return self._backwards(match, begin, finish, end)

    def _backwards(self, match: re.Match[str], begin: int, finish: int, end: int) -> Zero | None:
        """A denial that names nothing itself: what it denies stands before it, or in the heading."""
        text = self.text
        after = text[match.end() : end]
        if not _HOLLOW.fullmatch(after):
            return None
        before = text[begin : match.start()]
        if named := find_objects(before):
            return Zero(begin, end, begin, finish, named)
        if not _HOLLOW.fullmatch(before):
            return None
        start, sentence = _before(text, begin)
        if sentence and (named := find_objects(sentence)) and not re.search(r"\d", _ENUM.sub("", sentence)):
            return Zero(match.start(), end, start, finish, named)
        if _HOLLOW.fullmatch(sentence.replace(",", "")):
            named = find_objects(self.heading_at(match.start()))
            return Zero(match.start(), end, begin, finish, named) if named else None
        return None


def _counts_something(words: str) -> bool:
    """Whether a number that is no zero follows: 没有…, 共3件."""
    return bool(re.search(r"[1-9][\d.]*(?:件|条|次|人|元)", words))


def find_zeros(text: str, heading_at: Callable[[int], str] = _no_heading) -> list[Zero]:
    """The phrases of a flow that say zero of an indicator in words, in order.

    `heading_at` gives the words of the heading above a place of the flow.
    """
    reader = _Reader(text, heading_at)
    matches = list(_DENIAL.finditer(text))
    found: list[Zero] = []
    for i, match in enumerate(matches):
        limit = matches[i + 1].start() if i + 1 < len(matches) else len(text)
        zero = reader.read(match, limit)
        if zero and (not found or found[-1].end <= zero.start):
            found.append(zero)
    return found
