"""Year against year."""

from __future__ import annotations

from pipeline.audit.config import Config, Tolerances
from tests.pipeline.audit.made_audits import audited, kinds, report, with_tables


def compared(tmp_path, edition, first, second, years=(2022, 2023), **tolerance):
    """The findings that compare two reports."""
    documents = {
        f"{year}.txt": report(year, sections=with_tables(edition, **numbers))
        for year, numbers in zip(years, (first, second), strict=True)
    }
    found = audited(tmp_path, documents, Config(tolerance=Tolerances(**tolerance)))
    return [row for row in found if str(row["kind"]).startswith("year")]


def carried(row, column="total", number="3"):
    return {f"requests__{row}__{column}": number}


def test_what_is_carried_in_was_carried_out(tmp_path):
    assert compared(tmp_path, "2021", carried("carried_out"), carried("carried_in")) == []


def test_what_is_carried_in_differs(tmp_path):
    (found,) = compared(tmp_path, "2021", carried("carried_out"), carried("carried_in", number="2"))
    assert (found["kind"], found["source"], found["severity"]) == ("year.carried", "2023.txt", "error")
    assert "总计 3 → 2" in found["message_zh"]
    assert found["subject"] == "requests/carried_in/total"
    text = report(2023, sections=with_tables("2021", **carried("carried_in", number="2")))
    assert text[found["start_char"] : found["end_char"]] == "2"
    assert found["related"]


def test_every_column_is_compared_and_told_in_one_finding(tmp_path):
    (found,) = compared(
        tmp_path,
        "2021",
        carried("carried_out", "business") | carried("carried_out"),
        carried("carried_in", "business", "1"),
    )
    assert "商业企业 3 → 1、总计 3 → 0" in found["message_zh"]
    assert found["message_en"].endswith(": business 3 → 1, total 3 → 0")


def test_a_blank_is_not_compared(tmp_path):
    assert compared(tmp_path, "2021", carried("carried_out"), carried("carried_in", number="")) == []


def test_years_that_do_not_follow_each_other_are_not_compared(tmp_path):
    assert compared(tmp_path, "2021", carried("carried_out"), {}, years=(2021, 2023)) == []


def test_a_difference_can_be_let_pass(tmp_path):
    assert compared(tmp_path, "2021", carried("carried_out", number="1"), {}, carried=1) == []


def in_force(number, issued="0", repealed="0"):
    return {
        "active__normative__in_force": number,
        "active__normative__issued": issued,
        "active__normative__repealed": repealed,
    }


def test_documents_in_force_follow_from_the_year_before(tmp_path):
    assert compared(tmp_path / "a", "2021", in_force("10"), in_force("11", "2", "1")) == []
    assert compared(tmp_path / "b", "2021", in_force("10"), in_force("14", "2", "")) == [], "a blank is no zero"
    (found,) = compared(tmp_path / "c", "2021", in_force("10"), in_force("9", "2", "1"))
    assert (found["kind"], found["severity"]) == ("year.in_force", "warning")
    assert "应为 11 件" in found["message_zh"]


def test_items_follow_from_the_year_before(tmp_path):
    first = {"active__licences__last_year": "20", "active__licences__change": "-3"}
    years = (2019, 2020)
    assert compared(tmp_path / "a", "2019", first, {"active__licences__last_year": "17"}, years) == []
    (found,) = compared(tmp_path / "b", "2019", first, {"active__licences__last_year": "20"}, years)
    assert (found["kind"], found["severity"]) == ("year.items", "info")
    assert "行政许可 20-3 → 20" in found["message_zh"]
    assert found["message_en"].endswith(": administrative licences 20-3 → 20")


def test_tables_of_two_editions_in_a_report_are_both_compared(tmp_path):
    def mixed(last_year, **requests):
        own = with_tables("2019", active__licences__last_year=last_year)
        return own | {heading: text for heading, text in with_tables("2021", **requests).items() if "申请" in heading}

    documents = {
        "2019.txt": report(2019, sections=mixed("20")),
        "2020.txt": report(2020, sections=mixed("25", **carried("carried_in"))),
    }
    assert kinds(audited(tmp_path, documents), "year") == ["year.carried", "year.items"]
