"""The accuracy page, `docs/accuracy.md`, made from the annotated sets.

python -m tests.accuracy        read the sets and write the page
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from pipeline.measuring.accuracy import as_markdown
from pipeline.measuring.gold import read_gold, read_sentences
from pipeline.measuring.scores import Score
from pipeline.measuring.sheets import Sheet, markdown, share
from tests.gate import ROOT, SETS, make_datasets, score_set

PAGE = ROOT / "docs" / "accuracy.md"
FIRST_TRY = ROOT / "tests" / "first_try.json"
INTRODUCTION = """\
# Accuracy 准确度

How well the program reads documents that a careful reader annotated. Made by `python -m tests.accuracy`; do not edit. The format of the
annotations and what each measure means is described in [gold.md](gold.md); `nianbao evaluate FOLDER` makes the same tables from documents that
you annotate yourself. A score is the share that is right or, where any number of answers may be given, F1, cut to three decimals.

Twelve sets are measured. None of them is a random sample of real downloads: they show what the rules can do with each form and field, and
guard it. Real pages are messier, so expect less of them.

| set | what it is | what it tells |
|---|---|---|
| [samples](#samples) | {samples} whole documents, invented | everything; the rules have been improved on them |
| [identity](#identity) | {identity} pages, reports and look-alikes, invented | whose report it is, of when, and whether it is one |
| [documents](#documents) | {documents} whole documents, invented, some far-fetched | everything, on documents that the rules had not seen |
| [documents_2](#documents_2) | {documents_2} whole documents, invented, in the manner of the samples | the same; a few rules were improved after the first try |
| [documents_3](#documents_3) | {documents_3} whole documents, invented, reports of 2008 to 2024 with the habits and damages of real pages | everything; the rules were improved after the first try |
| [documents_4](#documents_4) | {documents_4} whole documents, the same by another writer | the same |
| [documents_5](#documents_5) | {documents_5} reports in running text that between them name every indicator | the same |
| [documents_6](#documents_6) | {documents_6} whole documents in the mixture of the samples | the same |
| [documents_7](#documents_7) | {documents_7} reports in running text, dense with figures | the same |
| [documents_8](#documents_8) | {documents_8} reports in running text | the same; four rules were improved after the first try |
| [wordings](#wordings) | {wordings} sentences, invented, some far-fetched | whether a figure is understood in other words than the samples' |
| [wordings_2](#wordings_2) | {wordings_2} sentences, invented, in the plain wording of real reports | the same, for what agencies usually write |

All but the samples were written before the rules were tried on them, by someone who had not read the rules. Their first score tells how far the
rules reach beyond what they were made from; since then the rules may have been improved on them, so the present score is better
than a new set would get.
"""


def make_page(scores: Mapping[str, Score]) -> str:
    """The page, given the score of each set."""
    parts = [INTRODUCTION.format(**{name: _size(name) for name in SETS})]
    for name, score in scores.items():
        parts += [f"## {name}\n", *_first_try(name, score), as_markdown(score, level=3)]
    return "\n".join(parts)


def _size(name: str) -> int:
    gold = SETS[name].gold
    return len(read_sentences(gold) if gold.is_file() else read_gold(gold))


def _first_try(name: str, score: Score) -> list[str]:
    """What was right when the set was first read, beside what is right now."""
    first = json.loads(FIRST_TRY.read_text(encoding="utf-8")).get(name)
    if first is None:
        return []
    totals, figures = score.totals(), score.figures()
    rows = [
        [
            measure,
            f"{right}/{wanted} {share(right / wanted)}",
            f"{totals[measure].right}/{totals[measure].wanted} {share(totals[measure].recall)}",
        ]
        for measure, (right, wanted) in first["right"].items()
    ]
    rows += [[measure, share(value), share(figures[measure])] for measure, value in first.get("figures", {}).items()]
    title = f"First try 首次测试 ({first['date']}, commit {first['commit']})"
    return [markdown(Sheet(title, ("measure 项目", "first try 首次", "now 现在"), rows))]


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        datasets = make_datasets(Path(folder))
        PAGE.write_text(
            make_page({name: score_set(each, datasets[name]) for name, each in SETS.items()}), encoding="utf-8"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
