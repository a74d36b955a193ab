"""The audit as a whole: it owns its kinds and its rows, publishes in one step, and says the same twice."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from parsers.findings import kinds as declared
from pipeline import publishing
from pipeline.audit import audit
from pipeline.audit.config import Config, parse_config
from pipeline.audit.corpus import Corpus
from pipeline.audit.page import PAGE, renew
from pipeline.cli import app
from pipeline.dataset.reading import NoDatasetError
from pipeline.dataset.store import dataset_files
from pipeline.engine import run
from tests.gate import ROOT
from tests.pipeline.audit.made_audits import WORK, audited, complete, kinds, make_dataset, report, with_tables, without

runner = CliRunner()


@pytest.fixture
def documents():
    """A report that lacks a section and breaks an identity, one that carries in what was not carried out, and a plan."""
    broken = with_tables("2021", requests__carried_out__total="3")
    return {
        "a.txt": report(2021, published="2022-02-09", sections=without(broken, "存在")),
        "b.txt": report(2022, sections=with_tables("2021")),
        "plan.txt": "松阳县2022年政务公开工作要点\n一、主动公开\n全年公开信息12条。\n",
    }


def stages(dataset):
    rows = pq.read_table(dataset / "findings.parquet").to_pylist()
    return {stage: sorted(row["finding_id"] for row in rows if row["stage"] == stage) for stage in ("run", "audit")}


def hashes(dataset):
    return {name: hashlib.sha256((dataset / name).read_bytes()).hexdigest() for name in dataset_files()}


def test_only_its_own_rows_are_replaced(tmp_path, documents):
    dataset = make_dataset(tmp_path, documents)
    before, files = stages(dataset), hashes(dataset)
    audit(dataset, Config())
    after = stages(dataset)
    assert before["audit"] == []
    assert after["run"] == before["run"] != []
    assert after["audit"] != []
    assert {name for name, digest in hashes(dataset).items() if files[name] != digest} == {"findings.parquet"}
    audit(dataset, parse_config({"ignore": [kind for kind in declared() if declared()[kind]["stage"] == "audit"]}))
    assert stages(dataset) == before


def test_the_same_dataset_gives_the_same_bytes(tmp_path, documents):
    one = make_dataset(tmp_path / "one", documents)
    other = make_dataset(tmp_path / "other", dict(reversed(documents.items())))
    for dataset in (one, other, one):
        audit(dataset, Config())
    assert hashes(one) == hashes(other)


def test_the_other_tables_are_the_same_files(tmp_path, documents):
    dataset = make_dataset(tmp_path, documents)
    before = os.stat(dataset / "reports.parquet").st_ino
    audit(dataset, Config())
    assert os.stat(dataset / "reports.parquet").st_ino == before


def test_where_files_cannot_be_linked_they_are_copied(tmp_path, documents, monkeypatch):
    dataset = make_dataset(tmp_path, documents)

    def refuse(*_):
        raise OSError("no links here")

    monkeypatch.setattr(os, "link", refuse)
    files = hashes(dataset)
    audit(dataset, Config())
    assert hashes(dataset) | {"findings.parquet": ""} == files | {"findings.parquet": ""}


def test_an_audit_that_fails_leaves_the_dataset(tmp_path, documents, monkeypatch):
    dataset = make_dataset(tmp_path, documents)
    files = hashes(dataset)
    monkeypatch.setattr("pipeline.audit.find_rows", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        audit(dataset, Config())
    assert hashes(dataset) == files
    assert os.listdir(tmp_path) == ["in", "out"] or sorted(os.listdir(tmp_path)) == ["in", "out"]


def test_a_run_keeps_what_is_about_documents_that_are_still_there(tmp_path, documents):
    dataset = make_dataset(tmp_path, documents)
    audit(dataset, Config())
    before = stages(dataset)
    run([tmp_path / "in"], dataset, workers=1)
    assert stages(dataset) == before
    (tmp_path / "in" / "a.txt").unlink()
    run([tmp_path / "in"], dataset, workers=1)
    known = set(Corpus(dataset).documents)
    rows = [row for row in pq.read_table(dataset / "findings.parquet").to_pylist() if row["stage"] == "audit"]
    assert {row["doc_id"] for row in rows} <= known
    assert len(rows) < len(before["audit"])
    assert "year.carried" not in {row["kind"] for row in rows}


def test_a_run_of_another_version_drops_them(tmp_path, documents, monkeypatch):
    dataset = make_dataset(tmp_path, documents)
    audit(dataset, Config())
    monkeypatch.setattr("pipeline.dataset.store.PARSER_VERSION", "0.0.0")
    run([tmp_path / "in"], dataset, workers=1)
    assert stages(dataset)["audit"] == []


def test_a_damaged_dataset_is_replaced_all_the_same(tmp_path, documents):
    dataset = make_dataset(tmp_path, documents)
    (dataset / "findings.parquet").write_bytes(b"PAR1 and nothing else")
    run([tmp_path / "in"], dataset, workers=1)
    assert stages(dataset)["run"]


def test_a_run_over_a_dataset_that_was_not_audited_loads_nothing_more(tmp_path, documents):
    make_dataset(tmp_path, documents)
    code = (
        "import sys\nfrom pipeline.engine import run\nrun(['in'], 'out', workers=1)\n"
        "print([name for name in ('pandas', 'pyarrow.dataset', 'rensa') if name in sys.modules])"
    )
    told = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == "[]"


def test_what_is_no_report_is_not_audited(tmp_path, documents):
    assert audited(tmp_path, {"plan.txt": documents["plan.txt"]}) == []


def test_remains_of_a_template_and_other_years(tmp_path):
    own = complete()
    own["总体情况"] = "XX局高度重视。2020年,我局共收到申请3件。" + own["总体情况"]
    found = audited(tmp_path, {"a.txt": report(2022, sections=own)})
    assert kinds(found, "template") == ["template.remains"]
    (stale,) = [row for row in found if row["kind"] == "period.stale"]
    assert stale["severity"] == "warning"
    assert "2020年,我局共收到申请3件" in stale["message_zh"]


def test_a_year_long_past_is_only_a_note(tmp_path):
    own = complete() | {"总体情况": "2015年,我局公开信息12条,受理申请3件。" + WORK}
    (found,) = [
        row for row in audited(tmp_path, {"a.txt": report(2022, sections=own)}) if row["kind"] == "period.stale"
    ]
    assert found["severity"] == "info"


def test_a_path_without_a_dataset_is_refused(tmp_path):
    with pytest.raises(NoDatasetError, match="no dataset"):
        audit(tmp_path / "none", Config())
    assert list(tmp_path.iterdir()) == []


def test_the_page_in_the_docs_is_up_to_date():
    page = (ROOT / PAGE).read_text(encoding="utf-8")
    assert page == renew(page), "python -m pipeline.audit.page"


# --- the command line -----------------------------------------------------------------------------------


def invoke(dataset, *options):
    return runner.invoke(app, ["audit", str(dataset), *options])


def test_the_command_tells_by_kind_and_how_to_see_the_evidence(tmp_path, documents):
    dataset = make_dataset(tmp_path, documents)
    result = invoke(dataset)
    assert result.exit_code == 0
    assert "section.missing" in result.stdout
    assert "nianbao show" in result.stdout
    assert "松阳县水利局" in result.stdout
    short = invoke(dataset, "--limit", "1")
    assert "--limit" in short.stdout
    assert len(short.stdout) < len(result.stdout)


def test_notes_are_counted_and_only_listed_when_asked_for(tmp_path):
    dataset = make_dataset(tmp_path, {"a.txt": report(2022, sections=without(with_tables("2021"), "其他"))})
    message = "没有“其他需要报告的事项”部分"
    told = invoke(dataset).stdout
    assert "section.optional" in told
    assert message not in told
    assert "--severity info" in told
    everything = invoke(dataset, "--severity", "info").stdout
    assert message in everything
    assert "--severity info" not in everything
    assert message in invoke(dataset, "--format", "csv").stdout
    assert message not in invoke(dataset, "--format", "csv", "--severity", "warning").stdout


@pytest.mark.parametrize(("severity", "code"), [("error", 1), ("warning", 1), ("info", 1)])
def test_fail_on(tmp_path, documents, severity, code):
    dataset = make_dataset(tmp_path, documents)
    assert invoke(dataset, "--fail-on", severity).exit_code == code


def test_fail_on_counts_only_what_is_as_bad(tmp_path):
    dataset = make_dataset(tmp_path, {"a.txt": report(2022, sections=without(with_tables("2021"), "其他"))})
    assert invoke(dataset, "--fail-on", "warning").exit_code == 0
    assert invoke(dataset, "--fail-on", "info").exit_code == 1
    (tmp_path / "a.toml").write_text('ignore = ["section.optional"]', encoding="utf-8")
    quiet = invoke(dataset, "--fail-on", "info", "--config", str(tmp_path / "a.toml"))
    assert quiet.exit_code == 0
    assert "nothing was found" in quiet.stdout


def test_ignored_kinds_of_run_are_not_told_but_stay(tmp_path, documents):
    dataset = make_dataset(tmp_path, documents)
    (tmp_path / "a.toml").write_text('ignore = ["check.failed"]', encoding="utf-8")
    before = stages(dataset)["run"]
    assert "check.failed" not in invoke(dataset, "--config", str(tmp_path / "a.toml"), "--format", "csv").stdout
    assert "check.failed" in invoke(dataset, "--format", "csv").stdout
    assert stages(dataset)["run"] == before


@pytest.mark.parametrize("name", ["json", "sarif", "csv", "table"])
def test_formats_go_to_the_screen_or_a_file(tmp_path, documents, name):
    dataset = make_dataset(tmp_path, documents)
    shown = invoke(dataset, "--format", name).stdout
    assert invoke(dataset, "--format", name, "--out", str(tmp_path / "page")).exit_code == 0
    page = (tmp_path / "page").read_bytes()
    assert page.startswith(b"\xef\xbb\xbf") == (name == "csv")
    assert b"section.missing" in page
    if name != "table":
        assert page.decode("utf-8-sig") == shown


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (["--config", "no-such.toml"], "no-such.toml"),
        (["--format", "xml"], "xml"),
        (["--fail-on", "fatal"], "fatal"),
        (["--out", "no/such/folder/x"], "no/such"),
    ],
)
def test_wrong_use_is_2(tmp_path, documents, options, complaint):
    dataset = make_dataset(tmp_path, documents)
    result = invoke(dataset, *options)
    assert result.exit_code == 2
    assert complaint in result.stderr


def test_no_dataset_is_2(tmp_path):
    result = invoke(tmp_path)
    assert result.exit_code == 2
    assert "no dataset" in result.stderr


def test_names_in_the_output_cannot_command_the_terminal(tmp_path):
    name = "\x1b[31mx.txt"
    dataset = make_dataset(tmp_path, {name: "2022年政府信息公开工作年度报告\n一、总体情况\n好。\n"})
    assert "\x1b[31mx" not in invoke(dataset).stdout


def test_the_lock_keeps_a_second_writer_out(tmp_path, documents):
    dataset = make_dataset(tmp_path, documents)
    work = tmp_path / ".out.nianbao"
    code = (
        "import sys\nfrom pathlib import Path\nfrom pipeline.publishing import _lock\n"
        "with _lock(Path(sys.argv[1])):\n    print('held', flush=True)\n    sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(work)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, text=True
    ) as other:
        assert other.stdout.readline().strip() == "held"
        with pytest.raises(publishing.StoreError, match="another run"):
            audit(dataset, Config())
        other.stdin.close()


# --- attachments ----------------------------------------------------------------------------------------


def attached(tmp_path, page, files):
    """(source, kind, subject) of the audit's findings on a page that links to Word files, given by name and text."""
    import docx

    (tmp_path / "in").mkdir(parents=True)
    for name, text in files.items():
        document = docx.Document()
        for line in text.split("\n"):
            document.add_paragraph(line)
        document.save(tmp_path / "in" / name)
    links = "".join(f'<p><a href="{name}">年度报告{name}</a></p>' for name in files)
    body = "".join(f"<p>{line}</p>" for line in page.split("\n"))
    found = audited(tmp_path, {"page.html": f"<html><body>{body}{links}</body></html>"})
    known = Corpus(tmp_path / "out").documents.values()
    assert sum(report.attached_to is not None for report in known) == len(files)
    return [(row["source"], row["kind"], row["subject"]) for row in found]


def test_what_stands_in_the_attachment_is_not_missing_on_the_page(tmp_path):
    page = report(2022, published="2023-01-09", sections=without(complete(), "存在", "复议"))
    files = {"a.docx": report(2022, sections=with_tables("2021"))}
    assert attached(tmp_path, page, files) == []


def test_what_stands_in_neither_is_told_once(tmp_path):
    page = report(2022, published="2023-03-09", sections=without(complete(), "存在", "复议"))
    files = {"a.docx": report(2022, sections=without(with_tables("2021"), "存在"))}
    assert attached(tmp_path, page, files) == [
        ("page.html", "report.late", None),
        ("page.html", "section.missing", "problems"),
    ]


def test_reports_of_other_years_on_a_list_are_reports_of_their_own(tmp_path):
    page = report(2022, published="2023-01-09", sections=with_tables("2021"))
    files = {"a.docx": report(2021, published="2022-01-20", sections=without(with_tables("2021"), "存在"))}
    kinds = attached(tmp_path, page, files)
    assert ("a.docx", "section.missing", "problems") in kinds
    assert ("page.html", "copy.year", None) in kinds
