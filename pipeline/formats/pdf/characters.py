"""Characters of a PDF: what a glyph's code stands for.

Where a font serves two code points with one glyph, programs that print often note the wrong one: a
radical (⼀, ⻓) for the character that looks the same (一, 长).
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

UNKNOWN = "\N{REPLACEMENT CHARACTER}"
BULLET = "·"
# Supplementary radicals and the characters they equal: EquivalentUnifiedIdeograph of the Unicode database.
_RADICALS = (
    "⺁⺂⺃⺄⺅⺆⺈⺉⺊⺋⺌⺍⺎⺏⺐⺒⺓⺔⺕⺖⺗⺘⺙⺛⺜⺝⺞⺟⺠⺡⺢⺣⺤⺥⺦⺧⺨⺩⺫⺬⺭⺯⺰⺱⺲⺳⺴⺶⺹⺺⺻⺼⺾⺿"
    "⻀⻁⻂⻃⻄⻅⻆⻈⻉⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻖⻗⻘⻙⻚⻛⻜⻝⻟⻠⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳"
)
_EQUAL = (
    "厂乛乚乙亻冂刀刂卜㔾小小兀尣尢巳幺彑彐忄心扌攵旡日月歺母民氵氺灬爫爫丬牛犭王目示礻糹纟罓罒㓁冗羊耂肀聿肉艹艹"
    "艹虎衤覀西见角讠贝车辶辶辶邑钅長镸长门阝雨青韦页风飞食飠饣马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟"
)
_SUPPLEMENT = dict(zip(_RADICALS, _EQUAL, strict=True))
# Blocks of characters that are others by their looks: Kangxi radicals, compatibility ideographs, Latin ligatures.
_ALIKE = ((0x2F00, 0x2FDF), (0xF900, 0xFAFF), (0x2F800, 0x2FA1F), (0xFB00, 0xFB06))
_PRIVATE = ((0xE000, 0xF8FF), (0xF0000, 0x10FFFF))
_SYMBOLS = (0xF020, 0xF0FF)  # where fonts of bullets and signs (Symbol, Wingdings) have theirs


@lru_cache(16_384)
def read_character(code: int) -> str:
    """The text of a code point as a PDF gives it; U+FFFD if it stands for nothing, "" for a mere mark.

    >>> read_character(0x2F00), read_character(0x2ED3), read_character(0xE123), read_character(0xF0B7)
    ('一', '长', '�', '·')
    """
    if code < 0x20 or 0x7F <= code < 0xA0 or code > 0x10FFFF or 0xD800 <= code < 0xE000 or code & 0xFFFE == 0xFFFE:
        return UNKNOWN
    if _SYMBOLS[0] <= code <= _SYMBOLS[1]:
        return BULLET
    if _is_in(code, _PRIVATE):
        return UNKNOWN
    char = chr(code)
    if _is_in(code, _ALIKE):
        return unicodedata.normalize("NFKC", char)
    if unicodedata.category(char) == "Cf":
        return ""
    return _SUPPLEMENT.get(char, char)


def _is_in(code: int, blocks: tuple[tuple[int, int], ...]) -> bool:
    return any(first <= code <= last for first, last in blocks)
