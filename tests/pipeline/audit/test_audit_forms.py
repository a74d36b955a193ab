"""Cells that say nothing: one finding a table."""

from __future__ import annotations

from pipeline.audit.config import Config, Tolerances
from tests.parsers.tables.sheets import choose_numbers
from tests.pipeline.audit.made_audits import audited, report, with_tables


def test_blank_cells_are_one_finding_a_table(tmp_path):
    own = with_tables(
        "2021", requests__granted__business="", requests__partial__total="", active__licences__decisions=""
    )
    found = audited(tmp_path, {"a.txt": report(2022, sections=own)})
    assert [(row["kind"], row["subject"]) for row in found] == [("form.blank", "active"), ("form.blank", "requests")]
    assert "2 格空白(共 175 格)" in found[1]["message_zh"]
    assert found[1]["message_zh"].endswith("所在行:予以公开、部分公开")
    assert found[1]["message_en"].endswith("in the rows: granted, granted in part")


def test_columns_left_blank_are_named_as_columns(tmp_path):
    rows = ("received", "carried_in", "granted", "partial", "carried_out")
    blank = {f"requests__{row}__{column}": "" for row in rows for column in ("business", "research")}
    (found,) = audited(tmp_path, {"a.txt": report(2022, sections=with_tables("2021", **blank))})
    assert found["message_zh"].endswith("有 10 格空白(共 175 格),所在列:商业企业、科研机构")
    assert found["message_en"].endswith("in the columns: business, research institution")


def test_of_many_rows_the_first_are_named(tmp_path):
    rows = ("received", "carried_in", "granted", "partial", "carried_out")
    blank = {f"requests__{row}__{column}": "" for row in rows for column in ["business", "research", "nonprofit"]}
    blank |= {f"requests__{row}__{column}": "" for row in rows for column in ("legal_service", "other_org", "total")}
    (found,) = audited(tmp_path, {"a.txt": report(2022, sections=with_tables("2021", **blank))})
    assert found["message_zh"].endswith("所在行:本年新收、上年结转、予以公开、部分公开等 5 项")
    assert found["message_en"].endswith("granted, granted in part and 1 more")


def test_strokes_point_at_the_first_of_them(tmp_path):
    own = with_tables("2021", proceedings__review__upheld="/", proceedings__review__other="/")
    text = report(2022, sections=own)
    (found,) = audited(tmp_path, {"a.txt": text})
    assert (found["kind"], found["severity"]) == ("form.slash", "info")
    assert text[found["start_char"] : found["end_char"]] == "/"


def test_a_table_that_is_blank_as_a_whole(tmp_path):
    from random import Random

    places = [place for place in choose_numbers(Random(1), "2021") if place[0] == "active"]
    blank = {"__".join(place): "" for place in places}
    (found,) = audited(tmp_path, {"a.txt": report(2022, sections=with_tables("2021", **blank))})
    assert (found["kind"], found["subject"]) == ("form.empty", "active")


def test_some_blanks_can_be_let_pass(tmp_path):
    own = with_tables("2021", requests__granted__business="", requests__partial__business="")
    config = Config(tolerance=Tolerances(blank_cells=2))
    assert audited(tmp_path, {"a.txt": report(2022, sections=own)}, config) == []


def test_rows_without_any_value_are_one_finding_a_table(tmp_path):
    own = with_tables("2021")
    heading = next(heading for heading in own if "收到和处理" in heading)
    lines = own[heading].split("\n")
    own[heading] = "\n".join(
        line.rstrip("\t0").lstrip("\t") if "重复申请" in line or "不掌握" in line else line for line in lines
    )
    found = audited(tmp_path, {"a.txt": report(2022, sections=own)})
    assert [(row["kind"], row["subject"]) for row in found] == [("form.rows", "requests")]
    assert "有 2 行读不到数值" in found[0]["message_zh"]
    assert found[0]["message_zh"].endswith("不掌握相关政府信息、重复申请")
