"""What a run shows while it works: a bar on a terminal, lines elsewhere, JSON lines if asked for.

Progress and failures go to the standard error stream, the summary to standard output.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from pipeline.summary import MOST_NAMED, Summary, show_summary

if TYPE_CHECKING:
    from rich.progress import Progress

_EVERY = 5.0
"""Seconds between two lines of a log."""
_NAME = 40


class Reporter(Protocol):
    """Is told how far a run is, and what it did."""

    def unpacking(self, name: str, size: int) -> None:
        """An archive of this name is being unpacked, and has given `size` bytes so far."""

    def progress(self, done: int, total: int) -> None:
        """`done` of `total` documents have been read."""

    def finish(self, summary: Summary, out: Path) -> None:
        """The dataset has been published at `out`."""


@contextmanager
def reporter(*, quiet: bool, as_json: bool) -> Iterator[Reporter]:
    """The reporter that suits the terminal and the options."""
    if as_json:
        yield JsonLines(quiet)
    elif quiet:
        yield Quiet()
    elif sys.stderr.isatty():
        with _bar() as bar:
            yield Bar(bar)
    else:
        yield Lines()


def _bar() -> Progress:
    """A progress bar. It draws only when told to: a drawing thread must not run while workers are forked."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]}"), TimeRemainingColumn())
    doing = TextColumn("{task.description}", markup=False)
    return Progress(doing, *columns, console=Console(stderr=True), auto_refresh=False, transient=True)


class Quiet:
    """Names what failed, nothing else."""

    def unpacking(self, name: str, size: int) -> None:
        """Say nothing."""

    def progress(self, done: int, total: int) -> None:
        """Say nothing."""

    def finish(self, summary: Summary, out: Path) -> None:
        """Name the documents that could not be read."""
        for source, reason in summary.failures[:MOST_NAMED]:
            print(f"failed: {source}: {reason}", file=sys.stderr)
        if len(summary.failures) > MOST_NAMED:
            print(f"failed: {len(summary.failures) - MOST_NAMED} more, see reports.error", file=sys.stderr)


class _Clock:
    """Time since the start, and since something was last shown."""

    def __init__(self) -> None:
        self.start = self.shown = time.monotonic()

    def restart(self) -> None:
        """Reading has not begun before now."""
        self.start = time.monotonic()

    def rate(self, done: int) -> float:
        """Documents a second."""
        return done / max(time.monotonic() - self.start, 1e-9)

    def is_due(self, seconds: float) -> bool:
        """Whether that many seconds have passed since the last time it was due."""
        now = time.monotonic()
        if now - self.shown < seconds:
            return False
        self.shown = now
        return True


class Bar:
    """A progress bar with rate and remaining time, then the summary."""

    def __init__(self, bar: Progress) -> None:
        self.bar = bar
        self.task = bar.add_task("", total=None, rate="")
        self.clock = _Clock()

    def unpacking(self, name: str, size: int) -> None:
        """Name the archive."""
        self.clock.restart()
        if self.clock.is_due(0.1):
            self.bar.update(self.task, description=f"unpacking 解压 {_shorten(name)} {size / 1e6:,.0f} MB")
            self.bar.refresh()

    def progress(self, done: int, total: int) -> None:
        """Move the bar."""
        rate = f"{self.clock.rate(done):.0f}/s"
        self.bar.update(self.task, description="reading 读取", completed=done, total=total, rate=rate)
        if done == total or self.clock.is_due(0.1):
            self.bar.refresh()

    def finish(self, summary: Summary, out: Path) -> None:
        """Take the bar away and print the summary."""
        self.bar.stop()
        _print_summary(summary, out)


class Lines:
    """A line of text now and then, then the summary."""

    def __init__(self) -> None:
        self.clock = _Clock()

    def unpacking(self, name: str, size: int) -> None:
        """Name the archive, every few seconds."""
        self.clock.restart()
        if self.clock.is_due(_EVERY):
            print(f"unpacking 解压 {_shorten(name)}: {size / 1e6:,.0f} MB", file=sys.stderr, flush=True)

    def progress(self, done: int, total: int) -> None:
        """Log how far it is, every few seconds and at the end."""
        if done == total or self.clock.is_due(_EVERY):
            print(f"read {done} of {total} documents, {self.clock.rate(done):.0f}/s", file=sys.stderr, flush=True)

    def finish(self, summary: Summary, out: Path) -> None:
        """Print the summary."""
        _print_summary(summary, out)


class JsonLines:
    """The same as JSON objects, one a line, on the standard error stream."""

    def __init__(self, quiet: bool) -> None:
        self.quiet = quiet
        self.clock = _Clock()

    def unpacking(self, name: str, size: int) -> None:
        """Log the archive, every few seconds."""
        self.clock.restart()
        if not self.quiet and self.clock.is_due(_EVERY):
            self._log("unpacking", archive=name, bytes=size)

    def progress(self, done: int, total: int) -> None:
        """Log how far it is, every few seconds and at the end."""
        if not self.quiet and (done == total or self.clock.is_due(_EVERY)):
            self._log("progress", done=done, total=total, per_second=round(self.clock.rate(done), 1))

    def finish(self, summary: Summary, out: Path) -> None:
        """Log each failure and the summary."""
        for source, reason in summary.failures:
            self._log("failed", source=source, reason=reason)
        if not self.quiet:
            self._log("finished", out=str(out), **summary.as_json())

    def _log(self, event: str, **facts: object) -> None:
        print(json.dumps({"event": event, **facts}, ensure_ascii=False), file=sys.stderr, flush=True)


def _shorten(name: str) -> str:
    """The end of a name, which tells more than its beginning."""
    return name if len(name) <= _NAME else f"…{name[-_NAME:]}"


def _print_summary(summary: Summary, out: Path) -> None:
    from rich.console import Console

    console = Console(highlight=False)
    show_summary(summary, console)
    console.print(f"dataset 数据集: {out}", soft_wrap=True, markup=False)
