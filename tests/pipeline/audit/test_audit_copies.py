"""Copies: how much of a report stands in another one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.rules import read_json
from pipeline.audit.config import Tolerances
from pipeline.audit.copies import RUN, check_copies, hash_runs, share
from pipeline.audit.corpus import Report

# Every character is followed by another one each time, so that no run of eight stands twice.
CHARACTERS = [chr(code) for code in range(0x4E00, 0x4E00 + 3000)]


def words(start, length=500):
    """A text of its own for each `start`."""
    return "".join(CHARACTERS[start * 600 % 2400 : start * 600 % 2400 + length])


def document(number, year=2020, agency="1.water", unit=None):
    doc_id = f"{number:016x}"
    return Report(
        doc_id, f"{number}.txt", "annual_report", agency, agency, None, None, year, None, None, unit=unit or doc_id
    )


def copies(*pairs, **tolerance):
    """(kind, the copy's number, the other's number, percent)."""
    texts = [(own, hash_runs(text)) for own, text in pairs]
    found = check_copies(texts, Tolerances(**tolerance))
    return [
        (
            row.kind,
            int(doc_id, 16),
            int(row.related, 16),
            int(row.message_en.split("%")[0].split("(")[-1].split(" ")[-1]),
        )
        for doc_id, row in found
    ]


def test_the_same_text_with_other_figures_is_a_copy():
    text = words(0)
    other = "2021 " + text[:250] + " 37。\n" + text[250:]
    assert copies((document(1, 2020), text), (document(2, 2021), other)) == [("copy.year", 2, 1, 100)]


@pytest.mark.parametrize(
    ("other", "kind"),
    [
        (document(2, 2021), "copy.year"),
        (document(2, 2021, "2.water"), "copy.agency"),
        (document(2, 2020, "2.water"), "copy.agency"),
        (document(2, 2021, None), "copy.agency"),
        (document(2, 2020), "report.twice"),
    ],
)
def test_what_a_copy_is_depends_on_body_and_year(other, kind):
    assert [found[0] for found in copies((document(1), words(0)), (other, words(0)))] == [kind]


def test_the_later_report_is_the_copy_whatever_the_order():
    pairs = [(document(1, 2021), words(0)), (document(2, 2019), words(0))]
    assert copies(*pairs) == copies(*reversed(pairs)) == [("copy.year", 1, 2, 100)]


def test_the_share_is_of_the_copys_own_words():
    text = words(0, 500) + words(1, 100)
    (found,) = copies((document(1, 2020), words(0, 500)), (document(2, 2021), text))
    assert found[3] == 83
    assert copies((document(1, 2020), words(0, 500)), (document(2, 2021), text), copied_percent=90.0) == []


def test_different_texts_and_short_ones_are_none():
    assert copies((document(1), words(0)), (document(2, 2021), words(1))) == []
    assert copies((document(1), words(0, 200)), (document(2, 2021), words(0, 200))) == []


def test_a_page_and_its_attachment_are_no_copies():
    page = document(1)
    assert copies((page, words(0)), (document(2, unit=page.doc_id), words(0))) == []


def test_the_words_of_the_forms_do_not_count():
    labels = "".join(
        row[1]
        for regime in read_json("forms.json")["regimes"][2:]
        for table in regime["tables"]
        for row in table.get("rows", ())
    )
    assert len(labels) > 500
    assert len(hash_runs(labels)) < 0.1 * len(labels)
    assert len(hash_runs(words(0) + labels)) < len(words(0)) + 0.1 * len(labels)


@settings(deadline=None)
@given(st.text(alphabet="信息公开工作年度报告1、。\n", max_size=200))
def test_figures_and_punctuation_change_nothing(text):
    plain = "".join(char for char in text if char > "\u4e00")
    assert np.array_equal(hash_runs(text), hash_runs(plain))
    assert len(hash_runs(text)) <= max(0, len(plain) - RUN + 1)


def test_of_many_alike_each_has_one_finding():
    pairs = [(document(number, 2020, f"{number}.x"), words(0)) for number in range(1, 201)]
    found = copies(*pairs)
    assert len(found) == 199
    assert {kind for kind, *_ in found} == {"copy.agency"}


def test_a_year_that_nobody_knows_is_told_as_such():
    texts = [(document(1, None), hash_runs(words(0))), (document(2, 2021, "2.x"), hash_runs(words(0)))]
    ((_, found),) = check_copies(texts, Tolerances())
    assert "None" not in found.message_zh + found.message_en


def test_share_is_exact():
    assert share(np.array([1, 2, 3, 4], dtype=np.uint64), np.array([2, 4, 9], dtype=np.uint64)) == 0.5
