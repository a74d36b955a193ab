"""Whole documents: what `identify` makes of reports and of pages that only look like one."""

from __future__ import annotations

import pytest

from parsers.folding import fold
from parsers.identity import identify
from parsers.records import Document
from tests.parsers.identity_cases import LOOKALIKES, LOOKALIKES_2, REPORTS, REPORTS_2, REPORTS_3


def identity(case):
    _, title, metadata, boilerplate, text, _ = case
    return identify(Document(text=text, title=title, metadata=metadata, boilerplate=boilerplate), fold(text))


def same_agency(got, want, region):
    """The same name, or the same but for a region in front that the document's own region covers."""
    longer, shorter = sorted((got or "", want), key=len, reverse=True)
    return longer.endswith(shorter) and longer[: len(longer) - len(shorter)] in (region or "")


@pytest.mark.parametrize("case", [*REPORTS, *REPORTS_2, *REPORTS_3], ids=lambda case: case[0])
def test_report(case):
    found, want = identity(case), dict(case[-1])
    assert same_agency(found.agency, want.pop("agency"), found.region_name), found.agency
    assert {key: str(getattr(found, key)) for key in want} == {key: str(value) for key, value in want.items()}


@pytest.mark.parametrize("case", [*LOOKALIKES, *LOOKALIKES_2], ids=lambda case: case[0])
def test_lookalike(case):
    found, want = identity(case), case[-1]
    assert {key: str(getattr(found, key)) for key in want} == {key: str(value) for key, value in want.items()}
    assert found.report_year is None
