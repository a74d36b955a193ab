"""The crawl: what to ask for next, what an answer means, what is kept of it.

It knows nothing of how requests are made: `get` makes one. A worker a host asks for one item at a time. From an answer
to the line in the journal there is no pause, so that a kill leaves an item either undone or done with all that it
leads to.
"""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from parsers.records import ParseError
from pipeline.fetch.addresses import find_problem
from pipeline.fetch.answers import REDIRECTS, Answer, RefusedError, UnreachableError, describe_status
from pipeline.fetch.archive import Archive, format_head, format_request
from pipeline.fetch.hosts import Host
from pipeline.fetch.items import Item, Outcome, State
from pipeline.fetch.journal import Journal, now
from pipeline.fetch.keeping import Kept, choose_extension, digest, find_kept, keep
from pipeline.fetch.names import ATTACHMENTS, UNREADABLE, find_extension, host_of
from pipeline.fetch.pages import Page, join
from pipeline.fetch.reading import Listing, find_attachments, is_list, is_report_page, read_listing
from pipeline.fetch.robots import Robots
from pipeline.fetch.settings import HOSTS_AT_ONCE, MAX_REDIRECTS, Settings
from pipeline.fetch.walls import SCRIPTED, find_refresh, find_wall, is_script_only
from pipeline.formats.encoding import decode
from pipeline.inputs.known import find_charset
from pipeline.inputs.sidecar import Sidecar

NO_REPORTS = "未找到年报链接 (no link to a report on it)"
UNREAD = "{0} 文件不读取 ({0} files are not read)"


class Get(Protocol):
    """Makes one request; raises RefusedError and UnreachableError."""

    async def __call__(self, url: str, form: tuple[tuple[str, str], ...], headers: Mapping[str, str]) -> Answer:
        """The answer to it."""


Watch = Callable[[Item, Outcome, int], None]
"""Is told of each item that is done, and how many are still to do."""


