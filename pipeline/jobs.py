"""What the engine and its workers hand to each other: documents to read, and what came of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.inputs.sources import Source
from pipeline.summary import Summary

if TYPE_CHECKING:
    import pyarrow as pa

    from pipeline.inputs.attachments import Link


@dataclass(frozen=True, slots=True)
class Job:
    """A document to read. `also`: the names of the other sources with the same bytes. link: the page it belongs to."""

    source: Source
    also: tuple[str, ...] = ()
    link: Link | None = None


@dataclass(frozen=True, slots=True)
class Chunk:
    """What came of some documents: their rows as one batch a table, and a summary."""

    batches: dict[str, pa.RecordBatch]
    summary: Summary = field(default_factory=Summary)
