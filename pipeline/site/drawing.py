"""Pieces of text as markup. Done here and not in the template because a site has millions of them; all text is escaped."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup, escape

from pipeline.site.text import Piece


def draw_pieces(pieces: Sequence[Piece]) -> Markup:
    """The markup of a heading, a paragraph or a cell, without white space around it.

    >>> draw_pieces([Piece("公开<b>"), Piece("12", kind="n", number=4), Piece("条 ")])
    Markup('公开&lt;b&gt;<mark class="n" id="t4">12</mark>条')
    """
    return Markup("".join(map(_draw, pieces)).strip())


def _draw(piece: Piece) -> str:
    """One piece; nothing enters it but escaped text, numbers and names of the site's own."""
    said: str = escape(piece.text)
    if piece.kind:
        name = f' id="t{piece.number:d}"' if piece.number >= 0 else ""
        said = f'<mark class="{piece.kind}{" ev" if piece.evidence else ""}"{name}>{said}</mark>'
    elif piece.evidence:
        said = f'<span class="ev">{said}</span>'
    places = [f'<span id="{escape(name)}" class="at"></span>' for name in piece.anchors] if piece.anchors else ()
    return "".join((*places, said))
