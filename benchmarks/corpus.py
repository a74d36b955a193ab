"""Write a made corpus: a folder of reports, most of them faultless, and a ledger of the faults that were planted.

    python benchmarks/corpus.py OUT [--reports 5000] [--seed 1]

The same numbers give the same bytes. OUT/expected.csv has a row per fault: the file (as `source` in the dataset, when OUT
is read), its kind, its place, details, and the other files that it is about. Kinds are those of `benchmarks.made.faults`.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random

ROOT = Path(__file__).parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from benchmarks.made import faults  # noqa: E402
from benchmarks.made.bodies import Body, choose_bodies  # noqa: E402
from benchmarks.made.faults import Planted  # noqa: E402
from benchmarks.made.figures import Figures, regime_of, tell_years  # noqa: E402
from benchmarks.made.others import write_other  # noqa: E402
from benchmarks.made.pages import lay_out  # noqa: E402
from benchmarks.made.writing import write  # noqa: E402
from pipeline.inputs.sidecar import SUFFIX, Sidecar, format_sidecar  # noqa: E402

LEDGER = "expected.csv"
COLUMNS = ("source", "kind", "place", "detail", "related", "is_fault")
SHARE_OF_FAULTS = 0.25
OTHERS = 80
"""One page in this many is no report at all."""


@dataclass(frozen=True)
class File:
    """A file of the corpus, the address it is said to come from, and the rows of the ledger that it brings."""

    name: str
    data: bytes
    url: str
    rows: tuple[dict[str, str], ...] = ()


@dataclass
class Maker:
    """Makes the reports of one body after another; remembers what later ones may copy."""

    seed: int
    waiting: deque[str] = field(default_factory=deque)
    written: dict[tuple[str, str], tuple[Body, int, str]] = field(default_factory=dict)

    def files(self) -> Iterator[File]:
        """Reports and other pages, without end."""
        made = 0
        for body in choose_bodies(self.seed):
            for file in self._reports(body):
                yield file
                made += 1
                if made % OTHERS == 0:
                    yield self._other(body, made)

    def _other(self, body: Body, number: int) -> File:
        random = Random(f"{self.seed}:other:{number}")
        name = f"{body.folder}/other-{number}.html"
        return File(
            name,
            write_other(body, body.years[0], random),
            body.address(number),
            (row(name, "look_alike", Planted("page")),),
        )

    def _plan(self, body: Body) -> dict[int, str]:
        """Which kind of fault goes into which year: the kinds in turn, where they apply."""
        random = Random(f"{self.seed}:plan:{body.folder}")
        plan: dict[int, str] = {}
        for year in body.years:
            if random.random() < SHARE_OF_FAULTS:
                before = regime_of(body, year - 1) if year - 1 in body.years else None
                if plan.get(year - 1) in faults.UNCLEAR:
                    before = None
                if kind := self._next_kind(body, year, before):
                    plan[year] = kind
        return plan

    def _next_kind(self, body: Body, year: int, before: str | None) -> str | None:
        """The kind that has waited longest among those that can be planted here."""
        self.waiting = self.waiting or deque(faults.KINDS)
        for kind in self.waiting:
            if faults.applies(kind, body, year, before):
                if kind == "copy.agency" and self._model(body, year) is None:
                    continue
                self.waiting.remove(kind)
                self.waiting.append(kind)
                return kind
        return None

    def _model(self, body: Body, year: int) -> tuple[Body, int, str] | None:
        """Body, year and file of an earlier body's report that this one could be a copy of."""
        return self.written.get((body.business.slug, regime_of(body, year)))

    def _reports(self, body: Body) -> Iterator[File]:
        plan = self._plan(body)
        chains = {year: (kind,) for year, kind in plan.items() if kind in faults.CHAINS}
        story = tell_years(body, Random(f"{self.seed}:figures:{body.folder}"), chains)
        names: dict[int, str] = {}
        models: dict[tuple[str, str], tuple[Body, int, str]] = {}
        for figures in story:
            kind = plan.get(figures.year)
            if kind == "year_gap":
                continue
            file = self._report(body, figures, kind, names)
            names[figures.year] = file.name
            if kind not in faults.COPIES:
                models[body.business.slug, figures.regime] = (body, figures.year, file.name)
            if plan.get(figures.year - 1) == "year_gap":
                gap = row(file.name, "year_gap", Planted(str(figures.year - 1)), names[figures.year - 2])
                file = replace(file, rows=(*file.rows, gap))
            yield file
            if kind == "duplicate":
                copy = f"{body.folder}/copy-of-{figures.year}.{file.name.rsplit('.', 1)[1]}"
                yield File(copy, file.data, file.url, (row(copy, "duplicate", Planted("file"), file.name),))
        self.written |= models

    def _report(self, body: Body, figures: Figures, kind: str | None, names: dict[int, str]) -> File:
        own = voice = self._voice(body, figures.year)
        related, planted = "", None
        random = Random(f"{own}:fault")
        if kind in faults.COPIES:
            voice, related = self._copied(kind, body, figures.year, names)
            planted = Planted("text")
        if kind in faults.CHAINS:
            planted, related = Planted(faults.CHAINS[kind]), names[figures.year - 1]
        if kind in faults.IN_FIGURES:
            planted = faults.IN_FIGURES[kind](figures, random)
        draft = write(body, figures, Random(voice))
        if kind in faults.COPIES:
            draft = faults.mix(kind, write(body, figures, Random(own)), draft)
        if kind in faults.IN_DRAFT:
            planted = faults.IN_DRAFT[kind](draft, random)
        suffix, data = lay_out(draft, Random(f"{own}:page"))
        name = f"{body.folder}/{figures.year}.{suffix}"
        rows = (row(name, kind, planted, related),) if kind and planted else ()
        return File(name, data, body.address(figures.year), rows)

    def _voice(self, body: Body, year: int) -> str:
        """Seed of a report's words."""
        return f"{self.seed}:{body.folder}:{year}"

    def _copied(self, kind: str, body: Body, year: int, names: dict[int, str]) -> tuple[str, str]:
        """Seed of the words of the report that is copied, and its file."""
        if kind != "copy.agency":
            return self._voice(body, year - 1), names[year - 1]
        model = self._model(body, year)
        assert model is not None
        return self._voice(model[0], model[1]), model[2]


def row(source: str, kind: str, planted: Planted, related: str = "") -> dict[str, str]:
    """A row of the ledger."""
    is_fault = "no" if kind in faults.HARMLESS else "yes"
    values = (source, kind, planted.place, planted.detail, related, is_fault)
    return dict(zip(COLUMNS, values, strict=True))


def write_corpus(out: Path, reports: int, seed: int = 1) -> list[dict[str, str]]:
    """Write `reports` files and the ledger below `out`, which must be empty or new; the ledger's rows."""
    if out.exists() and any(out.iterdir()):
        raise FileExistsError(f"{out} is not empty")
    rows: list[dict[str, str]] = []
    for _, file in zip(range(reports), Maker(seed).files(), strict=False):
        path = out / file.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.data)
        path.with_name(path.name + SUFFIX).write_text(format_sidecar(Sidecar(url=file.url)), encoding="utf-8")
        rows += file.rows
    with (out / LEDGER).open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--reports", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    rows = write_corpus(args.out, args.reports, args.seed)
    print(f"{args.reports} files and {len(rows)} rows of {LEDGER} in {args.out}")


if __name__ == "__main__":
    main()
