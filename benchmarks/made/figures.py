"""What happened in a body's years: figures that add up within a year and from one year to the next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from benchmarks.made.bodies import Body
from tests.parsers.tables.sheets import ACTIVE, OUTCOMES, PEOPLE, STATISTICS, Numbers, result_rows

CHANNELS_2014 = ("in_person", "fax", "online", "mail")
REPLIES_2014 = ("already_public", "granted", "partial", "denied", "not_ours", "nonexistent", "amend", "elsewhere")
DENIED_2014 = ("state_secret", "trade_secret", "privacy", "security", "not_information", "other_law")
DISCLOSED_2014 = ("gazette", "website", "weibo", "wechat", "other_channel")
_ITEMS = ("licences", "other_services", "penalties", "coercion", "charges")
_LIKELY = {"granted": 12.0, "partial": 3.0, "unavailable.not_held": 5.0, "other": 1.0, "other.other": 1.0}
_WHO = (0.78, 0.14, 0.02, 0.02, 0.03, 0.01)


@dataclass
class Figures:
    """The figures of one report.

    regime: the edition of the rules it is written in, 2008 without a table. numbers: what its tables print.
    stated: what its text says, by name.
    """

    year: int
    regime: str
    numbers: Numbers = field(default_factory=dict)
    stated: dict[str, int] = field(default_factory=dict)


@dataclass
class _Carry:
    """What one year hands to the next."""

    requests: dict[str, int]
    in_force: dict[str, int]
    items: dict[str, int]
    public: dict[str, int]


def regime_of(body: Body, year: int) -> str:
    """The edition a body's report for a year is written in; between 2014 and 2018 two were in use."""
    if year >= 2019:
        return "2021" if year >= 2021 else "2019"
    return "2014" if year >= 2014 and Random(f"{body.folder}:{year}").random() < 0.65 else "2008"


def few(random: Random, mean: float) -> int:
    """A count around `mean`, often zero where that is small."""
    return int(random.expovariate(1 / mean)) if mean > 0 else 0


def split(total: int, weights: Sequence[float], random: Random) -> list[int]:
    """`total` in as many parts as there are weights."""
    parts = [0] * len(weights)
    whole = min(total, 60)
    for place in random.choices(range(len(weights)), weights, k=whole):
        parts[place] += total // whole
    if whole:
        parts[weights.index(max(weights))] += total - sum(parts)
    return parts


def tell_years(body: Body, random: Random, breaks: Mapping[int, Sequence[str]]) -> list[Figures]:
    """The figures of all years of a body. breaks: by year, the names of the chains to break there."""
    rough = _Carry(
        dict.fromkeys(PEOPLE, 0),
        {"regulations": 0, "normative": 4 + few(random, 12 * body.size)},
        {name: 5 + few(random, 30) for name in _ITEMS},
        {"regulations": 0, "normative": 4 + few(random, 12 * body.size)},
    )
    story = []
    for year in body.years:
        figures = Figures(year, regime_of(body, year))
        _tell_common(figures, body, random)
        if figures.regime in ("2019", "2021"):
            _tell_active(figures, body, random, rough, breaks.get(year, ()))
            _tell_requests(figures, body, random, rough, breaks.get(year, ()))
            _tell_proceedings(figures, body, random)
        else:
            _tell_old(figures, body, random)
        story.append(figures)
    return story


def _tell_common(figures: Figures, body: Body, random: Random) -> None:
    """What any report says in its text."""
    size, said = body.size, figures.stated
    said["disclosed"] = 60 + few(random, 300 * size)
    names = ("website", "wechat", "other_channel") if figures.year >= 2013 else ("website", "other_channel")
    said.update(zip(names, split(said["disclosed"], (6, 2, 1)[: len(names)], random), strict=True))
    said.update(zip(("topic.0", "topic.1", "topic.2"), split(said["disclosed"], (3, 2, 2), random), strict=True))
    said["interpretations"] = 1 + few(random, 4 * size)
    said["trainings"] = random.randint(1, 4)
    said["trainees"] = said["trainings"] * random.randint(12, 60)
    said["meetings"] = random.randint(1, 5)
    said["proposals.npc"], said["proposals.cppcc"] = 1 + few(random, 8 * size), 1 + few(random, 10 * size)
    said["submitted"] = 20 + few(random, 60 * size)
    said["adopted"] = said["submitted"] // random.randint(2, 4)


# --- the tables of 2019 and 2021 ---------------------------------------------------------------------------


def _tell_active(figures: Figures, body: Body, random: Random, carry: _Carry, broken: Sequence[str]) -> None:
    for _, columns, rows in ACTIVE[figures.regime]:
        for row, _ in rows:
            for column, _ in columns:
                figures.numbers["active", row, column] = str(_active_value(row, column, body, random, carry, broken))
    for row in ("regulations", "normative"):
        if figures.regime == "2021":
            _tell_in_force(figures, row, random, carry, "in_force" in broken)
    for row in _ITEMS:
        change = figures.numbers.get(("active", row, "change"))
        if change is not None:
            carry.items[row] = int(figures.numbers["active", row, "last_year"]) + int(change)
    if figures.regime == "2019":
        made = int(figures.numbers["active", "normative", "made"])
        carry.public["normative"] += made
        figures.numbers["active", "normative", "disclosed"] = str(made)
        figures.numbers["active", "normative", "total_disclosed"] = str(carry.public["normative"])


