"""The generated parts of docs/audit.md: `python -m pipeline.audit.page` brings them up to date."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Callable
from pathlib import Path

from parsers.findings import kinds
from pipeline.audit.config import Tolerances

PAGE = Path("docs/audit.md")


def kinds_table(stage: str) -> str:
    """The kinds of findings that a stage owns, with severity, meaning, example, article of law, why it matters and what to do."""
    lines = [
        "| kind 类别 | 程度 | 含义 meaning | 例 example | 依据 law | 为何要紧 why it matters | 怎么办 what to do |",
        "|---|---|---|---|---|---|---|",
    ]
    for kind, row in kinds().items():
        if row["stage"] == stage:
            names, why, do = (f"{row[f'{name}_zh']}<br>{row[f'{name}_en']}" for name in ("name", "why", "do"))
            cells = (f"`{kind}`", row["severity"], names, row["example_zh"], row["article"], why, do)
            lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines)


def tolerances_table() -> str:
    """The tolerances with their defaults and meanings."""
    lines = ["| 名称 name | 默认 default | 含义 meaning |", "|---|---|---|"]
    for item in dataclasses.fields(Tolerances):
        lines.append(f"| `{item.name}` | {item.default:g} | {item.metadata['zh']} {item.metadata['en']} |")
    return "\n".join(lines)


PARTS: dict[str, Callable[[], str]] = {
    "audit": lambda: kinds_table("audit"),
    "run": lambda: kinds_table("run"),
    "tolerances": tolerances_table,
}
"""The generated parts by the name in their marks, `<!-- name -->` and `<!-- /name -->`."""


def renew(page: str) -> str:
    """The page with its generated parts as they are today."""
    for name, part in PARTS.items():
        begin, end = f"<!-- {name} -->\n", f"<!-- /{name} -->"
        head, rest = page.split(begin, 1)
        page = head + begin + part() + "\n" + end + rest.split(end, 1)[1]
    return page


if __name__ == "__main__":
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else PAGE
    path.write_text(renew(path.read_text(encoding="utf-8")), encoding="utf-8")
