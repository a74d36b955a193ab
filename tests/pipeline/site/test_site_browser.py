"""The site in a real browser, opened from disk: what a user does, what a screen reader needs, and that nothing leaves the disk."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from pipeline.audit import audit
from pipeline.audit.config import Config
from pipeline.site import build_site
from tests.pipeline.made_reports import make_report, write_reports
from tests.pipeline.site.hostile import ADDRESSES, hostile_report

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = [pytest.mark.slow, pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")]
SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"]


@dataclass
class Visitor:
    """A browser window that keeps what went wrong and what was asked for."""

    page: object
    site: Path
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def open(self, name: str) -> None:
        file, _, place = name.partition("#")
        self.page.goto((self.site / file).as_uri() + (f"#{place}" if place else ""))

    def open_list(self, name: str) -> None:
        self.open(name)
        self.page.wait_for_selector("#list[data-ready=yes]")

    def rows(self) -> int:
        return self.page.locator("#list tbody tr").count()


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def site(samples_dataset: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("audited")
    shutil.copytree(samples_dataset, folder / "dataset")
    audit(folder / "dataset", Config())
    build_site(folder / "dataset", folder / "site")
    return folder / "site"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    reports = [hostile_report(number, url) for number, url in enumerate(ADDRESSES)]
    build_site(write_reports(folder / "dataset", reports), folder / "site")
    return folder / "site"


def visit(browser: object, site: Path, **options: object) -> Iterator[Visitor]:
    context = browser.new_context(**{"locale": "zh-CN", "viewport": {"width": 1280, "height": 900}, **options})
    context.set_default_timeout(20_000)
    visitor = Visitor(context.new_page(), site)
    context.on("request", lambda request: visitor.requests.append(request.url))
    visitor.page.on(
        "console", lambda said: visitor.complaints.append(said.text) if said.type in ("error", "warning") else None
    )
    visitor.page.on("pageerror", lambda error: visitor.complaints.append(str(error)))
    visitor.page.on("dialog", lambda dialog: visitor.complaints.append(dialog.message))
    yield visitor
    context.close()
    assert visitor.complaints == []
    assert [url for url in visitor.requests if not url.startswith(("file:", "data:"))] == []


@pytest.fixture
def visitor(browser: object, site: Path) -> Iterator[Visitor]:
    yield from visit(browser, site)


@pytest.fixture
def victim(browser: object, hostile: Path) -> Iterator[Visitor]:
    yield from visit(browser, hostile)


def report_with(site: Path, what: str) -> str:
    """The first page of a report in which `what` stands."""
    return next(
        f"reports/{path.name}" for path in sorted((site / "reports").iterdir()) if what in path.read_text("utf-8")
    )


def wait_until(holds: Callable[[], bool], seconds: float = 20) -> None:
    """Wait for something to hold. The page's policy forbids the driver's own way, which evaluates a string."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)


# --- lists --------------------------------------------------------------------------------------------


def test_from_the_overview_to_a_finding_in_its_sentence(visitor: Visitor) -> None:
    page = visitor.page
    visitor.open("index.html")
    page.locator("a", has=page.locator("span", has_text="勾稽关系不成立")).first.click()
    page.wait_for_selector("#list[data-ready=yes] tbody tr")
    assert "kind=check.failed" in page.url
    assert visitor.rows() > 0
    page.locator("#list tbody a").nth(1).click()
    page.wait_for_selector(".here")
    assert "reports/" in page.url


def test_filters_and_search_narrow_the_list(visitor: Visitor) -> None:
    page = visitor.page
    visitor.open_list("reports.html")
    every = visitor.rows()
    page.select_option("#f-year", "2020")
    some = visitor.rows()
    assert 0 < some < every
    assert set(page.locator("#list tbody td:nth-child(2)").all_inner_texts()) == {"2020"}
    page.fill("#f-search", "文化")
    wait_until(lambda: visitor.rows() < some)
    assert all("文化" in name for name in page.locator("#list tbody th").all_inner_texts())
    assert page.locator("#result").inner_text().startswith(str(visitor.rows()))
    page.click("#clear")
    assert visitor.rows() == every
    page.fill("#f-search", "没有这样的机关")
    wait_until(lambda: visitor.rows() == 0)
    assert page.locator("#result").inner_text() == "没有符合条件的结果"


