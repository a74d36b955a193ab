"""Words of pagers, and names of the fields that lists are made of: rows of `parsers/rules`."""

from __future__ import annotations

import re
from functools import cache

from parsers.rules import compile_kinds, read_rows


@cache
def pager_words() -> dict[str, re.Pattern[str]]:
    """By kind: what a link to the next page says (next), a link that turns pages (turn), how many there are (count)."""
    return compile_kinds("pager_words.csv", re.I)


@cache
def field_names() -> dict[str, tuple[str, ...]]:
    """Role (title, url, date; rows, pages, size, number) → the names that fields of this role have, in small letters."""
    names: dict[str, tuple[str, ...]] = {}
    for row in read_rows("list_fields.csv"):
        names[row["role"]] = (*names.get(row["role"], ()), row["field"])
    return names
