"""Nouns: what is counted, cut from the words around a number.

What stands behind the last verb before the number (收到政府信息公开申请#件), else what follows the measure
word (#期信息员培训班). Verbs, and terms that only look as if they held one (办理结果), are `rules/nouns.csv`.
"""

from __future__ import annotations

import re
from functools import cache

from parsers.rules import read_rows
from parsers.words import any_of

_HEAD = re.compile(
    r"(?:全(?:省|市|县|区|州|镇|乡|局|系统)|其中|另外|另有|另|还有|还|以及|和|及|与|并|同时|共计|合计|总计|累计|共|全年|年内|年底前?|当年|今年|本年度?|\d{4}年度?|了|的|各类|各种|各|已|均|等|、)+"
)
_TAIL = re.compile(
    r"(?:共计|合计|总计|累计|总数|总量|数量|次数|件数|条数|共|达到?|为|有|约|近|超过?|是|的|了|各|数|[:：“”\"、])+$"
)
_BEHIND = re.compile(r"(?:(?![均已全都并经予被未进的,])[\u4e00-\u9fff“”《》])+")


@cache
def _kinds() -> dict[str, str]:
    """Word → `verb` or `term`."""
    return {row["word"]: row["kind"] for row in read_rows("nouns.csv")}


@cache
def _words() -> re.Pattern[str]:
    return any_of(_kinds())


def _trim(words: str) -> str:
    head = _HEAD.match(words)
    return _TAIL.sub("", words[head.end() :] if head else words)


def find_noun(left: str, right: str) -> str | None:
    """What is counted, of the words before and behind a number; None if they do not say.

    >>> find_noun("全年收到政府信息公开申请", "")
    '政府信息公开申请'
    >>> find_noun("先后举办", "信息员培训班")
    '信息员培训班'
    """
    last = None
    for match in _words().finditer(left):
        last = match if _kinds()[match.group()] == "verb" else last
    noun = _trim(left[last.end() :] if last else left)
    if noun:
        return noun
    behind = _BEHIND.match(right)
    if behind and _trim(behind.group()):
        return _trim(behind.group())
    return last.group() if last else None
