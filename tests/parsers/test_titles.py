"""Words of titles own their examples; what reads like a title."""

from __future__ import annotations

import re

import pytest

from parsers.rules import read_rows
from parsers.titles import is_title, score_title


@pytest.mark.parametrize("row", read_rows("title_words.csv"), ids=lambda row: row["kind"])
def test_words_own_their_examples(row):
    assert re.search(row["pattern"], row["yes"])
    assert not re.search(row["pattern"], row["no"])


@pytest.mark.parametrize(
    ("words", "want"),
    [
        ("甲县财政局2019年政府信息公开年度报告", True),
        ("关于做好2019年政府信息公开年度报告编制工作的通知", True),
        ("三、收到和处理政府信息公开申请情况", False),
        ("2.甲县发改委2020年政务公开工作总结", False),
        ("现将2013年我区信息公开情况报告如下:", False),
        ("年度报告工作已经完成。", False),
    ],
)
def test_is_title(words, want):
    assert is_title(words) is want


def test_the_kind_may_stand_before_the_sites_name():
    assert score_title("甲局2019年政府信息公开年报_甲县人民政府") == score_title("甲局2019年政府信息公开年报") - 1
