"""Names of members, in the encoding of whoever packed them."""

from __future__ import annotations

from collections.abc import Sequence

from parsers.records import ParseError
from pipeline.formats.encoding import CODECS, decode


def decode_names(names: Sequence[bytes]) -> list[str]:
    """Names as their archive means them, all in one encoding: UTF-8 if they are, else the likeliest.

    Programs on Chinese Windows write GBK and say nothing of it. `\\` parts folders there.
    """
    together = b"\n".join(names)
    try:
        encoding = decode(together).encoding if not together.isascii() else "utf-8"
    except ParseError:
        encoding = "utf-8"
    codec = CODECS.get(encoding, ("utf-8",))[0]
    return [name.decode(codec, "backslashreplace").replace("\\", "/") for name in names]
