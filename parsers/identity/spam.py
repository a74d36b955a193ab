"""Spam: foreign strings that a hijacked page carries, and what they replaced.

A string is foreign by its make, not by a list of brands alone: a gambling or pornographic word with the
words of a download page behind it (官网, 手机版, app下载), a brand of Latin letters and figures before
them, the address of a site in a title, the same string in title, navigation and text. What is found at
a clean edge (its own segment of a title or a menu) is then looked for inside words, where it replaced
the name of a place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import takewhile

from parsers.folding import Folded, fold
from parsers.identity.agencies import find_bodies, is_plain_core
from parsers.identity.regions import parse_prefix, parse_short
from parsers.identity.spam_vocabulary import NAMING, have, spam_words, suspicious_words
from parsers.identity.vocabulary import GENERIC
from parsers.records import Document, Span

_SEPARATORS = re.compile(r"[\s,，。;;::!?、()\[\]【】《》<>\"“”‘’|/&·\-—_]+|>>")
_CHAIN = re.compile(r"[^\s,。;:!?、()\[\]【】《》<>\"“”‘’|/&·]+")
_DOMAIN = re.compile(
    r"(?:https?://)?(?:www\d?\.|m\.)?[a-z0-9-]{2,30}\.(?:com|net|cc|vip|xyz|top|info|org|co|app|bet|me|tv|club|cn)(?![a-z.])",
    re.I,
)
_GOV = re.compile(r"gov|edu\.cn|org\.cn", re.I)
_EDGE = re.compile(
    r"(?:体育|娱乐|博彩|彩票|棋牌|投注|官网|app|下载|比分|赌场|葡京)(?=(?:省|市|区|县)?人民政府|(?:省|市|区|县)政府)"
)
_MIXED = re.compile(
    r"[A-Za-z]\d{1,5}[\u3400-\u9fff]|\d[A-Za-z]{1,6}\d*[\u3400-\u9fff]|[Bb][Ee][Tt]\d|[a-z]{2}bet[\u3400-\u9fff]"
)
_SENTENCES = re.compile(r"[。!！\n]")
_MIXED_NAME = re.compile(r"(?=.*(?:[A-Za-z]{2}|[A-Za-z]\d))(?=.*[\u3400-\u9fff]{2})")
_FIGURES = re.compile(r"[\d年月日第期号:.\-]+")
_COPYRIGHT = re.compile(r"版权|主办|承办|Copyright|©")
_TITLE_FRAME = re.compile("(?:政府|政务)?信息公开|政务公开")
# 《亚新体育人民政府办公室关于…: what stands before 人民政府 and ends neither as a place does nor as a phrase.
_GOVERNMENT_OF = re.compile(
    r"[《“]([A-Za-z0-9\u3400-\u9fff]{2,11}[^省市县区州旗盟镇乡木场团级方上地下属关和与及的由向经办央民厅]|[\u3400-\u9fff]{1,6}[A-Za-z0-9]{1,8})人民政府"
)
_YEARS = re.compile(r"20\d\d(?:年度?)?|二[〇零○]..年度?|关于")
_LATIN_HEAD = re.compile(
    r"(?=[^A-Za-z]{0,6}[A-Za-z]|\d{2,})[A-Za-z0-9\u3400-\u9fff]{0,6}?[A-Za-z0-9]{2,}(?:体育|娱乐|电竞|真人|电子|彩票|棋牌|官网|国际|平台|登录|app|游戏|注册)*"
)
_PLACE_ENDS = "省市区县州旗盟镇乡园城岛村港"
_GOVERNMENT = r"(?:[省市区县州旗盟])?(?:人民政府|政府办|[\u3400-\u9fff]{2,8}局)"
_HAN = "[\u3400-\u9fff]"
# Names of techniques and standards that look like brands of letters and figures.
_TECHNICAL = r"IPv\d|ipv\d|[3-6]G|G\d|[BPOC]2[BPOC]|W3C|H5|[Ww]eb\d|A\d|[Ww]in\d+(?:系统|操作)"
_ORGAN = re.compile("[局厅委院馆部署]")
_SHORTEST_BRAND, _LONGEST_BRAND, _SHORTEST_ADVERT, _BESIDE = 4, 16, 12, 12
_SHORTEST, _LONGEST_SEGMENT, _LONGEST_TITLE, _LONGEST_LINE = 3, 60, 150, 1000
_SPAM_PARAGRAPH, _OPENING, _OPENING_LINES, _ADVERT_WORDS = 3, 600, 20, 3


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
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What a foreign segment begins with: a known brand or a betting name in Latin letters; or any name
    with a gambling word and a word of a download page."""
    topic, sell, lure = spam_words("topic", "pastime"), spam_words("sell", "lure"), spam_words("lure")
    more = rf"(?:{spam_words('topic', 'pastime', 'sell', 'lure', 'more')}|(?!20\d\d)[A-Za-z0-9]{{1,8}})"
    brand = (
        rf"[A-Za-z0-9]*(?:澳门|香港|{_HAN})?(?:{spam_words('brand', 'sure')})(?:{_HAN}{{0,3}}?{more})?{more}{{0,12}}"
    )
    betting = rf"(?:[A-Za-z]*(?:bet|BET|Bet)\d+|\d+bet\d*|[A-Za-z]{{2,8}}bet(?={topic}|{sell})){more}{{0,12}}"
    latin = rf"(?!{_TECHNICAL})(?:[A-Za-z]{{1,6}}\d{{1,5}}|\d{{1,4}}[A-Za-z]{{1,6}})(?:{topic}|{sell}(?:{topic}|{sell})){more}{{0,12}}"
    figures = rf"(?!20\d\d)\d{{2,4}}(?:{topic})(?:{topic}|{lure}){more}{{0,12}}"
    gambling = rf"{_HAN}{{0,4}}?(?:{spam_words('topic')}){_HAN}{{0,3}}?(?:{sell}){more}{{0,12}}"
    pastime = rf"{_HAN}{{0,4}}?(?:{spam_words('pastime')}){_HAN}{{0,3}}?(?:{lure}){more}{{0,12}}"
    return re.compile(f"{brand}|{betting}|{latin}|{figures}"), re.compile(f"{gambling}|{pastime}")


