"""`nianbao fetch` against a server of made portals: judged by what the server saw and what is on disk."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from fastwarc.warc import ArchiveIterator

from pipeline.inputs.sidecar import SUFFIX, Sidecar, parse_sidecar
from tests.pipeline.fetch import made
from tests.pipeline.fetch.served import Reply, Seen, Server, serve, serve_tls

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs 127.0.0.2 and its neighbours")

DELAY = 0.02
TRS, JCMS, UCAP, FORM, PLAIN, TROUBLE, BUSY, CLOSED, UNSURE, OTHER, BREAKING, JPAAS = (
    f"127.0.0.{number}" for number in range(1, 13)
)
DEAD = "127.0.0.99"
GUIDE = '<a href="/files/apply.doc">政府信息公开申请表</a>'
GBK = made.report("松岭县水务局2019年政府信息公开工作年度报告", charset="gbk").encode("gbk")
SCRIPTED = '<html><body><div id="app"></div><script src="/app.js"></script></body></html>'


def with_etag(body: bytes, kind: str = "text/html; charset=utf-8") -> Any:
    """A route that answers 304 to whoever has it already."""
    tag = f'"{hashlib.sha256(body).hexdigest()[:8]}"'

    def route(seen: Seen) -> Reply:
        if seen.headers.get("if-none-match") == tag:
            return Reply(status=304, headers={"ETag": tag})
        return Reply(body, kind=kind, headers={"ETag": tag})

    return route


def make_portals(server: Server) -> None:
    """The portals, a way of publishing each."""
    trs = server.portal(TRS, robots="User-agent: *\nDisallow: /secret/\n")
    files = '<a href="/files/a.pdf">附件1:年度报告.pdf</a><a href="/files/t.xls">附件2</a><a href="/files/z.rar">附件3.rar</a>'
    rows = [*made.rows_of(range(3)), ("/secret/1.html", made.title_of(50), "2021-01-20")]
    trs.page("/index.shtml", made.trs(rows, 2))
    trs.page(
        "/index_1.shtml",
        made.trs([("/art/gbk.html", "松岭县水务局2019年政府信息公开工作年度报告", "2020-01-20")], 2, 1),
    )
    for number in range(3):
        trs.routes[f"/art/{number}.html"] = with_etag(made.report(made.title_of(number), files + GUIDE).encode())
    trs.page("/art/gbk.html", GBK, kind="text/html")
    trs.routes["/files/a.pdf"] = with_etag(b"%PDF-1.4 made", "application/pdf")
    trs.page("/files/t.xls", b"\xd0\xcf\x11\xe0 made", kind="application/octet-stream")

    jcms = server.portal(JCMS)
    all_rows = made.rows_of(range(20))
    jcms.page("/col/col5501/index.html", made.jcms(all_rows[:9], 20, 3))

    def dataproxy(seen: Seen) -> Reply:
        query, form = parse_qs(urlsplit(seen.path).query), parse_qs(seen.body.decode())
        if seen.method != "POST" or form.get("columnid") != ["5501"] or form.get("webname") != ["松岭县"]:
            return Reply(b"", 500)
        first, last = int(query["startrecord"][0]), int(query["endrecord"][0])
        return Reply(made.jcms_group(all_rows[first - 1 : last]).encode(), kind="text/xml;charset=UTF-8")

    jcms.routes["/module/web/jpage/dataproxy.jsp"] = dataproxy

    ucap = server.portal(UCAP, robots=None)
    interface = "/common/search/ab12?_isAgg=true&_isJson=true&_pageSize=4&page=1"
    ucap.page("/gk/nb.shtml", made.page(f"<div id='list'></div><script>load('{interface}')</script>"))

    def search(seen: Seen) -> Reply:
        number = int(parse_qs(urlsplit(seen.path).query)["page"][0])
        rows = made.rows_of(range(10))[4 * number - 4 : 4 * number]
        return Reply(made.json_list(rows, 10).encode(), kind="application/json;charset=utf-8")

    ucap.routes["/common/search/ab12"] = search

    jpaas = server.portal(JPAAS)
    unit = "/api-gateway/jpaas-publish-server/front/page/build/unit"
    jpaas.page("/nb/", made.page(f"<script url='{unit}' querydata=\"{{'webId':'7','pageId':'31'}}\"></script>"))

    def build(seen: Seen) -> Reply:
        number = json.loads(parse_qs(urlsplit(seen.path).query)["paramJson"][0])["pageNo"]
        rows = made.rows_of(range(7))[3 * number - 3 : 3 * number]
        return Reply(json.dumps({"data": {"html": made.items(rows)}}).encode(), kind="application/json")

    jpaas.routes[unit] = build

    form = server.portal(FORM)

    def turn(seen: Seen) -> Reply:
        number = int(parse_qs(seen.body.decode()).get("pageNo", ["1"])[0])
        return Reply(made.form_list(made.rows_of(range(2 * number - 2, 2 * number)), 3, number).encode())

    form.routes["/list.do"] = turn

    plain = server.portal(PLAIN)
    plain.page("/", made.page('<a href="/nb/">政府信息公开年报</a>', "信息公开_松岭县"))
    plain.page("/nb/", made.page('<a href="/nb/2020/">2020年</a><a href="/nb/2019/">2019年</a>'))
    plain.page("/nb/2020/", made.plain([("/art/0.html", "松岭县水务局2020年年报", "2021-01-20")], "/nb/2020/2.html"))
    plain.page("/nb/2020/2.html", made.plain(made.rows_of([1]), None))
    plain.page("/nb/2019/", made.plain(made.rows_of([2]), None))
    for host in (JCMS, UCAP, FORM, PLAIN, OTHER, BREAKING, JPAAS):
        for number in range(20):
            server.portal(host).page(f"/art/{number}.html", made.report(made.title_of(number)))


TROUBLES = {
    "/t/404.html": (Reply(b"gone", 404), "HTTP 404"),
    "/t/403.html": (Reply(b"no", 403), "HTTP 403"),
    "/t/cut.html": (Reply(b"<html>half", length=5000, cut=True), "broke off"),
    "/t/huge.pdf": (Reply(b"%PDF-1.4" + bytes(300_000), kind="application/pdf"), "larger than the limit"),
    "/t/loop.html": (Reply(status=302, headers={"Location": "/t/loop.html"}), "too many redirects"),
    "/t/file.html": (Reply(status=302, headers={"Location": "file:///etc/passwd"}), "neither http nor https"),
    "/t/login.html": (Reply(status=302, headers={"Location": "/sso/login"}), "log in"),
    "/t/robot.html": (Reply("<html><body>请完成安全验证</body></html>".encode()), "check for robots"),
    "/t/app.html": (Reply(SCRIPTED.encode()), "only by script"),
    "/t/bomb.html": (
        Reply(gzip.compress(bytes(30_000_000)), headers={"Content-Encoding": "gzip"}),
        "larger than the limit",
    ),
    "/t/empty.html": (Reply(b""), "empty"),
    "/t/image.html": (Reply(b"\x89PNG\r\n\x1a\n\x00\x00", kind="image/png"), "not kept"),
}
BROKEN = {
    "/t/corrupt.html": (Reply(b"\x1f\x8b\x08no gzip", headers={"Content-Encoding": "gzip"}), ""),
    "/t/brotli.html": (Reply(b"no brotli", headers={"Content-Encoding": "br"}), ""),
    "/t/garbage.html": (Reply(raw=b"SMTP 220 hello\r\n\r\n"), ""),
    "/t/length.html": (Reply(raw=b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n<html>"), ""),
    "/t/silent.html": (Reply(raw=b""), "connection failed"),
}
"""On a host of their own, with a page that comes between them: a host that never answers is given up."""
SAVED_WITH_TROUBLE = ("/t/packed.html", "/t/moved.html", "/t/away.html", "/t/refresh.html", "/t/slow.html")


def make_troubles(server: Server) -> None:
    """Hosts on which things go wrong."""
    trouble = server.portal(TROUBLE)
    paths = [*TROUBLES, *SAVED_WITH_TROUBLE]
    trouble.page("/list.html", made.plain([(path, made.title_of(9), "") for path in paths], None))
    for path, (reply, _) in TROUBLES.items():
        trouble.routes[path] = lambda seen, reply=reply: reply
    trouble.page("/sso/login", "<html><title>用户登录</title><body><input type='password'></body></html>")
    whole = made.report(made.title_of(9)).encode()
    for path in ("/t/new.html", "/t/slow.html"):
        trouble.page(path, whole, pause=0.4 if "slow" in path else 0.0)
    trouble.page("/t/packed.html", gzip.compress(whole), headers={"Content-Encoding": "gzip"})
    trouble.page("/t/moved.html", b"", status=301, headers={"Location": "new.html"})
    trouble.page("/t/away.html", b"", status=302, headers={"Location": server.url(OTHER, "/art/7.html")})
    trouble.page("/t/refresh.html", '<html><head><meta http-equiv="refresh" content="0;url=/t/new.html"></head></html>')

    broken = server.portal(BREAKING)
    steps = [path for index, name in enumerate(BROKEN) for path in (name, f"/art/{index}.html")]
    broken.page("/list.html", made.plain([(path, made.title_of(9), "") for path in steps], None))
    for path, (reply, _) in BROKEN.items():
        broken.routes[path] = lambda seen, reply=reply: reply

    busy = server.portal(BUSY)
    busy.page("/list.html", made.plain(made.rows_of(range(2)), None))
    busy.page("/art/1.html", whole)
    answers = iter([Reply(status=503, headers={"Retry-After": "1"}), Reply(status=429), Reply(whole)])
    busy.routes["/art/0.html"] = lambda seen: next(answers)

    server.portal(CLOSED, robots="User-agent: *\nDisallow: /").page("/list.html", made.plain(made.rows_of([1]), None))
    server.portal(UNSURE).routes["/robots.txt"] = lambda seen: Reply(status=500)
    server.portal(UNSURE).page("/list.html", made.plain(made.rows_of([1]), None))


@dataclass
class Run:
    """A run of the command: what it said, an event a line, and what the server saw of it."""

    code: int
    stdout: str
    stderr: str
    seen: list[Seen]

    @property
    def events(self) -> list[dict[str, Any]]:
        """The lines of the log."""
        return [json.loads(line) for line in self.stderr.splitlines()]

    def event(self, url: str) -> dict[str, Any]:
        """What was said of an address."""
        return next(event for event in self.events if event.get("url") == url)


def command(*arguments: str) -> list[str]:
    """The command line, with what all runs here share."""
    given = ["--contact", "tests@example.org", "--delay", str(DELAY), "--log-json", *arguments]
    return [sys.executable, "-m", "pipeline", "fetch", *given]


def fetch(server: Server, *arguments: str) -> Run:
    """Run it to its end."""
    before = len(server.seen)
    done = subprocess.run(command(*arguments), capture_output=True, text=True, timeout=120, check=False)
    return Run(done.returncode, done.stdout, done.stderr, server.seen[before:])


@dataclass
class World:
    """The portals, and two runs over them."""

    server: Server
    out: Path
    seeds: list[str]
    first: Run
    second: Run


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    out = tmp_path_factory.mktemp("raw")
    with serve() as server, serve_tls(server, tmp_path_factory.mktemp("tls")) as tls_port:
        make_portals(server)
        make_troubles(server)
        seeds = [server.url(TRS, "/index.shtml"), server.url(JCMS, "/col/col5501/index.html")]
        seeds += [server.url(UCAP, "/gk/nb.shtml"), server.url(FORM, "/list.do"), server.url(PLAIN)]
        seeds.append(server.url(JPAAS, "/nb/"))
        more = [server.url(host, "/list.html") for host in (TROUBLE, BREAKING, BUSY, CLOSED, UNSURE, DEAD)]
        more.append(f"https://localhost:{tls_port}/index.shtml")
        bounds = ("--allow-private", "--out", str(out), "--max-bytes", "200000", "--timeout", "10")
        listed = out / "urls.list"
        listed.write_text("# columns\n" + "\n".join(seeds + more) + "\n", encoding="utf-8")
        first = fetch(server, "--urls", str(listed), *bounds, "--warc", str(out / "a.warc.gz"))
        second = fetch(server, *seeds, *bounds)
        yield World(server, out, seeds, first, second)


def files(world: World, host: str) -> list[Path]:
    folder = world.out / f"{host}_{world.server.port}"
    return sorted(path for path in folder.iterdir() if not path.name.endswith(SUFFIX)) if folder.is_dir() else []


def sidecars(world: World, host: str) -> dict[str, Sidecar]:
    found = [parse_sidecar(path.with_name(path.name + SUFFIX).read_bytes()) for path in files(world, host)]
    return {urlsplit(each.url or "").path: each for each in found}


@pytest.mark.parametrize(("host", "reports"), [(TRS, 4), (JCMS, 20), (UCAP, 10), (FORM, 6), (PLAIN, 3), (JPAAS, 7)])
def test_every_way_of_publishing_gives_all_reports_once(world: World, host: str, reports: int) -> None:
    assert len([path for path in files(world, host) if path.suffix == ".html"]) == reports
    asked = Counter((seen.method, seen.path, seen.body) for seen in world.first.seen if seen.host == host)
    assert set(asked.values()) == {1}


def test_bytes_as_they_came_and_a_sidecar_each(world: World) -> None:
    known = sidecars(world, TRS)
    assert set(known) == {
        *(f"/art/{number}.html" for number in range(3)),
        "/art/gbk.html",
        "/files/a.pdf",
        "/files/t.xls",
    }
    for path in files(world, TRS):
        sidecar = parse_sidecar(path.with_name(path.name + SUFFIX).read_bytes())
        assert sidecar.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
        assert (sidecar.status, bool(sidecar.fetched)) == (200, True)
    assert GBK in [path.read_bytes() for path in files(world, TRS)]
    assert known["/files/a.pdf"].parent == world.server.url(TRS, "/art/0.html")
    assert known["/files/a.pdf"].title == "附件1:年度报告.pdf"
    assert known["/art/gbk.html"].title == "松岭县水务局2019年政府信息公开工作年度报告"
    assert known["/art/gbk.html"].headers["content-type"] == "text/html"


def test_rar_is_named_and_not_fetched_and_forms_are_no_attachments(world: World) -> None:
    asked = world.server.paths(TRS)
    assert "/files/z.rar" not in asked
    assert "/files/apply.doc" not in asked
    assert world.first.event(world.server.url(TRS, "/files/z.rar"))["event"] == "skipped"


@pytest.mark.parametrize("path", TROUBLES)
def test_trouble_is_reported_and_nothing_saved(world: World, path: str) -> None:
    event = world.first.event(world.server.url(TROUBLE, path))
    failures = [each for each in world.first.events if each["event"] == "failed"]
    reasons = " ".join(each["reason"] for each in failures if each["url"].endswith(("passwd", path)))
    assert TROUBLES[path][1] in reasons
    assert event["event"] in ("failed", "moved")
    assert path not in sidecars(world, TROUBLE)


@pytest.mark.parametrize("path", BROKEN)
def test_what_a_server_breaks_costs_one_page(world: World, path: str) -> None:
    event = world.first.event(world.server.url(BREAKING, path))
    assert (event["event"], BROKEN[path][1] in event["reason"]) == ("failed", True)
    assert len(files(world, BREAKING)) == len(BROKEN)


def test_redirects_are_followed_on_the_host_and_off_it(world: World) -> None:
    known = {path.name.partition("-")[0]: path for path in files(world, TROUBLE)}
    assert set(known) == {"moved", "refresh", "slow", "away", "packed"}
    sidecar = parse_sidecar(known["moved"].with_name(known["moved"].name + SUFFIX).read_bytes())
    assert sidecar.url == world.server.url(TROUBLE, "/t/new.html")
    assert known["packed"].read_bytes() == made.report(made.title_of(9)).encode()
    assert known["away"].read_bytes() == made.report(made.title_of(7)).encode()


def test_broken_answers_are_asked_for_again_ever_later(world: World) -> None:
    times = [seen.began for seen in world.server.asked(TROUBLE) if seen.path == "/t/cut.html"]
    assert len(times) == 4
    gaps = [later - earlier for earlier, later in pairwise(times)]
    assert all(gap >= DELAY * 2 ** (2 + number) for number, gap in enumerate(gaps))


def test_retry_after_is_kept_for_the_whole_host(world: World) -> None:
    asked = [seen for seen in world.server.asked(BUSY) if seen.path != "/robots.txt"]
    at = [seen.status for seen in asked].index(503)
    assert asked[at + 1].began - asked[at].began >= 1.0
    assert len(files(world, BUSY)) == 2


def test_robots_are_obeyed(world: World) -> None:
    for host in (CLOSED, UNSURE):
        assert {seen.path for seen in world.server.asked(host)} == {"/robots.txt"}
        assert "robots.txt" in world.first.event(world.server.url(host, "/list.html"))["reason"]
    assert not [path for path in world.server.paths(TRS) if path.startswith("/secret")]


def test_one_at_a_time_and_never_sooner_than_the_delay(world: World) -> None:
    assert not world.server.overlaps
    gaps = {host: world.server.gaps(host) for host in world.server.portals}
    assert sum(map(len, gaps.values())) > 100
    assert min(gap for each in gaps.values() for gap in each) >= DELAY


def test_who_asks_and_how(world: World) -> None:
    agents = {seen.headers["user-agent"] for seen in world.server.seen}
    assert len(agents) == 1
    assert agents.pop().endswith("(+tests@example.org)")


def test_a_dead_host(world: World) -> None:
    reason = world.first.event(world.server.url(DEAD, "/list.html"))["reason"]
    assert "refused" in reason or "cannot be had" in reason


def test_a_certificate_that_nobody_signed_is_refused(world: World) -> None:
    event = next(event for event in world.first.events if event.get("url", "").startswith("https://"))
    assert "--insecure" in event["reason"]
    assert "localhost" not in {seen.host for seen in world.server.seen}


def test_the_summary_counts_and_explains(world: World) -> None:
    end = world.first.events[-1]
    assert end["event"] == "finished"
    assert end["saved"] == len([path for path in world.out.rglob("*" + SUFFIX)])
    assert (
        len(end["failed"]) == len(TROUBLES) + len(BROKEN) + len([CLOSED, UNSURE, DEAD, "TLS"]) + 1
    )  # and the one that robots.txt forbids
    assert world.first.code == 1


def test_a_second_run_asks_whether_it_has_changed(world: World) -> None:
    again = [seen for seen in world.second.seen if seen.host == TRS and seen.path.startswith(("/art/", "/files/"))]
    assert {seen.path: seen.status for seen in again if "if-none-match" in seen.headers} == {
        **{f"/art/{number}.html": 304 for number in range(3)},
        "/files/a.pdf": 304,
    }
    end = world.second.events[-1]
    assert (end["saved"], end["unchanged"]) == (0, 4 + 2 + 20 + 10 + 6 + 3 + 7)


def test_the_warc_has_all_answers(world: World) -> None:
    with (world.out / "a.warc.gz").open("rb") as file:
        records = list(ArchiveIterator(file, parse_http=False, func_filter=None))
        kinds = Counter(record.headers["WARC-Type"] for record in records)
    assert kinds["response"] == kinds["request"] > 60
    with (world.out / "a.warc.gz").open("rb") as file:
        bodies = [record.reader.read() for record in ArchiveIterator(file) if record.headers["WARC-Type"] == "response"]
    assert GBK in bodies


def test_a_dry_run_lists_and_fetches_no_report(world: World, tmp_path: Path) -> None:
    run = fetch(world.server, world.seeds[0], "--allow-private", "--dry-run", "--years", "2011", "--out", str(tmp_path))
    assert run.stdout == f"{world.server.url(TRS, '/art/1.html')}\t2012-01-20\t{made.title_of(1)}\n"
    assert {seen.path for seen in run.seen} == {"/robots.txt", "/index.shtml", "/index_1.shtml"}
    assert not list(tmp_path.iterdir())
    assert run.code == 0


def test_private_addresses_are_refused_by_number_and_by_name(world: World, tmp_path: Path) -> None:
    hosts = ("127.0.0.1", "localhost", "0x7f.0.0.1", "2130706433")
    urls = [f"http://{host}:{world.server.port}/index.shtml" for host in hosts]
    run = fetch(world.server, *urls, "--out", str(tmp_path))
    assert not run.seen
    assert run.code == 1
    assert all("private address" in run.event(url)["reason"] for url in urls)


def test_an_interrupt_ends_with_a_summary(world: World, tmp_path: Path) -> None:
    process = subprocess.Popen(
        command(world.server.url(JCMS, "/col/col5501/index.html"), "--allow-private", "--out", str(tmp_path)),
        stderr=subprocess.PIPE,
        text=True,
    )
    before = len(world.server.seen)
    while len(world.server.seen) < before + 6 and process.poll() is None:
        time.sleep(0.01)
    os.kill(process.pid, signal.SIGINT)
    _, stderr = process.communicate(timeout=30)
    assert process.returncode == 130
    end = next(json.loads(line) for line in stderr.splitlines() if '"interrupted"' in line)
    assert 0 < end["saved"] < 20
    assert "Traceback" not in stderr
