"""What is known of a download beside its bytes: from its sidecar, from the archive it lies in, from the page that links to it."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from parsers.findings import finding
from parsers.records import Finding, ParseError

FIRST_ERROR = 400  # of the status codes of HTTP
MAX_ADDRESS = 2_000  # characters
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{2,24})", re.I)
_ADDRESS = re.compile(r"(?:https?|ftp)://[^\s\x00-\x20<>\"]+", re.I)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a download.

    url: where it was had. charset: the encoding it was said to be in. title: the words of the link to it, or the title
    that came with it. published: the date of publication that came with it, as written. parent: address of the page that
    links to it. sha256, status: what its sidecar says of its bytes and of the server's answer. address: what stands for
    its bytes where it has none of its own, as a text in a corpus. tentative: to be read only if a report links to it.
    truncated: whether only its beginning was kept. problem: why its sidecar says nothing.
    """

    url: str | None = None
    charset: str | None = None
    title: str | None = None
    published: str | None = None
    parent: str | None = None
    sha256: str | None = None
    status: int | None = None
    address: str | None = None
    tentative: bool = False
    truncated: bool = False
    problem: str | None = None


def read_known(data: bytes) -> Known:
    """What a sidecar's bytes tell; a sidecar that cannot be read tells why."""
    from pipeline.inputs.sidecar import parse_sidecar

    try:
        sidecar = parse_sidecar(data)
    except ParseError as error:
        return Known(problem=str(error))
    content_type = next((value for name, value in sidecar.headers.items() if name.lower() == "content-type"), "")
    return Known(
        url=clean_address(sidecar.url),
        charset=find_charset(content_type),
        title=clean_words(sidecar.title),
        parent=clean_address(sidecar.parent),
        sha256=sidecar.sha256.lower() if sidecar.sha256 else None,
        status=sidecar.status,
    )


def find_charset(content_type: str) -> str | None:
    """The encoding that a Content-Type declares.

    >>> find_charset('text/html; charset="GBK"')
    'GBK'
    """
    found = _CHARSET.search(content_type)
    return found[1] if found else None


def clean_address(text: str | None) -> str | None:
    """An address of the web as it may be written to the dataset; None if the text is none.

    >>> clean_address(" http://www.example.gov.cn/a.html\\n"), clean_address("/a.html")
    ('http://www.example.gov.cn/a.html', None)
    """
    found = _ADDRESS.fullmatch((text or "").strip()[: MAX_ADDRESS + 1])
    return found[0] if found and len(found[0]) <= MAX_ADDRESS and found[0].isprintable() else None


def clean_words(text: str | None) -> str | None:
    """A title on one line, without what cannot be written; None if nothing is left of it."""
    words = " ".join((text or "")[:MAX_ADDRESS].split())
    return "".join(char for char in words if char.isprintable()) or None


def find_doubts(known: Known, data: bytes) -> list[Finding]:
    """What an auditor should look at: bytes that are not those of the sidecar, an error page, a broken sidecar."""
    found = []
    if known.problem:
        found.append(finding("download.sidecar", reason=known.problem))
    if known.sha256 and (own := hashlib.sha256(data).hexdigest()) != known.sha256:
        found.append(finding("download.hash", said=known.sha256[:16], own=own[:16]))
    if known.status is not None and known.status >= FIRST_ERROR:
        found.append(finding("download.status", status=known.status))
    return found
