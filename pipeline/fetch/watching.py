"""What a crawl shows while it works: a line now and then, or every item as a JSON line. All on standard error."""

from __future__ import annotations

import json
import sys
import time
from collections import Counter

from pipeline.fetch.items import SAVED, Item, Outcome
from pipeline.fetch.totals import Totals, show_totals

_EVERY = 5.0
"""Seconds between two lines."""


class Watcher:
    """Follows a crawl. quiet: only failures are told. as_json: every item is, a line each."""

    def __init__(self, *, quiet: bool, as_json: bool) -> None:
        self.quiet = quiet
        self.as_json = as_json
        self._states: Counter[str] = Counter()
        self._shown = time.monotonic()

    def done(self, item: Item, outcome: Outcome, todo: int) -> None:
        """An item is done, `todo` others are known and not."""
        self._states["kept" if outcome.state in SAVED else outcome.state] += 1
        if self.as_json:
            self._log_item(item, outcome, todo)
        elif outcome.state == "failed":
            _say(f"failed 失败: {item.url}: {outcome.reason}")
        elif not self.quiet and (todo == 0 or time.monotonic() - self._shown > _EVERY):
            self._shown = time.monotonic()
            kept, listed, failed = (self._states[state] for state in ("kept", "listed", "failed"))
            _say(f"fetched 已取 {kept}, lists 列表页 {listed}, failed 失败 {failed}, to do 待取 {todo}")

    def finish(self, totals: Totals, out: str) -> None:
        """The crawl is over, or interrupted."""
        if self.as_json:
            _log("finished" if totals.is_over else "interrupted", out=out, **totals.as_json())
        elif not self.quiet:
            from rich.console import Console

            # What a dry run would fetch is all of its standard output.
            show_totals(totals, Console(highlight=False, stderr=bool(totals.listed)))

    def _log_item(self, item: Item, outcome: Outcome, todo: int) -> None:
        if not self.quiet or outcome.state == "failed":
            facts = {"reason": outcome.reason, "file": outcome.file, "parent": item.parent, "title": item.title or None}
            known = {name: value for name, value in facts.items() if value is not None}
            _log(outcome.state, kind=item.kind, url=item.url, **known, todo=todo)


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _log(event: str, **facts: object) -> None:
    _say(json.dumps({"event": event, **facts}, ensure_ascii=False))
