"""Downloads on disk: bytes as they came, sidecars, what an earlier run left."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.fetch.items import Item
from pipeline.fetch.keeping import choose_extension, digest, find_kept, keep
from pipeline.inputs.sidecar import SUFFIX, Sidecar, parse_sidecar

ITEM = Item("http://a.cn/art/1.html?id=3", "report")
DATA = "<html>报告</html>".encode("gbk")
SIDECAR = Sidecar(url=ITEM.url, fetched="2026-01-02T03:04:05+00:00", status=200, sha256=digest(DATA))


def test_bytes_and_sidecar(tmp_path: Path) -> None:
    path = keep(tmp_path, ITEM, DATA, SIDECAR, "html")
    assert path.read_bytes() == DATA
    assert parse_sidecar(path.with_name(path.name + SUFFIX).read_bytes()) == SIDECAR
    assert sorted(each.name for each in path.parent.iterdir()) == [path.name, path.name + SUFFIX]
    kept = find_kept(tmp_path, ITEM)
    assert kept is not None
    assert (kept.path, kept.sidecar) == (path, SIDECAR)


@pytest.mark.parametrize("harm", ["changed", "no sidecar", "broken sidecar", "no file"])
def test_what_is_not_whole_is_not_kept(tmp_path: Path, harm: str) -> None:
    path = keep(tmp_path, ITEM, DATA, SIDECAR, "html")
    beside = path.with_name(path.name + SUFFIX)
    if harm == "changed":
        path.write_bytes(DATA + b" ")
    elif harm == "no sidecar":
        beside.unlink()
    elif harm == "broken sidecar":
        beside.write_bytes(b"{")
    else:
        path.unlink()
    assert find_kept(tmp_path, ITEM) is None


def test_the_address_before_a_redirect_names_the_file(tmp_path: Path) -> None:
    moved = Item("http://b.cn/new.html", "report", origin=ITEM.url)
    assert keep(tmp_path, moved, DATA, SIDECAR, "html") == keep(tmp_path, ITEM, DATA, SIDECAR, "html")


@pytest.mark.parametrize(
    ("url", "headers", "data", "extension"),
    [
        ("/a.html", {"content-type": "text/html; charset=gbk"}, b"<html>", "html"),
        ("/a.shtml", {}, b"<p>", "html"),
        ("/a", {"content-type": "text/plain"}, "报告".encode(), "txt"),
        ("/d.jsp", {"content-disposition": "attachment; filename*=UTF-8''2020.docx"}, b"PK\x03\x04..", "docx"),
        ("/d.jsp", {"content-type": "application/zip"}, b"PK\x03\x04..", "zip"),
        ("/a.doc", {"content-type": "application/octet-stream"}, b"\xd0\xcf\x11\xe0..", "doc"),
        ("/a.wps", {}, b"\xd0\xcf\x11\xe0..", "wps"),
        ("/a.xls", {}, b"%PDF-1.7", "pdf"),
        ("/a.doc", {}, b"{\\rtf1", "doc"),
        ("/a.zip", {}, b"Rar!\x1a", "rar"),
        ("/a.pdf", {"content-type": "application/pdf"}, b"<html>gone</html>", "html"),
        ("/a.png", {"content-type": "image/png"}, b"\x89PNG\r\n\x1a\n\x00\x00", None),
        ("/a.mp4", {"content-type": "video/mp4"}, b"abcd", None),
        ("/a.js", {"content-type": "text/javascript"}, b"var a", None),
        ("/a.json", {"content-type": "application/json"}, b"{}", None),
    ],
)
def test_what_a_download_is(url: str, headers: dict[str, str], data: bytes, extension: str | None) -> None:
    assert choose_extension(f"http://a.cn{url}", headers, data) == extension
