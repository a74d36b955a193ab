"""Rules for counts: each row catches its examples and lets its near misses pass."""

import re

import pytest

from parsers.codebook import codebook
from parsers.counts.context import Context
from parsers.counts.flow import read_flow
from parsers.counts.indicators import fill, rules_by_unit, units_of, vocabulary
from parsers.counts.quantities import exclusions, measures
from parsers.folding import fold
from parsers.rules import read_rows
from tests.parsers.counts.examples import counts_at, examples_of

RULES = ("indicator_rules.csv", "scopes.csv", "zeros.csv")


def rows_with(column: str, *files: str) -> list[tuple[str, str]]:
    """(id of a row, one of its examples in `column`)."""
    return [(row["id"], example) for file in files for row in read_rows(file) for example in examples_of(row[column])]


@pytest.mark.parametrize(("rule", "example"), rows_with("yes", *RULES))
def test_a_rule_catches_its_examples(rule: str, example: str) -> None:
    assert rule in [count.rule for count in counts_at(example)]


@pytest.mark.parametrize(("rule", "example"), rows_with("no", *RULES))
def test_a_rule_lets_its_near_misses_pass(rule: str, example: str) -> None:
    assert rule not in [count.rule for count in counts_at(example)]


@pytest.mark.parametrize(("rule", "example"), rows_with("yes", "exclusions.csv"))
def test_what_is_no_count_is_not_read(rule: str, example: str) -> None:
    assert counts_at(example) == []


@pytest.mark.parametrize(("rule", "example"), rows_with("no", "exclusions.csv"))
def test_what_only_looks_like_no_count_is_read(rule: str, example: str) -> None:
    assert len(counts_at(example)) == 1


@pytest.mark.parametrize("file", [*RULES, "exclusions.csv"])
def test_each_row_has_its_own_id_and_an_example(file: str) -> None:
    rows = read_rows(file)
    assert len({row["id"] for row in rows}) == len(rows)
    assert [row["id"] for row in rows if not examples_of(row["yes"])] == []


@pytest.mark.parametrize("file", [*RULES, "exclusions.csv", "bounds.csv", "measures.csv", "vocabulary.csv"])
def test_each_row_has_a_cell_for_each_column(file: str) -> None:
    assert [row for row in read_rows(file) if None in {*row, *row.values()}] == []


def test_rules_name_what_the_codebook_knows() -> None:
    families = {".".join(name.split(".")[:depth]) for name in codebook() for depth in (1, 2)}
    for row in read_rows("indicator_rules.csv"):
        assert row["indicator"] in {"", *codebook()}, row["id"]
        assert {*row["parents"].split(), *row["siblings"].split()} <= families | set(codebook()), row["id"]
    assert {row["indicator"] for row in read_rows("zeros.csv")} <= set(codebook())


def test_each_indicator_of_the_codebook_has_a_rule() -> None:
    ruled = {row["indicator"] for row in read_rows("indicator_rules.csv")}
    assert set(codebook()) - ruled == set()


def test_units_in_rules_are_measure_words() -> None:
    known = {measure.unit for measure in measures().values()}
    for row in read_rows("indicator_rules.csv"):
        assert units_of(row["units"]) <= known, row["id"]


def test_topics_in_rules_are_topics() -> None:
    known = {row["topic"] for row in read_rows("topics.csv")} | {
        "bureau",
        "government",
        "total",
        "part",
        "listed",
        "several",
        *(row["role"] for row in read_rows("subjects.csv")),
    }
    for row in read_rows("indicator_rules.csv"):
        assert {topic.lstrip("-") for topic in row["topics"].split()} <= known, row["id"]


def test_each_fragment_is_used_and_compiles() -> None:
    used = "".join(
        row[column] for row in read_rows("indicator_rules.csv") for column in ("near", "without", "reach", "ahead")
    )
    used += "".join(vocabulary().values())
    for name, pattern in vocabulary().items():
        assert f"{{{name}}}" in used, name
        assert re.compile(fill(pattern)).search("") is None, name


def test_no_pattern_matches_nothing() -> None:
    for rules in rules_by_unit().values():
        for rule in rules:
            assert rule.near or rule.parents or rule.siblings, rule.id
            assert not rule.without or not rule.without.search(""), rule.id
    for row in exclusions():
        assert row.before or row.after or row.number, row.id


@pytest.mark.parametrize(
    ("section", "label"),
    [(row["section"], label) for row in read_rows("labels.csv") for label in examples_of(row["yes"])],
)
def test_a_label_tells_what_follows_it(section: str, label: str) -> None:
    flow = read_flow(fold(f"(一){label}。本年1件。"))
    assert Context(flow, ()).subject(flow.text.index("1件")) == section


@pytest.mark.parametrize(
    ("section", "label"),
    [(row["section"], label) for row in read_rows("labels.csv") for label in examples_of(row["no"])],
)
def test_a_label_of_another_section_does_not(section: str, label: str) -> None:
    flow = read_flow(fold(f"(一){label}。本年1件。"))
    assert Context(flow, ()).subject(flow.text.index("1件")) != section


def test_a_label_holds_until_the_next() -> None:
    text = "(一)依申请公开。收到3件。(二)平台建设。新增5件。"
    context = Context(read_flow(fold(text)), ())
    assert [context.subject(text.index(words)) for words in ("3件", "5件")] == ["requests", None]
