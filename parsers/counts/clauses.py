"""Clauses: the words around a quantity that say what it counts.

A quantity's phrase is what stands between it and the one before (or the next punctuation), with the
quantity itself as `#`: 收到政府信息公开申请#件. What the phrase leaves unsaid stands in its reach, the
words back to the quantity before or the start of the sentence.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from parsers.counts.quantities import Quantity

LONGEST = 60
"""How many characters of a phrase are read on either side of its number."""

HEADING = 32
"""A line of so many characters at most, without a full stop, heads the paragraph below it."""

FARTHEST = 160
"""How many characters a sentence is followed back."""

_SENTENCE_ENDS = "。;!?\n"
_POINT = re.compile(r"(?<!\d),|,(?!\d{3}(?!\d))|[。;:!?()\n]")  # no comma of thousands
JOINT = re.compile(r"、|以及|和|与|及|或")
_PARTED = re.compile(f"{_POINT.pattern}|{JOINT.pattern}")
_HOLLOW = re.compile(
    r"(?:共|总|合|累|计|达到?|为|有|是|约|近|其中|全年|年内|全部|已|均|各|分别|数量|数|总数|总量|及时|先后|本年度?|今年|当年"
    r"|就|了|的|公布|发布|公开|刊登|推送|登载|于|至|截[至止]|年底|年末|[\"“”‘’、\d年月日])*+"
)
_BORROWS = re.compile(r"[,(]?(?:其中)?(?:今年|当年|本年度?|年内|\d{4}年度?)(?:又|共|就|度)?(?:新增加?|增加|新公开)?")
_RISES = re.compile(
    r"(?:进一步|大幅|再)?(?:增[加长]?|上升|提[高升]|扩[大展]?|跃升|减少?|下降|降低?|压[缩减]|精简|调整)(?:到|至|为)(?:今年|本年度?|\d{4}年度?|目前|现[在有])?的?"
)
_MEAN = re.compile("(?:平均)?(?:每[天日月周]|[日月周]均)")
_RISES_FROM = re.compile("[由从][^#]*$")
_CLOSED = re.compile(r"\([^()\n]{0,40}\)")
_CAUSE = re.compile("因(?!公|素)|由于")
_OCCASIONS = frozenset("期次场批班轮")
_SORTED = frozenset("类种")  # 公开7类政策文件236件: of documents there are 236
_EACH_ITS_OWN = re.compile(r"(?P<names>[^#]{2,40})(?:分别|依次)(?P<words>[^#]{0,10})")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A quantity with its words. All places are in the flow.

    left, right: the words just before and behind it. begin, finish: its clause. sentence, paragraph:
    where these begin. before: where the quantity before it ends, if in the same sentence, else `sentence`.
    """

    quantity: Quantity
    left: str
    right: str
    begin: int
    finish: int
    before: int
    sentence: int
    paragraph: int

    @property
    def near(self) -> str:
        """The phrase with the quantity as `#` and its unit."""
        return f"{self.left}#{self.quantity.unit or ''}{self.right}"


class _Marks:
    """Where a text is parted: by any punctuation, and by what ends a sentence."""

    def __init__(self, text: str) -> None:
        self.points = [match.end() for match in _POINT.finditer(text)]
        self.ends = [place for place in self.points if text[place - 1] in _SENTENCE_ENDS]

    def point(self, low: int, high: int) -> int:
        """Behind the last mark in `text[low:high]`; `low` if there is none."""
        at = bisect_right(self.points, high) - 1
        return max(low, self.points[at]) if at >= 0 else low

    def sentence(self, low: int, high: int) -> int:
        """Behind the last end of a sentence in `text[low:high]`; `low` if there is none."""
        at = bisect_right(self.ends, high) - 1
        return max(low, self.ends[at]) if at >= 0 else low


def _left(text: str, marks: _Marks, floor: int, high: int) -> tuple[int, str]:
    """The words of a clause up to `high`: where they begin, and they without closed brackets."""
    begin = marks.point(floor, high)
    words = text[begin:high]
    while begin > floor and text[begin - 1] == ")":
        opened = text.rfind("(", floor, begin - 1)
        if opened < 0:
            break
        begin = marks.point(floor, opened)
        words = text[begin:opened] + words
    return begin, words


def _split(text: str, stop: int, head: int) -> tuple[int, int]:
    """Where the words behind one quantity end and those before the next begin (stop ≤ … ≤ head)."""
    match = JOINT.search(text, stop, head)
    return (match.start(), match.end()) if match else (head, stop)


def _finish(text: str, stop: int) -> int:
    """Where the clause ends that goes on at `stop`."""
    limit = min(len(text), stop + LONGEST)
    match = _POINT.search(text, stop, limit)
    return match.start() if match else limit


def _right(text: str, stop: int, finish: int, after: int) -> int:
    """Where the words behind a quantity end; one clause further if they only say why (1件因年末收到,转下年办理)."""
    if after < finish:
        return _split(text, stop, after)[0]
    if text.startswith("(", finish) and _CLOSED.fullmatch(text, finish, after):  # 微信8条、微博(含转发)4条
        return _split(text, stop, finish)[0]
    if _CAUSE.match(text, stop) and text.startswith(",", finish):
        further = _finish(text, finish + 1)
        return further if further <= after else finish
    return finish


