"""How well a dataset agrees with what careful readers took from its documents.

Documents are matched by their bytes (`doc_id`), so it does not matter under which names the dataset was made. What the annotations
leave out (sections, counts, cells) is not asked. The measures are described in `docs/gold.md`.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from parsers.codebook import codebook
from parsers.records import Span
from pipeline.dataset.reading import read_table
from pipeline.measuring.gold import Annotated, Row
from pipeline.measuring.scores import Miss, Score

Place = tuple[str, str, str]
TABLES = ("reports", "sections", "counts", "cells", "observations")
FACTS = ("agency", "adcode", "report_year", "regime")
NO_CATEGORY = "disclosed.category"  # many items by nature: never an observation
UNIT_UNKNOWN = "procurement.amount"  # the forms print no unit for it
NO_REPORT = "no report"
OPEN = "unknown"  # the form of a report whose annotation leaves it open, and that was not read


@dataclass(frozen=True, slots=True)
class Dataset:
    """The rows of the tables that are compared, each by `doc_id`."""

    rows: Mapping[str, Mapping[str, Sequence[Row]]]

    def of(self, table: str, doc_id: str) -> Sequence[Row]:
        return self.rows[table].get(doc_id, ())


def read_dataset(folder: Path) -> Dataset:
    """The dataset in `folder`, as `nianbao run` wrote it. Raises NoDatasetError if a file cannot be read."""
    rows: dict[str, dict[str, list[Row]]] = {}
    for table in TABLES:
        by_document = rows[table] = defaultdict(list)
        for row in read_table(folder, table).to_pylist():
            by_document[row["doc_id"]].append(row)
    return Dataset(rows)


def evaluate(dataset: Dataset, documents: Iterable[Annotated]) -> Score:
    """Compare the dataset with the annotations, measure by measure."""
    score = Score()
    for document in documents:
        got: Row = next(iter(dataset.of("reports", document.doc_id)), {})
        score.fact("document", document.name, bool(got), True)
        _compare_report(score, document, got)
        if document.gold["report"]["doc_type"] == "annual_report":
            score.groups[document.name] = document.gold["report"].get("regime") or got.get("regime") or OPEN
            _compare_contents(score, document, dataset, got)
        else:
            score.groups[document.name] = NO_REPORT
            observed = dataset.of("observations", document.doc_id)
            score.fact("no observations from non-reports", document.name, len(observed), 0)
    return score


def _compare_contents(score: Score, document: Annotated, dataset: Dataset, got: Row) -> None:
    """Compare what is annotated of an annual report."""
    gold = document.gold
    if "sections" in gold:
        _compare_sections(score, document, dataset.of("sections", document.doc_id))
    if "counts" in gold:
        text = _squeezed(got.get("text") or "")
        wanted = [(want, _printed_at(text, want)) for want in gold["counts"]]
        compare_counts(score, document.name, dataset.of("counts", document.doc_id), wanted)
    if "cells" in gold:
        _compare_cells(score, document, dataset.of("cells", document.doc_id))
    if "counts" in gold and "cells" in gold:
        _compare_observations(score, document, dataset.of("observations", document.doc_id))


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
    score.add("sections", document.name, (given & wanted).total(), given.total(), wanted.total())
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


def _printed_at(text: _Squeezed, want: Row) -> Span:
    """Where in the document a wanted count's number is printed; an empty span if its quote is not in the text."""
    quote, raw = _squeezed(want["quote"]).text, _squeezed(want["raw"]).text
    at = text.text.find(quote)
    alone = [m.start() for m in re.finditer(rf"(?<!\d){re.escape(raw)}(?!\d)", quote)] or [quote.rfind(raw)]
    if at < 0 or alone[-1] < 0:
        return Span(0, 0)
    return Span(text.places[at + alone[-1]], text.places[at + alone[-1] + len(raw) - 1] + 1)


def _pair_counts(got: Sequence[Row], wanted: Iterable[tuple[Row, Span]]) -> Iterator[tuple[Row, Row | None]]:
    """Each wanted count with the given one that has its value at its place (the indicator decides between two)."""
    free = list(got)
    for want, (start, end) in wanted:
        here = [
            row
            for row in free
            if row["start_char"] < end and start < row["end_char"] and _equal(row["value"], want["value"])
        ]
        found = min(here, key=lambda row: row["indicator"] != want["indicator"], default=None)
        if found is not None:
            free.remove(found)
        yield want, found


def compare_counts(score: Score, name: str, got: Sequence[Row], wanted: Sequence[tuple[Row, Span]]) -> None:
    """Compare the counts of a document or sentence with the wanted ones, each with its place in the text."""
    pairs = list(_pair_counts(got, wanted))
    taken = {row["count_no"] for _, row in pairs if row is not None}
    extra = [row for row in got if row["count_no"] not in taken]
    firm = [(want, row) for want, row in pairs if not want.get("optional")]
    found = [(want, row) for want, row in firm if row is not None]
    score.add("counts", name, len(found), len(found) + len(extra), len(firm))
    score.misses += [Miss("counts", name, "", _describe(want)) for want, row in firm if row is None]
    score.misses += [Miss("counts", name, _describe(row), "") for row in extra]
    for want, row in found:
        score.fact("counts.unit", name, row["unit"], want["unit"], _unit(row["unit"]) == _unit(want["unit"]))
        score.fact("counts.bound", name, row["bound"], want["bound"])
    understood = sum(row["indicator"] == want["indicator"] for want, row in found)
    score.share("counts.understood", name, understood, len(firm))
    _compare_indicators(score, name, found, extra, [want for want, _ in firm])


def _compare_indicators(
    score: Score, name: str, found: Sequence[tuple[Row, Row]], extra: Sequence[Row], firm: Iterable[Row]
) -> None:
    right = Counter(row["indicator"] for want, row in found if row["indicator"] == want["indicator"])
    given = Counter(row["indicator"] for row in [*(row for _, row in found), *extra])
    wanted = Counter(want["indicator"] for want in firm)
    _add_indicators(score, "indicators", name, right, given, wanted)
    score.misses += [
        Miss("indicators", name, str(row["indicator"]), f"{want['indicator']} for {_value(want)} in {row['quote']}")
        for want, row in found
        if row["indicator"] != want["indicator"]
    ]


def _add_indicators(
    score: Score, measure: str, name: str, right: Mapping[str, int], given: Mapping[str, int], wanted: Mapping[str, int]
) -> None:
    """Count how many figures of each indicator were right, given and wanted; no indicator is none."""
    names = sorted(indicator for indicator in given.keys() | wanted.keys() if indicator)
    for indicator in names:
        of_it = right.get(indicator, 0), given.get(indicator, 0), wanted.get(indicator, 0)
        score.indicators[measure][indicator].add(*of_it)
        score.add(measure, name, *of_it)
    score.add(measure, name, 0, 0, 0)


def _describe(row: Row) -> str:
    return f"{_value(row)} [{row['indicator']}] in {row.get('quote') or row['raw']}"


def _value(row: Row) -> str:
    return f"{row['value']:.15g} {row['unit'] or ''}".rstrip()


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
    score.add("cells", document.name, len(right), len(given) - len(invented), len(printed))
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
    tallies = [dict.fromkeys(names, 1) for names in (right & wanted, given, wanted)]
    _add_indicators(score, "observations", document.name, *tallies)
    values = {row["indicator"]: row["value"] for row in got}
    wrong = sorted((given | wanted) - right)
    score.misses += [
        Miss("observations", document.name, str(values.get(name)), f"{name} = {sorted(allowed.get(name, ()))}")
        for name in wrong
    ]
