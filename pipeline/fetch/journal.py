"""The journal of a crawl: what was done and what it led to, a line each, so that a killed crawl goes on.

A line is written when an item is done, and holds what it leads to: what is done and what is still to do can never
disagree. A line that was cut short by a kill is dropped. The file belongs to one set of seeds and options; the crawl
is over when its last line says so, and the next one begins a new file.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

from pipeline.fetch.items import Item, Outcome, parse_item

FOLDER = ".nianbao-fetch"


class BusyError(Exception):
    """Another crawl writes to the same folder."""


class Journal:
    """An open journal.

    started: when the crawl began, as ISO 8601. done: the outcomes so far, by key. pending: what is known and not done.
    resumed: whether it goes on from an earlier run.
    """

    def __init__(self, file: TextIO | None, started: str, resumed: bool = False) -> None:
        """file: where to write; None to keep nothing."""
        self._file = file
        self.started = started
        self.resumed = resumed
        self._warc_start: int | None = None
        self.done: dict[str, tuple[Item, Outcome]] = {}

    def write(self, item: Item, outcome: Outcome) -> None:
        """Note what became of an item."""
        self.done[item.key] = (item, outcome)
        values = {name: getattr(outcome, name) for name in ("state", "reason", "file", "size", "warc")}
        line = {"item": item.as_json(), **{name: value for name, value in values.items() if value}}
        self._write({**line, "found": [each.as_json() for each in outcome.found]})

    def finish(self) -> None:
        """Note that the crawl is over."""
        self._write({"finished": now()})

    def pending(self, seeds: Iterable[Item]) -> list[Item]:
        """The items that are known and not done, in the order in which they were found."""
        known = {item.key: item for item in seeds}
        for _, outcome in self.done.values():
            for item in outcome.found:
                known.setdefault(item.key, item)
        return [item for key, item in known.items() if key not in self.done]

    def begin_warc(self, length: int) -> int:
        """How long the WARC is up to the last record that was noted; at the beginning, the length that it has now."""
        if self._warc_start is None:
            self._warc_start = length
            self._write({"warc_start": length})
        noted = (outcome.warc for _, outcome in self.done.values())
        return max(filter(None, noted), default=self._warc_start)

    def read(self, line: dict[str, Any]) -> None:
        """Take up a line that an earlier run wrote."""
        if "warc_start" in line:
            self._warc_start = line["warc_start"]
        else:
            item = parse_item(line["item"])
            self.done[item.key] = (item, _outcome(line))

    def _write(self, values: dict[str, Any]) -> None:
        if self._file is None:
            return
        self._file.write(json.dumps(values, ensure_ascii=False) + "\n")
        self._file.flush()


def now() -> str:
    """The time as ISO 8601 with its zone."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


@contextmanager
def open_journal(out: Path, asked: Iterable[str]) -> Iterator[Journal]:
    """The journal of the crawl in `out` that `asked` (seeds and options) describes; raises BusyError."""
    folder = out / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    name = hashlib.sha256("\n".join(asked).encode()).hexdigest()[:16]
    path = folder / f"{name}.jsonl"
    with (folder / "lock").open("w") as lock:
        _lock(lock)
        lines = _read(path)
        is_open = bool(lines) and "started" in lines[0] and "finished" not in lines[-1]
        if not is_open:
            _start(path)
            lines = _read(path)
        with path.open("a", encoding="utf-8") as file:
            journal = Journal(file, lines[0]["started"], resumed=is_open)
            for line in lines[1:]:
                journal.read(line)
            yield journal


def _start(path: Path) -> None:
    """Begin a journal in the place of an older one, in one step."""
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps({"started": now()}) + "\n", encoding="utf-8")
    os.replace(fresh, path)


def _read(path: Path) -> list[dict[str, Any]]:
    """The lines of a journal; what stands behind the last whole line is cut off."""
    if not path.exists():
        return []
    data = path.read_bytes()
    whole = data.rfind(b"\n") + 1
    if whole < len(data):
        with path.open("r+b") as file:
            file.truncate(whole)
    return [json.loads(line) for line in data[:whole].splitlines()]


def _outcome(line: dict[str, Any]) -> Outcome:
    found = tuple(parse_item(each) for each in line["found"])
    named = {name: line[name] for name in ("reason", "file", "size", "warc") if name in line}
    return Outcome(line["state"], found=found, **named)


def _lock(file: TextIO) -> None:
    """Hold a lock that ends with the process; where there is none (Windows), do without."""
    try:
        import fcntl
    except ImportError:
        return
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise BusyError from error
