"""Context: what is being talked of at a place of the flow.

Topics compete within a group: after 收到行政复议2件,维持1件 is about reviews until 诉讼 is named. The latest
mention in the paragraph counts, else in the section, else what the section is about. Within a section a
label (依申请公开。, (二)主动公开情况:) says what follows it is about, by the rows of `rules/labels.csv`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

from parsers.counts.flow import Flow
from parsers.counts.words import any_of
from parsers.records import Section
from parsers.rules import read_rows

STICKY = "case"
"""The group whose topic outlives its paragraph in the sections about cases."""

SHORTEST = 120
"""Characters that a second report has at least; less is a link to it."""

OF_CASES = frozenset({"requests", "proceedings"})
"""Sections in which that topic holds on over paragraphs."""

_GOVERNMENT = re.compile(
    r"(?:人民政府|街道办事处|管理委员会|管委会)(?!办公|[^,。\n]{0,12}[局委办厅处])[^。\n]{0,16}(?:年|报告)"
)
STATUTORY = frozenset({"requests", "proceedings", "fees", "problems"})
"""Sections whose figures a label within them does not make those of another one."""

GENERAL = ".general"
"""Ends the topics of a body that decides or defends cases of all kinds; in the sections about cases they are about disclosure."""

ASKED_FOR = frozenset({"approvals", "penalties", "coercion", "complaints"})
"""What requests are about; its mention among them changes no topic."""

_ENUM = r"(?:[(]?[一二三四五六七八九十\d]{1,3}[)、.]|[■●◆▲★○·①-⑳㈠-㈩])"
_LABEL = re.compile(
    rf"(?:^{_ENUM}?|(?<=[。;]){_ENUM})(?P<words>[^\n,。:;、\d]{{2,20}}(?:[、和][^\n,。:;、\d]{{2,12}})?)(?=[。:\n])",
    re.MULTILINE,
)
_FIGURE = re.compile(r":\d")
_TITLE = 400  # the title stands within so many characters
_REPORT = re.compile(
    r"^(?!附|上一|下一)[^\n,。;]{0,40}(20\d\d)年?度?[^\n,。;]{0,8}信息公开[^\n,。;]{0,8}报告$", re.MULTILINE
)


@cache
def _topics() -> dict[str, tuple[str, str]]:
    """Word → the topic that it names, and the topic's group."""
    return {row["word"]: (row["topic"], row["group"]) for row in read_rows("topics.csv")}


@cache
def _labels() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Words of a label → the section that it stands for."""
    return tuple((re.compile(row["words"]), row["section"]) for row in read_rows("labels.csv"))


def _section_of(label: str) -> str | None:
    return next((section for words, section in _labels() if words.search(label)), None)


def _find_labels(text: str) -> Iterator[tuple[int, str | None]]:
    """Where labels begin, and the section that each stands for; the name of one figure (予以公开:428件) is none."""
    for match in _LABEL.finditer(text):
        section = _section_of(match["words"])
        if section or not _FIGURE.match(text, match.end()):
            yield match.start(), section


@cache
def _words() -> re.Pattern[str]:
    return any_of(_topics())


def _end_of_report(text: str) -> int:
    """Where a second report begins on the page: at a title that names another year; else the end."""
    years = [(match.start(), match[1]) for match in _REPORT.finditer(text)]
    for (_, year), (start, other) in pairwise(years):
        if other != year and len(text) - start > SHORTEST:
            return start
    return len(text)


class Context:
    """Looks up the section and the topics that hold at a place of the flow.

    end: where the report ends, if another one follows on the page.
    """

    def __init__(self, flow: Flow, sections: Sequence[Section]) -> None:
        self._sections = sections
        self._starts = [flow.find(section.start_char) for section in sections]
        self._ends = [flow.find(section.end_char) for section in sections]
        self.end = _end_of_report(flow.text)
        self._body = "government" if _GOVERNMENT.search(flow.text, 0, _TITLE) else "bureau"
        self._mentions: dict[str, tuple[list[int], list[str]]] = {STICKY: ([], [])}
        labels = list(_find_labels(flow.text))
        self._label_starts = [start for start, _ in labels]
        self._label_keys = [key for _, key in labels]
        for match in _words().finditer(flow.text):
            topic, group = _topics()[match.group()]
            places, topics = self._mentions.setdefault(group, ([], []))
            places.append(match.start())
            topics.append(topic)
        places, topics = self._mentions[STICKY]
        kept = [(place, topic) for place, topic in zip(places, topics, strict=True) if topic not in ASKED_FOR]
        self._of_requests = ([place for place, _ in kept], [topic for _, topic in kept])

    def _section(self, place: int) -> int | None:
        """The index of the section that a place stands in."""
        at = bisect_right(self._starts, place) - 1
        return at if at >= 0 and place < self._ends[at] else None

    def key(self, place: int) -> str | None:
        """The key of the section that a place stands in."""
        at = self._section(place)
        return None if at is None else self._sections[at].section_key

    def _label(self, place: int, section: int | None) -> tuple[int, str | None]:
        """Where the label above a place begins within its section, and the section it stands for; (0, None) if none."""
        at = bisect_right(self._label_starts, place) - 1
        floor = 0 if section is None else self._starts[section]
        return (
            (self._label_starts[at], self._label_keys[at]) if at >= 0 and self._label_starts[at] >= floor else (0, None)
        )

    def subject(self, place: int) -> str | None:
        """The key of the section that a place is about: what its label says, else the section that it stands in."""
        section = self._section(place)
        key = None if section is None else self._sections[section].section_key
        return key if key in STATUTORY else self._label(place, section)[1] or key

    def heading(self, place: int) -> str:
        """The heading above a place; empty if there is none."""
        at = self._section(place)
        return "" if at is None else self._sections[at].heading

    def topics(self, paragraph: int, place: int, end: int) -> frozenset[str]:
        """What is talked of in the words up to `end` around `place`: the latest topic of each group, and
        whether a government or a bureau reports. The paragraph begins at `paragraph`.
        """
        at, key = self._section(place), self.subject(place)
        label = self._label(place, at)[0]
        start = self._starts[at] if at is not None and key == self._sections[at].section_key else label
        floor = start if key in OF_CASES else max(paragraph, label)
        paragraph = max(paragraph, label)
        found = {self._body}
        for group, (places, topics) in self._mentions.items():
            if group == STICKY and key == "requests":
                places, topics = self._of_requests
            last = bisect_right(places, end - 1) - 1
            if last >= 0 and places[last] >= (floor if group == STICKY else paragraph):
                found.add(topics[last].partition(GENERAL)[0] if key in OF_CASES else topics[last])
            elif group == STICKY and key == "requests":
                found.add("requests")
        return frozenset(found)
