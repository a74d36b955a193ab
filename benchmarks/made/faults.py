"""Faults: each changes one report, or what one year hands to the next, and says where an auditor should find it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from benchmarks.made.bodies import Body
from benchmarks.made.figures import Figures, regime_of
from benchmarks.made.writing import Draft, deadline

CHAINS = {
    "carried": "requests/carried_in/natural_person",
    "in_force": "active/normative/in_force",
    "items": "active/licences/last_year",
}
"""Kinds that break what one year hands to the next, as `figures` knows them → the cell that shows it."""
COPIES = ("copy.year", "copy.agency", "copy.part", "copy.little")
"""Reports with the words of an earlier one: all of them, those of another body, all but a sentence, a section only."""
UNCLEAR = ("year_gap", *COPIES, "hijacked", "cells.blank", "cells.slash", "section.missing", "section.empty")
"""Kinds behind which nothing can be planted that takes the year before to tell."""
HARMLESS = ("section.joint", "look_alike", "copy.little")
"""Kinds that are no faults: two sections under one heading, pages that are no reports, a section used again."""
_SPAM = (
    "乐赢体育app下载_金豪娱乐平台官网",
    "k7彩票手机版_鸿运投注网_亚冠直播吧",
    "888真人娱乐城-博金体育官方网站",
    "beat99体育在线_万豪棋牌登录入口",
)
_MODERN = ("2019", "2021")


@dataclass(frozen=True)
class Planted:
    """What was planted. place: section, cell, indicator or year; detail: in words."""

    place: str
    detail: str = ""


def applies(kind: str, body: Body, year: int, before: str | None) -> bool:
    """Whether a kind can be planted in a report. before: the regime of the body's report for the year before, if any."""
    regime = regime_of(body, year)
    is_like_before = before is not None and (regime in _MODERN) == (before in _MODERN)
    rules: dict[str, bool] = {
        "identity.requests": regime in _MODERN,
        "identity.proceedings": regime in _MODERN,
        "identity.statistics": regime == "2014",
        "text_table.requests": regime in _MODERN,
        "text_table.statistics": regime == "2014",
        "parts": regime != "2014",
        "cells.blank": regime in _MODERN,
        "cells.slash": regime in _MODERN,
        "carried": regime in _MODERN and before in _MODERN,
        "in_force": regime == "2021" and before == "2021",
        "items": regime == "2019" and before == "2019",
        **dict.fromkeys(("copy.year", "copy.part", "copy.little"), is_like_before),
        "year_gap": before is not None and year < body.years[-1],
    }
    return rules.get(kind, True)


# --- in the figures --------------------------------------------------------------------------------------


def _identity_requests(figures: Figures, random: Random) -> Planted:
    row = random.choice(("granted", "denied.process", "unavailable.not_held", "not_processed.petition"))
    return _add(figures, ("requests", row, random.choice(("natural_person", "business"))), random)


def _identity_proceedings(figures: Figures, random: Random) -> Planted:
    return _add(figures, ("proceedings", random.choice(("review", "litigation.direct")), "total"), random)


def _identity_statistics(figures: Figures, random: Random) -> Planted:
    return _add(
        figures,
        ("statistics", random.choice(("org.staff", "requests.denied.privacy", "reviews.other")), "value"),
        random,
    )


def _add(figures: Figures, cell: tuple[str, str, str], random: Random) -> Planted:
    more = random.randint(1, 4)
    figures.numbers[cell] = str(int(figures.numbers[cell]) + more)
    return Planted("/".join(cell), f"+{more}")


def _text_requests(figures: Figures, random: Random) -> Planted:
    said = figures.stated
    printed = said["requests.received"]
    said["requests.received"] += said["requests.carried_in"] + random.randint(2, 9)
    return Planted("requests", f"{printed} -> {said['requests.received']}")


def _text_statistics(figures: Figures, random: Random) -> Planted:
    more = random.randint(2, 9)
    printed = figures.stated["requests"]
    figures.stated["requests"] += more
    figures.stated["requests.online"] += more
    return Planted("requests", f"{printed} -> {printed + more}")


def _parts(figures: Figures, random: Random) -> Planted:
    if figures.regime in _MODERN:
        figures.stated["topic.1"] += random.randint(5, 40)
        return Planted("disclosed", "parts above the total")
    figures.stated["requests"] += 3
    figures.stated["requests.mail"] += 2
    figures.stated["requests.online"] += 1 + random.randint(1, 3)
    return Planted("requests", "parts above the total")


