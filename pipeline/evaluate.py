"""How well a dataset agrees with what careful readers took from its documents.

A gold folder holds one folder a document: `gold.json`, and the document as `page.*` beside it or, by a relative path, where
`gold.json` says under `page`. Documents are matched by their bytes (`doc_id`), so it does not matter under which names the
dataset was made. The format of `gold.json` is described in `docs/gold.md`.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from parsers.codebook import codebook

Row = Mapping[str, Any]
Place = tuple[str, str, str]
TABLES = ("reports", "sections", "counts", "cells", "observations")
FACTS = ("agency", "adcode", "report_year", "regime")
NO_CATEGORY = "disclosed.category"  # many items by nature: never an observation
UNIT_UNKNOWN = "procurement.amount"  # the forms print no unit for it


@dataclass(frozen=True, slots=True)
class Annotated:
    """A document and what a careful reader took from it (`gold`, as read from `gold.json`)."""

    name: str
    doc_id: str
    gold: Mapping[str, Any]


@dataclass(slots=True)
class Tally:
    """How many values were right, how many were given, how many were wanted."""

    right: int = 0
    given: int = 0
    wanted: int = 0

    @property
    def precision(self) -> float:
        return self.right / self.given if self.given else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.wanted if self.wanted else 1.0

    @property
    def f1(self) -> float:
        both = self.given + self.wanted
        return 2 * self.right / both if both else 1.0


@dataclass(frozen=True, slots=True)
class Miss:
    """One disagreement: under which measure, in which document, what stands there and what should."""

    measure: str
    document: str
    got: str
    want: str


@dataclass(slots=True)
class Score:
    """The tallies of `facts` (one answer a question) and `sets` (any number of answers), and every miss."""

    facts: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    sets: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    misses: list[Miss] = field(default_factory=list)

    def fact(self, measure: str, document: str, got: object, want: object, right: bool | None = None) -> None:
        """Count one question; `right` where equality is not the test."""
        right = got == want if right is None else right
        tally = self.facts[measure]
        tally.right, tally.given, tally.wanted = tally.right + right, tally.given + 1, tally.wanted + 1
        if not right:
            self.misses.append(Miss(measure, document, str(got), str(want)))

    def add(self, measure: str, right: int, given: int, wanted: int) -> None:
        """Count a document's answers to an open question."""
        tally = self.sets[measure]
        tally.right, tally.given, tally.wanted = tally.right + right, tally.given + given, tally.wanted + wanted

    def figures(self) -> dict[str, float]:
        """Every measure with its value from 0 to 1, by name: shares right, and precision, recall and F1."""
        out = {name: tally.recall for name, tally in self.facts.items()}
        for name, tally in self.sets.items():
            out |= {f"{name}.precision": tally.precision, f"{name}.recall": tally.recall, f"{name}.f1": tally.f1}
        return dict(sorted(out.items()))


def read_gold(folder: Path) -> tuple[Annotated, ...]:
    """The annotated documents under `folder`, by name. Raises FileNotFoundError where a page is missing."""
    return tuple(_read_annotated(path) for path in sorted(folder.rglob("gold.json")))


def _read_annotated(path: Path) -> Annotated:
    gold = json.loads(path.read_text(encoding="utf-8"))
    pages = [path.parent / gold["page"]] if "page" in gold else sorted(path.parent.glob("page.*"))
    if not pages:
        raise FileNotFoundError(f"no page beside {path}")
    return Annotated(path.parent.name, hashlib.sha256(pages[0].read_bytes()).hexdigest()[:16], gold)


@dataclass(frozen=True, slots=True)
class Dataset:
    """The rows of the tables that are compared, each by `doc_id`."""

    rows: Mapping[str, Mapping[str, Sequence[Row]]]

    def of(self, table: str, doc_id: str) -> Sequence[Row]:
        return self.rows[table].get(doc_id, ())


def read_dataset(folder: Path) -> Dataset:
    """The dataset in `folder`, as `nianbao run` wrote it."""
    import pyarrow.parquet as pq

    rows: dict[str, dict[str, list[Row]]] = {}
    for table in TABLES:
        by_document = rows[table] = defaultdict(list)
        for row in pq.read_table(folder / f"{table}.parquet").to_pylist():
            by_document[row["doc_id"]].append(row)
    return Dataset(rows)


def evaluate(dataset: Dataset, documents: Iterable[Annotated]) -> Score:
    """Compare the dataset with the annotations, measure by measure."""
    score = Score()
    for document in documents:
        got: Row = next(iter(dataset.of("reports", document.doc_id)), {})
        score.fact("document", document.name, bool(got), True)
        _compare_report(score, document, got)
        observed = dataset.of("observations", document.doc_id)
        if document.gold["report"]["doc_type"] != "annual_report":
            score.fact("no observations from non-reports", document.name, len(observed), 0)
            continue
        _compare_sections(score, document, dataset.of("sections", document.doc_id))
        _compare_counts(score, document, got.get("text") or "", dataset.of("counts", document.doc_id))
        _compare_cells(score, document, dataset.of("cells", document.doc_id))
        _compare_observations(score, document, observed)
    return score


