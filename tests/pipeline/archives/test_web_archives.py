"""WARC, WET and JSON lines: what may be a report is read, under its address, and the rest is counted."""

from __future__ import annotations

import gzip
import io
import json
from hashlib import sha256
from pathlib import Path

import pandas as pd
import pytest
from fastwarc.stream_io import BrotliWriter

from parsers.records import ParseError
from pipeline.archives.bodies import decode_body
from tests.pipeline.archives.making import Result, http, make_lines, make_zip, page, read_file, record, report

ADDRESS = "http://www.example.gov.cn/{}.html"


def response(name: str, body: bytes, **headers: str) -> bytes:
    return record("response", ADDRESS.format(name), http(body, **headers))


def pack_brotli(body: bytes) -> bytes:
    packed = io.BytesIO()
    writer = BrotliWriter(packed)
    writer.write(body)
    writer.close()
    return packed.getvalue()


def chunked(body: bytes) -> bytes:
    return b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)


def read_warc(tmp_path: Path, *records: bytes, name: str = "in.warc") -> Result:
    return read_file(tmp_path, name, b"".join(records))


OTHERS = (
    record("warcinfo", "", b"software: x"),
    record("request", ADDRESS.format("a"), b"GET /a.html HTTP/1.1\r\n\r\n"),
    record("metadata", ADDRESS.format("a"), b"fetchTimeMs: 3"),
)


@pytest.mark.parametrize("packed", [False, True])
def test_reports_are_taken_out_of_a_web_archive(packed: bool, tmp_path: Path) -> None:
    records = [
        *OTHERS,
        response("a", page(1).encode()),
        response("news", b"<html><title>News</title><p>nothing</p></html>"),
        response("gone", page(2).encode(), status="404 Not Found"),
        record("response", "http://www.example.gov.cn/a.png", http(b"\x89PNG", "image/png")),
        record("revisit", ADDRESS.format("a"), b"HTTP/1.1 200 OK\r\n\r\n"),
    ]
    data = b"".join(gzip.compress(each) if packed else each for each in records)
    result = read_file(tmp_path, "in.warc.gz" if packed else "in.warc", data)
    (name,) = result.names
    assert name.endswith("/http://www.example.gov.cn/a.html")
    assert result.reports.loc[name, "url"] == ADDRESS.format("a")
    assert result.reports.loc[name, "sha256"] == sha256(page(1).encode()).hexdigest()
    assert result.summary.passed_over == 4


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (gzip.compress(page().encode()), {"Content_Encoding": "gzip"}),
        (pack_brotli(page().encode()), {"Content_Encoding": "br"}),
        (chunked(page().encode()), {"Transfer_Encoding": "chunked"}),
        (chunked(gzip.compress(page().encode())), {"Transfer_Encoding": "chunked", "Content_Encoding": "gzip"}),
        (page().encode(), {"Transfer_Encoding": "chunked", "Content_Encoding": "gzip"}),
        (page().encode(), {"Content_Encoding": "br"}),
        (page().encode(), {"Content_Encoding": "deflate"}),
    ],
    # Of their own: gzip writes the time into its bytes.
    ids=["gzip", "br", "chunks", "gzip in chunks", "neither", "no br", "no deflate"],
)
def test_a_body_is_the_page_whatever_it_was_sent_in(body: bytes, headers: dict[str, str], tmp_path: Path) -> None:
    result = read_warc(tmp_path, response("a", body, **headers))
    assert list(result.reports["sha256"]) == [sha256(page().encode()).hexdigest()]


@pytest.mark.parametrize(
    ("body", "transfer", "encoding"),
    [
        (gzip.compress(b"0" * 5_000), "", "gzip"),
        (pack_brotli(b"0" * 5_000), "", "br"),
        (gzip.compress(b"abc" * 300)[:-12], "", "gzip"),
        (b"5\r\nabcde\r\nfff\r\nabc", "chunked", ""),
    ],
    ids=["large gzip", "large br", "cut gzip", "cut chunks"],
)
def test_a_body_that_is_damaged_or_too_large_is_told(body: bytes, transfer: str, encoding: str) -> None:
    with pytest.raises(ParseError):
        decode_body(body, transfer, encoding, 1_000)


def test_the_declared_charset_decides_where_the_content_does_not(tmp_path: Path) -> None:
    """A page that says nothing of its encoding, in words that read alike in both; and one that contradicts."""
    utf8, gbk = page(1).encode(), page(2).encode("gbk")
    result = read_warc(
        tmp_path,
        response("a", utf8, content_type="text/html; charset=GBK"),
        response("b", gbk, content_type="text/html; charset=utf-8"),
    )
    assert list(result.reports["encoding"]) == ["utf-8", "gb18030"]


def test_records_of_one_page_are_copies_and_other_words_another_document(tmp_path: Path) -> None:
    result = read_warc(tmp_path, *[response("a", page(number).encode()) for number in (1, 1, 2)])
    address = f"in.warc/{ADDRESS.format('a')}"
    assert result.names == [address, f"{address}~3"]
    assert list(result.reports["copies"]) == [2, 1]


def test_a_web_archive_that_is_cut_keeps_what_stood_before(tmp_path: Path) -> None:
    records = [response(str(number), page(number).encode()) for number in range(1, 4)]
    plain = read_warc(tmp_path, *records[:2], records[2][:-60])
    packed = b"".join(map(gzip.compress, records))
    zipped = read_file(tmp_path, "in.warc.gz", packed[:-20])
    for result, name in ((plain, "in.warc"), (zipped, "in.warc.gz")):
        assert result.read[:2] == [f"{name}/{ADDRESS.format(number)}" for number in (1, 2)]
        assert "cut short" in result.failures[name]


