"""Attachments: a report that is a file (PDF, Word, a sheet) and the page that links to it, joined when both are here.

The link is told by the sidecar (`parent`), or stands in the page: a path that leads to a file of the same folder or
archive, or an address that a file was had from. What the file does not print itself (title, body, date …) the page
may tell; what it prints is never overruled.
"""

from __future__ import annotations

import html
import posixpath
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from urllib.parse import unquote, urldefrag, urljoin

from parsers.findings import finding
from parsers.folding import fold
from parsers.identity import identify
from parsers.records import Document, Finding, Identity, ParseError
from parsers.rules import compile_kinds
from pipeline.formats.encoding import decode
from pipeline.formats.names import FORMATS, MAX_BYTES, PAGES
from pipeline.inputs.known import Known, clean_words
from pipeline.inputs.sources import Source, printable, read_source

MANY = 3  # files; a page that links to more is a list, and tells of none of them in particular
# What a page tells of its attachment; tried from all to the date alone, until nothing the file prints is overruled.
EVIDENCE = ("source", "publisher", "author", "site", "breadcrumb", "footer")
CHOICES = (
    ("page_title", *EVIDENCE, "published"),
    (*EVIDENCE, "published"),
    ("page_title", "published"),
    ("published",),
)
TOLD = ("title", "agency", "region_name", "report_year", "published")
_ANCHOR = re.compile(r"<a\b([^<>]{1,3000})>(.{0,400}?)</a\s*>", re.I | re.S)
_HREF = re.compile(r"""\bhref\s*=\s*(?:"([^"]{1,2000})"|'([^']{1,2000})'|([^\s"'<>]{1,2000}))""", re.I)
_TAG = re.compile(r"<[^<>]*>")
_EXTENSION = re.compile(r"\.(?:pdf|docx?|wps|rtf|xlsx?)\b.*", re.I)


@dataclass(frozen=True, slots=True)
class Link:
    """The page that links to a file, and the words of the link. is_list: whether the page links to many."""

    page: Source
    words: str | None = None
    is_list: bool = False


def find_links(sources: Sequence[Source]) -> dict[str, Link]:
    """Name of a source → the page that links to it. Of several pages, the one with the fewest links to files."""
    files = {each.name: each for each in sources if each.known.parent or _is_file(each)}
    if not files:
        return {}
    pages = [each for each in sources if _is_page(each)]
    links = _follow_parents(files, pages)
    left = {name: each for name, each in files.items() if name not in links and _is_file(each)}
    folders = {folder for name in left for folder in _folders(name)}
    by_address = _index_addresses(left)
    best: dict[str, tuple[int, int]] = {}
    for order, page in enumerate(pages):
        if (page.known.url and by_address) or posixpath.dirname(page.name) in folders:
            found = dict(_find_targets(page, left, by_address))
            for name, words in found.items():
                if name not in best or (len(found), order) < best[name]:
                    best[name] = (len(found), order)
                    links[name] = Link(page, words, len(found) > MANY)
    return links


def join(
    document: Document, known: Known, link: Link | None, max_bytes: int = MAX_BYTES
) -> tuple[Document, list[Finding]]:
    """A document with what its download and the page that links to it tell, and a finding that says what the page told."""
    facts = {"page_title": known.title or "", "published": known.published or ""}
    if link is None:
        return complete(document, facts)
    from pipeline.cleaning.clean import clean
    from pipeline.formats import read_page

    page = link.page
    try:
        data = read_source(page, max_bytes)
        told = read_facts(clean(read_page(page.path.name, data, page.known.charset), page.name), link)
    except ParseError:
        return document, []  # the page has a row of its own that says why
    return complete(document, facts | told, page.name)


def complete(document: Document, facts: Mapping[str, str], page: str = "") -> tuple[Document, list[Finding]]:
    """A document with what `facts` tell and it does not print itself; a finding says what came from `page`."""
    own = identify(document, fold(document.text))
    for choice in CHOICES:
        new = {key: facts[key] for key in choice if facts.get(key) and not document.metadata.get(key)}
        if own.published:
            new.pop("published", None)
        if not new:
            continue
        joined = replace(document, metadata={**document.metadata, **new})
        identity = identify(joined, fold(document.text))
        if _agree(own, identity):
            told = [name for name in TOLD if getattr(own, name) is None and getattr(identity, name) is not None]
            said = [finding("identity.from_page", source=page, fields=", ".join(told))] if page and told else []
            return joined, said
    return document, []


