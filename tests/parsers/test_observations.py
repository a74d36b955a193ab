"""The one best value of each indicator, and what is said where sources disagree."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.codebook import codebook, indicators_by_cell
from parsers.observations import observe, rank_mentions
from parsers.records import BOUNDS, SCOPES, Cell, Count
from parsers.rules import read_rows


def count(number, indicator, value, **facts):
    known = {
        "count_no": number,
        "start_char": 10 * number,
        "end_char": 10 * number + 2,
        "raw": str(value),
        "value": float(value),
        "unit": "件",
        "bound": None,
        "noun": None,
        "quote": "",
        "indicator": indicator,
        "scope": "year",
        "part_of": None,
        "section_key": None,
        "rule": "r",
    }
    return Count(**(known | facts))


def cell(place, value, form="2021", **facts):
    table, row, column = place.split("/")
    known = {
        "form": form,
        "form_table": table,
        "instance": 0,
        "row_id": row,
        "column_id": column,
        "label": "",
        "value": value,
        "unit": None,
        "raw": str(value),
        "status": "printed",
        "start_char": 500,
        "end_char": 501,
    }
    return Cell(**(known | facts))


def values(counts=(), cells=()):
    return {row.indicator: row.value for row in observe(counts, cells)[0]}


def kinds(counts=(), cells=()):
    return [row.kind for row in observe(counts, cells)[1]]


def test_all_that_was_to_be_handled_is_no_contradiction():
    cells = [cell("requests/received/total", 6.0), cell("requests/carried_in/total", 2.0)]
    assert kinds([count(0, "requests", 8)], cells) == []
    assert kinds([count(0, "requests", 6)], cells) == []
    assert kinds([count(0, "requests", 7)], cells) == ["value.contradiction"]
    assert values([count(0, "requests", 8)], cells)["requests"] == 6


def test_requests_closed_are_the_results_of_the_later_forms():
    assert kinds([count(0, "requests.closed", 93)], [cell("requests/results_total/total", 96.0)]) == [
        "value.contradiction"
    ]
    assert kinds([count(0, "requests.closed", 96)], [cell("requests/results_total/total", 96.0)]) == []
    replied = cell("statistics/requests.replied/value", 96.0, form="2014")
    closed = cell("statistics/requests.closed/value", 93.0, form="2014")
    assert kinds([count(0, "requests.closed", 93)], [replied, closed]) == []
    assert kinds([count(0, "requests.closed", 93)], [replied]) == []


def test_a_category_of_something_else_contradicts_no_cell():
    assert kinds([count(1, "reviews", 3, part_of=0)], [cell("proceedings/review/total", 5.0)]) != []
    assert kinds([count(1, "reviews", 3, part_of=0, unit="条")], [cell("proceedings/review/total", 5.0)]) == []


def test_a_cell_beats_a_sentence_and_the_finding_says_both():
    observations, findings = observe([count(0, "requests", 5)], [cell("requests/received/total", 6.0)])
    assert [(row.value, row.origin, row.cell, row.agree, row.mentions) for row in observations] == [
        (6.0, "cell", "requests/received/total", False, 2)
    ]
    assert [row.kind for row in findings] == ["value.contradiction"]
    assert "6" in findings[0].message_zh
    assert "5" in findings[0].message_en
    assert findings[0].start_char == 0


@pytest.mark.parametrize(
    ("stated", "bound", "agrees"), [(1000, ">", True), (1200, ">", False), (1200, "<", True), (999, "~", True)]
)
def test_a_bound_is_taken_at_its_word(stated, bound, agrees):
    counts = [count(0, "normative_issued", stated, bound=bound)]
    [row] = observe(counts, [cell("active/normative/issued", 1161.0)])[0]
    assert row.agree is agrees


@pytest.mark.parametrize(
    ("raw", "stated", "agrees"),
    [
        ("2987.5万", 29_875_000, True),
        ("2987.3万", 29_873_000, False),
        ("3千", 3000, False),
        ("29875000", 29_875_000, False),
    ],
)
def test_a_figure_in_ten_thousands_may_be_rounded(raw, stated, agrees):
    counts = [count(0, "penalties.cases", stated, raw=raw)]
    [row] = observe(counts, [cell("active/penalties/decisions", 29_874_512.0)])[0]
    assert row.agree is agrees


def test_exact_beats_bounded_and_year_beats_cumulative():
    assert values([count(0, "disclosed", 1000, bound=">"), count(1, "disclosed", 1161)]) == {"disclosed": 1161}
    assert values([count(0, "disclosed", 9000, scope="cumulative"), count(1, "disclosed", 1161)]) == {"disclosed": 1161}


@pytest.mark.parametrize("scope", ["previous", "target", "share", "growth"])
def test_other_scopes_state_nothing_for_the_year(scope):
    assert values([count(0, "disclosed", 9, scope=scope)]) == {}


def test_a_figure_said_twice_beats_one_said_once():
    counts = [count(0, "requests", 5), count(1, "requests", 6), count(2, "requests", 6)]
    assert values(counts) == {"requests": 6}
    assert kinds(counts) == ["value.disagreement"]


def test_many_figures_side_by_side_give_none_but_their_total_does():
    two_sites = [count(0, "disclosed.website", 100), count(1, "disclosed.website", 50)]
    assert values(two_sites) == {}
    assert kinds(two_sites) == []
    total = [
        count(0, "disclosed.website", 150),
        count(1, "disclosed.website", 100, part_of=0),
        count(2, "disclosed.website", 50, part_of=0),
    ]
    assert values(total) == {"disclosed.website": 150}
    assert values([count(0, "disclosed.website", 7), count(1, "disclosed.website", 7)]) == {"disclosed.website": 7}


def test_categories_are_never_observed():
    assert values([count(0, "disclosed.category", 9)]) == {}


@pytest.mark.parametrize(
    ("form", "place", "unit", "value", "yuan"),
    [
        ("2014", "statistics/fees/value", "万元", 0.35, 3500.0),
        ("2014", "statistics/org.budget/value", None, 1.5, 15000.0),
        ("2021", "active/charges/amount", None, 12.34, 123400.0),
        ("2021", "active/charges/amount", "元", 1234.0, 1234.0),
        ("2019", "active/procurement/amount", "万元", 272.2, 2722000.0),
        ("2019", "active/procurement/amount", "元", 251000.0, 251000.0),
    ],
)
def test_money_in_yuan(form, place, unit, value, yuan):
    indicator = indicators_by_cell()[form, place].id
    assert values(cells=[cell(place, value, form, unit=unit)]) == {indicator: yuan}


@pytest.mark.parametrize("value", [2722000.0, 0.0])
def test_an_amount_without_a_unit_stays_out_and_is_reported(value):
    bare = [cell("active/procurement/amount", value, "2019")]
    assert values(cells=bare) == {}
    assert kinds(cells=bare) == ["observation.unit_unknown"]


@pytest.mark.parametrize(
    "facts", [{"status": "ambiguous", "value": None}, {"status": "blank", "value": None}, {"instance": 1}]
)
def test_cells_that_state_nothing(facts):
    value = facts.pop("value", 3.0)
    assert values(cells=[cell("requests/received/total", value, **facts)]) == {}


def test_an_inferred_cell_says_so():
    [row] = observe([], [cell("requests/received/total", 3.0, status="inferred")])[0]
    assert row.status == "inferred"


def test_observations_come_in_the_codebooks_order():
    found = list(values([count(0, "litigation", 1), count(1, "requests", 2), count(2, "disclosed", 3)]))
    assert found == [name for name in codebook() if name in found]


def test_percentages_are_no_values():
    assert values([count(0, "requests.closed.on_time", 100, unit="%")]) == {}


# --- why ------------------------------------------------------------------------------------------------


def reasons(indicator, counts=(), cells=()):
    """Each mention's value and why it lost."""
    return [(mention.value, mention.lost) for mention in rank_mentions(codebook()[indicator], counts, cells)]