@lru_cache(maxsize=256)
def fold_words(text: str) -> str:
    """Folded `text`; the same titles and lines are asked for again and again within a document."""
    return fold(text).text


@cache
def _official() -> re.Pattern[str]:
    """Words of a government page: a segment that has one is not foreign as a whole."""
    return re.compile(f"{spam_words('official')}|[局厅委]$|[省市县区]|我")


@cache
def _marks(*kinds: str) -> re.Pattern[str]:
    """The words of some kinds; nothing but words, which the engine skips to by their first characters."""
    return re.compile(spam_words(*kinds))


def _segment_brands(segment: str, framed: bool) -> list[str]:
    """The foreign string that a segment begins with; one of plain words only in the frame of the page."""
    if len(segment) > _LONGEST_SEGMENT:
        return []
    sure, likely = _patterns()
    hit = sure.match(segment) or (likely.match(segment) if framed and not _is_local(segment) else None)
    if not hit or (len(hit.group()) < _SHORTEST_BRAND and hit.group() != segment) or _official().search(hit.group()):
        return []
    return [hit.group()]


@cache
def _anywhere() -> re.Pattern[str]:
    """Names that stand in no honest text, wherever they are: 威廉希尔, or a brand with what it offers."""
    more, sell = spam_words("topic", "pastime", "sell", "lure", "more"), spam_words("topic", "sell", "lure")
    offered = rf"(?:{spam_words('brand')})(?:体育|娱乐)?(?:{sell})"
    return re.compile(rf"(?:澳门|香港|新)?(?:{spam_words('sure')}|{offered})(?:{more}){{0,6}}")


