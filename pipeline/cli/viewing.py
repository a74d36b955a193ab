"""One report of the dataset on the screen: `nianbao show`, `nianbao explain`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.common import DATASET, DOWNLOADS, FAILED, refuse

if TYPE_CHECKING:
    from pipeline.viewing.show import DocumentFacts

Doc = Annotated[
    str, typer.Argument(metavar="DOC", help="Its doc_id or the beginning of it, or a part of its source path.")
]


def show(
    doc: Doc,
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

    from pipeline.dataset.reading import NoDatasetError
    from pipeline.viewing.form_view import show_tables
    from pipeline.viewing.show import NoSuchDocumentError, read_document, show_document

    try:
        document = read_document(dataset, doc)
    except (NoDatasetError, NoSuchDocumentError) as error:
        refuse(str(error))
    if identity:
        _show_identity(document, downloads)
    else:
        (show_tables if tables else show_document)(document, Console(highlight=False))


def _show_identity(document: DocumentFacts, downloads: Path) -> None:
    """Read the file of a document again and show what its identity was chosen from."""
    from rich.console import Console

    from pipeline.viewing import identity_view

    try:
        candidates = identity_view.read_candidates_again(document, downloads)
    except identity_view.NoSourceError as error:
        refuse(str(error))
    identity_view.show_candidates(document, candidates, Console(highlight=False))


def explain(
    doc: Doc,
    indicator: Annotated[
        str, typer.Argument(metavar="INDICATOR", help="Id of the indicator, as in docs/dictionary.md.")
    ],
    dataset: Annotated[Path, typer.Option(help="Folder of the dataset.")] = DATASET,
) -> None:
    """Show why a report's value for an indicator is what it is: sentence or cell, rule, and what lost against it.

    Exit code 0 when the report states it, 1 when it does not, 2 for wrong use.
    """
    from rich.console import Console

    from pipeline.dataset.reading import NoDatasetError
    from pipeline.viewing import explain as explaining
    from pipeline.viewing.show import NoSuchDocumentError, read_document

    try:
        explaining.find_indicator(indicator)
        found = explaining.explain(read_document(dataset, doc), indicator)
    except (NoDatasetError, NoSuchDocumentError, explaining.NoSuchIndicatorError) as error:
        refuse(str(error))
    explaining.show_explanation(found, Console(highlight=False))
    if not found.is_stated:
        raise typer.Exit(FAILED)
