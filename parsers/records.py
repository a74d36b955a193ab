"""The records: what is known of a document, declared once.

Each field of a written table carries its description in Chinese and English and, where it has one,
its unit and its domain of values. The Arrow schema, the validation, the codebook page and the data
package are derived from these classes by `pipeline.dataset.schema`; nothing else names a column.

Offsets (`start_char`, `end_char`) are Python string offsets into the cleaned text of the document,
end exclusive.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

DOC_TYPES = ("annual_report", "plan", "notice", "guide", "other")
LEVELS = ("central", "province", "prefecture", "county", "township")
REGIMES = ("2008", "2014", "2019", "2021")
SECTION_KEYS = ("overview", "active", "requests", "fees", "proceedings", "problems", "other", "topic")
BOUNDS = (">", "<", "~")
SCOPES = ("year", "cumulative", "previous", "target", "share", "growth")
FORM_TABLES = ("active", "requests", "proceedings", "statistics")
CELL_STATUSES = ("printed", "blank", "not_applicable", "inferred", "ambiguous")
UNPLACED = "*"
"""The row, or the column, of a cell that stands for values without a certain one."""
SEVERITIES = ("error", "warning", "info")
STATUSES = ("ok", "partial", "failed")


@dataclass(frozen=True, slots=True)
class Column:
    """What a column of the dataset means. `domain`: the only values allowed, if they are few."""

    zh: str
    en: str
    unit: str | None = None
    domain: tuple[str, ...] = ()


def column(
    zh: str, en: str, *, unit: str | None = None, domain: tuple[str, ...] = (), default: Any = dataclasses.MISSING
) -> Any:
    """A dataclass field that is a column of the dataset, described in Chinese and English."""
    return field(default=default, metadata={"column": Column(zh, en, unit, domain)})


class ParseError(Exception):
    """A document, or a place in it, is there but cannot be read; `str(error)` says why, for a user."""


class Span(NamedTuple):
    """A stretch of the document's text, end exclusive."""

    start: int
    end: int


# --- what the stages before parsing hand over -------------------------------------------------------


class GridCell(NamedTuple):
    """A cell of a table as it stands on the page: its place in the grid and its span in the text.

    `row` and `column` count from 0 and are where a browser lays the cell out, `rowspan` and `colspan`
    what it covers there. An empty cell has an empty span.
    """

    row: int
    column: int
    rowspan: int
    colspan: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of the page, its cells in reading order, and the span of text that it is laid out in."""

    cells: tuple[GridCell, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Document:
    """A cleaned document: what the parsers read.

    text: one string, boilerplate and markup gone; a table row is a line, its cells parted by tabs.
    tables: the grids of the page, in reading order; empty for plain text.
    title: the report's title as printed, if one was found.
    metadata: lines and tags about the page, as printed, under these keys where they are present:
        `published` (发布时间, 日期, PubDate), `issued` (发文日期, 成文日期), `source` (来源),
        `publisher` (发布机构), `author`, `index_no` (索引号), `document_no` (文号), `url`,
        `page_title` (the title tag or first line), `site` (name of the site), `breadcrumb`, `footer`.
    boilerplate: the lines that cleaning took out, in order; weak evidence of whose page it is, and
        where spam shows.
    name: the path of the source; weak evidence.
    shortfall: what of the file is missing here, in a user's words; None if it was read whole.
    """

    text: str
    tables: tuple[Grid, ...] = ()
    title: str | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)
    boilerplate: tuple[str, ...] = ()
    name: str = ""
    shortfall: str | None = None


# --- the tables that are written ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a document came from."""

    doc_id: str = column(
        "文档编号:源文件 SHA-256 的前16位十六进制数", "First 16 hex digits of the SHA-256 of the source's bytes"
    )
    source: str = column("源文件相对输入目录的路径", "Path relative to the input root, with /")
    copies: int = column("内容完全相同的源文件个数", "How many sources have these same bytes", unit="个")
    sha256: str | None = column("源文件的 SHA-256", "SHA-256 of the source's bytes")
    url: str | None = column("下载地址(如已知)", "Where it was downloaded from, if known")
    format: str = column("文件格式", "Format of the source: txt, html …")
    encoding: str | None = column("字符编码", "Character encoding it was read in")
    attached_to: str | None = column(
        "所属页面的文档编号(本文档是该页面的附件)", "doc_id of the page that it is an attachment of", default=None
    )


