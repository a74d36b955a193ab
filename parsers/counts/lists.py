"""Lists in a phrase: what 等 sums up, the whole that a thing is one of, channels named together.

In 公开招生政策、政策解读等信息#条 the figure counts 信息, whatever stands in the list; in 在公开的信息中工作动态#条 it counts
工作动态; in 通过网站、微信发布信息#条 it is neither the website's nor WeChat's.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import combinations

from parsers.counts.indicators import fill

CHANNELS = ("website", "weibo", "wechat", "gazette", "other_channel", "new_media")
"""The kinds of channels, by the names of their words in `rules/vocabulary.csv`."""

_JOINT = re.compile(r"、|以及|[和与及]")
_AMONG = re.compile(
    r"^[^#]*的[^#,]{0,14}(?:信息|内容|文件|条目|申请|答复|[件条])(?:当|之)?中(?=[^#,:])|^[^#]*(?:信息|内容|文件)(?:主要)?(?:包括|包含|涵盖)(?=[^#:,])"
)
_VERB = "(?:{disclose})(?!平台|网|栏|专栏|目录|系统|微|查阅|[”」』])"  # no part of a channel's name


@cache
def _summed() -> re.Pattern[str]:
    """A list behind a verb of publishing that ends with 等 and what its things are."""
    things = "(?=等[^#、,]{0,14}(?:信息|内容|文件|资料)[^#、,]{0,4}#)"
    return re.compile(fill(rf"({_VERB}了?)[^#,、]*(?:、|以及|[和与及])[^#,]*{things}"))


@cache
def _verb() -> re.Pattern[str]:
    return re.compile(fill(_VERB))


@cache
def _channels() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((name, re.compile(fill(f"{{{name}}}"))) for name in CHANNELS)


@lru_cache(maxsize=4096)
def reduce(words: str) -> str:
    """A phrase without the list that 等 sums up, and without the whole that the thing counted is one of.

    >>> reduce("公开招生政策、政策解读等信息#条")
    '公开等信息#条'
    >>> reduce("在主动公开的信息中工作动态#条")
    '工作动态#条'
    """
    if "等" in words:
        words = _summed().sub(r"\1", words)
    return _AMONG.sub("", words)


@lru_cache(maxsize=4096)
def _named(words: str) -> tuple[frozenset[str], ...]:
    """The kinds of channels of each item that is named together with others in the words before a quantity (`#`)."""
    found = []
    for item in _JOINT.split(words.partition("#")[0]):
        found.append(frozenset(name for name, pattern in _channels() if pattern.search(item)))
        if _verb().search(item):
            break
    return tuple(kinds for kinds in found if kinds)


def are_several(near: str, reach: str) -> bool:
    """Whether a figure is of several kinds of channels at once, by its phrase or, if that names none, by its reach.

    >>> are_several("公开信息#条", "通过网站、微信等渠道,公开信息#条")
    True
    >>> are_several("微信公开信息#条", "开通网站、微信,微信公开信息#条")
    False
    """
    if not _JOINT.search(reach):
        return False
    return any(one.isdisjoint(other) for one, other in combinations(_named(near) or _named(reach), 2))
