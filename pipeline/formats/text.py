"""Plain text to lines: as printed, but for what a browser or a converter left of its markup."""

from __future__ import annotations

import html
import re

from pipeline.formats.lines import Layout, Line, refuse_huge
from pipeline.formats.wrapping import unwrap

# Spaces at the end of a line are nothing; tabs there may be empty cells.
ENDS = " \r\u00a0\u3000\ufeff"
_BREAKS = re.compile(r"\r\n?|[\f\v\x1c-\x1e\x85\u2028\u2029]")
_ENTITY = re.compile(r"&(?:[a-z]{2,8}|#\d{1,7}|#x[0-9a-f]{1,6});", re.I)


def read_text(markup: str) -> Layout:
    """Lay out a plain text: a line a line, entities resolved, Markdown's marks taken off. Raises ParseError if it is huge."""
    text = _BREAKS.sub("\n", markup)
    refuse_huge(len(text), text.count("\n"))
    if "&" in text:
        text = _ENTITY.sub(lambda found: html.unescape(found[0]), text)
    lines = text.split("\n")
    if is_markdown(lines):
        lines = [line for line in map(_strip_marks, lines) if line is not None]
    return Layout([Line(line) for line in unwrap([line.rstrip(ENDS) for line in lines])])


_HEADING = re.compile(r"\s{0,3}#{1,6}\s+(.*?)\s*#*\s*")
_BOLD = re.compile(r"(\*\*|__)(?=\S)(.{1,400}?)(?<=\S)\1")
_LINK = re.compile(r"!?\[([^\[\]]{0,200})\]\([^()\s]{0,400}\)")
_RULE = re.compile(r"\s{0,3}(?:-{3,}|\*{3,}|_{3,}|\|?(?:\s{0,3}:?-{2,}:?\s{0,3}\|)+(?:\s{0,3}:?-{2,}:?\s{0,3})?)\s*")
MARKED_LINES = 2


def is_markdown(lines: list[str]) -> bool:
    """Whether a text is Markdown: several lines are headings, wholly bold, or rules of tables."""
    marked = 0
    for line in lines:
        if line[:4].lstrip()[:1] in ("#", "*", "_", "|") and (
            _HEADING.fullmatch(line) or _BOLD.fullmatch(line.strip()) or ("|" in line and _RULE.fullmatch(line))
        ):
            marked += 1
            if marked >= MARKED_LINES:
                return True
    return False


def _strip_marks(line: str) -> str | None:
    """A line of Markdown without its marks; None for a line that is but a rule."""
    if _RULE.fullmatch(line):
        return None
    if heading := _HEADING.fullmatch(line):
        line = heading[1]
    return _LINK.sub(r"\1", _BOLD.sub(r"\2", line))