@dataclass(frozen=True, slots=True)
class Identity:
    """Whose report it is, of where and when, and whether it is one at all."""

    doc_type: str = column("文档类型", "What kind of document it is", domain=DOC_TYPES)
    title: str | None = column("标题(原文)", "Title as printed", default=None)
    agency: str | None = column("报告机关全称(简体)", "The body whose report it is", default=None)
    agency_id: str | None = column(
        "机关编号:同一地区同一职能,历年更名不变(见 parsers/identity/agency_ids.py)",
        "Id that joins the reports of an agency over years and renamings: place.line",
        default=None,
    )
    sector: str | None = column("所属领域", "Field of the body: culture_tourism, education …", default=None)
    level: str | None = column("行政层级", "Administrative level of the body", domain=LEVELS, default=None)
    region_name: str | None = column("地区全称", "Path of the region from the province down", default=None)
    adcode: str | None = column(
        "行政区划代码(GB/T 2260,以报告年度为准)", "GB/T 2260 code as of the report year", default=None
    )
    province: str | None = column("省级", "Province", default=None)
    prefecture: str | None = column("地级", "Prefecture", default=None)
    county: str | None = column("县级", "County", default=None)
    report_year: int | None = column("报告年度", "The year reported on", unit="年", default=None)
    published: date | None = column("页面发布日期", "Date of publication printed on the page", default=None)
    hijacked: bool = column("页面是否被植入博彩等垃圾信息", "Whether foreign spam stands on the page", default=False)
    spam: str | None = column("植入的垃圾文字,以分号分隔", "The foreign strings found, joined with ;", default=None)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of reading the document."""

    regime: str | None = column("报告所用格式", "Form the report is written in", domain=REGIMES)
    text: str = column("清理后的正文(原文字符)", "The cleaned text as printed")
    status: str = column("读取状态", "Whether the document could be read", domain=STATUSES)
    error: str | None = column("未能读取的原因", "Why it is not ok, in words")
    parser_version: str = column("解析程序版本", "Version of the program that read it")


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the text under it."""

    section_no: int = column("章节序号(从0起)", "Order in the document, from 0")
    level: int = column("标题级别(1为最高)", "Level of the heading, 1 = top")
    section_key: str = column("对应的法定章节", "The nearest statutory section", domain=SECTION_KEYS)
    also: str | None = column("标题同时涵盖的其他章节,以分号分隔", "Further keys the heading covers, joined with ;")
    heading: str = column("标题(原文)", "The heading as printed")
    start_char: int = column("起始位置", "Start of heading and body in the text", unit="字符")
    end_char: int = column("结束位置", "End of heading and body in the text", unit="字符")
    chars: int = column("正文长度", "Length of the body", unit="字符")