def test_findings_begin_with_errors_and_warnings_by_document(visitor: Visitor) -> None:
    page = visitor.page
    visitor.open_list("findings.html")
    wait_until(lambda: visitor.rows() > 0)
    assert set(page.locator("#list .sev").all_inner_texts()) == {"● 错误", "▲ 警告"}
    names = page.locator("#list tbody th").all_inner_texts()
    assert len({name for name, before in zip(names, ["", *names], strict=False) if name != before}) == len(set(names))
    page.select_option("#f-severity", "info")
    wait_until(lambda: set(page.locator("#list .sev").all_inner_texts()) == {"○ 提示"})
    page.click("#clear")
    wait_until(lambda: "○ 提示" not in page.locator("#list .sev").all_inner_texts())
    page.select_option("#f-kind", "section.optional")
    wait_until(lambda: set(page.locator("#list .sev").all_inner_texts()) == {"○ 提示"})


@pytest.mark.parametrize(
    ("name", "value"),
    [("province", "福建省"), ("sector", "government"), ("level", "township"), ("type", "plan"), ("severity", "error")],
)
def test_each_filter_leaves_some(name: str, value: str, visitor: Visitor) -> None:
    visitor.open_list("reports.html")
    every = visitor.rows()
    visitor.page.select_option(f"#f-{name}", value)
    assert 0 < visitor.rows() < every
    visitor.page.reload()
    visitor.page.wait_for_selector("#list[data-ready=yes]")
    assert visitor.page.input_value(f"#f-{name}") == value
    assert 0 < visitor.rows() < every


def test_sections_are_found_by_their_state(visitor: Visitor) -> None:
    visitor.open_list("reports.html#state=unheaded")
    assert 0 < visitor.rows() <= visitor.page.locator("#list tbody .s-unheaded").count()
    visitor.page.select_option("#f-section", "fees")
    assert visitor.page.locator("#list tbody tr td:nth-child(9) .s-unheaded").count() == visitor.rows() > 0


def test_reports_with_most_errors_come_first(visitor: Visitor) -> None:
    visitor.open_list("reports.html")
    visitor.page.select_option("#f-sort", "findings")
    errors = [int(said or 0) for said in visitor.page.locator("#list tbody td:nth-child(13)").all_inner_texts()]
    assert errors[0] > 0
    assert errors == sorted(errors, reverse=True)


def test_agencies_are_compared_by_value(visitor: Visitor) -> None:
    page = visitor.page
    visitor.open_list("compare.html")
    page.select_option("#f-indicator", "requests")
    page.select_option("#f-year", "")
    wait_until(lambda: visitor.rows() > 5)
    said = [
        float(text.strip("<>~*").replace(",", ""))
        for text in page.locator("#list tbody td:nth-child(4)").all_inner_texts()
    ]
    assert said == sorted(said, reverse=True)
    page.locator("#list tbody td:nth-child(4) a").first.click()
    page.wait_for_selector("mark.here")


def test_long_lists_are_paged(browser: object, tmp_path: Path) -> None:
    build_site(write_reports(tmp_path / "dataset", [make_report(number) for number in range(120)]), tmp_path / "site")
    for visitor in visit(browser, tmp_path / "site"):
        visitor.open_list("reports.html")
        assert visitor.rows() == 50
        visitor.page.click("[data-page='list.next']")
        visitor.page.click("[data-page='list.next']")
        assert visitor.rows() == 20
        assert "page=3" in visitor.page.url
        assert visitor.page.evaluate("document.activeElement.dataset.page") == "list.prev"


# --- a report -----------------------------------------------------------------------------------------


