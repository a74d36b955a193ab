"""How the files of rules are read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from parsers import rules
from parsers.rules import Pattern, read_rows


@pytest.mark.parametrize("row", ["a,b,c", "a"])
def test_a_row_of_another_length_is_refused(row: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A comma outside quotes would cut a pattern, or an example, short."""
    (tmp_path / "some.csv").write_text(f"one,two\nx,y\n{row}\n", encoding="utf-8")
    monkeypatch.setattr(rules, "_FOLDER", tmp_path)
    with pytest.raises(ValueError):
        read_rows("some.csv")


def test_a_pattern_is_compiled_once_and_not_before_it_is_tried() -> None:
    compiled = []

    def compile_it(text: str) -> re.Pattern[str]:
        compiled.append(text)
        return re.compile(text)

    pattern = Pattern("件|条", compile_it)
    assert compiled == []
    assert pattern.search("公开3条")[0] == "条"
    assert pattern.match("公开3条") is None
    assert pattern.fullmatch("件")
    assert compiled == ["件|条"]
