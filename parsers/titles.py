"""How the title of a document reads: its subject, its kind, its year.

Functions take folded text.
"""

from __future__ import annotations

import re

from parsers.boilerplate import squeeze

MAX_TITLE = 90
MIN_SCORE = 3
KINDS = "报告|年报|总结|要点|方案|指南|通知|办法|制度|规定|意见|公告|通报|目录|细则|规范|摘要|情况|格式"
# Words of titles, matched on squeezed text.
_SUBJECT = re.compile("信息公开|政务公开|院务公开|校务公开|警务公开|年度报告|年报")
_KIND = re.compile(rf"(?:{KINDS}|表)(?:[(《].{{0,30}})?$")
_KIND_WITH_SITE = re.compile(rf"(?:{KINDS})[_|-].{{0,60}}$")
_YEAR = re.compile("(?:19|20)[0-9]{2}|二[〇○零0]")
_SENTENCE = re.compile("[。；;!?]$")


def is_title(words: str) -> bool:
    """Whether words read like a title.

    >>> is_title("甲县财政局2019年政府信息公开年度报告"), is_title("年度报告工作已经完成。")
    (True, False)
    """
    return len(words) <= MAX_TITLE and score_title(squeeze(words)) >= MIN_SCORE and not is_sentence(words)


def is_page_title(words: str) -> bool:
    """Whether a line is what stood in a title bar: a title with the site's name behind it."""
    return len(words) <= MAX_TITLE and _KIND_WITH_SITE.search(squeeze(words)) is not None


def score_title(squeezed: str) -> int:
    """Points for the words of a title: its subject, its kind, its year."""
    kind = 2 if names_kind(squeezed) else 1 if _KIND_WITH_SITE.search(squeezed) else 0
    return 2 * bool(_SUBJECT.search(squeezed)) + kind + bool(_YEAR.search(squeezed))


def names_kind(squeezed: str) -> bool:
    """Whether words end with the kind of a document: 报告, 指南, 通知."""
    return _KIND.search(squeezed) is not None


def is_sentence(words: str) -> bool:
    """Whether words end as a sentence does, and a title does not."""
    return _SENTENCE.search(words) is not None
