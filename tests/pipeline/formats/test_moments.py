"""What is of the day of the conversion is not read from an old file."""

from __future__ import annotations

import shutil
from xml.etree.ElementTree import Element, fromstring

import pytest

from pipeline.formats import read_page
from pipeline.formats.moments import drop_fields, drop_formulas


def field(instruction: str, *shown: str) -> str:
    """Runs with a field, in the manner of Word; `shown` may hold further fields."""
    begin, separate, end = (f'<r><fldChar fldCharType="{kind}"/></r>' for kind in ("begin", "separate", "end"))
    inner = "".join(each if each.startswith("<") else f"<r><t>{each}</t></r>" for each in shown)
    return f"{begin}<r><instrText>{instruction}</instrText></r>{separate}{inner}{end}"


def text(root: Element) -> str:
    return "".join(each.text or "" for each in root.iter("t"))


@pytest.mark.parametrize(
    ("runs", "kept"),
    [
        (field(" DATE ", "2026-01-01"), ""),
        (field(' date \\@"yyyy" ', "20", "26"), ""),
        (field(" TIME ", "11:22"), ""),
        (field(" FILENAME \\p ", "/a/b.doc"), ""),
        (field(" FILENAME", field(" AUTHOR ", "某某")), ""),
        (field(" QUOTE ", field(" DATE ", "2026"), "年"), "年"),
    ],
)
def test_what_is_of_the_moment_goes(runs: str, kept: str) -> None:
    root = fromstring(f"<p><r><t>甲</t></r>{runs}<r><t>乙</t></r></p>")
    assert drop_fields(root)
    assert text(root) == f"甲{kept}乙"


@pytest.mark.parametrize("instruction", ["CREATEDATE", "SAVEDATE", "PAGE", "AUTHOR", "DATEX", "REF date", "=1+2", ""])
def test_what_is_of_the_file_stays(instruction: str) -> None:
    root = fromstring(f"<p>{field(instruction, '12')}<r><fldChar fldCharType='end'/></r><r><t>乙</t></r></p>")
    assert not drop_fields(root)
    assert text(root) == "12乙"


@pytest.mark.parametrize(
    ("formula", "drops"),
    [("TODAY()", True), ('YEAR(now())&amp;"年"', True), ("SUM(A1:A2)", False), ("SNOW(1)", False), ("", False)],
)
def test_values_of_the_moment_go(formula: str, drops: bool) -> None:
    root = fromstring(f"<row><c><f>{formula}</f><v>46348</v></c><c><v>5</v></c><c/></row>")
    assert drop_formulas(root) == drops
    assert [each.text for each in root.iter("v")] == (["5"] if drops else ["46348", "5"])


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_no_day_of_conversion_is_read() -> None:
    fields = r"{\field{\*\fldinst DATE }{\fldrslt 2019-01-02}}{\field{\*\fldinst FILENAME \\p }{\fldrslt b.doc}}"
    page = read_page("a.rtf", rf"{{\rtf1\ansi\pard on {fields} end\par}}".encode())
    assert ">on  end<" in page.markup
    assert "not read" in (page.shortfall or "")
    assert read_page("a.rtf", rb"{\rtf1\ansi\pard on 12\par}").shortfall is None
