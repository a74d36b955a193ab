"""Counts: from a sentence to value, unit, bound and indicator."""

from parsers.counts import read_counts
from parsers.folding import fold


def facts(text: str) -> list[tuple[str, float, str | None, str | None, str | None]]:
    counts = read_counts(fold(text), (), (), 2020)
    return [(c.raw, c.value, c.unit, c.bound, c.indicator) for c in counts]


def test_a_sentence_with_two_channels() -> None:
    text = "全年通过局网站发布信息1，200余条，微信公众号推送57条。"
    assert facts(text) == [
        ("1，200", 1200.0, "条", ">", "disclosed.website"),
        ("57", 57.0, "条", None, "disclosed.wechat"),
    ]


def test_places_are_those_of_the_printed_text() -> None:
    text = "微信公眾號發\u200b布２ ０００條。"
    (count,) = read_counts(fold(text), (), (), 2020)
    assert text[count.start_char : count.end_char] == count.raw == "２ ０００"
    assert count.value == 2000
