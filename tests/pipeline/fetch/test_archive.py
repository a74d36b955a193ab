"""The WARC: read back by a reader of WARCs, and mended after a kill."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator

from pipeline.fetch.archive import Archive, format_head, format_request

HEAD = format_head("HTTP/1.1", 200, "OK", {"content-type": "text/html", "content-length": "9"}, 6)
REQUEST = format_request("GET", "http://a.cn/x?y=1", (("User-Agent", "nianbao"),), b"")


def add(archive: Archive, body: bytes = "报告".encode()) -> int:
    return archive.add("http://a.cn/x?y=1", REQUEST, HEAD, body, "203.0.113.1")


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz"])
def test_records_are_read_back(tmp_path: Path, name: str) -> None:
    with Archive(tmp_path / "new" / name, 0) as archive:
        add(archive)
        not_modified = format_head("HTTP/1.1", 304, "Not Modified", {}, 0)
        archive.add("http://a.cn/z", REQUEST, not_modified, b"", None)
    records = []
    with (tmp_path / "new" / name).open("rb") as file:
        for record in ArchiveIterator(file, parse_http=False):
            assert record.verify_block_digest()
            content = record.reader.read()
            records.append((record.headers["WARC-Type"], dict(record.headers), content))
    assert [kind for kind, _, _ in records] == ["warcinfo", "response", "request", "revisit", "request"]
    response, request = records[1], records[2]
    assert response[1]["WARC-Target-URI"] == "http://a.cn/x?y=1"
    assert response[1]["WARC-IP-Address"] == "203.0.113.1"
    assert request[1]["WARC-Concurrent-To"] == response[1]["WARC-Record-ID"]
    assert response[2] == HEAD + "报告".encode()
    assert "server-not-modified" in records[3][1]["WARC-Profile"]


def test_what_was_noted_stays_and_the_rest_goes(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    with Archive(path, 0) as archive:
        noted = add(archive)
        add(archive, b"cut short by a kill")
    path.write_bytes(path.read_bytes()[:-20])
    with Archive(path, noted) as archive:
        assert archive.length == noted
        add(archive)
    with path.open("rb") as file:
        assert len([record for record in ArchiveIterator(file)]) == 5


def test_no_line_of_a_header_can_be_smuggled_in() -> None:
    assert b"X-Original-content-length: 9\r\nContent-Length: 6\r\n\r\n" in HEAD
    assert REQUEST.startswith(b"GET /x?y=1 HTTP/1.1\r\nHost: a.cn\r\nUser-Agent: nianbao\r\n\r\n")
