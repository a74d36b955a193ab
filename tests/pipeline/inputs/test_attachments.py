"""Sidecars, addresses, and the attachments of pages."""

from __future__ import annotations

import hashlib
import io
import json
from pathlib import Path

import docx
import pandas as pd
import pytest

from pipeline.inputs.known import Known, read_known
from tests.pipeline.archives.making import Result, http, make_zip, page, read_file, record, report

SITE = "http://www.example.gov.cn/"


def make_docx(*paragraphs: str) -> bytes:
    packed, document = io.BytesIO(), docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    document.save(packed)
    return packed.getvalue()


BARE = make_docx("一、总体情况", "主动公开政府信息12条,收到政府信息公开申请3件。", "二、主动公开政府信息情况", "略。")
NAMED = make_docx(
    "乙县教育局2018年政府信息公开工作年度报告", "发布日期:2019-02-03", "一、总体情况", "2018年主动公开政府信息12条。"
)
HOST = """<html><head><title>甲县财政局2020年政府信息公开工作年度报告_甲县人民政府</title>
<meta name="PubDate" content="2021-01-20"></head><body><h1>甲县财政局2020年政府信息公开工作年度报告</h1>
<p>发布时间:2021-01-20 来源:甲县财政局</p><p>{}</p></body></html>"""


def host(*links: str) -> str:
    return HOST.format("".join(f"<a href='{link}'>附件:{link}</a>" for link in links))


def write(folder: Path, **files: bytes | str | dict[str, object]) -> Path:
    """Files by name; `__` stands for a dot, a dict is a sidecar."""
    folder.mkdir(exist_ok=True)
    for name, data in files.items():
        path = folder / name.replace("__", ".")
        path.write_bytes(
            json.dumps(data).encode() if isinstance(data, dict) else data.encode() if isinstance(data, str) else data
        )
    return folder


def ids(result: Result, *names: str) -> list[str]:
    return [result.reports.loc[name, "doc_id"] for name in names]


# --- sidecars -----------------------------------------------------------------------------------------


def test_a_sidecar_gives_the_address_and_is_no_source(tmp_path: Path) -> None:
    digest = hashlib.sha256(report()).hexdigest()
    folder = write(
        tmp_path / "in", a__txt=report(), a__txt__meta__json={"url": SITE + "a.html", "status": 200, "sha256": digest}
    )
    result = Result([folder], tmp_path / "out")
    assert (result.names, result.summary.passed_over) == (["a.txt"], 0)
    assert result.reports.loc["a.txt", "url"] == SITE + "a.html"
    assert not {kind for kind in result.kinds("a.txt") if kind.startswith("download.")}
    assert list(Result([folder / "a.txt"], tmp_path / "out").reports["url"]) == [SITE + "a.html"]


@pytest.mark.parametrize(
    ("sidecar", "kind"),
    [
        (b'{"sha256": "%s"}' % (b"0" * 64), "download.hash"),
        (b'{"status": 404}', "download.status"),
        (b'{"status": "404"}', "download.sidecar"),
        (b"{bad", "download.sidecar"),
        (b"", "download.sidecar"),
        (b"[" * 100_000, "download.sidecar"),
        (b" " * 1_100_000, "download.sidecar"),
    ],
)
def test_what_does_not_fit_is_a_finding(sidecar: bytes, kind: str, tmp_path: Path) -> None:
    folder = write(tmp_path / "in", a__txt=report(), a__txt__meta__json=sidecar)
    packed = make_zip({"a.txt": report(), "a.txt.meta.json": sidecar})
    for result in (Result([folder], tmp_path / "out"), read_file(tmp_path, "in.zip", packed)):
        (name,) = result.read
        assert {each for each in result.kinds(name) if each.startswith("download.")} == {kind}


def test_a_sidecar_in_an_archive_belongs_to_its_file(tmp_path: Path) -> None:
    members = {"x/a.txt": report(), "x/a.txt.meta.json": json.dumps({"url": SITE}).encode(), "b.txt.meta.json": b"{}"}
    result = read_file(tmp_path, "in.zip", make_zip(members))
    assert list(result.reports["url"]) == [SITE]
    assert result.summary.passed_over == 1


def test_a_link_is_no_sidecar(tmp_path: Path) -> None:
    folder = write(tmp_path / "in", a__txt=report())
    (tmp_path / "other.json").write_text('{"url": "http://x.cn/"}')
    (folder / "a.txt.meta.json").symlink_to(tmp_path / "other.json")
    result = Result([folder], tmp_path / "out")
    assert "download.sidecar" in result.kinds("a.txt")
    assert result.reports["url"].isna().all()


def test_the_charset_of_a_sidecar_is_known() -> None:
    known = read_known(json.dumps({"headers": {"content-type": "text/html; charset=big5"}, "url": "ftp:/x"}).encode())
    assert known == Known(charset="big5")


@pytest.mark.parametrize(
    ("markup", "url"),
    [
        (f'<link rel="canonical" href="{SITE}c.html">', SITE + "c.html"),
        (f"<!-- saved from url=(0035){SITE}s.html -->", SITE + "s.html"),
        ('<link rel="canonical" href="/c.html">', None),
        ('<link rel="canonical" href="javascript:alert(1)">', None),
        ("", None),
    ],
)
def test_a_page_may_tell_its_own_address(markup: str, url: str | None, tmp_path: Path) -> None:
    data = page().replace("<head>", f"<head>{markup}").encode()
    found = read_file(tmp_path, "a.html", data).reports["url"].iloc[0]
    assert (None if pd.isna(found) else found) == url


