"""Reading what stands in scripts, without running them: calls, and the simple values of object literals."""

from __future__ import annotations

import re

_ARGUMENT = re.compile(r"""\s*(?:'([^'\n]{0,300})'|"([^"\n]{0,300})"|(-?\d{1,9})|([A-Za-z_$][\w$.]{0,60}))\s*(?:,|$)""")
_PAIR = re.compile(r"""['"]?(\w{1,40})['"]?\s*:\s*(?:'([^'\n]{0,500})'|"([^"\n]{0,500})"|(-?\d{1,12})\b)""")
_MOST_ARGUMENTS = 12


def find_calls(name: str, text: str) -> list[list[str]]:
    """The arguments of each call of `name` whose arguments are plain values, as texts.

    >>> find_calls("createPageHTML", 'createPageHTML(3, 0, "index", "shtml");')
    [['3', '0', 'index', 'shtml']]
    """
    calls = []
    for call in re.finditer(rf"\b{re.escape(name)}\s*\(([^()]{{1,1000}})\)", text):
        arguments = [_value(found) for found in _ARGUMENT.finditer(call[1])]
        if arguments:
            calls.append(arguments[:_MOST_ARGUMENTS])
    return calls


def find_pairs(text: str) -> dict[str, str]:
    """Names and plain values of the object literals in a piece of script, the first of each name.

    >>> find_pairs("{perPage:15, ajaxParam:{col:1, webname:'某县'}}")
    {'perPage': '15', 'col': '1', 'webname': '某县'}
    """
    pairs: dict[str, str] = {}
    for found in _PAIR.finditer(text):
        pairs.setdefault(found[1], next((each for each in found.groups()[1:] if each is not None), ""))
    return pairs


def find_number(names: str, text: str) -> int | None:
    """The number that a script gives to a variable or property of one of these names (a pattern).

    >>> find_number("countPage|pageCount", "var countPage = 5;//共几页")
    5
    """
    found = re.search(rf"""\b(?:{names})\b['"]?\s*[:=]\s*['"]?(\d{{1,6}})\b""", text)
    return int(found[1]) if found else None


def _value(found: re.Match[str]) -> str:
    return next((each for each in found.groups() if each is not None), "")
