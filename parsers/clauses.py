"""Clauses: the words around a quantity that say what it counts, and which quantity is part of which.

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

from parsers.quantities import Quantity

LONGEST = 60
"""How many characters of a phrase are read on either side of its number."""

HEADING = 32
"""A line of so many characters at most, without a full stop, heads the paragraph below it."""

LIST = 3
"""Figures that a list without a word for it has at least, if its total stands further back."""

NEARBY = 6
"""How many stretches of figures back a total may stand whose parts a paragraph lists."""

FARTHEST = 160
"""How many characters a sentence is followed back."""

_SAME = ({"人", "名", "位"}, {"件", "宗", "起"}, {"篇", "条"}, {"场", "次"})
_SENTENCE_ENDS = "。;!?\n"
_POINT = re.compile(r"[,。;:!?()\n]")
_JOINT = re.compile(r"、|以及|和|与|及|或")
_HOLLOW = re.compile(
    r"(?:共|总|合|累|计|达到?|为|有|是|约|近|其中|全年|年内|全部|已|均|各|分别|数量|数|总数|总量|及时|先后|本年度?|今年|当年"
    r"|就|了|的|公布|发布|公开|刊登|推送|登载|于|至|截[至止]|年底|年末|[\"“”‘’、\d年月日])*+"
)
_BORROWS = re.compile(r"[,(]?(?:其中)?(?:今年|当年|本年度?|年内|\d{4}年度?)(?:又|共|就|度)?(?:新增加?|增加|新公开)?")
_EACH_ITS_OWN = re.compile(r"(?P<names>[^#]{2,40})分别(?P<words>[^#]{0,10})")
_PART = re.compile(
    r"其中|包括|包含|(?<!不)含|里面|当中|内有|分别|细分|分类|类别|按.{1,10}(?:分|看|计)|从.{1,10}看|论|:"
)
_KINDS = re.compile(r"按.{1,10}(?:分|看|计)|从.{1,10}看|细分|分类|类别|论|主要内容")
_LOOSE = re.compile(rf":|{_KINDS.pattern}")


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
    match = _JOINT.search(text, stop, head)
    return (match.start(), match.end()) if match else (head, stop)


def _finish(text: str, stop: int) -> int:
    """Where the clause ends that goes on at `stop`."""
    limit = min(len(text), stop + LONGEST)
    match = _POINT.search(text, stop, limit)
    return match.start() if match else limit


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
    end = _split(text, quantity.stop, after)[0] if after < finish else finish
    right = text[quantity.stop : end]
    begin, left = _left(text, marks, sentence, quantity.head)
    if before > begin:
        left = text[_split(text, before, quantity.head)[1] : quantity.head]
    elif before <= begin and not right and _HOLLOW.fullmatch(left) and begin > max(sentence, before):
        start, more = _left(text, marks, max(sentence, before), begin - 1)
        left = more + text[begin - 1 : quantity.head]
        if _HOLLOW.fullmatch(more) and start > max(sentence, before):
            left = _left(text, marks, max(sentence, before), start - 1)[1] + left
    return Phrase(quantity, left[-LONGEST:], right, begin, finish, max(before, sentence), sentence, paragraph)


def find_phrases(text: str, quantities: Sequence[Quantity]) -> list[Phrase]:
    """The phrase of each quantity of a flow."""
    stops = [0, *(quantity.stop for quantity in quantities)]
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
        names = _JOINT.split(match["names"])
        group = phrases[i : i + len(names)]
        if len(names) < 2 or len(group) < len(names) or any(p.begin != phrase.begin for p in group):
            continue
        if any(p.before != q.quantity.stop or len(p.left) > 2 for q, p in pairwise(group)):
            continue
        for place, name in enumerate(names):
            phrases[i + place] = replace(group[place], left=f"{name}{match['words']}")


def _with_borrowed(phrase: Phrase, before: Phrase) -> Phrase:
    """累计公开6218条,2019年新增742条: the second counts what the first does."""
    if not phrase.left and not phrase.right and phrase.quantity.head == before.quantity.stop:
        return replace(phrase, left=before.left)  # 来访48批103人次
    same = phrase.paragraph == before.paragraph and phrase.quantity.unit == before.quantity.unit
    if not same or phrase.right or not _BORROWS.fullmatch(phrase.left):
        return phrase
    return replace(phrase, left=before.left + phrase.left)


def _alike(part: Quantity, total: Quantity) -> bool:
    """Whether the one can be counted among the other."""
    same = part.unit == total.unit or any({part.unit, total.unit} <= units for units in _SAME)
    return same and part.kind not in ("percent", "money") and part.value <= total.value


class _Totals:
    """The totals whose parts are being listed, the innermost last: (index, what is left of its value)."""

    def __init__(self, phrases: Sequence[Phrase]) -> None:
        self.phrases = phrases
        self.open: list[tuple[int, float]] = []

    def start(self, index: int) -> None:
        if not self.open or self.open[-1][0] != index:
            self.open.append((index, self.phrases[index].quantity.value))

    def take(self, quantity: Quantity) -> int | None:
        """The innermost open total that `quantity` still fits into; what it does not fit is closed."""
        while self.open:
            index, left = self.open[-1]
            total = self.phrases[index].quantity
            if _alike(quantity, total) and quantity.value <= left:
                self.open[-1] = (index, left - quantity.value)
                return index
            if quantity.unit != total.unit:
                return None
            self.open.pop()
        return None


def _total_for(phrases: Sequence[Phrase], parts: Sequence[int | None], i: int, is_loose: bool) -> int | None:
    """The total that the list beginning at `i` belongs to: the quantity before it, or for a loose mark the
    last one in the paragraph that is itself no part."""
    for j in range(i - 1, max(-1, i - 12), -1):
        if phrases[j].paragraph != phrases[i].paragraph and not is_loose:
            return None
        if _alike(phrases[i].quantity, phrases[j].quantity) and not (is_loose and parts[j] is not None):
            return j
    return None


def _runs(phrases: Sequence[Phrase]) -> list[list[int]]:
    """Stretches of figures of one unit within a paragraph, percentages between them left out."""
    runs: list[list[int]] = []
    for i, phrase in enumerate(phrases):
        if phrase.quantity.kind == "percent":
            continue
        last = phrases[runs[-1][-1]] if runs else None
        if last and last.quantity.unit == phrase.quantity.unit and last.paragraph == phrase.paragraph:
            runs[-1].append(i)
        else:
            runs.append([i])
    return runs


def _exact(phrases: Sequence[Phrase], total: int, run: Sequence[int], least: int) -> int:
    """How many of the first of `run` (`least` or more) add up to exactly the value of `total`; 0 if none do."""
    whole, added = phrases[total].quantity, 0.0
    for count, i in enumerate(run, 1):
        quantity = phrases[i].quantity
        added += quantity.value
        if quantity.bound or whole.bound or added > whole.value or quantity.unit != whole.unit:
            return 0
        if added == whole.value and count >= least:
            return count
    return 0


def _sums(phrases: Sequence[Phrase]) -> dict[int, int]:
    """Parts that no word marks, but that add up to the figure before them: index → index of the total.

    Two or more parts right behind the total, or three or more that open a later paragraph and whose total is
    the nearest such figure before.
    """
    found: dict[int, int] = {}
    runs = _runs(phrases)
    for at, run in enumerate(runs):
        for place, total in enumerate(run):
            count = _exact(phrases, total, run[place + 1 :], 2) if total not in found else 0
            found |= {i: total for i in run[place + 1 : place + 1 + count]}
        if len(run) < LIST:
            continue
        for earlier in reversed(runs[max(0, at - NEARBY) : at]):
            totals = [i for i in earlier if i not in found and _exact(phrases, i, run, LIST) == len(run)]
            if totals and not any(i in found for i in run):
                found |= dict.fromkeys(run, totals[-1])
                break
    return found


def _breaks_off(text: str, before: Phrase, phrase: Phrase) -> bool:
    """Whether a list that goes on to `before` ends there: with the sentence, unless by a semicolon."""
    if before.sentence == phrase.sentence:
        return False
    return text[phrase.sentence - 1 : phrase.sentence] != ";" or before.paragraph != phrase.paragraph


def find_parts(text: str, phrases: Sequence[Phrase], is_of_year: Sequence[bool]) -> list[int | None]:
    """For each phrase the index of the total that it is a part of, or None.

    `is_of_year` tells figures of the year from others, which are neither totals nor parts.

    Words say so (其中, 包括, a colon, 从类别看), or the figures that follow a total add up to it.
    """
    of_year = [i for i, flag in enumerate(is_of_year) if flag]
    parts: list[int | None] = [None] * len(phrases)
    for place, total in enumerate(_parts(text, [phrases[i] for i in of_year])):
        parts[of_year[place]] = None if total is None else of_year[total]
    return parts


def _parts(text: str, phrases: Sequence[Phrase]) -> list[int | None]:
    """`find_parts` for phrases that are all of the year."""
    parts: list[int | None] = []
    totals, summed = _Totals(phrases), _sums(phrases)
    for i, phrase in enumerate(phrases):
        between = text[phrase.before : phrase.quantity.head]
        is_loose = bool(_LOOSE.search(between))
        opens = not i or phrases[i - 1].paragraph != phrase.paragraph
        if i and not is_loose and _breaks_off(text, phrases[i - 1], phrase):
            totals.open.clear()
        if i and _PART.search(between) and not (opens and not _KINDS.search(between)):
            total = _total_for(phrases, parts, i, is_loose)
            if total is not None:
                totals.start(total)
        total = totals.take(phrase.quantity)
        parts.append(summed.get(i, total))
    return parts
