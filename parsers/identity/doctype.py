"""Document type: is it an annual report on disclosure, and if not, what is it.

Votes of the rows of `rules/doc_types.csv`, each with a weight, on the title, the beginning and the body;
the type with most votes wins. All texts are folded.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

from parsers.form_words import Name
from parsers.rules import Pattern, read_rows

NAMES = {
    "plan": Name("工作计划", "plan"),
    "notice": Name("通知", "notice"),
    "guide": Name("公开指南", "guide"),
    "other": Name("其他", "other"),
}
"""What documents are that are no annual reports."""

_LEAD, _TAIL = 700, 200
_TITLE_LINE = re.compile(r"\d{4}年.{0,40}(?:信息公开|政务公开).{0,16}(?:报告|年报)")
_LIST_LINES, _LIST_SHARE, _LIST_WEIGHT = 4, 0.5, 20
_NAMED, _ENOUGH, _PLAIN, _HOLLOW = 4, 4, 7, 20
_LONGEST_HEADING = 60


@cache
def _rules() -> dict[str, tuple[tuple[str, Pattern, int], ...]]:
    """The rules by where they look: (type, pattern, weight)."""
    by_place: dict[str, list[tuple[str, Pattern, int]]] = {}
    for row in read_rows("doc_types.csv"):
        by_place.setdefault(row["where"], []).append((row["kind"], Pattern(row["pattern"]), int(row["weight"])))
    return {place: tuple(rules) for place, rules in by_place.items()}


def _vote(place: str, text: str, only: str = "") -> Counter[str]:
    """The votes on a place: all rows that match count; `only` those for one type, if it is given."""
    votes: Counter[str] = Counter()
    for kind, pattern, weight in _rules()[place]:
        if only in ("", kind) and pattern.search(text):
            votes[kind] += weight
    return votes


def _title_votes(title: str) -> Counter[str]:
    """The votes on a title: each type's best row; a report's give way to a better one of another type."""
    votes: Counter[str] = Counter()
    for kind, pattern, weight in _rules()["title"]:
        if weight > votes[kind] and pattern.search(title):
            votes[kind] = weight
    if votes["report"] < max(votes.values(), default=0):
        del votes["report"]
    return +votes


def _first_line(text: str) -> str:
    """The first line of a text without a title, if it can be one; empty if it is a sentence."""
    line = text.lstrip(" \t\n_-|").split("\n", 1)[0]  # what is left of foreign names
    return re.sub(r"\s", "", line) if len(line) < _LONGEST_HEADING and "。" not in line else ""


def find_reasons(title: str, text: str) -> Iterator[tuple[str, int, str, str]]:
    """Every row that speaks on a document: its type, weight, where it looks and the words it found."""
    lead = text[:_LEAD] + (text[-_TAIL:] if len(text) > _LEAD + _TAIL else "")
    for place, looked_at in (("title", title.strip() or _first_line(text)), ("lead", lead), ("body", text)):
        for kind, pattern, weight in _rules()[place]:
            if hit := pattern.search(looked_at):
                yield kind, weight, place, hit.group()


def _is_list(text: str) -> bool:
    """Whether most lines are titles of reports: a column page, not a report."""
    if text.count("公开") < _LIST_LINES:
        return False
    lines = [line for line in text.split("\n") if len(line) > 6]
    titles = sum(1 for line in lines if len(line) < 90 and "公开" in line and _TITLE_LINE.search(line))
    return titles >= _LIST_LINES and titles >= _LIST_SHARE * len(lines)


def classify(title: str, text: str, hijacked: bool = False) -> tuple[str, Counter[str]]:
    """The document's type, and the votes that decided it; `hijacked`: whether foreign strings stood on the page.

    >>> classify("某市教育局2019年政府信息公开工作要点", "现就有关工作制定如下要点。")[0]
    'plan'
    """
    votes = _title_votes(title.strip() or _first_line(text))
    if hijacked and votes.keys() <= {"report"} and "公开" not in text.replace(title, ""):
        votes["other"] += _HOLLOW  # a page of spam that kept a report's title
    named = votes["report"] >= _NAMED
    votes += _vote("lead", text[:_LEAD])
    if len(text) > _LEAD + _TAIL:
        votes += _vote("lead", text[-_TAIL:])
    plain = votes["report"] >= _PLAIN and len(votes) == 1
    body = _vote("body", text, only="other" if plain else "")
    votes["other"] += body["other"] + _LIST_WEIGHT * _is_list(text)
    # A title that names no report needs more of the body to be one, unless foreign words stand in it.
    votes["report"] += body["report"] if named or hijacked or not title else body["report"] // 2
    best = max(("other", "report", "notice", "plan", "guide"), key=lambda kind: votes[kind])
    if votes[best] < _ENOUGH:
        best = "other"
    return ("annual_report" if best == "report" else best), votes
