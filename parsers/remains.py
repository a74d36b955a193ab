"""What is left in a report from the text that it was made of: words of a template, work of another year.

All functions take a folded text; spans are those of the printed one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from parsers.folding import Folded
from parsers.rules import read_rows

LONGEST = 24
"""Characters of a remains that are quoted."""


class Remains(NamedTuple):
    """Words left over, and their span in the printed text."""

    words: str
    start: int
    end: int


@cache
def _template() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{row['pattern']})" for row in read_rows("remains.csv")))


def find_template_remains(folded: Folded) -> list[Remains]:
    """Each different remains of a template (XX, 某某, blanks to be filled), in reading order, with the word behind it."""
    found: dict[str, Remains] = {}
    for match in _template().finditer(folded.text):
        start, end = folded.span(*match.span())
        around = _QUOTE.match(folded.text, match.end())
        words = folded.text[match.start() : around.end() if around else match.end()][:LONGEST]
        found.setdefault(words, Remains(words, start, end))
    return list(found.values())


_QUOTE = re.compile(r"[\u4e00-\u9fff]{0,4}")

# A sentence that begins with a year, and what it goes on to tell.
_TOLD = re.compile(
    r"(?:^|(?<=[。;!?:]))[ \t]*(?:[(]?[一二三四五六七八九十\d]{1,2}[)、.])?[ \t]*"
    r"(?P<year>(?<!\d)20\d\d)年(?P<when>度|全年|上半年|下半年|\d{1,2}月(?:\d{1,2}日)?(?:底前?|前|中旬|[上下]旬)?)?(?:[,，]|(?<=[底前旬])|(?=我|本|全|共|局|[省市县区镇乡]|街道))(?P<told>[^。;!?\n]{4,80})",
    re.M,
)
_COMPARED = re.compile(
    r"比|较|同期|上年|去年|以来|累计|结转|增长|下降|减少|历年|[至到~—-](?:20\d\d|\d{1,2}月)|^(?:起|开始|为|决算|预算|部门|成立|颁布|印发|第|被|获|已)|决算|挂牌|机构改革|组建|合并|换届"
)
_PLANNED = re.compile(
    r"将|拟|计划|打算|准备|力争|争取|继续|进一步|下一步|今后|预计|目标|安排|要|应|着力|加强|推进|加大|完善|强化|围绕|逐步|思路|重点|努力|提[高升]|做好"
)
_COUNTED = re.compile(
    r"(?:共|全年|收到|受理|办结|公开|发布|召开|举办)[^。\n]{0,12}(?:\d+(?![\d年月])|零)|未收到|没有收到"
)
_SIGNED = re.compile(r"^\s*\d{0,2}月?\d{0,2}日?\s*$")


def find_stale_years(folded: Folded, year: int) -> Iterator[tuple[int, Remains]]:
    """Sentences that tell of another year as if it were the year reported on: the first one of each year.

    A sentence of an earlier year that compares, dates or sums up is none; of a later year, none that tells of plans.

    >>> from parsers.folding import fold
    >>> list(find_stale_years(fold("2018年,我局公开信息12条。"), 2019))
    [(2018, Remains(words='2018年,我局公开信息12条', start=0, end=15))]
    """
    seen = {year}
    for match in _TOLD.finditer(folded.text):
        other = int(match["year"])
        if other in seen or _SIGNED.match(match["told"]):
            continue
        if _COMPARED.search(match["told"]) or (other > year and not _is_done(match["told"])):
            continue
        seen.add(other)
        start, end = folded.span(match.start("year"), match.end())
        yield other, Remains(folded.text[match.start("year") : match.end()][: 2 * LONGEST], start, end)


def _is_done(told: str) -> bool:
    """Whether a sentence tells of figures and not of plans."""
    return bool(_COUNTED.search(told)) and not _PLANNED.search(told)
