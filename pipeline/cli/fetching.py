"""From portals to downloads: `nianbao fetch`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.common import DOWNLOADS, FAILED, INTERRUPTED, MAX_BYTES, refuse

if TYPE_CHECKING:
    from pipeline.fetch.settings import Settings
    from pipeline.fetch.totals import Totals

_CONTACT = (
    "请用 --contact 给出网站管理员可以联系到您的邮箱或网址,它会写进每个请求的 User-Agent "
    "(say with --contact, or in NIANBAO_CONTACT, by which e-mail or web address a webmaster can reach you; "
    "it is sent with every request)"
)
_INTERRUPTED = "已中断,重复同一命令可继续 (interrupted; the same command goes on)"
_SCRAPY = (2, 19)
_MISSING = f"需要 Scrapy {_SCRAPY[0]}.{_SCRAPY[1]} (needs Scrapy): pip install 'nianbao[scrape]'"


def fetch(
    addresses: Annotated[
        list[str] | None,
        typer.Argument(metavar="[URL]...", help="Columns of reports (年报栏目), reports, or JSON list interfaces."),
    ] = None,
    urls: Annotated[
        Path | None, typer.Option("--urls", metavar="FILE", help="A file of addresses, one a line; # begins a remark.")
    ] = None,
    out: Annotated[Path, typer.Option(help="Folder for the downloads, a folder a host in it.")] = DOWNLOADS,
    contact: Annotated[
        str, typer.Option(envvar="NIANBAO_CONTACT", help="Your e-mail or web address, sent with every request.")
    ] = "",
    warc: Annotated[Path | None, typer.Option(help="Write all answers to this WARC too (.warc or .warc.gz).")] = None,
    years: Annotated[str, typer.Option(help="Only reports for these years, e.g. 2019-2021,2023.")] = "",
    since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Only reports listed with this date or a later one.")
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many reports from lists.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Read the lists and print what would be fetched.")] = False,
    delay: Annotated[float, typer.Option(min=0.0, help="Seconds between two requests to a host, at least.")] = 2.0,
    depth: Annotated[int, typer.Option(min=0, max=5, help="How deep columns below a given one are followed.")] = 2,
    pages: Annotated[int, typer.Option(min=1, help="At most so many pages of one list.")] = 200,
    max_bytes: Annotated[int, typer.Option(min=1, help="Larger files are not fetched.")] = MAX_BYTES,
    timeout: Annotated[float, typer.Option(min=0.1, help="Seconds that an answer may take.")] = 60.0,
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Also ask hosts inside your own network; refused otherwise.")
    ] = False,
    insecure: Annotated[bool, typer.Option("--insecure", help="Accept certificates that cannot be verified.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but what went wrong.")] = False,
    log_json: Annotated[
        bool, typer.Option("--log-json", help="Each item and the summary as JSON, a line each.")
    ] = False,
) -> None:
    """Download annual reports (年报) from portals: politely, with all attachments, a sidecar each.

    Begin the same command again to go on after an interruption, or later to get what is new. Exit code 0 when all was
    had, 1 when something failed (the summary says what and why), 2 for wrong use, 130 when interrupted.
    """
    _need_scrapy()
    from pipeline.fetch.reading import Wanted
    from pipeline.fetch.settings import Settings, is_contact
    from pipeline.fetch.years import parse_years

    if warc is not None and not warc.name.lower().endswith((".warc", ".warc.gz")):
        refuse(f"--warc 的文件名须以 .warc 或 .warc.gz 结尾 (must end in .warc or .warc.gz): {warc}")
    try:
        wanted = Wanted(parse_years(years), since.date() if since else None)
        seeds = _seeds(addresses or [], urls)
    except ValueError as error:
        refuse(str(error))
    if not is_contact(contact):
        refuse(_CONTACT)
    settings = Settings(
        seeds=seeds,
        out=out,
        contact=contact,
        wanted=wanted,
        limit=limit,
        delay=delay,
        depth=depth,
        pages=pages,
        max_bytes=max_bytes,
        timeout=timeout,
        warc=warc,
        allow_private=allow_private,
        insecure=insecure,
        dry_run=dry_run,
    )
    _finish(_fetch(settings, quiet=quiet, log_json=log_json))


def _need_scrapy() -> None:
    """End if Scrapy is not there, or is older than what the crawl is built on."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        found = tuple(int(part) for part in version("scrapy").split(".")[:2])
    except (PackageNotFoundError, ValueError):
        refuse(_MISSING)
    if found < _SCRAPY:
        refuse(_MISSING)


def _seeds(addresses: list[str], file: Path | None) -> tuple[str, ...]:
    """The addresses given and those in a file, each once; raises ValueError if there is none."""
    lines = _read_text(file).splitlines() if file else []
    named = [line.split(" #")[0].strip() for line in lines if not line.lstrip().startswith("#")]
    found = tuple(dict.fromkeys(filter(None, (*map(str.strip, addresses), *named))))
    if not found:
        raise ValueError("没有网址 (no address given)")
    return found


def _read_text(file: Path) -> str:
    """A file of text in whatever encoding an editor wrote; raises ValueError if it cannot be read."""
    from parsers.records import ParseError
    from pipeline.formats.encoding import decode
    from pipeline.inputs.sources import Source, read_source

    try:
        data = read_source(Source(file, file.name))
        return decode(data).text if data.strip() else ""
    except ParseError as error:
        raise ValueError(f"--urls {file}: {error}") from error


def _fetch(settings: Settings, *, quiet: bool, log_json: bool) -> Totals:
    from pipeline.fetch.journal import BusyError
    from pipeline.fetch.running import fetch as run
    from pipeline.fetch.watching import Watcher

    watcher = Watcher(quiet=quiet, as_json=log_json)
    try:
        totals = run(settings, watcher.done)
    except KeyboardInterrupt:
        typer.echo(_INTERRUPTED, err=True)
        raise typer.Exit(INTERRUPTED) from None
    except BusyError:
        refuse(f"另一个 nianbao fetch 正在写入 (another nianbao fetch writes to): {settings.out}")
    except OSError as error:
        refuse(f"the downloads could not be written: {error}; begin the same command again to go on")
    watcher.finish(totals, str(settings.out))
    return totals


def _finish(totals: Totals) -> None:
    for item in totals.listed:
        typer.echo(f"{item.url}\t{item.published or ''}\t{item.title}")
    if not totals.is_over:
        typer.echo(_INTERRUPTED, err=True)
        raise typer.Exit(INTERRUPTED)
    if totals.failures:
        raise typer.Exit(FAILED)
