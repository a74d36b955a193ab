"""Part sums: lists of parts that do not add up to the total which they are said to make up.

A list begins with a part that words mark as one (其中, a colon), and goes on over figures of the same unit
that follow one another. Parts above the total contradict it; parts below it only where the words say that
the list is whole (分别为, or nothing but a colon, up to the end of the sentence; down to 其他 by kind, or in four
parts and more): 其中 and 包括 leave it open. Lists whose items may hold the same thing twice (channels, steps of a
procedure) tell nothing: `rules/lists.csv`.

Two sums of the form of 2014 hold in sentences too, whatever words lead to the parts: requests come by one of four
ways, and staff is full-time or part-time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise, takewhile
from typing import NamedTuple

from parsers.counts.nouns import has_verb
from parsers.counts.scopes import YEAR
from parsers.findings import finding
from parsers.folding import fold
from parsers.form_words import Name, cite_indicator, in_both
from parsers.observations import plain
from parsers.records import Count, Finding
from parsers.rules import read_rows

LEAST, MANY = 2, 4
"""Parts that a list has at least; and one in the next sentence, if 其中 alone leads to it."""

GROWTH = "growth"
"""The scope of figures that say how much more or less there is: 较上年增加41条."""

LISTED = Name("正文中的分项", "parts in the text")
"""What a total and its parts are called that are no indicator's."""

WHOLE = {
    "requests": frozenset({"requests.in_person", "requests.fax", "requests.online", "requests.mail"}),
    "org.staff": frozenset({"org.staff.full_time", "org.staff.part_time"}),
}
"""Indicators that are the sum of others, each thing being counted once: the form of 2014, 三(一) and 八(三)."""

FARTHEST = 80
"""How many characters may stand between two figures of a list."""

LONGEST = 2_000
"""How many characters a sentence is followed back."""

_WHITE = re.compile(r"\s+")
_JOINED = re.compile(r"[、,;]|和|及|以及|与")
_CLOSELY = re.compile(r"[、,]|和|及|以及|与")
_ENDED = re.compile(r"[。!?]")
_STOP = re.compile(r"[。!?;\n]")
_ASIDE = re.compile(r"\([^()]*\)")
# The name of a category, whose words tell nothing of the list: 防灾减灾类, 户籍办理类.
_CATEGORY = re.compile(r"(?<=[、,:;为是和及中])(?:(?!分别|其中|包括|包含)[\u4e00-\u9fff]){2,10}类$")
_REST = re.compile(r"其[他它][^、,;]{0,6}$")
_AT_ONCE = re.compile(r"[,(:]?其中")


class _List(NamedTuple):
    """A total, the parts that are listed of it, the words from the total to the list and those between its items.

    is_ended: whether nothing is listed or counted after them in their sentence, and no 等 leaves the list open.
    """

    total: Count
    items: Sequence[Count]
    lead: str
    words: str
    is_ended: bool


@cache
def _role(role: str) -> re.Pattern[str]:
    return re.compile("|".join(row["pattern"] for row in read_rows("lists.csv") if row["role"] == role))


def _between(text: str, one: Count, other: Count) -> str:
    """The folded words from one figure's unit to the other figure, asides left out; a full stop if they are far apart."""
    if not 0 <= other.start_char - one.end_char <= FARTHEST:
        return "。"
    words = _WHITE.sub("", fold(text[one.end_char : other.start_char]).text)
    return _CATEGORY.sub("", _ASIDE.sub("", words).removeprefix(one.unit or "").removeprefix(")"))


def _is_exact(count: Count) -> bool:
    return count.scope == YEAR and count.bound is None and count.value > 0


def _lists(text: str, counts: Sequence[Count]) -> Iterator[_List]:
    """Each list of parts that begins right behind its total: in the same sentence, or in the next if words or its length say so."""
    for total, first in pairwise(count for count in counts if count.unit != "%" and count.scope != GROWTH):
        if first.unit == total.unit and _is_exact(total) and first.part_of in (total.count_no, None):
            lead = _between(text, total, first)
            # A part above its total is not taken for one of its parts, and all the more a contradiction.
            is_part = first.part_of == total.count_no or (first.value > total.value and _AT_ONCE.match(lead))
            if is_part and _opens_list(lead, _is_led(text, total, counts)):
                items, words = _follow(text, total, first, counts)
                own = _ENDED.split(lead)[-1]
                is_far = own != lead and not _role("sorts").match(own)
                if not is_far or (len(items) >= MANY and _REST.search(words)):
                    yield _List(total, items, own, words, _is_ended(text, items[-1], counts))


def _is_led(text: str, total: Count, counts: Sequence[Count]) -> bool:
    """Whether another figure of the same unit stands before a total in its sentence: it may be a part itself."""
    floor = max(0, total.start_char - LONGEST)
    start = max(floor - 1, *(text.rfind(end, floor, total.start_char) for end in "。!?！？\n"))
    before = (counts[number] for number in range(total.count_no - 1, -1, -1))
    own = takewhile(lambda count: count.start_char > start, before)
    return any(count.start_char < total.start_char and count.unit == total.unit for count in own)


