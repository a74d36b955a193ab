"""Candidates: rules that own their examples, the reports among the samples, and none of what is no report."""

from __future__ import annotations

import re
import time

import pytest

from parsers.candidates import is_report_address, may_be_report, mentions, squeeze
from parsers.rules import read_rows
from pipeline.formats.encoding import decode
from tests.gate import SAMPLES

ROWS = read_rows("candidates.csv")
PAGES = sorted(path for path in SAMPLES.rglob("*") if path.suffix in (".txt", ".html"))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["pattern"][:40])
def test_a_rule_owns_its_example(row: dict[str, str]) -> None:
    pattern = re.compile(row["pattern"])
    fold = squeeze if row["where"] in ("title", "text") else str
    assert pattern.search(fold(row["example"]))
    assert not pattern.search(fold(row["near_miss"]))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_every_report_of_the_samples_is_a_candidate(path) -> None:
    data = path.read_bytes()
    text = decode(data).text
    title = re.search(r"<title[^<>]*>([^<]*)", text)
    found = mentions(data) and may_be_report("", title[1] if title else text.lstrip().partition("\n")[0], text)
    assert found or path.parent.name == "look-alikes"


@pytest.mark.parametrize(
    ("address", "title", "text"),
    [
        ("http://www.example.com/news/1.html", "公开赛开幕", "网球公开赛2021年开幕"),
        (
            "http://www.example.gov.cn/tzgg/1.html",
            "通知公告",
            "首页 信息公开 政策文件 政府信息公开年报 依申请公开 联系我们",
        ),
        ("", "", ""),
    ],
)
def test_other_pages_are_none(address: str, title: str, text: str) -> None:
    assert not may_be_report(address, title, text)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "big5", "utf-16-le"])
def test_a_page_is_searched_in_every_encoding(encoding: str) -> None:
    assert mentions("政府資訊公開".encode(encoding))
    assert not mentions("政府工作".encode(encoding))


def test_addresses() -> None:
    assert is_report_address(
        "http://a.gov.cn/%E6%94%BF%E5%BA%9C%E4%BF%A1%E6%81%AF%E5%85%AC%E5%BC%80%E5%B9%B4%E6%8A%A5.pdf"
    )
    assert not is_report_address("http://a.gov.cn/W020200131.pdf")


@pytest.mark.parametrize("piece", ["2012年度", "公开", "<", "2012", "公开2012年", "二〇"])
def test_patterns_are_linear(piece: str) -> None:
    start = time.monotonic()
    may_be_report("", piece * 100_000, piece * 100_000)
    assert time.monotonic() - start < 30
