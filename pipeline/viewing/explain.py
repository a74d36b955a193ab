"""Why a report's value for an indicator is what it is: its sentence or cell, the rule that read it, and what lost against it.

What is explained is read from the dataset; which mention wins, and why the others do not, is asked of `parsers.observations`, which
made the choice.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from rich.text import Text

from parsers.codebook import Indicator, codebook
from parsers.observations import Mention, plain, rank_mentions
from parsers.records import Cell, Count
from parsers.rules import read_rows
from pipeline.suggestions import near_names
from pipeline.viewing.show import DocumentFacts, Line, print_lines, quote_evidence, visible

if TYPE_CHECKING:
    from rich.console import Console

RULE_FILES = ("indicator_rules.csv", "zeros.csv", "scopes.csv")
_SENTENCE_ENDS = "。;；!！?？\n"
_MOST_NEARBY = 8
_MOST_EXAMPLES = 3


class NoSuchIndicatorError(Exception):
    """An indicator that is not in the codebook; the message says so and what may be meant."""


class Rule(NamedTuple):
    """A row of the rules: its id, the file it stands in, what it decides, and its examples with the place between «»."""

    id: str
    file: str
    decides: str
    catches: tuple[str, ...]
    leaves: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """All that bears on one indicator of one report.

    mentions: the one that became the observation first, if one did. nearby: counts in the same sentences that are not
    of the indicator.
    """

    indicator: Indicator
    facts: DocumentFacts
    mentions: tuple[Mention, ...]
    nearby: tuple[Count, ...]

    @property
    def is_stated(self) -> bool:
        """Whether it is a report and states the indicator, with one value or several."""
        return self.is_report and any(mention.value is not None for mention in self.mentions)

    @property
    def is_report(self) -> bool:
        """Whether the document is an annual report: no other has observations."""
        return bool(self.facts.report["doc_type"] == "annual_report")

    @property
    def chosen(self) -> tuple[Mention, ...]:
        """The mention that became the observation, if one did."""
        return tuple(mention for mention in self.mentions if mention.lost is None and self.is_report)


def find_indicator(name: str) -> Indicator:
    """The entry of the codebook. Raises NoSuchIndicatorError if there is none."""
    known = codebook()
    if name not in known:
        near = near_names(name, known, [f"{each.label_zh} {each.label_en}" for each in known.values()])
        raise NoSuchIndicatorError(f"no indicator {name!r} in the codebook{near}")
    return known[name]


def explain(facts: DocumentFacts, name: str) -> Explanation:
    """What is known of an indicator in a document. Raises NoSuchIndicatorError."""
    indicator = find_indicator(name)
    counts = [_record(Count, row) for row in facts.rows["counts"]]
    mentions = rank_mentions(indicator, counts, [_record(Cell, row) for row in facts.rows["cells"]])
    return Explanation(indicator, facts, mentions, _find_nearby(facts.report["text"], counts, mentions))


def _record(kind: type, row: Mapping[str, Any]) -> Any:
    return kind(**{field.name: row[field.name] for field in dataclasses.fields(kind)})


def _find_nearby(text: str, counts: Iterable[Count], mentions: Iterable[Mention]) -> tuple[Count, ...]:
    """The other counts of the sentences in which the indicator is mentioned."""
    own = [mention.source for mention in mentions if isinstance(mention.source, Count)]
    taken, sentences = {count.count_no for count in own}, [_sentence(text, count) for count in own]
    inside = (
        count
        for count in counts
        if count.count_no not in taken and any(start <= count.start_char < end for start, end in sentences)
    )
    return tuple(inside)


def _sentence(text: str, count: Count) -> tuple[int, int]:
    start = max(text.rfind(mark, 0, count.start_char) for mark in _SENTENCE_ENDS) + 1
    ends = [end for mark in _SENTENCE_ENDS if (end := text.find(mark, count.end_char)) >= 0]
    return start, min(ends, default=len(text))


@cache
def rules() -> dict[str, Rule]:
    """Every row that may decide what a count is, by id."""
    found = {}
    for file in RULE_FILES:
        for row in read_rows(file):
            decides = row.get("indicator") or row.get("scope") or "no indicator 不属任何指标"
            found[row["id"]] = Rule(row["id"], file, decides, _examples(row, "yes"), _examples(row, "no"))
    return found


def _examples(row: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in (row.get(name) or "").split("|") if part.strip())


@cache
def _reasons() -> dict[str, str]:
    return {row["reason"]: f"{row['message_zh']} {row['message_en']}" for row in read_rows("reasons.csv")}


# --- showing ------------------------------------------------------------------------------------------


def show_explanation(found: Explanation, console: Console) -> None:
    """Print where the value comes from and why, then what lost against it."""
    parts: Sequence[tuple[str, Iterable[Line]]] = (
        ("", _headline(found)),
        ("observation 观测值", _chosen(found) if found.chosen else _nothing(found)),
        ("also mentioned 其他提及", _lost(found)),
        ("in the same sentences 同句其他数字", _nearby(found)),
    )
    for heading, lines in parts:
        print_lines(console, heading, list(lines))


def _headline(found: Explanation) -> Iterator[Line]:
    indicator, report = found.indicator, found.facts.report
    yield Line(Text(f"{indicator.id} {indicator.label_zh} {indicator.label_en} ({indicator.unit})", style="bold"))
    yield Line(Text(indicator.definition, style="dim"))
    yield Line(
        Text(f"{visible(report['agency'] or report['source'])} {report['report_year'] or ''}  {report['doc_id']}")
    )


def _nothing(found: Explanation) -> Iterator[Line]:
    """Why there is no observation."""
    report = found.facts.report
    if report["status"] == "failed":
        reason = f"the document could not be read 文档未能读取: {report['error']}"
    elif not found.is_report:
        reason = f"none: the document is no annual report but {report['doc_type']} 不是年度报告,没有观测值"
    elif found.is_stated:
        reason = "none: no one of the mentions below speaks for the report 下列各处均不能作为唯一取值"
    else:
        reason = "none: the report does not state it, as far as the rules can tell 报告没有说明,或规则未能读出"
    yield Line(Text(visible(reason)))
    if not found.is_stated and found.indicator.cells:
        places = ", ".join(f"{edition} {place}" for edition, place in found.indicator.cells.items())
        yield Line(Text(f"the official tables state it here 官方表格中的位置: {places}", style="dim"))


def _chosen(found: Explanation) -> Iterator[Line]:
    text = found.facts.report["text"]
    for mention in found.chosen:
        yield from _mention(mention, text)
        if isinstance(mention.source, Count):
            yield from _rule(mention.source.rule)


def _lost(found: Explanation) -> Iterator[Line]:
    for mention in found.mentions:
        if mention not in found.chosen:
            yield from _mention(mention, found.facts.report["text"])


def _mention(mention: Mention, text: str) -> Iterator[Line]:
    """A mention with its place in the text and, if it lost, the reason."""
    source = mention.source
    line = _cell(source) if isinstance(source, Cell) else _count(source)
    if mention.lost and mention.agrees is False:
        line.append("  disagrees 不一致", style="yellow")
    yield Line(line)
    if source.start_char is not None and source.end_char is not None and source.end_char > source.start_char:
        yield Line(quote_evidence(text, source.start_char, source.end_char), 4)
    if mention.lost:
        yield Line(Text(f"not taken 未取: {_reasons()[mention.lost]}", style="yellow"), 4)


def _cell(cell: Cell) -> Text:
    value = "·" if cell.value is None else plain(cell.value)
    line = Text(value, style="bold cyan").append(f" {cell.unit or ''}", style="default")
    place = f"{cell.form} {cell.form_table}/{cell.row_id}/{cell.column_id}"
    return line.append(f"  cell 单元格 {place}  {visible(cell.label)}  {cell.status}", style="dim")


def _count(count: Count) -> Text:
    line = Text(f"{count.bound or ''}{plain(count.value)}", style="bold cyan").append(
        f" {count.unit or ''}", style="default"
    )
    facts = (count.section_key, None if count.scope == "year" else count.scope, count.rule)
    line.append("  text 正文" + "".join(f"  {fact}" for fact in facts if fact), style="dim")
    return line.append("" if count.part_of is None else f"  part of count {count.part_of}", style="dim")


def _rule(name: str | None) -> Iterator[Line]:
    """The rule that read a count, with its examples."""
    rule = rules().get(name or "")
    if rule is None:
        return
    yield Line(Text(f"rule 规则 {rule.id}", style="green").append(f"  parsers/rules/{rule.file}", style="dim"), 4)
    yield from (Line(_example("catches 命中", each), 6) for each in rule.catches[:_MOST_EXAMPLES])
    yield from (Line(_example("leaves 不命中", each), 6) for each in rule.leaves[:_MOST_EXAMPLES])


def _example(what: str, example: str) -> Text:
    """An example with the place in question highlighted."""
    before, _, rest = example.partition("«")
    inside, _, behind = rest.partition("»")
    line = Text(f"{what}  ", style="dim").append(before, style="default")
    return line.append(inside, style="bold").append(behind, style="default")


def _nearby(found: Explanation) -> Iterator[Line]:
    for count in found.nearby[:_MOST_NEARBY]:
        yield Line(_count(count).append(f"  {_what_it_is(count)}", style="default"))
        yield Line(quote_evidence(found.facts.report["text"], count.start_char, count.end_char), 4)
    if len(found.nearby) > _MOST_NEARBY:
        yield Line(Text(f"… and {len(found.nearby) - _MOST_NEARBY} more"))


def _what_it_is(count: Count) -> str:
    """Why a count in the same sentence is not of the indicator."""
    if count.indicator:
        name = codebook()[count.indicator]
        return f"is {name.id} {name.label_zh} {name.label_en}"
    if count.unit == "%":
        return _reasons()["percent"]
    if count.scope != "year":
        return _reasons()["scope"]
    return (
        "no rule knows it 没有规则认得"
        if count.rule is None
        else "the rule says that it is no indicator 规则判定不属任何指标"
    )
