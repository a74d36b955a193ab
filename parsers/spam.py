"""Spam: foreign strings that a hijacked page carries, and what they replaced.

A string is foreign by its make, not by a list of brands alone: a gambling or pornographic word with the
words of a download page behind it (官网, 手机版, app下载), a brand of Latin letters and figures before
them, the address of a site in a title, the same string in title, navigation and text. What is found at
a clean edge (its own segment of a title or a menu) is then looked for inside words, where it replaced
the name of a place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from parsers.folding import Folded, fold
from parsers.records import Document, Span
from parsers.rules import read_rows

# Words of a government page: a segment that has one is not foreign as a whole.
_OFFICIAL = re.compile(
    r"政府|政务|公开|公告|公示|通知|工作|委员会|街道|管理|行政|打击|整治|查处|查获|专项|公益|公安|执法|举报|[局厅委]$|[省市县区]|场所|活动|比赛|我"
)
_SEPARATORS = re.compile(r"[\s,，。;;::!?、()\[\]【】《》<>\"“”‘’|/&·\-—_]+|>>")
_CHAIN = re.compile(r"[^\s,。;:!?、()\[\]【】《》<>\"“”‘’|/&·]+")
_DOMAIN = re.compile(
    r"(?:https?://)?(?:www\d?\.|m\.)?[a-z0-9-]{2,30}\.(?:com|net|cc|vip|xyz|top|info|org|co|app|bet|me|tv|club|cn)(?![a-z.])",
    re.I,
)
_GOV = re.compile(r"gov|edu\.cn|org\.cn", re.I)
_EDGE_PLACE = re.compile(
    r"[\u3400-\u9fff]{1,4}?(?:体育|娱乐|博彩|彩票|棋牌|投注|官网|app|下载|比分|赌场|葡京|国际)(?=(?:省|市|区|县)?人民政府|(?:省|市|区|县)政府)"
)
_SPAM_PARAGRAPH = 3


@dataclass(frozen=True, slots=True)
class Spam:
    """strings: the foreign strings, folded, longest first; spans: paragraphs of the text made of them,
    as offsets into the printed text."""

    strings: tuple[str, ...] = ()
    spans: tuple[Span, ...] = ()

    @property
    def hijacked(self) -> bool:
        """Whether any was found."""
        return bool(self.strings)

    def strip(self, text: str) -> str:
        """Folded `text` without the foreign strings.

        >>> Spam(("必赢体育",)).strip("必赢体育人民政府")
        '人民政府'
        """
        for string in self.strings:
            text = text.replace(string, "")
        return text


@cache
def _brand() -> re.Pattern[str]:
    """The pattern of one foreign string, to be matched at the beginning of a segment."""
    words: dict[str, list[str]] = {"core": [], "market": []}
    for row in read_rows("spam_words.csv"):
        words[row["kind"]].append(row["word"])
    core, market = ("|".join(sorted(map(re.escape, words[kind]), key=len, reverse=True)) for kind in ("core", "market"))
    latin = r"[A-Za-z0-9]*(?:bet|BET|Bet|win|vip|[A-Za-z]\d|\d[A-Za-z])[A-Za-z0-9]*"
    more = rf"(?:{core}|{market}|[A-Za-z0-9]{{1,8}})"
    return re.compile(rf"(?:{latin}(?:{core}|{market}){more}{{0,12}}|[\u3400-\u9fff]{{0,4}}?(?:{core}){more}{{0,12}})")


@cache
def _strong() -> re.Pattern[str]:
    """What a string must have to be foreign on its own: a core word and a market word, or a betting brand."""
    rows = read_rows("spam_words.csv")
    core = "|".join(re.escape(row["word"]) for row in rows if row["kind"] == "core")
    return re.compile(rf"{core}|[a-z0-9]*bet\d|\d+bet|[a-z]+\d+|\d+[a-z]+", re.I)


def _segment_brands(segment: str) -> list[str]:
    """The foreign strings of one segment of a title, a menu or a footer."""
    if len(segment) > 60:
        return []
    hit = _brand().match(segment)
    if not hit or not _strong().search(hit.group()) or len(hit.group()) < 4:
        return []
    rest = segment[hit.end() :]
    if rest and _OFFICIAL.search(hit.group()):
        return []
    return [] if _OFFICIAL.search(hit.group()) else [hit.group()]


def _chains(text: str, found: set[str]) -> set[str]:
    """Whole chains (a_b_c) of a line that hold a foreign string and nothing of a government's."""
    whole = set()
    for hit in _CHAIN.finditer(text):
        chain = hit.group()
        if ("_" in chain or "-" in chain) and any(b in chain for b in found) and not _OFFICIAL.search(chain):
            whole.add(chain.strip("_-"))
    return whole


def _title_domains(title: str) -> set[str]:
    """Addresses that stand in a title."""
    return {hit.group() for hit in _DOMAIN.finditer(title) if not _GOV.search(hit.group())}


def _frame(document: Document) -> list[str]:
    """The folded strings around the text: titles, names, navigation, footer."""
    values = [
        document.title or "",
        *(v for k, v in document.metadata.items() if k not in ("url", "published", "issued")),
    ]
    return [fold(value).text for value in (*values, *document.boilerplate) if value]


def find_spam(document: Document, folded: Folded) -> Spam:
    """The foreign strings of a page, by title, navigation, footer and text."""
    frame = _frame(document)
    lines = [line for line in folded.text.split("\n") if line]
    head = lines[:3] + [line for line in lines[3:] if len(line) < 120]
    found: set[str] = set()
    for text in (*frame, *head):
        for segment in _SEPARATORS.split(text):
            if len(segment) > 3:
                found.update(_segment_brands(segment))
    titles = [fold(document.title or "").text, *lines[:1], fold(document.metadata.get("page_title", "")).text]
    for title in titles:
        if len(title) < 150:
            found |= _title_domains(title)
    found |= {hit.group() for hit in _EDGE_PLACE.finditer(folded.text)}
    if not found:
        return Spam()
    for text in (*frame, *head):
        found |= _chains(text, found)
    strings = tuple(sorted(found, key=lambda s: (-len(s), s)))
    return Spam(strings, _paragraphs(folded, strings))


def _paragraphs(folded: Folded, strings: tuple[str, ...]) -> tuple[Span, ...]:
    """Lines of the text that are nothing but foreign strings."""
    spans, at = [], 0
    spam = Spam(strings)
    for line in folded.text.split("\n"):
        rest = spam.strip(line) if any(s in line for s in strings) else line
        if len(rest) < len(line) and len(re.sub(r"[\s_|,,、\-]+", "", rest)) * _SPAM_PARAGRAPH <= len(line.strip()):
            spans.append(folded.span(at, at + len(line)))
        at += len(line) + 1
    return tuple(spans)
