"""The engine: sources in, the dataset out.

Documents are read in chunks of a fixed size, in this process or in a pool of processes; results come
back in the order of the sources, so that the bytes written depend on neither. A document that cannot be
read costs its own row, whatever happens: a reason to refuse it, a mistake in the program, or the death
of the process that reads it.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from parsers.records import ParseError, Provenance
from pipeline.dataset.schema import Rows, tables
from pipeline.documents import read_report
from pipeline.formats.names import FORMATS, MAX_BYTES, OLD, PAGES
from pipeline.inputs.sources import Found, Source, find_named_format, find_sources, is_archive, read_source
from pipeline.jobs import Chunk, Job, plan_jobs
from pipeline.pools import choose_workers
from pipeline.summary import Summary

if TYPE_CHECKING:
    from pipeline.formats import Convert
    from pipeline.inputs.attachments import Link

CHUNK = 16
"""Documents a task. Row groups end where a chunk does, so a change of it changes the bytes written."""
STDIN = "-"
_SAMPLE = "<h1>2020年政府信息公开工作年度报告</h1><p>一、总体情况</p><p>主动公开政府信息1条。</p>"
_WORTH_A_WORKER = 4 * CHUNK


class NothingToReadError(Exception):
    """The inputs bring no file at all; the message says which, for a user."""


def run(
    inputs: Sequence[str | Path],
    out: str | Path,
    *,
    workers: int | None = None,
    max_bytes: int = MAX_BYTES,
    watch: Callable[[int, int], None] = lambda done, total: None,
    watch_unpacking: Callable[[str, int], None] = lambda name, size: None,
) -> Summary:
    """Read what `inputs` bring and put the dataset in the place of the one at `out`.

    workers: processes; None for as many as there are cores and work for them. max_bytes: larger files
    are not read. watch: called with the documents done and their total as the work goes on; watch_unpacking: before,
    with the name of the archive that is being unpacked and the bytes that it has given.
    Raises NothingToReadError, and StoreError if `out` cannot be replaced; the old dataset then stays.
    """
    from pipeline.dataset.store import StoreError, replace_dataset

    first = _find(inputs)
    if any(os.path.realpath(out) == os.path.realpath(each) for each in inputs):
        raise StoreError(f"{out} is what is read: write the dataset to another folder")
    with replace_dataset(Path(out)) as writer, _unpacked(first, inputs, max_bytes, watch_unpacking) as found:
        jobs = plan_jobs(found.sources, max_bytes, _link(found.sources))
        summary = Summary(sources=len(found.sources), passed_over=found.passed_over)
        for chunk in read_chunks(jobs, max_bytes, choose_workers(workers, len(jobs), _WORTH_A_WORKER)):
            writer.write(chunk.batches)
            summary.add(chunk.summary)
            watch(summary.documents, len(jobs))
    return summary


def _find(inputs: Sequence[str | Path]) -> Found:
    """The files to read, archives among them as one each; standard input is not among them yet."""
    found = find_sources([each for each in inputs if str(each) != STDIN])
    if STDIN in map(str, inputs):
        return found
    _refuse_nothing(found, inputs)
    if not any(os.path.lexists(source.path) for source in found.sources):
        raise NothingToReadError(f"no such file or folder: {', '.join(map(str, inputs))}")
    return found


def _refuse_nothing(found: Found, inputs: Sequence[str | Path]) -> None:
    if not found.sources:
        named = ", ".join(map(str, inputs))
        raise NothingToReadError(f"no document in {named} ({found.passed_over} other files passed over)")


@contextmanager
def _unpacked(
    found: Found, inputs: Sequence[str | Path], max_bytes: int, watch: Callable[[str, int], None]
) -> Iterator[Found]:
    """The sources with what is in the archives among them, for as long as the block lasts."""
    stdin = STDIN in map(str, inputs)
    if not stdin and all(_is_plain(source) for source in found.sources):
        yield found
        return
    from pipeline.archives import unpack
    from pipeline.archives.spool import open_spool

    with open_spool() as spool:
        unpacked = unpack(found, spool, max_bytes, stdin=stdin, watch=watch)
        linked = _without_tentative(unpacked)
        _refuse_nothing(linked, inputs)
        yield linked


def _is_plain(source: Source) -> bool:
    """Whether a source is no archive, as its name tells; one of an unknown extension may be."""
    return not is_archive(source.path.name) and (source.path.suffix.lower() in FORMATS or source.problem is not None)


def _without_tentative(found: Found) -> Found:
    """The sources without the files of web archives that no report links to."""
    if not any(source.known.tentative for source in found.sources):
        return found
    links = _link(found.sources)
    kept = tuple(source for source in found.sources if not source.known.tentative or source.name in links)
    return Found(kept, found.passed_over + len(found.sources) - len(kept))


def _link(sources: Sequence[Source]) -> Mapping[str, Link]:
    """Name → the page that links to it, for attachments; where there can be none, nothing is loaded."""
    if all(FORMATS.get(each.path.suffix.lower()) in PAGES and each.known.parent is None for each in sources):
        return {}
    from pipeline.inputs.attachments import find_links

    return find_links(sources)


# --- many documents -----------------------------------------------------------------------------------


def read_chunk(jobs: Sequence[Job], max_bytes: int = MAX_BYTES) -> Chunk:
    """Read some documents into one batch a table."""
    from pipeline.dataset.batches import record_batch

    rows: Rows = {name: [] for name in tables()}
    summary = Summary()
    with _converted(jobs, max_bytes) as convert:
        for job in jobs:
            report, own = read_report(job, max_bytes, convert)
            summary.count(report)
            for name, more in own.items():
                rows[name] += more
    return Chunk({name: record_batch(name, own) for name, own in rows.items()}, summary)


@contextmanager
def _converted(jobs: Sequence[Job], max_bytes: int) -> Iterator[Convert | None]:
    """What knows the old office files among some documents converted, for as long as the block lasts; None for few."""
    old = [job.source for job in jobs if find_named_format(job.source.path) in OLD]
    if len(old) < 2:
        yield None
        return
    from pipeline.formats.together import converted_together

    with converted_together(_read_those(old, max_bytes)) as convert:
        yield convert


def _read_those(sources: Iterable[Source], max_bytes: int) -> Iterator[bytes]:
    """The bytes of the sources that have some, one at a time."""
    for source in sources:
        with suppress(ParseError):  # reading it will say why
            yield read_source(source, max_bytes)


def read_chunks(jobs: Sequence[Job], max_bytes: int = MAX_BYTES, workers: int = 1) -> Iterator[Chunk]:
    """Read all documents, in order, a chunk at a time."""
    chunks = [tuple(jobs[start : start + CHUNK]) for start in range(0, len(jobs), CHUNK)]
    with _loaded(workers):
        if workers > 1:
            from pipeline.workers import read_in_workers

            yield from read_in_workers(partial(read_chunk, max_bytes=max_bytes), chunks, workers)
        else:
            yield from (read_chunk(chunk, max_bytes) for chunk in chunks)


@contextmanager
def _loaded(workers: int) -> Iterator[None]:
    """Load what reading needs, for workers to inherit, and have the garbage collector pass over it."""
    threshold = gc.get_threshold()
    gc.set_threshold(50_000)
    try:
        _load(warm=workers > 1)
        gc.freeze()
        yield
    finally:
        gc.set_threshold(*threshold)
        gc.unfreeze()


def _load(warm: bool) -> None:
    """Import what reading needs; `warm`: with what it loads once it is first used."""
    import pipeline.dataset.batches  # noqa: F401
    from pipeline.cleaning.clean import clean
    from pipeline.extract import extract
    from pipeline.formats import read_page

    if warm:
        with suppress(Exception):  # a mistake in a parser costs the documents that meet it, not the run
            extract(clean(read_page("a.html", _SAMPLE.encode())), Provenance("", "", 1, None, None, "html", None))
