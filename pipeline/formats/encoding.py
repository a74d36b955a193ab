"""Bytes to text: which encoding a download is in, whatever it declares.

The order of evidence: a byte order mark; the pattern of NUL bytes of UTF-16; strict UTF-8; then how
much common Chinese each candidate gives. The declaration only tips the scale between candidates that
read alike, for it is often wrong. A few bad bytes do not lose a file: they become U+FFFD.
"""

from __future__ import annotations

import codecs
import re
from functools import cache
from typing import NamedTuple

from parsers.records import ParseError
from parsers.rules import read_text

MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
SIGNATURES = {
    b"%PDF-": "PDF",
    b"PK\x03\x04": "ZIP/Office",
    b"\xd0\xcf\x11\xe0": "Word/Excel",
    b"\x1f\x8b": "gzip",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"Rar!": "RAR",
    b"7z\xbc\xaf": "7z",
    b"\x7fELF": "ELF",
    b"BM6": "BMP",
    b"SQLite format 3": "SQLite",
    b"PAR1": "Parquet",
}
# What a declared name means. Python's own codec for big5 lacks characters in daily use: cp950 has them.
FAMILIES = {
    "gb18030": ("gb2312", "gbk", "gb18030", "cp936", "x-gbk", "gb_2312-80", "euc-cn", "hz-gb-2312"),
    "big5": ("big5", "big5hkscs", "big5-hkscs", "cp950", "x-x-big5"),
    "utf-8": ("utf-8", "utf8", "unicode-1-1-utf-8"),
}
CODECS = {"gb18030": ("gb18030",), "big5": ("cp950", "big5hkscs"), "utf-8": ("utf-8",)}
SAMPLE = 32_768  # bytes that the choice of an encoding is made on
ENOUGH = 3_000  # characters that their commonness is judged on
GOOD, POOR = 0.7, 0.25  # scores: no need to look further; only chance
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w-]{2,24})""", re.IGNORECASE)
_FOREIGN = re.compile(r"[^\x00-\x7f]+")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


class Decoded(NamedTuple):
    """A text and the canonical name of the encoding it was in: utf-8, gb18030, big5, utf-16-le …"""

    text: str
    encoding: str


class _Guess(NamedTuple):
    """A candidate and how good it looks: share of common characters, less bad bytes."""

    score: float
    encoding: str
    codec: str


def decode(data: bytes, charset: str | None = None) -> Decoded:
    """Decode a page; raises ParseError if it is empty, binary, or in no encoding that can be told.

    charset: the name that came with the download, if any did; it stands before what the page declares.
    """
    if not data.strip(b" \t\r\n\x00"):
        raise ParseError("文件是空的 (the file is empty)")
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return Decoded(_checked(data[len(mark) :].decode(encoding, "replace")), encoding)
    for signature, kind in SIGNATURES.items():
        if data.startswith(signature):
            raise ParseError(f"二进制文件 (a binary file): {kind}")
    if b"\x00" in data:
        return _decode_wide(data)
    try:
        return Decoded(_checked(data.decode("utf-8")), "utf-8")
    except UnicodeDecodeError:
        guess = _guess(data, find_family(charset) if charset else find_declared(data))
        return Decoded(_checked(data.decode(guess.codec, "replace")), guess.encoding)


def find_declared(data: bytes) -> str | None:
    """The canonical name of the encoding that the page says it is in, if it says so.

    >>> find_declared(b'<meta charset="GB2312">')
    'gb18030'
    """
    found = _DECLARED.search(data[:4096])
    if found is None:
        return None
    return find_family(found[1].decode("ascii"))


def find_family(name: str) -> str:
    """The canonical name of a declared encoding.

    >>> find_family("GB2312")
    'gb18030'
    """
    name = name.strip(" \"'").lower()
    return next((family for family, names in FAMILIES.items() if name in names), name)


def _decode_wide(data: bytes) -> Decoded:
    """UTF-16 without a mark: half of it is read as NUL and ASCII, and the rest is common Chinese."""
    texts = {encoding: data.decode(encoding, "replace") for encoding in ("utf-16-le", "utf-16-be")}
    shares = {encoding: _share_known(text[:SAMPLE]) for encoding, text in texts.items()}
    encoding = max(shares, key=lambda encoding: shares[encoding])
    if shares[encoding] < 0.4:
        raise ParseError("二进制文件 (a binary file)")
    return Decoded(_checked(texts[encoding]), encoding)


def _share_known(text: str) -> float:
    """The share of ASCII and of common Chinese in `text`, NUL apart."""
    ascii_only = sum("\x00" < char < "\x7f" for char in text)
    return (ascii_only + _count_common(text)) / max(1, len(text))


def _checked(text: str) -> str:
    """`text`, unless it is full of control characters; raises ParseError if it is."""
    sample = text[:SAMPLE]
    if _CONTROL.search(sample) and len(_CONTROL.findall(sample)) * 50 > len(sample):
        raise ParseError("二进制文件 (a binary file)")
    return text


def _guess(data: bytes, declared: str | None) -> _Guess:
    """The best candidate for bytes that are no strict UTF-8."""
    sample = data[:SAMPLE]
    best = _Guess(-1.0, "", "")
    for encoding in sorted(CODECS, key=lambda encoding: encoding != declared):
        for codec in CODECS[encoding]:
            best = max(best, _weigh(sample, encoding, codec, declared))
            if best.score >= GOOD:
                return best
    return best if best.score >= POOR else _detect(sample)


def _weigh(sample: bytes, encoding: str, codec: str, declared: str | None) -> _Guess:
    """How well a sample reads in a codec: 1 is all common Chinese, below 0 is nonsense."""
    text = sample.decode(codec, "replace")
    foreign = "".join(_FOREIGN.findall(text))
    bad = 3 * foreign.count("\ufffd") / max(1, len(foreign))
    seen = foreign[:ENOUGH]
    score = _count_common(seen) / max(1, len(seen)) - bad
    return _Guess(score + (0.05 if encoding == declared else 0), encoding, codec)


def _detect(sample: bytes) -> _Guess:
    """Ask charset-normalizer about bytes that read well in no Chinese encoding."""
    from charset_normalizer import from_bytes

    found = from_bytes(sample).best()
    if found is None:
        raise ParseError("无法判断字符编码 (its character encoding cannot be told)")
    name = codecs.lookup(found.encoding).name
    return _Guess(0.0, next((family for family, names in FAMILIES.items() if name in names), name), found.encoding)


def _count_common(text: str) -> int:
    """How many characters of `text` are common in Chinese writing."""
    return sum(map(len, _common().findall(text)))


@cache
def _common() -> re.Pattern[str]:
    """A run of common characters."""
    return re.compile(f"[{read_text('common_characters.txt').replace(chr(10), '')}]+")
