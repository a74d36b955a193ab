"""The files of the site: what a report says is never markup, every link leads somewhere, the same dataset gives the same bytes."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup

from parsers.regimes import edition_due
from pipeline.audit import audit
from pipeline.audit.config import Config
from pipeline.dataset.reading import NoDatasetError
from pipeline.publishing import StoreError
from pipeline.site import MARK, build_site
from pipeline.site.catalogue import SECTIONS, STATES, find_states
from pipeline.site.charts import line_chart
from pipeline.site.plain import script_json, web_address
from pipeline.site.reading import Dataset
from pipeline.site.text import PART
from pipeline.site.words import words
from tests.pipeline.made_reports import make_report, write_reports
from tests.pipeline.site.hostile import ADDRESSES, EVIL, SHOWN_ADDRESSES, hostile_report

POLICY = (
    "default-src 'none'; script-src 'self' file:; style-src 'self' file:; img-src data:; base-uri 'none'; form-action 'none'; "
    "trusted-types nianbao; require-trusted-types-for 'script'"
)


@pytest.fixture(scope="module")
def site(samples_dataset: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the sample documents."""
    out = tmp_path_factory.mktemp("site") / "site"
    build_site(samples_dataset, out)
    return out


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of hostile reports, one for each address."""
    folder = tmp_path_factory.mktemp("hostile")
    reports = [hostile_report(number, url) for number, url in enumerate(ADDRESSES)]
    build_site(write_reports(folder / "dataset", reports), folder / "site")
    return folder / "site"


def pages(site: Path) -> list[Path]:
    return sorted(site.rglob("*.html"))


@cache
def soup(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


def read_bytes(site: Path) -> dict[str, bytes]:
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in sorted(site.rglob("*")) if path.is_file()}


def put_calls(site: Path) -> Iterator[tuple[str, object]]:
    """What each data file hands over."""
    for path in sorted((site / "data").iterdir()):
        text = path.read_text(encoding="utf-8")
        match = re.fullmatch(r'nianbao\.put\("([a-z0-9-]+)",(.*)\);\n', text, re.DOTALL)
        assert match, path
        assert match[1] == path.stem
        yield match[1], json.loads(match[2])


# --- strings of documents -----------------------------------------------------------------------------


def test_nothing_of_a_hostile_report_becomes_markup(hostile: Path) -> None:
    allowed = {"site.js", "lists.js", "report.js"}
    for path in pages(hostile):
        page = soup(path)
        scripts = page.find_all("script")
        assert {script.get("src", "").rpartition("/")[2] for script in scripts if not script.get("type")} <= allowed
        assert [script["type"] for script in scripts if script.get("type")] in ([], ["application/json"])
        assert not page.find_all(["img", "style", "base", "iframe", "object"])
        assert [meta.get("http-equiv") for meta in page.find_all("meta") if meta.get("http-equiv")] == [
            "Content-Security-Policy"
        ]
        names = {name for tag in page.find_all(True) for name in tag.attrs}
        assert not {name for name in names if name.startswith("on")} | ({"style", "srcdoc", "formaction"} & names)
        assert "\x00" not in path.read_text(encoding="utf-8")


def test_hostile_text_is_shown_as_text(hostile: Path) -> None:
    page = soup(hostile / "reports" / f"{1:016x}.html")
    said = page.find(id="text").get_text()
    assert '<script>document.title="run"</script>' in said
    assert "⟨U+202E⟩321⟨U+202C⟩" in said
    assert "⟨U+0000⟩" in said
    assert "{{7*7}}" in said


@pytest.mark.parametrize("character", ["\u2028", "\u2029", "\u202e", "\x00", "\x1b"])
def test_no_unseen_character_is_left(character: str, hostile: Path) -> None:
    assert character in EVIL
    for path in hostile.rglob("*"):
        if path.suffix in (".html", ".js"):
            assert character not in path.read_text(encoding="utf-8"), path


def test_only_web_addresses_become_links(hostile: Path) -> None:
    linked = {}
    for path in pages(hostile):
        for link in soup(path).find_all("a", href=re.compile(r"^[a-z]+:", re.IGNORECASE)):
            linked[int(path.stem, 16)] = link
    assert linked.keys() == SHOWN_ADDRESSES
    assert linked[4]["rel"] == ["noopener", "noreferrer"]
    assert linked[4]["href"] == ADDRESSES[4]
    assert {place for place, url in enumerate(ADDRESSES) if web_address(url)} == SHOWN_ADDRESSES


@pytest.mark.parametrize(
    "url", ["http://", "https:///x", "http://a b/", "http://[::1", "ftp://a/", "", None, "http://a:x/", "http:\\\\a"]
)
def test_broken_addresses_are_no_links(url: str | None) -> None:
    assert web_address(url) is None


def test_data_files_are_json_that_cannot_end_a_script(hostile: Path) -> None:
    found = dict(put_calls(hostile))
    assert any("run" in json.dumps(value) for value in found.values())
    for path in (hostile / "data").iterdir():
        assert not set(path.read_text(encoding="utf-8")) & set("<>\u2028\u2029")


def test_json_in_a_script_comes_back_as_it_was() -> None:
    assert json.loads(script_json({"a": EVIL})) == {"a": EVIL}


# --- every page ---------------------------------------------------------------------------------------


def test_each_page_forbids_all_but_its_own_files(site: Path) -> None:
    assert len(pages(site)) > 50
    for path in pages(site):
        text = path.read_text(encoding="utf-8")
        (policy,) = soup(path).find_all("meta", {"http-equiv": "Content-Security-Policy"})
        assert policy["content"] == POLICY
        assert text.index("Content-Security-Policy") < text.index("<script")


def test_each_link_leads_to_a_place(site: Path) -> None:
    names = {path: {tag["id"] for tag in soup(path).find_all(id=True)} for path in pages(site)}
    checked = 0
    for path in names:
        page = soup(path)
        for tag in page.find_all(["a", "script", "link"]):
            target = tag.get("href") or tag.get("src") or ""
            if re.match(r"https?:|data:", target) or not target:
                continue
            file, _, name = target.partition("#")
            to = (path.parent / unquote(file)).resolve() if file else path
            assert to.is_file(), (path, target)
            if name and to in names and to.parent.name != "site":
                assert unquote(name) in names[to], (path, target)
                checked += 1
    assert checked > 1000


def test_no_name_stands_twice_on_a_page(site: Path, hostile: Path) -> None:
    for path in [*pages(site), *pages(hostile)]:
        ids = [tag["id"] for tag in soup(path).find_all(id=True)]
        assert len(ids) == len(set(ids)), path


def test_each_evidence_is_marked_where_it_stands(site: Path, samples_dataset: Path) -> None:
    rows = [row for row in Dataset(samples_dataset).read_findings() if row["start_char"] is not None]
    texts = {row["doc_id"]: row["text"] for row in Dataset(samples_dataset).read("reports", "doc_id", "text")}
    assert rows
    for row in rows:
        page = soup(site / "reports" / f"{row['doc_id']}.html")
        place = page.find(id=f"e-{row['finding_id']}")
        evidence = texts[row["doc_id"]][row["start_char"] : row["end_char"]].strip()[:3]
        assert place.find_next(class_="ev").get_text().startswith(evidence[:1])
        assert page.find("a", href=f"#e-{row['finding_id']}")


def test_each_number_is_marked_where_it_stands(site: Path, samples_dataset: Path) -> None:
    dataset = Dataset(samples_dataset)
    doc_id = next(iter(dataset.chunks()))[0]
    (facts,) = dataset.read_documents([doc_id])
    page = soup(site / "reports" / f"{doc_id}.html")
    assert facts.rows["observations"]
    for row in facts.rows["observations"]:
        mark = page.find(id=f"t{row['start_char']}")
        assert mark.get_text() == facts.report["text"][row["start_char"] : row["end_char"]]


def test_official_tables_say_the_status_of_each_cell(site: Path, samples_dataset: Path) -> None:
    dataset = Dataset(samples_dataset)
    seen = set()
    for facts in dataset.read_documents([doc_id for chunk in dataset.chunks() for doc_id in chunk]):
        page = soup(site / "reports" / f"{facts.report['doc_id']}.html")
        drawn = {tag["id"]: tag for tag in page.find_all("td", id=True)}
        for number, row in enumerate(facts.rows["cells"]):
            cell = drawn[f"c{number}"]
            assert row["status"] in cell["class"]
            if row["status"] == "printed" and row["value"] is not None:
                assert f"{row['value']:.15g}" in cell.get_text()
            seen.add(row["status"])
    assert {"printed", "blank", "inferred"} <= seen


def test_the_lists_hold_every_report_finding_and_value(site: Path, samples_dataset: Path) -> None:
    data = dict(put_calls(site))
    dataset = Dataset(samples_dataset)
    reports = [row for name, rows in data.items() if name.startswith("reports-") for row in rows]
    assert sorted(row[0] for row in reports) == sorted(row["doc_id"] for row in dataset.read_reports())
    findings = [row for name, rows in data.items() if name.startswith("findings-") for row in rows]
    assert {row[4] for row in findings} == {row["finding_id"] for row in dataset.read_findings() if row["doc_id"]}
    values = [row for name, rows in data.items() if name.startswith("values-") for row in rows]
    assert len(values) == len(dataset.read("observations", "doc_id"))
    assert all(len(json.dumps(value)) < 500_000 for value in data.values())


def test_the_same_dataset_gives_the_same_bytes(samples_dataset: Path, site: Path, tmp_path: Path) -> None:
    build_site(samples_dataset, tmp_path / "again", workers=2)
    assert read_bytes(tmp_path / "again") == read_bytes(site)


# --- long texts, many findings ------------------------------------------------------------------------


def test_a_very_long_text_is_continued_on_further_pages(tmp_path: Path) -> None:
    report = make_report(1, make_report().outcome.text + "\n".join(["很长的一段文字。" * 60] * 500))
    out = tmp_path / "site"
    build_site(write_reports(tmp_path / "dataset", [report]), out)
    own = sorted((out / "reports").iterdir())
    assert len(own) == 1 + len(report.outcome.text) // PART
    assert all(path.stat().st_size < 500_000 for path in own)
    assert "".join(soup(path).find(id="text").get_text().count("很长") * "甲" for path in own) == "甲" * 500 * 60


def test_a_page_and_its_attachment_lead_to_each_other(tmp_path: Path) -> None:
    page, attachment = make_report(1), make_report(2)
    attachment = replace(attachment, provenance=replace(attachment.provenance, attached_to=f"{1:016x}"))
    stray = make_report(3)
    stray = replace(stray, provenance=replace(stray.provenance, attached_to="0" * 16))
    build_site(write_reports(tmp_path / "dataset", [page, attachment, stray]), tmp_path / "site")
    links = {
        number: [
            link["href"] for link in soup(tmp_path / "site" / "reports" / f"{number:016x}.html").select(".head p a")
        ]
        for number in (1, 2, 3)
    }
    assert links == {1: [f"{2:016x}.html"], 2: [f"{1:016x}.html"], 3: []}


# --- sections -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("year", "key", "headings", "finding", "state"),
    [
        (2022, "active", [("active", None)], None, "ok"),
        (2022, "active", [("overview", "active;problems")], None, "also"),
        (2022, "active", [("overview", None)], None, "no_heading"),
        (2022, "active", [("overview", None)], "section.missing", "missing"),
        (2022, "active", [("active", None)], "section.empty", "empty"),
        (2022, "active", [], "section.unheaded", "unheaded"),
        (2022, "fees", [("overview", None)], None, "not_required"),
        (2022, "fees", [("fees", None)], None, "extra"),
        (2015, "fees", [], None, "no_heading"),
        (2015, "overview", [], None, "not_required"),
        (None, "active", [("active", None)], None, "ok"),
        (None, "active", [], None, "unknown"),
    ],
)
def test_state_of_a_section(year: int | None, key: str, headings: list, finding: str | None, state: str) -> None:
    report = {"doc_type": "annual_report", "status": "ok", "report_year": year}
    sections = [{"section_key": name, "also": also} for name, also in headings]
    findings = [{"kind": finding, "subject": key}] if finding else []
    assert find_states(report, sections, findings)[key] == state
    assert set(find_states(report, sections, findings).values()) <= set(STATES)


def test_no_state_for_what_is_no_report() -> None:
    assert set(find_states({"doc_type": "plan", "status": "ok", "report_year": 2020}, [], []).values()) == {"unknown"}
    assert edition_due(2020) == "2019"


# --- charts, words ------------------------------------------------------------------------------------


def test_a_line_breaks_at_a_gap() -> None:
    chart = line_chart([(2015, 3, "3"), (2016, 5, "5"), (2019, 0, "0")])
    assert [points.count(",") for points in chart.lines] == [2]
    assert len(chart.dots) == 3
    assert chart.dots[1].y < chart.dots[0].y < chart.dots[2].y


def test_the_greatest_and_the_last_value_of_a_chart_are_labelled():
    values = [
        (year, 90_000 if year == 2020 else year, "90,000" if year == 2020 else str(year)) for year in range(2008, 2025)
    ]
    chart = line_chart(values)
    labelled = [dot.year for dot in chart.dots if dot.is_labelled]
    assert {"2020", "2024"} <= set(labelled)
    assert len(labelled) < len(values)
    years = [dot.year for dot in chart.dots if dot.has_year]
    assert (years[0], years[-1]) == ("2008", "2024")


def test_without_an_audit_no_section_is_called_missing(site):
    page = (site / "index.html").read_text("utf-8")
    assert "此数据集尚未审计" in page
    assert "heat-1" not in page
    assert {cell.get_text(strip=True) for cell in soup(site / "index.html").select("table.heat td.heat-0")} == {
        "0",
        "?",
        "–该年度不要求not required that year",
    }


def test_notes_are_folded_and_blank_cells_are_shown_in_the_table(samples_dataset, tmp_path):
    shutil.copytree(samples_dataset, tmp_path / "dataset")
    audit(tmp_path / "dataset", Config())
    build_site(tmp_path / "dataset", tmp_path / "site")
    assert "此数据集尚未审计" not in (tmp_path / "site" / "index.html").read_text("utf-8")
    notes = blanks = 0
    for path in pages(tmp_path / "site"):
        if path.parent.name != "reports":
            continue
        page = soup(path)
        for row in page.select("ol.findings > li"):
            assert bool(row.find_parent("details")) == ("f-info" in row["class"])
            assert row.select_one(".do").get_text(strip=True)
            notes += "f-info" in row["class"]
            if row.code.get_text() == "form.blank":
                blanks += 1
                assert page.find(id=row.select_one("a.jump")["href"].removeprefix("#"))["class"] == ["fig", "blank"]
    assert notes > 10
    assert blanks > 1


def test_every_word_is_said_in_both_languages() -> None:
    assert all(said.zh and said.en for said in words().values())
    assert {f"state.{state}" for state in STATES} <= words().keys()
    assert {f"section.{key}" for key in SECTIONS} <= words().keys()


# --- the folder ---------------------------------------------------------------------------------------


def test_a_site_replaces_a_site_and_nothing_else(tmp_path: Path) -> None:
    dataset = write_reports(tmp_path / "dataset", [make_report(1)])
    build_site(dataset, tmp_path / "site")
    build_site(write_reports(tmp_path / "other", [make_report(2)]), tmp_path / "site")
    assert [path.name for path in (tmp_path / "site" / "reports").iterdir()] == [f"{2:016x}.html"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["dataset", "other", "site"]


@pytest.mark.parametrize("name", ["index.html", "photos/a.jpg"])
def test_a_foreign_folder_is_refused(name: str, tmp_path: Path) -> None:
    foreign = tmp_path / "site" / name
    foreign.parent.mkdir(parents=True)
    foreign.write_text("mine")
    with pytest.raises(StoreError):
        build_site(write_reports(tmp_path / "dataset", [make_report(1)]), tmp_path / "site")
    assert foreign.read_text() == "mine"
    assert not (tmp_path / "site" / MARK).exists()


def test_without_a_dataset_there_is_no_site(tmp_path: Path) -> None:
    with pytest.raises(NoDatasetError, match="missing"):
        build_site(tmp_path, tmp_path / "site")
    assert not (tmp_path / "site").exists()


def test_an_empty_dataset_has_a_site(tmp_path: Path) -> None:
    build_site(write_reports(tmp_path / "dataset", []), tmp_path / "site")
    assert (tmp_path / "site" / "index.html").is_file()


# --- the command --------------------------------------------------------------------------------------


def run_command(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pipeline", "site", *words], capture_output=True, text=True, check=False
    )


def test_the_command_says_where_the_site_is(tmp_path: Path) -> None:
    dataset = write_reports(tmp_path / "dataset", [make_report(1)])
    done = run_command(str(dataset), "--out", str(tmp_path / "site"))
    assert (done.returncode, done.stderr) == (0, "")
    assert str(tmp_path / "site" / "index.html") in done.stdout
    quiet = run_command(str(dataset), "--out", str(tmp_path / "site"), "--quiet")
    assert (quiet.returncode, quiet.stdout) == (0, "")


def test_wrong_use_of_the_command(tmp_path: Path) -> None:
    done = run_command(str(tmp_path), "--out", str(tmp_path / "site"))
    assert done.returncode == 2
    assert "no dataset" in done.stderr
    (tmp_path / "full" / "photos").mkdir(parents=True)
    dataset = write_reports(tmp_path / "dataset", [make_report(1)])
    done = run_command(str(dataset), "--out", str(tmp_path / "full"))
    assert done.returncode == 2
    assert "photos" in done.stderr
