"""What of a PDF cannot be read as text: scanned pages, letters without meaning."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from parsers.rules import read_text
from pipeline.formats.pdf.characters import UNKNOWN
from pipeline.formats.pdf.leaves import Leaf

FEW = 8  # characters of a page that is a picture: its number, a stamp
ENOUGH = 40  # characters that a page is judged by
MANY_ASKEW = 20  # characters printed another way round that are more than a stamp or a label
MANY_CUT = 3  # characters beside the page from which its text is not whole
MAX_UNKNOWN = 0.1  # share of characters without meaning from which a page is not read
MIN_COMMON = 0.6  # share of its Chinese characters that are common ones
MIN_PLAIN = 0.6  # share of its characters that are Chinese, digits, Latin letters or punctuation


def find_shortfall(leaves: Sequence[Leaf]) -> str | None:
    """Why some pages cannot be read, in words; the text of those that hold nonsense is taken away.

    A page without text is blank, unless it has pictures or no page has any text.
    """
    blank: list[int] = []
    hidden: list[int] = []
    garbled: list[int] = []
    empty = not any(leaf.glyphs for leaf in leaves)
    cut = [number for number, leaf in enumerate(leaves, 1) if leaf.cut >= MANY_CUT and leaf.glyphs]
    askew = [number for number, leaf in enumerate(leaves, 1) if leaf.askew >= MANY_ASKEW]
    unknown = 0
    for number, leaf in enumerate(leaves, 1):
        if len(leaf.glyphs) <= FEW and (empty or leaf.pictured or leaf.hidden > FEW):
            (hidden if leaf.hidden > FEW else blank).append(number)
        elif is_garbled([glyph.char for glyph in leaf.glyphs]):
            garbled.append(number)
            leaf.glyphs = []
            leaf.rules = []
        else:
            unknown += sum(glyph.char == UNKNOWN for glyph in leaf.glyphs)
    reasons = [
        _tell("没有文字层", "no text layer", blank, len(leaves)),
        _tell("没有文字层,只有看不见的识别文字", "no text layer but hidden text from recognition", hidden, len(leaves)),
        _tell("文字编码无法还原", "characters in an encoding that cannot be told", garbled, len(leaves)),
        _tell("有文字超出页面而看不到", "words run off the page", cut, len(leaves)),
        _tell("有转了方向的文字未读", "words printed another way round are not read", askew, len(leaves)),
    ]
    if unknown:
        reasons.append(f"{unknown}个字符无法识别 ({unknown} characters that cannot be told)")
    return "; ".join(filter(None, reasons)) or None


def is_garbled(chars: Sequence[str]) -> bool:
    """Whether characters make no text: too many stand for nothing, or they are none that people write.

    >>> is_garbled("依照条例编制本报告,统计期限自2020年1月1日起。" * 3), is_garbled("ĄćĢ$%&*ìňĠ#(+<ÿ@" * 5)
    (False, True)
    """
    total = len(chars)
    if total < ENOUGH:
        return total > 0 and sum(char == UNKNOWN for char in chars) > total / 2
    if sum(char == UNKNOWN for char in chars) > MAX_UNKNOWN * total:
        return True
    chinese = [char for char in chars if "\u3400" <= char <= "\u9fff"]
    if len(chinese) >= ENOUGH and sum(char in _common() for char in chinese) < MIN_COMMON * len(chinese):
        return True
    plain = sum(char.isascii() and char.isalnum() for char in chars) + sum(char in _SIGNS for char in chars)
    return len(chinese) + plain < MIN_PLAIN * total


_SIGNS = frozenset(",.:;%()/-，。、；：？！“”‘’（）《》〈〉【】〔〕—…·%％．")


@cache
def _common() -> frozenset[str]:
    return frozenset(read_text("common_characters.txt"))


def _tell(zh: str, en: str, pages: Sequence[int], total: int) -> str:
    """A reason with the pages that it is true of; nothing if it is of none."""
    if not pages:
        return ""
    if len(pages) == total:
        return f"{zh} ({en})"
    named = ", ".join(_join_runs(pages))
    return f"{zh}:第{named}页,共{total}页 ({en}: page {named} of {total})"


def _join_runs(pages: Sequence[int]) -> list[str]:
    """Numbers of pages, those that follow each other as 3-5."""
    runs: list[list[int]] = []
    for page in pages:
        if runs and page == runs[-1][1] + 1:
            runs[-1][1] = page
        else:
            runs.append([page, page])
    return [f"{first}-{last}" if last > first else str(first) for first, last in runs]
