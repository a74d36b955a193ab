"""Reports of invented bodies, and what an audit says of them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from random import Random

from pipeline.audit import audit
from pipeline.audit.config import Config
from pipeline.audit.corpus import Corpus
from pipeline.dataset.schema import tables
from pipeline.engine import run
from tests.parsers.tables.layouts import grid_of
from tests.parsers.tables.sheets import Numbers, choose_numbers, fill_form

BODY = "松阳县水利局"
WORK = (
    "围绕水库除险加固整理了工程名录,逐座说明责任人和联系电话。河道采砂许可的办理流程改写成图示,贴在乡镇便民大厅。农村饮水的检测结果按月张贴,"
    "由水质监测站核对签字。防汛值班安排提前两周上网,暴雨期间每日更新。灌区改造的招标结果和验收意见一并公布,群众可以对照。"
    "水土保持方案的审批意见全文可查,附有现场照片。移民后期扶持资金的发放名单在村务栏公示七日。小水电清理整改的进度每季度通报一次。"
)


def report(year: int, body: str = BODY, published: str = "", sections: Mapping[str, str] | None = None) -> str:
    """A report in plain text in the style of 2021: sections by their headings, the usual six if none are given."""
    own = sections or complete()
    numbers = "一二三四五六七八"
    parts = "\n".join(
        f"{number}、{heading}\n{text}" for number, (heading, text) in zip(numbers, own.items(), strict=False)
    )
    date = f"发布日期:{published}\n" if published else ""
    return f"{body}{year}年政府信息公开工作年度报告\n{date}{parts}\n"


def complete() -> dict[str, str]:
    """The six sections of the form of 2021 with a word on each, the tables left out."""
    return {
        "总体情况": WORK,
        "主动公开政府信息情况": "全年主动公开政府信息120条。",
        "收到和处理政府信息公开申请情况": "全年未收到信息公开申请。",
        "政府信息公开行政复议、行政诉讼情况": "未发生行政复议和行政诉讼。",
        "存在的主要问题及改进情况": "解读形式单一,下一步将增加图解。",
        "其他需要报告的事项": "没有其他需要报告的事项。",
    }


def old_style() -> dict[str, str]:
    """The sections that the 条例 of 2007 asks for."""
    return {
        "概述": WORK,
        "主动公开政府信息情况": "全年主动公开政府信息120条。",
        "依申请公开政府信息情况": "全年未收到信息公开申请。",
        "政府信息公开的收费及减免情况": "没有收取费用。",
        "因政府信息公开申请行政复议、提起行政诉讼的情况": "未发生行政复议和行政诉讼。",
        "存在的主要问题及改进措施": "解读形式单一,下一步将增加图解。",
        "其他需要报告的事项": "没有其他需要报告的事项。",
    }


def with_tables(edition: str, **numbers: str) -> dict[str, str]:
    """The six sections with the tables of an edition: zeros everywhere but for `table__row__column="value"`."""
    filled: Numbers = dict.fromkeys(choose_numbers(Random(1), edition), "0")
    filled |= {tuple(place.replace("_DOT_", ".").split("__")): text for place, text in numbers.items()}
    own = complete()
    headings = {"active": "主动公开", "requests": "收到和处理", "proceedings": "复议"}
    for sheet in fill_form(edition, filled).sheets:
        heading = next(heading for heading in own if headings[sheet.table] in heading)
        own[heading] = "\n".join("\t".join(box.text if box else "" for box in row) for row in grid_of(sheet))
    return own


def without(sections: Mapping[str, str], *words: str) -> dict[str, str]:
    """The sections whose headings have none of the words."""
    return {heading: text for heading, text in sections.items() if not any(word in heading for word in words)}


def make_dataset(folder: Path, documents: Mapping[str, str]) -> Path:
    """The dataset that a run makes of documents, given by file name."""
    for name, text in documents.items():
        (folder / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "in" / name).write_text(text, encoding="utf-8")
    run([folder / "in"], folder / "out", workers=1)
    return folder / "out"


def audited(folder: Path, documents: Mapping[str, str], config: Config | None = None) -> list[dict[str, object]]:
    """What the audit adds to the dataset of some documents: a dict a finding, with `source` for its document."""
    dataset = make_dataset(folder, documents)
    rows = audit(dataset, config or Config())
    known = Corpus(dataset).documents
    found = [dict(zip(tables()["findings"].names, row, strict=True)) for row in rows]
    return [{**row, "source": known[row["doc_id"]].source if row["doc_id"] else None} for row in found]


def kinds(found: list[dict[str, object]], prefix: str = "") -> list[str]:
    """The kinds of findings that begin with `prefix`."""
    return [str(row["kind"]) for row in found if str(row["kind"]).startswith(prefix)]
