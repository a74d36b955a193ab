"""Reports that are copies of others: the share of a report's own words that stand in another one, too.

Of each text only the Chinese characters count, so that a copy with other figures is a copy, and of those no runs that
the official forms print. Runs of eight are hashed; MinHash signatures (rensa: one small wheel that needs nothing else,
where datasketch brings scipy) tell which reports may be alike, the runs themselves how much.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from parsers.findings import finding
from parsers.folding import fold_characters
from parsers.records import Finding
from parsers.rules import read_json
from pipeline.audit.config import Tolerances
from pipeline.audit.corpus import Report

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Runs = NDArray[np.uint64]

RUN = 8
"""Characters that are compared as one: shorter runs are the field's stock phrases."""

SIGNATURE, ROWS, SEED = 128, 4, 1
"""Values of a signature, and how many make a band: two reports that share a band are compared. Half of their runs
alike, they share one with a probability of 0.87; three quarters alike, of 0.99997."""

CANDIDATES = 8
"""How many of the reports most alike by their signatures are compared run by run."""

CROWD = 64
"""Of a crowd of reports that share a band, each is looked at beside the first and the last so many before it."""

_FIRST, _LAST = 0x4E00, 0x9FFF
_BASE = 1_000_003


class Copy(NamedTuple):
    """A report, an earlier one, and the share of the former's runs that stand in the latter."""

    report: Report
    of: Report
    share: float


def hash_runs(text: str) -> Runs:
    """The runs of Chinese characters of a text as a sorted array of different hashes, those of the forms left out."""
    import numpy as np

    found = _hash(text)
    return found[~np.isin(found, _printed_runs(), assume_unique=True)]


def _hash(text: str) -> Runs:
    """Polynomial hashes, modulo 2 to the 64th, of every run of RUN characters."""
    import numpy as np

    codes = np.frombuffer(fold_characters(text).encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.uint64)
    codes = codes[(codes >= _FIRST) & (codes <= _LAST)]
    length = len(codes) - RUN + 1
    if length <= 0:
        return np.empty(0, dtype=np.uint64)
    hashes = np.zeros(length, dtype=np.uint64)
    for place in range(RUN):
        hashes = hashes * np.uint64(_BASE) + codes[place : place + length]
    return np.unique(hashes)


@cache
def _printed_runs() -> Runs:
    """The runs that the forms themselves print: their labels one after another, and their headings."""
    import numpy as np

    texts = []
    for regime in read_json("forms.json")["regimes"]:
        texts += [section["label"] for section in regime["sections"]]
        for table in regime["tables"]:
            texts.append(_printed(table))
    return np.unique(np.concatenate([_hash(text) for text in texts]))


def _printed(table: object) -> str:
    """The words of a form's table, as its entry in `forms.json` has them, in order."""
    if isinstance(table, str):
        return table
    if isinstance(table, Mapping):
        return "".join(_printed(part) for key, part in table.items() if not key.endswith("note"))
    return "".join(map(_printed, table)) if isinstance(table, Sequence) else ""


def find_copies(texts: Sequence[tuple[Report, Runs]], tolerance: Tolerances) -> Iterator[Copy]:
    """For each report the earlier one that it shares most with, of its own body and of others, where that is enough.

    texts: each report with its runs. Of two reports the one on the later year is the copy; on the same year, that
    published later.
    """
    own = sorted((pair for pair in texts if len(pair[1]) >= tolerance.copied_least), key=lambda pair: _age(pair[0]))
    reports, runs = [report for report, _ in own], [found for _, found in own]
    for at, candidates in _candidates(runs):
        best: dict[str, Copy] = {}
        for other in candidates:
            if reports[other].unit == reports[at].unit:
                continue
            copy = Copy(reports[at], reports[other], share(runs[at], runs[other]))
            kind = kind_of(copy)
            if copy.share * 100 >= tolerance.copied_percent and (kind not in best or copy.share > best[kind].share):
                best[kind] = copy
        yield from best.values()


def share(runs: Runs, other: Runs) -> float:
    """The share of `runs` that stand in `other`, too."""
    import numpy as np

    return len(np.intersect1d(runs, other, assume_unique=True)) / len(runs)


def _age(report: Report) -> tuple[int, str, str]:
    return report.report_year or 9999, str(report.published or "9999"), report.doc_id


def _candidates(runs: Sequence[Runs]) -> Iterator[tuple[int, list[int]]]:
    """The index of each text with those of the earlier texts that its signature is most like, the most alike first."""
    import numpy as np

    if not runs:
        return
    signatures = _sign(runs)
    earlier: list[set[int]] = [set() for _ in runs]
    for first in range(0, SIGNATURE, ROWS):
        band = np.ascontiguousarray(signatures[:, first : first + ROWS])
        _, groups = np.unique(band, axis=0, return_inverse=True)
        order = np.argsort(groups.ravel(), kind="stable")
        for members in np.split(order, np.flatnonzero(np.diff(groups.ravel()[order])) + 1):
            for place in range(1, len(members)):
                earlier[members[place]].update(members[:place][:CROWD].tolist(), members[:place][-CROWD:].tolist())
    for at, others in enumerate(earlier):
        near = np.array(sorted(others), dtype=np.int64)
        alike = (signatures[near] == signatures[at]).sum(axis=1)
        yield at, near[np.argsort(-alike, kind="stable")][:CANDIDATES].tolist()


def _sign(runs: Sequence[Runs]) -> NDArray[np.uint32]:
    """A MinHash signature for each text, a row a text."""
    import numpy as np
    from rensa import RMinHash

    offsets = np.cumsum([0, *map(len, runs)], dtype=np.uint64)
    matrix = RMinHash.digest_matrix_from_flat_token_hashes(np.concatenate(runs), offsets, SIGNATURE, SEED)
    return np.array(matrix.to_rows(), dtype=np.uint32)


def kind_of(copy: Copy) -> str:
    """Which kind of finding a copy is."""
    same_body = copy.report.agency_id is not None and copy.report.agency_id == copy.of.agency_id
    if not same_body:
        return "copy.agency"
    return "report.twice" if copy.report.report_year == copy.of.report_year else "copy.year"


def check_copies(texts: Sequence[tuple[Report, Runs]], tolerance: Tolerances) -> Iterator[tuple[str, Finding]]:
    """doc_id and finding for each report that is a copy of an earlier one."""
    for copy in find_copies(texts, tolerance):
        facts: dict[str, Any] = {
            "share": int(100 * copy.share),
            "agency": copy.of.agency or copy.of.source,
            "year": copy.of.report_year or "?",
        }
        yield copy.report.doc_id, finding(kind_of(copy), related=copy.of.doc_id, **facts)
