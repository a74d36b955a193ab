"""Nouns: what is counted, cut from the words around a number.

It stands behind the last verb before the number (收到政府信息公开申请#件), or behind the measure word
(#期信息员培训班), or before a verb that follows it (咨询电话接听#个); where only a verb is said (维持#件) it is what
was counted before. Verbs, and terms that only look as if they held one (办理结果), are `rules/nouns.csv`; where these
patterns end, `parsers.counts.segment` tells the words.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from parsers.counts.segment import Word, cut, lexicon
from parsers.counts.words import any_of
from parsers.rules import read_rows

WINDOW = 26
"""How many characters before a number are cut into words."""

SHORT = 8
"""So many characters behind a verb at most are taken for the noun as they stand."""

_HEAD = re.compile(
    r"(?:(?:在|对|与)?(?:全(?:省|市|县|区|州|镇|乡|局|系统)|其中|另外|另有|另|还有|还|以及|和|及|与|并|同时|共计|合计|总计|累计|共|全年|年内|年底前?"
    r"|当年|今年|本年度?|\d{4}年度?|了|的|各类|各种|各|已|均|等|、|,|先后|里面|上述|分别|主动公开(?=[^,]*(?:信息|文件|公文)$)|我局|本局|本机关(?=主动)))+"
)
_TAIL = re.compile(
    r"(?:共计|合计|总计|累计|总数|总量|数量|次数|件数|条数|共|达到?|为|有|约|近|超过?|是|了|的|各|(?<![日年月人平])均|(?<!人)数|分别|[:：“\"、,])+$"
)
_BEHIND = re.compile(r"(?:(?![均已全都并经予被未进的,])[\u4e00-\u9fff“”《》])+")
_LEADS_ON = re.compile(r"(?:等|的|由|就|对|向|为|以|把|将)$")
_CHANNEL = re.compile(r"(?:网站?|微博|微信|公众号|平台|专栏|媒体|公报|电视台?|报|客户端|栏)[”》]?$")
_EDGES = {"”": "“", "》": "《", "」": "「"}


class _Before(NamedTuple):
    """What the words before a number say: what is counted, or else what did something, and the verb it did."""

    noun: str
    doer: str
    verb: str


@cache
def _kinds() -> dict[str, str]:
    """Word → `verb` or `term`."""
    return {row["word"]: row["kind"] for row in read_rows("nouns.csv")}


@cache
def _words() -> re.Pattern[str]:
    return any_of(_kinds())


def _is_verbal(word: str) -> bool:
    """Whether a verb names what it does (培训), and so may itself be what is counted."""
    return lexicon().get(word) == "verbal"


def has_verb(words: str) -> bool:
    """Whether one of the verbs of `nouns.csv` stands in some words."""
    return any(_kinds()[match.group()] == "verb" for match in _words().finditer(words))


def _trim(words: str) -> str:
    """Words without what leads to them, what leads on to the number, and half a pair of quotation marks."""
    head = _HEAD.match(words)
    words = _TAIL.sub("", words[head.end() :] if head else words)
    for closing, opening in _EDGES.items():
        if words.endswith(closing) and words.count(opening) == 1 and words[0] == opening:
            words = words[1:-1]
        if closing in words and opening not in words:
            words = words.rpartition(closing)[2]
        elif opening in words and closing not in words:
            words = words.replace(opening, "")
    return words


def _is_verb(word: Word) -> bool:
    return _kinds().get(word.text) == "verb"


def _plain(words: str) -> _Before | None:
    """What the patterns make of words: a few characters behind the last verb, or before it; None if they do not do."""
    verbs = [match for match in _words().finditer(words) if _kinds()[match.group()] == "verb"]
    last = verbs.pop() if verbs else None
    if last and len(last.group()) < 2:
        return None
    noun = _trim(words[last.end() :] if last else words)
    if noun:
        return _Before(noun, "", "") if _is_short(noun) else None
    if not last or _is_verbal(last.group()):
        return None if words else _Before("", "", "")
    doer = _trim(words[verbs[-1].end() if verbs else 0 : last.start()])
    if lexicon().get(doer, "noun") != "noun":
        doer = ""
    return _done(doer, last.group()) if not doer or _is_short(doer) else None


def _done(doer: str, verb: str) -> _Before:
    """What words say that end with a verb; of a channel, what it does is what is counted (微博发布#条)."""
    return _Before("", f"{doer}{verb}" if _CHANNEL.search(doer) else doer, verb)


def _is_short(words: str) -> bool:
    return 2 <= len(words) <= SHORT and not _is_led(words)


def _is_led(words: str) -> bool:
    """Whether a preposition stands at the head of some words."""
    known = lexicon()
    return known.get(words[0]) == "prep" and words[:2] not in known


@lru_cache(maxsize=8192)
def _read(left: str) -> _Before:
    """Cut the words before a number."""
    stretch = _TAIL.sub("", left[-WINDOW:])
    plain = _plain(stretch)
    if plain:
        return plain
    words = cut(stretch)
    while len(words) > 1 and words[-1].kind in ("other", "prep"):
        words.pop()
    verbs = [i for i, word in enumerate(words) if _is_verb(word)]
    if verbs and verbs[-1] == len(words) - 1 and _is_verbal(words[-1].text):
        verbs.pop()
    last = verbs.pop() if verbs else -1
    said = _phrase(words[last + 1 :])
    if said or last < 0:
        return _Before(said, "", "")
    begin = verbs[-1] + 1 if verbs else 0
    doer = _phrase(words[begin:last]) if any(word.kind == "noun" for word in words[begin:last]) else ""
    return _done(doer, words[last].text)


def _phrase(words: list[Word]) -> str:
    """The noun with its attributes that ends a stretch of words."""
    start = 0
    for i, word in enumerate(words[:-1]):
        if word.kind in ("verb", "prep") and sum(len(w.text) for w in words[i + 1 :]) > 1:
            start = i + 1
    return _trim("".join(word.text for word in words[start:]))


@lru_cache(maxsize=8192)
def _behind(right: str) -> str:
    """The noun that the words behind a measure word begin with; empty if they begin with none."""
    match = _BEHIND.match(right)
    words = cut(match.group()) if match else []
    end = next((i for i, word in enumerate(words) if word.kind == "noun"), len(words))
    if any(_is_verb(word) or word.kind in ("other", "prep") for word in words[:end]):
        return ""
    while end < len(words) and words[end].kind == "noun":
        end += 1
    return _trim("".join(word.text for word in words[:end]))


def find_noun(left: str, right: str, said: str | None = None) -> str | None:
    """What is counted, of the words before and behind a number; None if they do not say.

    >>> find_noun("全年收到政府信息公开申请", "")
    '政府信息公开申请'
    >>> find_noun("先后举办", "信息员培训班")
    '信息员培训班'
    """
    before, behind = _read(left), _behind(right)
    if behind and _LEADS_ON.search(left):
        return behind
    if said and _CHANNEL.search(before.doer.removesuffix(before.verb)):
        return said
    return before.noun or behind or before.doer or said or before.verb or None
