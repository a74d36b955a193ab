"""Candidates: which pages of an archive of the web may be reports, or plans, guides and notices on disclosure, by the
rows of `rules/candidates.csv`.

Cheap, and generous: what is let through is read and judged like any other document.
"""

from __future__ import annotations

import re
from functools import cache
from urllib.parse import unquote

from parsers.folding import fold
from parsers.rules import read_rows

MAX_TEXT = 400_000  # characters that are looked at
ENCODINGS = ("utf-8", "gb18030", "big5", "utf-16-le", "utf-16-be")
_MARKUP = re.compile(r"<[^<>]*>|[ \t\r\u00a0\u3000]+")


def may_be_report(address: str, title: str, text: str) -> bool:
    """Whether a page may be a report, by its address, its title, or a line that names the report; text may be HTML.

    >>> may_be_report("http://a.gov.cn/1.html", "某县民政局2016年政府信息公开年报", "")
    True
    """
    return (
        is_report_address(address)
        or _speaks("title", squeeze(title[:MAX_TEXT]))
        or _speaks("text", squeeze(text[:MAX_TEXT]))
    )


def is_report_address(address: str) -> bool:
    """Whether an address, or the name of a file, is one that reports have."""
    return _speaks("address", fold(unquote(address)).text.lower())


def mentions(data: bytes) -> bool:
    """Whether the bytes of a page hold a word that every report has, in any encoding."""
    return _encoded().search(data) is not None


def squeeze(text: str) -> str:
    """A text folded, without its tags and spaces; its lines as they are."""
    return fold(_MARKUP.sub("", text)).text


def _speaks(where: str, text: str) -> bool:
    return any(pattern.search(text) for pattern in _patterns()[where])


@cache
def _patterns() -> dict[str, tuple[re.Pattern[str], ...]]:
    """The patterns by where they look."""
    by_place: dict[str, tuple[re.Pattern[str], ...]] = {}
    for row in read_rows("candidates.csv"):
        by_place[row["where"]] = (*by_place.get(row["where"], ()), re.compile(row["pattern"]))
    return by_place


@cache
def _encoded() -> re.Pattern[bytes]:
    """The words that every report has, in every encoding that has them."""
    words = [row["pattern"] for row in read_rows("candidates.csv") if row["where"] == "words"]
    forms = {form for word in words for encoding in ENCODINGS if (form := word.encode(encoding, "ignore"))}
    return re.compile(b"|".join(re.escape(form) for form in sorted(forms)))