# --- attachments --------------------------------------------------------------------------------------


def check_joined(result: Result, page_name: str, file_name: str) -> None:
    row = result.reports.loc[file_name]
    assert [row["attached_to"]] == ids(result, page_name)
    assert (row["agency"], row["report_year"], str(row["published"])) == ("甲县财政局", 2020, "2021-01-20")
    assert row["doc_type"] == "annual_report"
    said = result.findings.query("kind == 'identity.from_page'")
    assert list(said["doc_id"]) == ids(result, file_name)
    assert page_name in said["message_en"].iloc[0]


def test_a_file_beside_the_page_that_links_to_it(tmp_path: Path) -> None:
    folder = write(tmp_path / "in", page__html=host("./%E9%99%84%E4%BB%B6.docx#1"))
    (folder / "附件.docx").write_bytes(BARE)
    check_joined(Result([folder], tmp_path / "out"), "page.html", "附件.docx")
    check_joined(Result([folder], tmp_path / "out", workers=2), "page.html", "附件.docx")


def test_a_file_that_cannot_be_read_belongs_to_its_page_all_the_same(tmp_path: Path) -> None:
    result = Result([write(tmp_path / "in", a__html=host("f.pdf"), f__pdf=b"%PDF-1.4 broken")], tmp_path / "out")
    (page_id,) = ids(result, "a.html")
    assert (result.reports.loc["f.pdf", "status"], result.reports.loc["f.pdf", "attached_to"]) == ("failed", page_id)


def test_a_file_in_the_archive_of_the_page(tmp_path: Path) -> None:
    members = {"2020/page.html": host("files/a.docx").encode("gbk"), "2020/files/a.docx": BARE}
    check_joined(read_file(tmp_path, "in.zip", make_zip(members)), "in.zip/2020/page.html", "in.zip/2020/files/a.docx")


def test_a_file_whose_sidecar_names_the_page(tmp_path: Path) -> None:
    folder = write(
        tmp_path / "in",
        page__html=host(),
        page__html__meta__json={"url": "https://www.example.gov.cn/page.html"},
        x__docx=BARE,
        x__docx__meta__json={"url": SITE + "down?id=3", "parent": SITE + "page.html", "title": "附件"},
    )
    check_joined(Result([folder], tmp_path / "out"), "page.html", "x.docx")


def test_a_file_of_a_web_archive_by_its_address(tmp_path: Path) -> None:
    kind = "application/octet-stream"
    records = [
        record("response", SITE + "att/P1.docx", http(BARE, kind)),
        record("response", SITE + "att/P2.docx", http(NAMED, kind)),
        record("response", SITE + "nb/page.html", http(host("../att/P1.docx").encode())),
    ]
    result = read_file(tmp_path, "in.warc", b"".join(records))
    assert result.names == [f"in.warc/{SITE}att/P1.docx", f"in.warc/{SITE}nb/page.html"]
    assert result.summary.passed_over == 1
    check_joined(result, f"in.warc/{SITE}nb/page.html", f"in.warc/{SITE}att/P1.docx")


def test_what_a_file_prints_is_not_overruled(tmp_path: Path) -> None:
    alone = Result([write(tmp_path / "alone", b__docx=NAMED)], tmp_path / "out").reports.loc["b.docx"]
    joined = Result([write(tmp_path / "in", b__docx=NAMED, page__html=host("b.docx"))], tmp_path / "out").reports.loc[
        "b.docx"
    ]
    assert joined["attached_to"]
    for column in ("title", "agency", "report_year", "doc_type", "text"):
        assert joined[column] == alone[column]


def test_a_list_tells_of_none_of_its_files(tmp_path: Path) -> None:
    names = [f"{letter}.docx" for letter in "abcd"]
    folder = write(tmp_path / "in", list__html=host(*names))
    for number, name in enumerate(names):
        (folder / name).write_bytes(make_docx("一、总体情况", f"主动公开政府信息{number}条。"))
    result = Result([folder], tmp_path / "out")
    files = result.reports.loc[names]
    assert list(files["attached_to"]) == ids(result, "list.html") * 4
    assert files["published"].isna().all()
    assert files["report_year"].isna().all()
    (folder / "own.html").write_text(host("a.docx"))
    result = Result([folder], tmp_path / "out")
    assert result.reports.loc["a.docx", "report_year"] == 2020
    assert [result.reports.loc["a.docx", "attached_to"]] == ids(result, "own.html")


def test_a_hijacked_page_tells_nothing(tmp_path: Path) -> None:
    spam = (
        host("a.docx")
        .replace("<title>", "<title>必赢体育官网_bet365体育在线投注_")
        .replace("<h1>", "<p>必赢体育官网 bet365体育在线投注</p><h1>")
    )
    result = Result([write(tmp_path / "in", a__docx=BARE, page__html=spam)], tmp_path / "out")
    assert bool(result.reports.loc["page.html", "hijacked"])
    assert not bool(result.reports.loc["a.docx", "hijacked"])
    assert pd.isna(result.reports.loc["a.docx", "agency"])


def test_plain_pages_are_not_looked_through(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pipeline.inputs import attachments

    def refuse(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(attachments, "find_links", refuse)
    folder = write(tmp_path / "in", a__html=host("b.html"), b__html=page())
    assert len(Result([folder], tmp_path / "out").read) == 2
