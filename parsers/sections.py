"""Top-level headings, the text under them, and the statutory section each belongs to.

Headings stand on a line of their own, at the start of a paragraph, or inside one where line ends were
lost; numbered in one of a few styles, or not at all. What numbers them is found first (the style whose
headings name most statutory sections), then each heading's words give its key: the forms' own labels and
aliases by equality, else the rows of `rules/headings.json` by the place where they match (the first named
section is the key, others go to `also`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from parsers.folding import Folded
from parsers.records import Section, Span
from parsers.rules import read_json

STATUTORY = ("overview", "active", "requests", "fees", "proceedings", "problems", "other")
MAX_HEADING = 48
"""Longest heading, in characters: the longest alias of the forms has 33."""

ENOUGH = 5
"""Statutory sections that a style must name for no other style to be tried: most of the six required."""

PLAIN_KNOWN, PLAIN_LONGEST = 3, 20
"""Headings without a number that the forms know, for others to be told by their words; the longest of those."""

MIN_ROW = 6
"""Characters of a row label that are told with values glued behind them; shorter ones only by themselves."""

MIN_CUT = 9
"""Characters of a row label that tell it where a line break cut the rest; the heading 主动公开政府信息 has eight."""

_N = "(?:[一二三四五六七八九十]{1,3}|[壹贰叁肆伍陆柒捌玖拾]{1,3})"
STYLES = {
    "chinese": rf"第?{_N} ?(?:、|[.,:](?!\d))",
    "part": rf"第{_N}(?:部分|章|节|条)[、.,: ]?",
    "formal": r"[壹贰叁肆伍陆柒捌玖拾]{1,3} ",
    "bracket": rf"[(]{_N}[)][、.]?",
    "arabic": r"\d{1,2}(?:[、.](?!\d)|\.(?=20\d\d年))",
}
"""How headings are numbered, in order of preference; patterns for folded text."""

_TAIL = re.compile(r"(?:情况|概述|问题|措施|打算|事项|说明|附表|安排|计划|思路|方向|概况|收费|内容)$")
# How a heading may end besides, where a space parts it from a paragraph on the same line.
_TAIL_BEFORE_TEXT = re.compile(
    r"(?:建设|领导|机构|机制|制度|保障|解读|回应|咨询|监督|培训|互动|公开|收费|诉讼|复议|不足)$"
)
_PLAIN_LINE = re.compile(r"^[ \t]*(\S[^\n]{0,60}?)[ \t:。]*$", re.MULTILINE)
_PLAIN_WORDS = re.compile("[\u3400-\u9fff、]+")
_BELOW = re.compile(r"[ \t:。\n]*+([^\n]*)")
_BREAK = re.compile(r"[。;!?:*\t\n]| +")
_MARKUP = r"[ \t>#*]*"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading found: its span in the folded text, its key and the other sections it covers."""

    start: int
    end: int
    key: str
    also: tuple[str, ...]
    words: str


def squash(text: str) -> str:
    """`text` without white space.

    >>> squash("概 述")
    '概述'
    """
    return re.sub(r"\s+", "", text)


@cache
def _aliases() -> dict[str, str]:
    """Squashed wording of a section heading → its key, from every edition of the forms."""
    keys: dict[str, str] = {}
    for regime in read_json("forms.json")["regimes"]:
        for section in regime["sections"]:
            for label in (section["label"], *section.get("aliases", ())):
                keys.setdefault(_unnumbered(squash(label)), section["key"])
        for topic in regime.get("topic_headings", ()):
            keys.setdefault(squash(topic), "topic")
    return keys


@cache
def _row_labels() -> frozenset[str]:
    """Row labels and row groups of the official forms, which look like headings and are none."""
    labels: set[str] = set()
    for regime in read_json("forms.json")["regimes"]:
        for table in regime["tables"]:
            labels.update(table.get("row_groups", ()))
            labels.update(row[1] for row in table.get("rows", ()))
    return frozenset(_unnumbered(squash(label)) for label in labels) - _aliases().keys()


@cache
def _row() -> re.Pattern[str]:
    """A row label with what may be glued behind it: values, a unit and a value, a bracket, but no more words."""
    labels = sorted((label for label in _row_labels() if len(label) >= MIN_ROW), key=len, reverse=True)
    whole = "|".join(map(re.escape, labels))
    return re.compile(rf"(?:{whole})(?:$|[^\u4e00-\u9fff、]|[\u4e00-\u9fff]{{1,2}}\d)")


def _is_row(words: str) -> bool:
    cut = len(words) >= MIN_CUT and any(label.startswith(words) for label in _row_labels())
    return cut or words in _row_labels() or _row().match(words) is not None


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((row["key"], re.compile(row["pattern"])) for row in read_json("headings.json"))


