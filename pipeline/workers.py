"""Reading in several processes, of which any may die.

Kept apart from the engine: a run in one process need not load what this needs.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import replace
from multiprocessing.connection import wait

from pipeline.jobs import Chunk, Job

Read = Callable[[Sequence[Job]], Chunk]
_DIED = "读取此文件的进程意外终止 (the process that read it died: out of memory, or killed)"


def read_in_workers(read: Read, chunks: Iterable[tuple[Job, ...]], workers: int) -> Iterator[Chunk]:
    """Read chunks in processes; when one of these dies, find the document that it died of and go on without."""
    rest = deque(chunks)
    while rest:
        left = len(rest)
        try:
            for chunk in _read_in_pool(read, rest, workers):
                rest.popleft()
                yield chunk
        except BrokenProcessPool:
            suspects = [rest.popleft() for _ in range(min(_window(workers), len(rest)))]
            cleared = [_mark_deadly(read, chunk) for chunk in suspects]
            if cleared == suspects and len(rest) + len(suspects) == left:
                # No document does it alone: memory is too short for so many at once.
                cleared[0] = cleared[0] if workers > 1 else tuple(_mark(job) for job in cleared[0])
                workers = max(1, workers // 2)
            rest.extendleft(reversed(cleared))


def _window(workers: int) -> int:
    """How many chunks are under way at most: enough to keep all busy, few enough to keep memory flat."""
    return 3 * workers


def _read_in_pool(read: Read, chunks: Iterable[tuple[Job, ...]], workers: int) -> Iterator[Chunk]:
    """Read chunks in a pool, in order. Raises BrokenProcessPool if a worker dies."""
    under_way: deque[Future[Chunk]] = deque()
    with _pool(workers) as pool:
        for chunk in tuple(chunks):
            under_way.append(pool.submit(_read_or_end, read, chunk))
            if len(under_way) == _window(workers):
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()


def _mark_deadly(read: Read, jobs: tuple[Job, ...]) -> tuple[Job, ...]:
    """The jobs, those that kill the process which reads them marked so; each is tried alone."""
    return tuple(job if _survives(read, job) else _mark(job) for job in jobs)


def _survives(read: Read, job: Job) -> bool:
    try:
        with _pool(1) as pool:
            pool.submit(_read_or_end, read, [job]).result()
    except BrokenProcessPool:
        return False
    return True


def _mark(job: Job) -> Job:
    return replace(job, source=replace(job.source, problem=_DIED))


@contextmanager
def _pool(workers: int) -> Iterator[ProcessPoolExecutor]:
    """A pool of workers; forked where that is safe, so that they inherit the rules already loaded.

    When the block ends by an error, such as Ctrl-C, what they are at is not waited for.
    """
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


def _start_worker() -> None:
    """Leave Ctrl-C to the parent, end when it says so, and do not outlive it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _read_or_end(read: Read, jobs: Sequence[Job]) -> Chunk:
    """Read a chunk; told to end, close what is open and end: the pool would take it for a result and go on."""
    try:
        return read(jobs)
    except SystemExit:
        os._exit(1)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
