"""How fast reports are read, as ratios to what a peer needs on the same pages in the same run.

    pip install -e '.[bench]' && python benchmarks/speed.py [--pages 300] [--rounds 5]

Pages are the HTML samples of `data/raw`, repeated with a comment that makes each file distinct. trafilatura only
extracts main text and tables, pandas.read_html only tables; nianbao also understands what it reads. Absolute times
depend on the machine; the ratios are what to compare. Tables and cells a second count the official tables on these
pages, as nianbao finds them, for each that gets through the pages, whatever it makes of them.
"""

from __future__ import annotations

import argparse
import gc
import io
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterable
from pathlib import Path

ROOT = Path(__file__).parent.parent
PEER = """
import sys, pathlib, trafilatura
for path in sorted(pathlib.Path(sys.argv[1]).iterdir()):
    trafilatura.extract(path.read_bytes(), include_tables=True)
"""


def make_pages(number: int) -> list[bytes]:
    """`number` distinct pages: the HTML samples in turn, each with a comment of its own behind it."""
    samples = [path.read_bytes() for path in sorted((ROOT / "data/raw").rglob("*.html"))]
    return [samples[place % len(samples)] + f"<!-- {place} -->".encode() for place in range(number)]


def milliseconds_per_page(work: Callable[[bytes], object], pages: Iterable[bytes]) -> float:
    """Time of `work` on each page, in milliseconds a page."""
    pages = list(pages)
    begin = time.perf_counter()
    for page in pages:
        work(page)
    return (time.perf_counter() - begin) * 1000 / len(pages)


def tables_and_cells(pages: Iterable[bytes]) -> tuple[float, float]:
    """How many official tables a page has, and how many cells of them with a value, on average."""
    from parsers.folding import fold
    from parsers.tables import read_tables
    from pipeline.cleaning.clean import clean
    from pipeline.formats import read_page

    found = []
    for page in pages:
        document = clean(read_page("page.html", page), "page.html")
        cells = read_tables(document, fold(document.text)).cells
        tables = {(cell.form, cell.form_table, cell.instance) for cell in cells}
        found.append((len(tables), sum(cell.value is not None for cell in cells)))
    tables_on, cells_on = zip(*found, strict=True)
    return statistics.mean(tables_on), statistics.mean(cells_on)


def jobs() -> dict[str, Callable[[bytes], object]]:
    """What is timed, by name: the stages of nianbao and the peers."""
    import pandas as pd
    import trafilatura

    from parsers.folding import fold
    from parsers.records import Provenance
    from parsers.tables import read_tables
    from pipeline.cleaning.clean import clean
    from pipeline.extract import extract
    from pipeline.formats import read_page

    provenance = Provenance("0" * 16, "page.html", 1, None, None, "html", None)

    def cleaned(data: bytes) -> object:
        return clean(read_page("page.html", data), "page.html")

    def tables(data: bytes) -> object:
        document = clean(read_page("page.html", data), "page.html")
        return read_tables(document, fold(document.text))

    def everything(data: bytes) -> object:
        return extract(clean(read_page("page.html", data), "page.html"), provenance)

    def pandas_tables(data: bytes) -> object:
        try:
            return pd.read_html(io.BytesIO(data), flavor="lxml")
        except ValueError:  # no table on the page
            return []

    return {
        "nianbao: decode and clean": cleaned,
        "nianbao: and official tables": tables,
        "nianbao: everything but writing": everything,
        "trafilatura with tables": lambda data: trafilatura.extract(data, include_tables=True),
        "pandas.read_html, tables only": pandas_tables,
    }


def process_seconds(command: list[str]) -> float:
    """Wall time of a whole process, in seconds; raises CalledProcessError if it fails."""
    begin = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - begin


def whole_processes(pages: list[bytes], rounds: int) -> None:
    """Times `nianbao run` with one and two workers against trafilatura on the same files, and its memory."""
    with tempfile.TemporaryDirectory() as work:
        folder, out = Path(work) / "pages", Path(work) / "out"
        folder.mkdir()
        for place, page in enumerate(pages):
            (folder / f"{place:05}.html").write_bytes(page)
        run = [sys.executable, "-m", "pipeline", "run", str(folder), "--out", str(out), "--quiet"]
        commands = {
            "nianbao run, 1 worker": [*run, "--workers", "1"],
            "nianbao run, 2 workers": [*run, "--workers", "2"],
            "trafilatura, one process": [sys.executable, "-c", PEER, str(folder)],
            "nianbao --help": [sys.executable, "-m", "pipeline", "--help"],
        }
        print(f"\n{len(pages)} pages, whole processes, seconds (median of {rounds}):")
        medians: dict[str, float] = {}
        for name, command in commands.items():
            medians[name] = statistics.median(process_seconds(command) for _ in range(rounds))
        peer = medians["trafilatura, one process"]
        for name, seconds in medians.items():
            print(f"  {name:34s} {seconds:8.2f}   {seconds / peer:6.3f} of trafilatura")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"  largest memory of any of them: {peak:.0f} MB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=5)
    args = parser.parse_args()
    warnings.simplefilter("ignore")
    pages = make_pages(args.pages)
    size = statistics.mean(map(len, pages)) / 1024
    print(f"{len(pages)} pages of {size:.0f} KB on average, one core, ms a page (median of {args.rounds} rounds):")
    timed: dict[str, list[float]] = {}
    work_of = jobs()
    for work in work_of.values():
        work(pages[0])
    # As `nianbao run` does: what is loaded by now is not looked through again and again. For the peers alike.
    gc.collect()
    gc.freeze()
    for _ in range(args.rounds):
        for name, work in work_of.items():
            timed.setdefault(name, []).append(milliseconds_per_page(work, pages))
    medians = {name: statistics.median(times) for name, times in timed.items()}
    peer, reader = medians["trafilatura with tables"], medians["pandas.read_html, tables only"]
    for name, each in medians.items():
        print(f"  {name:34s} {each:8.2f}   {each / peer:6.3f} of trafilatura {each / reader:8.3f} of pandas.read_html")
    tables, cells = tables_and_cells(pages)
    print(f"\n{tables:.2f} official tables and {cells:.0f} values in them a page; got through in a second:")
    del medians["nianbao: decode and clean"]
    for name, each in medians.items():
        print(f"  {name:34s} {tables / each * 1000:8.0f} tables {cells / each * 1000:8.0f} values")
    whole_processes(pages, args.rounds)


if __name__ == "__main__":
    main()
