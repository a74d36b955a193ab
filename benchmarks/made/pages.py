"""Reports as portals show them: pages of HTML in several layouts, and plain text."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator
from random import Random

from benchmarks.made.wording import OFFICES
from benchmarks.made.writing import NUMERALS, Draft
from tests.parsers.tables.sheets import Sheet

Item = tuple[str, str | Sheet]
"""`heading`, `paragraph`, `caption` or `table`, and what it holds."""


def items(draft: Draft) -> Iterator[Item]:
    """What the report says, in order, its headings numbered."""
    yield "paragraph", draft.introduction
    number = 0
    for part in draft.parts:
        if part.heading:
            yield "heading", f"{NUMERALS[number]}、{part.heading}"
            number += 1
        for block in part.blocks:
            yield ("table" if isinstance(block, Sheet) else "paragraph"), block
    for block in draft.annex:
        yield ("table" if isinstance(block, Sheet) else "caption"), block


def lay_out(draft: Draft, random: Random) -> tuple[str, bytes]:
    """The extension and the bytes of a report's file."""
    source = draft.body.name(draft.year)
    if random.random() < 0.12:
        page, suffix, encoding = _plain(draft), "txt", random.choice(("utf-8", "utf-8", "gb18030"))
    else:
        page, suffix, encoding = (
            random.choice(LAYOUTS)(draft, random),
            "html",
            random.choice(("utf-8",) * 4 + ("gb18030",)),
        )
    if draft.spam:
        page = page.replace(draft.body.place, draft.spam)
    return suffix, page.replace("@SOURCE@", source).replace("@CHARSET@", encoding).encode(encoding)


# --- plain text -----------------------------------------------------------------------------------------


def _plain(draft: Draft) -> str:
    place, day = draft.body.place, draft.published
    lines = [f"首页 > {place}人民政府 > 政府信息公开 > 年度报告", "", draft.title, ""]
    lines += [f"发布时间：{day:%Y-%m-%d}  来源：@SOURCE@", ""]
    for kind, block in items(draft):
        lines.append(_tabbed(block) if isinstance(block, Sheet) else block)
        lines += [""] if kind != "heading" else []
    return "\n".join([*lines, f"主办：{place}人民政府办公室", ""])


def _tabbed(sheet: Sheet) -> str:
    """A row a line; each cell is followed by as many tabs as it is wide, and stands empty below itself."""
    taken: dict[tuple[int, int], str] = {}
    for number, row in enumerate(sheet.rows):
        column = 0
        for box in row:
            while (number, column) in taken:
                column += 1
            for down in range(box.rowspan):
                for right in range(box.colspan):
                    taken[number + down, column + right] = ""
            taken[number, column] = box.text
            column += box.colspan
    return "\n".join(
        "\t".join(taken.get((row, column), "") for column in range(sheet.width)) for row in range(len(sheet.rows))
    )


# --- HTML -----------------------------------------------------------------------------------------------


def _table(sheet: Sheet) -> str:
    rows = ['<table border="1" cellspacing="0"><tbody>']
    for row in sheet.rows:
        cells = []
        for box in row:
            spans = (f' colspan="{box.colspan}"' if box.colspan > 1 else "") + (
                f' rowspan="{box.rowspan}"' if box.rowspan > 1 else ""
            )
            cells.append(f"<td{spans}><p>{html.escape(box.text, quote=False) or '&nbsp;'}</p></td>")
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return "\n".join([*rows, "</tbody></table>"])


def _article(draft: Draft, heading: str, text: str) -> str:
    """The report's own markup. heading, text: how a heading and a paragraph are written, `{}` for their words."""
    forms = {"heading": heading, "paragraph": text, "caption": '<p align="center">{}</p>'}
    return "\n".join(
        _table(block) if isinstance(block, Sheet) else forms[kind].format(html.escape(block, quote=False))
        for kind, block in items(draft)
    )


