"""Observations: the one best value of each indicator, with its evidence and what disagrees with it.

A cell beats a sentence, an exact figure a bounded one, a figure for the year a cumulative one. What lost
stays in counts and cells; where it disagrees, a finding says both values.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from parsers.codebook import Indicator, codebook, indicators_by_cell
from parsers.findings import finding
from parsers.folding import fold_characters
from parsers.form_words import cite_indicator, in_both, name_place
from parsers.records import UNPLACED, Cell, Count, Finding, Observation
from parsers.rules import read_json

YUAN = {"元": 1.0, "万元": 10_000.0, "亿元": 100_000_000.0}
"""How many yuan a unit of money is."""

ROUNDED_FROM = 9_999.0
"""From which factor between the printed digits and the value a figure counts as rounded: 万."""

_DECIMAL = re.compile(r"\d+(?:\.(\d+))?")

NEVER_OBSERVED = frozenset({"disclosed.category"})
"""Indicators whose figures differ by category and so have no one value (DATASET.md, observations)."""

UNIT_UNKNOWN, SECOND_REPORT = "unit_unknown", "second_report"
"""Reasons why a printed cell states nothing."""

CARRIED = {"requests": "requests.carried_in"}
"""Figures that a text may give with what was carried in: 共收到 is the new ones, or all that were to be handled."""

SAME_AS_CELL = {"requests.closed": "requests.replied"}
"""办结 and 答复 are two rows of the form of 2014 and one of the later forms: there a text that tells the one tells the other."""

_READ = ("printed", "inferred")
_STATED_SCOPES = ("year", "cumulative")


def observe(counts: Sequence[Count], cells: Sequence[Cell]) -> tuple[tuple[Observation, ...], tuple[Finding, ...]]:
    """The observations of one annual report, in the codebook's order, and the findings about them.

    Values are in the codebook's units. Only the first report's cells on a page (instance 0) count.
    """
    findings: list[Finding] = []
    by_cell = _cells_by_indicator(cells, findings)
    by_count: dict[str, list[Count]] = defaultdict(list)
    for count in counts:
        if count.indicator and not _why_no_value(count):
            by_count[count.indicator].append(count)
    observations = []
    for indicator in codebook().values():
        stated, printed = by_count.get(indicator.id, []), by_cell.get(indicator.id)
        if indicator.id in NEVER_OBSERVED or not (stated or printed):
            continue
        if printed:
            readings = _readings(indicator, printed[1], by_cell)
            observations.append(_from_cell(indicator, *printed, readings, stated, findings))
        elif best := _best_count(indicator, stated):
            observations.append(_from_count(indicator, best, stated, findings))
            same = by_cell.get(SAME_AS_CELL.get(indicator.id, ""))
            if same and not indicator.cells.get(same[0].form):
                findings += _contradictions(indicator, same[1], (same[1],), stated)
    return tuple(observations), tuple(findings)


@cache
def _form_units() -> dict[tuple[str, str], str]:
    """(edition, `table/row/column`) → the unit that the official form itself prints for that cell."""
    units: dict[tuple[str, str], str] = {}
    for regime in read_json("forms.json")["regimes"]:
        for table in regime["tables"]:
            for block in table.get("blocks", [table]):
                for row in block["rows"]:
                    for column, _ in block["columns"]:
                        unit = (block.get("units") or {}).get(column) or (row[2] if len(row) > 2 else None)
                        if unit:
                            units[regime["id"], f"{table['id']}/{row[0]}/{column}"] = unit
    return units


def _cells_by_indicator(cells: Iterable[Cell], findings: list[Finding]) -> dict[str, tuple[Cell, float]]:
    """Indicator → its cell and the value in the codebook's unit; amounts of unknown unit become findings."""
    found: dict[str, tuple[Cell, float]] = {}
    for cell in cells:
        indicator = indicators_by_cell().get((cell.form, _place(cell)))
        if indicator is None:
            continue
        value = _cell_value(cell, indicator)
        if isinstance(value, float):
            found[indicator.id] = (cell, value)
        elif value == UNIT_UNKNOWN:
            place = _place(cell)
            facts = {**in_both("place", name_place(place)), "raw": cell.raw}
            findings.append(finding("observation.unit_unknown", cell.start_char, cell.end_char, subject=place, **facts))
    return found


def _place(cell: Cell) -> str:
    return f"{cell.form_table}/{cell.row_id}/{cell.column_id}"


