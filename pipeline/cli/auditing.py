"""What is missing, does not add up, came late or was copied: `nianbao audit`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.common import DATASET, FAILED, refuse

if TYPE_CHECKING:
    from pipeline.audit.results import Result

WIDE = 160
"""Columns of a table that is written to a file."""


class Severity(StrEnum):
    """How serious a finding is, the worst first."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Format(StrEnum):
    """How findings are told."""

    TABLE = "table"
    JSON = "json"
    SARIF = "sarif"
    CSV = "csv"


def audit(
    dataset: Annotated[
        Path, typer.Argument(metavar="DATASET", help="Folder of the dataset; its findings are brought up to date.")
    ] = DATASET,
    config: Annotated[
        Path | None, typer.Option(help="TOML file with severities, kinds to ignore and tolerances: see docs/audit.md.")
    ] = None,
    fail_on: Annotated[
        Severity | None, typer.Option(help="Exit with 1 if there is a finding of this severity or a worse one.")
    ] = None,
    output: Annotated[
        Format, typer.Option("--format", help="A table for people; the others for programs.")
    ] = Format.TABLE,
    out: Annotated[Path | None, typer.Option(help="Write to this file instead of the screen.")] = None,
    limit: Annotated[int, typer.Option(min=0, help="How many lines of findings the table has, by document.")] = 40,
    severity: Annotated[
        Severity | None,
        typer.Option(help="List findings of this severity and worse; by default warning in the table, info elsewhere."),
    ] = None,
) -> None:
    """Find what is missing, does not add up, came late or was copied, and write it to the dataset's findings.

    Exit code 0, 1 when --fail-on says so, 2 for wrong use.
    """
    from pipeline.audit import audit as run_audit
    from pipeline.audit.config import Config, ConfigError, read_config
    from pipeline.audit.results import has_severity, read_results
    from pipeline.dataset.reading import NoDatasetError
    from pipeline.publishing import StoreError

    try:
        settings = read_config(config) if config else Config()
        run_audit(dataset, settings)
        results = read_results(dataset, settings)
        _tell(results, dataset, output, out, limit, severity)
    except (ConfigError, NoDatasetError, StoreError) as error:
        refuse(str(error))
    except OSError as error:
        refuse(f"cannot be read or written: {error}")
    if fail_on and has_severity(results, fail_on):
        raise typer.Exit(FAILED)


def _tell(
    results: list[Result], dataset: Path, output: Format, out: Path | None, limit: int, severity: Severity | None
) -> None:
    """Print the results, or write them to a file. CSV in a file begins with a mark that has Excel read it as UTF-8."""
    from rich.console import Console

    from pipeline.audit.formats import FORMATS
    from pipeline.audit.results import at_least
    from pipeline.audit.view import show_results

    if output == Format.TABLE:
        least = severity or Severity.WARNING
        if out is None:
            show_results(results, dataset, Console(highlight=False), limit, least)
        else:
            with out.open("w", encoding="utf-8") as file:
                show_results(results, dataset, Console(file=file, highlight=False, width=WIDE), limit, least)
        return
    page = FORMATS[output](at_least(results, severity or Severity.INFO))
    if out is None:
        typer.echo(page, nl=False)
    else:
        out.write_text(page, encoding="utf-8-sig" if output == Format.CSV else "utf-8", newline="")
