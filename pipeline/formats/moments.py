"""What LibreOffice makes of an old file shows the day of the conversion where the file has a field or formula for it.

Such a date, time or name of a file is not in the file, and another one on another day: it is taken out.
"""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from pipeline.formats.office import Package

FIELDS = frozenset({"DATE", "TIME", "FILENAME"})
"""Fields of Word (ISO/IEC 29500-1, 17.16.5) that LibreOffice fills in anew."""
_FORMULA = re.compile(r"\b(?:TODAY|NOW|RAND|RANDBETWEEN|CELL|INFO)\(", re.I)  # those of Excel that it reckons anew
_SHORTFALL = (
    "随打开时间变化的日期、时间或文件名未读取 (a date, time or file name that changes with each opening is not read)"
)


class ConvertedPackage(Package):
    """An office file that LibreOffice wrote, without what is of the moment. shortfall: says so, once some was met."""

    shortfall: str | None = None

    def read(self, name: str | None) -> Element | None:
        """As `Package.read`."""
        root = super().read(name)
        if root is not None and (drop_fields(root) | drop_formulas(root)):
            self.shortfall = _SHORTFALL
        return root


def drop_fields(root: Element) -> bool:
    """Take the text out of the results of such fields in a part of a docx file; whether there was any."""
    fields: list[str] = []  # the instructions of those that are open, the outermost first
    dropped = False
    for each in root.iter():
        kind = each.get("fldCharType") if each.tag == "fldChar" else None
        if kind == "begin":
            fields.append("")
        elif kind == "end" and fields:
            fields.pop()
        elif each.tag == "instrText" and fields:
            fields[-1] += each.text or ""
        elif each.tag == "t" and each.text and any(_is_of_moment(field) for field in fields):
            each.text, dropped = "", True
    return dropped


def _is_of_moment(instruction: str) -> bool:
    return instruction.partition("\\")[0].strip().upper() in FIELDS


def drop_formulas(root: Element) -> bool:
    """Take the values of such formulas out of a sheet of an xlsx file; whether there was any."""
    dropped = False
    for cell in root.iter("c"):
        value = cell.find("v")
        if value is not None and _FORMULA.search(cell.findtext("f") or ""):
            cell.remove(value)
            dropped = True
    return dropped
