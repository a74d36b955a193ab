"""Evidence of whose document it is: the places of a page that may say so, folded and freed of spam."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from parsers.folding import Folded, fold
from parsers.identity.spam import Spam, fold_words
from parsers.records import Document

LEAD, TAIL = 700, 160
_TITLE = re.compile(r"(?:信息|政务|校务|院务)(?:与政务|和政务)?公开")
_TITLE_END = re.compile(r"报告|年报|总结|情况|指南|目录|要点|方案|计划|通知|办法|制度|规定|公告|格式")
_FOOTER = re.compile(r"主办|承办|版权|主管|维护|运维|Copyright")
_NAMED_TITLE = re.compile(r"(?:标题|標題|信息名称|名\s*称)\s*[:：]\s*([^\s|]{6,80})")
_TITLE_LINES = 8
# What parts a title from the name of its site, its column or its fields: " - ", " | ", "_".
_TITLE_PARTS = re.compile(r"\s*[|_]+\s*|\s+[-—]+\s+|[-—]{2,}")
_LABEL = re.compile(r"^(?:名\s?称|标\s?题|信息名称|主\s?题)\s*:\s*")
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


def find_title(document: Document, folded: Folded) -> str:
    """The title as printed: the document's own, else a line at the beginning that reads like one."""
    if document.title:
        return document.title
    at = 0
    for number, line in enumerate(folded.text.split("\n")):
        if number >= _TITLE_LINES:
            break
        if len(line) < 70 and "。" not in line and _TITLE.search(line) and _TITLE_END.search(line):
            return folded.raw(at, at + len(line)).strip(" #*\t")
        at += len(line) + 1
    for line in document.boilerplate:
        named = _NAMED_TITLE.search(line)
        if named and _TITLE.search(fold(named.group(1)).text):
            return named.group(1)
    page = fold_words(document.metadata.get("page_title", ""))
    return document.metadata["page_title"] if _TITLE.search(page) and _TITLE_END.search(page) else ""


def read_title(title: str) -> str:
    """The part of folded `title` that names a report or another thing about disclosure, without its label and
    spaces; all of it if no part does.

    >>> read_title("部门:市民政局 | 栏目:公开年报 | 名称:某市民政局2016年度政府信息公开年报")
    '某市民政局2016年度政府信息公开年报'
    """
    parts = [_LABEL.sub("", part.strip()) for part in _TITLE_PARTS.split(title)] if _TITLE_PARTS.search(title) else []
    named = [part for part in parts if _TITLE.search(part) and _TITLE_END.search(part)]
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
        footer="\n".join(line for line in around.split("\n") if _FOOTER.search(line)),
        index=read("index_no"),
        name=document.name,
        text=text,
    )