def _modern(draft: Draft, random: Random) -> str:
    site, day = f"{draft.body.place}人民政府", draft.published
    text = _article(draft, "<p><strong>{}</strong></p>", '<p style="text-indent:2em"><span>{}</span></p>')
    return f"""<!DOCTYPE html><html lang="zh-CN"><head><meta charset="@CHARSET@"><title>{draft.title}_{site}</title>
<meta name="SiteName" content="{site}"><meta name="PubDate" content="{day:%Y-%m-%d} {random.randint(8, 17):02}:{random.randint(0, 59):02}">
<meta name="ContentSource" content="@SOURCE@"><link rel="canonical" href="{draft.body.address(draft.year)}"></head>
<body><header><nav><ul><li><a href="/">首页</a></li><li><a href="/zwgk">政务公开</a></li><li><a href="/hd">互动交流</a></li></ul></nav></header>
<main><div class="path">当前位置：首页 &gt; 政务公开 &gt; 政府信息公开年报</div><article><h1>{draft.title}</h1>
<div class="meta"><span>发布时间：{day:%Y-%m-%d}</span><span>来源：@SOURCE@</span></div><div class="text">{text}</div></article></main>
<footer><p>主办：{site}办公室</p></footer></body></html>"""


def _old_tables(draft: Draft, random: Random) -> str:
    site, day = f"{draft.body.place}人民政府", draft.published
    return f"""<HTML><HEAD><META http-equiv=Content-Type content="text/html; charset=@CHARSET@"><TITLE>{draft.title}</TITLE>
<LINK rel=canonical href="{draft.body.address(draft.year)}"></HEAD>
<BODY><TABLE width=960><TR><TD><A href="/">首页</A> | <A href="/z">走进{draft.body.place}</A> | <A href="/x">政务公开</A></TD></TR>
<TR><TD align=middle><FONT size=4>{draft.title}</FONT></TD></TR>
<TR><TD align=middle>[ 信息来源：@SOURCE@ | 发布日期：{day.year}-{day.month}-{day.day} | 点击数：<SPAN id=n>{random.randint(20, 900)}</SPAN> ]</TD></TR>
<TR><TD>{_article(draft, "<P><B>{}</B></P>", "<P>　　{}</P>")}</TD></TR>
<TR><TD align=right>【<A href="#">打印本页</A>】【<A href="#">关闭窗口</A>】</TD></TR></TABLE>
<P align=center>版权所有：{site}</P></BODY></HTML>"""


def _catalogue(draft: Draft, random: Random) -> str:
    site, day = f"{draft.body.place}人民政府", draft.published
    return f"""<html><head><meta charset="@CHARSET@"><title>{draft.title}</title><link rel="canonical" href="{draft.body.address(draft.year)}"></head>
<body><div id="header"><a href="/">{site}信息公开目录</a></div>
<table class="t1"><tr><td>索 引 号：</td><td>{draft.body.code}-{draft.year}-{random.randint(1, 999):05}</td><td>信息分类：</td><td>年度报告</td></tr>
<tr><td>发布机构：</td><td>@SOURCE@</td><td>发布日期：</td><td>{day.year}年{day.month:02}月{day.day:02}日</td></tr>
<tr><td>名　　称：</td><td colspan="3">{draft.title}</td></tr></table>
<h2>{draft.title}</h2>{_article(draft, "<h3>{}</h3>", "<p>{}</p>")}
<div id="footer">主办单位：{site}</div></body></html>"""


def _word_export(draft: Draft, random: Random) -> str:
    day, office = draft.published, random.choice(OFFICES)
    text = _article(draft, "<p class=MsoNormal><b><span>{}</span></b></p>", "<p class=MsoNormal><span>{}</span></p>")
    return f"""<html><head><meta http-equiv="Content-Type" content="text/html; charset=@CHARSET@"><title>{draft.title}</title>
<link rel="canonical" href="{draft.body.address(draft.year)}"></head><body><ul class="menu"><li><a href="/">网站首页</a></li><li><a href="/a">政府信息公开</a></li></ul>
<div class="bt">{draft.title}</div><div class="xx">时间：{day:%Y/%m/%d}　来源：@SOURCE@　编辑：{office}</div>
<div class=WordSection1>{text}</div><div class="fx">分享到：<a>微信</a><a>微博</a></div>
<div class="foot">{draft.body.place}人民政府主办</div></body></html>"""


LAYOUTS: tuple[Callable[[Draft, Random], str], ...] = (_modern, _old_tables, _catalogue, _word_export)
