"""Which links lead to annual reports: by their words, judged by the rules that tell what a document is."""

from __future__ import annotations

import re
from functools import cache

from parsers.folding import fold_characters
from parsers.identity.dates import find_report_year
from parsers.identity.doctype import classify
from parsers.rules import compile_kinds

_COLUMN = "政府信息公开"
_CUT = re.compile(r"(?:\.{2,}|…+)$")
_REST = ("", "告", "报告", "度报告", "年度报告")


@cache
def _words() -> dict[str, re.Pattern[str]]:
    """By kind: the words of links to reports, and with `ends` and `starts` what stands around them, over and over."""
    words = compile_kinds("link_words.csv", re.I)
    ends = re.compile(f"(?:{words['end'].pattern})+$", re.I)
    starts = re.compile(f"^(?:{words['start'].pattern})+", re.I)
    return words | {"ends": ends, "starts": starts}


def is_report(title: str, *, in_column: bool = False) -> bool:
    """Whether a link's words name an annual report on disclosure.

    in_column: whether it stands in a column of such reports, where 2020年年报 says enough.

    >>> is_report("某局2020年政府信息公开工作年度报告"), is_report("关于报送2020年政府信息公开年度报告的通知")
    (True, False)
    >>> is_report("某局2020年年报"), is_report("某局2020年年报", in_column=True)
    (False, True)
    """
    text = _trim(title)
    whole = _CUT.sub("", text)
    if whole != text and any(_is_report(whole + rest) for rest in _REST):
        return True
    if _is_report(text):
        return True
    is_named = find_year(title) is not None and _words()["report"].search(text) is not None
    return in_column and is_named and classify(text, "")[0] == "other" and _is_report(_COLUMN + text)


def is_column(title: str) -> bool:
    """Whether words name a column of annual reports: the kind of document, but no year.

    >>> is_column("政府信息公开年报"), is_column("某局2020年政府信息公开年报"), is_column("政府信息公开指南")
    (True, False, False)
    """
    return find_year(title) is None and _is_report(_trim(title))


def is_year(title: str) -> bool:
    """Whether words are a year and nothing else: a folder of a column.

    >>> is_year("2020年度"), is_year("2020年年报")
    (True, False)
    """
    return _words()["year"].fullmatch(fold_characters(title).strip()) is not None


def is_other_document(title: str) -> bool:
    """Whether words name a document of another kind: a guide, a form to apply with, a notice, a plan."""
    return classify(_trim(title), "")[0] in ("guide", "notice", "plan")


def find_year(title: str) -> int | None:
    """The year that words name.

    >>> find_year("某局2020年年报"), find_year("2019政府信息公开年报"), find_year("年报")
    (2020, 2019, None)
    """
    return find_report_year(fold_characters(title), "", "", None)


def _trim(title: str) -> str:
    """A title folded, without the marks and extensions around it."""
    text = fold_characters(title).strip()
    return _words()["ends"].sub("", _words()["starts"].sub("", text)).strip()


def _is_report(folded: str) -> bool:
    return classify(folded, "")[0] == "annual_report"
