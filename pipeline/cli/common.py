"""What the commands share: where things are by default, exit codes, how wrong use ends."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import NoReturn

import typer

DATASET = Path("data/processed")
DOWNLOADS = Path("data/raw")
MAX_BYTES = 50_000_000
FAILED, WRONG_USE, INTERRUPTED = 1, 2, 130


def reason(error: OSError) -> str:
    """Why something could not be read or written, in a line; of many files at once the first one's reason."""
    return str(error.args[0][0][-1] if isinstance(error, shutil.Error) else error)


def refuse(reason: str) -> NoReturn:
    """End with the exit code for wrong use."""
    typer.echo(f"nianbao: {reason}", err=True)
    raise typer.Exit(WRONG_USE)
