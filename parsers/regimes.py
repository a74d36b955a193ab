"""Which edition of the rules a report is written in, and what the law of its year asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from parsers.folding import fold_characters
from parsers.records import Section
from parsers.rules import read_json
from parsers.sections import squash

FIRST_YEAR_OF_2021_FORM = 2021
"""国办公开办函〔2021〕30号 of 2021-09-26 was first used for the reports on 2021."""


@cache
def _edition(regime: str) -> Mapping[str, Any]:
    """What `forms.json` says of an edition. Raises KeyError for one that it does not know."""
    editions: dict[str, Mapping[str, Any]] = {row["id"]: row for row in read_json("forms.json")["regimes"]}
    return editions[regime]


def required_sections(regime: str) -> tuple[str, ...]:
    """Keys of the sections that an edition requires (条例 of 2007, art. 32; of 2019, art. 50). Raises KeyError."""
    return tuple(_edition(regime)["required_sections"])


def find_regime(printed: str | None, sections: Sequence[Section], report_year: int | None) -> str:
    """The edition a report is written in: that of its tables, else the one whose headings it uses.

    printed: edition of the official tables on the page, None if there are none. Without tables, the heading
    收到和处理政府信息公开申请情况 tells the editions of 2019 and 2021, and only the year tells those two apart.
    """
    if printed:
        return printed
    if any("收到和处理" in squash(fold_characters(section.heading)) for section in sections):
        return "2021" if report_year and report_year >= FIRST_YEAR_OF_2021_FORM else "2019"
    return "2008"


# --- what the law of a year asks for -------------------------------------------------------------------

FIRST_YEAR_OF_2019_LAW = 2019
"""The 条例 of 2019 is in force since 2019-05-15; the reports on 2018 were due before, under that of 2007."""


def edition_due(report_year: int) -> str:
    """The edition of the forms in which a report on `report_year` has to be written.

    Until 2018 no form of the report itself was prescribed, so that the statistics table of 2014 is no other edition.

    >>> edition_due(2015), edition_due(2019), edition_due(2024)
    ('2008', '2019', '2021')
    """
    if report_year < FIRST_YEAR_OF_2019_LAW:
        return "2008"
    return "2021" if report_year >= FIRST_YEAR_OF_2021_FORM else "2019"


def deadline(report_year: int, is_government: bool) -> date:
    """The last day for publishing a report (条例 of 2007, art. 31; of 2019, art. 49).

    >>> deadline(2018, False), deadline(2019, False), deadline(2019, True)
    (datetime.date(2019, 3, 31), datetime.date(2020, 1, 31), datetime.date(2020, 3, 31))
    """
    dates = _edition(edition_due(report_year))["due"]
    month, day = (dates.get("all") or dates["governments" if is_government else "departments"]).split("-")
    return date(report_year + 1, int(month), int(day))


NAMES = {
    "overview": ("总体情况", "overview"),
    "active": ("主动公开政府信息情况", "information disclosed on the body's own initiative"),
    "requests": ("收到和处理政府信息公开申请情况", "requests for information"),
    "fees": ("收费及减免情况", "fees"),
    "proceedings": ("行政复议、行政诉讼情况", "reconsideration and lawsuits"),
    "problems": ("存在的主要问题及改进情况", "problems and improvements"),
    "other": ("其他需要报告的事项", "other matters"),
    "statistics": ("政府信息公开情况统计表", "statistics"),
}
"""Statutory sections, and the table of 2014, in Chinese and English; a form's table is named as its section."""
