"""How good the dataset is and what changed in it: `nianbao evaluate`, `nianbao diff`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.common import FAILED, refuse


def evaluate(
    gold: Annotated[
        Path,
        typer.Argument(
            metavar="GOLD", help="Folder of annotated documents, or file of annotated sentences: see docs/gold.md."
        ),
    ],
    dataset: Annotated[
        Path | None, typer.Option(help="A dataset made of these documents; without it they are read now.")
    ] = None,
    errors: Annotated[int, typer.Option(min=0, help="How many disagreements to print.")] = 20,
    least: Annotated[
        list[str] | None, typer.Option("--min", metavar="METRIC=VALUE", help="Exit with 1 if it is less; repeatable.")
    ] = None,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write everything to this file as JSON.")] = None,
    markdown: Annotated[Path | None, typer.Option(help="Write everything to this file as a page.")] = None,
) -> None:
    """Measure accuracy on annotated documents: by field, by form, by indicator, and where it is worst.

    Exit code 0, 1 when a figure is less than its --min, 2 for wrong use.
    """
    from rich.console import Console

    from pipeline.dataset.reading import NoDatasetError
    from pipeline.measuring import accuracy, sheets
    from pipeline.measuring.gold import GoldError

    try:
        score = accuracy.measure(gold, dataset)
        wanted = accuracy.parse_least(least or (), score.figures())
        for path, write in ((json_file, accuracy.as_json), (markdown, accuracy.as_markdown)):
            if path is not None:
                path.write_text(write(score), encoding="utf-8")
    except (GoldError, NoDatasetError, accuracy.WrongUseError) as error:
        refuse(str(error))
    except OSError as error:
        refuse(f"cannot be written or read: {error}")
    console = Console(highlight=False)
    sheets.show_sheets(sheets.sheets_of(score), console)
    sheets.show_misses(score.misses, console, errors)
    if short := accuracy.find_short(score.figures(), wanted):
        typer.echo("\n".join(short), err=True)
        raise typer.Exit(FAILED)


def diff(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="Folder of the older dataset.")],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="Folder of the newer one.")],
    as_json: Annotated[bool, typer.Option("--json", help="Everything as JSON.")] = False,
    limit: Annotated[int, typer.Option(min=0, help="How many changes to print with their quotes.")] = 40,
) -> None:
    """Show what changed between two datasets: documents, values and indicators, by rule and with their quotes.

    Exit code 0 when they say the same, 1 when they differ, 2 for wrong use.
    """
    from rich.console import Console

    from pipeline.dataset.reading import NoDatasetError
    from pipeline.measuring import comparing

    try:
        changes = list(comparing.diff_datasets(old, new))
    except NoDatasetError as error:
        refuse(str(error))
    if as_json:
        typer.echo(comparing.as_json(changes))
    else:
        comparing.show_changes(changes, Console(highlight=False), limit)
    if changes:
        raise typer.Exit(FAILED)
