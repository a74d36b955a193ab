"""Whole documents: what `identify` makes of reports and of pages that only look like one."""

from __future__ import annotations

import pytest

from parsers.folding import fold
from parsers.identity import identify
from parsers.records import Document
from tests.parsers.identity_cases import LOOKALIKES, REPORTS


def identity(case):
    _, title, metadata, boilerplate, text, _ = case
    return identify(Document(text=text, title=title, metadata=metadata, boilerplate=boilerplate), fold(text))


@pytest.mark.parametrize("case", REPORTS, ids=lambda case: case[0])
def test_report(case):
    found, want = identity(case), case[-1]
    assert {key: str(getattr(found, key)) for key in want} == {key: str(value) for key, value in want.items()}


@pytest.mark.parametrize("case", LOOKALIKES, ids=lambda case: case[0])
def test_lookalike(case):
    found, want = identity(case), case[-1]
    assert {key: str(getattr(found, key)) for key in want} == {key: str(value) for key, value in want.items()}
    assert found.report_year is None