_NUMBER = re.compile("|".join(f"(?:{pattern})" for pattern in STYLES.values()))


def _unnumbered(words: str) -> str:
    match = _NUMBER.match(words)
    return words[match.end() :] if match else words


def classify_heading(words: str, first: bool = False) -> tuple[str | None, tuple[str, ...]]:
    """The section that a heading's words name, and the other sections it covers.

    words: the heading without its number, folded and squashed. first: it is the document's first heading,
    where words about organisation stand for the overview. (None, ()) if the words name no section.

    >>> classify_heading("依申请公开及收费、复议、诉讼情况")
    ('requests', ('fees', 'proceedings'))
    """
    words = words.rstrip("。:;,.、")
    if words in _aliases():
        main: str | None = _aliases()[words]
        return main, tuple(key for key in _named(words) if key != main and key in ("fees", "proceedings"))
    named = _named(words)
    keys = [key for key in named if key in STATUTORY]
    if keys and keys != ["overview"]:
        keys = [key for key in keys if key != "overview" or key == keys[0]]
        return keys[0], tuple(keys[1:])
    if first and "overview_first" in named:
        return "overview", ()
    if "topic" in named or "overview_first" in named:
        return "topic", ()
    return (keys[0], ()) if keys else (None, ())


_HEADING_NUMBER = re.compile(f"[ \t]*(?:{STYLES['chinese']}|{STYLES['part']})")


def is_heading(line: str) -> bool:
    """Whether a folded line is a numbered heading that names a section, and no label of a row of the forms.

    >>> is_heading("三、收到和处理政府信息公开申请情况"), is_heading("三、本年度办理结果"), is_heading("1.网站公开情况")
    (True, False, False)
    """
    number = _HEADING_NUMBER.match(line)
    words = squash(line[number.end() :]) if number else ""
    return 0 < len(words) <= MAX_HEADING and not _is_row(words) and classify_heading(words)[0] is not None


def _named(words: str) -> list[str]:
    """The keys that the rules find in `words`, by place; a place once taken names nothing else."""
    taken: list[tuple[int, int, str]] = []
    for key, pattern in _patterns():
        match = pattern.search(words)
        if match and not any(match.start() < end and start < match.end() for start, end, _ in taken):
            taken.append((match.start(), match.end(), key))
    return list(dict.fromkeys(key for _, _, key in sorted(taken)))


def find_sections(folded: Folded, skip: Sequence[Span] = (), regime: str | None = None) -> tuple[Section, ...]:
    """The top-level sections of a report, in reading order.

    skip: stretches of the printed text that are official tables, whose row labels are no headings.
    Sections lie side by side: each ends where the next begins, the last at the end of the text.
    """
    headings = _without_contents(_find_headings(folded, skip))
    starts = [heading.start for heading in headings] + [len(folded.text)]
    sections = []
    for number, (heading, end) in enumerate(zip(headings, starts[1:], strict=True)):
        start_char, heading_end = folded.span_with_notes(heading.start, heading.end)
        end_char = folded.span(heading.start, end).end
        sections.append(
            Section(
                section_no=number,
                level=1,
                section_key=heading.key,
                also=";".join(heading.also) or None,
                heading=folded.printed[start_char:heading_end],
                start_char=start_char,
                end_char=end_char,
                chars=max(0, end_char - heading_end),
            )
        )
    return tuple(sections)


def _find_headings(folded: Folded, skip: Sequence[Span]) -> list[Heading]:
    """Headings of the style that names most statutory sections, the first style in order that names enough."""
    best: list[Heading] = []
    most = 1
    for candidates in _by_style(folded, skip):
        found = _settle(candidates)
        named = len({heading.key for heading in found} & set(STATUTORY))
        if named > most or (not best and len(found) >= ENOUGH):
            best, most = found, max(most, named)
        if most >= ENOUGH:
            break
    return _with_overview(best)


def _with_overview(headings: list[Heading]) -> list[Heading]:
    """Where no heading is the overview, the first one is, unless it names another section or a topic of its own."""
    keys = [heading.key for heading in headings]
    if not headings or "overview" in keys or keys[0] != "topic" or "topic" in _named(headings[0].words):
        return headings
    return [replace(headings[0], key="overview"), *headings[1:]]


def _by_style(folded: Folded, skip: Sequence[Span]) -> Iterator[Iterator[tuple[int, int, str, bool]]]:
    """The candidates of each style of numbering, then the lines without a number."""
    for pattern in STYLES.values():
        yield _numbered(folded, skip, pattern)
    yield _plain_lines(folded, skip)


def _settle(candidates: Iterable[tuple[int, int, str, bool]]) -> list[Heading]:
    """Candidates (start, end, words, certain) with their keys; uncertain ones only where the words name a section."""
    headings: list[Heading] = []
    for start, end, words, certain in candidates:
        key, also = classify_heading(words, first=not headings)
        if key is None and not certain:
            continue
        headings.append(Heading(start, end, key or "topic", also, words))
    return headings