RECEIVED = "requests/received/total"


@pytest.mark.parametrize(
    ("indicator", "counts", "cells", "expected"),
    [
        ("requests", [count(0, "requests", 5)], [cell(RECEIVED, 6.0)], [(6.0, None), (5.0, "cell")]),
        ("requests", [count(0, "requests", 5)], [cell(RECEIVED, None, status="blank")], [(5.0, None), (None, "blank")]),
        (
            "requests",
            [],
            [cell("requests/received/*", None, status="ambiguous"), cell(RECEIVED, 6.0, instance=1)],
            [(None, "ambiguous"), (None, "second_report")],
        ),
        ("procurement.amount", [], [cell("active/procurement/amount", 9.0, "2019")], [(None, "unit_unknown")]),
        ("disclosed", [count(0, "disclosed", 9, bound=">"), count(1, "disclosed", 8)], [], [(8, None), (9, "bounded")]),
        (
            "disclosed",
            [count(0, "disclosed", 9, scope="cumulative"), count(1, "disclosed", 8)],
            [],
            [(8, None), (9, "cumulative")],
        ),
        ("disclosed", [count(0, "disclosed", 9, part_of=7), count(1, "disclosed", 8)], [], [(8, None), (9, "part")]),
        (
            "disclosed",
            [count(0, "disclosed", 9), count(1, "disclosed", 8), count(2, "disclosed", 8)],
            [],
            [(8, None), (9, "outvoted"), (8, "later")],
        ),
        (
            "disclosed",
            [count(0, "disclosed", 9, scope="previous"), count(1, "disclosed", 98, unit="%")],
            [],
            [(9, "scope"), (98, "percent")],
        ),
        ("disclosed.category", [count(0, "disclosed.category", 9)], [], [(9, "category")]),
        (
            "disclosed.website",
            [count(0, "disclosed.website", 9), count(1, "disclosed.website", 8)],
            [],
            [(9, "several"), (8, "several")],
        ),
        (
            "disclosed.website",
            [
                count(0, "disclosed.website", 17),
                count(1, "disclosed.website", 9, part_of=0),
                count(2, "disclosed.website", 8, part_of=0),
            ],
            [],
            [(17, None), (9, "part"), (8, "part")],
        ),
    ],
)
def test_every_mention_that_lost_says_why(indicator, counts, cells, expected):
    assert reasons(indicator, counts, cells) == expected


