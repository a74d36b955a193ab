"""Archives for the tests, made on the spot, and what a run makes of them."""

from __future__ import annotations

import io
import json
import struct
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.engine import run
from pipeline.summary import Summary

TITLE = "某市文化局{year}年政府信息公开工作年度报告"
TEXT = TITLE + "\n一、总体情况\n{year}年主动公开政府信息{number}条。\n"
PAGE = "<html><head><title>{title}</title></head><body><h1>{title}</h1><p>一、总体情况</p><p>{text}</p></body></html>"


def report(number: int = 1, year: int = 2020) -> bytes:
    return TEXT.format(year=year, number=number).encode()


def page(number: int = 1, year: int = 2020, more: str = "") -> str:
    title = TITLE.format(year=year)
    return PAGE.format(title=title, text=f"{year}年主动公开政府信息{number}条。{more}")


def make_zip(members: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", compression) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return packed.getvalue()


def make_tar(members: dict[str, bytes], mode: str = "w:gz") -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode=mode) as archive:  # type: ignore[call-overload]
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return packed.getvalue()


def make_raw_zip(name: bytes, data: bytes, flags: int = 0) -> bytes:
    """A ZIP of one stored member whose name is these very bytes."""
    import zlib

    sizes = struct.pack("<LLL", zlib.crc32(data), len(data), len(data))
    local = struct.pack("<4sHHHHH", b"PK\x03\x04", 20, flags, 0, 0, 33) + sizes + struct.pack("<HH", len(name), 0)
    head = struct.pack("<4sHHHHHH", b"PK\x01\x02", 20, 20, flags, 0, 0, 33) + sizes
    entry = head + struct.pack("<HHHHHLL", len(name), 0, 0, 0, 0, 0, 0) + name
    body = local + name + data
    return body + entry + struct.pack("<4sHHHHLLH", b"PK\x05\x06", 0, 0, 1, 1, len(entry), len(body), 0)


def http(body: bytes, content_type: str = "text/html", status: str = "200 OK", **headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {content_type}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


def record(kind: str, address: str, block: bytes, **headers: str) -> bytes:
    """A record of a web archive."""
    lines = ["WARC/1.0", f"WARC-Type: {kind}", f"WARC-Target-URI: {address}", "WARC-Date: 2021-01-01T00:00:00Z"]
    lines += ["Content-Type: application/http; msgtype=response"] if kind == "response" else []
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, f"Content-Length: {len(block)}", "", ""]).encode() + block + b"\r\n\r\n"


def make_lines(*records: Any) -> bytes:
    return b"".join(
        each if isinstance(each, bytes) else json.dumps(each, ensure_ascii=False).encode() + b"\n" for each in records
    )


class Result:
    """What a run made of its inputs."""

    def __init__(self, inputs: list[Path | str], out: Path, **options: Any) -> None:
        self.summary: Summary = run(inputs, out, **options)
        self.out = out
        self.reports = pd.read_parquet(out / "reports.parquet").set_index("source")
        self.findings = pd.read_parquet(out / "findings.parquet")

    @property
    def names(self) -> list[str]:
        return list(self.reports.index)

    @property
    def read(self) -> list[str]:
        """The names of what could be read."""
        return list(self.reports.index[self.reports["status"] != "failed"])

    @property
    def failures(self) -> dict[str, str]:
        """Name → reason of what could not."""
        return dict(self.summary.failures)

    def kinds(self, name: str) -> set[str]:
        """The kinds of findings about a source."""
        return set(self.findings.loc[self.findings["doc_id"] == self.reports.loc[name, "doc_id"], "kind"])


def read_file(tmp_path: Path, name: str, data: bytes, **options: Any) -> Result:
    """A run over one file."""
    (tmp_path / name).write_bytes(data)
    return Result([tmp_path / name], tmp_path / "out", **options)
