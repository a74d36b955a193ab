"""Any form, any numbers, any layout and damage: what is certain is read, and nothing is read wrongly."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parsers.records import Cell
from tests.parsers.tables import layouts
from tests.parsers.tables.damages import BROKEN, SCRAMBLED, cell_and_rule, touching_units
from tests.parsers.tables.layouts import FULL_ONLY, LOSSLESS, LOSSY, Render, read_page
from tests.parsers.tables.sheets import Form, choose_numbers, fill_form

WIDE = str.maketrans("０１２３４５６７８９＋－．", "0123456789+-.")
QUICK = settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
EDITIONS = st.sampled_from(("2014", "2019", "2021"))
ZEROS = st.sampled_from(("0", "", "/", "mixed"))
SEEDS = st.integers(0, 2**32 - 1)


def cells_of(form: Form, kind: str, markup: str) -> dict[tuple[str, str, str], Cell]:
    """The cells read from a page, by place; checks what holds for every page."""
    document, tables = read_page(kind, markup)
    for cell in tables.cells:
        if cell.start_char is not None:
            assert document.text[cell.start_char : cell.end_char] == cell.raw
            assert any(span.start <= cell.start_char and cell.end_char <= span.end for span in tables.spans)
        assert cell.instance == 0
        assert not cell.row_id.startswith("local")
    assert tables.regime in (form.edition, None)
    return {(cell.form_table, cell.row_id, cell.column_id): cell for cell in tables.cells}


def contradictions(form: Form, cells: dict[tuple[str, str, str], Cell]) -> dict[tuple[str, str, str], str]:
    """Cells that say something else than was chosen."""
    return {
        place: cell.raw
        for place, cell in cells.items()
        if cell.status != "ambiguous" and cell.raw.translate(WIDE) != form.numbers.get(place)
    }


def missed(form: Form, cells: dict[tuple[str, str, str], Cell]) -> list[tuple[str, str, str]]:
    """Printed values that were not read."""
    return [place for place, text in form.numbers.items() if text and place not in cells]


def damaged(markup: str, random: Random, kind: str, layout: Render) -> str:
    """The page with damages that leave every value's place as it was."""
    if random.random() < 0.3:
        markup = layouts.rename(markup, random)
    # A page number is a line more, and so takes the proof from a layout whose lines are counted.
    if kind == "txt" and layout not in (layouts.one_line, layouts.kept_lines) and random.random() < 0.3:
        markup = layouts.add_page_numbers(markup, random)
    return markup


@pytest.mark.parametrize("layout", [*LOSSLESS, *BROKEN], ids=lambda layout: layout.__name__)
@QUICK
@given(edition=EDITIONS, zeros=ZEROS, seed=SEEDS)
def test_a_lossless_layout_is_read_in_full(layout: Render, edition: str, zeros: str, seed: int) -> None:
    random = Random(seed)
    form = fill_form(edition, choose_numbers(random, edition, zeros))
    kind, markup = layout(form, random)
    cells = cells_of(form, kind, damaged(markup, random, kind, layout))
    assert not contradictions(form, cells)
    assert not missed(form, cells)
    assert {cell.status for cell in cells.values()} <= {"printed", "blank", "not_applicable"}


@pytest.mark.parametrize("layout", [*FULL_ONLY, touching_units, cell_and_rule], ids=lambda layout: layout.__name__)
@QUICK
@given(edition=EDITIONS, zeros=st.sampled_from(("0", "/")), seed=SEEDS)
def test_a_layout_without_blanks_is_read_in_full(layout: Render, edition: str, zeros: str, seed: int) -> None:
    random = Random(seed)
    form = fill_form(edition, choose_numbers(random, edition, zeros))
    kind, markup = layout(form, random)
    cells = cells_of(form, kind, damaged(markup, random, kind, layout))
    assert not contradictions(form, cells)
    assert not missed(form, cells)


@pytest.mark.parametrize("layout", LOSSY, ids=lambda layout: layout.__name__)
@QUICK
@given(edition=EDITIONS, zeros=st.sampled_from(("", "mixed")), seed=SEEDS)
def test_nothing_read_from_a_lossy_layout_contradicts_the_form(
    layout: Render, edition: str, zeros: str, seed: int
) -> None:
    random = Random(seed)
    form = fill_form(edition, choose_numbers(random, edition, zeros))
    kind, markup = layout(form, random)
    assert not contradictions(form, cells_of(form, kind, damaged(markup, random, kind, layout)))


@pytest.mark.parametrize("layout", SCRAMBLED, ids=lambda layout: layout.__name__)
@QUICK
@given(edition=EDITIONS, zeros=ZEROS, seed=SEEDS)
def test_nothing_is_read_wrongly_from_a_scrambled_table(layout: Render, edition: str, zeros: str, seed: int) -> None:
    random = Random(seed)
    form = fill_form(edition, choose_numbers(random, edition, zeros))
    cells = read_page(*layout(form, random))[1].cells
    printed = {(c.form_table, c.row_id, c.column_id): "".join(c.raw.split()) for c in cells if c.status != "ambiguous"}
    assert {place: raw for place, raw in printed.items() if raw.translate(WIDE) != form.numbers.get(place)} == {}


@pytest.mark.parametrize(
    "layout", [layouts.tabs, layouts.lost_lines, layouts.html_plain], ids=lambda layout: layout.__name__
)
@QUICK
@given(edition=EDITIONS, seed=SEEDS)
def test_a_form_without_its_header_is_read_in_full(layout: Render, edition: str, seed: int) -> None:
    random = Random(seed)
    form = layouts.lose_headers(fill_form(edition, choose_numbers(random, edition)))
    cells = cells_of(form, *layout(form, random))
    assert not contradictions(form, cells)
    assert not missed(form, cells)


@pytest.mark.slow
@pytest.mark.parametrize("batch", range(20))
def test_two_thousand_forms(batch: int) -> None:
    """No wrong cell in 2,000 documents over all layouts, and no value missed where its place is certain."""
    for seed in range(100 * batch, 100 * batch + 100):
        random = Random(seed)
        edition = random.choice(("2014", "2019", "2021"))
        layout = random.choice(LOSSLESS + LOSSY)
        zeros = random.choice(("0", "", "/", "mixed"))
        form = fill_form(edition, choose_numbers(random, edition, zeros))
        kind, markup = layout(form, random)
        cells = cells_of(form, kind, damaged(markup, random, kind, layout))
        assert not contradictions(form, cells), seed
        if layout in LOSSLESS or (layout in FULL_ONLY and zeros in ("0", "/")):
            assert not missed(form, cells), seed
