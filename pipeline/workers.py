"""Reading in several processes, of which any may die.

Kept apart from the engine: a run in one process need not load what this needs.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace

from pipeline.jobs import Chunk, Job
from pipeline.pools import do, open_pool

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
    with open_pool(workers) as pool:
        for chunk in tuple(chunks):
            under_way.append(pool.submit(do, read, chunk))
            if len(under_way) == _window(workers):
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()


def _mark_deadly(read: Read, jobs: tuple[Job, ...]) -> tuple[Job, ...]:
    """The jobs, those that kill the process which reads them marked so; each is tried alone."""
    return tuple(job if _survives(read, job) else _mark(job) for job in jobs)


def _survives(read: Read, job: Job) -> bool:
    try:
        with open_pool(1) as pool:
            pool.submit(do, read, [job]).result()
    except BrokenProcessPool:
        return False
    return True


def _mark(job: Job) -> Job:
    return replace(job, source=replace(job.source, problem=_DIED))