# --- the report -----------------------------------------------------------------------------------------


def _compare_report(score: Score, document: Annotated, got: Row) -> None:
    want = document.gold["report"]
    published = got.get("published")
    score.fact("doc_type", document.name, got.get("doc_type"), want["doc_type"])
    score.fact("hijacked", document.name, got.get("hijacked"), want["hijacked"])
    score.fact("published", document.name, published and published.isoformat(), want["published"])
    if want["doc_type"] != "annual_report":
        return
    for name in FACTS:
        if name in want:
            right = _same_body(got.get(name), want) if name == "agency" else None
            score.fact(name, document.name, got.get(name), want[name], right)


def _same_body(got: str | None, want: Mapping[str, Any]) -> bool:
    """Whether an agency's name is the wanted one, or differs by a region in front that is its own region."""
    name = _squeezed(got or "").text
    return any(
        _same_name(name, _squeezed(other or "").text, want) for other in (want["agency"], *want.get("agency_also", ()))
    )


def _same_name(one: str, other: str, want: Mapping[str, Any]) -> bool:
    short, long = sorted((one, other), key=len)
    if short == long:
        return True
    return len(short) > 3 and long.endswith(short) and long.removesuffix(short) in (want["region_name"] or "")


# --- sections -------------------------------------------------------------------------------------------


def _compare_sections(score: Score, document: Annotated, got: Sequence[Row]) -> None:
    given = Counter((row["section_key"], _bare_heading(row["heading"])) for row in got if row["level"] == 1)
    wanted = Counter((row["key"], _bare_heading(row["heading"])) for row in document.gold["sections"])
    score.add("sections", (given & wanted).total(), given.total(), wanted.total())
    score.misses += [Miss("sections", document.name, "", " ".join(key)) for key in wanted - given]
    score.misses += [Miss("sections", document.name, " ".join(key), "") for key in given - wanted]


def _bare_heading(heading: str) -> str:
    """A heading without white space and the full stop or colon behind it."""
    return _squeezed(heading).text.rstrip(".:。")


# --- counts ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Squeezed:
    """A text without white space and invisible characters, widths folded; `places`: where each character stood."""

    text: str
    places: Sequence[int]


def _squeezed(text: str) -> _Squeezed:
    kept = [(char, place) for place, printed in enumerate(text) for char in unicodedata.normalize("NFKC", printed)]
    kept = [(char, place) for char, place in kept if not char.isspace() and unicodedata.category(char) != "Cf"]
    return _Squeezed("".join(char for char, _ in kept), [place for _, place in kept])


def _printed_at(text: _Squeezed, want: Row) -> tuple[int, int] | None:
    """Where in the document a wanted count's number is printed; None if its quote is not in the text."""
    quote, raw = _squeezed(want["quote"]).text, _squeezed(want["raw"]).text
    at = text.text.find(quote)
    alone = [m.start() for m in re.finditer(rf"(?<!\d){re.escape(raw)}(?!\d)", quote)] or [quote.rfind(raw)]
    if at < 0 or alone[-1] < 0:
        return None
    return text.places[at + alone[-1]], text.places[at + alone[-1] + len(raw) - 1] + 1


def _pair_counts(text: str, got: Sequence[Row], want: Sequence[Row]) -> Iterator[tuple[Row, Row | None]]:
    """Each wanted count with the given one that has its value at its place (the indicator decides between two)."""
    squeezed, free = _squeezed(text), list(got)
    for wanted in want:
        place = _printed_at(squeezed, wanted)
        start, end = place or (0, 0)
        here = [
            row
            for row in free
            if row["start_char"] < end and start < row["end_char"] and _equal(row["value"], wanted["value"])
        ]
        found = min(here, key=lambda row: row["indicator"] != wanted["indicator"], default=None)
        if found is not None:
            free.remove(found)
        yield wanted, found


def _compare_counts(score: Score, document: Annotated, text: str, got: Sequence[Row]) -> None:
    pairs = list(_pair_counts(text, got, document.gold["counts"]))
    taken = {row["count_no"] for _, row in pairs if row is not None}
    extra = [row for row in got if row["count_no"] not in taken]
    firm = [(want, row) for want, row in pairs if not want.get("optional")]
    found = [(want, row) for want, row in firm if row is not None]
    score.add("counts", len(found), len(found) + len(extra), len(firm))
    score.misses += [Miss("counts", document.name, "", _describe(want)) for want, row in firm if row is None]
    score.misses += [Miss("counts", document.name, _describe(row), "") for row in extra]
    for want, row in found:
        score.fact("counts.unit", document.name, row["unit"], want["unit"], _unit(row["unit"]) == _unit(want["unit"]))
        score.fact("counts.bound", document.name, row["bound"], want["bound"])
    _compare_indicators(score, document, found, extra, sum(bool(want["indicator"]) for want, _ in firm))