def _names_within(line: str) -> list[str]:
    """The foreign names within a line, but for those that it tells of fighting."""
    hits = _anywhere().finditer(line)
    return [
        hit.group()
        for hit in hits
        if not _marks("combat").search(line[max(0, hit.start() - _BESIDE) : hit.end() + _BESIDE])
    ]


def _is_menu(line: str) -> bool:
    """Whether a line of the text is several foreign names side by side, and nothing else."""
    parts = [part for part in _SEPARATORS.split(line) if part]
    return len(parts) > 1 and all(any(pattern.match(part) for pattern in _patterns()) for part in parts)


def _is_local(segment: str) -> bool:
    """Whether the name of a place and a plain word make the name of its site: 乐山体育官网."""
    local = parse_prefix(segment) or parse_short(segment)
    return local is not None and segment.startswith(("体育", "影视", "电影", "视频", "游戏"), local.end)


def _is_of_place(name: str, own: str) -> bool:
    """Whether a name is a pastime in a place that the page's `own` lines name: 南宫体育网 on a page of 南宫市."""
    local = parse_short(name)
    if local is None or not any(region.name in own for region in local.regions):
        return False
    return re.fullmatch(f"(?:{spam_words('topic', 'pastime')})网?", name[local.end :]) is not None


def _chains(text: str, found: set[str]) -> set[str]:
    """Whole chains (a_b_c) of a line whose parts are foreign strings but for one at most."""
    whole = set()
    for hit in _CHAIN.finditer(text):
        parts = [part for part in re.split("[_-]", hit.group()) if part]
        strange = [part for part in parts if part not in found]
        if len(parts) > 1 and len(strange) < len(parts) and not any(map(_is_official, strange)):
            whole.add(hit.group().strip("_-"))
    return whole


def _is_official(part: str) -> bool:
    """Whether part of a chain is, or ends in, words of a government page."""
    return len(part) > _LONGEST_BRAND or bool(_official().search(part) or _ORGAN.search(part))


def _title_domains(*titles: str) -> set[str]:
    """Addresses that stand in titles."""
    short = [
        title
        for title in titles
        if len(title) < _LONGEST_TITLE and "." in title and not _marks("library").search(title)
    ]
    return {hit.group() for title in short for hit in _DOMAIN.finditer(title) if not _GOV.search(hit.group())}


def _frame(document: Document) -> list[str]:
    """The folded strings around the text: titles, names, navigation, footer."""
    values = [
        document.title or "",
        *(v for k, v in document.metadata.items() if k not in ("url", "published", "issued")),
    ]
    return [line for line in fold("\n".join((*values, *document.boilerplate))).text.split("\n") if line]


def _is_foreign_name(name: str) -> bool:
    """Whether a name may be foreign to a government page: no place, no official words, no agency's words."""
    if _marks("honest").search(name):
        return False
    if not _SHORTEST <= len(name) <= _LONGEST_BRAND or name[-1] in _PLACE_ENDS or _official().search(name):
        return False
    local = parse_prefix(name) or parse_short(name)
    return not (_FIGURES.fullmatch(name) or is_plain_core(name) or (local and not _marks("topic").search(name)))


def _replaced_places(text: str) -> set[str]:
    """Names with a gambling word where the name of a place should be: 必赢体育人民政府."""
    found = set()
    for hit in _EDGE.finditer(text):
        front = re.search(rf"{_HAN}{{1,8}}$", text[max(0, hit.start() - 8) : hit.start()])
        if front and not _official().search(front.group()):
            found.add(front.group() + hit.group())
    for before in _GOVERNMENT_OF.finditer(text):
        name = before.group(1)
        if not (parse_short(name) or parse_prefix(name) or _official().search(name)):
            found.add(name)
    return found


