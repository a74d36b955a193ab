"""Reports whose every string tries to be more than text: markup, scripts, addresses that run, unseen characters."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from parsers.findings import finding
from parsers.records import Cell, Check, Count, Identity, Observation, Outcome, Provenance, Report, Section

EVIL = (
    '<script>document.title="run"</script></script><img src=x onerror="document.title=\'run\'">'
    "\"'><svg onload=document.title='run'>&lt;b&gt;{{7*7}}{%raw%}javascript:document.title='run'"
    "<!--]]>\u2028\u2029\u202e321\u202c\u200f\x00\x1b[31m`${1}`<style>*{display:none}</style>"
    '<meta http-equiv="refresh" content="0;url=http://evil.example/"><base href="http://evil.example/">'
)
ADDRESSES = (
    "javascript:document.title='run'",
    "JaVaScRiPt:document.title='run'",
    "data:text/html,<script>document.title='run'</script>",
    "http://a.gov.cn/\"onmouseover=\"document.title='run'",
    "https://www.a.gov.cn/b?c=1&d=<2>",
    "//evil.example/x",
)
SHOWN_ADDRESSES = {3, 4}
"""Those of ADDRESSES that may be linked to."""


def hostile_report(number: int = 1, url: str | None = ADDRESSES[0]) -> Report:
    """A report in which a reader's strings are all EVIL and its text ends with it."""
    line = EVIL.replace("\n", " ")
    heading = f"一、总体情况{line}"
    text = f"{heading}\n公开12条{line}\n7\t{line}\t\n{line}"
    count, cell = text.index("12"), text.index("\n7\t") + 1
    label = line.replace("\t", " ")
    return Report(
        Provenance(f"{number:016x}", f"{number}{line}.html", 1, f"{number:064x}", url, "html", "utf-8"),
        Identity(
            "annual_report", title=line, agency=f"某局{line}", agency_id=f"110000.{line}", sector="finance", level="county",
            region_name=line, adcode="110000", province=line, prefecture=line, county=line, report_year=2021,
            published=date(2022, 1, 31), hijacked=True, spam=line,
        ),
        Outcome("2021", text, "partial", line, "1"),
        sections=(Section(0, 1, "overview", None, heading, 0, len(text), 10),),
        counts=(
            Count(0, count, count + 2, "12", 12, line, ">", line, line, "disclosed", "year", None, "overview", line),
        ),
        cells=(
            Cell("2021", "active", 0, "regulations", "issued", label, 7, label, "7", "printed", cell, cell + 1),
            Cell("2021", "active", 0, "normative", "*", label, None, None, label, "ambiguous", None, None),
            Cell("2021", "active", 0, "local.1", "issued", label, None, None, label, "not_applicable", None, None),
        ),
        observations=(Observation("disclosed", 12, "条", ">", "count", None, line, "stated", count, count + 2, 2, False),),
        checks=(Check("issued_in_force_or_repealed", "active/regulations", 3, 2, 1, 0, False),),
        findings=(
            finding("page.hijacked", count, len(text), spam=line),
            replace(finding("unread.label", table_zh="表", table_en="table", label=line), related=f"{number:016x};{line}"),
        ),
    )  # fmt: skip
