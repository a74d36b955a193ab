"""What a user asks of a crawl, and the bounds that hold whatever is asked."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from pipeline import PARSER_VERSION
from pipeline.fetch.reading import Wanted

MAX_REDIRECTS = 5
RETRIES = 3
HOSTS_AT_ONCE = 16
LONGEST_WAIT = 600.0
"""Seconds: a server that asks for more patience (Retry-After, Crawl-delay) is left alone."""
GIVE_UP_AFTER = 4
"""So many items in a row that a host does not answer, each tried again, and the rest of it is not asked for."""
_MAIL = re.compile(r"[^\s@<>]{1,64}@[^\s@<>]+\.[^\s@<>.]{2,}")


@dataclass(frozen=True, slots=True)
class Settings:
    """A crawl.

    seeds: addresses of reports, columns or interfaces. contact: who to write to, an e-mail or web address. delay:
    seconds between two requests to a host, at least. depth: columns below a seed that are followed. pages: of one list,
    at most. limit: reports, at most.
    """

    seeds: tuple[str, ...]
    out: Path
    contact: str
    wanted: Wanted = field(default_factory=Wanted)
    limit: int | None = None
    delay: float = 2.0
    depth: int = 2
    pages: int = 200
    max_bytes: int = 50_000_000
    timeout: float = 60.0
    warc: Path | None = None
    allow_private: bool = False
    insecure: bool = False
    dry_run: bool = False

    @property
    def user_agent(self) -> str:
        """Who asks, and whom to write to."""
        return f"nianbao/{PARSER_VERSION} (+{self.contact})"

    def asked(self) -> tuple[str, ...]:
        """What makes it the same crawl when it is begun again."""
        years = sorted(self.wanted.years) if self.wanted.years is not None else None
        bounds = (years, self.wanted.since, self.limit, self.depth, self.pages, self.max_bytes)
        return (*sorted(self.seeds), *map(str, bounds), str(self.warc.resolve() if self.warc else None))


def is_contact(text: str) -> bool:
    """Whether words are an address that a webmaster can write to.

    >>> is_contact("someone@example.org"), is_contact("https://example.org/about"), is_contact("me")
    (True, True, False)
    """
    if not text.isascii() or not text.isprintable() or re.search(r"[\s()]", text):
        return False
    parts = urlsplit(text)
    return bool(_MAIL.fullmatch(text)) or (parts.scheme in ("http", "https") and "." in (parts.hostname or ""))
