"""Candidates of a document's identity: the winner is what the dataset says, and what lost is named."""

from __future__ import annotations

import pytest

from parsers.folding import fold
from parsers.identity import identify
from parsers.identity.candidates import read_candidates
from parsers.records import Document
from tests.parsers.identity.identity_cases import LOOKALIKES, REPORTS, REPORTS_2

FIELDS = ("doc_type", "agency", "adcode", "report_year", "published")


def document_of(case):
    _, title, metadata, boilerplate, text, _ = case
    return Document(text=text, title=title, metadata=metadata, boilerplate=boilerplate)


@pytest.mark.parametrize("case", [*REPORTS[::4], *REPORTS_2[::4], *LOOKALIKES[::4]], ids=lambda case: case[0])
def test_the_winner_is_what_the_dataset_says(case):
    document = document_of(case)
    found, identity = read_candidates(document, fold(document.text)), identify(document, fold(document.text))
    for field in FIELDS:
        won = {candidate.value for candidate in found if candidate.field == field and candidate.won}
        value = getattr(identity, field)
        assert won == ({str(value)} if value is not None else set()), field


def test_what_lost_is_named_with_its_evidence():
    text = "一、概述\n2015年公开信息96条。\n二、主动公开情况\n市财政局主办。比2014年多。\n三、依申请公开情况\n没有收到申请。"
    document = Document(text=text, title="沧州市教育局2015年政府信息公开年度报告", metadata={"source": "沧州市财政局"})
    found = {(each.field, each.value): each for each in read_candidates(document, fold(text))}
    assert not found["agency", "沧州市财政局"].won
    assert "source +5" in found["agency", "沧州市财政局"].evidence
    assert "title" in found["agency", "沧州市教育局"].evidence
    assert found["report_year", "2015"].won
