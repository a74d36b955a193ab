"""The sidecar of a download: what is written is read back, what is wrong is said."""

from __future__ import annotations

import json

import pytest

from parsers.records import ParseError
from pipeline.inputs.sidecar import Sidecar, format_sidecar, parse_sidecar

FULL = Sidecar(
    url="http://www.example.gov.cn/2020/1.html",
    fetched="2026-01-02T03:04:05+00:00",
    status=200,
    headers={"content-type": "text/html; charset=gbk"},
    sha256="0" * 64,
    parent="http://www.example.gov.cn/2020/",
    title="2019年政府信息公开工作年度报告",
)


@pytest.mark.parametrize("sidecar", [FULL, Sidecar(), Sidecar(url="http://a.cn/")])
def test_what_is_written_is_read_back(sidecar: Sidecar) -> None:
    assert parse_sidecar(format_sidecar(sidecar).encode()) == sidecar


def test_unknown_keys_and_nulls_are_let_be() -> None:
    written = {"url": "http://a.cn/", "robot": {"name": "x"}, "status": None}
    assert parse_sidecar(json.dumps(written).encode()) == Sidecar(url="http://a.cn/")


def test_a_byte_order_mark_is_no_error() -> None:
    assert parse_sidecar(b"\xef\xbb\xbf{}") == Sidecar()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"[]",
        b"\xff",
        b'{"url": 1}',
        b'{"status": "200"}',
        b'{"status": true}',
        b'{"headers": {"a": 1}}',
        b"[" * 100_000,
    ],
)
def test_a_broken_sidecar_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(ParseError, match=r"meta\.json"):
        parse_sidecar(data)
