"""How long it takes to audit and publish a made corpus, and how much memory: audit, site and workbook.

    python benchmarks/audit.py [--reports 5000] [--rounds 3] [--folder DIR]

Whole processes, one after the other, on the dataset of `benchmarks/corpus.py`. DIR keeps the corpus and what is made of it,
and saves making them again. The memory of a process is the most that it, or any one of its workers, ever held; of all
together it is measured four times a second.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
_EVERY = 0.25
_MEGABYTE = 2**20
STEPS = {
    "nianbao audit": ("audit", "{dataset}", "--format", "csv", "--out", "{folder}/findings.csv"),
    "nianbao site": ("site", "{dataset}", "--out", "{folder}/site", "--quiet"),
    "nianbao export": ("export", "{dataset}", "--xlsx", "{folder}/audit.xlsx", "--site", "{folder}/site", "--quiet"),
}


def make_dataset(folder: Path, reports: int) -> Path:
    """The dataset of a corpus of `reports` files below `folder`, made unless it is there."""
    dataset, raw = folder / "dataset", folder / "raw"
    if not dataset.exists():
        shutil.rmtree(raw, ignore_errors=True)
        seconds, _ = measure([sys.executable, str(ROOT / "benchmarks/corpus.py"), str(raw), "--reports", str(reports)])
        print(f"  corpus of {reports} files    {seconds:8.1f} s")
        command = [sys.executable, "-m", "pipeline", "run", str(raw), "--out", str(dataset), "--quiet"]
        seconds, peak = measure(command)
        print(
            f"  nianbao run               {seconds:8.1f} s {peak:8.0f} MB, {reports / seconds:.0f} documents a second"
        )
    return dataset


def measure(command: list[str]) -> tuple[float, float]:
    """Wall time in seconds and most memory in MB of a process with its children; raises CalledProcessError."""
    begin = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        most = [0.0]
        watcher = threading.Thread(target=_watch, args=(process, most), daemon=True)
        watcher.start()
        _, words = process.communicate()
        seconds = time.perf_counter() - begin
        watcher.join()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command, stderr=words)
    return seconds, most[0]


def _watch(process: subprocess.Popen[bytes], most: list[float]) -> None:
    while process.poll() is None:
        most[0] = max(most[0], _resident(process.pid) / _MEGABYTE)
        time.sleep(_EVERY)


def _resident(pid: int) -> int:
    """Bytes of memory that a process and those below it hold, shared pages counted by their shares (Linux)."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        own = sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:  # it has ended, or this is not Linux
        return 0
    return own + sum(_resident(int(child)) for child in children)


def benchmark(folder: Path, reports: int, rounds: int) -> None:
    """Print the median time and the most memory of each step."""
    dataset = make_dataset(folder, reports)
    places = {"dataset": str(dataset), "folder": str(folder)}
    print(f"{reports} files, {os.cpu_count()} cores, median of {rounds}:")
    for name, words in STEPS.items():
        command = [sys.executable, "-m", "pipeline", *(word.format(**places) for word in words)]
        times, peaks = zip(*(measure(command) for _ in range(rounds)), strict=True)
        seconds = statistics.median(times)
        print(f"  {name:22s} {seconds:8.1f} s {max(peaks):8.0f} MB {seconds / reports * 1000:8.2f} ms a file")
    size = sum(path.stat().st_size for path in (folder / "site").rglob("*") if path.is_file()) / _MEGABYTE
    print(f"  site {size:.0f} MB, workbook {(folder / 'audit.xlsx').stat().st_size / _MEGABYTE:.1f} MB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, default=5000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", type=Path)
    args = parser.parse_args()
    if args.folder:
        args.folder.mkdir(parents=True, exist_ok=True)
        benchmark(args.folder, args.reports, args.rounds)
    else:
        with tempfile.TemporaryDirectory() as folder:
            benchmark(Path(folder), args.reports, args.rounds)


if __name__ == "__main__":
    main()
