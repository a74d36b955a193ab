"""Names of the parts of the official forms: none is missing, none too many, each in both languages."""

from __future__ import annotations

import pytest

from parsers.codebook import codebook
from parsers.form_words import cite_indicator, name_indicator, name_part, name_place, name_table
from parsers.rules import read_json, read_rows

PRINTED = sorted(
    {
        (table["id"], part, entry[0])
        for regime in read_json("forms.json")["regimes"]
        for table in regime["tables"]
        for block in table.get("blocks", [table])
        for part in ("row", "column")
        for entry in block[f"{part}s"]
    }
)
TABLES = sorted({table for table, *_ in PRINTED})


def is_chinese(words):
    return any("\u4e00" <= character <= "\u9fff" for character in words)


@pytest.mark.parametrize("part", PRINTED, ids="/".join)
def test_each_part_of_a_form_has_a_name_in_both_languages(part):
    name = name_part(*part)
    assert is_chinese(name.zh)
    assert name.en.strip()
    assert not is_chinese(name.en)
    assert not set("._") & set(name.en)


def test_no_name_is_of_something_that_no_form_prints():
    known = {(row["table"], row["part"], row["id"]) for row in read_rows("form_words.csv")}
    assert known <= {*PRINTED, *((table, "table", "") for table in TABLES)}


@pytest.mark.parametrize("table", TABLES)
def test_no_two_rows_or_columns_of_a_table_have_one_name(table):
    for language in (0, 1):
        for part in ("row", "column"):
            names = [name_part(*each)[language] for each in PRINTED if each[:2] == (table, part)]
            assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("place", "zh", "en"),
    [
        (
            "active/procurement/amount",
            "主动公开情况表“政府集中采购”行“金额”列",
            "active disclosure table, row central procurement, column amount",
        ),
        ("proceedings/review", "复议诉讼情况表“行政复议”行", "reconsideration and lawsuits table, row reconsideration"),
        ("requests#1/*/total", "申请情况表(第2份)“总计”列", "requests table (no. 2), column total"),
        ("statistics/requests/value", "统计表“收到政府信息公开申请数”行“统计数”列", None),
        ("requests/local.1", "申请情况表“local.1”行", "requests table, row local.1"),
    ],
)
def test_a_place_is_told_in_the_words_of_the_form(place, zh, en):
    assert name_place(place).zh == zh
    assert en in (None, name_place(place).en)


def test_an_unknown_id_stands_for_itself():
    assert name_indicator("no.such").en == name_indicator("no.such").zh == "no.such"
    assert name_table("no_such").en == "no_such"


@pytest.mark.parametrize("indicator", codebook().values(), ids=lambda each: each.id)
def test_an_indicator_has_an_english_name(indicator):
    assert indicator.label_en
    assert not is_chinese(indicator.label_en)
    assert indicator.label_en[0].isupper()
    assert not indicator.label_en.endswith(".")
    assert len(indicator.label_en) <= 60
    assert cite_indicator(indicator.id).en == f"{indicator.label_en} ({indicator.id})"


def test_english_names_are_unique():
    names = [each.label_en for each in codebook().values()]
    assert len(set(names)) == len(names)
