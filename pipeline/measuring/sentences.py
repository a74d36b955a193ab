"""How well single sentences are read: their counts, each with value, unit, bound and indicator.

Nothing is known of a sentence but its text, the section it would stand in and the year reported on: no title says whose
report it is, no heading stands above it.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Sequence

from parsers.counts import read_counts
from parsers.folding import fold
from parsers.records import Section, Span
from pipeline.measuring.evaluate import compare_counts
from pipeline.measuring.gold import Row
from pipeline.measuring.scores import Score


def evaluate_sentences(sentences: Iterable[Row]) -> Score:
    """Compare what is read from each sentence with its annotation, measure by measure."""
    score = Score(grouped_by="section")
    for sentence in sentences:
        text, key = sentence["text"], sentence["section"]
        sections = (Section(0, 1, key, None, "", 0, len(text), len(text)),) if key else ()
        counts = read_counts(fold(text), sections, (), sentence["year"])
        wanted = list(zip(sentence["counts"], find_places(text, sentence["counts"]), strict=True))
        name = f"{sentence['id']} {text}"
        compare_counts(score, name, [dataclasses.asdict(count) for count in counts], wanted)
        score.groups[name] = key or "none"
    return score


def find_places(text: str, counts: Sequence[Row]) -> list[Span]:
    """Where each count's `raw` stands: from left to right; those that share one number or denial share its place.

    >>> find_places("公开12条,微博12条;没有诉讼", [{"raw": "12"}, {"raw": "12"}, {"raw": "没有"}, {"raw": "没有"}])
    [Span(start=2, end=4), Span(start=8, end=10), Span(start=12, end=14), Span(start=12, end=14)]
    """
    places: list[Span] = []
    for count in counts:
        alone = re.compile(rf"(?<!\d){re.escape(count['raw'])}(?!\d)")
        at = places[-1].end if places else 0
        match = alone.search(text, at) or alone.search(text)
        places.append(Span(*match.span()) if match else Span(0, 0))
    return places
