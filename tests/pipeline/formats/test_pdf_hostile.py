"""PDF: damaged, protected and hostile files end soon, with a reason and nothing else."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.records import ParseError
from pipeline.engine import run
from pipeline.formats import read_page
from pipeline.formats.pdf import process
from pipeline.formats.pdf.document import read_document
from pipeline.formats.pdf.leaves import MAX_PAGE_GLYPHS, MAX_PAGES
from tests.pipeline.formats.pdfs import Paper, join_objects, many_pages, one_page, stream

pd = pytest.importorskip("pandas")
SHOW = b"BT /F 12 Tf 72 700 Td (Report 12) Tj ET"


def sample() -> bytes:
    paper = Paper()
    paper.lines(72, 100, "一、总体情况", "公开12条。")
    paper.table([72, 172, 272], [200, 225, 250])
    paper.text(80, 217, "规章")
    paper.text(180, 217, "3")
    paper.new_page()
    paper.text(72, 100, "二、申请情况")
    return paper.pdf()


SAMPLE = sample()


@pytest.fixture(autouse=True, scope="module")
def _end_helper() -> Iterator[None]:
    yield
    process.close_helper()


def forms() -> bytes:
    """Twelve forms each of which shows the next one twelve times."""
    more = []
    for number in range(12):
        shown = b"/X Do " * 12 if number < 11 else SHOW
        resources = b"/Resources<</Font<</F 5 0 R>>/XObject<</X %d 0 R>>>>" % (7 + number)
        more.append(stream(shown, b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]" + resources))
    return one_page(b"/X Do", more=more)


def protected() -> bytes:
    encryption = b"<</Filter/Standard/V 1/R 2/Length 40/P -4/O<%s>/U<%s>>>" % (b"41" * 32, b"42" * 32)
    plain = one_page(SHOW, more=[encryption])
    return plain.replace(b"/Root 1 0 R", b"/Root 1 0 R/Encrypt 6 0 R/ID[<00><00>]")


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda: b"%PDF-1.7\n", "damaged"),
        (lambda: b"%PDF-1.7\n" + b"\0" * 100_000, "damaged"),
        (lambda: SAMPLE[: len(SAMPLE) // 3], "damaged"),
        (lambda: join_objects(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 0>>"), "without a page"),
        (protected, "protected by a password"),
        (lambda: many_pages(MAX_PAGES + 1), "more pages than the limit"),
        (lambda: many_pages(5_000), "more pages than the limit"),
        (lambda: join_objects(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R]/Count 9>>"), "damaged"),
        (
            lambda: one_page(b"BT /F 1 Tf 0 1 Td " + b"(0123456789) Tj " * (MAX_PAGE_GLYPHS // 10 + 1) + b"ET"),
            "more than",
        ),
        (lambda: one_page(b"9 9 9 9 re S " * 250_000), "more than the limit"),
        (forms, "crashes the reader"),
    ],
)
def test_what_cannot_be_read_says_why(make: Callable[[], bytes], reason: str) -> None:
    with pytest.raises(ParseError, match=reason):
        read_page("a.pdf", make())


@pytest.mark.parametrize(
    "data",
    [
        one_page(SHOW, box=b"[0 0 1e12 1e12]"),
        one_page(SHOW, box=b"[0 0 0 0]"),
        one_page(SHOW + b"[" * 100_000),
        one_page(b"q " * 100_000 + SHOW),
        one_page(
            SHOW, more=[stream(b"/X Do", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 6 0 R>>>>")]
        ),
    ],
)
def test_odd_pages_are_read(data: bytes) -> None:
    assert "Report 12" in read_page("a.pdf", data).markup


def test_a_file_that_kills_the_helper_costs_itself_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    read_page("a.pdf", SAMPLE)
    helper = process._find_helper()
    os.kill(helper.process.pid, signal.SIGKILL)
    helper.process.wait()
    assert "公开12条。" in read_page("a.pdf", SAMPLE).markup
    monkeypatch.setattr(process._Helper, "is_usable", lambda _: True)
    os.kill(process._find_helper().process.pid, signal.SIGKILL)
    with pytest.raises(ParseError, match="longer to read than the limit"):
        read_page("a.pdf", SAMPLE)


def test_a_mistake_in_the_program_is_told_with_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    def read(self: object, data: bytes) -> dict[str, str]:
        return {"failure": "ValueError: no (flow.py:1)"}

    monkeypatch.setattr(process._Helper, "read", read)
    with pytest.raises(RuntimeError, match=r"flow\.py:1"):
        read_page("a.pdf", SAMPLE)


def test_the_helper_ends_with_the_process_that_started_it() -> None:
    script = (
        "from pathlib import Path; from pipeline.formats.pdf import process; import sys\n"
        "process.read_apart(sys.stdin.buffer.read()); print(process._find_helper().process.pid)"
    )
    done = subprocess.run([sys.executable, "-c", script], input=SAMPLE, capture_output=True, check=True, timeout=60)
    with pytest.raises(ProcessLookupError):
        os.kill(int(done.stdout), 0)


@pytest.mark.parametrize(("workers", "bad"), [(1, forms()), (2, many_pages(MAX_PAGES + 1))])
def test_a_run_goes_on_without_the_files_that_cannot_be_read(tmp_path: Path, workers: int, bad: bytes) -> None:
    given_files = {"a.pdf": SAMPLE, "b.pdf": bad, "c.pdf": SAMPLE + b"\n", "d.pdf": one_page(b"")}
    for name, data in given_files.items():
        (tmp_path / "in").mkdir(exist_ok=True)
        (tmp_path / "in" / name).write_bytes(data)
    run([tmp_path / "in"], tmp_path / "out", workers=workers)
    reports = pd.read_parquet(tmp_path / "out" / "reports.parquet").set_index("source")
    assert list(reports["status"]) == ["ok", "failed", "ok", "partial"]
    assert "没有文字层 (no text layer)" in reports["error"]["d.pdf"]
    findings = pd.read_parquet(tmp_path / "out" / "findings.parquet").set_index("doc_id")
    assert list(findings["kind"][[reports["doc_id"]["d.pdf"]]]) == ["source.partial"]


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.lists(st.tuples(st.integers(0, len(SAMPLE) - 1), st.integers(0, 255)), min_size=1, max_size=40))
def test_no_damaged_byte_breaks_the_reader(changes: list[tuple[int, int]]) -> None:
    damaged = bytearray(SAMPLE)
    for place, value in changes:
        damaged[place] = value
    with suppress(ParseError):
        read_document(bytes(damaged))


@settings(max_examples=80, deadline=None, derandomize=True)
@given(st.integers(1, len(SAMPLE)), st.binary(max_size=30))
def test_no_cut_breaks_the_reader(end: int, tail: bytes) -> None:
    with suppress(ParseError):
        read_document(SAMPLE[:end] + tail)


@settings(max_examples=30, deadline=None, derandomize=True)
@given(st.lists(st.tuples(st.integers(0, 590), st.integers(0, 840), st.integers(1, 40)), max_size=80))
def test_no_scattered_words_break_the_reader(words: list[tuple[int, int, int]]) -> None:
    paper = Paper()
    for x, y, length in words:
        paper.text(x, y, ("公开12条 3 " * 6)[:length], size=5 + length % 9)
    read_document(paper.pdf())


NUMBERS = st.floats(-2000, 2000, allow_nan=False).map(lambda value: f"{value:.2f}")
OPERATORS = st.one_of(
    st.builds("{} {} m {} {} l S".format, NUMBERS, NUMBERS, NUMBERS, NUMBERS),
    st.builds("{} {} {} {} re B".format, NUMBERS, NUMBERS, NUMBERS, NUMBERS),
    st.builds("{} {} {} {} {} {} cm".format, *[NUMBERS] * 6),
    st.builds(
        "BT /F {} Tf {} {} {} {} {} {} Tm <{}> Tj ET".format, *[NUMBERS] * 7, st.sampled_from(["4e00", "00310032"])
    ),
    st.sampled_from(["q", "Q", "h", "W n", "3 Tr", "1 g", "0 g", "f*", "n", "BT", "ET"]),
)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.lists(OPERATORS, max_size=60))
def test_no_drawing_breaks_the_reader(operators: list[str]) -> None:
    paper = Paper()
    paper.table([72, 172, 272], [200, 225, 250])
    for each in operators:
        paper.draw(each)
    markup, _ = read_document(paper.pdf())
    assert markup == read_document(paper.pdf())[0]
