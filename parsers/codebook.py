"""The codebook: what each indicator means, its unit, and the cells of the forms that state it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from parsers.rules import read_rows


@dataclass(frozen=True, slots=True)
class Indicator:
    """A row of `rules/indicators.csv`.

    many: a report may state several figures for it (two websites, several channels).
    cells: `table/row/column` of the cell that states it, by edition of the form.
    """

    id: str
    label_zh: str
    label_en: str
    unit: str
    parent: str | None
    many: bool
    cells: dict[str, str]
    definition: str


@cache
def codebook() -> dict[str, Indicator]:
    """All indicators by id, in the codebook's order."""
    return {row["id"]: _indicator(row) for row in read_rows("indicators.csv")}


def _indicator(row: dict[str, str]) -> Indicator:
    cells = {edition: row[f"form_{edition}"] for edition in ("2019", "2021") if row[f"form_{edition}"]}
    if row["form_2014"]:
        cells["2014"] = f"statistics/{row['id']}/value"
    return Indicator(
        id=row["id"],
        label_zh=row["label_zh"],
        label_en=row["label_en"],
        unit=row["unit"],
        parent=row["parent"] or None,
        many=row["cardinality"] == "many",
        cells=cells,
        definition=row["definition"],
    )


@cache
def indicators_by_cell() -> dict[tuple[str, str], Indicator]:
    """(edition of the form, `table/row/column`) → the indicator which that cell states."""
    return {
        (edition, place): indicator for indicator in codebook().values() for edition, place in indicator.cells.items()
    }
