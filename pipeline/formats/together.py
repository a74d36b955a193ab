"""Old office files converted together: LibreOffice takes seconds to start, and a fraction of one for a file.

Where a run hangs, dies or leaves a file out, what is missing is converted alone when its turn comes: a
hostile file costs its own row, and the others come out as they would alone.
"""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from parsers.records import ParseError
from pipeline.formats import Convert
from pipeline.formats.libreoffice import (
    TARGETS,
    convert,
    end,
    find_compound_format,
    find_program,
    find_result,
    name_source,
    open_folder,
    read_result,
    start,
)
from pipeline.formats.signatures import find_format

PATIENCE = 20
"""Seconds without a new result after which a run is given up; a file has all its time when it is alone."""
_PAUSE = 0.1


@contextmanager
def converted_together(files: Iterable[bytes]) -> Iterator[Convert]:
    """What converts each of the files, and any other one, for as long as the block lasts.

    One file at a time is in memory: sources and results lie in a folder.
    """
    done: dict[str, Path] = {}

    def find(data: bytes, kind: str) -> bytes:
        result = done.get(name_source(data, kind))
        return read_result(result) if result else convert(data, kind)

    with ExitStack() as stack:
        with suppress(OSError):  # no room on the disk, say; each file will meet it when it is alone
            done |= _convert_all(stack.enter_context(open_folder()), files)
        yield find


def _convert_all(folder: Path, files: Iterable[bytes]) -> dict[str, Path]:
    """The results for the files that have one, by the names of their sources."""
    sources = dict.fromkeys(source for data in files if (source := _put(folder, data)))
    done: list[Path] = []
    for target in sorted(set(TARGETS.values())):
        done += _convert(target, [each for each in sources if TARGETS[each.suffix[1:]] == target])
    return {each.name: find_result(each) for each in done}


def _put(folder: Path, data: bytes) -> Path | None:
    """Write a file to the folder; None if it is none that needs LibreOffice."""
    packed = find_format(data)
    try:
        kind = find_compound_format(data) if packed == "compound" else packed
    except ParseError:
        return None
    if kind not in TARGETS:
        return None
    source = folder / name_source(data, kind)
    source.write_bytes(data)
    return source


def _convert(target: str, sources: Sequence[Path]) -> list[Path]:
    """Convert the sources in as few runs as it takes; those of them that have a result."""
    done: list[Path] = []
    while len(sources) > 1:
        whole = _run(target, sources)
        made = [each for each in sources if find_result(each).exists()]
        done += made if whole else made[:-1]
        if whole or not made:
            break
        # The last result may be cut short, and the one behind it may be why.
        sources = sources[sources.index(made[-1]) + 2 :]
    return done


def _run(target: str, sources: Sequence[Path]) -> bool:
    """Have LibreOffice convert the sources, one after the other; whether it came to its end."""
    try:
        running = start(find_program(sources[0].suffix[1:]), sources[0].parent, target, sources)
    except ParseError:
        return False  # it will be said of each file
    try:
        made, since = 0, time.monotonic()
        while running.poll() is None and time.monotonic() - since < PATIENCE:
            with suppress(subprocess.TimeoutExpired):
                running.wait(_PAUSE)
            now = sum(find_result(each).exists() for each in sources)
            made, since = (now, time.monotonic()) if now > made else (made, since)
        return running.poll() == 0
    finally:
        end(running)
