"""What a statutory section asks for, where it stands without its heading.

The patterns are the rows of `rules/section_content.csv`, for folded text. They only tell content that has no heading
from content that is not there at all: what it says is for other parsers.
"""

from __future__ import annotations

import re
from functools import cache

from parsers.folding import Folded, fold_characters
from parsers.records import Span
from parsers.rules import read_rows

OPENING = 200
"""Characters before the first heading that a title and a preface (根据《条例》…编制) take; more is an overview."""

LONGEST_POINTER = 40
"""Letters of a remark that points to an attachment."""

_POINTER = re.compile(r"[^。;\n\d]*(?:附[件表录]|下载|点击|表格)[^。;\n]*")
_LETTER = re.compile(r"[0-9A-Za-z\u3400-\u9fff]")
_QUOTED = re.compile(r"《[^》\n]{0,60}》")


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {row["key"]: re.compile(row["pattern"]) for row in read_rows("section_content.csv")}


def find_content(key: str, folded: Folded, title_end: int = 0) -> Span | None:
    """The first words, in the printed text, on what the section `key` asks for; None if there are none.

    title_end: where the title ends in the folded text: it names the subject of the report, not of a section. Titles of
    rules in 《》 are no content either. Sections without a pattern (其他需要报告的事项) are never found.
    """
    pattern = _patterns().get(key)
    quoted = [match.span() for match in _QUOTED.finditer(folded.text)]
    for match in pattern.finditer(folded.text, title_end) if pattern else ():
        if not any(start <= match.start() < end for start, end in quoted):
            return folded.span(*match.span())
    return None


def count_letters(text: str) -> int:
    """How many characters of `text` say something: no spaces, no punctuation.

    >>> count_letters("(无)。")
    1
    """
    return len(_LETTER.findall(text))


def is_pointer(text: str) -> bool:
    """Whether `text` only says that something is attached, or is to be seen elsewhere.

    >>> is_pointer("(以上三部分为表格,请点击页面下方附件查看)"), is_pointer("解读少,详见附件。下一步将增加图解。")
    (True, False)
    """
    folded = fold_characters(text)
    return count_letters(folded) <= LONGEST_POINTER and _POINTER.fullmatch(folded.strip(" \n\t()。:;")) is not None
