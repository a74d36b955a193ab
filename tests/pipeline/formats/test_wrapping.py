"""Text that a converter wrapped."""

from __future__ import annotations

import re

from pipeline.formats.wrapping import unwrap

PARAGRAPHS = [
    "    松岭县水务局依照《中华人民共和国政府信息公开条例》编制2020年度报告，全年主动公开政府信息136条，其中政府网站98条，微信公众号38条，公开栏12条。",
    "    一、总体情况",
    "    水库水位每日一报，群众查得到、看得懂。联系电话0000-12345678，传真0000-87654321，来信请寄松岭县河东路9号水务局办公室，邮编000000。",
    "    （一）主动公开。对现行文件进行年度清理，失效文件及时标注，全年清理文件42件，废止7件，修改3件，其余继续有效。另有一段用来凑满行数的文字，说明水旱灾害防御的安排。",
    "    县水务局每季度检查一次各水管站的公开栏，对更新不及时的当场指出，限期三日改正，检查结果在局务会上通报，并记入年终考核的分值之中。",
]


def wrap(paragraph: str, width: int) -> list[str]:
    """Break where the width is full, as a converter does; numbers stay whole."""
    lines, line, columns = [], "", 0
    for word in re.findall(r"[0-9A-Za-z-]+|.", paragraph):
        size = sum(2 if char > "\u2000" else 1 for char in word)
        if columns + size > width and word not in "，。、":
            lines.append(line)
            line, columns = "", 0
        line, columns = line + word, columns + size
    return [*lines, line]


def test_paragraphs_come_back_whole() -> None:
    wrapped = [line for paragraph in PARAGRAPHS for line in wrap(paragraph, 56)]
    assert len(wrapped) > 2 * len(PARAGRAPHS)
    assert unwrap(wrapped) == PARAGRAPHS


def test_a_page_number_within_a_paragraph_comes_behind_it() -> None:
    wrapped = [line for paragraph in PARAGRAPHS for line in wrap(paragraph, 56)]
    wrapped[1:1] = ["", "                - 1 -", ""]
    assert unwrap(wrapped) == [PARAGRAPHS[0], "", "                - 1 -", "", *PARAGRAPHS[1:]]


def test_rows_of_tables_stay_as_printed() -> None:
    table = [
        "    信息内容       本年制发件数     本年废止件数     现行有效件数",
        "规章                   0             0             0",
    ]
    wrapped = [line for paragraph in PARAGRAPHS for line in wrap(paragraph, 56)]
    assert unwrap([*wrapped, *table]) == [*PARAGRAPHS, *table]


def test_text_that_is_not_wrapped_stays_as_it_is() -> None:
    short = ["一、总体情况", "公开12条。", "二、申请", "收到3件。", "三、收费", "无。", "松岭县水务局"]
    assert unwrap(PARAGRAPHS) == PARAGRAPHS
    assert unwrap(short) == short
