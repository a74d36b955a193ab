"""How fast a site is to its reader: first paint of its pages, when its lists are complete, how long a filter takes.

    python benchmarks/site.py SITE [--rounds 5]

SITE is a folder written by `nianbao site`, opened from disk in Chromium (with Playwright), each time in a new profile. A filter's
time is from the change until the frame with its result is drawn. How long the site takes to make tells `benchmarks/audit.py`.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
from pathlib import Path
from typing import Any

SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
FILTERS = (("year", "2020"), ("sector", "government"), ("level", "county"), ("severity", "error"), ("state", "missing"))
PAINT = "performance.getEntriesByType('paint').find((entry) => entry.name === 'first-contentful-paint').startTime"
CHANGE = """([name, value]) => new Promise((done) => {
  const select = document.getElementById('f-' + name), began = performance.now();
  select.value = value;
  select.dispatchEvent(new Event('change'));
  requestAnimationFrame(() => setTimeout(() => done(performance.now() - began)));
})"""
SEARCH = """(words) => new Promise((done) => {
  const field = document.getElementById('f-search'), list = document.querySelector('#list tbody'), began = performance.now();
  new MutationObserver((_, seen) => {
    seen.disconnect();
    requestAnimationFrame(() => setTimeout(() => done(performance.now() - began)));
  }).observe(list, {childList: true});
  field.value = words;
  field.dispatchEvent(new Event('input'));
})"""


def measure_page(browser: Any, page: Path, place: str = "") -> float:
    """Milliseconds until a page's first content is painted."""
    context = browser.new_context()
    tab = context.new_page()
    tab.goto(page.as_uri() + place)
    tab.wait_for_timeout(300)
    paint: float = tab.evaluate(PAINT)
    context.close()
    return paint


def measure_list(browser: Any, page: Path) -> dict[str, float]:
    """Milliseconds until a list is complete, and of each filter by name."""
    context = browser.new_context()
    tab = context.new_page()
    tab.goto(page.as_uri())
    tab.wait_for_selector("#list[data-ready=yes]")
    times = {"list complete": tab.evaluate("performance.now()")}
    for name, value in FILTERS:
        times[f"filter {name}"] = tab.evaluate(CHANGE, [name, value])
        tab.evaluate(CHANGE, [name, ""])
    times["search"] = tab.evaluate(SEARCH, "文化")
    context.close()
    return times


def benchmark(site: Path, rounds: int) -> dict[str, float]:
    """Medians in milliseconds of what a reader waits for."""
    from playwright.sync_api import sync_playwright

    report = sorted((site / "reports").iterdir())[0]
    found: dict[str, list[float]] = {}
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=SWITCHES)
        for _ in range(rounds):
            times = {
                f"first paint, {page.stem}": measure_page(browser, page)
                for page in (site / "index.html", site / "reports.html")
            }
            times["first paint, a report"] = measure_page(browser, report)
            for name, time in (times | measure_list(browser, site / "reports.html")).items():
                found.setdefault(name, []).append(time)
        browser.close()
    return {name: statistics.median(times) for name, times in found.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("site", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    args = parser.parse_args()
    for name, time in benchmark(args.site.resolve(), args.rounds).items():
        print(f"  {name:24s} {time:8.0f} ms")


if __name__ == "__main__":
    main()
