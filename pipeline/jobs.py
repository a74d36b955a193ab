"""Jobs: the documents to read, each once however many copies of it there are; and what comes of a chunk of them."""

from __future__ import annotations

import hashlib
import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import TYPE_CHECKING

from parsers.records import ParseError
from pipeline.formats.names import MAX_BYTES
from pipeline.inputs.sources import Source, read_source
from pipeline.summary import Summary

if TYPE_CHECKING:
    import pyarrow as pa

    from pipeline.inputs.attachments import Link


@dataclass(frozen=True, slots=True)
class Job:
    """A document to read. `also`: the names of the other sources with the same bytes. link: the page it belongs to."""

    source: Source
    also: tuple[str, ...] = ()
    link: Link | None = None


@dataclass(frozen=True, slots=True)
class Chunk:
    """What came of some documents: their rows as one batch a table, and a summary."""

    batches: dict[str, pa.RecordBatch]
    summary: Summary = field(default_factory=Summary)


# --- copies -------------------------------------------------------------------------------------------


def plan_jobs(
    sources: Sequence[Source], max_bytes: int = MAX_BYTES, links: Mapping[str, Link] | None = None
) -> tuple[Job, ...]:
    """One job for all sources with the same bytes, in the order of the first of them; `links`: name → its page."""
    first: dict[bytes, Source] = {}
    also: defaultdict[str, list[str]] = defaultdict(list)
    jobs: list[Source] = []
    hashes = _hash_same_sizes(sources, max_bytes)
    for source in sources:
        original = first.setdefault(hashes[source.name], source) if source.name in hashes else source
        if original is source:
            jobs.append(source)
        else:
            also[original.name].append(source.name)
    return tuple(_plan(source, tuple(also[source.name]), links or {}) for source in _with_unique_addresses(jobs))


def _plan(source: Source, also: tuple[str, ...], links: Mapping[str, Link]) -> Job:
    link = next((links[name] for name in (source.name, *also) if name in links), None)
    return Job(source, also, link)


def _with_unique_addresses(sources: Iterable[Source]) -> Iterator[Source]:
    """The sources, those of other words under an address that stands for another one's already by their names."""
    seen: set[str] = set()
    for source in sources:
        address = source.known.address
        if address in seen:
            source = replace(source, known=replace(source.known, address=source.name))
        elif address is not None:
            seen.add(address)
        yield source


def _hash_same_sizes(sources: Iterable[Source], max_bytes: int) -> dict[str, bytes]:
    """Name → hash of the bytes, for the sources that share their size with another: no others can be copies."""
    by_size: defaultdict[int, list[Source]] = defaultdict(list)
    for source in sources:
        if source.problem is None:
            try:
                by_size[os.stat(source.path).st_size].append(source)
            except OSError:
                continue  # reading it will say why
    hashes = {}
    for source in chain.from_iterable(group for group in by_size.values() if len(group) > 1):
        try:
            address = (source.known.address or "").encode("utf-8", "replace")
            hashes[source.name] = hashlib.sha256(address + b"\0" + read_source(source, max_bytes)).digest()
        except ParseError:
            continue
    return hashes