def _cell_value(cell: Cell, indicator: Indicator) -> float | str:
    """What a cell states in the codebook's unit, or the reason why it states nothing."""
    if cell.value is None or cell.status not in _READ:
        return cell.status
    if cell.instance:
        return SECOND_REPORT
    if indicator.unit != "元":
        return cell.value
    unit = cell.unit or _form_units().get((cell.form, _place(cell)))
    return scaled(cell.value, YUAN[unit]) if unit in YUAN else UNIT_UNKNOWN


def _why_no_value(count: Count) -> str | None:
    """Why a count cannot speak for the year, if it cannot."""
    if count.unit == "%":
        return "percent"
    return None if count.scope in _STATED_SCOPES else "scope"


def scaled(value: float, factor: float) -> float:
    """`value * factor` without the dust of binary fractions: money has at most four decimals of a yuan.

    >>> scaled(272.2, 10_000.0)
    2722000.0
    """
    return round(value * factor, 4)


def _fits(count: Count, value: float) -> bool:
    """Whether a stated figure allows `value`, its bound taken at its word."""
    if count.bound == ">":
        return value >= count.value
    if count.bound == "<":
        return value <= count.value
    return count.bound == "~" or abs(count.value - value) <= rounding(count) + 1e-9 * max(1.0, abs(value))


def _readings(indicator: Indicator, value: float, by_cell: Mapping[str, tuple[Cell, float]]) -> tuple[float, ...]:
    """What a text may say where a cell says `value`."""
    carried = by_cell.get(CARRIED.get(indicator.id, ""))
    return (value, value + carried[1]) if carried else (value,)


def _agrees(count: Count, indicator: Indicator, readings: Sequence[float]) -> bool:
    """Whether a figure allows one of `readings`, or counts something else's part in its unit: 信息96条,其中政策解读3条."""
    is_category = count.part_of is not None and indicator.parent is None and count.unit != indicator.unit
    return indicator.many or is_category or any(_fits(count, value) for value in readings)


def rounding(count: Count) -> float:
    """How far a figure in 万 or 亿 may lie from the exact one: half a unit of its last digit, in the unit's base.

    A figure in plain digits is taken as exact.
    """
    digits = _DECIMAL.search(fold_characters(count.raw).replace(",", ""))
    if digits is None or not float(digits[0]):
        return 0.0
    factor = count.value / float(digits[0])
    return 0.5 * factor / 10 ** len(digits[1] or "") if factor > ROUNDED_FROM else 0.0


def _from_cell(
    indicator: Indicator,
    cell: Cell,
    value: float,
    readings: Sequence[float],
    stated: Sequence[Count],
    findings: list[Finding],
) -> Observation:
    contradictions = _contradictions(indicator, value, readings, stated)
    findings += contradictions
    if cell.start_char is None or cell.end_char is None:
        raise ValueError(f"a {cell.status} cell without a place: {_place(cell)}")
    return Observation(
        indicator=indicator.id,
        value=value,
        unit=indicator.unit,
        bound=None,
        origin="cell",
        cell=_place(cell),
        rule=None,
        status=cell.status,
        start_char=cell.start_char,
        end_char=cell.end_char,
        mentions=1 + len(stated),
        agree=not contradictions,
    )


def _contradictions(
    indicator: Indicator, value: float, readings: Sequence[float], stated: Sequence[Count]
) -> list[Finding]:
    """A finding at the first figure of a text that allows none of the readings of a cell, if there is one."""
    disagreeing = [count for count in stated if not _agrees(count, indicator, readings)]
    return [
        finding(
            "value.contradiction",
            count.start_char,
            count.end_char,
            subject=indicator.id,
            **in_both("name", cite_indicator(indicator.id)),
            cell=plain(value),
            text=plain(count.value),
        )
        for count in disagreeing[:1]
    ]


def plain(value: float) -> str:
    """A value as a person writes it: no decimal point where there is no fraction.

    >>> plain(2722000.0), plain(0.5)
    ('2722000', '0.5')
    """
    return str(int(value)) if value == int(value) else repr(value)


Votes = Mapping[float, int]
_PREFERENCES: tuple[tuple[str, Callable[[Count, Indicator, Votes], int]], ...] = (
    ("bounded", lambda count, indicator, votes: count.bound is not None),
    ("cumulative", lambda count, indicator, votes: count.scope != "year"),
    ("part", lambda count, indicator, votes: count.part_of is not None and indicator.parent is None),
    ("outvoted", lambda count, indicator, votes: -votes[count.value]),
    ("later", lambda count, indicator, votes: count.count_no),
)
"""What decides between figures, in order, by the reason why one loses: of two, that of the lower value wins."""


