"""What every dataset keeps to, over all annotated sets: order, numbers, and columns that say the same thing twice."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from parsers.codebook import codebook
from parsers.findings import kinds
from parsers.records import SECTION_KEYS
from pipeline.dataset.schema import tables
from pipeline.viewing.explain import rules
from tests.gate import SETS

PLACE = ["doc_id", "start_char", "end_char"]
OBSERVED = ["agency", "agency_id", "sector", "level", "adcode", "report_year"]
Tables = dict[str, pd.DataFrame]


@pytest.fixture(scope="module", params=[name for name, each in SETS.items() if each.pages])
def dataset(request: pytest.FixtureRequest, dataset_of: Callable[[str], Path | None]) -> Tables:
    """The tables of one set's dataset."""
    folder = dataset_of(request.param)
    assert folder is not None
    return {name: pd.read_parquet(folder / f"{name}.parquet") for name in tables()}


def test_rows_are_in_the_order_of_their_sources(dataset: Tables) -> None:
    reports = dataset["reports"]
    assert reports["source"].is_monotonic_increasing
    order = pd.Series(range(len(reports)), index=reports["doc_id"])
    assert [name for name, rows in dataset.items() if not rows["doc_id"].map(order).is_monotonic_increasing] == []


@pytest.mark.parametrize(("table", "number"), [("sections", "section_no"), ("counts", "count_no")])
def test_numbers_follow_the_text_from_0(dataset: Tables, table: str, number: str) -> None:
    by_document = dataset[table].groupby("doc_id")
    assert (dataset[table][number] == by_document.cumcount()).all()
    assert by_document["start_char"].agg(lambda starts: starts.is_monotonic_increasing).all()


def test_a_document_is_known_by_its_bytes(dataset: Tables) -> None:
    reports = dataset["reports"]
    assert (reports["sha256"].str[:16] == reports["doc_id"]).all()
    assert (reports["status"].eq("ok") == reports["error"].isna()).all()
    assert (reports["doc_type"].eq("annual_report") == reports["regime"].notna()).all()
    assert (reports["hijacked"] == reports["spam"].notna()).all()
    assert reports["adcode"].dropna().str.fullmatch(r"\d{6}").all()


def test_a_cell_has_value_and_place_as_its_status_says(dataset: Tables) -> None:
    cells = dataset["cells"]
    has_value = cells["status"].isin(["printed", "inferred"])
    assert (has_value == cells["value"].notna()).all()
    assert (cells["status"].eq("ambiguous") == cells["column_id"].eq("*")).all()
    assert (cells["status"].eq("blank") == cells["raw"].eq("")).all()
    unplaced = cells["status"].eq("ambiguous")  # other words may stand between its values
    assert (cells["status"].eq("blank") == cells["start_char"].isna())[~unplaced].all()


def test_a_count_names_what_is_known(dataset: Tables) -> None:
    counts = dataset["counts"]
    assert set(counts["indicator"].dropna()) <= set(codebook())
    assert set(counts["rule"].dropna()) <= set(rules())
    assert (counts["indicator"].isna() | counts["rule"].notna()).all()
    assert [row.raw for row in counts.itertuples() if row.raw not in row.quote] == []
    assert (counts["part_of"].isna() | counts["part_of"].ne(counts["count_no"])).all()


def test_a_section_also_covers_other_keys_than_its_own(dataset: Tables) -> None:
    several = dataset["sections"].dropna(subset=["also"])
    assert [
        row.also for row in several.itertuples() if not set(row.also.split(";")) < {*SECTION_KEYS} - {row.section_key}
    ] == []


def test_an_observation_says_whose_it_is_as_its_report_does(dataset: Tables) -> None:
    joined = dataset["observations"].merge(dataset["reports"], on="doc_id", suffixes=("", "_said"))
    assert (joined["doc_type"] == "annual_report").all()
    for name in OBSERVED:
        pd.testing.assert_series_equal(joined[name], joined[f"{name}_said"], check_names=False)


def test_an_observation_is_its_cell_or_its_count(dataset: Tables) -> None:
    observations, cells = dataset["observations"], dataset["cells"].query("instance == 0")
    units = {name: indicator.unit for name, indicator in codebook().items()}
    assert (observations["unit"] == observations["indicator"].map(units)).all()
    from_cells = observations[observations["origin"] == "cell"]
    cells = cells.assign(cell=cells["form_table"] + "/" + cells["row_id"] + "/" + cells["column_id"])
    assert len(from_cells.merge(cells, on=[*PLACE, "cell", "status"])) == len(from_cells)
    stated = observations[observations["origin"] == "count"]
    assert len(stated.merge(dataset["counts"], on=[*PLACE, "indicator", "value", "rule"])) == len(stated)
    assert (stated["status"] == "stated").all()


def test_a_check_passed_if_both_sides_are_there_and_fit(dataset: Tables) -> None:
    checks = dataset["checks"]
    both = checks["left_value"].notna() & checks["right_value"].notna()
    assert (both == checks["passed"].notna()).all()
    tested = checks[both]
    assert (tested["difference"] - (tested["left_value"] - tested["right_value"])).abs().max() < 1e-6 or tested.empty


def test_a_finding_is_declared_and_its_evidence_is_no_empty_place(dataset: Tables) -> None:
    findings = dataset["findings"]
    assert set(findings["kind"]) <= set(kinds())
    assert (findings["start_char"].isna() | (findings["end_char"] > findings["start_char"])).all()
    words = findings["message_zh"] + findings["message_en"]
    assert words[words.str.contains(r"[{}]|\bNone\b|\bnan\b")].tolist() == []