@dataclass(frozen=True, slots=True)
class Count:
    """One quantity stated in running text."""

    count_no: int = column("计数序号(从0起)", "Order in the document, from 0")
    start_char: int = column("数字起始位置", "Start of the number in the text", unit="字符")
    end_char: int = column("数字结束位置", "End of the number in the text, 万 and 亿 included", unit="字符")
    raw: str = column("原文数字", "The number as printed")
    value: float = column("数值(基本单位)", "Its plain value in the unit's base")
    unit: str | None = column("量词;金额为元", "Measure word; 元 for amounts of money")
    bound: str | None = column("界限:>多于 <少于 ~约", "> open upwards, < open downwards, ~ about", domain=BOUNDS)
    noun: str | None = column("所计对象", "What is counted")
    quote: str = column("所在分句", "Its clause")
    indicator: str | None = column("指标(见 indicators.csv)", "Id from the codebook, if it is one")
    scope: str = column("统计口径", "Which time or base the figure is of", domain=SCOPES)
    part_of: int | None = column("所属总数的计数序号", "count_no of the total that it is a part of")
    section_key: str | None = column("所在章节", "Statutory section it stands in", domain=SECTION_KEYS)
    rule: str | None = column("判定规则编号", "Id of the rule that classified it")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of an official form."""

    form: str = column("表格版本", "Edition of the form", domain=("2014", "2019", "2021"))
    form_table: str = column("表", "Table of the form", domain=FORM_TABLES)
    instance: int = column("同一页面上的第几份(从0起)", "0; 1 for a second report's table on the page")
    row_id: str = column("行(见 forms.json)", "Row of the form; local.N for rows a place added")
    column_id: str = column("列(见 forms.json)", "Column of the form; * where a row's values have no certain place")
    label: str = column("行标签(原文)", "The row's label as printed")
    value: float | None = column("数值(表中所印单位)", "Value in the printed unit, null if blank")
    unit: str | None = column("表中所印单位", "Unit printed beside the value or in the header")
    raw: str = column("原文(位置不定的一行:各值)", "As printed; all values of a row without a certain place")
    status: str = column("读取状态", "How certain its place is", domain=CELL_STATUSES)
    start_char: int | None = column("起始位置", "Start of the value, or of the row's values, in the text", unit="字符")
    end_char: int | None = column("结束位置", "End of the value, or of the row's values, in the text", unit="字符")


@dataclass(frozen=True, slots=True)
class Observation:
    """The one best value of an indicator in a report."""

    indicator: str = column("指标", "Id from the codebook")
    value: float = column("数值", "Value in the codebook's unit")
    unit: str = column("单位", "Unit of the codebook")
    bound: str | None = column("界限", "> < ~ or null", domain=BOUNDS)
    origin: str = column("来自表格或正文", "Read from a cell or from running text", domain=("cell", "count"))
    cell: str | None = column("单元格:表/行/列", "table/row/column of the cell")
    rule: str | None = column("判定规则编号", "Id of the rule that classified the count")
    status: str = column("读取状态", "The cell's status, or `stated`", domain=("printed", "inferred", "stated"))
    start_char: int = column("证据起始位置", "Start of the evidence in the text", unit="字符")
    end_char: int = column("证据结束位置", "End of the evidence in the text", unit="字符")
    mentions: int = column("出现次数", "How many places state it", unit="处")
    agree: bool = column("各处是否一致", "False if they disagree")


@dataclass(frozen=True, slots=True)
class Check:
    """An accounting identity that was tested."""

    check_id: str = column("勾稽关系", "The identity")
    scope: str = column("检验的行、列或块", "Row, column or block it was tested on")
    left_value: float | None = column("左边", "Left side")
    right_value: float | None = column("右边", "Right side")
    difference: float | None = column("差额", "Left minus right")
    blank_terms: int = column("空白分项数", "How many parts were blank", unit="个")
    passed: bool | None = column("是否成立", "Null where the total is missing")


@dataclass(frozen=True, slots=True)
class Finding:
    """A thing that an auditor should look at. Made by `parsers.findings.finding`."""

    kind: str = column("类别", "Kind, from findings.csv")
    severity: str = column("严重程度", "How serious it is", domain=SEVERITIES)
    message_zh: str = column("说明(中文)", "What was found, in Chinese")
    message_en: str = column("说明(英文)", "What was found, in English")
    start_char: int | None = column("证据起始位置", "Start of the evidence in the text", unit="字符")
    end_char: int | None = column("证据结束位置", "End of the evidence in the text", unit="字符")
    related: str | None = column("相关文档编号,以分号分隔", "Other documents it is about, joined with ;")
    subject: str | None = column(
        "所指的章节、指标、单元格或范围",
        "What it is about: a section key, an indicator, a cell as table/row/column, the scope of a check",
        default=None,
    )


@dataclass(frozen=True, slots=True)
class Report:
    """Everything read from one document: a row of each table or more."""

    provenance: Provenance
    identity: Identity
    outcome: Outcome
    sections: tuple[Section, ...] = ()
    counts: tuple[Count, ...] = ()
    cells: tuple[Cell, ...] = ()
    observations: tuple[Observation, ...] = ()
    checks: tuple[Check, ...] = ()
    findings: tuple[Finding, ...] = ()
