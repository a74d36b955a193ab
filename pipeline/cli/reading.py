"""From downloads to the dataset: `nianbao run`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.common import DATASET, FAILED, INTERRUPTED, MAX_BYTES, refuse


def run(
    inputs: Annotated[
        list[str],
        typer.Argument(
            metavar="INPUT...", help="Files, archives, folders (with all below) or patterns; - for standard input."
        ),
    ],
    out: Annotated[
        Path, typer.Option(help="Folder of the dataset; it is replaced as one when all is written.")
    ] = DATASET,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processes that read; as many as there are cores by default.")
    ] = None,
    max_bytes: Annotated[int, typer.Option(min=1, help="Larger files are not read.")] = MAX_BYTES,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but what went wrong.")] = False,
    log_json: Annotated[
        bool, typer.Option("--log-json", help="Log lines and the summary as JSON, a line each.")
    ] = False,
) -> None:
    """Read downloaded reports and write the dataset: seven Parquet tables.

    Exit code 0 when all was read, 1 when some files failed (the dataset is still written), 2 for wrong use.
    """
    from pipeline import engine
    from pipeline.dataset.store import StoreError
    from pipeline.reporting import reporter

    try:
        with reporter(quiet=quiet, as_json=log_json) as report:
            summary = engine.run(
                inputs,
                out,
                workers=workers,
                max_bytes=max_bytes,
                watch=report.progress,
                watch_unpacking=report.unpacking,
            )
    except (StoreError, engine.NothingToReadError) as error:
        refuse(str(error))
    except OSError as error:
        refuse(f"the dataset could not be written, the old one is as it was: {error}")
    except KeyboardInterrupt:
        typer.echo("interrupted; the dataset is as it was before", err=True)
        raise typer.Exit(INTERRUPTED) from None
    try:
        report.finish(summary, out)
    except OSError as error:
        typer.echo(f"nianbao: the dataset is written, but its summary could not be: {error}", err=True)
    if summary.failures:
        raise typer.Exit(FAILED)
