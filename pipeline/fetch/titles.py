"""Which links lead to annual reports: by their words, judged by the rules that tell what a document is."""

from __future__ import annotations

import re

from parsers.folding import fold_characters
from parsers.identity.dates import find_report_year
from parsers.identity.doctype import classify

_COLUMN = "政府信息公开"
_ENDS = re.compile(
    r"(?:\.(?:pdf|docx?|wps|xlsx?|rtf|zip|rar|s?html?)|\[图\]|\((?:图|附件|pdf|word)\)|\s*[\[(]?20\d\d-\d\d-\d\d[\])]?)+$",
    re.I,
)
_STARTS = re.compile(r"^(?:附件\s?\d{0,2}\s?[:.、]?|[·•▪>\s\[\]]+|\d{1,3}[.、]\s?)+")
_CUT = re.compile(r"(?:\.{2,}|…+)$")
_REST = ("", "告", "报告", "度报告", "年度报告")
_YEAR_ALONE = re.compile(r"(?:20\d\d)\s?年?度?")
_REPORT = re.compile(r"报告|年报")


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
    is_named = find_year(title) is not None and _REPORT.search(text) is not None
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
    return _YEAR_ALONE.fullmatch(fold_characters(title).strip()) is not None


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
    return _ENDS.sub("", _STARTS.sub("", text)).strip()


def _is_report(folded: str) -> bool:
    return classify(folded, "")[0] == "annual_report"