def _stops(text: str, quantities: Sequence[Quantity]) -> list[int]:
    """Where the words of each quantity begin at the earliest: behind the one before, unless that only sorts its noun."""
    stops = [0]
    for one, other in pairwise(quantities):
        sorts = one.unit in _SORTED and not _PARTED.search(text, one.stop, other.head)
        stops.append(stops[-1] if sorts else one.stop)
    return stops


def _paragraphs(text: str) -> list[int]:
    """Where the paragraphs begin; a short line without a full stop heads the one below it."""
    starts, at = [0], 0
    for line in text.split("\n"):
        if at and not (at - starts[-1] <= HEADING and "。" not in text[starts[-1] : at]):
            starts.append(at)
        at += len(line) + 1
    return starts


def _phrase(text: str, marks: _Marks, quantity: Quantity, before: int, after: int, paragraph: int) -> Phrase:
    """The phrase of a quantity; the ones before and after it end and begin at `before` and `after`."""
    low = max(0, quantity.head - FARTHEST)
    sentence = marks.sentence(low, quantity.head)
    finish = _finish(text, quantity.stop)
    right = text[quantity.stop : _right(text, quantity.stop, finish, after)]
    begin, left = _left(text, marks, sentence, quantity.head)
    if before > begin:
        left = _CLOSED.sub("", text[_split(text, before, quantity.head)[1] : quantity.head])
    elif before <= begin and not right and _HOLLOW.fullmatch(left) and begin > max(sentence, before):
        start, more = _left(text, marks, max(sentence, before), begin - 1)
        left = more + text[begin - 1 : quantity.head]
        if _HOLLOW.fullmatch(more) and start > max(sentence, before):
            left = _left(text, marks, max(sentence, before), start - 1)[1] + left
    return Phrase(quantity, left[-LONGEST:], right, begin, finish, max(before, sentence), sentence, paragraph)


def find_phrases(text: str, quantities: Sequence[Quantity]) -> list[Phrase]:
    """The phrase of each quantity of a flow."""
    stops = _stops(text, quantities)
    heads = [*(quantity.head for quantity in quantities), len(text)]
    marks, paragraphs = _Marks(text), _paragraphs(text)
    phrases: list[Phrase] = []
    for i, quantity in enumerate(quantities):
        paragraph = paragraphs[bisect_right(paragraphs, quantity.head) - 1]
        phrase = _phrase(text, marks, quantity, stops[i], heads[i + 1], paragraph)
        before = next((p for p in reversed(phrases) if p.quantity.kind != "percent"), None)
        phrases.append(_with_borrowed(phrase, before) if before else phrase)
    _deal_out(text, phrases)
    return phrases


def _deal_out(text: str, phrases: list[Phrase]) -> None:
    """网站、微信分别发布信息12条和7条: give each figure its own of the things named in a list."""
    for i, phrase in enumerate(phrases):
        match = _EACH_ITS_OWN.fullmatch(phrase.left)
        if not match:
            continue
        names = JOINT.split(match["names"])
        group = phrases[i : i + len(names)]
        if len(names) < 2 or len(group) < len(names) or any(p.begin != phrase.begin for p in group):
            continue
        if any(p.before != q.quantity.stop or len(p.left) > 2 for q, p in pairwise(group)):
            continue
        for place, name in enumerate(names):
            phrases[i + place] = replace(group[place], left=f"{name}{match['words']}")


def _is_hollow(phrase: Phrase) -> bool:
    """Whether a phrase names nothing."""
    return bool(phrase.left) and not phrase.right and bool(_HOLLOW.fullmatch(phrase.left.removeprefix(",")))


def _is_behind(phrase: Phrase, before: Phrase) -> bool:
    """Whether a figure stands right behind another one: 来访48批103人次; behind one of occasions also 推送276期、731条."""
    gap = phrase.quantity.head - before.quantity.stop
    is_close = not gap or (
        gap == 1 and before.quantity.unit in _OCCASIONS and before.quantity.unit != phrase.quantity.unit
    )
    return is_close and phrase.before == before.quantity.stop


def is_mean(phrase: Phrase) -> bool:
    """Whether a figure is one of a day or a month: 月均128条."""
    return bool(_MEAN.search(phrase.left))


def _with_borrowed(phrase: Phrase, before: Phrase) -> Phrase:
    """累计公开6218条,2019年新增742条; 由1128条增加到1887条; 日均访问1万次,全年共398万次: the second counts what the first does."""
    if phrase.before == before.quantity.stop and _RISES.fullmatch(phrase.left):
        return replace(phrase, left=_RISES_FROM.sub("", before.left) + phrase.left)
    if phrase.before == before.quantity.stop and _MEAN.search(before.left) and _is_hollow(phrase):
        return replace(phrase, left=_MEAN.sub("", before.left) + phrase.left)
    if not phrase.left and not phrase.right and _is_behind(phrase, before):
        return replace(phrase, left=before.left)
    same = phrase.paragraph == before.paragraph and phrase.quantity.unit == before.quantity.unit
    if not same or phrase.right or not _BORROWS.fullmatch(phrase.left):
        return phrase
    return replace(phrase, left=before.left + phrase.left)