def _title_intruders(title: str, trusted: Sequence[str]) -> set[str]:
    """What stands in a title where a trusted place (source line, publisher, footer) has the region's name."""
    head = _YEARS.sub("", _TITLE_FRAME.split(title, maxsplit=1)[0])
    found = set()
    for body in (body for text in trusted for body in find_bodies(text)):
        tail = body.core + body.ending.text
        name = _before_place(head, len(head) - len(tail))
        if body.regions and body.core and head.endswith(tail) and _is_foreign_name(name or "-"):
            found.add(name)
    found.update(filter(None, (_chain_for_place(head, text) for text in trusted)))
    mixed = _LATIN_HEAD.match(head)
    if (
        mixed
        and head != title
        and not _marks("library").search(title)
        and not re.match(f"{_TECHNICAL}|www|http|[Xx]+", head)
    ):
        found.add(mixed.group())
    return found


def _before_place(head: str, end: int) -> str:
    """What stands in a head before the place that ends at `end`, and before what belongs in front of a place
    (国家税务总局|白银市); before the word for its kind where no place is known."""
    for body in find_bodies(head):
        if body.regions and body.regions[-1].end == end:
            return head[: body.start]
    return head[:end].rstrip(GENERIC)


def _chain_for_place(head: str, trusted: str) -> str | None:
    """The chain of foreign names (a_b_c) that stands in the head of a title where the trusted text names the place."""
    same = sum(
        1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(reversed(head), reversed(trusted), strict=False))
    )
    name, place = head[: len(head) - same], trusted[: len(trusted) - same]
    local = parse_prefix(place)
    if not same or "_" not in name or local is None or local.end < len(place):
        return None
    return name if all(map(_is_foreign_name, name.split("_"))) else None


def _site_names(page: str, footers: Iterable[str]) -> set[str]:
    """Names of sites, in the title tag or at a copyright sign, made of a pastime or in two scripts: 亚新体育,
    jbo竞博."""
    found = set()
    for text in (page, *footers):
        for segment in _SEPARATORS.split(text):
            mixed = _MIXED_NAME.search(segment) and not re.match(_TECHNICAL, segment)
            if (mixed or _pastime_name().search(segment)) and _is_foreign_name(segment):
                found.add(segment)
    return found


@cache
def _pastime_name() -> re.Pattern[str]:
    """A name that ends in a word of gambling or pastime."""
    return re.compile(f"(?:{spam_words('topic', 'pastime')})(?:网|城|场|馆|平台|综合|app)?$")


def _offers(title: str, whole: bool = False) -> set[str]:
    """Segments that offer one name in several ways (亚星官网_亚星登录平台); `whole`: where nothing else stands beside."""
    segments = [part for part in _SEPARATORS.split(title) if part]
    offers = [part for part in segments if _marks("offer").search(part) and not _is_known(part)]
    if whole and len(offers) < len(segments):
        return set()
    return {one for one in offers for other in offers if one != other and one[:2] == other[:2]}


def _is_known(name: str) -> bool:
    """Whether a name has official words, those of a page's technique, or a place's name."""
    return bool(_official().search(name) or _marks("honest").search(name)) or _is_local(name)


def _adverts(text: str) -> set[str]:
    """Sentences of the text that advertise: several words of advertisements and none of those who fight them."""
    found: set[str] = set()
    for sentence in {part for part in _SENTENCES.split(text) if len(part) > _SHORTEST}:
        words = {hit.group() for hit in _marks("advert").finditer(sentence)}
        if len(words) >= _ADVERT_WORDS and not _marks("combat").search(sentence) and "公开" not in sentence:
            found.add(sentence.strip())
    return found


def _repeated_names(frame: Iterable[str], text: str) -> set[str]:
    """Names that stand alone around the text and, within it, in the place of a region's name."""
    found = set()
    for segment in {part for line in frame for part in _SEPARATORS.split(line) if len(part) >= _SHORTEST}:
        if segment in text and _is_foreign_name(segment) and re.search(re.escape(segment) + _GOVERNMENT, text):
            found.add(segment)
    return found


