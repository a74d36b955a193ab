"""Context: what is being talked of at a place of the flow.

Topics compete within a group: after 收到行政复议2件,维持1件 is about reviews until 诉讼 is named. The latest
mention in the paragraph counts, else in the section, else what the section is about.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from parsers.flow import Flow
from parsers.records import Section
from parsers.rules import read_rows

STICKY = "case"
"""The group whose topic outlives its paragraph in the sections about cases."""

SHORTEST = 120
"""Characters that a second report has at least; less is a link to it."""

_OF_SECTION = {"requests": "requests", "proceedings": None}
"""Sections about cases, and the topic that they begin with."""

_GOVERNMENT = re.compile(
    r"(?:人民政府|街道办事处|管理委员会|管委会)(?!办公|[^,。\n]{0,12}[局委办厅处])[^。\n]{0,16}(?:年|报告)"
)
_TITLE = 400  # the title stands within so many characters
_REPORT = re.compile(
    r"^(?!附|上一|下一)[^\n,。;]{0,40}(20\d\d)年?度?[^\n,。;]{0,8}信息公开[^\n,。;]{0,8}报告$", re.MULTILINE
)


@cache
def _topics() -> tuple[re.Pattern[str], dict[str, str]]:
    """One pattern with a group for each topic, and topic → its group."""
    rows = read_rows("topics.csv")
    pattern = "|".join(f"(?P<{row['topic']}>{row['pattern']})" for row in rows)
    return re.compile(pattern), {row["topic"]: row["group"] for row in rows}


def _end_of_report(text: str) -> int:
    """Where a second report begins on the page: at a title that names another year; else the end."""
    years = [(match.start(), match[1]) for match in _REPORT.finditer(text)]
    for (_, year), (start, other) in pairwise(years):
        if other != year and len(text) - start > SHORTEST:
            return start
    return len(text)


class Context:
    """Looks up the section and the topics that hold at a place of the flow."""

    def __init__(self, flow: Flow, sections: Sequence[Section]) -> None:
        self._sections = sections
        self._starts = [section.start_char for section in sections]
        self.end = _end_of_report(flow.text)
        self.body = "government" if _GOVERNMENT.search(flow.text[:_TITLE]) else "bureau"
        self._mentions: dict[str, tuple[list[int], list[str]]] = {}
        pattern, groups = _topics()
        for match in pattern.finditer(flow.text):
            topic = match.lastgroup or ""
            places, topics = self._mentions.setdefault(groups[topic], ([], []))
            places.append(match.start())
            topics.append(topic)

    def section(self, printed: int) -> Section | None:
        """The section that the printed place stands in."""
        at = bisect_right(self._starts, printed) - 1
        if at < 0 or self._sections[at].end_char <= printed:
            return None
        return self._sections[at]

    def topics(self, paragraph: int, end: int, section_start: int, key: str | None) -> frozenset[str]:
        """What is talked of at `end`: a topic of each group, and whether a government or a bureau reports.

        `paragraph` and `section_start` are where these begin in the flow.
        """
        found = {self.body}
        for group, (places, topics) in self._mentions.items():
            at = bisect_right(places, end - 1) - 1
            floor = section_start if group == STICKY and key in _OF_SECTION else paragraph
            if at >= 0 and places[at] >= floor:
                found.add(topics[at])
            elif group == STICKY:
                found.add(_OF_SECTION.get(key or "") or "")
        if STICKY not in self._mentions:
            found.add(_OF_SECTION.get(key or "") or "")
        return frozenset(found)
