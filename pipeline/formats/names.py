"""What the extension of a name says that a file is. The content has the last word."""

from __future__ import annotations

FORMATS = {
    ".txt": "txt",
    **dict.fromkeys((".html", ".htm", ".shtml", ".xhtml"), "html"),
    **dict.fromkeys((".mhtml", ".mht"), "mhtml"),
    **dict.fromkeys((".docx", ".docm"), "docx"),
    **dict.fromkeys((".xlsx", ".xlsm"), "xlsx"),
    **dict.fromkeys((".doc", ".wps"), "doc"),
    ".rtf": "rtf",
    **dict.fromkeys((".xls", ".et"), "xls"),
    ".pdf": "pdf",
    ".ofd": "ofd",
}
PAGES = frozenset({"html", "mhtml", "txt"})  # formats that are no attachment of another
OLD = frozenset({"doc", "rtf", "xls"})  # formats that LibreOffice converts
MAX_BYTES = 50_000_000  # larger files are not read