def read_facts(page: Document, link: Link) -> dict[str, str]:
    """What a page tells of its attachment, by the keys of a document's metadata; of a hijacked page, nothing."""
    words = clean_words(_EXTENSION.sub("", link.words or "")) or ""
    facts = {"page_title": words} if compile_kinds("link_words.csv", re.I)["titled"].search(words) else {}
    identity = identify(page, fold(page.text))
    if identity.hijacked:
        return {}
    if link.is_list:
        return facts
    facts.update({key: page.metadata[key] for key in EVIDENCE if key in page.metadata})
    if title := page.title or page.metadata.get("page_title"):
        facts.setdefault("page_title", title)
    if identity.published:
        facts["published"] = identity.published.isoformat()
    return facts


def _agree(own: Identity, joined: Identity) -> bool:
    """Whether nothing is overruled that a document says itself; its body's name may become a fuller one."""
    if own.agency and not (joined.agency or "").endswith(own.agency):
        return False
    same = ("title", "report_year", "published", "adcode")
    if any(getattr(own, name) is not None and getattr(own, name) != getattr(joined, name) for name in same):
        return False
    return not own.title or own.doc_type == joined.doc_type


def _is_file(source: Source) -> bool:
    kind = FORMATS.get(source.path.suffix.lower())
    return kind is not None and kind not in PAGES and source.problem is None


def _is_page(source: Source) -> bool:
    return FORMATS.get(source.path.suffix.lower()) == "html" and source.problem is None


def _folders(name: str) -> Iterator[str]:
    """The folder of a file and those around it."""
    yield from (str(folder) if str(folder) != "." else "" for folder in PurePosixPath(name).parents)


def _index_addresses(files: Mapping[str, Source]) -> dict[str, list[str]]:
    """Address → the names of the files that were had from it."""
    by_address: dict[str, list[str]] = {}
    for name, each in files.items():
        if address := _normal(each.known.url):
            by_address.setdefault(address, []).append(name)
    return by_address


def _follow_parents(files: Mapping[str, Source], pages: Sequence[Source]) -> dict[str, Link]:
    """The links that sidecars tell of."""
    known = {_normal(page.known.url): page for page in reversed(pages) if page.known.url}
    parents = {name: _normal(each.known.parent) for name, each in files.items() if each.known.parent}
    numbers = Counter(parents.values())
    return {
        name: Link(known[parent], files[name].known.title, numbers[parent] > MANY)
        for name, parent in parents.items()
        if parent in known and known[parent].name != name
    }


def _find_targets(
    page: Source, files: Mapping[str, Source], by_address: Mapping[str, Sequence[str]]
) -> Iterator[tuple[str, str]]:
    """The files that a page links to, with the words of the links."""
    try:
        markup = decode(read_source(page), page.known.charset).text
    except ParseError:
        return
    folder = posixpath.dirname(page.name)
    for anchor in _ANCHOR.finditer(markup):
        found = _HREF.search(anchor[1])
        if found is None:
            continue
        target = html.unescape(next(filter(None, found.groups()), "")).strip()
        name = printable(posixpath.normpath(posixpath.join(folder, unquote(urldefrag(target)[0]))))
        words = html.unescape(_TAG.sub("", anchor[2]))
        for each in [name] if name in files else by_address.get(_normal(target, page.known.url), ()):
            yield each, words


def _normal(address: str | None, base: str | None = None) -> str:
    """An address to compare by: whole, without its scheme, fragment and escapes; empty if it is none."""
    try:
        whole = urldefrag(urljoin(base or "", address or ""))[0]
    except ValueError:
        return ""
    return re.sub(r"^https?://", "", unquote(whole)) if whole.startswith(("http://", "https://")) else ""
