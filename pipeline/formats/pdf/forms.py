"""What is printed on a page beside its content: values of form fields, notes written on it as text, stamps.

pdfium draws fields without an appearance as a viewer would, and puts what shows into the page's content, so that it
is read with the rest. Nothing in the file is run: pdfium is built without scripts, and actions are not asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pypdfium2.raw as pdfium

MAX_ANNOTATIONS = 5_000  # of a page
_WRITTEN = frozenset((pdfium.FPDF_ANNOT_WIDGET, pdfium.FPDF_ANNOT_FREETEXT, pdfium.FPDF_ANNOT_STAMP))


@contextmanager
def open_fields(document: Any) -> Iterator[Any]:
    """What `print_fields` draws the fields of a document with; None if it has none."""
    if pdfium.FPDF_GetFormType(document) == pdfium.FORMTYPE_NONE:
        yield None
        return
    settings = pdfium.FPDF_FORMFILLINFO(version=2)
    fields = pdfium.FPDFDOC_InitFormFillEnvironment(document, settings)
    try:
        yield fields
    finally:
        if fields:
            pdfium.FPDFDOC_ExitFormFillEnvironment(fields)


def print_fields(page: Any, fields: Any) -> bool:
    """Put what is written over a page into its content; whether that changed it, so that it must be loaded again."""
    if not _is_written_on(page):
        return False
    if fields:
        pdfium.FORM_OnAfterLoadPage(page, fields)
    done = pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY)
    if fields:
        pdfium.FORM_OnBeforeClosePage(page, fields)
    return bool(done == pdfium.FLATTEN_SUCCESS)


def _is_written_on(page: Any) -> bool:
    """Whether there is more over a page than links and marks."""
    for number in range(min(pdfium.FPDFPage_GetAnnotCount(page), MAX_ANNOTATIONS)):
        annotation = pdfium.FPDFPage_GetAnnot(page, number)
        kind = pdfium.FPDFAnnot_GetSubtype(annotation) if annotation else None
        pdfium.FPDFPage_CloseAnnot(annotation)
        if kind in _WRITTEN:
            return True
    return False
