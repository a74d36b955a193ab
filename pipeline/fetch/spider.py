"""The crawl on Scrapy, which makes the requests: its downloader with delay, throttle, cookies, unpacking and limits.

The spider asks for one thing after the other by itself, so that Scrapy's scheduler, retries, redirects and robots.txt
have no part: `crawl` orders, tries again, follows and obeys.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import Any
from urllib.parse import urlencode

from scrapy import Request, Spider
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from scrapy.http import Response

from pipeline.fetch.addresses import find_problem
from pipeline.fetch.answers import Answer, RefusedError, UnreachableError
from pipeline.fetch.crawl import Crawl
from pipeline.fetch.names import host_of
from pipeline.fetch.resolver import REFUSED, GuardedResolver
from pipeline.fetch.settings import Settings

ACCEPT = {
    "Accept": "text/html,application/xhtml+xml,application/json;q=0.9,*/*;q=0.8",
    "Accept-Language": "zh-CN,zh;q=0.9",
}
_REASONS = (
    (DownloadTimeoutError, "超时 (timed out)"),
    (DownloadConnectionRefusedError, "拒绝连接 (connection refused)"),
    (ResponseDataLossError, "传输不完整 (the answer broke off)"),
    (DownloadFailedError, "连接中断 (the connection failed)"),
    (CannotResolveHostError, "找不到主机 (no such host)"),
)


class OnceHandler(HTTP11DownloadHandler):
    """Scrapy's handler, but for the pool's own retries, which would ask again without any delay."""

    def __init__(self, crawler: Any) -> None:
        super().__init__(crawler)
        self._pool.retryAutomatically = False


class FetchSpider(Spider):
    """Runs one crawl. `trouble` is what ended it before its time."""

    name = "nianbao"

    def __init__(self, crawl: Crawl, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.crawl = crawl

    async def start(self) -> AsyncIterator[Any]:
        """Run the crawl; it yields nothing to the scheduler."""
        from twisted.internet import reactor

        try:
            if not isinstance(getattr(reactor, "nameResolver", None), GuardedResolver):
                raise RuntimeError("Scrapy did not install the resolver that refuses private addresses")
            await self.crawl.run(self.get)
        except ExceptionGroup as group:
            self.crawl.trouble = group.exceptions[0]
        except Exception as error:  # Scrapy would log it and end as if all were well
            self.crawl.trouble = error
        nothing: tuple[Any, ...] = ()
        for each in nothing:
            yield each

    async def get(self, url: str, form: tuple[tuple[str, str], ...], headers: Mapping[str, str]) -> Answer:
        """Make one request."""
        if problem := find_problem(url, allow_private=self.crawl.settings.allow_private):
            raise RefusedError(problem)
        request = _request(url, form, headers)
        try:
            response = await self.crawler.engine.download_async(request)
        except (DownloadCancelledError, IgnoreRequest) as error:
            raise RefusedError(f"超过大小上限 (larger than the limit): {self.crawl.settings.max_bytes} B") from error
        except UnsupportedURLSchemeError as error:
            raise RefusedError(f"不支持的协议 (a scheme that is not supported): {url[:80]}") from error
        except tuple(kind for kind, _ in _REASONS) as error:
            raise _explain(error, host_of(url)) from error
        except Exception as error:  # what a server sends may break any of the libraries; that costs the request
            raise UnreachableError(f"应答无法读取 (an answer that cannot be read): {type(error).__name__}") from error
        return _answer(request, response)


def _request(url: str, form: tuple[tuple[str, str], ...], headers: Mapping[str, str]) -> Request:
    if not form:
        return Request(url, headers={**ACCEPT, **headers})
    typed = {"Content-Type": "application/x-www-form-urlencoded; charset=UTF-8"}
    return Request(url, method="POST", headers={**ACCEPT, **headers, **typed}, body=urlencode(form))


def _explain(error: Exception, host: str) -> Exception:
    """An error of the downloader in a user's words."""
    if host in REFUSED:
        return RefusedError(f"内网地址 (a private address): {host} → {REFUSED[host]}")
    if "certificate" in str(error).lower():
        return RefusedError("证书无法验证 (the certificate cannot be verified; --insecure accepts it)")
    words = next(words for kind, words in _REASONS if isinstance(error, kind))
    return UnreachableError(words)


def _answer(request: Request, response: Response) -> Answer:
    headers = {name.decode("latin-1").lower(): _joined(values) for name, values in response.headers.items()}
    sent = tuple(
        (name.decode("latin-1"), value.decode("latin-1")) for name, all_ in request.headers.items() for value in all_
    )
    return Answer(
        url=response.url,
        status=response.status,
        headers=headers,
        body=response.body,
        address=str(response.ip_address) if response.ip_address else None,
        protocol=response.protocol or "HTTP/1.1",
        method=request.method,
        sent=sent,
        posted=request.body,
    )


def _joined(values: list[bytes]) -> str:
    """A header's values as one text; addresses and names may be in UTF-8."""
    return ", ".join(value.decode("utf-8", "backslashreplace") for value in values)


def scrapy_settings(settings: Settings) -> dict[str, Any]:
    """Scrapy's settings for a crawl."""
    return {
        "AUTOTHROTTLE_ENABLED": True,
        "AUTOTHROTTLE_START_DELAY": settings.delay,
        "AUTOTHROTTLE_TARGET_CONCURRENCY": 1.0,
        "CONCURRENT_REQUESTS": 0,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "DEFAULT_REQUEST_HEADERS": {},
        "DOWNLOAD_DELAY": settings.delay,
        "DOWNLOAD_DELAY_JITTER": 0.0,
        "DOWNLOAD_HANDLERS": dict.fromkeys(("http", "https"), OnceHandler)
        | dict.fromkeys(("file", "ftp", "s3", "data")),
        "DOWNLOAD_MAXSIZE": settings.max_bytes,
        "DOWNLOAD_TIMEOUT": settings.timeout,
        "DOWNLOAD_VERIFY_CERTIFICATES": not settings.insecure,
        "DOWNLOAD_WARNSIZE": 0,
        "HTTPPROXY_ENABLED": False,
        "LOG_ENABLED": False,
        "LOG_INSTALL_ROOT_HANDLER": False,
        "METAREFRESH_ENABLED": False,
        "NIANBAO_ALLOW_PRIVATE": settings.allow_private,
        "REDIRECT_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "RETRY_ENABLED": False,
        "ROBOTSTXT_OBEY": False,
        "TELNETCONSOLE_ENABLED": False,
        "TWISTED_DNS_RESOLVER": "pipeline.fetch.resolver.GuardedResolver",
        "USER_AGENT": settings.user_agent,
    }
