"""Names of downloads: safe, told by the address alone, the same at every run."""

from __future__ import annotations

import hashlib
import re
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlsplit, urlunsplit

PAGES = {"html", "htm", "shtml"}
ATTACHMENTS = {"pdf", "doc", "docx", "wps", "xls", "xlsx", "rtf", "zip"}
UNREADABLE = {"rar", "7z", "ofd"}
_KNOWN = PAGES | ATTACHMENTS | UNREADABLE
_UNSAFE = re.compile(r"[^\w.-]+", re.ASCII)
_LONGEST_STEM, _HASH = 60, 10
_PORTS = {"http": 80, "https": 443}


def normalize(url: str) -> str:
    """An address as the key of what it names: host in small letters, no fragment, no default port, no empty path.

    >>> normalize("HTTP://WWW.Example.gov.cn:80?b=1&a=2#top")
    'http://www.example.gov.cn/?a=2&b=1'
    """
    parts = _split(url)
    query = "&".join(sorted(parts.query.split("&")))  # as written: not every query is in UTF-8
    return urlunsplit((parts.scheme.lower(), _netloc(parts), _quoted(parts.path) or "/", query, ""))


def host_of(url: str) -> str:
    """The host of an address in small letters, without port."""
    return (_split(url).hostname or "").lower()


def origin_of(url: str) -> str:
    """Scheme, host and port: what a robots.txt speaks for."""
    parts = _split(url)
    return f"{parts.scheme.lower()}://{_netloc(parts)}"


def name_download(url: str, form: str = "") -> str:
    """`HOST/NAME-HASH` without an extension; the hash of the whole address keeps apart what would share a name.

    >>> name_download("http://www.a.gov.cn/art/2020/t1.html")
    'www.a.gov.cn/t1-7498c91bcd'
    >>> name_download("http://[::1]:8000/../..%2f..%2fetc/passwd")
    '__1_8000/passwd-ab340507f0'
    """
    parts = _split(url)
    folder = _UNSAFE.sub("_", _netloc(parts).strip("[").replace("]", "").replace(":", "_")).strip(".")[:100] or "_"
    last = unquote(parts.path).replace("\\", "/").rstrip("/").rpartition("/")[2]
    stem, dot, ext = last.rpartition(".")
    stem = _UNSAFE.sub("_", stem if dot and ext.lower() in _KNOWN | {"jsp", "do", "aspx", "php"} else last)
    digest = hashlib.sha256((normalize(url) + form).encode()).hexdigest()[:_HASH]
    return f"{folder}/{stem.strip('._-')[:_LONGEST_STEM] or 'index'}-{digest}"


def find_extension(url: str) -> str | None:
    """The extension of a document that an address names, in its path or a parameter; None if it names none.

    >>> find_extension("/down.jsp?id=3&filename=2020年年报.PDF"), find_extension("/a/b.html")
    ('pdf', 'html')
    """
    parts = _split(url)
    for text in (parts.path, *(value for _, value in parse_qsl(parts.query))):
        _, dot, ext = unquote(text).rpartition(".")
        if dot and ext.lower() in _KNOWN:
            return ext.lower()
    return None


def _split(url: str) -> SplitResult:
    """The parts of an address; of one that is none, everything is its path."""
    try:
        parts = urlsplit(url.strip())
        return parts if parts.port is None or parts.port else parts._replace(netloc=parts.hostname or "")
    except ValueError:
        return SplitResult("", "", url.strip(), "", "")


def _netloc(parts: SplitResult) -> str:
    host = (parts.hostname or "").lower()
    host = f"[{host}]" if ":" in host else host
    return host if parts.port in (None, _PORTS.get(parts.scheme.lower())) else f"{host}:{parts.port}"


def _quoted(path: str) -> str:
    return quote(path, safe="/%:@!$&'()*+,;=~-._")
