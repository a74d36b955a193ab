"""What the overview and the lists need to know of every report: whose it is, the state of its sections, its findings."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from parsers.records import SEVERITIES
from parsers.regimes import edition_due, required_sections
from pipeline.site.plain import short
from pipeline.site.reading import Dataset, by_document
from pipeline.viewing.show import Record

SECTIONS = ("overview", "active", "requests", "fees", "proceedings", "problems", "other")
STATES = (
    "ok", "also", "unheaded", "misplaced", "empty", "missing", "no_heading", "optional", "not_required", "extra", "unknown",
)  # fmt: skip
"""What a section of a report may be. `no_heading`: no heading names it, and no audit has told whether the content is there."""
STATE_MARKS = {
    "ok": "✓", "also": "⊂", "unheaded": "¶", "misplaced": "↕", "empty": "∅", "missing": "✕", "no_heading": "□", "optional": "·",
    "not_required": "–", "extra": "+", "unknown": "?",
}  # fmt: skip
"""A sign for each state, so that nothing depends on colour."""
WRONG = ("empty", "missing")


@dataclass(frozen=True, slots=True)
class Entry:
    """A report in the lists.

    number: its place in the lists. states: section → one of STATES. kinds, severities: how many findings of each.
    """

    number: int
    report: Record
    states: Mapping[str, str]
    kinds: Mapping[str, int]
    severities: Mapping[str, int]

    @property
    def doc_id(self) -> str:
        """The document's id, which names its page."""
        return str(self.report["doc_id"])

    @property
    def agency(self) -> str:
        """The agency's name, or where the file came from if it is not known."""
        return short(self.report["agency"] or self.report["title"] or self.report["source"])

    @property
    def year(self) -> int | None:
        """The report year."""
        year: int | None = self.report["report_year"]
        return year


@dataclass(frozen=True)
class Catalogue:
    """All reports in the order of the lists, the findings of each, and the agencies with the numbers of their reports."""

    entries: Sequence[Entry]
    findings: Mapping[str, list[Record]]
    agencies: Mapping[str, list[Entry]]
    all_findings: Sequence[Record]

    @cached_property
    def by_id(self) -> dict[str, Entry]:
        """doc_id → the report."""
        return {entry.doc_id: entry for entry in self.entries}

    @cached_property
    def connected(self) -> dict[str, list[str]]:
        """doc_id → the page that it is attached to, and what is attached to it."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for entry in self.entries:
            page = entry.report["attached_to"]
            if page in self.by_id:
                found[entry.doc_id].append(page)
                found[page].append(entry.doc_id)
        return dict(found)


def read_catalogue(dataset: Dataset) -> Catalogue:
    """The catalogue of a dataset; reports by region, agency and year."""
    every = dataset.read_findings()
    findings = by_document(every)
    sections: defaultdict[str, list[Record]] = defaultdict(list)
    for row in dataset.read("sections", "doc_id", "section_key", "also", "chars"):
        sections[row["doc_id"]].append(row)
    entries = [
        _entry(number, report, sections[report["doc_id"]], findings.get(report["doc_id"], []))
        for number, report in enumerate(sorted(dataset.read_reports(), key=_order))
    ]
    return Catalogue(entries, findings, _by_agency(entries), every)


def _order(report: Record) -> tuple[str, str, int, str]:
    return report["adcode"] or "~", report["agency"] or "~", report["report_year"] or 0, report["doc_id"]


def _entry(number: int, report: Record, sections: Sequence[Record], findings: Sequence[Record]) -> Entry:
    counted = Counter(row["severity"] for row in findings)
    return Entry(
        number=number,
        report=report,
        states=find_states(report, sections, findings),
        kinds=dict(sorted(Counter(row["kind"] for row in findings).items())),
        severities={severity: counted[severity] for severity in SEVERITIES},
    )


def _by_agency(entries: Iterable[Entry]) -> dict[str, list[Entry]]:
    found: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.report["agency_id"] and entry.report["doc_type"] == "annual_report":
            found[entry.report["agency_id"]].append(entry)
    return {agency: sorted(own, key=lambda entry: (entry.year or 0, entry.number)) for agency, own in found.items()}


def agency_page(agency_id: str) -> str:
    """The name of an agency's page: ids hold words of reports, so that a hash stands for them.

    >>> agency_page("620200.culture_tourism")
    'e6264af1b2eb'
    """
    return hashlib.sha256(agency_id.encode()).hexdigest()[:12]


# --- sections -----------------------------------------------------------------------------------------


def find_states(report: Record, sections: Sequence[Record], findings: Sequence[Record]) -> dict[str, str]:
    """The state of each statutory section of a report: what its findings say of it, else what its headings show."""
    if report["doc_type"] != "annual_report" or report["status"] == "failed":
        return dict.fromkeys(SECTIONS, "unknown")
    said = {row["subject"]: row["kind"].partition(".")[2] for row in findings if row["kind"].startswith("section.")}
    headed = {row["section_key"] for row in sections}
    also = {key for row in sections for key in (row["also"] or "").split(";")}
    asked = _asked(report["report_year"])
    return {key: said.get(key, "") if said.get(key) in STATES else _state(key, headed, also, asked) for key in SECTIONS}


def _asked(year: int | None) -> frozenset[str] | None:
    """The sections that the law of a report year asks for; None without a year."""
    return frozenset(required_sections(edition_due(year))) if year else None


def _state(key: str, headed: set[str], also: set[str], asked: frozenset[str] | None) -> str:
    if key in headed or key in also:
        found = "ok" if key in headed else "also"
        return found if asked is None or key in asked else "extra"
    if asked is None:
        return "unknown"
    return "no_heading" if key in asked else "not_required"
