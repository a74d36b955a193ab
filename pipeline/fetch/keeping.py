"""Keeping downloads: the bytes as they came, the sidecar beside them, each written whole or not at all."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from parsers.records import ParseError
from pipeline.fetch.items import Item
from pipeline.fetch.names import ATTACHMENTS, PAGES, find_extension, name_download
from pipeline.inputs.sidecar import SUFFIX, Sidecar, format_sidecar, parse_sidecar

_TYPES = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/plain": "txt",
    "application/pdf": "pdf",
    "application/msword": "doc",
    "application/wps-office.doc": "doc",
    "application/kswps": "wps",
    "application/vnd.ms-works": "wps",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.ms-excel": "xls",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/rtf": "rtf",
    "text/rtf": "rtf",
    "application/zip": "zip",
    "application/x-zip-compressed": "zip",
}
_SIGNATURES = (
    (b"%PDF-", ("pdf",)),
    (b"{\\rtf", ("rtf", "doc", "wps")),
    (b"PK\x03\x04", ("docx", "xlsx", "zip", "wps")),
    (b"\xd0\xcf\x11\xe0", ("doc", "wps", "xls")),
    (b"Rar!", ("rar",)),
    (b"7z\xbc\xaf", ("7z",)),
)


@dataclass(frozen=True, slots=True)
class Kept:
    """A download that is there, whole, with its sidecar."""

    path: Path
    sidecar: Sidecar

    def read(self) -> bytes:
        """Its bytes."""
        return self.path.read_bytes()


def find_kept(out: Path, item: Item) -> Kept | None:
    """The download of an item, if an earlier run left it and nobody has changed it since."""
    stem = out / name_download(item.origin or item.url, item.posted)
    if not stem.parent.is_dir():
        return None
    paths = (stem.with_name(f"{stem.name}.{extension}") for extension in sorted(PAGES | ATTACHMENTS | {"txt"}))
    found = [kept for path in paths if (kept := _find_whole(path))]
    return max(found, key=lambda kept: kept.sidecar.fetched or "", default=None)


def _find_whole(path: Path) -> Kept | None:
    """The download at a path, if its sidecar knows its bytes."""
    beside = path.with_name(path.name + SUFFIX)
    if not (path.is_file() and beside.is_file()):
        return None
    try:
        sidecar = parse_sidecar(beside.read_bytes())
    except ParseError:
        return None
    return Kept(path, sidecar) if sidecar.sha256 == digest(path.read_bytes()) else None


def keep(out: Path, item: Item, data: bytes, sidecar: Sidecar, extension: str) -> Path:
    """Write a download and then its sidecar; the file's path."""
    stem = out / name_download(item.origin or item.url, item.posted)
    path = stem.with_name(f"{stem.name}.{extension}")
    path.parent.mkdir(parents=True, exist_ok=True)
    if not (path.is_file() and path.read_bytes() == data):
        _write(path, data)
    _write(path.with_name(path.name + SUFFIX), format_sidecar(sidecar).encode())
    return path


def _write(path: Path, data: bytes) -> None:
    """Write a file in one step: another process sees the old one or the new one."""
    part = path.with_name(f".{path.name}.part")
    with part.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    os.replace(part, path)


def digest(data: bytes) -> str:
    """The hash of a download, as its sidecar gives it."""
    return hashlib.sha256(data).hexdigest()


def choose_extension(url: str, headers: Mapping[str, str], data: bytes) -> str | None:
    """What a download is, by its first bytes, its headers and its address; None if it is nothing that is kept.

    The bytes have the last word on what they can tell; among what they leave open the name decides, then the type.

    >>> choose_extension("http://a.cn/down?id=1", {"content-type": "application/octet-stream"}, b"%PDF-1.4")
    'pdf'
    >>> choose_extension("http://a.cn/1.pdf", {"content-type": "text/html"}, b"<html>no such file")
    'html'
    """
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    named = [_disposition(headers), find_extension(url), _TYPES.get(kind)]
    for signature, extensions in _SIGNATURES:
        if data.startswith(signature):
            return next((name for name in named if name in extensions), extensions[0])
    if b"\x00" in data[:1024] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return None
    if kind == "text/plain" and data.lstrip()[:1] != b"<":
        return "txt"
    is_text = kind.startswith("text/") or kind in _TYPES or kind in ("", "application/octet-stream")
    return "html" if is_text and kind not in ("text/css", "text/javascript") else None


def _disposition(headers: Mapping[str, str]) -> str | None:
    """The extension of the name that a server gives the download."""
    _, found, name = headers.get("content-disposition", "").partition("filename")
    return find_extension("/" + name.strip("*= \"';").replace("?", "_")) if found else None
