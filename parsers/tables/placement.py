"""Placement: which printed value stands in which column, where blank cells were lost on the way.

Each row has candidates, the ways to lay its values into its columns in order. The form's bounds and the row's
identities leave some; identities along the columns, which tie rows together, leave fewer. What has one
candidate left is placed. A blank part counts as nothing, a blank total as missing; no value is ever supplied.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import combinations, pairwise, product
from math import comb, prod
from operator import add, sub

from parsers.tables.forms import Block, Identity, Slot
from parsers.tables.tokens import Value

Candidate = tuple[Value | None, ...]
"""A value, or None for a blank, for each column."""
Vector = tuple[float | None, ...]
Step = tuple[float, ...]
"""What a candidate adds to a sum over rows, on the columns that can be tested."""

MOST_CANDIDATES = 500
"""Ways to lay out one row that are looked at: seven columns have 35 at most."""

MOST_STEPS = 150_000
"""Sums tried for one document, so that hostile input is answered in time; a report needs a few thousand."""

MOST_SPLITS = 2_000
"""Ways to cut a run of digits that are looked at: 13 digits for seven columns have 924."""

_LONGEST = re.compile(r"[+-]?(?:0|[1-9]\d*)|/")
"""A cell of a run, as long as it can be: a run has at least so many cells as this finds."""


class Run(Enum):
    """Whether the values of a table run together: no; yes; and each row has a digit for each column at least."""

    NONE = "none"
    SHORT = "short"
    FULL = "full"


@dataclass(slots=True)
class Budget:
    """What is left of the work allowed for a document."""

    steps: int = MOST_STEPS

    def spend(self, steps: int) -> bool:
        """Take steps; False where none are left."""
        self.steps -= steps
        return self.steps > 0


def sums(identity: Identity, value_of: Mapping[str, float | None]) -> tuple[float, float] | None:
    """Both sides of an identity, blanks as nothing; None where a needed term has no value."""
    if any(value_of.get(term) is None for term in identity.needed):
        return None
    left = sum(value_of.get(term) or 0.0 for term in identity.left)
    right = sum(value_of.get(term) or 0.0 for term in identity.right)
    return left, right


def holds(identity: Identity, value_of: Mapping[str, float | None]) -> bool | None:
    """Whether an identity holds; None where it cannot be tested.

    Amounts have a few decimals, so that sums are compared to a millionth.
    """
    sides = sums(identity, value_of)
    if sides is None:
        return None
    difference = sides[0] - sides[1]
    return difference <= 1e-6 if identity.relation == "<=" else abs(difference) <= 1e-6


def vector(candidate: Candidate) -> Vector:
    """The numbers of a candidate; None for blanks and marks."""
    return tuple(None if value is None else value.number for value in candidate)


def find_candidates(values: Sequence[Value], slots: Sequence[Slot], block: Block, run: Run) -> list[Candidate]:
    """The ways to lay the values of a row into its slots, in order, that the form allows."""
    if not values:
        return [(None,) * len(slots)]
    if is_run(values) or (run is not Run.NONE and len(values[0].digits or "") >= len(slots)):
        return split_run(values, slots, block, run)
    if len(values) >= len(slots) or comb(len(slots), len(values)) > MOST_CANDIDATES:
        return []
    laid = (_laid(values, places, len(slots)) for places in combinations(range(len(slots)), len(values)))
    return [candidate for candidate in laid if _allowed(candidate, slots, block)]


def is_run(values: Sequence[Value]) -> bool:
    """Whether nothing tells where one value ends and the next begins: `2046+131`, or `013.05`."""
    touching = any(left.end == right.start and (left.digits or right.digits) for left, right in pairwise(values))
    return touching or any(_has_leading_zero(value.digits or "") for value in values)


def _has_leading_zero(digits: str) -> bool:
    figures = digits.lstrip("+-")
    return len(figures) > 1 and figures[0] == "0" and figures[1] != "."


def _laid(values: Sequence[Value], places: Sequence[int], size: int) -> Candidate:
    laid: list[Value | None] = [None] * size
    for value, place in zip(values, places, strict=True):
        laid[place] = value
    return tuple(laid)


def split_run(values: Sequence[Value], slots: Sequence[Slot], block: Block, run: Run) -> list[Candidate]:
    """The ways to split values that run together (`1000001`) into one for each slot.

    A number has no leading zero, so that seven zeros are seven values. Other runs are split only where identities
    can confirm it and no row of the table is too short to have lost no blank cell.
    """
    text = _run(values)
    sure = len(_LONGEST.findall(text)) == len(slots)
    if not (sure or (block.identities and run is Run.FULL)):
        return []
    if not len(slots) <= len(text) or comb(len(text) - 1, len(slots) - 1) > MOST_SPLITS:
        return []
    start = values[0].start
    found: list[Candidate] = []
    for cut in _splits(text, len(slots)):
        laid = tuple(
            Value(start + first, start + last, values[0].at, None if text[first] == "/" else text[first:last])
            for first, last in cut
        )
        if _allowed(laid, slots, block):
            found.append(laid)
    return found


def _run(values: Sequence[Value]) -> str:
    """The figures of values that touch one another, plain whole numbers and slashes; empty if they do not."""
    if any(value.unit or set(value.digits or "") & set(".,") for value in values):
        return ""
    if any(left.end != right.start for left, right in pairwise(values)):
        return ""
    return "".join("/" if value.digits is None else value.digits for value in values)


def _splits(text: str, parts: int) -> Iterator[tuple[tuple[int, int], ...]]:
    """Ways to cut a run of digits, signs and slashes into cells."""
    for cuts in combinations(range(1, len(text)), parts - 1):
        bounds = (0, *cuts, len(text))
        pieces = tuple(pairwise(bounds))
        if all(_is_whole(text[first:last]) for first, last in pieces):
            yield pieces


def _is_whole(text: str) -> bool:
    digits = text[1:] if text[0] in "+-" else text
    return text == "/" or (digits.isdecimal() and (digits == "0" or digits[0] != "0"))


def _allowed(candidate: Candidate, slots: Sequence[Slot], block: Block) -> bool:
    """Whether the bounds of the columns and the identities of each row allow a placement."""
    rows: dict[str, dict[str, float | None]] = {}
    for slot, value in zip(slots, candidate, strict=True):
        if value is not None and value.digits is not None and not _fits(value, slot.column, block):
            return False
        rows.setdefault(slot.row, {})[slot.column] = None if value is None else value.number
    return all(holds(identity, value_of) is not False for identity in block.identities for value_of in rows.values())


def _fits(value: Value, column: str, block: Block) -> bool:
    """Whether a number may stand in a column: its sign, its fraction, its unit."""
    if block.free:
        return True
    digits = value.digits or ""
    if digits[0] in "+-" and column not in block.signed:
        return False
    if "." in digits and column not in block.decimal:
        return False
    return (value.unit or "")[-1:] != "元" or column in block.money


def narrow(rows: dict[str, list[Candidate]], identities: Sequence[Identity], budget: Budget) -> None:
    """Drop the candidates that identities along the columns exclude, until nothing changes.

    rows: row id → candidates, one for a row that is certain. An identity with a row that is missing or
    unreadable, or that no choice of candidates fulfils, excludes nothing.
    """
    usable = [
        identity
        for identity in identities
        if identity.relation == "=" and all(rows.get(term) for term in (*identity.left, *identity.right))
    ]
    if all(len(candidates) == 1 for candidates in rows.values()):
        return
    vectors: dict[str, list[Vector]] = {term: list(map(vector, candidates)) for term, candidates in rows.items()}
    changed = True
    while changed:
        changed = False
        for identity in usable:
            if all(len(rows[term]) == 1 for term in (*identity.left, *identity.right)):
                continue
            for term, supported in _supported(identity, vectors, budget).items():
                kept = [place for place, line in enumerate(vectors[term]) if line in supported]
                if len(kept) < len(rows[term]):
                    changed = True
                    rows[term] = [rows[term][place] for place in kept]
                    vectors[term] = [vectors[term][place] for place in kept]


def _supported(identity: Identity, rows: Mapping[str, list[Vector]], budget: Budget) -> dict[str, set[Vector]]:
    """For each row of an identity, the vectors that take part in a solution; empty if there is none, or no time."""
    needed = [list(dict.fromkeys(rows[term])) for term in identity.needed]
    if prod(map(len, needed)) > MOST_CANDIDATES:
        return {}
    found: dict[str, set[Vector]] = {}
    for choice in product(*needed):
        fixed = dict(zip(identity.needed, choice, strict=True))
        tested = [place for place in range(len(choice[0])) if all(line[place] is not None for line in choice)]
        solution = _solve(identity, rows, fixed, tested, budget)
        if solution is None:
            return {}
        for term, vectors in solution.items():
            found.setdefault(term, set()).update(vectors)
    return found


def _solve(
    identity: Identity,
    rows: Mapping[str, list[Vector]],
    fixed: Mapping[str, Vector],
    tested: Sequence[int],
    budget: Budget,
) -> dict[str, set[Vector]] | None:
    """The vectors of each row that take part in a sum of nothing on the tested columns.

    Returns an empty dict where there is no solution, None where the work was too much.
    """
    terms = [(term, 1.0) for term in identity.left] + [(term, -1.0) for term in identity.right]
    layers: dict[str, dict[Step, list[Vector]]] = {}
    for term, sign in terms:
        vectors = [fixed[term]] if term in fixed else dict.fromkeys(rows[term])
        grouped = layers.setdefault(term, {})
        for line in vectors:
            grouped.setdefault(tuple(sign * (line[place] or 0.0) for place in tested), []).append(line)
    steps = {term: set(grouped) for term, grouped in layers.items()}
    if not _bound(steps, budget):
        return {} if budget.steps > 0 else None
    kept = _sum_to_nothing(steps, len(tested), budget)
    if kept is None:
        return None
    return {term: {line for step in choice for line in layers[term][step]} for term, choice in kept.items()}


def _bound(steps: dict[str, set[Step]], budget: Budget) -> bool:
    """Drop steps that no choice of the others can make up for, column by column; False where none is left."""
    changed = True
    while changed:
        changed = False
        lows = {term: [min(parts) for parts in zip(*choice, strict=True)] for term, choice in steps.items()}
        highs = {term: [max(parts) for parts in zip(*choice, strict=True)] for term, choice in steps.items()}
        low, high = _add(lows.values()), _add(highs.values())
        for term, choice in steps.items():
            if not budget.spend(len(choice)):
                return False
            least = [all_ - own for all_, own in zip(low, lows[term], strict=True)]
            most = [all_ - own for all_, own in zip(high, highs[term], strict=True)]
            kept = {
                step for step in choice if all(a <= -part <= b for part, a, b in zip(step, least, most, strict=True))
            }
            if len(kept) < len(choice):
                if not kept:
                    return False
                steps[term], changed = kept, True
    return True


def _add(lines: Iterable[Iterable[float]]) -> list[float]:
    return [sum(parts) for parts in zip(*lines, strict=True)]


def _sum_to_nothing(steps: Mapping[str, set[Step]], size: int, budget: Budget) -> dict[str, set[Step]] | None:
    """The steps of each row that take part in a sum of nothing; empty where there is none, None for too much work.

    Sums are built forwards, row by row, and those that lead to nothing are told backwards.
    """
    order = sorted(steps, key=lambda term: (len(steps[term]), term))
    reached = [{(0.0,) * size}]
    bounds = _bounds_behind([steps[term] for term in order], size)
    for term, (least, most) in zip(order, bounds, strict=True):
        if not budget.spend(len(reached[-1]) * len(steps[term])):
            return None
        states = (tuple(map(add, state, step)) for state in reached[-1] for step in steps[term])
        reached.append({state for state in states if _within(state, least, most)})
    kept: dict[str, set[Step]] = {}
    wanted = reached[-1]
    for index in range(len(order) - 1, -1, -1):
        before: set[Step] = set()
        kept[order[index]] = set()
        if not budget.spend(len(wanted) * len(steps[order[index]])):
            return None
        for step in steps[order[index]]:
            origins = {tuple(map(sub, state, step)) for state in wanted} & reached[index]
            if origins:
                kept[order[index]].add(step)
                before |= origins
        wanted = before
    return kept if reached[-1] else {}


def _bounds_behind(choices: Sequence[set[Step]], size: int) -> list[tuple[list[float], list[float]]]:
    """For each choice of steps the least and the most that those behind it can bring to each part of a sum."""
    bounds = [([0.0] * size, [0.0] * size)]
    for choice in reversed(choices[1:]):
        least, most = bounds[-1]
        parts = list(zip(*choice, strict=True))
        bounds.append((_add([least, map(min, parts)]), _add([most, map(max, parts)])))
    return bounds[::-1]


def _within(state: Step, least: Sequence[float], most: Sequence[float]) -> bool:
    """Whether steps between two bounds can bring each part of a sum to nothing."""
    return all(a <= -part <= b for part, a, b in zip(state, least, most, strict=True))
