"""Why a report is said to be whose, of where and when: every candidate with its score and evidence.

The dataset keeps what won. What it was chosen from stands partly outside the report's text (navigation, source line,
footer), so the downloaded file is read again; it must be the very file, by its hash.
"""

from __future__ import annotations

import hashlib
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING

from rich.text import Text

from parsers.folding import fold
from parsers.identity.candidates import Candidate, read_candidates
from parsers.records import Document, ParseError
from pipeline.show import DocumentFacts, Line, print_lines, visible
from pipeline.sources import Source, read_source

if TYPE_CHECKING:
    from rich.console import Console

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
    from pipeline.clean import clean
    from pipeline.formats import read_page

    name, sha256 = facts.report["source"], facts.report["sha256"]
    # With several inputs the dataset puts each one's name in front.
    paths = [downloads / name, downloads.parent / name] if downloads.is_dir() else [downloads]
    path = next((path for path in paths if path.is_file()), None)
    if path is None:
        raise NoSourceError(f"no file {name} in {downloads}: give the folder of the downloads with --downloads")
    try:
        data = read_source(Source(path, name, None))
        if hashlib.sha256(data).hexdigest() != sha256:
            raise NoSourceError(f"{path} is not the file that was read: its hash is another")
        return clean(read_page(name, data), name)
    except ParseError as error:
        raise NoSourceError(f"{path}: {error}") from error


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
