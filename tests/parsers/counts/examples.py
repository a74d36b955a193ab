"""Examples in rule files: sentences with the place in question between «» (else all of it), and where they stand.

`[requests] 结转下年度«4»件` stands in section `requests`; examples are parted by `|`.
"""

import re
from typing import NamedTuple

from parsers.counts import read_counts
from parsers.folding import fold
from parsers.records import Count, Section

REPORT_YEAR = 2019
HEADINGS = {
    "requests": "三、收到和处理政府信息公开申请情况",
    "proceedings": "五、因政府信息公开申请行政复议、提起行政诉讼情况",
    "fees": "四、政府信息公开收费及减免情况",
    "active": "二、主动公开政府信息情况",
    "problems": "六、存在的主要问题和改进措施",
}
_SECTION = re.compile(r"\[([a-z]+)\] *")


class Example(NamedTuple):
    """A text, the span of the place in question, and the text's section, if it has one."""

    text: str
    start: int
    end: int
    sections: tuple[Section, ...]


def parse_example(written: str) -> Example:
    """An example as written in a rule file."""
    match = _SECTION.match(written)
    key = match[1] if match else None
    body = written[match.end() :] if match else written
    text = f"{HEADINGS[key]}\n{body}" if key else body
    marked = "«" in text
    start, end = (text.index("«"), text.index("»") - 1) if marked else (0, len(text))
    text = text.replace("«", "").replace("»", "")
    sections = ()
    if key:
        heading = HEADINGS[key]
        sections = (Section(0, 1, key, None, heading, 0, len(text), len(text) - len(heading)),)
    return Example(text, start, end, sections)


def examples_of(cell: str) -> list[str]:
    """The examples in a cell of a rule file."""
    return [part.strip() for part in cell.split("|") if part.strip()]


def counts_at(written: str) -> list[Count]:
    """The counts read at the place in question of an example."""
    example = parse_example(written)
    counts = read_counts(fold(example.text), example.sections, (), REPORT_YEAR)
    return [c for c in counts if c.start_char < max(example.end, example.start + 1) and example.start < c.end_char]
