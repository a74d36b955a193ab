"""MHTML (.mhtml, .mht): a page that a browser saved with its parts in one file (RFC 2557).

The file is split by its boundary rather than by the mail parser of the standard library, whose time
grows with the depth of parts in parts. The page is the part that the head names, else the first HTML
part; frames that it shows are put in their places, one level deep.
"""

from __future__ import annotations

import binascii
import quopri
import re
from collections.abc import Iterator, Sequence
from email.message import Message
from email.parser import BytesHeaderParser
from typing import NamedTuple

from parsers.records import ParseError
from pipeline.formats.encoding import Decoded, decode
from pipeline.formats.signatures import split_head

MAX_PARTS, MAX_DEPTH = 5_000, 3
_LINE = re.compile(rb"\r\n?|\n")
_FRAME = re.compile(r"""<i?frame\b[^<>]{0,2000}?\bsrc\s*=\s*["']?([^"'\s<>]{1,2000})[^<>]{0,2000}>""", re.I)
_ADDRESS = re.compile(r"(?:https?|ftp)://[!-;=?-~]{3,1900}", re.I)


class _Part(NamedTuple):
    """A part: its type, its names (Content-ID as `cid:…`, Content-Location), its bytes decoded, the encoding it names."""

    type: str
    names: tuple[str, ...]
    body: bytes
    charset: str | None


def read_mhtml(data: bytes) -> Decoded:
    """The page in a saved page, as markup that tells the address it was saved from.

    Raises ParseError if no part is HTML or the page is in no encoding that can be told.
    """
    top = _read_fields(split_head(data)[0])
    parts = list(_read_parts(data, MAX_DEPTH))
    page = _find_page(parts, top)
    if page is None:
        raise ParseError("网页存档中没有网页 (a web archive without a page in it)")
    markup, encoding = decode(page.body, page.charset)
    frames = {name: part for part in parts for name in part.names if part.type == "text/html" and part is not page}
    address = top.get("Snapshot-Content-Location") or next((name for name in page.names if ":" in name), "")
    return Decoded(_say_address(str(address)) + _fill_frames(markup, frames), encoding)


def _read_fields(head: bytes) -> Message:
    return BytesHeaderParser().parsebytes(_LINE.sub(b"\r\n", head) + b"\r\n\r\n")


def _read_parts(data: bytes, depth: int) -> Iterator[_Part]:
    """The parts of a message in order, those in parts included down to `depth`."""
    head, body = split_head(data)
    fields = _read_fields(head)
    if fields.get_content_maintype() != "multipart":
        content = _decode_transfer(body, fields)
        yield _Part(fields.get_content_type(), _find_names(fields), content, fields.get_content_charset())
        return
    boundary = str(fields.get_boundary() or "").encode("utf-8", "replace")
    if not boundary or not depth:
        raise ParseError("网页存档残缺 (a damaged web archive): no boundary, or parts nested too deep")
    pieces = re.split(rb"(?:\A|\r\n|\r|\n)--" + re.escape(boundary), body, maxsplit=MAX_PARTS)
    for piece in pieces[1:]:
        if piece.startswith(b"--"):
            return
        yield from _read_parts(piece, depth - 1)


def _find_names(fields: Message) -> tuple[str, ...]:
    content_id = str(fields.get("Content-ID") or "").strip().strip("<>")
    location = str(fields.get("Content-Location") or "").strip()
    return tuple(name for name in (location, content_id and f"cid:{content_id}") if name)


def _decode_transfer(body: bytes, fields: Message) -> bytes:
    """A body without its transfer encoding; only text is worth it."""
    encoding = str(fields.get("Content-Transfer-Encoding") or "").strip().lower()
    if fields.get_content_maintype() != "text":
        return b""
    if encoding == "quoted-printable":
        return quopri.decodestring(body)
    if encoding == "base64":
        try:
            return binascii.a2b_base64(body)
        except binascii.Error as error:
            raise ParseError(f"网页存档残缺 (a damaged web archive): {error}") from error
    return body


def _find_page(parts: Sequence[_Part], top: Message) -> _Part | None:
    """The part that the head calls the start, else the first one that is HTML."""
    pages = [part for part in parts if part.type in ("text/html", "application/xhtml+xml") and part.body.strip()]
    start = f"cid:{str(top.get_param('start') or '').strip().strip('<>')}"
    return next((part for part in pages if start in part.names), pages[0] if pages else None)


def _fill_frames(markup: str, frames: dict[str, _Part]) -> str:
    """The markup with what its frames show in their places."""
    if not frames:
        return markup
    pieces, at = [], 0
    for tag in _FRAME.finditer(markup):
        part = frames.pop(tag[1], None)  # each is shown once
        if part is not None and part.body.strip():
            pieces += [
                markup[at : tag.start()],
                f"<div class=frame>{decode(part.body, part.charset).text}</div>",
                tag[0],
            ]
            at = tag.end()
    return "".join(pieces) + markup[at:]


def _say_address(address: str) -> str:
    """The remark by which browsers tell where a page was saved from; empty if the address is none."""
    address = address.strip()
    if not _ADDRESS.fullmatch(address) or "--" in address:
        return ""
    return f"<!-- saved from url=({len(address):04d}){address} -->\n"
