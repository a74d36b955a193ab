"""Answers that are no document, whatever their status: log-in walls, checks for robots, pages made by scripts alone."""

from __future__ import annotations

import re
from functools import cache
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

from parsers.rules import compile_kinds
from pipeline.fetch.pages import Page, squeeze
from pipeline.fetch.titles import is_report

SCRIPTED = "页面内容只由脚本生成,需用浏览器 (rendered only by script, needs a browser)"
_SHORT, _LITTLE = 600, 80
_LOGIN_PATH = re.compile(r"/(?:login|signin|sso|cas|passport)(?:[/.?;]|$)", re.I)
_CHALLENGE = re.compile(r"document\.cookie\s*=|location\.(?:reload|replace|href)|\beval\(|_\$\w{2}|setTimeout\(", re.I)
_ROOT = re.compile(
    r"""<(?:div|main|section)\s[^<>]{0,100}id=["']?(?:app|root|__next|__nuxt|q-app|main-app|container-app)["'\s>]""",
    re.I,
)
_NOSCRIPT = re.compile(r"<noscript[^<>]*>[^<]{0,200}(?:JavaScript|脚本)", re.I)
_REFRESH = re.compile(r"^\s*(\d{1,4})(?:\.\d+)?\s*[;,]\s*url\s*=\s*['\"]?([^'\"\s>]+)", re.I)
_SOON = 5


@cache
def _words() -> dict[str, re.Pattern[str]]:
    """By kind (login, robot, error), what a page says that is no document."""
    return compile_kinds("wall_words.csv", re.I)


def find_wall(page: Page, wanted: str = "") -> str | None:
    """Why a page of HTML is no answer to what was asked; None if it may be one. wanted: the words of the link to it."""
    text = text_of(page.tree)
    if _LOGIN_PATH.search(urlsplit(page.url).path) and 'type="password"' in page.text.replace("'", '"'):
        return "需要登录 (asks to log in)"
    if len(text) >= _SHORT or (wanted and wanted in text) or any(map(is_report, page.names())):
        return None
    words = f"{page.heading()} {text}"
    if _words()["login"].search(words) and "password" in page.text:
        return "需要登录 (asks to log in)"
    if _words()["robot"].search(words):
        return "反爬验证或拦截页面 (a check for robots, or blocked)"
    if _words()["error"].search(words):
        return "错误页面 (an error page)"
    return None


def is_script_only(page: Page) -> bool:
    """Whether a page shows next to nothing without its scripts."""
    if "<script" not in page.text.lower() or len(text_of(page.tree)) >= _LITTLE:
        return False
    if _ROOT.search(page.text) or _NOSCRIPT.search(page.text) or _CHALLENGE.search(page.text):
        return True
    scripts = sum(len(node.html or "") for node in page.tree.css("script"))
    return scripts > 2 * len(text_of(page.tree))


def find_refresh(page: Page) -> str | None:
    """The address that a page sends its reader on to, if it does so at once."""
    for node in page.tree.css("head meta[http-equiv]"):
        if (node.attributes.get("http-equiv") or "").lower() == "refresh":
            found = _REFRESH.match(node.attributes.get("content") or "")
            if found and int(found[1]) <= _SOON:
                return found[2]
    return None


def text_of(tree: LexborHTMLParser) -> str:
    """What a tree shows without its scripts, white space collapsed. The tree stays as it is."""
    body = tree.body
    if body is None:
        return ""
    hidden = sum(len(node.text()) for node in tree.css("body script, body style, body noscript, body template"))
    if not hidden:
        return squeeze(body.text())
    shown = LexborHTMLParser(body.html or "")
    for node in shown.css("script, style, noscript, template"):
        node.decompose()
    return squeeze(shown.body.text()) if shown.body is not None else ""
