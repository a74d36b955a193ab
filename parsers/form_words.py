"""What the tables, rows and columns of the official forms are called where a person reads of them, in two languages.

The rows of the table of 2014 are indicators and have their names from the codebook, all others from
`rules/form_words.csv`: the forms' own labels, long ones shortened.
"""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

from parsers.codebook import codebook
from parsers.rules import read_rows


class Name(NamedTuple):
    """The same in Chinese and in English."""

    zh: str
    en: str


@cache
def _names() -> dict[tuple[str, str, str], Name]:
    """(table, `table`, `row` or `column`, id) → its name."""
    return {(row["table"], row["part"], row["id"]): Name(row["zh"], row["en"]) for row in read_rows("form_words.csv")}


def name_part(table: str, part: str, part_id: str) -> Name:
    """The name of a row or column of a table; its id where the forms have no such, as with a place's own rows.

    >>> name_part("requests", "row", "carried_out")
    Name(zh='结转下年', en='carried over')
    """
    if table == "statistics" and part == "row":
        return name_indicator(part_id)
    return _names().get((table, part, part_id)) or Name(part_id, part_id)


def name_indicator(indicator: str) -> Name:
    """The name of an indicator; its id where the codebook does not know it."""
    known = codebook().get(indicator)
    return Name(known.label_zh, known.label_en) if known else Name(indicator, indicator)


def cite_indicator(indicator: str) -> Name:
    """The name of an indicator with its id, by which the dataset knows it.

    >>> cite_indicator("requests").en
    'Information requests received (requests)'
    """
    name = name_indicator(indicator)
    return Name(f"{name.zh} ({indicator})", f"{name.en} ({indicator})")


def in_both(fact: str, name: Name) -> dict[str, Any]:
    """A fact of a finding's messages in both languages: `{fact}_zh`, `{fact}_en`."""
    return {f"{fact}_zh": name.zh, f"{fact}_en": name.en}


def name_table(table: str) -> Name:
    """The name of a table: `requests`, or `requests#1` for the second of its kind on a page.

    >>> name_table("requests#1")
    Name(zh='申请情况表(第2份)', en='requests table (no. 2)')
    """
    table_id, _, instance = table.partition("#")
    name = _names().get((table_id, "table", "")) or Name(table_id, table_id)
    number = int(instance or 0) + 1
    return name if number == 1 else Name(f"{name.zh}(第{number}份)", f"{name.en} (no. {number})")


def name_place(place: str) -> Name:
    """The name of a place in a form: `table/row/column`, `table/*/column` or `table/row`.

    >>> name_place("requests/*/natural_person")
    Name(zh='申请情况表“自然人”列', en='requests table, column natural person')
    """
    table, row, *columns = place.split("/")
    table_id = table.partition("#")[0]
    rows = [name_part(table_id, "row", row)] if row != "*" else []
    names = [name_part(table_id, "column", column) for column in columns]
    zh = "".join([f"“{name.zh}”行" for name in rows] + [f"“{name.zh}”列" for name in names])
    en = "".join([f", row {name.en}" for name in rows] + [f", column {name.en}" for name in names])
    named = name_table(table)
    return Name(named.zh + zh, named.en + en)