def find_spam(document: Document, folded: Folded) -> Spam:
    """The foreign strings of a page, by title, navigation, footer and text."""
    frame = [line[:_LONGEST_LINE] for line in _frame(document)]
    lines = folded.text.split("\n")
    head = lines[0][:_LONGEST_LINE]
    data = {key: fold_words(value[:_LONGEST_LINE]) for key, value in document.metadata.items()}
    words = suspicious_words(folded.text)
    suspects = list(_suspects(frame, lines, words))
    found: set[str] = set()
    for text, framed in suspects:
        found.update(_names_within(text))
        for segment in _SEPARATORS.split(text):
            if len(segment) >= _SHORTEST:
                found.update(_segment_brands(segment, framed))
    title = re.sub(r"\s", "", fold_words((document.title or head)[:_LONGEST_LINE]))
    footers = [line for line in frame if _COPYRIGHT.search(line)]
    found |= _title_domains(fold_words((document.title or "")[:_LONGEST_LINE]), head, data.get("page_title", ""))
    found |= _replaced_places(folded.text)
    found |= _title_intruders(title, [data.get("source", ""), data.get("publisher", ""), *footers])
    found |= _site_names(f"{data.get('page_title', '')}|{data.get('site', '')}", footers)
    found |= _offers(data.get("page_title", ""))
    if have(words, "offer"):
        found |= _lines_of_offers(lines)
    if len(have(words, "advert")) >= _ADVERT_WORDS:
        found |= _adverts(folded.text)
    found |= _repeated_names(frame, f"{title}\n{folded.text}")
    own = "|".join((title, data.get("source", ""), data.get("publisher", "")))
    found = {name for name in found if not _is_of_place(name, own)}
    if not found:
        return Spam()
    for text, _ in suspects:
        if "_" in text or "-" in text:
            found |= _chains(text, found)
    strings = tuple(sorted(found, key=lambda s: (-len(s), s)))
    return Spam(strings, _paragraphs(folded, strings))


def _suspects(frame: list[str], lines: list[str], words: dict[str, frozenset[str]]) -> Iterator[tuple[str, bool]]:
    """The strings that may hold a brand, and whether each stands in the frame of the page."""
    around = "\n".join(frame)
    if have(suspicious_words(around), *NAMING) or _MIXED.search(around):
        yield from ((each, True) for each in frame)
    opening = "\n".join(lines[:_OPENING_LINES])[:_OPENING]
    if have(words, "brand", "sure", "topic") or _MIXED.search(opening):
        named = have(words, *NAMING)
        for line in lines:
            if any(word in line for word in named) or _MIXED.search(line):
                yield line, _is_menu(line)
        yield lines[0], True


def _lines_of_offers(lines: Iterable[str]) -> set[str]:
    """Lines of the text that are nothing but offers of one name."""
    found: set[str] = set()
    for line in lines:
        if len(line) < _LONGEST_TITLE and _marks("offer").search(line):
            found |= _offers(line, whole=True)
    return found


def _paragraphs(folded: Folded, strings: tuple[str, ...]) -> tuple[Span, ...]:
    """Lines of the text that are nothing but foreign strings, and whole sentences of other lines."""
    spans: list[Span] = []
    at, spam = 0, Spam(strings)
    for line in folded.text.split("\n"):
        rest = spam.strip(line) if any(s in line for s in strings) else line
        if len(rest) < len(line) and len(re.sub(r"[\s_|,,、\-]+", "", rest)) * _SPAM_PARAGRAPH <= len(line.strip()):
            spans.append(folded.span(at, at + len(line)))
        elif len(rest) < len(line):
            spans += [folded.span(at + start, at + end) for start, end in _sentences(line, strings)]
        at += len(line) + 1
    return tuple(spans)


def _sentences(line: str, strings: tuple[str, ...]) -> list[tuple[int, int]]:
    """Where the long ones of `strings`, sentences of advertisements, stand in a line."""
    return [
        hit.span() for each in strings if len(each) >= _SHORTEST_ADVERT for hit in re.finditer(re.escape(each), line)
    ]
