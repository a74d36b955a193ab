"""The dataset as a static web site that opens from disk: no server, no network, no script that is not its own.

Pages are drawn by Jinja2, which escapes whatever a report says; a Content-Security-Policy in each page allows the site's own
files and nothing else. Lists load their rows from small script files (`lists`), because a page opened from disk may not fetch.
The folder is published as one (`pipeline.publishing`), and the same dataset gives the same bytes.
"""

from __future__ import annotations

import json
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from pipeline.pools import choose_workers, do, open_pool
from pipeline.publishing import Content, replace_folder
from pipeline.site.agencies import OBSERVED, agency_pages
from pipeline.site.catalogue import Catalogue, Entry, read_catalogue
from pipeline.site.lists import data_scripts
from pipeline.site.overview import overview_pages
from pipeline.site.reading import Dataset
from pipeline.site.report import Page, find_names, report_pages
from pipeline.viewing.show import SEVERITY_MARKS, Record

if TYPE_CHECKING:
    import jinja2

HERE = Path(__file__).parent
MARK = "site.json"
FOLDERS = ("agencies", "assets", "data", "reports")
_PAGES = ("index.html", "reports.html", "findings.html", "compare.html")
_WORTH_A_WORKER = 200
Watch = Callable[[int, int], None]


def build_site(dataset: Path, out: Path, workers: int | None = None, watch: Watch = lambda done, of: None) -> int:
    """Write the site of a dataset to `out`, in place of the one there; the number of reports.

    Raises NoDatasetError, and StoreError if `out` is not ours to replace.
    """
    source = Dataset(dataset)
    source.check()
    with replace_folder(out, site_content()) as folder:
        for name in FOLDERS[:1] + FOLDERS[2:]:
            (folder / name).mkdir()
        shutil.copytree(HERE / "assets", folder / "assets", copy_function=shutil.copyfile)
        catalogue = read_catalogue(source)
        _write_lists(source, folder, catalogue)
        done = 0
        for number in _write_reports(
            source, folder, catalogue, choose_workers(workers, len(catalogue.entries), _WORTH_A_WORKER)
        ):
            done += number
            watch(done, len(catalogue.entries))
        (folder / MARK).write_text(json.dumps({"generator": "nianbao site"}) + "\n", encoding="utf-8")
    return len(catalogue.entries)


@cache
def site_content() -> Content:
    """What the folder of a site holds."""
    return Content(frozenset({*FOLDERS, *_PAGES, MARK}), _is_site)


def _is_site(folder: Path) -> bool:
    try:
        return bool(json.loads((folder / MARK).read_text(encoding="utf-8"))["generator"] == "nianbao site")
    except (OSError, ValueError, KeyError, TypeError):
        return False


# --- writing ------------------------------------------------------------------------------------------


def _write_lists(source: Dataset, folder: Path, catalogue: Catalogue) -> None:
    """The overview, the lists with their data, and the agencies."""
    observations: defaultdict[str, list[Record]] = defaultdict(list)
    for row in source.read("observations", *OBSERVED):
        observations[row["doc_id"]].append(row)
    for path, content in data_scripts(catalogue, observations):
        (folder / path).write_text(content, encoding="utf-8", newline="\n")
    write_pages(folder, overview_pages(catalogue))
    write_pages(folder, agency_pages(sorted(catalogue.agencies.items()), observations, catalogue.findings))


def _write_reports(source: Dataset, folder: Path, catalogue: Catalogue, workers: int) -> Iterator[int]:
    """The pages of all reports, some at a time; how many each time."""
    tasks = (_task(source, folder, catalogue, doc_ids) for doc_ids in source.chunks())
    if workers == 1:
        yield from map(write_reports, tasks)
        return
    with open_pool(workers) as pool:
        while batch := [pool.submit(do, write_reports, task) for task in islice(tasks, 2 * workers)]:
            yield from (future.result() for future in batch)


class Task(NamedTuple):
    """Some reports to write: all that is known of them but their rows."""

    source: Dataset
    folder: Path
    entries: Mapping[str, Entry]
    findings: Mapping[str, list[Record]]
    connected: Mapping[str, list[str]]
    names: Mapping[str, str]


def _task(source: Dataset, folder: Path, catalogue: Catalogue, doc_ids: Sequence[str]) -> Task:
    findings = {doc_id: catalogue.findings[doc_id] for doc_id in doc_ids if doc_id in catalogue.findings}
    connected = {doc_id: catalogue.connected[doc_id] for doc_id in doc_ids if doc_id in catalogue.connected}
    related = [each for own in findings.values() for row in own for each in (row["related"] or "").split(";")]
    names = find_names([*related, *chain.from_iterable(connected.values())], catalogue.by_id)
    entries = {doc_id: catalogue.by_id[doc_id] for doc_id in doc_ids}
    return Task(source, folder, entries, findings, connected, names)


def write_reports(task: Task) -> int:
    """Write the pages of some reports; how many reports."""
    for facts in task.source.read_documents(list(task.entries), task.findings):
        doc_id = facts.report["doc_id"]
        pages = report_pages(facts, task.entries[doc_id], task.names, task.connected.get(doc_id, ()))
        write_pages(task.folder, pages)
    return len(task.entries)


def write_pages(folder: Path, pages: Iterable[Page]) -> None:
    """Draw pages and write them below `folder`."""
    for page in pages:
        root = "../" * page.path.count("/")
        html = environment().get_template(page.template).render(root=root, path=page.path, **page.facts)
        (folder / page.path).write_text(html, encoding="utf-8", newline="\n")


@cache
def environment() -> jinja2.Environment:
    """The templates, with everything that is put into them escaped."""
    import jinja2

    from pipeline.site import catalogue, drawing, words

    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    shared: dict[str, Any] = {
        "t": words.word,
        "both": words.both,
        "sector_name": words.sector_name,
        "words": words.words(),
        "agency_page": catalogue.agency_page,
        "SECTIONS": catalogue.SECTIONS,
        "MARKS": catalogue.STATE_MARKS,
        "SEVERITY_MARKS": SEVERITY_MARKS,
    }
    made.globals.update(shared)
    made.filters["pieces"] = drawing.draw_pieces
    return made
