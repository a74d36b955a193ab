"""Numerals: what a printed number says, in Arabic or Chinese signs, or both (3万4000).

The bound is what the numeral itself says (一千余: more than 1000); words around it (近, 以上) are
read by `parsers.counts.quantities`.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from parsers.folding import fold_characters

DIGITS = {
    char: value
    for value, chars in enumerate(("零〇○", "一壹", "二两贰", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖"))
    for char in chars
}
TENS = {"廿": 20.0, "卅": 30.0}
SMALL = {"十": 10.0, "拾": 10.0, "百": 100.0, "佰": 100.0, "千": 1000.0, "仟": 1000.0}
LARGE = {"万": 1e4, "亿": 1e8}
MORE = "余多几数"
ABOUT = "来"
CHINESE = "".join(DIGITS) + "".join(TENS) + "".join(SMALL) + "".join(LARGE)

LONGEST = 24
"""Characters that a numeral has at most; what is longer numbers something, it does not count."""

_ARABIC = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?"
_TOKEN = re.compile(rf"(?P<arabic>{_ARABIC})|(?P<sign>[{CHINESE}])|(?P<more>[{MORE}])|(?P<about>[{ABOUT}])")
_GROUPS = re.compile(r"(?<!\d)\d{1,3}(?: \d{3})+(?!\d)")
_SPACES = re.compile(r"\s+")
_PERCENT = re.compile(r"百分之(?P<cn>.+)|(?P<ar>.+)%|(?P<tenths>.+)成(?P<half>半)?")
_POSITIONAL = re.compile(f"[{''.join(DIGITS)}]{{2,}}")


class Numeral(NamedTuple):
    """A number: its plain value, its bound ('>' at least, '~' about, None exact), '%' if a percentage."""

    value: float
    bound: str | None = None
    unit: str | None = None


class _Sum:
    """A numeral under construction: what stands before the largest sign so far, section by section."""

    def __init__(self) -> None:
        self.done = 0.0  # what is multiplied by 万 or 亿 already
        self.large = float("inf")  # the last of these multipliers
        self.section = 0.0  # the thousands, hundreds and tens under way
        self.small = float("inf")  # the last of these
        self.digit: float | None = None
        self.last = 1.0  # the sign before the digit, for 三万四
        self.is_arabic = False
        self.bound: str | None = None

    def add_digit(self, value: float, is_arabic: bool) -> bool:
        if self.digit not in (None, 0.0):
            return False
        if self.digit == 0.0:
            self.last = 1.0
        self.digit, self.is_arabic = value, is_arabic
        return True

    def add_small(self, sign: float) -> bool:
        if sign >= self.small:
            return False
        digit = 1.0 if self.digit is None or (self.digit == 0.0 and sign == 10.0) else self.digit
        self.section += digit * sign
        self.small, self.last, self.digit = sign, sign, None
        return True

    def add_large(self, sign: float) -> bool:
        part = self.section + (self.digit or 0.0)
        if not part and not self.done and self.digit is None:
            part = 1.0
        if sign > self.large:  # 二十万亿
            self.done = (self.done + part) * sign
        elif sign < self.large and (part or not self.done):
            self.done += part * sign
        else:
            return False
        self.large, self.last, self.section, self.small, self.digit = sign, sign, 0.0, float("inf"), None
        return True

    def total(self) -> float:
        digit = self.digit or 0.0
        if self.digit and not self.is_arabic and self.last >= 100 and digit < 10:
            digit *= self.last / 10  # 三万四 is 34000
        return self.done + self.section + digit


def _feed(total: _Sum, match: re.Match[str]) -> bool:
    """Add one token to the sum; False if the signs make no number there."""
    text = match.group()
    if match.lastgroup == "arabic":
        return total.add_digit(float(text.replace(",", "")), True)
    if match.lastgroup == "more":
        total.bound = ">"
        return True
    if match.lastgroup == "about":
        total.bound = "~"
        return True
    if text in DIGITS:
        return total.add_digit(float(DIGITS[text]), False)
    if text in TENS:
        total.section += TENS[text]
        return True
    return total.add_small(SMALL[text]) if text in SMALL else total.add_large(LARGE[text])


def _parse_plain(text: str) -> Numeral | None:
    """A numeral without a percent sign, spaces gone."""
    whole, point, decimals = text.partition("点")
    if point:  # 九十八点五
        number = _parse_plain(whole)
        digits = "".join(str(DIGITS[char]) for char in decimals if char in DIGITS)
        return Numeral(float(f"{number.value:.0f}.{digits}")) if number and len(digits) == len(decimals) > 0 else None
    if _POSITIONAL.fullmatch(text):  # 二〇一八
        return Numeral(float("".join(str(DIGITS[char]) for char in text)))
    total, place = _Sum(), 0
    while place < len(text):
        match = _TOKEN.match(text, place)
        if not match or not _feed(total, match):
            return None
        place = match.end()
    return Numeral(round(total.total(), 6), total.bound) if text.strip(MORE + ABOUT) else None


def parse_folded(text: str) -> Numeral | None:
    """`parse_numeral` for text that is folded and without white space."""
    if len(text) > LONGEST:
        return None
    if text.isascii() and text.isdigit():
        return Numeral(float(text))
    percent = _PERCENT.fullmatch(text)
    if not percent:
        return _parse_plain(text) if text else None
    number = _parse_plain(percent["cn"] or percent["ar"] or percent["tenths"])
    if number is None:
        return None
    value = number.value * 10 + (5 if percent["half"] else 0) if percent["tenths"] else number.value
    return Numeral(value, number.bound, "%")


def parse_numeral(raw: str) -> Numeral | None:
    """Read one printed numeral; None if the words are not a number.

    >>> parse_numeral("1,046")
    Numeral(value=1046.0, bound=None, unit=None)
    >>> parse_numeral("一千二百余")
    Numeral(value=1200.0, bound='>', unit=None)
    >>> parse_numeral("百分之九十八")
    Numeral(value=98.0, bound=None, unit='%')
    """
    text = fold_characters(raw).strip()
    text = _GROUPS.sub(lambda match: match.group().replace(" ", ""), text)
    return parse_folded(_SPACES.sub("", text))
