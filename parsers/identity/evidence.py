"""Evidence of whose document it is: the places of a page that may say so, folded and freed of spam."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from parsers.boilerplate import squeeze
from parsers.folding import Folded, fold
from parsers.identity.spam import Spam, fold_words
from parsers.records import Document
from parsers.titles import is_numbered, is_sentence, title_words

LEAD, TAIL = 700, 160
_TITLE_LINES = 8
# What parts a title from the name of its site, its column or its fields: " - ", " | ", "_".
_TITLE_PARTS = re.compile(r"\s*[|_]+\s*|\s+[-—]+\s+|[-—]{2,}")
_OTHER_LABEL = re.compile(r"^[^\s:]{2,6}:")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What each place says: folded text, spam taken out; empty where the page has no such place.

    title: the report's title; source: the source line; publisher: of the information table; lead and tail:
    beginning and end of the text; page: title tag and name of the site; trail: breadcrumb; around: the
    lines outside the text; footer: those of them that name who runs the site; index: the index number; name: the file's path; text: all of it.
    """

    title: str
    source: str
    publisher: str
    lead: str
    tail: str
    page: str
    trail: str
    around: str
    footer: str
    index: str
    name: str
    text: str

    def places(self) -> Iterator[tuple[str, str, float]]:
        """Each place's name, its text, and how far it may be trusted to name the reporting body."""
        yield "title", self.title, 8.0
        yield "source", self.source, 5.0
        yield "publisher", self.publisher, 5.0
        yield "lead", self.lead, 2.0
        yield "tail", self.tail, 3.0
        yield "page", self.page, 2.0
        yield "trail", self.trail, 2.0
        yield "around", self.around, 1.0
        yield "footer", self.footer, 1.0
        yield "name", self.name, 0.5


def _is_named(words: str) -> bool:
    """Whether words name a document on disclosure: its subject and its kind."""
    return bool(title_words()["disclosure"].search(words) and title_words()["disclosure_kind"].search(words))


def _is_heading(line: str) -> bool:
    """Whether a line is numbered, or opens what follows: 三、…情况, 现将…报告如下:."""
    squeezed = squeeze(line)
    return is_numbered(squeezed) or is_sentence(squeezed)


@cache
def _label() -> re.Pattern[str]:
    return re.compile(rf"^(?:{title_words()['label'].pattern})\s*:\s*")


@cache
def _labelled() -> re.Pattern[str]:
    return re.compile(rf"(?:{title_words()['label'].pattern})\s*[:：]\s*([^\s|]{{6,80}})")


def find_title(document: Document, folded: Folded) -> str:
    """The title as printed: the document's own, else a line at the beginning that reads like one."""
    if document.title:
        return document.title
    at = 0
    for number, line in enumerate(folded.text.split("\n")):
        if number >= _TITLE_LINES:
            break
        if len(line) < 70 and "。" not in line and _is_named(line) and not _is_heading(line):
            return folded.raw(at, at + len(line)).strip(" #*\t")
        at += len(line) + 1
    for line in document.boilerplate:
        named = _labelled().search(line)
        if named and title_words()["disclosure"].search(fold(named.group(1)).text):
            return named.group(1)
    page = fold_words(document.metadata.get("page_title", ""))
    return document.metadata["page_title"] if _is_named(page) else ""


def read_title(title: str) -> str:
    """The part of folded `title` that names a report or another thing about disclosure, without its label and
    spaces; all of it if no part does.

    >>> read_title("部门:市民政局 | 栏目:公开年报 | 名称:某市民政局2016年度政府信息公开年报")
    '某市民政局2016年度政府信息公开年报'
    """
    parts = [_label().sub("", part.strip()) for part in _TITLE_PARTS.split(title)] if _TITLE_PARTS.search(title) else []
    named = [part for part in parts if _is_named(part)]
    plain = [part for part in named if not _OTHER_LABEL.match(part)] or named
    return re.sub(r"\s+", "", max(plain, key=len, default=title)).strip("_-—|")


def gather(document: Document, folded: Folded, spam: Spam, title: str) -> Evidence:
    """The evidence of a document, `title` being its title as printed."""
    data = document.metadata

    def read(*keys: str) -> str:
        return spam.strip(fold_words(" ".join(data[key] for key in keys if key in data)))

    around = spam.strip(fold("\n".join((*document.boilerplate, data.get("footer", "")))).text)
    text = folded.text if not spam.hijacked else spam.strip(folded.text)
    return Evidence(
        title=read_title(spam.strip(fold_words(title))),
        source=read("source", "author"),
        publisher=read("publisher"),
        lead=text[:LEAD],
        tail=text[-TAIL:] if len(text) > LEAD else "",
        page=read("page_title", "site"),
        trail=read("breadcrumb"),
        around=around,
        footer="\n".join(line for line in around.split("\n") if title_words()["footer"].search(line)),
        index=read("index_no"),
        name=document.name,
        text=text,
    )
