"""What is printed on a page beside its content: fields of forms, notes written as text, stamps."""

from __future__ import annotations

import pytest

from tests.pipeline.formats.pdfs import FONT, join_objects, stream
from tests.pipeline.reading import read_document

FIELD = b"<</Type/Annot/Subtype/Widget/FT/Tx/T(a)/V(37)/Rect[250 695 450 715]/F 4/DA(/F 12 Tf 0 g)%b>>"
SHOWN = b"/AP<</N 7 0 R>>"
NOTE = b"<</Type/Annot/Subtype/FreeText/Contents(37)/Rect[250 695 450 715]/F 4/DA(/F 12 Tf 0 g)%b>>"
CHOICE = (
    b"<</Type/Annot/Subtype/Widget/FT/Ch/Ff 131072/T(a)/V(37)/Opt[(37)(9)]/Rect[250 695 450 715]/F 4/DA(/F 12 Tf 0 g)>>"
)
SECRET = FIELD.replace(b"/FT/Tx", b"/FT/Tx/Ff 8192") % b""


def words(text: str) -> bytes:
    return f"<FEFF{text.encode('utf-16-be').hex()}>".encode()


def form(over: bytes, form: bytes = b"", page: bytes = b"", resources: bytes = b"<</Font<</F 5 0 R>>>>") -> bytes:
    """A page with a label, something over it, and a stream that may be how that looks."""
    look = b"/Type/XObject/Subtype/Form/BBox[0 0 200 20]/Resources" + resources
    return join_objects(
        b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[6 0 R]/DR<</Font<</F 5 0 R>>>>%b>>>>" % form,
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources%b/Annots[6 0 R]%b>>"
        % (resources, page),
        stream(b"BT /F 12 Tf 72 700 Td (Applications received) Tj ET"),
        FONT,
        over,
        stream(b"/Tx BMC BT /F 12 Tf 2 5 Td (37) Tj ET EMC", look),
    )


@pytest.mark.parametrize(
    ("data", "value"),
    [
        (form(FIELD % SHOWN), "37"),
        (form(FIELD % b""), "37"),  # drawn by the viewer
        (form(FIELD % b"", b"/NeedAppearances true"), "37"),
        (form((FIELD % b"").replace(b"(37)", words("共受理37件"))), "共受理37件"),
        (form(CHOICE), "37"),
        (form(NOTE % SHOWN), "37"),
        (form((NOTE % SHOWN).replace(b"FreeText", b"Stamp")), "37"),
    ],
)
def test_what_shows_over_a_page_is_read_with_it(data: bytes, value: str) -> None:
    assert read_document("a.pdf", data).text.split("\u00a0\u00a0") == ["Applications received", value]


@pytest.mark.parametrize(
    "data",
    [
        form((FIELD % SHOWN).replace(b"/F 4", b"/F 2")),  # hidden
        form((NOTE % b"").replace(b"FreeText", b"Text")),  # a mark that opens when it is touched
        form((NOTE % b"").replace(b"FreeText", b"Popup")),
        form((FIELD % b"").replace(b"(37)", b"()")),
        form(b"null"),
        form(b"<</Type/Annot/Subtype/Widget/Parent 6 0 R/Kids[6 0 R]/Rect[0 0 9 9]>>"),
    ],
)
def test_what_does_not_show_is_not_read(data: bytes) -> None:
    assert read_document("a.pdf", data).text == "Applications received"


def test_secrets_stay_so() -> None:
    assert "37" not in read_document("a.pdf", form(SECRET)).text


def test_a_field_on_a_turned_page_stands_beside_its_label() -> None:
    turned = form(FIELD % SHOWN, page=b"/Rotate 90")
    assert read_document("a.pdf", turned).text.split("\u00a0\u00a0") == ["Applications received", "37"]
