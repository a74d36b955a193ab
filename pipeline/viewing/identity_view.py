"""Why a report is said to be whose, of where and when: every candidate with its score and evidence.

The dataset keeps what won. What it was chosen from stands partly outside the report's text (navigation, source line,
footer), so the downloaded file is read again; it must be the very file, by its hash.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from operator import attrgetter
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from rich.text import Text

from parsers.folding import fold
from parsers.identity.candidates import Candidate, read_candidates
from parsers.records import Document, ParseError
from pipeline.formats.names import MAX_BYTES
from pipeline.inputs.sources import Found, Source, find_digest, find_sources, read_source
from pipeline.viewing.show import DocumentFacts, Line, print_lines, visible

if TYPE_CHECKING:
    from rich.console import Console

    from pipeline.inputs.attachments import Link

_LONGEST_EVIDENCE = 300


class NoSourceError(Exception):
    """The file that a report was read from is not to be had; the message says why, for a user."""


def read_candidates_again(facts: DocumentFacts, downloads: Path) -> tuple[Candidate, ...]:
    """The candidates of a document, from the file that it was read from below `downloads`.

    Raises NoSourceError if it is not there, is another one by its hash, or cannot be read.
    """
    document = _read_again(facts, downloads)
    return read_candidates(document, fold(document.text))


def _read_again(facts: DocumentFacts, downloads: Path) -> Document:
    from pipeline.cleaning.clean import clean
    from pipeline.formats import read_page
    from pipeline.inputs.attachments import join

    name = facts.report["source"]
    try:
        with _find_again(facts, downloads) as (source, others):
            data = read_source(source)
            if find_digest(source, data)[:16] != facts.report["doc_id"]:
                raise NoSourceError(f"{name} is not the file that was read: its hash is another")
            document = clean(read_page(source.path.name, data, source.known.charset), name)
            return join(document, source.known, _find_page(facts, source, others))[0]
    except (ParseError, OSError) as error:
        raise NoSourceError(f"{name}: {error}") from error


def _find_page(facts: DocumentFacts, source: Source, others: Sequence[Source]) -> Link | None:
    """The page that a file is attached to, None if it is to none; raises NoSourceError if it is not there as it was."""
    if facts.report["attached_to"] is None:
        return None
    from pipeline.inputs.attachments import find_links

    link = find_links(others).get(source.name)
    if link is None or find_digest(link.page, read_source(link.page))[:16] != facts.report["attached_to"]:
        raise NoSourceError(f"the page that {facts.report['source']} is attached to is not there, or is another by now")
    return link


@contextmanager
def _find_again(facts: DocumentFacts, downloads: Path) -> Iterator[tuple[Source, Sequence[Source]]]:
    """The source of a document below `downloads`, and those among which its page is: of its archive if it lies in one."""
    name = facts.report["source"]
    # With several inputs the dataset puts each one's name in front.
    bases = (downloads, downloads.parent) if downloads.is_dir() else (downloads.parent, downloads.parent.parent)
    paths = [base / name for base in bases]
    archive = _find_archive(name, paths)
    path = next((path for path in paths if path.is_file()), None if archive else downloads)
    if path is not None and path.is_file():
        folder = downloads if downloads.is_dir() else downloads.parent
        others = find_sources([folder if facts.report["attached_to"] else path]).sources
        whole = os.path.abspath(path)
        yield next((each for each in others if os.path.abspath(each.path) == whole), Source(path, name)), others
        return
    from pipeline.archives import unpack
    from pipeline.archives.spool import open_spool

    with open_spool() as spool:
        found = unpack(Found((archive,) if archive else (), 0), spool, MAX_BYTES).sources
        member = next((each for each in found if each.name == name and not each.problem), None)
        if member is None:
            raise NoSourceError(f"no file {name} in {downloads}: give the folder of the downloads with --downloads")
        yield member, found


def _find_archive(name: str, paths: Sequence[Path]) -> Source | None:
    """The archive that a name leads into, where one of the paths that it stands for goes through a file."""
    for path in paths:
        for folder in path.parents:
            if folder.is_file():
                inner = len(path.parts) - len(folder.parts)
                return Source(folder, "/".join(PurePosixPath(name).parts[:-inner]))
    return None


def show_candidates(facts: DocumentFacts, candidates: tuple[Candidate, ...], console: Console) -> None:
    """Print the candidates of each field, the winner marked."""
    console.print(Text(visible(facts.report["title"] or facts.report["source"]), style="bold"))
    for field, group in groupby(candidates, attrgetter("field")):
        print_lines(console, field, [line for candidate in group for line in _lines(candidate)])


def _lines(candidate: Candidate) -> list[Line]:
    head = Text("✓ " if candidate.won else "  ", style="green")
    head.append(visible(candidate.value), style="bold" if candidate.won else "default")
    if candidate.score is not None:
        head.append(f"  {candidate.score:g}", style="cyan")
    evidence = visible(candidate.evidence)
    if len(evidence) > _LONGEST_EVIDENCE:
        evidence = evidence[:_LONGEST_EVIDENCE] + "…"
    return [Line(head), *([Line(Text(evidence, style="dim"), 4)] if evidence else [])]
