"""Numerals: tables of written forms, a round trip against a writer of its own, and cn2an as a second opinion."""

import cn2an
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.counts.numerals import Numeral, parse_numeral

DIGITS = "零一二三四五六七八九"


def write_chinese(number: int) -> str:
    """`number` (0 or more) as a Chinese writes it out: 10012 → 一万零一十二."""
    for size, sign in ((10**8, "亿"), (10**4, "万")):
        if number >= size:
            high, low = divmod(number, size)
            gap = "零" if 0 < low < size // 10 else ""
            return write_chinese(high) + sign + (gap + write_chinese(low) if low else "")
    for size, sign in ((1000, "千"), (100, "百"), (10, "十")):
        if number >= size:
            high, low = divmod(number, size)
            gap = "零" if 0 < low < size // 10 else ""
            return DIGITS[high] + sign + (gap + write_chinese(low) if low else "")
    return DIGITS[number]


@given(st.integers(0, 10**9))
def test_written_out_numbers_come_back(number: int) -> None:
    assert parse_numeral(write_chinese(number)) == Numeral(float(number))


@given(st.integers(1, 10**9))
def test_another_library_writes_them_the_same(number: int) -> None:
    assert parse_numeral(cn2an.an2cn(number)) == Numeral(float(number))


@given(st.integers(0, 10**12), st.sampled_from([",", "，", " ", ""]))
def test_thousands_separators(number: int, separator: str) -> None:
    assert parse_numeral(f"{number:,}".replace(",", separator)) == Numeral(float(number))


@given(st.integers(1, 9999), st.integers(0, 9999), st.sampled_from("万亿"))
def test_mixed_with_large_signs(high: int, tenths: int, sign: str) -> None:
    value = float(f"{high}.{tenths:04d}") * {"万": 1e4, "亿": 1e8}[sign]
    assert parse_numeral(f"{high}.{tenths:04d}{sign}").value == pytest.approx(value)


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("3万4000", 34000),
        ("25万6千", 256000),
        ("3亿2000万", 320000000),
        ("一万五千亿", 1.5e12),
        ("二十万亿", 2e13),
        ("1,100万", 1.1e7),
        ("一万零一十二", 10012),
        ("三万四", 34000),
        ("一百二", 120),
        ("二〇一八", 2018),
        ("两", 2),
        ("廿", 20),
        ("廿六", 26),
        ("１２．５", 12.5),
        ("九十八点五", 98.5),
        ("0", 0),
        ("〇", 0),
        ("128640.36万", 1286403600),
    ],
)
def test_written_forms(raw: str, value: float) -> None:
    assert parse_numeral(raw) == Numeral(value)


@pytest.mark.parametrize(
    ("raw", "value", "bound"),
    [
        ("一千二百余", 1200, ">"),
        ("十余万", 100000, ">"),
        ("1.68万余", 16800, ">"),
        ("百余", 100, ">"),
        ("数百", 100, ">"),
        ("十几", 10, ">"),
        ("百来", 100, "~"),
    ],
)
def test_bounds_within_a_numeral(raw: str, value: float, bound: str) -> None:
    assert parse_numeral(raw) == Numeral(value, bound)


@pytest.mark.parametrize(
    ("raw", "value"), [("98.5%", 98.5), ("百分之九十八", 98), ("百分之98.5", 98.5), ("九成", 90), ("九成半", 95)]
)
def test_percentages(raw: str, value: float) -> None:
    assert parse_numeral(raw) == Numeral(value, None, "%")


@pytest.mark.parametrize(
    "raw", ["", "十十", "五千千", "条", "一条", "1,2", "余", "%", "½", "²", "三成五", "点五", "二点"]
)
def test_what_is_no_number(raw: str) -> None:
    assert parse_numeral(raw) is None


def test_long_runs_of_digits_are_no_numbers() -> None:
    assert parse_numeral("1" * 30) is None