def test_a_number_says_what_it_is(visitor: Visitor) -> None:
    page = visitor.page
    visitor.open(report_with(visitor.site, "guangdong-government"))
    mark = page.locator("mark.n[id]").first
    mark.hover()
    page.wait_for_selector("#tip:not([hidden])")
    said = page.locator("#tip").inner_text()
    assert "数值" in said
    assert "正文所述" in said
    page.mouse.move(5, 5)
    page.wait_for_selector("#tip", state="hidden")
    cell = page.locator("td.fig.printed[id]").first
    cell.click()
    told = page.locator("#tip").inner_text()
    assert "表格所印" in told
    assert "表中的列" in told
    assert not re.search(r"20\d\d/\w+/", told), "ids of the forms are for programs"
    page.locator("#tip a").click()
    page.wait_for_selector("mark.c.here")
    page.keyboard.press("Escape")
    assert page.locator("#tip").is_hidden()


def test_a_number_says_what_it_is_by_tap(browser: object, site: Path) -> None:
    phone = {"viewport": {"width": 390, "height": 800}, "has_touch": True, "is_mobile": True}
    for visitor in visit(browser, site, **phone):
        visitor.open(report_with(site, "guangdong-government"))
        visitor.page.locator("mark.n[id]").first.tap()
        visitor.page.wait_for_selector("#tip:not([hidden])")
        box = visitor.page.locator("#tip").bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
        assert visitor.page.evaluate("document.documentElement.scrollWidth") <= 390
        visitor.open_list("reports.html")
        assert visitor.page.locator("#f-year").is_hidden()
        visitor.page.click("#more")
        assert visitor.page.locator("#f-year").is_visible()


def test_numbers_are_walked_by_keyboard(visitor: Visitor) -> None:
    page = visitor.page
    visitor.open(report_with(visitor.site, "guangdong-government"))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    for _ in range(200):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.tagName") == "MARK":
            break
    first = page.evaluate("document.activeElement.id")
    page.keyboard.press("ArrowRight")
    second = page.evaluate("document.activeElement.id")
    assert first != second
    assert page.evaluate("document.activeElement.getAttribute('aria-describedby')") == "tip"
    page.keyboard.press("ArrowLeft")
    assert page.evaluate("document.activeElement.id") == first
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.tagName") != "MARK"


def test_a_finding_jumps_to_its_evidence(visitor: Visitor) -> None:
    page = visitor.page
    visitor.open(report_with(visitor.site, 'class="jump"'))
    page.locator("a.jump").first.click()
    page.wait_for_selector(".text .here")
    assert page.locator(".text .here").first.is_visible()
    assert page.evaluate(
        "(() => { const box = document.querySelector('.text .here').getBoundingClientRect(); return box.top > 0 && box.top < innerHeight; })()"
    )


def test_the_number_that_a_finding_is_about_has_the_focus_and_says_what_it_is(visitor: Visitor) -> None:
    page = visitor.page
    visitor.open(report_with(visitor.site, ">check.failed<"))
    page.locator("li", has=page.locator("code", has_text="check.failed")).first.locator("a.jump").click()
    page.wait_for_selector("#tip:not([hidden])")
    assert page.evaluate("document.activeElement.matches('mark.here')")
    box = page.locator("#tip").bounding_box()
    assert 0 < box["y"] < 900 - box["height"] / 2


def test_a_place_on_a_further_page_of_a_long_text_is_reached(browser: object, tmp_path: Path) -> None:
    text = make_report().outcome.text
    report = replace(make_report(1, "\n".join(["很长的一段文字。" * 60] * 200) + "\n" + text), sections=())
    build_site(write_reports(tmp_path / "dataset", [report]), tmp_path / "site")
    for visitor in visit(browser, tmp_path / "site"):
        visitor.open(f"reports/{1:016x}.html#t{report.observations[0].start_char}")
        visitor.page.wait_for_url("**/*.2.html#t*")
        visitor.page.wait_for_selector("mark.here")


# --- language, theme, print ---------------------------------------------------------------------------


def test_the_language_is_switched_in_place_and_remembered(visitor: Visitor) -> None:
    page = visitor.page
    visitor.open(report_with(visitor.site, "guangdong-government"))
    page.evaluate("document.getElementById('h-tables').scrollIntoView({behavior: 'instant'})")
    before = page.evaluate("document.getElementById('h-tables').getBoundingClientRect().top")
    page.locator("#switch-lang").dispatch_event("click")  # the driver's own click would scroll
    assert page.locator("#h-tables").inner_text() == "Official tables"
    assert page.evaluate("document.documentElement.lang") == "en"
    assert abs(page.evaluate("document.getElementById('h-tables').getBoundingClientRect().top") - before) < 60
    visitor.open_list("reports.html")
    assert page.locator("h1").inner_text() == "Reports and sections"
    assert page.locator("#result").inner_text().endswith("documents match")
    page.click("#switch-lang")
    assert page.locator("#result").inner_text().endswith("份文件符合条件")


