"""robots.txt: asked for once a host and obeyed; where it cannot be had, nothing is asked for (RFC 9309)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from urllib.parse import urljoin

from protego import Protego

from pipeline.fetch.answers import REDIRECTS, Answer, RefusedError, UnreachableError
from pipeline.fetch.names import origin_of
from pipeline.fetch.settings import LONGEST_WAIT, MAX_REDIRECTS

FORBIDDEN = "robots.txt 禁止抓取 (forbidden by robots.txt)"
UNKNOWN = "robots.txt 无法读取,不抓取 (robots.txt cannot be had, so nothing is asked for)"
_AGENT = "nianbao"
_LARGEST = 512_000


class Robots:
    """The rules of each origin, got when first needed. `get` asks for an address."""

    def __init__(self, get: Callable[[str], Awaitable[Answer]]) -> None:
        self._get = get
        self._rules: dict[str, Protego | str] = {}

    async def check(self, url: str) -> float:
        """Seconds between requests that the host's rules ask for; raises RefusedError if they forbid the address."""
        origin = origin_of(url)
        if origin not in self._rules:
            self._rules[origin] = await self._load(origin)
        rules = self._rules[origin]
        if isinstance(rules, str):
            raise RefusedError(rules)
        if not rules.can_fetch(url, _AGENT):
            raise RefusedError(FORBIDDEN)
        delay = rules.crawl_delay(_AGENT) or 0.0
        if delay > LONGEST_WAIT:
            raise RefusedError(f"robots.txt 要求间隔过长 (robots.txt asks for too long a delay): {delay:.0f} s")
        return delay

    async def _load(self, origin: str) -> Protego | str:
        """The rules of an origin; why nothing may be asked, if they cannot be had."""
        url = f"{origin}/robots.txt"
        for _ in range(MAX_REDIRECTS + 1):
            try:
                answer = await self._get(url)
            except UnreachableError as error:
                return f"{UNKNOWN}: {error}"
            except RefusedError as error:
                return str(error)
            if answer.status not in REDIRECTS or "location" not in answer.headers:
                return _parse(answer)
            url = urljoin(url, answer.headers["location"])
        return f"{UNKNOWN}: 重定向过多 (too many redirects)"


def _parse(answer: Answer) -> Protego | str:
    """The rules in an answer: none if there is no such file, no leave at all if the server is out of order."""
    if answer.status == 429 or answer.status >= 500:
        return f"{UNKNOWN}: HTTP {answer.status}"
    body = answer.body[:_LARGEST] if answer.status == 200 else b""
    return Protego.parse(body.decode("utf-8-sig", "replace"))