def _active_value(row: str, column: str, body: Body, random: Random, carry: _Carry, broken: Sequence[str]) -> object:
    if row == "regulations":
        return 0
    if column == "last_year":
        return carry.items[row] + (random.randint(3, 9) if "items" in broken and row == "licences" else 0)
    if column == "change":
        return random.choice((0, 0, "+1", "+3", -1)) if carry.items[row] > 3 else 0
    if column == "amount":
        yuan = f"{random.randint(1, 90)}.{random.randint(1, 99):02}"
        return random.choice((0, 0, yuan if row == "charges" else f"{yuan}万元"))
    means = {"normative": 2, "licences": 40, "penalties": 15, "coercion": 1}
    return few(random, means.get(row, 2) * body.size)


def _tell_in_force(figures: Figures, row: str, random: Random, carry: _Carry, is_broken: bool) -> None:
    """In force at the end of the year: what was before, and issued, less repealed."""
    issued = int(figures.numbers["active", row, "issued"])
    before = carry.in_force[row]
    repealed = random.randint(0, min(3, before)) if random.random() < 0.4 else 0
    after = before + issued - repealed + (random.randint(2, 6) if is_broken and row == "normative" else 0)
    figures.numbers["active", row, "repealed"] = str(repealed)
    figures.numbers["active", row, "in_force"] = str(after)
    carry.in_force[row] = after


def _tell_requests(figures: Figures, body: Body, random: Random, carry: _Carry, broken: Sequence[str]) -> None:
    """Table two: received and carried in are results and carried out, for each kind of applicant."""
    received = dict(zip(PEOPLE, split(few(random, 9 * body.size), _WHO, random), strict=True))
    if "carried" in broken:
        carry.requests["natural_person"] += random.randint(2, 6)
    rows = [row for row, _ in result_rows(figures.regime)]
    weights = [_LIKELY.get(row, 0.4) for row in rows]
    value: dict[tuple[str, str], int] = {}
    for person in PEOPLE:
        carried_in = carry.requests[person]
        everything = received[person] + carried_in
        carried_out = random.randint(0, everything // 6) if everything > 5 else 0
        results = split(everything - carried_out, weights, random)
        value.update({(row, person): part for row, part in zip(rows, results, strict=True)})
        value["received", person], value["carried_in", person] = received[person], carried_in
        value["results_total", person], value["carried_out", person] = everything - carried_out, carried_out
        carry.requests[person] = carried_out
    for row in ("received", "carried_in", *rows, "results_total", "carried_out"):
        for person in PEOPLE:
            figures.numbers["requests", row, person] = str(value[row, person])
        total = sum(value[row, person] for person in PEOPLE)
        figures.numbers["requests", row, "total"] = str(total)
        figures.stated[f"requests.{row}"] = total


def _tell_proceedings(figures: Figures, body: Body, random: Random) -> None:
    for row in ("review", "litigation.direct", "litigation.after_review"):
        parts = [few(random, mean * body.size / 4) for mean in (1, 0.5, 0.3, 0.2)]
        for column, number in zip(OUTCOMES, parts, strict=True):
            figures.numbers["proceedings", row, column] = str(number)
        figures.numbers["proceedings", row, "total"] = str(sum(parts))
        figures.stated[row] = sum(parts)


# --- before 2019 --------------------------------------------------------------------------------------------


def _tell_old(figures: Figures, body: Body, random: Random) -> None:
    """The figures of the statistics table; reports of free text state some of them."""
    said = figures.stated
    total = few(random, 5 * body.size)
    said["requests"] = said["requests.closed"] = said["requests.replied"] = total
    said.update(_parts("requests", CHANNELS_2014, total, (3, 0.2, 4, 2), random))
    said.update(_parts("requests.closed", ("on_time", "extended"), total, (9, 0.5), random))
    said.update(_parts("requests", REPLIES_2014, total, (2, 8, 1, 1, 2, 2, 0.3, 0.3), random))
    said.update(_parts("requests.denied", DENIED_2014, said["requests.denied"], (1, 1, 2, 0.5, 1, 0.5), random))
    for row, outcomes in (
        ("reviews", ("upheld", "corrected", "other")),
        ("litigation", ("upheld", "corrected", "other")),
    ):
        said[row] = few(random, body.size / 4)
        said.update(_parts(row, outcomes, said[row], (4, 1, 1), random))
    if figures.regime == "2014":
        _tell_statistics(figures, body, random)


def _parts(total: str, names: Sequence[str], value: int, weights: Sequence[float], random: Random) -> dict[str, int]:
    return {f"{total}.{name}": part for name, part in zip(names, split(value, weights, random), strict=True)}


def _tell_statistics(figures: Figures, body: Body, random: Random) -> None:
    said = figures.stated
    issued = few(random, 2 * body.size)
    rows: dict[str, object] = {row: 0 for row, _, _ in STATISTICS if row}
    rows.update({row: said[row] for row in rows if row in said})
    rows.update({f"disclosed.{name}": said.get(name, 0) for name in DISCLOSED_2014})
    rows.update({"disclosed.normative": issued, "normative_issued": issued, "org.offices": 1})
    rows.update({"org.reading_points": random.randint(1, 6), "responses.events": few(random, body.size)})
    full_time, part_time = random.randint(0, 3), random.randint(1, 9)
    rows.update(
        {"org.staff.full_time": full_time, "org.staff.part_time": part_time, "org.staff": full_time + part_time}
    )
    rows["org.budget"] = random.choice((0, "1.5", "3", "0.8", "12.6"))
    figures.numbers.update({("statistics", row, "value"): str(value) for row, value in rows.items()})