def test_the_theme_is_switched_and_remembered(visitor: Visitor) -> None:
    page = visitor.page
    visitor.open("index.html")
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.click("#switch-theme")
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert dark != light
    page.reload()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == dark


def test_without_scripts_text_tables_and_findings_are_there(browser: object, site: Path) -> None:
    for visitor in visit(browser, site, java_script_enabled=False):
        visitor.open(report_with(site, 'class="jump"'))
        assert visitor.page.locator("#text").is_visible()
        visitor.page.locator("a.jump").first.click()
        assert "#e-" in visitor.page.url


def test_a_report_prints_without_what_is_for_the_screen(visitor: Visitor) -> None:
    visitor.open(report_with(visitor.site, "guangdong-government"))
    visitor.page.emulate_media(media="print")
    assert visitor.page.locator(".top").is_hidden()
    assert visitor.page.locator(".text").is_visible()
    assert len(visitor.page.pdf()) > 10_000


# --- accessibility ------------------------------------------------------------------------------------

LISTS = ("reports.html", "findings.html#kind=check.failed", "compare.html")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["index.html", *LISTS, "report", "agency"])
def test_no_serious_fault_is_found_by_axe(name: str, scheme: str, browser: object, site: Path) -> None:
    script = Path(pytest.importorskip("axe_playwright_python").__file__).with_name("axe.min.js").read_text("utf-8")
    own = {
        "report": report_with(site, 'class="jump"'),
        "agency": next(f"agencies/{path.name}" for path in sorted((site / "agencies").iterdir())),
    }
    for visitor in visit(browser, site, color_scheme=scheme):
        (visitor.open_list if name in LISTS else visitor.open)(own.get(name, name))
        visitor.page.evaluate(script)
        found = visitor.page.evaluate("axe.run({preload: false})")["violations"]
        serious = {
            fault["id"]: [node["html"][:200] for node in fault["nodes"]][:3]
            for fault in found
            if fault["impact"] in ("serious", "critical")
        }
        assert serious == {}


# --- hostile documents --------------------------------------------------------------------------------


def test_no_script_of_a_report_runs(victim: Visitor) -> None:
    for name in ("index.html", *(f"reports/{path.name}" for path in sorted((victim.site / "reports").iterdir()))):
        victim.open(name)
        victim.page.wait_for_timeout(100)
        assert victim.page.title() != "run"
    for name in ("reports.html", "findings.html#kind=page.hijacked", "compare.html"):
        victim.open_list(name)
        assert victim.page.title() != "run"
        assert victim.page.locator("#list img, #list script, #list svg[onload]").count() == 0
    victim.open(f"reports/{1:016x}.html")
    for mark in victim.page.locator("mark[id], td.fig[id]").all():
        mark.click()
        assert victim.page.locator("#tip img, #tip script").count() == 0
    assert victim.page.title() != "run"


def test_the_policy_stops_a_script_that_a_page_did_not_bring(browser: object, site: Path) -> None:
    for visitor in visit(browser, site):
        visitor.open("index.html")
        for way in (
            "document.body.appendChild(Object.assign(document.createElement('script'), {text: 'window.ran = 1'}))",
            "document.body.innerHTML += '<img src=x onerror=\"window.ran = 1\">'",
            "document.body.setAttribute('onclick', 'window.ran = 1'); document.body.click()",
            "location.href = 'javascript:window.ran = 1'",
        ):
            visitor.page.evaluate(f"(() => {{ try {{ {way} }} catch {{}} }})()")
        visitor.page.wait_for_timeout(200)
        assert visitor.page.evaluate("window.ran") is None
        assert visitor.complaints
        visitor.complaints.clear()