def _best_count(indicator: Indicator, stated: Sequence[Count]) -> Count | None:
    """The figure that speaks for the report; None where several figures stand side by side."""
    if indicator.many and len({count.value for count in stated}) > 1:
        return _total(stated)
    votes = Counter(count.value for count in stated)
    return min(stated, key=lambda count: [key(count, indicator, votes) for _, key in _PREFERENCES])


def _total(stated: Sequence[Count]) -> Count | None:
    """The one figure that all others of the same indicator are parts of, if there is one."""
    numbers = {count.count_no for count in stated}
    roots = [count for count in stated if count.part_of not in numbers]
    wholes = [count for count in roots if any(other.part_of == count.count_no for other in stated)]
    return wholes[0] if len(roots) == 1 and len(wholes) == 1 else None


def _from_count(indicator: Indicator, best: Count, stated: Sequence[Count], findings: list[Finding]) -> Observation:
    agree = all(_agrees(count, indicator, (best.value,)) for count in stated)
    if not agree:
        values = ", ".join(dict.fromkeys(plain(count.value) for count in stated))
        findings.append(
            finding(
                "value.disagreement",
                best.start_char,
                best.end_char,
                subject=indicator.id,
                **in_both("name", cite_indicator(indicator.id)),
                values=values,
            )
        )
    return Observation(
        indicator=indicator.id,
        value=best.value,
        unit=indicator.unit,
        bound=best.bound,
        origin="count",
        cell=None,
        rule=best.rule,
        status="stated",
        start_char=best.start_char,
        end_char=best.end_char,
        mentions=len(stated),
        agree=agree,
    )


# --- why ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Mention:
    """A cell or a count that is of an indicator.

    value: in the codebook's unit; None if it states none. lost: why it is not the observation (a reason of
    `rules/reasons.csv`), None if it is. agrees: whether it allows the observation's value; None where there is none.
    """

    source: Cell | Count
    value: float | None
    lost: str | None
    agrees: bool | None = None


def rank_mentions(indicator: Indicator, counts: Sequence[Count], cells: Sequence[Cell]) -> tuple[Mention, ...]:
    """Every cell and count that is of an indicator, the one that `observe` takes first, the others with the reason."""
    own = [cell for cell in cells if _states(cell, indicator)]
    of_it = [count for count in counts if count.indicator == indicator.id]
    read = {id(cell): _cell_value(cell, indicator) for cell in own}
    taken = [cell for cell in own if isinstance(read[id(cell)], float)][-1:]
    stated = [count for count in of_it if not _why_no_value(count)]
    best = _best_count(indicator, stated) if stated and not taken and indicator.id not in NEVER_OBSERVED else None
    value = read[id(taken[0])] if taken else best.value if best else None
    known = _readings(indicator, value, _cells_by_indicator(cells, [])) if isinstance(value, float) else ()
    mentions = [_cell_mention(cell, read[id(cell)], cell in taken) for cell in own]
    mentions += [_count_mention(count, indicator, stated, bool(taken), best, known) for count in of_it]
    return tuple(sorted(mentions, key=lambda mention: mention.lost is not None))


def _states(cell: Cell, indicator: Indicator) -> bool:
    """Whether a cell, or a row whose values have no certain place, is where the form states the indicator."""
    place = indicator.cells.get(cell.form, "")
    return place == _place(cell) or (
        cell.column_id == UNPLACED and place.startswith(f"{cell.form_table}/{cell.row_id}/")
    )


def _cell_mention(cell: Cell, read: float | str, is_taken: bool) -> Mention:
    if isinstance(read, str):
        return Mention(cell, None, read)
    return Mention(cell, read, None if is_taken else SECOND_REPORT, True if is_taken else None)


def _count_mention(
    count: Count,
    indicator: Indicator,
    stated: Sequence[Count],
    is_in_cell: bool,
    best: Count | None,
    readings: Sequence[float],
) -> Mention:
    agrees = _agrees(count, indicator, readings) if readings and count in stated else None
    return Mention(count, count.value, _why_lost(count, indicator, stated, is_in_cell, best), agrees)


def _why_lost(
    count: Count, indicator: Indicator, stated: Sequence[Count], is_in_cell: bool, best: Count | None
) -> str | None:
    """Why a count is not the observation; None if it is."""
    if reason := _why_no_value(count):
        return reason
    if is_in_cell:
        return "cell"
    if indicator.id in NEVER_OBSERVED:
        return "category"
    if best is None:
        return "several"
    if indicator.many and len({each.value for each in stated}) > 1:
        return None if count is best else "part"
    votes = Counter(each.value for each in stated)
    differing = (why for why, key in _PREFERENCES if key(count, indicator, votes) != key(best, indicator, votes))
    return next(differing, None)
