"""The gate: how well the annotated sets are read, and the floors that this may not fall below.

    python -m tests.gate            print the figures beside their floors, what is wrong, and what the samples give otherwise than before
    python -m tests.gate --raise    write the figures as the new floors; refuses to lower one
    python -m tests.gate --reset    the same, lower ones too: after a change of a gold set, with the reason in the commit

Both also write what follows from the figures: `tests/baseline.csv` and `docs/accuracy.md`. The floors are pinned to each gold set by
its hash, so that a change of what is asked is never mistaken for progress.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.engine import run
from pipeline.measuring.evaluate import evaluate, read_dataset
from pipeline.measuring.gold import read_gold, read_sentences
from pipeline.measuring.scores import Score
from pipeline.measuring.sentences import evaluate_sentences
from pipeline.measuring.sheets import describe

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "data" / "raw"
GOLD = ROOT / "tests" / "gold"
FLOORS = ROOT / "tests" / "floors.json"


@dataclass(frozen=True, slots=True)
class GoldSet:
    """What is asked. `gold`: a folder of annotated documents, or a file of annotated sentences; `pages`: where its documents are."""

    gold: Path
    pages: Path | None = None


SETS = {
    "samples": GoldSet(GOLD, SAMPLES),
    "identity": GoldSet(ROOT / "tests" / "identity", ROOT / "tests" / "identity"),
    "documents": GoldSet(ROOT / "tests" / "documents", ROOT / "tests" / "documents"),
    "documents_2": GoldSet(ROOT / "tests" / "documents_2", ROOT / "tests" / "documents_2"),
    "documents_3": GoldSet(ROOT / "tests" / "documents_3", ROOT / "tests" / "documents_3"),
    "documents_4": GoldSet(ROOT / "tests" / "documents_4", ROOT / "tests" / "documents_4"),
    "documents_5": GoldSet(ROOT / "tests" / "documents_5", ROOT / "tests" / "documents_5"),
    "documents_6": GoldSet(ROOT / "tests" / "documents_6", ROOT / "tests" / "documents_6"),
    "documents_7": GoldSet(ROOT / "tests" / "documents_7", ROOT / "tests" / "documents_7"),
    "documents_8": GoldSet(ROOT / "tests" / "documents_8", ROOT / "tests" / "documents_8"),
    "wordings": GoldSet(ROOT / "tests" / "wordings" / "sentences.json"),
    "wordings_2": GoldSet(ROOT / "tests" / "wordings" / "sentences_2.json"),
}


def run_pipeline(source: Path, out: Path) -> Path:
    """The dataset of what `source` holds, in `out`. Raises RuntimeError if a document could not be read."""
    if failures := run([source], out).failures:
        raise RuntimeError(f"not read: {failures}")
    return out


def score_set(asked: GoldSet, dataset: Path | None) -> Score:
    """How well a set is read; `dataset` is what the pipeline made of its documents."""
    if dataset is None:
        return evaluate_sentences(read_sentences(asked.gold))
    return evaluate(read_dataset(dataset), read_gold(asked.gold))


def make_dataset(name: str, folder: Path) -> Path | None:
    """The dataset of a set, in `folder`; None if it has no documents."""
    pages = SETS[name].pages
    return pages and run_pipeline(pages, folder / name)


def make_datasets(folder: Path) -> dict[str, Path | None]:
    """The dataset of each set that has documents, in `folder`."""
    return {name: make_dataset(name, folder) for name in SETS}


def hash_gold(gold: Path) -> str:
    """SHA-256 over a gold set: every document's annotation, and the bytes it is about; or the sentences."""
    digest = hashlib.sha256()
    if gold.is_file():
        return hashlib.sha256(gold.read_bytes()).hexdigest()
    for path in sorted(gold.rglob("gold.json")):
        digest.update(path.relative_to(gold).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    for document in read_gold(gold):
        digest.update(document.doc_id.encode())
    return digest.hexdigest()


def find_shortfalls(figures: Mapping[str, float], floors: Mapping[str, float]) -> list[str]:
    """What fell below its floor, one line each; a measure that is gone fell too.

    >>> find_shortfalls({"counts.f1": 0.8, "agency": 1.0}, {"counts.f1": 0.9, "agency": 1.0})
    ['counts.f1 is 0.8000, its floor 0.9000']
    """
    low = [name for name, floor in sorted(floors.items()) if figures.get(name, 0.0) < floor]
    return [f"{name} is {figures.get(name, 0.0):.4f}, its floor {floors[name]:.4f}" for name in low]


def round_down(figures: Mapping[str, float]) -> dict[str, float]:
    """Figures cut to four decimals: a floor never stands above what was measured.

    >>> round_down({"counts.f1": 0.99999})
    {'counts.f1': 0.9999}
    """
    return {name: math.floor(value * 10_000 + 1e-9) / 10_000 for name, value in figures.items()}


def read_floors(name: str = "samples") -> dict[str, float]:
    """The floors of a set. Raises ValueError if they were measured on another gold set."""
    pinned = json.loads(FLOORS.read_text(encoding="utf-8"))[name]
    if pinned["gold"] != hash_gold(SETS[name].gold):
        raise ValueError(f"the set {name} is not the one the floors were measured on: python -m tests.gate --reset")
    return pinned["floors"]


def write_floors(scores: Mapping[str, Score]) -> None:
    """Pin the figures to the gold sets as they are."""
    pinned = {
        name: {"gold": hash_gold(SETS[name].gold), "floors": round_down(score.figures())}
        for name, score in scores.items()
    }
    FLOORS.write_text(json.dumps(pinned, indent=1) + "\n", encoding="utf-8")


def print_score(score: Score, floors: Mapping[str, float]) -> None:
    """Every figure beside its floor, then what is wrong."""
    for miss in score.misses:
        print(describe(miss))
    for name, value in score.figures().items():
        print(f"{name:36} {value:.4f}   floor {floors.get(name, 0.0):.4f}")


def write_all(scores: Mapping[str, Score], samples: Path) -> None:
    """Keep the figures as floors, and write what follows from them."""
    from tests.accuracy import PAGE, make_page
    from tests.baseline import read_facts, write_baseline

    write_floors(scores)
    write_baseline(read_facts(samples))
    PAGE.write_text(make_page(scores), encoding="utf-8")


def print_changes(samples: Path) -> None:
    """What the samples give otherwise than the baseline does."""
    from rich.console import Console

    from pipeline.measuring.comparing import show_changes
    from tests.baseline import diff_baseline, read_facts

    print("\n== the samples against tests/baseline.csv")
    show_changes(diff_baseline(read_facts(samples)), Console(highlight=False), limit=200)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--raise", dest="raising", action="store_true")
    parser.add_argument("--reset", action="store_true")
    choice = parser.parse_args()
    pinned = json.loads(FLOORS.read_text(encoding="utf-8"))
    floors = {name: {} if choice.reset or name not in pinned else read_floors(name) for name in SETS}
    with tempfile.TemporaryDirectory() as folder:
        datasets = make_datasets(Path(folder))
        scores = {name: score_set(each, datasets[name]) for name, each in SETS.items()}
        fallen = []
        for name, score in scores.items():
            print(f"\n== {name}")
            print_score(score, floors[name])
            fallen += [f"{name}: {line}" for line in find_shortfalls(score.figures(), floors[name])]
        samples = Path(folder) / "samples"
        if (choice.raising and not fallen) or choice.reset:
            write_all(scores, samples)
        else:
            print_changes(samples)
    if fallen:
        print("\n".join(["", "Below the floors:", *fallen]))
    return bool(fallen)


if __name__ == "__main__":
    sys.exit(main())
