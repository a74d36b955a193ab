"""From the dataset to people: `nianbao site`, `nianbao export`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.common import DATASET, INTERRUPTED, reason, refuse


def site(
    dataset: Annotated[
        Path,
        typer.Argument(
            metavar="DATASET", help="Folder of the dataset, with the findings of `nianbao audit` or without."
        ),
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
    from pipeline.dataset.reading import NoDatasetError
    from pipeline.publishing import StoreError
    from pipeline.site import build_site

    try:
        number = build_site(dataset, out, workers=workers, watch=_watch(quiet))
    except (NoDatasetError, StoreError) as error:
        refuse(str(error))
    except OSError as error:
        refuse(f"the site could not be written, the old one is as it was: {reason(error)}")
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


class Language(StrEnum):
    """The languages of the workbook."""

    zh = "zh"
    en = "en"


def export(
    xlsx: Annotated[
        Path, typer.Option(help="The workbook to write; a workbook there is replaced when all is written.")
    ],
    dataset: Annotated[
        Path,
        typer.Argument(
            metavar="DATASET", help="Folder of the dataset, with the findings of `nianbao audit` or without."
        ),
    ] = DATASET,
    site: Annotated[
        str | None,
        typer.Option(metavar="DIR|URL", help="The site of this dataset (`nianbao site`): rows then link to its pages."),
    ] = None,
    lang: Annotated[Language, typer.Option(help="Language of labels and messages.")] = Language.zh,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but what went wrong.")] = False,
) -> None:
    """Write the dataset as an Excel workbook: findings, sections, gaps by year, a panel of all indicators, reports.

    Exit code 0, 2 for wrong use.
    """
    from pipeline.dataset.reading import NoDatasetError
    from pipeline.workbook import NotAWorkbookError, export_workbook
    from pipeline.workbook.material import NoSiteError

    try:
        exported = export_workbook(dataset, xlsx, site, lang.value)
    except (NoDatasetError, NoSiteError, NotAWorkbookError) as error:
        refuse(str(error))
    except OSError as error:
        refuse(f"工作簿未能写入,原有文件未变 (the workbook could not be written, the old one is as it was): {error}")
    except KeyboardInterrupt:
        typer.echo("interrupted; the workbook is as it was before", err=True)
        raise typer.Exit(INTERRUPTED) from None
    for sheet, number in exported.left_out.items():
        typer.echo(f"{sheet}:{number} 行超出 Excel 的上限,未写入 (rows beyond Excel's limit are left out)", err=True)
    if not quiet:
        typer.echo(f"{exported.documents} 份文件 (documents) → {xlsx}")
