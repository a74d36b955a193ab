"""Years as a user gives them."""

from __future__ import annotations

import re

_RANGE = re.compile(r"(20\d\d)(?:-(20\d\d))?")


def parse_years(text: str) -> frozenset[int] | None:
    """The years of a list of years and ranges; None if it is empty. Raises ValueError if it is none.

    >>> sorted(parse_years("2019-2021,2023"))
    [2019, 2020, 2021, 2023]
    """
    years: set[int] = set()
    for part in filter(None, re.split(r"[,，、\s]+", text.strip())):
        found = _RANGE.fullmatch(part)
        if not found or int(found[2] or found[1]) < int(found[1]):
            raise ValueError(f"--years 无法识别 (cannot be read): {part}; e.g. 2019-2021,2023")
        years |= set(range(int(found[1]), int(found[2] or found[1]) + 1))
    return frozenset(years) if years else None
