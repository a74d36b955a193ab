"""What may be the identity of a document: every candidate for type, agency, region, year and date, with its score.

For people who ask why: `read_identity` decides without this, and by the same functions.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from parsers.folding import Folded, fold
from parsers.identity import read_identity
from parsers.identity.dates import find_period, parse_date, score_years
from parsers.identity.doctype import classify, find_reasons
from parsers.identity.evidence import Evidence, find_title, gather
from parsers.identity.locating import rank_regions
from parsers.identity.naming import choose, find_named, read_title, vote
from parsers.identity.regions import gazetteer
from parsers.identity.spam import find_spam
from parsers.records import Document, Identity

_MOST_REGIONS = 5


@dataclass(frozen=True, slots=True)
class Candidate:
    """A value that a field may have: what speaks for it (score, None where the first found wins), the places that
    name it, and whether it won."""

    field: str
    value: str
    score: float | None
    evidence: str
    won: bool


def read_candidates(document: Document, folded: Folded) -> tuple[Candidate, ...]:
    """Every candidate, field by field, the winner of a field first."""
    spam = find_spam(document, folded)
    evidence = gather(document, folded, spam, find_title(document, folded))
    identity = read_identity(document, folded).identity
    found = [*_types(evidence, identity, spam.hijacked), *_agencies(evidence, identity)]
    if identity.doc_type == "annual_report":
        found += _years(evidence, identity)
    found += _dates(document, identity)
    found += [Candidate("spam", string, None, "foreign to the page", True) for string in spam.strings]
    order = {name: number for number, name in enumerate(dict.fromkeys(each.field for each in found))}
    return tuple(sorted(found, key=lambda each: (order[each.field], not each.won, -(each.score or 0))))


def _types(evidence: Evidence, identity: Identity, hijacked: bool) -> Iterator[Candidate]:
    """Types by their votes, with the words that each rule found."""
    reasons: dict[str, list[str]] = defaultdict(list)
    for kind, weight, place, words in find_reasons(evidence.title, evidence.text):
        reasons[kind].append(f"{place} +{weight} “{words}”")
    votes = classify(evidence.title, evidence.text, hijacked)[1]
    for kind, score in votes.items():
        name = "annual_report" if kind == "report" else kind
        if score or name == identity.doc_type:
            yield Candidate("doc_type", name, score, "; ".join(reasons[kind]), name == identity.doc_type)


def _agencies(evidence: Evidence, identity: Identity) -> Iterator[Candidate]:
    """Bodies by their votes, with the places that name them; the title's own comes before any vote. Then regions."""
    named = find_named(evidence)
    places: dict[str, list[str]] = defaultdict(list)
    for body, place, trust in named:
        places[body.tail].append(f"{place} +{trust:g} “{body.name}”")
    own, won = read_title(evidence.title), choose(evidence, named)
    votes = vote(evidence, named)
    if won is not None and identity.agency:
        how = "named by the title" if own else "most votes"
        forms = list(dict.fromkeys(places[won.tail] or (places[own.tail] if own else [])))
        score = next((votes[body] for body in votes if body.tail == won.tail), None)
        yield Candidate("agency", identity.agency, score, "; ".join((how, *forms)), True)
    for body, score in votes.items():
        if won is None or body.tail != won.tail:
            yield Candidate("agency", body.name, score, "; ".join(dict.fromkeys(places[body.tail])), False)
    if won is not None and won.kind != "central":
        year = identity.report_year or (identity.published.year if identity.published else None)
        for code, score in rank_regions(won, evidence, year)[:_MOST_REGIONS]:
            held = gazetteer().as_of(code, year)
            names = "".join(region.name for region in gazetteer().path(held, year)) if held else ""
            yield Candidate("adcode", code, round(score, 2), names, code == identity.adcode)


def _years(evidence: Evidence, identity: Identity) -> Iterator[Candidate]:
    """Years by their score."""
    weak = f"{evidence.trail} {evidence.page}"
    period = find_period(evidence.text)
    for year, score in score_years(evidence.title, weak, evidence.text, identity.published).items():
        said = [name for name, there in (("title", str(year) in evidence.title), ("period", year == period)) if there]
        yield Candidate("report_year", str(year), score, "; ".join(said) or "text", year == identity.report_year)


def _dates(document: Document, identity: Identity) -> Iterator[Candidate]:
    """Dates by where they stand; the first that can be read wins."""
    seen = False
    for key in ("published", "issued"):
        found = parse_date(fold(document.metadata.get(key, "")).text)
        if found:
            won = not seen and found == identity.published
            seen = True
            yield Candidate("published", str(found), None, f"{key} “{document.metadata[key]}”", won)
    if not seen and identity.published:
        yield Candidate("published", str(identity.published), None, "a line about the page", True)
