"""Identity: whose report it is, of where and when, and whether it is one at all.

From scored candidates: `spam` says what is foreign to the page, `doctype` what it is, `naming` whose,
`locating` of where, `dates` of when. One winner or none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from parsers.findings import finding
from parsers.folding import Folded, fold, fold_characters
from parsers.identity.agencies import Body, sector_of
from parsers.identity.agency_ids import read_agency_id
from parsers.identity.dates import find_odd_period, find_other_years, find_published, find_report_year, parse_date
from parsers.identity.doctype import classify
from parsers.identity.evidence import find_title, gather
from parsers.identity.locating import locate
from parsers.identity.naming import choose, find_named
from parsers.identity.regions import Region, gazetteer
from parsers.identity.spam import find_spam
from parsers.records import Document, Finding, Identity, Span

NATION = "全国"
_REPORT_LINE = re.compile(
    r"^[^\n。,]{0,24}(?P<year>20\d\d)年度?[^\n。,]{0,20}信息公开[^\n。,]{0,8}(?:年度报告|工作报告|年报)\s*$", re.M
)
_PLACES_OF_DATES = 12
_HAN = re.compile("[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read of a document's identity; `spam`: stretches of the printed text that are nothing but
    foreign strings, for the other parsers to skip."""

    identity: Identity
    findings: tuple[Finding, ...]
    spam: tuple[Span, ...]


def identify(document: Document, folded: Folded) -> Identity:
    """The identity of a document; `folded` is the folded copy of its text."""
    return read_identity(document, folded).identity


def read_identity(document: Document, folded: Folded) -> Reading:
    """The identity of a document, what an auditor should look at in it, and where the text is spam."""
    spam = find_spam(document, folded)
    title = find_title(document, folded)
    evidence = gather(document, folded, spam, title)
    doc_type, _ = classify(evidence.title, evidence.text, spam.hijacked)
    published = _published(document, folded)
    year: int | None = None
    if doc_type == "annual_report":
        year = find_report_year(evidence.title, f"{evidence.trail} {evidence.page}", evidence.text, published)
    body = choose(evidence, find_named(evidence))
    as_of = year or (published.year if published else None)
    region = locate(body, evidence, as_of) if body and body.kind != "central" else None
    path = gazetteer().path(region, as_of) if region else ()
    named = {part.level: part.name for part in path}
    identity = Identity(
        doc_type=doc_type,
        title=title or None,
        agency=_as_printed(_agency(body, region, path), body, fold(title), folded) if body else None,
        agency_id=read_agency_id(body, region) if body else None,
        sector=sector_of(body) if body else None,
        level=_level(body, region),
        region_name=_region_name(body, path),
        adcode=region.code if region else None,
        province=named.get("province"),
        prefecture=named.get("prefecture"),
        county=named.get("county"),
        report_year=year,
        published=published,
        hijacked=spam.hijacked,
        spam=";".join(spam.strings) or None,
    )
    replaced = next((string for string in spam.strings if fold(title).text.startswith(string)), None)
    return Reading(
        identity, (*_doubts(identity, evidence.title, folded, replaced), *_other_reports(identity, folded)), spam.spans
    )


def _doubts(identity: Identity, title: str, folded: Folded, replaced: str | None) -> Iterator[Finding]:
    """What is missing, contradicts itself or was recovered in the identity of an annual report."""
    if identity.doc_type != "annual_report":
        return
    first_line = folded.span(0, folded.text.find("\n") if "\n" in folded.text else len(folded.text))
    if identity.agency is None:
        yield finding("identity.agency_unknown", *first_line)
    if identity.region_name is None:
        yield finding("identity.region_unknown", *first_line)
    if identity.report_year is None:
        yield finding("identity.year_unknown", *first_line)
    else:
        yield from _doubts_of_year(identity.report_year, title, folded)
    if replaced and identity.agency:
        at = folded.text.find(replaced)
        span = folded.span(at, at + len(replaced)) if at >= 0 else (None, None)
        yield finding("identity.name_replaced", *span, spam=replaced, agency=identity.agency)


def _doubts_of_year(year: int, title: str, folded: Folded) -> Iterator[Finding]:
    """Other years that the report gives as its own, and a period that is not the whole year."""
    for other, start, end in find_other_years(year, title, folded.text):
        yield finding("identity.year_conflict", *folded.span(start, end), year=year, other=other)
    if odd := find_odd_period(folded.text, year):
        first, last, start, end = odd
        yield finding("identity.period", *folded.span(start, end), year=year, first=first, last=last)


def _other_reports(identity: Identity, folded: Folded) -> Iterator[Finding]:
    """Titles of reports for other years within the text: a page with several reports."""
    if identity.doc_type != "annual_report" or identity.report_year is None:
        return
    for hit in _REPORT_LINE.finditer(folded.text):
        if int(hit.group("year")) != identity.report_year:
            start, end = folded.span(*hit.span())
            yield finding("identity.several_reports", start, end, year=hit.group("year"))


def _published(document: Document, folded: Folded) -> date | None:
    """The date of publication that the page prints."""
    for key in ("published", "issued"):
        if found := parse_date(fold(document.metadata.get(key, "")).text):
            return found
    lines = folded.text.split("\n", _PLACES_OF_DATES)[:_PLACES_OF_DATES]
    return find_published([*map(fold_characters, document.boilerplate), *lines])


def _agency(body: Body, region: Region | None, path: tuple[Region, ...]) -> str:
    """The body's formal name: its place as the page prints it, else the region found for it."""
    if body.kind == "central":
        return body.core
    if body.regions:
        front = body.front
        for part in path:
            front = front.replace(fold_characters(part.name), part.name)
        return front + body.tail
    if region is None:
        return body.generic + body.tail if body.generic not in ("我", "本") else body.tail
    above = path[-2].name if len(path) > 1 and len(region.name) < 3 else ""
    return above + region.name + body.tail


def _as_printed(agency: str, body: Body, *texts: Folded) -> str:
    """The agency with the characters of its name as printed on a page that is otherwise in simplified ones: 於潜镇."""
    for text in texts:
        at = text.text.find(body.core) if body.core else -1
        printed = text.raw(at, at + len(body.core)) if at >= 0 else body.core
        if printed == body.core or len(printed) != len(body.core):
            continue
        han = re.findall(_HAN, "".join(each.printed for each in texts))
        if {char for char in han if fold_characters(char) != char} <= set(printed):
            return agency.replace(body.core, printed)
    return agency


def _level(body: Body | None, region: Region | None) -> str | None:
    """The body's administrative level."""
    if body is None:
        return None
    if body.kind in ("township", "central"):
        return body.kind
    return region.level if region else None


def _region_name(body: Body | None, path: tuple[Region, ...]) -> str | None:
    """The path of names down to the region; the whole country for a central body."""
    if body is not None and body.kind == "central":
        return NATION
    return "".join(part.name for part in path) or None
