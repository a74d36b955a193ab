"""What is lost when a report comes in another format: annotated documents converted, read, and scored beside their originals.

    python benchmarks/conversions.py tests/gold [--formats docx,xlsx,mhtml] [--errors 20] [--keep FOLDER]

DOCX, DOC, RTF, XLSX and XLS are written by LibreOffice, PDF and saved pages (MHTML) by Chromium; mhtml is the page wrapped as it is, and
ZIP and WARC hold the pages as they are.
Each format is compared with the originals of the documents that it was made of: F1 of the tallies, and the facts about a
document that were right in the original and are not in the copy.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from pipeline.engine import run  # noqa: E402
from pipeline.formats import read_page  # noqa: E402
from pipeline.measuring.evaluate import evaluate, read_dataset  # noqa: E402
from pipeline.measuring.gold import Annotated, read_gold  # noqa: E402
from pipeline.measuring.scores import Score  # noqa: E402

TALLIES = ("sections", "counts", "indicators", "cells", "observations")
SECONDS_EACH, SECONDS_START = 10, 60
FILTERS = {
    ("html", "docx"): ("HTML (StarWriter)", "docx:MS Word 2007 XML"),
    ("html", "doc"): ("HTML (StarWriter)", "doc:MS Word 97"),
    ("html", "rtf"): ("HTML (StarWriter)", "rtf:Rich Text Format"),
    ("html", "xlsx"): ("HTML (StarCalc)", "xlsx:Calc MS Excel 2007 XML"),
    ("html", "xls"): ("HTML (StarCalc)", "xls:MS Excel 97"),
    ("txt", "docx"): ("Text (encoded):UTF8,LF,,,", "docx:MS Word 2007 XML"),
    ("txt", "doc"): ("Text (encoded):UTF8,LF,,,", "doc:MS Word 97"),
    ("txt", "rtf"): ("Text (encoded):UTF8,LF,,,", "rtf:Rich Text Format"),
}
_SCRIPT = re.compile(r"</?noscript\b[^<>]*>|<script\b.*?</script\s*>", re.I | re.S)
_CHARSET = re.compile(r"""(<meta\b[^<>]*?charset\s*=\s*["']?)[\w-]+""", re.I)
Make = Callable[[Sequence[Annotated], Path], list[Annotated]]


@dataclass(frozen=True, slots=True)
class Comparison:
    """How a format was read beside its originals, over the same documents."""

    original: Score
    copy: Score

    def differences(self) -> dict[str, float]:
        """Tally → F1 of the copies less F1 of the originals."""
        ours, theirs = self.copy.figures(), self.original.figures()
        return {name: ours[f"{name}.f1"] - theirs[f"{name}.f1"] for name in TALLIES if f"{name}.f1" in theirs}

    def lost_facts(self) -> list[str]:
        """What was right in the original and is not in the copy, a line each."""
        known = {(miss.measure, miss.document) for miss in self.original.misses}
        return [
            f"{miss.document}: {miss.measure}: got {miss.got}, want {miss.want}"
            for miss in self.copy.misses
            if miss.measure in self.copy.facts and (miss.measure, miss.document) not in known
        ]

    def new_misses(self) -> list[str]:
        """Every disagreement of the copies that the originals do not have, a line each."""
        known = set(self.original.misses)
        return [
            f"{miss.document}: {miss.measure}: got {miss.got}, want {miss.want}"
            for miss in self.copy.misses
            if miss not in known
        ]


def compare(documents: Sequence[Annotated], make: Make, folder: Path) -> Comparison | None:
    """Make copies of the documents in `folder` and score both; None if none of them can be had in the format."""
    copies = make(documents, folder / "in")
    if not copies:
        return None
    names = {copy.name for copy in copies}
    originals = [document for document in documents if document.name in names]
    run([document.page for document in originals if document.page], folder / "original")
    run([folder / "in"], folder / "copy")
    return Comparison(
        evaluate(read_dataset(folder / "original"), originals), evaluate(read_dataset(folder / "copy"), copies)
    )


# --- the formats --------------------------------------------------------------------------------------------


def kind_of(document: Annotated) -> str:
    """html or txt, as the document is read; another format as its name has it."""
    if document.page is None or document.page.suffix not in (".html", ".htm", ".txt"):
        return ""
    return read_page(document.page.name, document.page.read_bytes()).format


def copy_of(document: Annotated, path: Path) -> Annotated:
    return replace(document, page=path, doc_id=hashlib.sha256(path.read_bytes()).hexdigest()[:16])


def file_name(document: Annotated) -> str:
    return document.name.replace("/", "-")


def by_libreoffice(extension: str) -> Make:
    """Have LibreOffice convert all documents of a kind in one go."""

    def make(documents: Sequence[Annotated], folder: Path) -> list[Annotated]:
        copies = []
        for kind in ("html", "txt"):
            some = [document for document in documents if kind_of(document) == kind]
            if some and (kind, extension) in FILTERS:
                convert(some, folder, *FILTERS[kind, extension], kind)
                copies += [copy_of(each, folder / f"{file_name(each)}.{extension}") for each in some]
        return sorted(copies, key=lambda each: each.name)

    return make


def convert(documents: Sequence[Annotated], folder: Path, read_as: str, write_as: str, kind: str) -> None:
    """Write each document to `folder` by one run of LibreOffice; raises RuntimeError if one is missing after it."""
    with tempfile.TemporaryDirectory(prefix="nianbao-") as work:
        sources = Path(work) / "in"
        sources.mkdir()
        for document in documents:
            (sources / f"{file_name(document)}.{kind}").write_bytes(as_given(document, kind))
        order = ["soffice", f"-env:UserInstallation={(Path(work) / 'profile').as_uri()}", "--headless", "--norestore"]
        order += [f"--infilter={read_as}", "--convert-to", write_as, "--outdir", str(folder)]
        order += map(str, sorted(sources.iterdir()))
        seconds = SECONDS_START + SECONDS_EACH * len(documents)
        subprocess.run(order, check=True, timeout=seconds, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    extension = write_as.partition(":")[0]
    missing = [d.name for d in documents if not (folder / f"{file_name(d)}.{extension}").is_file()]
    if missing:
        raise RuntimeError(f"not converted to {extension}: {', '.join(missing)}")


def as_given(document: Annotated, kind: str) -> bytes:
    """A page for a program: in UTF-8 whatever it calls itself, and as it shows where no script runs."""
    assert document.page is not None
    markup = read_page(document.page.name, document.page.read_bytes()).markup
    if kind == "txt":
        return markup.encode()
    return _SCRIPT.sub("", _CHARSET.sub(r"\1utf-8", markup)).encode("utf-8-sig")


def to_mhtml(documents: Sequence[Annotated], folder: Path) -> list[Annotated]:
    """Wrap each page as a browser saves it, with a style sheet and a picture beside it."""
    folder.mkdir(parents=True)
    copies = []
    for document in documents:
        if document.page is not None and kind_of(document) == "html":
            path = folder / f"{file_name(document)}.mhtml"
            path.write_bytes(wrap(document.page.read_bytes(), f"http://www.example.com/{file_name(document)}.html"))
            copies.append(copy_of(document, path))
    return copies


def wrap(page: bytes, address: str) -> bytes:
    """One saved page of a page and what it shows (RFC 2557)."""
    parts = [("text/html", address, page), ("text/css", "cid:css-1@mhtml.blink", b"p { margin: 0 }")]
    parts.append(("image/gif", "http://www.example.com/a.gif", b"GIF89a"))
    head = f"From: <Saved by Blink>\r\nSnapshot-Content-Location: {address}\r\nMIME-Version: 1.0\r\n"
    head += (
        'Content-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="----MultipartBoundary--x----"\r\n\r\n'
    )
    body = b"".join(
        f"\r\n------MultipartBoundary--x----\r\nContent-Type: {kind}\r\nContent-Transfer-Encoding: base64\r\n"
        f"Content-Location: {name}\r\n\r\n".encode()
        + base64.encodebytes(data)
        for kind, name, data in parts
    )
    return head.encode() + body + b"\r\n------MultipartBoundary--x------\r\n"


def to_zip(documents: Sequence[Annotated], folder: Path) -> list[Annotated]:
    """All documents in one archive."""
    folder.mkdir(parents=True)
    with zipfile.ZipFile(folder / "reports.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for document in documents:
            if document.page is not None:
                archive.write(document.page, f"年报/{file_name(document)}{document.page.suffix}")
    return list(documents)


def to_warc(documents: Sequence[Annotated], folder: Path) -> list[Annotated]:
    """All HTML reports as answers of servers in one web archive, each record compressed by itself.

    What is no report may well be passed over in a web archive.
    """
    import gzip

    folder.mkdir(parents=True)
    some = [
        each for each in documents if kind_of(each) == "html" and each.gold["report"]["doc_type"] == "annual_report"
    ]
    with (folder / "reports.warc.gz").open("wb") as file:
        for document in some:
            assert document.page is not None
            address = f"http://www.example.com/{file_name(document)}.html"
            file.write(gzip.compress(record(document.page.read_bytes(), address), mtime=0))
    return some


def record(page: bytes, address: str) -> bytes:
    """One record of a web archive (ISO 28500): what a server answered."""
    answer = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(page)}\r\n\r\n".encode() + page
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {address}\r\nWARC-Date: 2024-03-01T08:00:00Z\r\n"
        f"WARC-Record-ID: <urn:uuid:{hashlib.md5(address.encode()).hexdigest()}>\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(answer)}\r\n\r\n"
    )
    return head.encode() + answer + b"\r\n\r\n"


def to_pdf(documents: Sequence[Annotated], folder: Path) -> list[Annotated]:
    """Print each HTML document by Chromium."""
    from tests.pipeline.formats.chromium_pdf import print_to_pdf

    folder.mkdir(parents=True)
    copies = []
    for document in documents:
        if kind_of(document) == "html":
            path = folder / f"{file_name(document)}.pdf"
            path.write_bytes(print_to_pdf(as_given(document, "html")))
            copies.append(copy_of(document, path))
    return copies


def to_saved_pages(documents: Sequence[Annotated], folder: Path) -> list[Annotated]:
    """Have Chromium save each HTML document as one file."""
    from playwright.sync_api import sync_playwright

    folder.mkdir(parents=True)
    copies = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(java_script_enabled=False, offline=True)
        snapshots = page.context.new_cdp_session(page)
        for document in documents:
            if kind_of(document) == "html":
                source, path = folder / "page.htm", folder / f"{file_name(document)}.mht"
                source.write_bytes(as_given(document, "html"))
                page.goto(source.as_uri(), wait_until="domcontentloaded")
                path.write_bytes(snapshots.send("Page.captureSnapshot")["data"].encode())
                source.unlink()
                copies.append(copy_of(document, path))
        browser.close()
    return copies


FORMATS: Mapping[str, Make] = {
    **{extension: by_libreoffice(extension) for extension in ("docx", "doc", "rtf", "xlsx", "xls")},
    "mhtml": to_mhtml,
    "saved": to_saved_pages,
    "zip": to_zip,
    "warc": to_warc,
    "pdf": to_pdf,
}


# --- the table ----------------------------------------------------------------------------------------------


def print_table(compared: Mapping[str, Comparison]) -> None:
    """A row a format: documents, F1 of each tally, and in brackets by how much it differs."""
    print(f"{'format':8} {'docs':>4} " + " ".join(f"{name:>16}" for name in TALLIES) + "  facts lost")
    for name, comparison in compared.items():
        figures, differences = comparison.copy.figures(), comparison.differences()
        cells = [
            f"{figures[f'{tally}.f1']:.4f} ({differences[tally]:+.4f})" if tally in differences else ""
            for tally in TALLIES
        ]
        documents = len(comparison.copy.facts["document"])
        print(f"{name:8} {documents:4} " + " ".join(f"{c:>16}" for c in cells) + f"  {len(comparison.lost_facts())}")


def print_details(name: str, comparison: Comparison, errors: int) -> None:
    """What a format lost: facts, the worst documents, the first disagreements that the originals do not have."""
    print(f"\n== {name}")
    for line in comparison.lost_facts():
        print(f"  lost: {line}")
    misses = comparison.new_misses()
    per_document: dict[str, int] = {}
    for line in misses:
        document = line.partition(":")[0]
        per_document[document] = per_document.get(document, 0) + 1
    worst = sorted(per_document.items(), key=lambda item: -item[1])[:8]
    print("  worst: " + (", ".join(f"{document} {count}" for document, count in worst) or "none"))
    for line in misses[:errors]:
        print(f"    {line}")


def choose(asked: str | None) -> Iterable[str]:
    """The formats asked for; else all that the programs on this machine can make."""
    if asked:
        return asked.split(",")
    needs = {"pdf": "chromium", "saved": "chromium", **dict.fromkeys(("docx", "doc", "rtf", "xlsx", "xls"), "soffice")}
    return [name for name in FORMATS if name not in needs or shutil.which(needs[name])]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path, help="folder of annotated documents")
    parser.add_argument("--formats", help="comma-separated; all by default")
    parser.add_argument("--only", default="html,txt", help="kinds of documents: html, txt")
    parser.add_argument("--errors", type=int, default=0, help="disagreements to print for each format")
    parser.add_argument("--keep", type=Path, help="a new folder that the copies and datasets stay in")
    args = parser.parse_args()
    documents = [each for each in read_gold(args.gold) if kind_of(each) in args.only.split(",")]
    compared: dict[str, Comparison] = {}
    with tempfile.TemporaryDirectory(prefix="nianbao-") as work:
        for name in choose(args.formats):
            comparison = compare(documents, FORMATS[name], (args.keep or Path(work)) / name)
            if comparison is not None:
                compared[name] = comparison
                print_details(name, comparison, args.errors)
    print()
    print_table(compared)


if __name__ == "__main__":
    main()
