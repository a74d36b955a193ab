"""The journal: a crawl that was killed at any byte goes on without loss."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.fetch.items import Item, Outcome
from pipeline.fetch.journal import FOLDER, BusyError, open_journal

SEED = Item("http://a.cn/", "seed")
REPORT = Item("http://a.cn/1.html", "report", title="某局2020年年报", published="2021-01-20")
FORM = Item("http://a.cn/list.do", "list", form=(("page", "2"),), root="http://a.cn/", in_column=True)


def write(out: Path) -> Path:
    with open_journal(out, ["x"]) as journal:
        journal.write(SEED, Outcome("listed", found=(REPORT, FORM), size=10, warc=99))
        journal.write(FORM, Outcome("failed", "HTTP 404"))
    [path] = (out / FOLDER).glob("*.jsonl")
    return path


def test_what_is_written_is_taken_up(tmp_path: Path) -> None:
    write(tmp_path)
    with open_journal(tmp_path, ["x"]) as journal:
        assert journal.resumed
        assert journal.pending([SEED]) == [REPORT]
        assert journal.done[FORM.key] == (FORM, Outcome("failed", "HTTP 404"))
        assert journal.done[SEED.key][1].found == (REPORT, FORM)


def test_cut_anywhere_nothing_is_lost(tmp_path: Path) -> None:
    path = write(tmp_path)
    whole = path.read_bytes()
    for length in range(len(whole.splitlines(keepends=True)[0]), len(whole), 9):
        path.write_bytes(whole[:length])
        with open_journal(tmp_path, ["x"]) as journal:
            lines = whole[:length].count(b"\n") - 1
            assert len(journal.done) == lines
            assert {item.key for item in journal.pending([SEED])} | set(journal.done) >= {SEED.key}
            journal.write(SEED, Outcome("listed"))  # a new line begins on a line of its own
        with open_journal(tmp_path, ["x"]) as journal:
            assert SEED.key in journal.done


def test_a_finished_crawl_begins_anew(tmp_path: Path) -> None:
    write(tmp_path)
    with open_journal(tmp_path, ["x"]) as journal:
        journal.finish()
    with open_journal(tmp_path, ["x"]) as journal:
        assert not journal.resumed
        assert journal.pending([SEED]) == [SEED]


def test_another_crawl_has_another_journal(tmp_path: Path) -> None:
    write(tmp_path)
    with open_journal(tmp_path, ["y"]) as journal:
        assert not journal.resumed


def test_two_crawls_at_once_are_refused(tmp_path: Path) -> None:
    with open_journal(tmp_path, ["x"]), pytest.raises(BusyError), open_journal(tmp_path, ["y"]):
        pass


def test_the_length_of_a_warc(tmp_path: Path) -> None:
    with open_journal(tmp_path, ["x"]) as journal:
        assert journal.begin_warc(500) == 500
    with open_journal(tmp_path, ["x"]) as journal:
        assert journal.begin_warc(700) == 500
        journal.write(SEED, Outcome("listed", warc=640))
    with open_journal(tmp_path, ["x"]) as journal:
        assert journal.begin_warc(700) == 640