def _compare_indicators(
    score: Score, document: Annotated, found: Sequence[tuple[Row, Row]], extra: Sequence[Row], wanted: int
) -> None:
    right = sum(row["indicator"] == want["indicator"] for want, row in found if want["indicator"])
    given = sum(row["indicator"] is not None for row in [*(row for _, row in found), *extra])
    score.add("indicators", right, given, wanted)
    score.misses += [
        Miss("indicators", document.name, str(row["indicator"]), f"{want['indicator']}: {want['quote']}")
        for want, row in found
        if row["indicator"] != want["indicator"]
    ]


def _describe(row: Row) -> str:
    return f"{row['value']:g} {row['unit']} [{row['indicator']}] in {row['quote']}"


def _unit(unit: str | None) -> str:
    """A measure word, those for people and for cases each as one."""
    folded = unicodedata.normalize("NFKC", unit or "")
    return {"名": "人", "位": "人", "宗": "件", "起": "件", "例": "件"}.get(folded, folded)


def _equal(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) <= 1e-9 * max(1.0, abs(other))


# --- cells ----------------------------------------------------------------------------------------------


def _compare_cells(score: Score, document: Annotated, got: Sequence[Row]) -> None:
    """Values by place. A row that the reader left out of a table he read has no certain place: any value there is invented."""
    wanted: dict[Place, float | None] = {
        (c["table"], c["row"], c["column"]): c["value"] for c in document.gold["cells"]
    }
    rows, tables = {place[:2] for place in wanted}, {place[0] for place in wanted}
    given = dict(_given_cells(got))
    invented = {place for place in given if place[0] in tables and place[:2] not in rows}
    right = {place for place, value in given.items() if place not in invented and _equal(value, wanted.get(place))}
    printed = {place for place, value in wanted.items() if value is not None}
    score.add("cells", len(right), len(given) - len(invented), len(printed))
    score.fact("cells none invented", document.name, len(invented), 0)
    wrong = sorted((given.keys() | printed) - right)
    score.misses += [Miss("cells", document.name, str(given.get(p)), f"{'/'.join(p)} = {wanted.get(p)}") for p in wrong]


def _given_cells(got: Iterable[Row]) -> Iterator[tuple[Place, float]]:
    for row in got:
        if row["value"] is not None and row["instance"] == 0 and not row["row_id"].startswith("local"):
            yield (row["form_table"], row["row_id"], row["column_id"]), row["value"]


# --- observations ---------------------------------------------------------------------------------------


def _cell_values(gold: Mapping[str, Any]) -> dict[str, float]:
    """The indicators that the document's official tables state, in the codebook's units.

    The forms print amounts of money in 万元; the amount of procurement, without a unit, is left out.
    """
    cells = {f"{c['table']}/{c['row']}/{c['column']}": c["value"] for c in gold["cells"] if c["value"] is not None}
    stated: dict[str, float] = {}
    for indicator in codebook().values():
        scale = 10_000 if indicator.unit == "元" else 1
        if indicator.id != UNIT_UNKNOWN:
            stated.update((indicator.id, cells[place] * scale) for place in indicator.cells.values() if place in cells)
    return stated


def _text_values(gold: Mapping[str, Any]) -> dict[str, set[float]]:
    """The indicators that the document's sentences state, with every figure stated."""
    stated: dict[str, set[float]] = defaultdict(set)
    for count in gold["counts"]:
        if count["indicator"] and not count.get("optional") and count["unit"] != "%":
            stated[count["indicator"]].add(float(count["value"]))
    return stated


def _compare_observations(score: Score, document: Annotated, got: Sequence[Row]) -> None:
    """An observation must be what the tables state for its indicator or, if they are silent, what a sentence does."""
    allowed: dict[str, set[float]] = _text_values(document.gold)
    several = {indicator.id for indicator in codebook().values() if indicator.many}
    open_ = {name for name, values in allowed.items() if name == NO_CATEGORY or (name in several and len(values) > 1)}
    in_cells = _cell_values(document.gold)
    allowed |= {name: {value} for name, value in in_cells.items()}
    wanted = allowed.keys() - (open_ - in_cells.keys())
    right = {row["indicator"] for row in got if any(_equal(row["value"], v) for v in allowed.get(row["indicator"], ()))}
    given = {row["indicator"] for row in got} - (right - wanted)
    score.add("observations", len(right & wanted), len(given), len(wanted))
    values = {row["indicator"]: row["value"] for row in got}
    wrong = sorted((given | wanted) - right)
    score.misses += [
        Miss("observations", document.name, str(values.get(name)), f"{name} = {sorted(allowed.get(name, ()))}")
        for name in wrong
    ]
