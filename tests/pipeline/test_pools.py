"""Pools of workers: how many there are, and that none is left."""

from __future__ import annotations

import multiprocessing
import os
import sys
import time
from pathlib import Path

import pytest

from pipeline.pools import choose_workers, do, open_pool

needs_fork = pytest.mark.skipif(sys.platform != "linux", reason="workers that know functions of a test are forked")


@pytest.mark.parametrize(
    ("asked", "work", "workers"),
    [(None, 0, 1), (None, 99, 1), (None, 200, 2), (None, 10_000, 4), (1, 10_000, 1), (9, 0, 9)],
)
def test_as_many_workers_as_asked_for_or_as_there_is_work(
    asked: int | None, work: int, workers: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1, 2, 3}, raising=False)
    assert choose_workers(asked, work, worth_one=100) == workers


@needs_fork
def test_results_come_back() -> None:
    with open_pool(2) as pool:
        assert [each.result() for each in [pool.submit(do, divmod, 7, number) for number in (2, 3)]] == [(3, 1), (2, 1)]
        with pytest.raises(ZeroDivisionError):
            pool.submit(do, divmod, 7, 0).result()
    assert multiprocessing.active_children() == []


def work_on(place: Path) -> None:
    """Begin something, and put it in order whatever comes."""
    place.touch()
    try:
        time.sleep(600)
    finally:
        place.unlink()


def work_and_interrupt(places: list[Path]) -> None:
    """Have two workers work on the first two of three places, and break off."""
    with open_pool(2) as pool:
        for place in places:
            pool.submit(do, work_on, place)
        while not all(place.exists() for place in places[:2]):
            time.sleep(0.01)
        raise KeyboardInterrupt


@needs_fork
def test_what_is_under_way_is_ended_and_put_in_order(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        work_and_interrupt([tmp_path / name for name in ("one", "other", "never begun")])
    assert multiprocessing.active_children() == []
    assert list(tmp_path.iterdir()) == []
