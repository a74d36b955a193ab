"""A stable id of an agency, which joins its reports over the years and its renamings.

An id is `<place>.<line>`, e.g. `620200.culture_tourism`. The place is the code of the region that carries on
today (望城县 430122 became 望城区 430112; both are 430112), `000000` for the whole country. The line is

- of a bureau: the business that its name begins with, by `rules/agency_lines.csv`, else its sector: 文广新局 and
  文化和旅游局 of one place are one line, the 旅游局 beside the former was another; a business that no word tells is
  the sector and the name (`transport.海事局`, `other.` …); a bureau of a zone has the zone's name behind its line;
- of a government: `government`; of a township or sub-district, a development zone, an institution: `township.`,
  `zone.`, `institution.` and its name;
- of a central body: the name of the body that carries on, by `rules/agency_central.csv`.

What an id cannot know: a bureau that was split or merged keeps the id of the business named first, and two bodies
whose names begin with one business (文化局 and 文化市场综合执法局) share theirs.
"""

from __future__ import annotations

from functools import cache

from parsers.identity.agencies import Body, first_word, sector_of, zone_of
from parsers.identity.regions import Region, gazetteer
from parsers.rules import read_rows

_NATION, _OFFICE = "000000", "administration"


@cache
def _lines() -> dict[str, str]:
    """Words of agency names that are not the main business of their sector → the line they begin."""
    return {row["word"]: row["line"] for row in read_rows("agency_lines.csv")}


@cache
def _later() -> dict[str, str]:
    """Central bodies that were renamed → the one that carried on."""
    return {row["name"]: row["later"] for row in read_rows("agency_central.csv") if row["later"]}


def read_agency_id(body: Body, region: Region | None) -> str | None:
    """The id of a body of `region`; None where its place is not known."""
    if body.kind == "central":
        name = body.core
        while name in _later():
            name = _later()[name]
        return f"{_NATION}.{name}"
    if region is None:
        return None
    return f"{gazetteer().heir(region).code}.{_line(body)}"


def _line(body: Body) -> str:
    """What the body does, whatever its name of the time."""
    if body.kind == "government":
        return "government"
    if body.kind == "township":
        return f"township.{body.core}"
    if body.kind in ("zone", "institution"):
        return f"{body.kind}.{body.core}{body.ending.formal}"
    sector, word, zone = sector_of(body), first_word(body), zone_of(body)
    own = f"{sector}.{zone}" if zone else sector
    if word:
        return _lines().get(word, sector) + own.removeprefix(sector)
    return own if sector == _OFFICE and not body.core else f"{own}.{body.core.removeprefix(zone)}{body.ending.formal}"
