"""Pools of worker processes: as many as there is work for, gone when their parent is, and at once when it is interrupted."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, ParamSpec, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor

_Arguments = ParamSpec("_Arguments")
_Result = TypeVar("_Result")


def choose_workers(asked: int | None, work: int, worth_one: int) -> int:
    """As many as asked for; else as many as there are cores, but none with less work than `worth_one`."""
    if asked is not None:
        return asked
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(cores, work // worth_one))


@contextmanager
def open_pool(workers: int) -> Iterator[ProcessPoolExecutor]:
    """A pool of workers; forked where that is safe, so that they inherit what is already loaded. Submit `do` to it.

    When the block ends by an error, such as Ctrl-C, what they are at is not waited for.
    """
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    context = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    others = frozenset(multiprocessing.active_children())
    pool = ProcessPoolExecutor(workers, mp_context=context, initializer=_start_worker)
    try:
        yield pool
    except BaseException:
        # The pool itself would wait for them, and for ever if it was interrupted before it had started to watch them.
        for worker in frozenset(multiprocessing.active_children()) - others:
            worker.terminate()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def do(work: Callable[_Arguments, _Result], *arguments: _Arguments.args, **options: _Arguments.kwargs) -> _Result:
    """Do some work in a worker. One that is told to end meanwhile closes what it has open, and ends."""
    import signal

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    try:
        return work(*arguments, **options)
    except SystemExit:
        os._exit(1)  # a pool would take it for the result, and go on
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)


def _start_worker() -> None:
    """Leave Ctrl-C to the parent, and do not outlive it."""
    import signal
    import threading

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    import multiprocessing
    from multiprocessing.connection import wait

    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
