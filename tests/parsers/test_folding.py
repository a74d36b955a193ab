"""Folding keeps every character's way back to the printed text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.folding import ZERO_WIDTH, fold, fold_characters, fold_each

LETTERS = st.text(alphabet="政府信息公開條例１２3（）()，,。 \u3000\u00a0\u200b\ufeffabcgòng網\n\t")


@pytest.mark.parametrize(
    ("printed", "folded"),
    [
        ("公開１２３條", "公开123条"),
        ("（一）主動公開：", "(一)主动公开:"),
        ("９８．５％", "98.5%"),
        ("\u3000\u3000一、概\u00a0述", "  一、概 述"),
        ("政\u200b府\ufeff信息", "政府信息"),
        ("報(bào)告", "报告"),
        ("專(zhuān)門(mén)網(wǎng)站", "专门网站"),
        ("辦（bàn）公室", "办公室"),
    ],
)
def test_what_is_matched_on(printed, folded):
    assert fold(printed).text == folded


@pytest.mark.parametrize("kept", ["微信(wechat2)", "(app)下载", "(一)概述", "网站 (www)", "信息公开(含12条)"])
def test_brackets_that_are_no_pinyin_stay(kept):
    assert fold(kept).text == fold_characters(kept)


@given(LETTERS)
def test_characters_fold_one_for_one(text):
    assert len(fold_characters(text)) == len(text)


@given(LETTERS, st.data())
def test_every_span_leads_back_to_what_was_printed(text, data):
    folded = fold(text)
    start = data.draw(st.integers(0, len(folded.text)))
    end = data.draw(st.integers(start, len(folded.text)))
    printed = folded.raw(start, end)
    assert fold_characters(printed).startswith(folded.text[start:end][:1])
    if start < end:
        kept = [char for char in fold_characters(printed) if char not in ZERO_WIDTH]
        position = iter(kept)
        assert all(char in position for char in folded.text[start:end])


@given(LETTERS)
def test_spans_do_not_go_backwards(text):
    folded = fold(text)
    starts = [folded.span(place, place + 1).start for place in range(len(folded.text))]
    assert starts == sorted(set(starts))


def test_many_words_are_folded_as_each_alone() -> None:
    words = ["乾县", "", "１２", "(kuàng)", "條例"]
    assert fold_each(words) == [fold_characters(word) for word in words]
