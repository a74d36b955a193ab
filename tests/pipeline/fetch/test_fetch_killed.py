"""A portal of 2,000 reports, fetched by a command that is killed on the way: all of them once, no rule broken."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator

from pipeline.inputs.sidecar import SUFFIX, parse_sidecar
from tests.pipeline.fetch import made
from tests.pipeline.fetch.served import Reply, Seen, Server, serve

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs 127.0.0.2 and its neighbours")

REPORTS, HOSTS, PER_PAGE = 2_000, 8, 25
EACH = REPORTS // HOSTS
DELAY = 0.02
KILLS = (0.2, 0.5, 0.8)
"""Shares of the reports after which the command is killed."""


def make_portals(server: Server) -> list[str]:
    """Eight hosts with a list of 250 reports each, every tenth with an attachment; some pages nobody may ask for."""
    for number in range(1, HOSTS + 1):
        host = f"127.0.0.{number}"
        portal = server.portal(host, robots="User-agent: *\nDisallow: /secret/\n")
        for page in range(EACH // PER_PAGE):
            rows = made.rows_of(range(PER_PAGE * page, PER_PAGE * (page + 1)))
            rows.append((f"/secret/{page}.html", made.title_of(page), "2021-01-20"))
            name = f"/index_{page}.shtml" if page else "/index.shtml"
            portal.page(name, made.trs(rows, EACH // PER_PAGE, page))
        portal.fallback = answer
    return [server.url(f"127.0.0.{number}", "/index.shtml") for number in range(1, HOSTS + 1)]


def answer(seen: Seen) -> Reply:
    """A report or its attachment, different on each host."""
    name = seen.path.rpartition("/")[2]
    if name.endswith(".pdf"):
        return Reply(f"%PDF-1.4 {seen.host} {name}".encode(), kind="application/pdf")
    number = int(name.removesuffix(".html"))
    extra = f'<a href="/files/{number}.pdf">附件</a>' if number % 10 == 0 else ""
    return Reply(made.report(f"{seen.host} {made.title_of(number)}", extra).encode())


def reports_seen(server: Server) -> Counter[tuple[str, str]]:
    """How often each report and attachment was asked for."""
    return Counter((seen.host, seen.path) for seen in list(server.seen) if seen.path.startswith(("/art/", "/files/")))


@pytest.mark.slow
def test_killed_three_times_every_report_comes_once(tmp_path: Path) -> None:
    warc = tmp_path / "all.warc.gz"
    began = time.monotonic()
    with serve() as server:
        seeds = make_portals(server)
        given = [*("--contact", "tests@example.org", "--allow-private", "--delay", str(DELAY), "-q"), *seeds]
        command = [sys.executable, "-m", "pipeline", "fetch", *given, "--out", str(tmp_path), "--warc", str(warc)]
        for share in KILLS:
            with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
                while len(reports_seen(server)) < share * REPORTS:
                    assert process.poll() is None, "it ended before it could be killed"
                    time.sleep(0.01)
                os.kill(process.pid, signal.SIGKILL)
        last = subprocess.run(command, stderr=subprocess.DEVNULL, timeout=300, check=False)
        asked = reports_seen(server)
        gaps = [gap for number in range(1, HOSTS + 1) for gap in server.gaps(f"127.0.0.{number}")]
    print(f"{REPORTS} reports in {time.monotonic() - began:.0f} s")
    assert last.returncode == 1  # for the pages that robots.txt forbids
    files = [path for path in tmp_path.rglob("*") if path.suffix in (".html", ".pdf") and ".part" not in path.name]
    assert len(files) == REPORTS + REPORTS // 10
    assert len({hashlib.sha256(path.read_bytes()).hexdigest() for path in files}) == len(files)
    for path in files:
        sidecar = parse_sidecar(path.with_name(path.name + SUFFIX).read_bytes())
        assert sidecar.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert len(asked) == len(files)
    # An answer that was on its way when the command was killed has to be asked for again: one a host at most.
    assert sum(asked.values()) <= len(asked) + len(KILLS) * HOSTS
    assert not server.overlaps
    assert not [seen for seen in server.seen if seen.path.startswith("/secret")]
    assert min(gaps) >= DELAY
    with warc.open("rb") as file:
        archived = Counter(
            record.headers["WARC-Target-URI"]
            for record in ArchiveIterator(file)
            if record.headers["WARC-Type"] == "response" and "index" not in record.headers["WARC-Target-URI"]
        )
    assert len(archived) == len(files)
    assert set(archived.values()) == {1}
