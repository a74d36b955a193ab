"""What lies beside the tables: the dictionary of columns for readers, the data package for programs.

Both are derived from `pipeline.dataset.schema` and the codebook of indicators, so that they cannot disagree
with what is written. The data package follows https://datapackage.org (Frictionless, version 2).
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from parsers.codebook import Indicator, codebook
from pipeline.dataset.schema import Field, Table, tables

NAME = "nianbao"
_FRICTIONLESS = {str: "string", int: "integer", float: "number", bool: "boolean", date: "date"}
_KINDS = {str: "文本 string", int: "整数 integer", float: "数值 number", bool: "是非 boolean", date: "日期 date"}
_INTRODUCTION = """\
# 数据字典 · Data dictionary

由程序声明生成,请勿手改。 Generated from the program's declarations (`python -m pipeline.dataset.dictionary`); do not edit.

`start_char` 与 `end_char` 是同一文档 `reports.text` 中的字符位置(从 0 起,不含末位)。
Offsets count characters of `reports.text` of the same document, from 0, end exclusive.
"""


def dictionary() -> str:
    """The dictionary page in Markdown: every table, column and indicator in Chinese and English."""
    parts = [_INTRODUCTION, *[_table_section(table) for table in tables().values()], _indicator_section()]
    return "\n".join(parts)


def _table_section(table: Table) -> str:
    lines = [
        f"## {table.name} · {table.zh}\n",
        f"{table.en}. Key 主键: {', '.join(f'`{name}`' for name in table.key)}\n",
        "| column 列 | type 类型 | null 可空 | 说明 | description |",
        "|---|---|---|---|---|",
        *[_row(_column_cells(field)) for field in table.fields],
    ]
    return "\n".join(lines) + "\n"


def _column_cells(field: Field) -> list[str]:
    about = field.about
    unit = f" ({about.unit})" if about.unit else ""
    domain = f": {' '.join(f'`{value}`' for value in about.domain)}" if about.domain else ""
    null = "是 yes" if field.nullable else "否 no"
    return [f"`{field.name}`", _KINDS[field.type] + unit, null, about.zh, about.en + domain]


def _indicator_section() -> str:
    lines = [
        "## 指标 · Indicators\n",
        "`observations.indicator`, `counts.indicator`\n",
        "| indicator 指标 | 名称 | name | unit 单位 | part of 属于 | definition |",
        "|---|---|---|---|---|---|",
        *[_row(_indicator_cells(indicator)) for indicator in codebook().values()],
    ]
    return "\n".join(lines) + "\n"


def _indicator_cells(indicator: Indicator) -> list[str]:
    parent = f"`{indicator.parent}`" if indicator.parent else ""
    names = [indicator.label_zh, indicator.label_en]
    return [f"`{indicator.id}`", *names, indicator.unit, parent, indicator.definition]


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def data_package() -> str:
    """The `datapackage.json` of a dataset."""
    package = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": NAME,
        "title": "政府信息公开工作年度报告数据集 · Annual reports on government information disclosure, China",
        "description": "What annual reports of Chinese government bodies on information disclosure state, "
        "each value with its place in the text.",
        "resources": [_resource(table) for table in tables().values()],
    }
    return json.dumps(package, ensure_ascii=False, indent=2) + "\n"


def _resource(table: Table) -> dict[str, Any]:
    schema: dict[str, Any] = {"fields": [_field(table, field) for field in table.fields], "primaryKey": table.key}
    if table.name != "reports":
        reference = {"resource": "reports", "fields": ["doc_id"]}
        schema["foreignKeys"] = [{"fields": ["doc_id"], "reference": reference}]
    return {
        "name": table.name,
        "path": f"{table.name}.parquet",
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "title": table.zh,
        "description": table.en,
        "schema": schema,
    }


def _field(table: Table, field: Field) -> dict[str, Any]:
    about = field.about
    constraints: dict[str, Any] = {}
    if not field.nullable:
        constraints["required"] = True
    if table.key == (field.name,):
        constraints["unique"] = True
    if about.domain:
        constraints["enum"] = about.domain
    described = {"name": field.name, "type": _FRICTIONLESS[field.type], "title": about.zh, "description": about.en}
    if about.unit:
        described["unit"] = about.unit
    return described | ({"constraints": constraints} if constraints else {})


def is_data_package(path: Path) -> bool:
    """Whether a file is the data package of a dataset of ours."""
    try:
        package = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(package, dict) and package.get("name") == NAME


if __name__ == "__main__":
    print(dictionary(), end="")
