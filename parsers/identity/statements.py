"""Statements: the sentences of a report that say whose it is: who wrote it, whom to ask, who did what.

The sentences are the rows of `rules/agency_statements.csv`; `{name}` is a whole name, `{head}` words that begin with
one. All functions take folded text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from parsers.identity.agencies import Body, is_plain_core, parse_body
from parsers.identity.vocabulary import ending_pattern, endings, naming_words
from parsers.rules import read_rows

_NAME, _HEAD = r"(?P<name>[\u3400-\u9fff、()·]{2,36}?)", r"(?P<head>[\u3400-\u9fff、·]{2,40})"


@cache
def _statements() -> tuple[tuple[str, float, re.Pattern[str]], ...]:
    """The sentences: kind, how far they may be trusted, pattern."""
    rows = read_rows("agency_statements.csv")
    return tuple((row["kind"], float(row["trust"]), _compile(row["pattern"])) for row in rows)


def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern.replace("{name}", _NAME).replace("{head}", _HEAD))


def find_stated(text: str) -> Iterator[tuple[Body, str, float]]:
    """The bodies that sentences of `text` say the report is of: the body, the kind of sentence, the trust in it.

    >>> [(body.name, kind) for body, kind, _ in find_stated("本报告由甲乡人民政府编制。")]
    [('甲乡人民政府', 'made')]
    """
    for kind, trust, pattern in _statements():
        for hit in pattern.finditer(text):
            head = hit.groupdict().get("head")
            body = _named_first(_after_verbs(head)) if head else _named(_after_verbs(hit["name"]))
            if body is not None:
                yield body, kind, trust


def _after_verbs(words: str) -> str:
    """Words without what stands before a name: 由, 特向社会公布."""
    return naming_words()["before"].sub("", words)


def _named(words: str) -> Body | None:
    """The body that words are the name of; None for a bureau without a place whose name has other words too."""
    body = parse_body(words)
    return body if body and _is_certain(body) else None


def _is_certain(body: Body) -> bool:
    """Whether a body is named by more than an ending that any words may stand before."""
    if body.kind in ("township", "zone"):
        return bool(body.core)
    if body.kind == "government":
        return bool(body.regions)
    return bool(body.regions or (body.core and body.full)) or body.kind in ("central", "institution")


def _named_first(head: str) -> Body | None:
    """The body whose name `head` begins with; an office of it may follow: 甲县财政局办公室."""
    found: Body | None = None
    for hit in ending_pattern(frozenset(ending.kind for ending in endings().values())).finditer(head):
        body = _named(head[: hit.end()])
        if body is not None and (found is None or _extends(body, found, head)):
            found = body
    return found


def _extends(longer: Body, shorter: Body, head: str) -> bool:
    """Whether the longer of two names that begin alike is the body's own, not its office's: 公安局某区分局."""
    if longer.ending.text == "分局" or shorter.kind == "central":
        return True
    if shorter.kind == "zone":
        return is_plain_core(head[shorter.end : longer.end - len(longer.ending.text)])
    return shorter.kind != "township" and longer.full


def is_cited(text: str, end: int) -> bool:
    """Whether the body whose name ends at `end` is one that the report obeys: 某局关于…的通知, 某局的领导.

    >>> is_cited("市教育局关于做好年报的通知", 4), is_cited("市教育局关于2019年公开工作的报告", 4)
    (True, False)
    """
    return naming_words()["cited"].match(text, end) is not None
