"""How the title of a document reads: its subject, its kind, its year.

The words are the rows of `rules/title_words.csv`. Functions take folded text.
"""

from __future__ import annotations

import re
from functools import cache

from parsers.boilerplate import squeeze
from parsers.rules import compile_kinds

MAX_TITLE = 90
MIN_SCORE = 3
_YEAR = re.compile("(?:19|20)[0-9]{2}|二[〇○零0]")
_SENTENCE = re.compile("[。；;!?:：]$")


@cache
def title_words() -> dict[str, re.Pattern[str]]:
    """By kind, the words of titles and of the lines around them."""
    return compile_kinds("title_words.csv")


@cache
def _kind() -> re.Pattern[str]:
    return re.compile(rf"(?:{title_words()['kind'].pattern}|表)(?:[(《].{{0,30}})?$")


@cache
def _kind_with_site() -> re.Pattern[str]:
    return re.compile(rf"(?:{title_words()['kind'].pattern})[_|-].{{0,60}}$")


def is_title(words: str) -> bool:
    """Whether words read like a title.

    >>> is_title("甲县财政局2019年政府信息公开年度报告"), is_title("年度报告工作已经完成。")
    (True, False)
    """
    squeezed = squeeze(words)
    return (
        len(words) <= MAX_TITLE
        and score_title(squeezed) >= MIN_SCORE
        and not is_sentence(words)
        and not is_numbered(squeezed)
    )


def is_page_title(words: str) -> bool:
    """Whether a line is what stood in a title bar: a title with the site's name behind it."""
    return len(words) <= MAX_TITLE and _kind_with_site().search(squeeze(words)) is not None


def score_title(squeezed: str) -> int:
    """Points for the words of a title: its subject, its kind, its year."""
    kind = 2 if names_kind(squeezed) else 1 if _kind_with_site().search(squeezed) else 0
    return 2 * bool(title_words()["subject"].search(squeezed)) + kind + bool(_YEAR.search(squeezed))


def names_kind(squeezed: str) -> bool:
    """Whether words end with the kind of a document: 报告, 指南, 通知."""
    return _kind().search(squeezed) is not None


def is_sentence(words: str) -> bool:
    """Whether words end as a sentence does, and a title does not."""
    return _SENTENCE.search(words) is not None


def is_numbered(squeezed: str) -> bool:
    """Whether words begin as a heading or an item of a list does, and no title: 三、依申请公开情况."""
    return title_words()["numbered"].search(squeezed) is not None


def ends_letter(squeezed: str) -> bool:
    """Whether a line is the last one of the title of a letter: 有关事项的通知."""
    return title_words()["rest_of_letter"].search(squeezed) is not None
