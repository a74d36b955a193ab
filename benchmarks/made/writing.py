"""A report in words and tables: its sections, written from its figures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from random import Random

from benchmarks.made import wording
from benchmarks.made.bodies import Body
from benchmarks.made.figures import Figures
from benchmarks.made.wording import paragraph
from tests.parsers.tables.sheets import Sheet, fill_form

Block = str | Sheet
HEADINGS = {
    "2008": {
        "overview": ("概述", "基本情况", "政府信息公开工作推进情况"),
        "active": ("主动公开政府信息情况", "主动公开政府信息的情况", "政府信息主动公开情况"),
        "requests": ("依申请公开政府信息情况", "依申请公开和不予公开政府信息的情况", "政府信息依申请公开办理情况"),
        "fees": ("政府信息公开的收费及减免情况", "收费及减免情况"),
        "proceedings": (
            "因政府信息公开申请行政复议、提起行政诉讼的情况",
            "行政复议、行政诉讼情况",
        ),
        "problems": ("存在的主要问题及改进情况", "存在问题及改进措施", "政府信息公开工作存在的主要问题及改进措施"),
        "other": ("其他需要报告的事项",),
    },
    "2019": {
        "overview": ("总体情况",),
        "active": ("主动公开政府信息情况",),
        "requests": ("收到和处理政府信息公开申请情况",),
        "proceedings": ("政府信息公开行政复议、行政诉讼情况", "因政府信息公开工作被申请行政复议、提起行政诉讼情况"),
        "problems": ("存在的主要问题及改进情况", "政府信息公开工作存在的主要问题及改进情况"),
        "other": ("其他需要报告的事项",),
    },
}
NUMERALS = "一二三四五六七八九十"


@dataclass
class Part:
    """A section: its key, its heading without a number (None: the text goes on without one), and what it holds."""

    key: str
    heading: str | None
    blocks: list[Block]


@dataclass
class Draft:
    """A report before it is laid out.

    annex: what follows the last section: a caption and its table. spam: what stands where its place's name should.
    """

    body: Body
    figures: Figures
    title: str
    introduction: str
    published: date
    parts: list[Part]
    annex: list[Block] = field(default_factory=list)
    spam: str | None = None

    @property
    def year(self) -> int:
        """The year reported on."""
        return self.figures.year

    def part(self, key: str) -> Part:
        """The section with a key."""
        return next(part for part in self.parts if part.key == key)


def write(body: Body, figures: Figures, random: Random) -> Draft:
    """A report without a fault."""
    name, year = body.name(figures.year), figures.year
    words = {"name": name, "year": year, "office": random.choice(wording.OFFICES), "site": body.place + "人民政府"}
    modern = figures.regime in ("2019", "2021")
    title = f"{name}{year}年政府信息公开{random.choice(('工作年度报告', '年度报告'))}"
    write_section = _MODERN if modern else _OLD
    headings = HEADINGS["2019" if modern else "2008"]
    parts = [
        Part(key, random.choice(choices), write_section[key](body, figures, random))
        for key, choices in headings.items()
    ]
    draft = Draft(body, figures, title, random.choice(wording.INTRODUCTIONS).format(**words), date.min, parts)
    draft.published = on_time(body, year, random)
    if figures.numbers:
        add_tables(draft)
    return draft


def add_tables(draft: Draft) -> None:
    """Put the official tables in their sections, or behind the text."""
    form = fill_form(draft.figures.regime, draft.figures.numbers)
    if draft.figures.regime == "2014":
        draft.annex = [f"附件：政府信息公开情况统计表（{draft.year}年度）", *form.sheets]
        return
    for sheet in form.sheets:
        draft.part(sheet.table).blocks.append(sheet)


def deadline(body: Body, year: int) -> date:
    """When the report for a year is due."""
    if year < 2019 or body.kind == "government":
        return date(year + 1, 3, 31)
    return date(year + 1, 1, 31)


def on_time(body: Body, year: int, random: Random) -> date:
    """A day before the deadline."""
    return date(year + 1, random.randint(1, deadline(body, year).month), random.randint(5, 28))


# --- sections from 2019 -------------------------------------------------------------------------------


def _overview(body: Body, figures: Figures, random: Random) -> list[Block]:
    said = figures.stated
    return [
        f"{figures.year}年，{body.name(figures.year)}扎实推进政府信息公开。" + paragraph((wording.DUTIES,) * 2, body, random),
        f"（一）主动公开。{_disclosed(body, figures, random)}",
        f"（二）依申请公开。{_requests(body, figures)}",
        "（三）政府信息管理。" + paragraph((wording.CARE, wording.CARE), body, random),
        f"（四）平台建设。{paragraph((wording.PLATFORM,) * 2, body, random)}",
        f"（五）监督保障。{paragraph((wording.WATCH,), body, random)}全年召开政务公开工作会议{said['meetings']}次，"
        f"举办培训班{said['trainings']}期，培训{said['trainees']}人次。",
    ]  # fmt: skip


def _disclosed(body: Body, figures: Figures, random: Random) -> str:
    said, topics = figures.stated, random.sample(body.business.topics, 3)
    lists = "、".join(f"{topic}类{said[f'topic.{number}']}条" for number, topic in enumerate(topics))
    text = f"全年主动公开政府信息{said['disclosed']}条，按内容分别为{lists}。"
    if random.random() < 0.6:
        text += f"发布政策解读{said['interpretations']}篇。"
    return text + paragraph((wording.DUTIES,), body, random)


def _requests(body: Body, figures: Figures) -> str:
    said = figures.stated
    if not said["requests.received"] and not said["requests.carried_in"]:
        return f"{figures.year}年{body.self_name}未收到政府信息公开申请。"
    text = f"全年新收到政府信息公开申请{said['requests.received']}件"
    if said["requests.carried_in"]:
        text += f"，上年结转{said['requests.carried_in']}件"
    if said["requests.results_total"]:
        text += f"，办结{said['requests.results_total']}件"
    if said["requests.granted"]:
        text += f"，其中予以公开{said['requests.granted']}件"
    if said["requests.carried_out"]:
        text += f"，结转下年度继续办理{said['requests.carried_out']}件"
    return text + "。"


def _with_table(body: Body, figures: Figures, random: Random) -> list[Block]:
    return []


def _problems(body: Body, figures: Figures, random: Random) -> list[Block]:
    return [paragraph((wording.TROUBLES,) * 2, body, random), paragraph((wording.PLANS,) * 3, body, random)]


def _other(body: Body, figures: Figures, random: Random) -> list[Block]:
    said, text = figures.stated, random.choice(wording.OTHERS).format(self=body.self_name)
    if body.kind != "township" and random.random() < 0.5:
        text = (
            f"办理人大代表建议{said['proposals.npc']}件、政协委员提案{said['proposals.cppcc']}件，结果均已公开。" + text
        )
    return [text]


# --- sections before 2019 ------------------------------------------------------------------------------


def _old_overview(body: Body, figures: Figures, random: Random) -> list[Block]:
    said = figures.stated
    return [
        paragraph((wording.DUTIES, wording.CARE, wording.PLATFORM), body, random),
        f"{paragraph((wording.WATCH,), body, random)}全年召开政府信息公开专题会议{said['meetings']}次，"
        f"举办培训班{said['trainings']}期，培训人员{said['trainees']}人次。",
    ]


def _old_active(body: Body, figures: Figures, random: Random) -> list[Block]:
    said = figures.stated
    where = f"政府网站公开{said['website']}条、其他方式公开{said['other_channel']}条"
    if "wechat" in said:
        where = (
            f"政府网站公开{said['website']}条、政务微信公开{said['wechat']}条、其他方式公开{said['other_channel']}条"
        )
    adopted = f"向上级报送信息{said['submitted']}条，被采用{said['adopted']}条。"
    return [
        f"{figures.year}年，{body.self_name}主动公开政府信息{said['disclosed']}条，其中{where}。",
        paragraph((wording.DUTIES, wording.PLATFORM), body, random) + (adopted if random.random() < 0.5 else ""),
    ]


def _old_requests(body: Body, figures: Figures, random: Random) -> list[Block]:
    said = figures.stated
    if not said["requests"]:
        return [
            f"{figures.year}年，{body.self_name}未收到政府信息公开申请。" + paragraph((wording.CARE,), body, random)
        ]
    ways = {"in_person": "当面申请", "fax": "传真申请", "online": "网络申请", "mail": "信函申请"}
    listed = "、".join(f"{label}{said[f'requests.{way}']}件" for way, label in ways.items() if said[f"requests.{way}"])
    text = f"全年收到政府信息公开申请{said['requests']}件，其中{listed}，均已按期办结。"
    if said["requests.granted"]:
        text += f"同意公开{said['requests.granted']}件。"
    return [text + paragraph((wording.CARE,), body, random)]


def _old_fees(body: Body, figures: Figures, random: Random) -> list[Block]:
    return [random.choice(wording.FEES).format(self=body.self_name)]


def _old_proceedings(body: Body, figures: Figures, random: Random) -> list[Block]:
    said, words = figures.stated, []
    for row, label in (("reviews", "行政复议"), ("litigation", "行政诉讼")):
        words.append(f"发生{label}{said[row]}件" if said[row] else f"未发生{label}")
    return [f"{figures.year}年，{body.self_name}因政府信息公开{'，'.join(words)}。"]


_Writer = Callable[[Body, Figures, Random], list[Block]]
_MODERN: dict[str, _Writer] = {
    "overview": _overview,
    "active": _with_table,
    "requests": _with_table,
    "proceedings": _with_table,
    "problems": _problems,
    "other": _other,
}
_OLD: dict[str, _Writer] = {
    "overview": _old_overview,
    "active": _old_active,
    "requests": _old_requests,
    "fees": _old_fees,
    "proceedings": _old_proceedings,
    "problems": _problems,
    "other": _other,
}