def _zeros(figures: Figures, mark: str) -> Planted:
    for place, text in figures.numbers.items():
        if text == "0" and place[0] in ("requests", "proceedings"):
            figures.numbers[place] = mark
    return Planted("requests;proceedings", mark or "blank")


IN_FIGURES: dict[str, Callable[[Figures, Random], Planted]] = {
    "identity.requests": _identity_requests,
    "identity.proceedings": _identity_proceedings,
    "identity.statistics": _identity_statistics,
    "text_table.requests": _text_requests,
    "text_table.statistics": _text_statistics,
    "parts": _parts,
    "cells.blank": lambda figures, random: _zeros(figures, ""),
    "cells.slash": lambda figures, random: _zeros(figures, "/"),
}

# --- in what is written ----------------------------------------------------------------------------------


_ONLY_THERE = {"2008": ("requests", "fees", "proceedings", "problems"), "2014": ("problems",)}
"""Sections whose content stands nowhere else, neither in the text nor in a table; of later editions those below."""


def _missing(draft: Draft, random: Random) -> Planted:
    key = random.choice(_ONLY_THERE.get(draft.figures.regime, ("proceedings", "problems")))
    draft.parts.remove(draft.part(key))
    return Planted(key)


def _empty(draft: Draft, random: Random) -> Planted:
    key = random.choice([part.key for part in draft.parts[1:]])
    draft.part(key).blocks.clear()
    return Planted(key)


def _headless(draft: Draft, random: Random) -> Planted:
    key = random.choice([part.key for part in draft.parts[1:-1]])
    draft.part(key).heading = None
    return Planted(key)


def _misplaced(draft: Draft, random: Random) -> Planted:
    key = random.choice(("problems", "proceedings"))
    part = draft.part(key)
    draft.parts.remove(part)
    draft.parts.insert(1 if key == "problems" else len(draft.parts), part)
    return Planted(key)


def _joint(draft: Draft, random: Random) -> Planted:
    if draft.figures.regime in _MODERN:
        keys, heading = ("requests", "proceedings"), "收到和处理政府信息公开申请及行政复议、行政诉讼情况"
    else:
        keys, heading = ("fees", "proceedings"), "收费及行政复议、行政诉讼情况"
    first, second = map(draft.part, keys)
    first.heading = heading
    first.blocks += second.blocks
    draft.parts.remove(second)
    return Planted(";".join(keys), heading)


def _late(draft: Draft, random: Random) -> Planted:
    draft.published = deadline(draft.body, draft.year) + timedelta(days=random.randint(3, 200))
    return Planted("published", draft.published.isoformat())


def _period(draft: Draft, random: Random) -> Planted:
    for words in ("{}年1月1日", "{}年12月31日"):
        draft.introduction = draft.introduction.replace(words.format(draft.year), words.format(draft.year - 1))
    return Planted("introduction", str(draft.year - 1))


def _year_left(draft: Draft, random: Random) -> Planted:
    for part in draft.parts:
        for place, block in enumerate(part.blocks):
            if isinstance(block, str) and block.startswith(f"{draft.year}年，"):
                part.blocks[place] = f"{draft.year - 1}年，" + block.split("，", 1)[1]
                return Planted(part.key, str(draft.year - 1))
    raise LookupError("no paragraph begins with the year")


def _template(draft: Draft, random: Random) -> Planted:
    remains = random.choice(
        ("全年接待来访XX人次。", "××单位将进一步加强学习。", "联系人：某某某。", "（此处填写本单位具体做法）")
    )
    part = draft.part("problems")
    part.blocks.append(remains)
    return Planted(part.key, remains)


def _hijacked(draft: Draft, random: Random) -> Planted:
    draft.spam = random.choice(_SPAM)
    return Planted("page", draft.spam)


IN_DRAFT: dict[str, Callable[[Draft, Random], Planted]] = {
    "section.missing": _missing,
    "section.empty": _empty,
    "section.headless": _headless,
    "section.misplaced": _misplaced,
    "section.joint": _joint,
    "late": _late,
    "period": _period,
    "year_left": _year_left,
    "template": _template,
    "hijacked": _hijacked,
}


def mix(kind: str, own: Draft, other: Draft) -> Draft:
    """The report that `own` words and those of an `other` one make together."""
    if kind == "copy.part":
        theirs, ours = (str(draft.part("problems").blocks[-1]).split("。") for draft in (other, own))
        other.part("problems").blocks[-1] = "。".join([*theirs[:-2], *ours[-2:]])
        return other
    if kind == "copy.little":
        own.part("problems").blocks = other.part("problems").blocks
        return own
    return other


KINDS = (*IN_FIGURES, *IN_DRAFT, *CHAINS, *COPIES, "year_gap", "duplicate")
