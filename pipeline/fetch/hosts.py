"""A host and its queue: one worker asks it, one thing at a time, and waits when it is told to."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from pipeline.fetch.answers import TRY_AGAIN, Answer, RefusedError, UnreachableError, parse_retry_after
from pipeline.fetch.items import Item
from pipeline.fetch.settings import GIVE_UP_AFTER, LONGEST_WAIT, RETRIES

Ask = Callable[[], Awaitable[Answer]]


@dataclass(slots=True)
class Host:
    """What is known of a host.

    lists, others: what is still to be asked; lists come first, so that what is to do is soon known. is_worked: whether a
    worker is at it. failures: items in a row that it did not answer. given_up: whether it is not asked
    any more. ready: time of the loop before which it is left alone.
    """

    name: str
    delay: float
    lists: deque[Item] = field(default_factory=deque)
    others: deque[Item] = field(default_factory=deque)
    is_worked: bool = False
    failures: int = 0
    given_up: str | None = None
    ready: float = 0.0

    def add(self, item: Item) -> None:
        """Put an item behind the others of its kind."""
        (self.lists if item.kind == "list" else self.others).append(item)

    def take(self) -> Item | None:
        """The next item, None if there is none."""
        return self.lists.popleft() if self.lists else self.others.popleft() if self.others else None

    async def ask(self, ask: Ask) -> Answer:
        """Ask until there is an answer, as often as is decent, longer apart each time.

        Raises RefusedError and UnreachableError as the last try did.
        """
        answer: Answer | None = None
        for attempt in range(RETRIES + 1):
            await self.wait()
            try:
                answer, error = await ask(), None
            except UnreachableError as unreachable:
                answer, error = None, unreachable
            finally:
                self.pause(self.delay)
            if answer is not None and answer.status not in TRY_AGAIN:
                break
            if attempt < RETRIES:
                self.pause(self._patience(answer, attempt))
        self._note(answer, error)
        if answer is None:
            raise error or UnreachableError("")
        return answer

    async def wait(self) -> None:
        """Wait until the host may be asked."""
        await asyncio.sleep(max(0.0, self.ready - asyncio.get_running_loop().time()))

    def pause(self, seconds: float) -> None:
        """Leave the host alone for a time."""
        self.ready = max(self.ready, asyncio.get_running_loop().time() + seconds)

    def _patience(self, answer: Answer | None, attempt: int) -> float:
        """Seconds until the next try: what the server asks for, and twice as long as the last time."""
        backoff = self.delay * 2.0 ** (attempt + 2)
        asked = parse_retry_after(answer.headers.get("retry-after")) if answer else None
        if asked is not None and asked > LONGEST_WAIT:
            self.given_up = f"服务器要求等待过久 (the server asks to wait too long): {asked:.0f} s"
            raise RefusedError(self.given_up)
        return max(backoff, asked or 0.0)

    def _note(self, answer: Answer | None, error: UnreachableError | None) -> None:
        """Count what went unanswered; a host that never answers is given up."""
        is_answered = answer is not None and answer.status not in TRY_AGAIN
        self.failures = 0 if is_answered else self.failures + 1
        if self.failures >= GIVE_UP_AFTER:
            why = error if answer is None else f"HTTP {answer.status}"
            self.given_up = f"主机多次无应答,不再请求 (the host did not answer again and again, given up): {why}"
