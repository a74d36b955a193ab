"""Nouns: what a number counts, and the dictionary that cuts it from its words."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.counts import read_counts
from parsers.counts.nouns import find_noun
from parsers.counts.segment import KINDS, cut, lexicon
from parsers.folding import fold
from parsers.rules import read_rows


@pytest.mark.parametrize(
    ("left", "right", "noun"),
    [
        ("全年收到政府信息公开申请", "", "政府信息公开申请"),
        ("先后举办", "信息员培训班", "信息员培训班"),
        ("其中机构设置和领导信息", "", "机构设置和领导信息"),
        ("在辖区公园内安装“读报屏”", "", "读报屏"),
        ("全年为农户挽回经济损失", "", "经济损失"),
        ("就秸秆焚烧、河道清淤等", "热点作了回应", "热点"),
        ("窗口由", "同志负责受理", "同志"),
        ("试行", "告知承诺事项", "告知承诺事项"),
        ("咨询电话接听", "", "咨询电话"),
        ("全镇主动公开政府信息", "", "政府信息"),
        ("门户网站日均访问", "", "门户网站日均访问"),
        ("配备了", "兼职网评员", "兼职网评员"),
        ("", "", None),
    ],
)
def test_nouns(left: str, right: str, noun: str | None) -> None:
    assert find_noun(left, right) == noun


def test_a_bare_verb_counts_what_its_total_does() -> None:
    counts = read_counts(fold("作出行政复议决定9件,其中维持7件,撤销2件。"), (), (), 2019)
    assert [count.noun for count in counts] == ["行政复议决定", "行政复议决定", "行政复议决定"]


def test_words_and_their_kinds() -> None:
    assert [tuple(word) for word in cut("收到政府信息公开申请")] == [("收到", "verb"), ("政府信息公开申请", "noun")]


@given(st.text(alphabet="公开收到在信息申请网站的、“”等培训办理()a1", max_size=40))
def test_cutting_loses_nothing(text: str) -> None:
    assert "".join(word.text for word in cut(text)) == text


def test_dictionary_is_sorted_and_sound() -> None:
    rows = read_rows("lexicon.csv")
    words = [row["word"] for row in rows]
    assert words == sorted(set(words))
    assert {row["kind"] for row in rows} == set(KINDS)
    assert all(int(row["frequency"]) > 0 for row in rows)


def test_dictionary_agrees_with_the_patterns() -> None:
    for row in read_rows("nouns.csv"):
        if len(row["word"]) > 1:
            kind = lexicon()[row["word"]]
            assert kind in ({"verb", "verbal"} if row["kind"] == "verb" else {"noun"}), row["word"]


def test_cutting_is_silent_and_leaves_no_file(tmp_path) -> None:  # type: ignore[no-untyped-def]
    code = (
        "import sys; from parsers.counts.segment import cut; cut('某某信息'); sys.exit('pkg_resources' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env={"TMPDIR": str(tmp_path)}, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert not list(tmp_path.iterdir())