def test_a_mention_says_whether_it_agrees():
    counts = [count(0, "requests", 5), count(1, "requests", 6), count(2, "requests", 7, scope="previous")]
    mentions = rank_mentions(codebook()["requests"], counts, [cell(RECEIVED, 6.0)])
    assert [mention.agrees for mention in mentions] == [True, False, True, None]


def test_every_reason_has_its_words():
    known = {row["reason"] for row in read_rows("reasons.csv")}
    assert [row["reason"] for row in read_rows("reasons.csv")] == sorted(known)
    assert known >= {"percent", "scope", "cell", "category", "several", "bounded", "cumulative", "part", "outvoted"}
    assert known >= {"later", "blank", "not_applicable", "ambiguous", "unit_unknown", "second_report"}


@given(
    st.lists(
        st.builds(
            lambda indicator, value, bound, scope, part: (indicator, value, bound, scope, part),
            st.sampled_from(["requests", "disclosed.website", "disclosed.category"]),
            st.integers(0, 3),
            st.sampled_from([None, *BOUNDS]),
            st.sampled_from(SCOPES),
            st.sampled_from([None, 0]),
        ),
        max_size=6,
    ),
    st.booleans(),
)
def test_what_is_explained_is_what_was_observed(drawn, with_cell):
    counts = [
        count(number, indicator, value, bound=bound, scope=scope, part_of=part if number else None)
        for number, (indicator, value, bound, scope, part) in enumerate(drawn)
    ]
    cells = [cell(RECEIVED, 2.0)] if with_cell else []
    observed = values(counts, cells)
    for indicator in codebook().values():
        mentions = rank_mentions(indicator, counts, cells)
        chosen = [mention.value for mention in mentions if mention.lost is None]
        assert chosen == ([observed[indicator.id]] if indicator.id in observed else [])
        assert len(mentions) == sum(c.indicator == indicator.id for c in counts) + (
            with_cell and indicator.id == "requests"
        )
