"""How accurate the program is on annotated documents or sentences: runs it, scores it, and tells what falls short."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from pipeline.dataset.reading import check_dataset
from pipeline.measuring.evaluate import TABLES, evaluate, read_dataset
from pipeline.measuring.gold import Annotated, read_gold, read_sentences
from pipeline.measuring.scores import Score, Tally
from pipeline.measuring.sheets import describe, markdown, sheets_of
from pipeline.suggestions import near_names


class WrongUseError(Exception):
    """The question cannot be answered as it is put; the message says why, for a user."""


def measure(gold: Path, dataset: Path | None = None) -> Score:
    """How well the annotated documents in a folder, or the annotated sentences in a file, are read.

    dataset: one that was made of the documents; without it they are read now. Raises GoldError where the annotations cannot be
    used, NoDatasetError, WrongUseError where there is nothing to compare.
    """
    if gold.is_file():
        if dataset is not None:
            raise WrongUseError("sentences are read when they are scored: --dataset is for documents")
        from pipeline.measuring.sentences import evaluate_sentences

        return evaluate_sentences(read_sentences(gold))
    if not gold.is_dir():
        raise WrongUseError(f"no such file or folder: {gold}")
    documents = read_gold(gold)
    if dataset is None:
        return _read_and_score(gold, documents)
    check_dataset(dataset, TABLES)
    return evaluate(read_dataset(dataset), documents)


def _read_and_score(gold: Path, documents: Sequence[Annotated]) -> Score:
    from pipeline import engine

    pages = [document.page for document in documents if document.page is not None]
    are_inside = all(page.resolve().is_relative_to(gold.resolve()) for page in pages)
    with TemporaryDirectory(prefix="nianbao-") as folder:
        engine.run([gold] if are_inside else pages, Path(folder) / "dataset")
        return evaluate(read_dataset(Path(folder) / "dataset"), documents)


def parse_least(wanted: Iterable[str], figures: Mapping[str, float]) -> dict[str, float]:
    """`metric=value` texts as a mapping. Raises WrongUseError for a metric that was not measured or a value that is no share.

    >>> parse_least(["counts.f1=0.9"], {"counts.f1": 0.5})
    {'counts.f1': 0.9}
    """
    least = {}
    for text in wanted:
        name, _, value = text.partition("=")
        if name not in figures:
            raise WrongUseError(f"no metric {name!r}{near_names(name, figures)}; there are: {', '.join(figures)}")
        least[name] = _parse_share(text, value)
    return least


def _parse_share(text: str, value: str) -> float:
    try:
        share = float(value)
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        raise WrongUseError(f"{text!r}: after = stands a number from 0 to 1, as in counts.f1=0.95")
    return share


def find_short(figures: Mapping[str, float], least: Mapping[str, float]) -> list[str]:
    """What is less than it should be, a line each."""
    return [
        f"{name} is {figures[name]:.4f}, wanted {value:.4f}" for name, value in least.items() if figures[name] < value
    ]


def as_json(score: Score) -> str:
    """All that a score says, for a program."""
    told = {
        "figures": score.figures(),
        "totals": _tallies(score.totals()),
        f"by_{score.grouped_by}": {name: _tallies(tallies) for name, tallies in score.by_group().items()},
        "by_indicator": {name: _tallies(tallies) for name, tallies in score.indicators.items()},
        "misses": [
            {"measure": miss.measure, "document": miss.document, "got": miss.got, "want": miss.want}
            for miss in score.misses
        ],
    }
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def _tallies(tallies: Mapping[str, Tally]) -> dict[str, dict[str, int]]:
    return {name: {"right": t.right, "given": t.given, "wanted": t.wanted} for name, t in sorted(tallies.items())}


def as_markdown(score: Score, level: int = 2) -> str:
    """All that a score says as a part of a page, every disagreement included."""
    parts = [markdown(sheet, level) for sheet in sheets_of(score, worst=0)]
    misses = "".join(f"- {_escape(describe(miss))}\n" for miss in score.misses) or "None.\n"
    return "\n".join([*parts, f"{'#' * level} Known failures 已知错误\n\n{misses}"])


def _escape(text: str) -> str:
    """Text that Markdown leaves as it is."""
    return "".join(f"\\{char}" if char in "\\`*_[]<>#|~" else char for char in " ".join(text.split()))
