"""The command line: arguments, what is shown while a stage works, exit codes.

Exit codes: 0 all is well; 1 the answer is no (some documents could not be read, datasets differ, a figure is short, an
indicator is not stated); 2 wrong use.
A module for each group of commands. Libraries that take time to load are imported where they are used.
"""

from __future__ import annotations

import io
import sys
from typing import Annotated

import typer

from pipeline import PARSER_VERSION
from pipeline.cli.auditing import audit
from pipeline.cli.fetching import fetch
from pipeline.cli.measuring import diff, evaluate
from pipeline.cli.publishing import export, site
from pipeline.cli.reading import run
from pipeline.cli.viewing import explain, show

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


for command in (fetch, run, audit, show, explain, evaluate, diff, site, export):
    app.command()(command)
