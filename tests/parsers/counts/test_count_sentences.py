"""Sentences with every figure marked: each is found, nothing else is, and each is the indicator it should be.

`sentences.txt` holds a sentence a line: `收到申请{14:requests}件`; two indicators are parted by `+`, `-` is none.
"""

import re
from pathlib import Path

import pytest

from parsers.counts import read_counts
from parsers.folding import fold
from tests.parsers.counts.examples import REPORT_YEAR, parse_example

_MARK = re.compile(r"\{([^{}:]+):([^{}]+)\}")
LINES = [
    line
    for line in (Path(__file__).parent / "sentences.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


@pytest.mark.parametrize("line", LINES)
def test_figures_of_a_sentence(line: str) -> None:
    example = parse_example(_MARK.sub(lambda match: match[1], line))
    wanted: list[tuple[str, str]] = []
    for raw, indicators in _MARK.findall(line):
        wanted += [(raw.rstrip("%成"), indicator) for indicator in indicators.split("+")]
    counts = read_counts(fold(example.text), example.sections, (), REPORT_YEAR)
    assert [c.indicator or "-" for c in counts] == [indicator for _, indicator in wanted]
    for count, (raw, _) in zip(counts, wanted, strict=True):
        assert raw in count.raw or count.raw in raw or count.value == 0
