"""How deep a page is nested, told by its tags: never less than the parser builds, and no page is refused for what HTML closes by itself."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from parsers.records import ParseError
from pipeline.engine import run
from pipeline.formats.nesting import MANY_TAGS, MAX_NESTING, find_depth, refuse_deep

MANY = 11_000
DEEP = {
    "blocks": "<div>" * MANY,
    "inline": "<span>" * MANY,
    "styles": "<b>" * MANY,
    "behind empty remarks": "<!--><div>" * MANY,
    "ends in other remarks": "<div><!</div><?</div></ </div>" * MANY,
    "names of no element": "<x-y>" * MANY,
    "tables": "<table><tr><td>" * MANY,
    "lists": "<ul><li>" * MANY,
    "in upper case": "<DIV>" * MANY,
    "ends in remarks": "<div><!-- </div> -->" * MANY,
    "ends in scripts": "<div><script>'</div>'</script>" * MANY,
    "ends in attributes": "<div title='</div>'>" * MANY,
    "ends of others": "<div></span>" * MANY,
    "ends of inline elements that a block stands in": "<span><div></span></div>" * MANY,
    "empty as in XML": "<x/>" * MANY,
    "drawings that a block ends": "<svg><div><g/>" * MANY,
}
FLAT = {
    "paragraphs": "<p>1" * MANY,
    "items": f"<ul>{'<li>1' * MANY}</ul>",
    "items with open blocks": f"<ul>{'<li><div>1' * MANY}</ul>",
    "fields": f"<dl>{'<dt>1<dd>2' * MANY}</dl>",
    "cells": f"<table>{'<tr><td>1<td>2' * MANY}</table>",
    "cells with open blocks": f"<table>{'<tr><td><center>1' * MANY}</table>",
    "cells without a table": "<tr><td>1" * MANY,
    "spans open in paragraphs": "<p><span>1</p>" * MANY,
    "the same font open in paragraphs": "<p><font size=2>1</p>" * MANY,
    "anchors in a line": f"<p>{'<a name=1>1' * MANY}</p>",
    "choices": f"<select>{'<option>1' * MANY}</select>",
    "drawings": f"<svg>{'<path d=1 />' * MANY}</svg>",
    "breaks": "1<br>" * MANY,
    "tags in scripts": "<script>var a = '<div>';</script>" * MANY,
}
LONG = {
    "fonts that are built anew": "".join(f"<p><font size={number}>1</p>" for number in range(MANY)),
    "some fonts that are built anew in many paragraphs": "".join(f"<b id={n}>" for n in range(900)) + "<p>1" * 5_000,
    "paragraphs deep in spans": "<span>" * 9_000 + "<p>1</p>" * MANY * 2,
}
PIECES = st.sampled_from([
    *("<div>", "</div>", "<span>", "</span>", "<p>", "</p>", "<ul>", "</ul>", "<li>", "<table>", "</table>"),
    *("<tr>", "<td>", "</td>", "<x/>", "</x>", "<br>", "甲", "<!-- </div> -->", "<a href='>'>", "<!-->", "<!</div>"),
])  # fmt: skip


def built(markup: str) -> int:
    """The depth of the tree that the parser builds."""
    node, depth, deepest = LexborHTMLParser(markup).body, 0, 0
    while node is not None:
        deepest = max(deepest, depth)
        if node.first_child is not None:
            node, depth = node.first_child, depth + 1
            continue
        while node is not None and node.next is None:
            node, depth = (node.parent, depth - 1) if depth > 1 else (None, 0)
        node = node.next if node is not None else None
    return deepest


@pytest.mark.parametrize("case", DEEP)
def test_a_page_nested_too_deep_is_refused(case: str) -> None:
    with pytest.raises(ParseError, match="nested too deep on the page"):
        refuse_deep(DEEP[case])


@pytest.mark.parametrize("case", FLAT)
def test_what_html_closes_by_itself_is_not_nested(case: str) -> None:
    refuse_deep(FLAT[case])
    assert find_depth(FLAT[case]) < 10


@pytest.mark.parametrize("case", LONG)
def test_what_keeps_a_parser_busy_is_refused(case: str) -> None:
    with pytest.raises(ParseError, match="too many tags"):
        refuse_deep(LONG[case])


def test_a_nested_page_costs_its_own_row(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "nest.html").write_text("<html><body>" + "<div>" * 100_000 + "公开12条。" + "</div>" * 100_000)
    (tmp_path / "in" / "other.html").write_text("<html><body><p>主动公开政府信息12条。</p></body></html>")
    summary = run([tmp_path / "in"], tmp_path / "out")
    assert [source for source, _ in summary.failures] == ["nest.html"]
    assert "嵌套过深" in summary.failures[0][1]
    rows = pq.read_table(tmp_path / "out" / "reports.parquet").to_pylist()
    assert [(row["source"], row["status"]) for row in rows] == [("nest.html", "failed"), ("other.html", "ok")]
    assert pq.read_table(tmp_path / "out" / "counts.parquet").num_rows == 1


def test_the_limit_is_a_level() -> None:
    refuse_deep("<div>" * MAX_NESTING + "</div>" * MAX_NESTING)
    with pytest.raises(ParseError):
        refuse_deep("<div>" * (MAX_NESTING + 1))


@settings(max_examples=60, deadline=None)
@given(st.lists(PIECES, max_size=8).map("".join))
def test_never_much_less_than_the_parser_builds(piece: str) -> None:
    markup = f"<html><body>{piece * 200}"
    deepest = built(markup)
    assert deepest <= 4 * find_depth(markup) + 10  # of a table four levels are counted as one to three


@pytest.mark.parametrize("end", ["<", "<div", "<div a='", '<div a="', "<!--", "<script>", "<div ='"])
def test_time_grows_with_the_length(end: str) -> None:
    refuse_deep("<p>甲</p>" * MANY_TAGS + end * 100_000)
