"""The command line: arguments, what is shown while a stage works, exit codes.

Exit codes: 0 all is well; 1 the answer is no (some documents could not be read, datasets differ, a figure is short, an
indicator is not stated); 2 wrong use.
Libraries that take time to load are imported where they are used.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from pipeline import PARSER_VERSION

if TYPE_CHECKING:
    from pipeline.show import DocumentFacts

DATASET = Path("data/processed")
DOWNLOADS = Path("data/raw")
MAX_BYTES = 50_000_000
FAILED, WRONG_USE, INTERRUPTED = 1, 2, 130

app = typer.Typer(
    name="nianbao",
    help="Annual reports on government information disclosure (政府信息公开工作年度报告) as a tidy dataset.",
    no_args_is_help=True,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def main() -> None:
    """Run the command line. What a stream cannot encode or take is no reason for a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        app(prog_name="nianbao")
    except OSError as error:
        sys.exit(f"nianbao: {error}")


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"nianbao {PARSER_VERSION}")
        raise typer.Exit


@app.callback()
def nianbao(
    version: Annotated[
        bool, typer.Option("--version", help="Show the version and exit.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Annual reports on government information disclosure (政府信息公开工作年度报告) as a tidy dataset."""


@app.command()
def run(
    inputs: Annotated[
        list[str], typer.Argument(metavar="INPUT...", help="Files, folders (with all below) or patterns.")
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
    from pipeline.reporting import reporter
    from pipeline.store import StoreError

    try:
        with reporter(quiet=quiet, as_json=log_json) as report:
            summary = engine.run(inputs, out, workers=workers, max_bytes=max_bytes, watch=report.progress)
    except (StoreError, engine.NothingToReadError) as error:
        _refuse(str(error))
    except OSError as error:
        _refuse(f"the dataset could not be written, the old one is as it was: {error}")
    except KeyboardInterrupt:
        typer.echo("interrupted; the dataset is as it was before", err=True)
        raise typer.Exit(INTERRUPTED) from None
    try:
        report.finish(summary, out)
    except OSError as error:
        typer.echo(f"nianbao: the dataset is written, but its summary could not be: {error}", err=True)
    if summary.failures:
        raise typer.Exit(FAILED)


@app.command()
def show(
    doc: Annotated[str, typer.Argument(help="Its doc_id or the beginning of it, or a part of its source path.")],
    dataset: Annotated[Path, typer.Option(help="Folder of the dataset.")] = DATASET,
    tables: Annotated[bool, typer.Option("--tables", help="Its official tables as the form prints them.")] = False,
    identity: Annotated[
        bool,
        typer.Option(
            "--identity",
            help="What type, agency, region, year and date were chosen from, with scores and evidence. Much of it stands "
            "outside the report's text, so the downloaded file is read again (see --downloads).",
        ),
    ] = False,
    downloads: Annotated[
        Path, typer.Option(help="With --identity: the folder that was read; the file must be the same by its hash.")
    ] = DOWNLOADS,
) -> None:
    """Show what was read from one report, each fact with the sentence it stands in."""
    from rich.console import Console

    from pipeline.form_view import show_tables
    from pipeline.show import NoSuchDocumentError, read_document, show_document

    try:
        document = read_document(dataset, doc)
    except NoSuchDocumentError as error:
        _refuse(str(error))
    if identity:
        _show_identity(document, downloads)
    else:
        (show_tables if tables else show_document)(document, Console(highlight=False))


def _show_identity(document: DocumentFacts, downloads: Path) -> None:
    """Read the file of a document again and show what its identity was chosen from."""
    from rich.console import Console

    from pipeline import identity_view

    try:
        candidates = identity_view.read_candidates_again(document, downloads)
    except identity_view.NoSourceError as error:
        _refuse(str(error))
    identity_view.show_candidates(document, candidates, Console(highlight=False))


@app.command()
def explain(
    doc: Annotated[str, typer.Argument(help="Its doc_id or the beginning of it, or a part of its source path.")],
    indicator: Annotated[str, typer.Argument(help="Id of the indicator, as in docs/dictionary.md.")],
    dataset: Annotated[Path, typer.Option(help="Folder of the dataset.")] = DATASET,
) -> None:
    """Show why a report's value for an indicator is what it is: sentence or cell, rule, and what lost against it.

    Exit code 0 when the report states it, 1 when it does not, 2 for wrong use.
    """
    from rich.console import Console

    from pipeline import explain as explaining
    from pipeline.show import NoSuchDocumentError, read_document

    try:
        explaining.find_indicator(indicator)
        found = explaining.explain(read_document(dataset, doc), indicator)
    except (NoSuchDocumentError, explaining.NoSuchIndicatorError) as error:
        _refuse(str(error))
    explaining.show_explanation(found, Console(highlight=False))
    if not found.is_stated:
        raise typer.Exit(FAILED)


@app.command()
def evaluate(
    gold: Annotated[
        Path, typer.Argument(help="Folder of annotated documents, or file of annotated sentences: see docs/gold.md.")
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

    from pipeline import accuracy, sheets
    from pipeline.gold import GoldError

    try:
        score = accuracy.measure(gold, dataset)
        wanted = accuracy.parse_least(least or (), score.figures())
        for path, write in ((json_file, accuracy.as_json), (markdown, accuracy.as_markdown)):
            if path is not None:
                path.write_text(write(score), encoding="utf-8")
    except (GoldError, accuracy.WrongUseError) as error:
        _refuse(str(error))
    except OSError as error:
        _refuse(f"cannot be written or read: {error}")
    console = Console(highlight=False)
    sheets.show_sheets(sheets.sheets_of(score), console)
    sheets.show_misses(score.misses, console, errors)
    if short := accuracy.find_short(score.figures(), wanted):
        typer.echo("\n".join(short), err=True)
        raise typer.Exit(FAILED)


@app.command()
def diff(
    old: Annotated[Path, typer.Argument(help="Folder of the older dataset.")],
    new: Annotated[Path, typer.Argument(help="Folder of the newer one.")],
    as_json: Annotated[bool, typer.Option("--json", help="Everything as JSON.")] = False,
    limit: Annotated[int, typer.Option(min=0, help="How many changes to print with their quotes.")] = 40,
) -> None:
    """Show what changed between two datasets: documents, values and indicators, by rule and with their quotes.

    Exit code 0 when they say the same, 1 when they differ, 2 for wrong use.
    """
    from rich.console import Console

    from pipeline import comparing

    try:
        changes = list(comparing.diff_datasets(old, new))
    except comparing.NoDatasetError as error:
        _refuse(str(error))
    if as_json:
        typer.echo(comparing.as_json(changes))
    else:
        comparing.show_changes(changes, Console(highlight=False), limit)
    if changes:
        raise typer.Exit(FAILED)


def _refuse(reason: str) -> NoReturn:
    """End with the exit code for wrong use."""
    typer.echo(f"nianbao: {reason}", err=True)
    raise typer.Exit(WRONG_USE)