def _outside(folded: Folded, skip: Sequence[Span], start: int, end: int) -> bool:
    first, last = folded.span(start, end)
    return not any(first < span.end and span.start < last for span in skip)


def _numbered(folded: Folded, skip: Sequence[Span], style: str) -> Iterator[tuple[int, int, str, bool]]:
    """Candidates numbered in `style`: at the start of a line, or inside a paragraph behind a sentence or space."""
    pattern = re.compile(rf"(?:(?P<line>^{_MARKUP})|(?<=[。;:! \t]))(?P<number>{style})[ \t]*", re.MULTILINE)
    text = folded.text
    for match in pattern.finditer(text):
        at_line = match["line"] is not None
        start, begin = match.start("number"), match.end()
        end, whole = _heading_end(text, begin)
        words = squash(text[begin:end])
        if not words or not _outside(folded, skip, start, end) or _is_row(words):
            continue
        shaped = bool(_TAIL.search(words)) or _is_before_text(text, end, words)
        if at_line and whole and len(words) <= MAX_HEADING and not words.endswith((",", "、")):
            yield start, end, words, True
        elif len(words) <= MAX_HEADING and "," not in words and (shaped or words in _aliases()):
            yield start, end, words, False


def _heading_end(text: str, begin: int) -> tuple[int, bool]:
    """Where a heading that begins at `begin` ends, and whether it is all that its line says."""
    line_end = text.find("\n", begin)
    line_end = len(text) if line_end < 0 else line_end
    limit = min(line_end, begin + 2 * MAX_HEADING)
    for match in _BREAK.finditer(text, begin, limit):
        rest = text[match.end() : line_end].strip(" \t|*")
        if not rest:
            return match.start(), True
        words = text[begin : match.start()]
        if match[0] != " " or _TAIL.search(words) or _is_before_text(text, match.start(), words):
            return match.start(), False
    return (_wrapped(text, begin, line_end), True) if limit == line_end else (limit, False)


def _is_before_text(text: str, end: int, words: str) -> bool:
    """Whether short words that end at `end` have a paragraph behind a space, on their own line."""
    if text[end : end + 1] != " " or not _TAIL_BEFORE_TEXT.search(words) or not _PLAIN_WORDS.fullmatch(words):
        return False
    line_end = text.find("\n", end)
    return len(words) <= PLAIN_LONGEST and (line_end if line_end >= 0 else len(text)) - end > MAX_HEADING


def _wrapped(text: str, begin: int, line_end: int) -> int:
    """The end of a heading that a line break cut in two: only where both lines together are a known heading."""
    next_end = text.find("\n", line_end + 1)
    next_end = len(text) if next_end < 0 else next_end
    if 0 < next_end - line_end <= MAX_HEADING and squash(text[begin:line_end]) not in _aliases():
        joined = squash(text[begin:next_end])
        if joined in _aliases() and not joined.endswith(squash(text[line_end:next_end]) * 2):
            return next_end
    return line_end if text[begin:line_end].strip() else begin


def _plain_lines(folded: Folded, skip: Sequence[Span]) -> Iterator[tuple[int, int, str, bool]]:
    """Lines that are nothing but a heading without a number: one that the forms know, or, where several of these
    stand, one of like words over a paragraph."""
    lines = [
        (match.start(1), match.end(1), squash(match[1]))
        for match in _PLAIN_LINE.finditer(folded.text)
        if _outside(folded, skip, match.start(1), match.end(1))
    ]
    known = [words for _, _, words in lines if words in _aliases()]
    for start, end, words in lines:
        if words in _aliases() or (len(known) >= PLAIN_KNOWN and _is_plain_heading(folded.text, end, words)):
            yield start, end, words, False


def _is_plain_heading(text: str, end: int, words: str) -> bool:
    """Whether a line that ends at `end` has the words of a heading, no punctuation, and a paragraph below it."""
    if len(words) > PLAIN_LONGEST or not _PLAIN_WORDS.fullmatch(words) or not _TAIL.search(words) or _is_row(words):
        return False
    below = _BELOW.match(text, end)
    return below is not None and "\t" not in below[1] and len(below[1]) > PLAIN_LONGEST


def _without_contents(headings: list[Heading]) -> list[Heading]:
    """The headings less those of a table of contents: named again later, with no text of their own."""
    last = {heading.words: index for index, heading in enumerate(headings)}
    kept = []
    for index, heading in enumerate(headings):
        bare = index + 1 < len(headings) and headings[index + 1].start - heading.end <= 8
        if not (bare and last[heading.words] > index):
            kept.append(heading)
    return kept