def test_garbage_between_records_is_leapt_over(tmp_path: Path) -> None:
    result = read_warc(tmp_path, response("a", page(1).encode()), b"garbage\r\n" * 50, response("b", page(2).encode()))
    assert len(result.read) == 2


def test_what_the_crawler_cut_off_is_partial(tmp_path: Path) -> None:
    body = page(1).encode().replace(b"</p></body></html>", b"</p><p>123")
    result = read_file(
        tmp_path, "in.warc", record("response", ADDRESS.format("a"), http(body), WARC_Truncated="length")
    )
    (row,) = result.reports.itertuples()
    assert row.status == "partial"
    assert "beginning" in row.error
    assert "download.truncated" in result.kinds(row.Index)
    assert "123" not in row.text


def test_texts_of_pages_have_no_bytes_of_their_own(tmp_path: Path) -> None:
    records = [
        record("conversion", ADDRESS.format(name), text) for name, text in (("a", report()), ("b", "新闻".encode()))
    ]
    result = read_file(tmp_path, "in.warc.wet.gz", b"".join(map(gzip.compress, records)))
    (row,) = result.reports.itertuples()
    assert (row.format, row.url, row.status) == ("txt", ADDRESS.format("a"), "ok")
    assert row.doc_id == sha256(row.url.encode()).hexdigest()[:16]
    assert pd.isna(row.sha256)
    assert result.summary.passed_over == 1


# --- JSON lines ---------------------------------------------------------------------------------------

TEXT = report().decode()


@pytest.mark.parametrize(
    "fields",
    [
        {"text": TEXT, "url": ADDRESS.format("a"), "timestamp": "2021-03-04T00:00:00Z"},
        {"content": TEXT, "title": "年报", "url": ADDRESS.format("a"), "dataType": "政务"},
        {"raw_content": TEXT, "meta": {"url": ADDRESS.format("a")}},
        {"raw_html": page(), "text": "", "url": ADDRESS.format("a")},
        {"content": TEXT, "warc_headers": {"warc-target-uri": ADDRESS.format("a")}},
    ],
)
def test_records_of_public_corpora_are_read(fields: dict[str, object], tmp_path: Path) -> None:
    result = read_file(tmp_path, "in.jsonl", make_lines(fields))
    (row,) = result.reports.itertuples()
    assert (row.Index, row.url, row.report_year) == (f"in.jsonl/{ADDRESS.format('a')}", ADDRESS.format("a"), 2020)
    assert row.doc_id == sha256(ADDRESS.format("a").encode()).hexdigest()[:16]
    assert row.published is None, "the time of a crawl is no date of publication"


def test_a_record_without_address_goes_by_its_line(tmp_path: Path) -> None:
    data = make_lines({"text": "新闻"}, b"\n", {"text": TEXT, "published": "2021-01-20"})
    (row,) = read_file(tmp_path, "in.jsonl", data).reports.itertuples()
    assert (row.Index, str(row.published)) == ("in.jsonl/3", "2021-01-20")


def test_other_words_under_one_address_are_another_document(tmp_path: Path) -> None:
    lines = make_lines(*[{"text": report(number).decode(), "url": ADDRESS.format("a")} for number in (1, 1, 2)])
    result = read_file(tmp_path, "in.jsonl", lines)
    assert list(result.reports["copies"]) == [2, 1]
    assert result.reports["doc_id"].is_unique


BAD = [b"{bad}\n", b"[1, 2]\n", b'{"text": ' + b"[" * 100_000 + b"\n", b'{"id": 3}\n', b"\xff\xfe\n", b'{"text": 3}\n']


def test_a_bad_line_costs_its_row(tmp_path: Path) -> None:
    data = make_lines({"text": TEXT}, *BAD, {"text": report(2).decode()})
    result = read_file(tmp_path, "in.jsonl.gz", gzip.compress(data))
    assert result.read == ["in.jsonl.gz/1", "in.jsonl.gz/8"]
    assert list(result.failures) == [f"in.jsonl.gz/{number}" for number in range(2, 8)]
    assert all(f"line {name.rpartition('/')[2]}" in reason for name, reason in result.failures.items())


def test_a_long_line_is_skipped_and_many_bad_ones_are_told_in_one(tmp_path: Path) -> None:
    data = make_lines(b'{"text": "' + b"x" * 200_000 + b'"}\n', {"text": TEXT}, *[b"bad\n"] * 150)
    result = read_file(tmp_path, "in.jsonl", data, max_bytes=100_000)
    assert result.read == ["in.jsonl/2"]
    assert "too long" in result.failures["in.jsonl/1"]
    assert "51 more" in result.failures["in.jsonl"]
    assert len(result.failures) == 101


def test_a_web_archive_may_lie_in_a_zip(tmp_path: Path) -> None:
    members = {"crawl.warc": response("a", page().encode()), "corpus.jsonl": make_lines({"text": report(2).decode()})}
    result = read_file(tmp_path, "in.zip", make_zip(members))
    assert result.read == ["in.zip/corpus.jsonl/1", f"in.zip/crawl.warc/{ADDRESS.format('a')}"]


@pytest.mark.parametrize(
    "address", ["javascript:1", "http://a b", "", "http://[", "http://x/\ud800", "x" * 5_000, "../../x"]
)
def test_odd_addresses_do_no_harm(address: str, tmp_path: Path) -> None:
    lines = b'{"text": %s, "url": "%s"}\n' % (
        json.dumps(TEXT).encode(),
        address.encode("utf-8", "surrogatepass").replace(b"\xed\xa0\x80", b"\\ud800"),
    )
    result = read_file(tmp_path, "in.jsonl", lines)
    assert len(result.read) == 1
