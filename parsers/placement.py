"""Placement: which printed value stands in which column, where blank cells were lost on the way.

Each row has candidates, the ways to lay its values into its columns in order. The form's bounds and the row's
identities leave some; identities along the columns, which tie rows together, leave fewer. What has one
candidate left is placed. A blank part counts as nothing, a blank total as missing; no value is ever supplied.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise, product
from math import comb, prod

from parsers.forms import Block, Identity
from parsers.tokens import Value

Candidate = tuple[Value | None, ...]
"""A value, or None for a blank, for each column."""
Vector = tuple[float | None, ...]

MOST_CANDIDATES = 500
"""Ways to lay out one row that are looked at: seven columns have 35 at most."""

MOST_STEPS = 400_000
"""Sums tried for one document, so that hostile input is answered in time; a report needs a few thousand."""

MOST_DIGITS = 60
"""Digits of a run of values that is split; 15 columns of four digits."""


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


def find_candidates(values: Sequence[Value], columns: Sequence[str], block: Block) -> list[Candidate]:
    """The ways to lay the values of a row into its columns, in order, that the form allows."""
    if not values:
        return [(None,) * len(columns)]
    if len(values) < len(columns) and comb(len(columns), len(values)) <= MOST_CANDIDATES:
        found = [_laid(values, places, len(columns)) for places in combinations(range(len(columns)), len(values))]
        return [candidate for candidate in found if _allowed(candidate, columns, block)]
    return []


def _laid(values: Sequence[Value], places: Sequence[int], size: int) -> Candidate:
    laid: list[Value | None] = [None] * size
    for value, place in zip(values, places, strict=True):
        laid[place] = value
    return tuple(laid)


def split_run(values: Sequence[Value], columns: Sequence[str], block: Block) -> list[Candidate]:
    """The ways to split values that run together (`1000001`) into one for each column.

    A number has no leading zero, so that seven zeros are seven values. Empty where they do not run together, or
    there are too many ways to look at.
    """
    if not _is_run(values):
        return []
    text = "".join(value.digits or "" for value in values)
    if not len(columns) <= len(text) <= MOST_DIGITS or comb(len(text) - 1, len(columns) - 1) > 20 * MOST_CANDIDATES:
        return []
    start = values[0].start
    found: list[Candidate] = []
    for cut in _splits(text, len(columns)):
        laid = tuple(Value(start + first, start + last, values[0].at, text[first:last]) for first, last in cut)
        if _allowed(laid, columns, block):
            found.append(laid)
    return found


def _is_run(values: Sequence[Value]) -> bool:
    """Whether values touch one another, and are plain whole numbers."""
    if not values or any(value.digits is None or value.unit or set(value.digits) & set(".,") for value in values):
        return False
    return all(left.start + len(left.digits or "") == right.start for left, right in pairwise(values))


def _splits(text: str, parts: int) -> Iterator[tuple[tuple[int, int], ...]]:
    """Ways to cut a run of digits and signs into numbers."""
    for cuts in combinations(range(1, len(text)), parts - 1):
        bounds = (0, *cuts, len(text))
        pieces = tuple(pairwise(bounds))
        if all(_is_whole(text[first:last]) for first, last in pieces):
            yield pieces


def _is_whole(text: str) -> bool:
    digits = text[1:] if text[0] in "+-" else text
    return digits.isdecimal() and (digits == "0" or digits[0] != "0")


def _allowed(candidate: Candidate, columns: Sequence[str], block: Block) -> bool:
    """Whether the bounds of the columns and the identities of the row allow a placement."""
    for column, value in zip(columns, candidate, strict=True):
        if value is not None and value.digits is not None and not _fits(value, column, block):
            return False
    value_of = dict(zip(columns, vector(candidate), strict=True))
    return all(holds(identity, value_of) is not False for identity in block.identities)


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
    changed = True
    while changed:
        changed = False
        for identity in usable:
            terms = (*identity.left, *identity.right)
            if all(len(rows[term]) == 1 for term in terms):
                continue
            supported = _supported(identity, rows, budget)
            for term, vectors in supported.items():
                kept = [candidate for candidate in rows[term] if vector(candidate) in vectors]
                changed |= len(kept) < len(rows[term])
                rows[term] = kept


def _supported(identity: Identity, rows: Mapping[str, list[Candidate]], budget: Budget) -> dict[str, set[Vector]]:
    """For each row of an identity, the vectors that take part in a solution; empty if there is none, or no time."""
    needed = [list(dict.fromkeys(map(vector, rows[term]))) for term in identity.needed]
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
    rows: Mapping[str, list[Candidate]],
    fixed: Mapping[str, Vector],
    tested: Sequence[int],
    budget: Budget,
) -> dict[str, set[Vector]] | None:
    """The vectors of each row that take part in a sum of nothing on the tested columns.

    Sums are built forwards row by row, and those that lead to nothing are told backwards. Returns an empty dict
    where there is no solution, None where the work was too much.
    """
    terms = [(term, 1.0) for term in identity.left] + [(term, -1.0) for term in identity.right]
    layers: list[tuple[str, dict[tuple[float, ...], list[Vector]]]] = []
    base = [0.0] * len(tested)
    for term, sign in terms:
        vectors = [fixed[term]] if term in fixed else list(dict.fromkeys(map(vector, rows[term])))
        grouped: dict[tuple[float, ...], list[Vector]] = {}
        for line in vectors:
            grouped.setdefault(tuple(sign * (line[place] or 0.0) for place in tested), []).append(line)
        if len(grouped) == 1:
            base = [one + other for one, other in zip(base, next(iter(grouped)), strict=True)]
        layers.append((term, grouped))
    open_layers = [layer for layer in layers if len(layer[1]) > 1]
    reached = _reach(tuple(base), open_layers, budget)
    if reached is None:
        return None
    zero = (0.0,) * len(tested)
    if zero not in reached[-1]:
        return {}
    found = {term: set(vectors) for term, grouped in layers if len(grouped) == 1 for vectors in grouped.values()}
    wanted = {zero}
    for index in range(len(open_layers) - 1, -1, -1):
        term, grouped = open_layers[index]
        before: set[tuple[float, ...]] = set()
        found[term] = set()
        if not budget.spend(len(wanted) * len(grouped)):
            return None
        for step, vectors in grouped.items():
            origins = {tuple(a - b for a, b in zip(state, step, strict=True)) for state in wanted} & reached[index]
            if origins:
                found[term].update(vectors)
                before |= origins
        wanted = before
    return found


def _reach(
    base: tuple[float, ...], layers: Sequence[tuple[str, Mapping[tuple[float, ...], list[Vector]]]], budget: Budget
) -> list[set[tuple[float, ...]]] | None:
    """The sums that can be reached after each layer.

    Where all steps that are left go down, a sum that is below zero leads nowhere, and so upwards.
    """
    reached = [{base}]
    for index, (_, grouped) in enumerate(layers):
        if not budget.spend(len(reached[-1]) * len(grouped)):
            return None
        left = [part for _, later in layers[index + 1 :] for step in later for part in step]
        down, up = all(part <= 0 for part in left), all(part >= 0 for part in left)
        states = {tuple(a + b for a, b in zip(state, step, strict=True)) for state in reached[-1] for step in grouped}
        if down:
            states = {state for state in states if min(state, default=0.0) >= 0}
        if up:
            states = {state for state in states if max(state, default=0.0) <= 0}
        reached.append(states)
    return reached
