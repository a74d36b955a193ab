"""Runs a crawl to its end, or to the point where it is interrupted."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

from pipeline.fetch.archive import Archive
from pipeline.fetch.crawl import Crawl, Watch
from pipeline.fetch.journal import Journal, now, open_journal
from pipeline.fetch.settings import Settings
from pipeline.fetch.totals import Totals


def fetch(settings: Settings, watch: Watch) -> Totals:
    """Fetch; what came of it. Raises BusyError if another crawl writes to the folder, OSError if it cannot be written.

    It can run once in a process: Scrapy's reactor cannot be started again.
    """
    with _journal(settings) as journal:
        resumed = len(journal.done)
        with _archive(settings, journal) as archive:
            crawl = Crawl(settings, journal, archive, watch)
            _run(crawl)
        if crawl.trouble:
            raise crawl.trouble
        return Totals.of(crawl, resumed)


@contextmanager
def _journal(settings: Settings) -> Iterator[Journal]:
    if settings.dry_run:
        yield Journal(None, now())
    else:
        with open_journal(settings.out, settings.asked()) as journal:
            yield journal


def _archive(settings: Settings, journal: Journal) -> AbstractContextManager[Archive | None]:
    path = settings.warc
    if path is None or settings.dry_run:
        return nullcontext()
    return Archive(path, journal.begin_warc(path.stat().st_size if path.exists() else 0))


def _run(crawl: Crawl) -> None:
    """Run the crawl on Scrapy; an interrupt (Ctrl-C) ends it after what is at work."""
    from scrapy.crawler import AsyncCrawlerProcess

    from pipeline.fetch.spider import FetchSpider, scrapy_settings

    for name in ("scrapy", "twisted", "asyncio"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)  # what goes wrong is an item's outcome
    process = AsyncCrawlerProcess(scrapy_settings(crawl.settings))
    task = process.crawl(FetchSpider, crawl=crawl)
    process.start()
    if task.done() and not task.cancelled() and (error := task.exception()):
        raise error
