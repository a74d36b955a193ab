"""Office packages (docx, xlsx): parts of XML in a zip, read in memory and within limits.

A part is refused if it unpacks to more than a report can have, has a document type (and so entities), or
is nested deeper than any program writes. Namespaces are left out of the names: those of the transitional
and the strict edition of the standard (ISO/IEC 29500) differ in nothing else that is read here.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from typing import Any
from xml.etree.ElementTree import Element, TreeBuilder
from xml.etree.ElementTree import ParseError as XMLError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from parsers.records import ParseError

MAX_ENTRIES = 10_000
MAX_UNPACKED = 40_000_000  # bytes of all parts that are read
MAX_ELEMENTS, MAX_DEPTH = 1_000_000, 120  # of a part
_ENTRY = b"PK\x01\x02"
_UNSOUND = (zipfile.BadZipFile, NotImplementedError, ValueError, OSError)


class Package:
    """An office file. Raises ParseError, here and when a part is read, if it is damaged or beyond the limits."""

    def __init__(self, data: bytes) -> None:
        if data.count(_ENTRY) > MAX_ENTRIES:
            raise ParseError(f"压缩包内文件过多 (too many files in the package): > {MAX_ENTRIES}")
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _UNSOUND as error:
            raise _damaged(error) from error
        self._names = frozenset(self._zip.namelist())
        self._left = MAX_UNPACKED

    def find_format(self) -> str | None:
        """docx or xlsx, or ofd (GB/T 33190), which is not read; None if the package is none of them."""
        if "OFD.xml" in self._names:
            return "ofd"
        if "_rels/.rels" not in self._names:
            return None
        main = self.find_part("", "officeDocument") or ""
        return {"word": "docx", "xl": "xlsx"}.get(main.partition("/")[0])

    def find_part(self, part: str, kind: str) -> str | None:
        """The name of the first part of a `kind` that `part` is related to ("" for the package itself)."""
        return next((name for type_, name in self.find_related(part).values() if type_ == kind), None)

    def find_related(self, part: str) -> dict[str, tuple[str, str]]:
        """Id → kind and name of each part of this package that `part` is related to."""
        folder, name = posixpath.split(part)
        root = self.read(posixpath.join(folder, "_rels", f"{name}.rels"))
        related = {}
        for each in root if root is not None else ():
            target = posixpath.normpath(posixpath.join("/", folder, each.get("Target") or ""))[1:]
            if each.get("TargetMode") != "External":
                related[each.get("Id") or ""] = ((each.get("Type") or "").rpartition("/")[2], target)
        return related

    def read(self, name: str | None) -> Element | None:
        """The root of a part, names without namespaces; None if there is no such part."""
        data = self.read_bytes(name)
        return None if data is None else _parse(data)

    def read_bytes(self, name: str | None) -> bytes | None:
        """A part as it is; None if there is no such part."""
        if name not in self._names or name is None:
            return None
        try:
            # Office programs write no other methods, and those unpack without a limit.
            if self._zip.getinfo(name).compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise NotImplementedError("compression method")
            with self._zip.open(name) as file:
                data = file.read(self._left + 1)
        except (*_UNSOUND, zlib.error, EOFError, RuntimeError) as error:
            raise _damaged(error) from error
        self._left -= len(data)
        if self._left < 0:
            limit = f"{MAX_UNPACKED / 1e6:.0f} MB"
            raise ParseError(f"解压后超过大小上限 (unpacks to more than the limit): > {limit}")
        return data


class _Builder(TreeBuilder):
    """Builds a tree of limited size and depth."""

    def __init__(self) -> None:
        super().__init__()
        self.depth = self.elements = 0

    def start(self, tag: str, attrs: dict[Any, Any], /) -> Element:
        self.depth += 1
        self.elements += 1
        if self.depth > MAX_DEPTH or self.elements > MAX_ELEMENTS:
            raise ParseError("XML 嵌套过深或过大 (XML nested too deep, or with too many elements)")
        local = {name.rpartition("}")[2]: value for name, value in attrs.items()}
        return super().start(tag.rpartition("}")[2], local)

    def end(self, tag: str, /) -> Element:
        self.depth -= 1
        return super().end(tag.rpartition("}")[2])


def _parse(data: bytes) -> Element:
    parser = DefusedXMLParser(target=_Builder(), forbid_dtd=True)
    try:
        parser.feed(data)
        root: Element = parser.close()
    except DefusedXmlException as error:
        raise ParseError(
            "XML 中有实体或文档类型声明,拒绝读取 (XML with entities or a document type is refused)"
        ) from error
    except (XMLError, LookupError, ValueError) as error:
        raise _damaged(error) from error
    return root


def _damaged(error: Exception) -> ParseError:
    return ParseError(f"文件已损坏或有密码 (the file is damaged, or has a password): {error}"[:300])
