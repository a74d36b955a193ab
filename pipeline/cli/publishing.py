"""From the dataset to people: `nianbao site`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.common import INTERRUPTED, refuse


def site(
    dataset: Annotated[
        Path, typer.Argument(help="Folder of the dataset, with the findings of `nianbao audit` or without.")
    ],
    out: Annotated[Path, typer.Option(help="Folder of the site; it is replaced as one when all is written.")],
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processes that write; as many as there are cores by default.")
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but what went wrong.")] = False,
) -> None:
    """Write the dataset as a web site that opens from disk: overview, filters, each report with its findings in their place.

    Exit code 0, 2 for wrong use.
    """
    from pipeline.publishing import StoreError
    from pipeline.site import build_site
    from pipeline.site.reading import NoDatasetError

    try:
        number = build_site(dataset, out, workers=workers, watch=_watch(quiet))
    except (NoDatasetError, StoreError) as error:
        refuse(str(error))
    except OSError as error:
        refuse(f"the site could not be written, the old one is as it was: {error}")
    except KeyboardInterrupt:
        typer.echo("interrupted; the site is as it was before", err=True)
        raise typer.Exit(INTERRUPTED) from None
    if not quiet:
        typer.echo(f"{number} 份文件 (documents) → {out / 'index.html'}")


def _watch(quiet: bool) -> Callable[[int, int], None]:
    """What is shown while pages are written: a line that grows on a terminal, nothing elsewhere."""
    is_shown = not quiet and sys.stderr.isatty()

    def watch(done: int, of: int) -> None:
        if is_shown:
            typer.echo(f"\rwriting 写入 {done}/{of}", err=True, nl=done == of)

    return watch
