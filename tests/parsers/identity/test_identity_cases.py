"""Whole documents: what `identify` makes of reports and of pages that only look like one."""

from __future__ import annotations

import pytest

from parsers.folding import fold
from parsers.identity import identify, read_identity
from parsers.records import Document
from tests.parsers.identity.identity_cases import LOOKALIKES, LOOKALIKES_2, REPORTS, REPORTS_2, REPORTS_3


def identity(case):
    _, title, metadata, boilerplate, text, _ = case
    return identify(Document(text=text, title=title, metadata=metadata, boilerplate=boilerplate), fold(text))


def same_agency(got, want, region):
    """The same name, or the same but for a region in front that the document's own region covers."""
    longer, shorter = sorted((got or "", want), key=len, reverse=True)
    return longer.endswith(shorter) and longer[: len(longer) - len(shorter)] in (region or "")


@pytest.mark.parametrize("case", [*REPORTS, *REPORTS_2, *REPORTS_3], ids=lambda case: case[0])
def test_report(case):
    found, want = identity(case), dict(case[-1])
    assert same_agency(found.agency, want.pop("agency"), found.region_name), found.agency
    assert {key: str(getattr(found, key)) for key in want} == {key: str(value) for key, value in want.items()}


@pytest.mark.parametrize("case", [*LOOKALIKES, *LOOKALIKES_2], ids=lambda case: case[0])
def test_lookalike(case):
    found, want = identity(case), case[-1]
    assert {key: str(getattr(found, key)) for key in want} == {key: str(value) for key, value in want.items()}
    assert found.report_year is None


DOUBTS = [
    ("某局", "某局2019年政府信息公开工作年度报告", "统计期限为2018年1月1日至12月31日。", "identity.year_conflict", "2018年1月1日至12月31日"),
    ("沧州市教育局", "沧州市教育局2008年政府信息公开工作年度报告", "数据统计时间自2008年5月1日至2008年12月31日。", "identity.period", "2008年5月1日至2008年12月31日"),
    ("", "2019年政府信息公开工作年度报告", "统计期限为2019年1月1日至12月31日。", "identity.agency_unknown", "2019年政府信息公开工作年度报告"),
    ("", "2019年政府信息公开工作年度报告", "统计期限为2019年1月1日至12月31日。", "identity.region_unknown", "2019年政府信息公开工作年度报告"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "title", "sentence", "kind", "evidence"), DOUBTS)
def test_a_doubt_points_at_its_words(source, title, sentence, kind, evidence):
    text = f"{title}\n{sentence}\n一、总体情况\n主动公开信息96条。\n二、收到和处理政府信息公开申请情况\n没有收到申请。"
    document = Document(
        text=text, title=title, metadata={"source": source, "published": "2020-01-20"} if source else {}
    )
    found = {each.kind: each for each in read_identity(document, fold(text)).findings}
    assert text[found[kind].start_char : found[kind].end_char] == evidence


FORMAL = [
    ("东四街道", "东四街道2012年政府信息公开年度报告", "北京市东城区人民政府东四街道办事处版权所有", "北京市东城区人民政府东四街道办事处"),
    ("上海海关", "上海海关2015年政府信息公开年度报告", "主办:中华人民共和国上海海关", "中华人民共和国上海海关"),
    ("天津海事局", "天津海事局2015年政府信息公开年度报告", "主办:中华人民共和国天津海事局", "中华人民共和国天津海事局"),
    ("师市民政局", "第六师五家渠市民政局2021年政府信息公开年度报告", "", "第六师五家渠市民政局"),
    ("管委会", "政府信息公开年度报告", "主办:威海火炬高技术产业开发区管理委员会", "威海火炬高技术产业开发区管理委员会"),
    ("文化部", "文化部2015年政府信息公开工作年度报告", "主办:中华人民共和国文化部", "文化部"),
    ("国家林业局", "国家林业局2015年政府信息公开工作年度报告", "", "国家林业局"),
    ("", "虎门镇2015年政府信息公开工作年度报告", "主办:东莞市虎门镇人民政府", "东莞市虎门镇人民政府"),
    ("县财政局", "县财政局2015年政府信息公开工作年度报告", "主办:乾县财政局 陕ICP备05000000号", "乾县财政局"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "title", "footer", "agency"), FORMAL)
def test_the_full_formal_name_wherever_it_stands(source, title, footer, agency):
    text = f"{title}\n一、概述\n2015年公开信息96条。\n二、主动公开情况\n三、依申请公开情况\n没有收到申请。"
    document = Document(text=text, title=title, metadata={"source": source} if source else {}, boilerplate=(footer,))
    assert identify(document, fold(text)).agency == agency
