"""Vocabulary of agency names: endings, words, what stands in front, and who is nobody.

Rows of `rules/agency_ends.csv`, `agency_words.csv`, `agency_spellings.csv`, `agency_central.csv`,
`agency_fronts.csv`, `agency_nobody.csv`, `naming_words.csv`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from parsers.identity.regions import gazetteer
from parsers.rules import compile_kinds, read_rows

GENERIC = "省市县区州旗盟"


@dataclass(frozen=True, slots=True)
class Ending:
    """How a kind of body's name ends: as printed, in full, its sector if the ending tells it, its kind.

    alone: whether it makes a name right behind a place; not_before, not_behind: characters with which it is
    another word (部门, 办理, 局长, 举办).
    """

    text: str
    formal: str
    sector: str
    kind: str
    alone: bool = False
    not_before: str = ""
    not_behind: str = ""

    @property
    def pattern(self) -> str:
        """The ending as a pattern, where it is no other word."""
        behind = f"(?<![{self.not_behind}])" if self.not_behind else ""
        return behind + self.text + (f"(?![{self.not_before}])" if self.not_before else "")


@cache
def endings() -> dict[str, Ending]:
    """Endings by their text."""
    rows = (
        Ending(r["ending"], r["formal"], r["sector"], r["kind"], bool(r["alone"]), r["not_before"], r["not_behind"])
        for r in read_rows("agency_ends.csv")
    )
    return {ending.text: ending for ending in rows}


@cache
def name_words() -> dict[str, tuple[str, bool]]:
    """Words of agency names: word → its sector (may be empty), whether it is a word of formal names."""
    return {r["word"]: (r["sector"], r["form"] == "full") for r in read_rows("agency_words.csv")}


@cache
def nobody() -> frozenset[str]:
    """Words that make no name of what stands before an ending: 我局, 有关部门."""
    return frozenset(row["word"] for row in read_rows("agency_nobody.csv"))


@cache
def _spellings() -> tuple[re.Pattern[str], dict[str, str]]:
    """The words that formal names have in a shorter and a longer form, and the longer form of each."""
    long = {form: row["full"] for row in read_rows("agency_spellings.csv") for form in (row["short"], row["full"])}
    return re.compile("|".join(sorted(long, key=len, reverse=True))), long


def spells_out(short: str, full: str) -> bool:
    """Whether `full` is the same name as `short` with more of its words in their longer form, or joined.

    >>> spells_out("卫生计生", "卫生和计划生育"), spells_out("教育", "教育体育")
    (True, False)
    """
    return len(short) < len(full) and _in_full(short) == _in_full(full)


def _in_full(core: str) -> str:
    pattern, long = _spellings()
    return pattern.sub(lambda hit: long[hit.group()], re.sub("[和与及、]", "", core))


@cache
def word_sizes() -> dict[str, tuple[int, ...]]:
    """The lengths of the words that end in a character, longest first."""
    sizes: dict[str, set[int]] = {}
    for word in name_words():
        sizes.setdefault(word[-1], set()).add(len(word))
    return {char: tuple(sorted(lengths, reverse=True)) for char, lengths in sizes.items()}


def end_of_place(core: str) -> int:
    """Where the name of a place ends that a core begins with: at the first kind of place that is in no word; 0 if none.

    >>> end_of_place("临水县教育"), end_of_place("城市管理"), end_of_place("市场监管")
    (3, 0, 0)
    """
    kinds = (at for at, char in enumerate(core) if at and char in GENERIC)
    return next((at + 1 for at in kinds if not _is_in_word(core, at)), 0)


def _is_in_word(core: str, at: int) -> bool:
    """Whether a character of a core is one of a word of agency names."""
    return any(
        core[end - size : end] in name_words()
        for end in range(at + 1, len(core) + 1)
        for size in word_sizes().get(core[end - 1], ())
        if end - size in range(at + 1)
    )


@cache
def central_bodies() -> dict[str, tuple[str, str]]:
    """Central bodies: any of their names → formal name, sector."""
    bodies: dict[str, tuple[str, str]] = {}
    for row in read_rows("agency_central.csv"):
        for name in (row["name"], *filter(None, row["shorts"].split(";"))):
            bodies[name] = (row["name"], row["sector"])
    return bodies


@cache
def ending_pattern(kinds: frozenset[str]) -> re.Pattern[str]:
    """A pattern of the endings of some kinds, longest first."""
    wanted = sorted((e for e in endings().values() if e.kind in kinds), key=lambda e: len(e.text), reverse=True)
    first = "".join(sorted({ending.text[0] for ending in wanted}))  # quick to pass over where none can begin
    return re.compile(f"(?=[{first}])(?:{'|'.join(ending.pattern for ending in wanted)})")


@cache
def fronts() -> re.Pattern[str]:
    """What may stand in front of the place in a formal name: 中华人民共和国, 第八师."""
    return re.compile("|".join(row["pattern"] for row in read_rows("agency_fronts.csv")))


@cache
def before_endings() -> frozenset[str]:
    """The characters that may stand right before an ending: of a word, a region, 市, 我."""
    return gazetteer().last_chars | frozenset(word[-1] for word in name_words()) | frozenset(GENERIC + "我本")


@cache
def naming_words() -> dict[str, re.Pattern[str]]:
    """By kind, the words that stand around the name of a body in a title or a sentence."""
    words = compile_kinds("naming_words.csv")
    return words | {"before": re.compile(f"^(?:{words['before'].pattern})+")}
