"""PDF to HTML: the lines of the text layer as paragraphs, ruled and aligned tables as tables.

What is read is what a reader sees: hidden, white and cut-off text is not, nor are page numbers, running
heads and the marks of notes. What cannot be read (scanned pages, letters in an encoding of their own) is
told as the page's shortfall.
"""

from __future__ import annotations


def read_pdf(data: bytes) -> tuple[str, str | None]:
    """The markup of a PDF, and what of it cannot be read; raises ParseError if it cannot be read at all."""
    from pipeline.formats.pdf.process import read_apart

    return read_apart(data)
