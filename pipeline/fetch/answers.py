"""Answers of servers, and what asking can come to instead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus

REDIRECTS = (301, 302, 303, 307, 308)
TRY_AGAIN = (408, 425, 429, 500, 502, 503, 504, 520, 522, 524)
_REASONS = {
    401: "需要登录 (asks to log in)",
    403: "禁止访问 (forbidden)",
    404: "页面不存在 (not found)",
    410: "页面已删除 (gone)",
    412: "反爬验证或拦截页面 (a check for robots, or blocked)",
    429: "请求过多 (too many requests)",
    451: "因法律原因不可用 (unavailable for legal reasons)",
    503: "服务暂不可用 (unavailable)",
    521: "反爬验证或拦截页面 (a check for robots, or blocked)",
}


class RefusedError(Exception):
    """A request that is not made, or an answer that is not taken; the message says why. It is not tried again."""


class UnreachableError(Exception):
    """No answer, or a broken one; the message says why. It is tried again."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer: `headers` in lower case, `body` unpacked; `sent` are the headers of the request as they were sent."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes = b""
    address: str | None = None
    protocol: str = "HTTP/1.1"
    method: str = "GET"
    sent: tuple[tuple[str, str], ...] = ()
    posted: bytes = field(default=b"", repr=False)


def describe_status(status: int) -> str:
    """Why a status is no success, in a user's words."""
    return f"HTTP {status}: {_REASONS.get(status) or _phrase(status)}"


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "-"


def parse_retry_after(text: str | None, now: datetime | None = None) -> float | None:
    """Seconds to wait that a Retry-After header asks for, as a number or a date; None if it says nothing.

    >>> parse_retry_after("120"), parse_retry_after("soon")
    (120.0, None)
    """
    if not text:
        return None
    if text.strip().isdecimal():
        return float(text.strip()[:9])
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(0.0, (until - (now or datetime.now(UTC))).total_seconds())