def _is_ended(text: str, last: Count, counts: Sequence[Count]) -> bool:
    """Whether the sentence of a list's last item goes on without 等 and without a further figure."""
    following = counts[last.count_no + 1 : last.count_no + 2]
    stop = following[0].start_char if following else len(text)
    rest = fold(text[last.end_char : stop]).text.lstrip().removeprefix(last.unit or "").lstrip()
    return not rest.startswith("等") and (not following or bool(_STOP.search(rest)))


def _opens_list(lead: str, is_led: bool) -> bool:
    """Whether the words from a total lead to its parts: in the same sentence, or in the next if that one sorts it.

    The next sentence sorts the only figure of its unit; of several nobody knows which.
    """
    if _ENDED.search(lead):
        sentence = _ENDED.split(lead)[-1]
        return not is_led and bool(_role("sorts").match(sentence) or _AT_ONCE.match(sentence))
    return bool(_role("opens").search(lead))


def _from(counts: Sequence[Count], number: int) -> Iterator[Count]:
    """The counts from one on."""
    return (counts[at] for at in range(number, len(counts)))


def _follow(text: str, total: Count, first: Count, counts: Sequence[Count]) -> tuple[list[Count], str]:
    """The items of the list that begins with `first`, and the words between them."""
    items, words = [first], ""
    for last, count in pairwise(_from(counts, first.count_no)):
        between = _between(text, last, count)
        is_part = count.part_of == total.count_no
        if _ENDED.search(between) or _role("opens").search(between) or _role("ends").search(between):
            break
        if count.unit == "%" or (count.part_of is not None and not is_part):
            continue
        is_same = count.indicator is not None and count.indicator == last.indicator
        joined = _JOINED if is_part or is_same or last.unit == "%" else _CLOSELY
        if count.unit != total.unit or not joined.match(between) or not _is_exact(count):
            break
        if between[0] == ";" and has_verb(between):
            break
        items.append(count)
        words += between
    return items, words


def _sums(text: str, counts: Sequence[Count]) -> Iterator[_List]:
    """Each total of `WHOLE` with its parts, where at least two are told and no other figure goes on with them."""
    counts = [count for count in counts if count.unit != "%" and (count.scope == YEAR or not count.unit)]
    for number, total in enumerate(counts):
        if total.indicator in WHOLE and _is_exact(total):
            items, is_closed = _parts_behind(text, total, _from(counts, number))
            if is_closed and LEAST <= len({item.indicator for item in items}) == len(items):
                yield _List(total, items, "", "", True)


def _parts_behind(text: str, total: Count, counts: Iterator[Count]) -> tuple[list[Count], bool]:
    """The parts of `WHOLE` that follow their total, with which `counts` begin, and whether a full stop or other things
    end them."""
    items: list[Count] = []
    for last, count in pairwise(counts):
        between = _between(text, last, count)
        is_next = count.unit == total.unit and count.part_of in (total.count_no, None)
        if is_next and count.indicator in WHOLE[total.indicator or ""] and between != "。":
            items.append(count)
        else:
            return items, count.unit != total.unit or bool(_ENDED.search(between))
    return items, True


def check_parts(counts: Sequence[Count], text: str) -> tuple[Finding, ...]:
    """A finding for each list of parts in the printed `text` that contradicts its total."""
    listed = [each for each in _lists(text, counts) if _contradicts(each)]
    told = {each.total.count_no for each in listed}
    sums = [each for each in _sums(text, counts) if each.total.count_no not in told and _differs(each)]
    return tuple(_finding(each) for each in (*listed, *sums))


def _differs(listed: _List) -> bool:
    return all(map(_is_exact, listed.items)) and sum(item.value for item in listed.items) != listed.total.value


def _contradicts(listed: _List) -> bool:
    total, added = listed.total.value, sum(item.value for item in listed.items)
    is_whole = (listed.is_ended and _role("complete").search(listed.lead)) or (
        (_role("sorts").search(listed.lead) or len(listed.items) >= MANY) and _REST.search(listed.words)
    )
    if len(listed.items) < LEAST or not all(_is_exact(item) for item in listed.items):
        return False
    if _role("overlaps").search(listed.lead + listed.words):
        return False
    return added > total or (added < total and bool(is_whole))


def _finding(listed: _List) -> Finding:
    added = sum(item.value for item in listed.items)
    parts = "+".join(plain(item.value) for item in listed.items)
    start, end = listed.total.start_char, listed.items[-1].end_char
    name = cite_indicator(listed.total.indicator) if listed.total.indicator else LISTED
    facts = {**in_both("name", name), "total": plain(listed.total.value), "sum": plain(added), "parts": parts}
    return finding("parts.do_not_add_up", start, end, subject=listed.total.indicator, **facts)
