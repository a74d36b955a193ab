"""Made pages of portals: lists in their several ways, reports, and what is no report. All invented."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

SENTENCE = "本机关全年主动公开政府信息12条,收到政府信息公开申请3件,均已按时答复。"
Row = tuple[str, str, str]
"""Address, title, date of an entry."""


def title_of(number: int) -> str:
    """The title of a made report."""
    return f"松岭县第{number}局{2010 + number % 12}年政府信息公开工作年度报告"


def rows_of(numbers: Iterable[int], path: str = "/art/{}.html") -> list[Row]:
    """Entries of a list."""
    return [(path.format(number), title_of(number), f"{2011 + number % 12}-01-20") for number in numbers]


def items(rows: Sequence[Row], quote: str = '"') -> str:
    """Entries as list items."""
    return "\n".join(
        f"<li><a href={quote}{url}{quote} title={quote}{title}{quote}>{title[:14]}…</a><span>{day}</span></li>"
        for url, title, day in rows
    )


def page(body: str, title: str = "政府信息公开年报_松岭县人民政府", charset: str = "utf-8") -> str:
    """A page of a portal around a body."""
    menu = "".join(
        f'<a href="/{name}/">{words}</a>' for name, words in (("zn", "政府信息公开指南"), ("zd", "政策法规"))
    )
    return (
        f'<!DOCTYPE html><html><head><meta charset="{charset}"><title>{title}</title></head>'
        f"<body><div>{menu}</div>{body}<div>版权所有 松岭县</div></body></html>"
    )


def trs(rows: Sequence[Row], count: int, current: int = 0) -> str:
    """A page of a TRS list."""
    return page(f'<ul>{items(rows)}</ul><script>createPageHTML({count}, {current}, "index", "shtml");</script>')


def ucap(rows: Sequence[Row], count: int, current: int = 1) -> str:
    """A page of a list that is counted from 1."""
    call = f"createPageHTML('page_div',{count}, {current},'list','shtml',{count * len(rows)});"
    return page(f"<ul>{items(rows)}</ul><div id='page_div'></div><script>{call}</script>")


def records(rows: Sequence[Row]) -> str:
    """Entries as records of a store."""
    quoted = (f"<li><a href='{url}' title='{title}'>{title}</a><span>{day}</span></li>" for url, title, day in rows)
    return "".join(f"<record><![CDATA[{each}]]></record>" for each in quoted)


def jcms(rows: Sequence[Row], total: int, per_page: int) -> str:
    """A column with an XML store and a call that tells how to get the rest."""
    store = f"<datastore><totalrecord>{total}</totalrecord><recordset>{records(rows)}</recordset></datastore>"
    call = (
        "$('#7701').jpage({themeName:'default',showMode:'full',openCookies:false,dataBefore:'',dataStore:InitData7701,"
        f"dataAfter:'',groupSize:3,totalRecord:{total},perPage:{per_page},proxyUrl:'/module/web/jpage/dataproxy.jsp',"
        "ajaxParam:{col:1,webid:3,path:'/',columnid:5501,sourceContentType:1,unitid:'7701',webname:'松岭县',"
        "permissiontype:0}});"
    )
    return page(f'<div id="7701"><script type="text/xml">{store}</script></div><script>{call}</script>')


def jcms_group(rows: Sequence[Row], following: str | None = None) -> str:
    """An answer of dataproxy.jsp, with the address of the next group if there is one."""
    link = f'<nextgroup><![CDATA[<a href="{following}"></a>]]></nextgroup>' if following else ""
    return f"<?xml version='1.0' encoding='UTF-8'?><datastore>{link}<recordset>{records(rows)}</recordset></datastore>"


def form_list(rows: Sequence[Row], count: int, current: int) -> str:
    """A list that a script turns by sending a form."""
    fields = f'<input type="hidden" name="pageNo" value="{current}"><input type="hidden" name="columnId" value="88">'
    pager = f'<a href="javascript:goPage({current + 1})">下一页</a> 共<b>{count}</b>页'
    return page(f'<form action="/list.do" method="post">{fields}</form><ul>{items(rows)}</ul><div>{pager}</div>')


def plain(rows: Sequence[Row], following: str | None) -> str:
    """A list with a link to its next page."""
    return page(f"<ul>{items(rows)}</ul>" + (f'<a href="{following}">下一页</a>' if following else ""))


def json_list(rows: Sequence[Row], total: int) -> str:
    """An answer of a JSON interface."""
    results = [{"title": title, "url": url, "publishedTimeStr": f"{day} 09:00:00"} for url, title, day in rows]
    return json.dumps({"code": 200, "data": {"total": total, "results": results}}, ensure_ascii=False)


def report(title: str, extra: str = "", charset: str = "utf-8") -> str:
    """The page of a report."""
    paragraphs = "".join(f"<p>{name}</p><p>{SENTENCE * 4}</p>" for name in ("一、总体情况", "二、主动公开政府信息情况"))
    return page(f"<h1>{title}</h1><p>发布时间:2021-01-20</p>{paragraphs}{extra}", f"{title}_松岭县", charset)
