"""PDF to HTML: the text layer's lines as paragraphs, ruled and aligned tables as tables."""

from __future__ import annotations


def read_pdf(data: bytes) -> tuple[str, str | None]:
    """The markup of a PDF, and what of it cannot be read; raises ParseError if it cannot be read at all."""
    from pipeline.formats.pdf.document import read_document

    return read_document(data)
