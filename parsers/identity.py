"""Identity: whose report it is, of where and when, and whether it is one at all.

From scored candidates: `spam` says what is foreign to the page, `doctype` what it is, `naming` whose,
`locating` of where, `dates` of when. One winner or none.
"""

from __future__ import annotations

from datetime import date

from parsers.agencies import Body, sector_of
from parsers.dates import find_published, find_report_year, parse_date
from parsers.doctype import classify
from parsers.evidence import find_title, gather
from parsers.folding import Folded, fold_characters
from parsers.locating import locate
from parsers.naming import choose, find_named
from parsers.records import Document, Identity
from parsers.regions import Region, gazetteer
from parsers.spam import find_spam

NATION = "全国"
_PLACES_OF_DATES = 12


def identify(document: Document, folded: Folded) -> Identity:
    """The identity of a document; `folded` is the folded copy of its text."""
    spam = find_spam(document, folded)
    title = find_title(document, folded)
    evidence = gather(document, folded, spam, title)
    doc_type, _ = classify(evidence.title, evidence.text)
    published = _published(document, folded)
    year = None
    if doc_type == "annual_report":
        year, _ = find_report_year(evidence.title, f"{evidence.trail} {evidence.page}", evidence.text, published)
    body = choose(evidence, find_named(evidence))
    as_of = year or (published.year if published else None)
    region = locate(body, evidence, as_of) if body and body.kind != "central" else None
    path = gazetteer().path(region, as_of) if region else ()
    named = {part.level: part.name for part in path}
    return Identity(
        doc_type=doc_type,
        title=title or None,
        agency=_agency(body, region, path) if body else None,
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


def _published(document: Document, folded: Folded) -> date | None:
    """The date of publication that the page prints."""
    for key in ("published", "issued"):
        if found := parse_date(fold_characters(document.metadata.get(key, ""))):
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
