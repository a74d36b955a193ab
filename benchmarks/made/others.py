"""Pages that look like annual reports and are none."""

from __future__ import annotations

from random import Random

from benchmarks.made import wording
from benchmarks.made.bodies import Body
from benchmarks.made.wording import paragraph


def write_plan(body: Body, year: int, random: Random) -> tuple[str, list[str]]:
    """What is to be done next year."""
    text = [paragraph((wording.PLANS,) * 3, body, random) for _ in range(4)]
    return f"{body.name(year)}{year}年政务公开工作要点", [f"为做好{year}年政务公开工作，制定本要点。", *text]


def write_notice(body: Body, year: int, random: Random) -> tuple[str, list[str]]:
    """An order to write reports."""
    text = [
        "各科室、下属各单位：",
        f"为做好{year}年度政府信息公开工作年度报告的编制和发布，现将有关事项通知如下。",
        f"一、报送时间。请于{year + 1}年1月10日前将本单位年度报告报{random.choice(wording.OFFICES)}。",
        "二、内容要求。报告应包括主动公开、依申请公开、行政复议和行政诉讼等情况，数据要真实。",
        "三、其他事项。" + paragraph((wording.WATCH,), body, random),
    ]
    return f"{body.name(year)}关于做好{year}年度政府信息公开工作年度报告编制工作的通知", text


def write_guide(body: Body, year: int, random: Random) -> tuple[str, list[str]]:
    """How to ask for information."""
    text = [
        f"为方便公民、法人和其他组织获取{body.name(year)}的政府信息，特编制本指南。",
        "一、主动公开的范围。" + "、".join(body.business.topics) + "等方面的信息。",
        f"二、受理机构。{random.choice(wording.OFFICES)}，工作日上午9:00至12:00办理。",
        "三、申请方式。申请人可以当面提交，也可以通过信函提出，二十个工作日内予以答复。",
    ]
    return f"{body.name(year)}政府信息公开指南", text


def write_news(body: Body, year: int, random: Random) -> tuple[str, list[str]]:
    """News about reports."""
    text = [
        f"日前，{body.name(year)}召开政务公开工作推进会，{random.choice(wording.LEADERS)}出席并讲话。",
        f"会议听取了{year}年政府信息公开年度报告编制情况的汇报。" + paragraph((wording.WATCH,), body, random),
        paragraph((wording.TROUBLES, wording.PLANS), body, random),
    ]
    return f"{body.name(year)}召开政务公开工作推进会", text


WRITERS = (write_plan, write_notice, write_guide, write_news)


def write_other(body: Body, year: int, random: Random) -> bytes:
    """A page of one of these kinds."""
    title, text = random.choice(WRITERS)(body, year, random)
    site, paragraphs = f"{body.place}人民政府", "\n".join(f"<p>{each}</p>" for each in text)
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}_{site}</title></head>
<body><div class="nav"><a href="/">首页</a> <a href="/zwgk">政务公开</a></div><h1>{title}</h1>
<div class="meta"><span>发布时间：{year}-06-18</span> <span>来源：{body.name(year)}</span></div>
<div class="text">{paragraphs}</div><div class="foot">主办：{site}办公室</div></body></html>""".encode()