class Crawl:
    """One crawl.

    listed: reports that a dry run would fetch. unwanted: reports that --years and --since leave out. is_over: whether it
    came to its end. trouble: what kept it from it.
    """

    def __init__(self, settings: Settings, journal: Journal, archive: Archive | None, watch: Watch) -> None:
        self.settings = settings
        self.journal = journal
        self.archive = archive
        self.watch = watch
        self.listed: list[Item] = []
        self.unwanted = 0
        self.is_over = False
        self.trouble: Exception | None = None
        self._hosts: dict[str, Host] = {}
        self._seen: set[str] = set()
        self._pages: dict[str, int] = {}
        self._bodies: set[tuple[str, str]] = set()
        self._reports = 0
        self._todo = 0

    async def run(self, get: Get) -> None:
        """Fetch all there is to fetch, and close the journal."""
        self._get = get
        self._robots = Robots(self._get_robots)
        self._places = asyncio.Semaphore(HOSTS_AT_ONCE)
        seeds = [Item(url, "seed") for url in self.settings.seeds]
        self._remember(seeds)
        async with asyncio.TaskGroup() as self._tasks:
            for item in self.journal.pending(seeds):
                self._queue(item)
        self.journal.finish()
        self.is_over = True

    # --- queues -------------------------------------------------------------------------------------------

    def _remember(self, seeds: Iterable[Item]) -> None:
        """Take up what an earlier run had found."""
        found = [each for _, outcome in self.journal.done.values() for each in outcome.found]
        for item in (*seeds, *found):
            if item.key not in self._seen:
                self._count(item)

    def _count(self, item: Item) -> None:
        self._seen.add(item.key)
        self._reports += item.kind == "report"
        if item.root:
            self._pages[item.root] = self._pages.get(item.root, 0) + 1

    def _admit(self, items: Iterable[Item]) -> tuple[Item, ...]:
        """Those of the items that are new and within the bounds."""
        admitted = []
        for item in items:
            if item.key in self._seen or self._is_too_much(item):
                continue
            self._count(item)
            admitted.append(item)
        return tuple(admitted)

    def _is_too_much(self, item: Item) -> bool:
        limit = self.settings.limit
        if limit is not None and item.kind in ("report", "list") and self._reports >= limit:
            return True
        return item.root is not None and self._pages.get(item.root, 0) >= self.settings.pages

    def _queue(self, item: Item) -> None:
        """Put an item behind the others of its host; a host without a worker gets one."""
        host = self._host(item.host)
        host.add(item)
        self._todo += 1
        if not host.is_worked:
            host.is_worked = True
            self._tasks.create_task(self._work(host))

    def _host(self, name: str) -> Host:
        """The host of this name. After an interruption nobody knows when it was asked last: it is left alone at first."""
        if name not in self._hosts:
            self._hosts[name] = Host(name, self.settings.delay)
            if self.journal.resumed:
                self._hosts[name].pause(self.settings.delay)
        return self._hosts[name]

    async def _work(self, host: Host) -> None:
        """Do the items of a host, one by one."""
        async with self._places:
            while item := host.take():
                outcome = await self._do(host, item)
                self.journal.write(item, outcome)
                for found in outcome.found:
                    self._queue(found)
                self._todo -= 1
                self.watch(item, outcome, self._todo)
            host.is_worked = False

    # --- one item -----------------------------------------------------------------------------------------

    async def _do(self, host: Host, item: Item) -> Outcome:
        """Fetch one item. Whatever goes wrong with it is its outcome; a disk that fails ends the crawl."""
        if item.kind != "list" and (extension := find_extension(item.url)) in UNREADABLE:
            return Outcome("skipped", UNREAD.format(extension))
        if host.given_up:
            return Outcome("failed", host.given_up)
        kept = None if self.settings.dry_run or item.kind == "list" else find_kept(self.settings.out, item)
        if kept and self._was_just_kept(kept):
            return self._take_kept(item, kept)
        try:
            answer = await self._ask(host, item, None if self._must_be_archived(kept) else kept)
        except (RefusedError, UnreachableError) as error:
            return Outcome("failed", str(error))
        except Exception as error:  # as below: an odd address or robots.txt costs an item
            return Outcome("failed", _unexpected(error))
        return self._take_safely(item, answer, kept)

    def _take_safely(self, item: Item, answer: Answer, kept: Kept | None) -> Outcome:
        try:
            return self._take(item, answer, kept)
        except (RefusedError, ParseError) as error:
            return Outcome("failed", str(error))
        except OSError:
            raise
        except Exception as error:  # whatever a hostile page does to a reader costs this page, never the crawl
            return Outcome("failed", _unexpected(error))

    def _was_just_kept(self, kept: Kept) -> bool:
        """Whether this crawl kept it, and was killed before it could note that."""
        return self.archive is None and self._is_of_this_crawl(kept)

    def _must_be_archived(self, kept: Kept | None) -> bool:
        """Whether it must be had again, for its record was cut off the archive."""
        return kept is not None and self.archive is not None and self._is_of_this_crawl(kept)

    def _is_of_this_crawl(self, kept: Kept) -> bool:
        return self.journal.resumed and (kept.sidecar.fetched or "") >= self.journal.started

    async def _ask(self, host: Host, item: Item, kept: Kept | None) -> Answer:
        """Ask for an item, following redirects on its host."""
        url, form, headers = item.url, item.form, _condition(kept)
        if item.kind == "list" and item.parent and host_of(item.parent) == item.host:
            headers["Referer"] = item.parent
        for _ in range(MAX_REDIRECTS + 1 - item.hops):
            if problem := find_problem(url, allow_private=self.settings.allow_private):
                raise RefusedError(problem)
            pause = await self._robots.check(url)
            answer = await host.ask(lambda url=url, form=form: self._get(url, form, headers))  # type: ignore[misc]
            host.pause(pause)
            target = answer.headers.get("location") if answer.status in REDIRECTS else _refreshed(answer)
            if not target:
                return answer
            moved = join(answer.url, target) or target
            if host_of(moved) != item.host:
                return replace(answer, status=302, headers={**answer.headers, "location": moved})
            url, form = moved, form if answer.status in (307, 308) else ()
        raise RefusedError("重定向过多 (too many redirects)")

    async def _get_robots(self, url: str) -> Answer:
        host = self._host(host_of(url))
        return await host.ask(lambda: self._get(url, (), {}))

    # --- one answer ---------------------------------------------------------------------------------------

    def _take(self, item: Item, answer: Answer, kept: Kept | None) -> Outcome:
        """What an answer means for its item. Nothing here waits."""
        warc = self._archive(answer)
        if answer.status == 304 and kept:
            outcome = self._take_kept(item, kept)
        elif answer.status in REDIRECTS:
            outcome = self._take_moved(item, answer)
        elif answer.status != 200:
            outcome = Outcome("failed", describe_status(answer.status))
        elif not answer.body.strip():
            outcome = Outcome("failed", "内容为空 (the answer is empty)")
        else:
            outcome = self._take_body(item, answer)
            if kept and outcome.state == "saved" and kept.sidecar.sha256 == digest(answer.body):
                outcome = replace(outcome, state="unchanged")
        return replace(outcome, warc=warc, size=len(answer.body))

    def _archive(self, answer: Answer) -> int | None:
        if self.archive is None:
            return None
        reason = describe_status(answer.status).rpartition(": ")[2] if answer.status != 200 else "OK"
        reason = reason if reason.isascii() else ""
        head = format_head(answer.protocol, answer.status, reason, answer.headers, len(answer.body))
        request = format_request(answer.method, answer.url, answer.sent, answer.posted)
        return self.archive.add(answer.url, request, head, answer.body, answer.address)

    def _take_moved(self, item: Item, answer: Answer) -> Outcome:
        """A redirect to another host is an item of that host."""
        if item.hops + 1 > MAX_REDIRECTS:
            raise RefusedError("重定向过多 (too many redirects)")
        root = answer.headers["location"] if item.root == item.url else item.root
        moved = replace(
            item, url=answer.headers["location"], hops=item.hops + 1, root=root, form=(), origin=item.origin or item.url
        )
        if moved.key in self._seen:
            return Outcome("same", moved.url)
        self._reports -= item.kind == "report"
        return Outcome("moved", moved.url, found=self._admit([moved]))

    def _take_body(self, item: Item, answer: Answer) -> Outcome:
        extension = choose_extension(answer.url, answer.headers, answer.body)
        if extension in UNREADABLE:
            return Outcome("skipped", UNREAD.format(extension))
        if extension in ATTACHMENTS:
            return self._keep(item, answer, extension, ())
        if extension is None and item.kind not in ("seed", "list"):
            kind = answer.headers.get("content-type", "-")
            return Outcome("failed", f"不支持的类型 (of a type that is not kept): {kind[:80]}")
        charset = find_charset(answer.headers.get("content-type", ""))
        page = Page(answer.url, decode(answer.body, charset).text)
        return self._take_page(item, answer, page, extension or "html")

    def _take_page(self, item: Item, answer: Answer, page: Page, extension: str) -> Outcome:
        """A page: of a list, or a report; a seed may be either."""
        if item.kind in ("seed", "list"):
            listing = read_listing(page, item, self.settings.wanted, self.settings.depth)
            if listing and (item.kind == "list" or is_list(page, listing, answer.body)):
                return self._take_list(item, listing, digest(answer.body))
        if wall := find_wall(page, item.title):
            return Outcome("failed", wall)
        if item.kind == "attachment" or (item.kind == "report" and find_extension(item.url) in ATTACHMENTS):
            return Outcome("failed", "得到的是网页,不是附件 (a page instead of the attachment)")
        if item.kind in ("seed", "list") and (item.kind == "list" or not is_report_page(answer.body)):
            return self._take_nothing(item, page)
        attachments = find_attachments(page)
        if not attachments and is_script_only(page):
            return Outcome("failed", SCRIPTED)
        return self._keep(item, answer, extension, attachments)

    def _take_nothing(self, item: Item, page: Page) -> Outcome:
        """A page that should be a list and has nothing on it."""
        if is_script_only(page):
            return Outcome("failed", SCRIPTED)
        return Outcome("failed", NO_REPORTS) if item.kind == "seed" else Outcome("listed")

    def _take_list(self, item: Item, listing: Listing, body: str) -> Outcome:
        """A page of a list. One that is the same as another of its list, for the portal counts no further, ends it."""
        place = (item.root or item.url, body)
        if place in self._bodies:
            return Outcome("listed")
        self._bodies.add(place)
        self.unwanted += listing.unwanted
        found = self._admit((*listing.reports, *listing.lists))
        if self.settings.dry_run:
            self.listed += [each for each in found if each.kind == "report"]
            found = tuple(each for each in found if each.kind == "list")
        return Outcome("listed", found=found)

    # --- what is kept -------------------------------------------------------------------------------------

    def _keep(self, item: Item, answer: Answer, extension: str, attachments: tuple[Item, ...]) -> Outcome:
        if self.settings.dry_run:
            self.listed.append(item)
            return Outcome("listed")
        sidecar = Sidecar(
            url=answer.url,
            fetched=now(),
            status=answer.status,
            headers=answer.headers,
            sha256=digest(answer.body),
            parent=item.parent,
            title=item.title or None,
        )
        path = keep(self.settings.out, item, answer.body, sidecar, extension)
        return Outcome("saved", file=self._relative(path), found=self._admit(attachments))

    def _take_kept(self, item: Item, kept: Kept) -> Outcome:
        """What was kept before stands; its attachments are asked for as if it had just come."""
        attachments: tuple[Item, ...] = ()
        if kept.path.suffix in (".html", ".htm", ".shtml"):
            attachments = find_attachments(Page(kept.sidecar.url or item.url, decode(kept.read()).text))
        file = self._relative(kept.path)
        state: State = "saved" if self._is_of_this_crawl(kept) else "unchanged"
        return Outcome(state, file=file, found=self._admit(attachments))

    def _relative(self, path: Path) -> str:
        return path.relative_to(self.settings.out).as_posix()


def _condition(kept: Kept | None) -> dict[str, str]:
    """The headers that ask for a download only if it has changed."""
    if kept is None:
        return {}
    said = kept.sidecar.headers
    named = {"If-None-Match": said.get("etag"), "If-Modified-Since": said.get("last-modified")}
    return {name: value for name, value in named.items() if value}


def _refreshed(answer: Answer) -> str | None:
    """Where a page sends its reader on to at once, as old portals do instead of a redirect."""
    if answer.status != 200 or len(answer.body) > 20_000 or b"http-equiv" not in answer.body.lower():
        return None
    try:
        return find_refresh(Page(answer.url, decode(answer.body).text))
    except ParseError:
        return None


def _unexpected(error: Exception) -> str:
    """A mistake in the program in a user's words, with the place for whoever mends it."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    place = "/".join(Path(last.filename).parts[-2:])
    said = f"{type(error).__name__}: {error}"[:200]
    return f"程序在此页面上出错 (the program failed on it, please report): {said}, {place}:{last.lineno}"
