"""Findings: what an auditor should look at, worded by the rows of `rules/findings.csv`."""

from __future__ import annotations

from functools import cache

from parsers.records import Finding
from parsers.rules import read_rows


@cache
def kinds() -> dict[str, dict[str, str]]:
    """The declared kinds of findings: id → its row in `findings.csv`."""
    return {row["kind"]: row for row in read_rows("findings.csv")}


def finding(
    kind: str,
    start: int | None = None,
    end: int | None = None,
    related: str | None = None,
    subject: str | None = None,
    **facts: object,
) -> Finding:
    """A finding of a declared kind, its messages filled with `facts`.

    subject: the section key, indicator or place in a form that it is about.
    Raises KeyError for a kind or a fact that `findings.csv` does not know.

    >>> finding("identity.several_reports", year=2018).message_en
    'the page holds another report, for 2018'
    """
    row = kinds()[kind]
    return Finding(
        kind=kind,
        severity=row["severity"],
        message_zh=row["message_zh"].format(**facts),
        message_en=row["message_en"].format(**facts),
        start_char=start,
        end_char=end,
        related=related,
        subject=subject,
    )
