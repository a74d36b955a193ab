"""What is to be fetched, and what became of it: the records that the journal keeps."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any, Literal

from pipeline.fetch.names import host_of, normalize

Kind = Literal["seed", "list", "report", "attachment"]
State = Literal["saved", "unchanged", "listed", "moved", "same", "skipped", "failed"]
SAVED: tuple[State, ...] = ("saved", "unchanged")


@dataclass(frozen=True, slots=True)
class Item:
    """Something to fetch.

    kind: what it is thought to be; a seed may turn out to be anything. title: the words of the link to it. parent: the
    page that links to it. published: the date beside the link. depth: lists above it. root: the first page of its list.
    in_column: whether its list is of annual reports. hops: redirects that led here. origin: the address that was
    redirected; it names the file.
    """

    url: str
    kind: Kind
    title: str = ""
    parent: str | None = None
    published: str | None = None
    depth: int = 0
    root: str | None = None
    in_column: bool = False
    form: tuple[tuple[str, str], ...] = ()
    hops: int = 0
    origin: str | None = None

    @property
    def key(self) -> str:
        """What tells it from all others: the address, and what is posted to it."""
        return normalize(self.url) + self.posted

    @property
    def posted(self) -> str:
        """What is posted, as part of a key; empty if nothing is."""
        return " " + "&".join(f"{name}={value}" for name, value in self.form) if self.form else ""

    @property
    def host(self) -> str:
        """The host that is asked for it."""
        return host_of(self.url)

    @property
    def date(self) -> date | None:
        """The date beside the link."""
        return date.fromisoformat(self.published) if self.published else None

    def as_json(self) -> dict[str, Any]:
        """Its fields, those left out that are as by default."""
        plain = {each.name: each.default for each in fields(self)}
        return {name: value for name, value in asdict(self).items() if value != plain[name]}


def parse_item(values: dict[str, Any]) -> Item:
    """The item with these fields."""
    return Item(**{**values, "form": tuple((name, value) for name, value in values.get("form", ()))})


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an item.

    reason: why it failed or was skipped. file: where it was saved, relative to the folder of downloads. found: what it
    leads to. size: bytes had. warc: length of the WARC behind its records.
    """

    state: State
    reason: str | None = None
    file: str | None = None
    found: tuple[Item, ...] = ()
    size: int = 0
    warc: int | None = None
