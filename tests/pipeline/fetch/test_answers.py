"""Retry-After, in both forms and in neither."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pipeline.fetch.answers import describe_status, parse_retry_after

NOW = datetime(2026, 1, 1, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("120", 120.0),
        (" 5 ", 5.0),
        ("Thu, 01 Jan 2026 00:01:00 GMT", 60.0),
        ("Wed, 31 Dec 2025 00:00:00 GMT", 0.0),
        ("later", None),
        ("-5", None),
        ("1.5", None),
        ("²", None),  # a digit, but no number
        ("", None),
        (None, None),
        ("9" * 40, 999_999_999.0),
    ],
)
def test_retry_after(text: str | None, seconds: float | None) -> None:
    assert parse_retry_after(text, NOW) == seconds


def test_every_status_has_words() -> None:
    assert describe_status(403) == "HTTP 403: 禁止访问 (forbidden)"
    assert describe_status(418).endswith("I'm a Teapot")
    assert describe_status(999) == "HTTP 999: -"
