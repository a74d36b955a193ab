"""Strings of documents made fit for a page: what cannot be seen is shown, and only web addresses become links."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import urlsplit

# Control characters, marks that turn the direction of writing, separators of lines: a page could show other
# words than are there, or another order of digits.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufff0-\uffff]")
_IN_SCRIPT = re.compile("[<>&\u2028\u2029]")


def plain(text: str) -> str:
    """`text` with its unseen characters as codes; tabs and ends of lines stay.

    >>> plain("1\\u202e23\\x00")
    '1⟨U+202E⟩23⟨U+0000⟩'
    """
    return _UNSEEN.sub(lambda m: f"⟨U+{ord(m[0]):04X}⟩", text)


def line(text: str | None) -> str:
    """`plain` text in one line; nothing for None."""
    return " ".join(plain(text or "").split())


def short(text: str | None, most: int = 200) -> str:
    """`line` cut to `most` characters.

    >>> short("一二三四五", 4)
    '一二三…'
    """
    said = line(text)
    return said if len(said) <= most else f"{said[: most - 1]}…"


def web_address(url: str | None) -> str | None:
    """`url` if it is one of the web that can be linked to, else None.

    >>> web_address("javascript:alert(1)//http://a.cn"), web_address("https://a.gov.cn/x.html")
    (None, 'https://a.gov.cn/x.html')
    """
    if not url or re.search(r"[\s\x00-\x1f\x7f-\x9f\\]", url):
        return None
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.hostname else None


def script_json(value: Any) -> str:
    """JSON that may stand in a script file or inside a page: nothing in it can end a script or begin markup.

    >>> print(script_json("</script>"))
    "\\u003c/script\\u003e"
    """
    said = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return _IN_SCRIPT.sub(lambda m: f"\\u{ord(m[0]):04x}", said)
