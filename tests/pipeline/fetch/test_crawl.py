"""The crawl without a network: a made web in a dict, killed at will."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from fastwarc.warc import ArchiveIterator

from pipeline.fetch.answers import Answer, UnreachableError
from pipeline.fetch.archive import Archive
from pipeline.fetch.crawl import Crawl
from pipeline.fetch.journal import open_journal
from pipeline.fetch.reading import Wanted
from pipeline.fetch.settings import Settings
from pipeline.inputs.sidecar import SUFFIX, parse_sidecar
from tests.pipeline.fetch import made

HOST = "http://www.a.gov.cn"
LIST = f"{HOST}/index.shtml"


class KilledError(BaseException):
    """The process ends here."""


class Web:
    """Pages by address; `asked` in order. `life`: requests until it is killed."""

    def __init__(self) -> None:
        self.pages: dict[str, Answer | str | bytes] = {}
        self.asked: list[str] = []
        self.life: int | None = None

    async def get(self, url: str, form: tuple[tuple[str, str], ...], headers: Mapping[str, str]) -> Answer:
        """Answer a request."""
        await asyncio.sleep(0)
        if self.life is not None:
            self.life -= 1
            if self.life < 0:
                raise KilledError
        self.asked.append(url)
        found = self.pages.get(url)
        if isinstance(found, Answer):
            return found
        if found is None:
            return Answer(url, 404, {})
        body = found.encode() if isinstance(found, str) else found
        return Answer(url, 200, {"content-type": "text/html"}, body)

    def reports(self) -> Counter[str]:
        """How often each report was asked for."""
        return Counter(url for url in self.asked if "/art/" in url)


def crawl(web: Web, out: Path, *seeds: str, **more: Any) -> Crawl:
    """Run a crawl to its end."""
    settings = Settings(seeds=seeds or (LIST,), out=out, contact="a@b.cn", **{"delay": 0.0, **more})
    with open_journal(out, settings.asked()) as journal:
        archive = Archive(settings.warc, journal.begin_warc(_size(settings.warc))) if settings.warc else None
        crawl = Crawl(settings, journal, archive, lambda item, outcome, todo: None)
        try:
            asyncio.run(crawl.run(web.get))
        except BaseExceptionGroup as group:
            raise group.exceptions[0] from None
        finally:
            if archive:
                archive.__exit__(None, None, None)
    return crawl


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def states(crawl: Crawl) -> dict[str, tuple[str, str | None]]:
    """Path → what became of it."""
    done = crawl.journal.done.values()
    return {item.url.removeprefix(HOST): (outcome.state, outcome.reason) for item, outcome in done}


@pytest.fixture
def web() -> Web:
    """A TRS list of three pages with four reports each; every fourth has an attachment."""
    web = Web()
    for number in range(3):
        rows = made.rows_of(range(4 * number, 4 * number + 4))
        web.pages[f"{HOST}/index{f'_{number}' if number else ''}.shtml"] = made.trs(rows, 3, number)
    for number in range(12):
        extra = f'<a href="/art/f{number}.pdf">附件:{made.title_of(number)}</a>' if number % 4 == 0 else ""
        web.pages[f"{HOST}/art/{number}.html"] = made.report(made.title_of(number), extra)
        web.pages[f"{HOST}/art/f{number}.pdf"] = b"%PDF-1.4 made"
    return web


def test_everything_once(web: Web, tmp_path: Path) -> None:
    done = crawl(web, tmp_path)
    assert done.is_over
    assert web.reports() == Counter(
        [f"{HOST}/art/{n}.html" for n in range(12)] + [f"{HOST}/art/f{n}.pdf" for n in (0, 4, 8)]
    )
    sidecars = [parse_sidecar(path.read_bytes()) for path in tmp_path.rglob(f"*.pdf{SUFFIX}")]
    assert {(each.parent, each.title) for each in sidecars} == {
        (f"{HOST}/art/{n}.html", f"附件:{made.title_of(n)}") for n in (0, 4, 8)
    }


@pytest.mark.parametrize("with_warc", [False, True])
def test_killed_after_every_request_it_goes_on(web: Web, tmp_path: Path, with_warc: bool) -> None:
    warc = tmp_path / "a.warc.gz" if with_warc else None
    kills = 0
    while True:
        web.life = 3
        try:
            crawl(web, tmp_path, warc=warc)
            break
        except KilledError:
            kills += 1
        assert kills < 100
    assert kills > 5
    assert set(web.reports().values()) == {1}
    assert len(web.reports()) == 15
    assert len(list(tmp_path.rglob("*.html"))) == 12
    if warc:
        with warc.open("rb") as file:
            records = [
                (each.headers["WARC-Type"], each.headers.get("WARC-Target-URI")) for each in ArchiveIterator(file)
            ]
        assert max(Counter(records).values()) == 1
        assert len([1 for kind, url in records if kind == "response" and "/art/" in url]) == 15


def test_killed_between_the_file_and_the_journal(web: Web, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pipeline.fetch import journal

    write = journal.Journal.write

    def die(self: Any, item: Any, outcome: Any) -> None:
        if item.kind == "report":
            raise KilledError
        write(self, item, outcome)

    with monkeypatch.context() as patch:
        patch.setattr(journal.Journal, "write", die)
        with pytest.raises(KilledError):
            crawl(web, tmp_path)
    crawl(web, tmp_path)
    assert set(web.reports().values()) == {1}
    assert len(list(tmp_path.rglob("*.pdf"))) == 3


def test_a_later_run_asks_again_and_keeps_what_is_the_same(web: Web, tmp_path: Path) -> None:
    crawl(web, tmp_path)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.html")}
    web.pages[f"{HOST}/art/3.html"] = made.report("松岭县第3局2013年政府信息公开工作年度报告(更正)")
    again = states(crawl(web, tmp_path))
    assert again["/art/3.html"][0] == "saved"
    assert again["/art/4.html"][0] == "unchanged"
    changed = [path for path in before if path.stat().st_mtime_ns != before[path]]
    assert [path.name.partition("-")[0] for path in changed] == ["3"]


def test_years_since_and_limit(web: Web, tmp_path: Path) -> None:
    crawl(web, tmp_path / "1", wanted=Wanted(years=frozenset({2012, 2013})))
    assert {url[-6:] for url in web.reports()} == {"2.html", "3.html"}
    web.asked.clear()
    done = crawl(web, tmp_path / "2", wanted=Wanted(since=date(2021, 1, 20)))
    assert {url[-7:] for url in web.reports()} == {"10.html", "11.html"}
    assert done.unwanted == 10
    web.asked.clear()
    crawl(web, tmp_path / "3", limit=5)
    assert len([url for url in web.reports() if url.endswith("html")]) == 5


def test_a_dry_run_asks_for_lists_only(web: Web, tmp_path: Path) -> None:
    done = crawl(web, tmp_path, dry_run=True)
    assert [item.title for item in done.listed] == [made.title_of(number) for number in range(12)]
    assert not web.reports()
    assert not list(tmp_path.rglob("*.html"))


def test_pages_and_depth_are_bounded(web: Web, tmp_path: Path) -> None:
    endless = Web()

    async def get(url: str, form: Any, headers: Any) -> Answer:
        endless.asked.append(url)
        number = int(url.rpartition("=")[2]) if "=" in url else 0
        body = made.plain(made.rows_of([]), f"/x/list.html?p={number + 1}")
        return Answer(url, 200, {"content-type": "text/html"}, body.encode())

    endless.get = get  # type: ignore[method-assign]
    crawl(endless, tmp_path / "1", f"{HOST}/x/list.html", pages=7)
    assert len([url for url in endless.asked if "/x/" in url]) == 8
    for depth in (0, 1, 2):
        web.asked.clear()
        link = '<a href="{}">政府信息公开年报</a>'
        web.pages |= {f"{HOST}/d{n}/": made.page(link.format(f"/d{n + 1}/")) for n in range(9)}
        crawl(web, tmp_path / f"d{depth}", f"{HOST}/d0/", depth=depth)
        assert [url for url in web.asked if "/d" in url] == [f"{HOST}/d{n}/" for n in range(depth + 1)]


def test_a_portal_that_gives_the_same_page_for_ever_is_left(tmp_path: Path) -> None:
    web = Web()
    body = made.json_list(made.rows_of(range(2)), 1_000)

    async def get(url: str, form: Any, headers: Any) -> Answer:
        web.asked.append(url)
        return Answer(url, 200, {"content-type": "application/json"}, body.encode() if "search" in url else b"x")

    web.get = get  # type: ignore[method-assign]
    crawl(web, tmp_path, f"{HOST}/search?page=1")
    assert len([url for url in web.asked if "search" in url]) == 2


def moved(url: str, target: str, status: int = 302) -> Answer:
    return Answer(url, status, {"location": target})


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("http://10.0.0.1/admin", "private address"),
        ("http://[::ffff:127.0.0.1]/", "private address"),
        ("http://0x7f.1/", "private address"),
        ("file:///etc/passwd", "neither http nor https"),
        ("ftp://www.a.gov.cn/x", "neither http nor https"),
        ("/art/loop.html", "too many redirects"),
        ("http://user:pw@www.b.gov.cn/", "user name"),
        ("http://[bad", "not a valid address"),
        ("javascript:alert(1)", "neither http nor https"),
    ],
)
def test_redirects_that_are_not_followed(tmp_path: Path, target: str, reason: str) -> None:
    web = Web()
    web.pages[f"{HOST}/art/loop.html"] = moved(f"{HOST}/art/loop.html", target)
    done = crawl(web, tmp_path, f"{HOST}/art/loop.html")
    outcomes = [outcome for _, outcome in done.journal.done.values() if outcome.state == "failed"]
    assert reason in (outcomes[-1].reason or "")
    assert not [url for url in web.asked if not url.startswith(HOST)]
    assert len(web.asked) <= 7


def test_a_redirect_to_another_host_is_followed_there(tmp_path: Path) -> None:
    web = Web()
    web.pages[LIST] = made.plain(made.rows_of(range(2)), None)
    for number in range(2):
        web.pages[f"{HOST}/art/{number}.html"] = moved(f"{HOST}/art/{number}.html", "http://b.gov.cn/same.html")
    web.pages["http://b.gov.cn/same.html"] = made.report(made.title_of(1))
    web.pages["http://b.gov.cn/robots.txt"] = "User-agent: *\nDisallow:"
    done = crawl(web, tmp_path)
    assert web.asked.count("http://b.gov.cn/same.html") == 1
    assert sorted(outcome.state for _, outcome in done.journal.done.values()) == ["listed", "moved", "same", "saved"]


def test_robots_are_obeyed(web: Web, tmp_path: Path) -> None:
    web.pages[f"{HOST}/robots.txt"] = "User-agent: nianbao\nDisallow: /art/1\n\nUser-agent: *\nDisallow: /"
    done = states(crawl(web, tmp_path))
    assert not [url for url in web.asked if "/art/1" in url]
    assert "robots" in (done["/art/11.html"][1] or "")
    assert done["/art/2.html"][0] == "saved"


def test_a_crawl_delay_is_kept(tmp_path: Path) -> None:
    web, times = Web(), []
    web.pages[LIST] = made.plain(made.rows_of(range(3)), None)
    web.pages[f"{HOST}/robots.txt"] = "User-agent: *\nCrawl-delay: 0.1"

    async def get(url: str, form: Any, headers: Any) -> Answer:
        times.append(asyncio.get_running_loop().time())
        return await Web.get(web, url, form, headers)

    web.get = get  # type: ignore[method-assign]
    crawl(web, tmp_path)
    assert len(times) == 5
    assert min(later - earlier for earlier, later in pairwise(times[1:])) >= 0.099


@pytest.mark.parametrize("text", ["User-agent: *\nCrawl-delay: 86400", "\x00\xff" * 999, "Disallow: /\n" * 9, ""])
def test_odd_robots(web: Web, tmp_path: Path, text: str) -> None:
    web.pages[f"{HOST}/robots.txt"] = text
    state, reason = states(crawl(web, tmp_path))["/index.shtml"]
    assert (state == "listed") is ("86400" not in text), reason


@pytest.mark.parametrize("status", [500, 503, 429])
def test_without_knowing_the_robots_nothing_is_asked(web: Web, tmp_path: Path, status: int) -> None:
    web.pages[f"{HOST}/robots.txt"] = Answer(f"{HOST}/robots.txt", status, {})
    assert "cannot be had" in (states(crawl(web, tmp_path))["/index.shtml"][1] or "")
    assert set(web.asked) == {f"{HOST}/robots.txt"}


def test_a_dead_host_is_given_up(web: Web, tmp_path: Path) -> None:
    async def get(url: str, form: Any, headers: Any) -> Answer:
        if "/art/" in url:
            web.asked.append(url)
            raise UnreachableError("连接中断 (the connection failed)")
        return await Web.get(web, url, form, headers)

    web.get = get  # type: ignore[method-assign]
    done = states(crawl(web, tmp_path))
    assert len(web.reports()) == 4
    assert "given up" in (done["/art/9.html"][1] or "")
    assert sum(state == "failed" for state, _ in done.values()) == 12


def test_a_mistake_in_reading_costs_a_page(web: Web, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pipeline.fetch import crawl as module

    def fail(page: Any) -> Any:
        if "/art/5" in page.url:
            raise KeyError("x")
        return ()

    monkeypatch.setattr(module, "find_attachments", fail)
    done = states(crawl(web, tmp_path))
    assert "please report" in (done["/art/5.html"][1] or "")
    assert done["/art/6.html"][0] == "saved"


def test_a_seed_may_be_a_report_or_a_file(tmp_path: Path) -> None:
    web = Web()
    neighbours = "".join(f'<a href="/art/{n}.html">{made.title_of(n)}</a>' for n in (1, 2))
    web.pages[f"{HOST}/art/5.html"] = made.report(made.title_of(5), neighbours)
    web.pages[f"{HOST}/a.pdf"] = b"%PDF-1.4"
    done = states(crawl(web, tmp_path, f"{HOST}/art/5.html", f"{HOST}/a.pdf"))
    assert done == {"/art/5.html": ("saved", None), "/a.pdf": ("saved", None)}


@pytest.mark.parametrize("heading", ["政府信息公开年报_松岭县", "松岭县人民政府 - 政府信息公开年报", "松岭县政府网"])
def test_a_seed_with_few_reports_is_a_list(tmp_path: Path, heading: str) -> None:
    web = Web()
    login = "<form>用户登录<input type='password'>验证码</form>"
    web.pages[LIST] = made.page(f"{login}<ul>{made.items(made.rows_of([1]))}</ul>", heading)
    web.pages[f"{HOST}/art/1.html"] = made.report(made.title_of(1))
    assert states(crawl(web, tmp_path)) == {"/index.shtml": ("listed", None), "/art/1.html": ("saved", None)}


def test_a_list_made_by_scripts_or_without_reports_is_said(tmp_path: Path) -> None:
    web = Web()
    web.pages[f"{HOST}/a/"] = '<html><body><div id="app"></div><script src="app.js"></script></body></html>'
    web.pages[f"{HOST}/b/"] = made.page("<p>暂无内容</p>")
    done = states(crawl(web, tmp_path, f"{HOST}/a/", f"{HOST}/b/"))
    assert "only by script" in (done["/a/"][1] or "")
    assert "no link to a report" in (done["/b/"][1] or "")
