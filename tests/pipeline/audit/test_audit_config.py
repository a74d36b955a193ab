"""The configuration file: what it may say, and that wrong names are refused in words."""

from __future__ import annotations

import dataclasses
import tomllib

import pytest

from pipeline.audit.config import Config, ConfigError, Tolerances, parse_config, read_config
from tests.gate import ROOT
from tests.pipeline.audit.made_audits import audited, complete, report, without

SAMPLE = ROOT / "docs" / "audit.toml"


def test_the_sample_in_the_docs_is_read():
    config = read_config(SAMPLE)
    assert config.tolerance.late_days == 3
    assert config.severity["form.blank"] == "info"
    assert "report.gap" in config.ignore


def test_an_empty_file_says_nothing():
    assert parse_config({}) == Config()


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("ignor = []", r"ignor: .*unknown.*ignore\?"),
        ('ignore = ["report.gaps"]', r"report\.gaps: .*report\.gap\?"),
        ('ignore = "report.gap"', "list of kinds"),
        ("ignore = [1]", "list of kinds"),
        ('[severity]\n"form.blank" = "fatal"', "error / warning / info"),
        ('[severity]\n"form.blanks" = "info"', r"form\.blank\?"),
        ("severity = 1", r"\[severity\]"),
        ("[tolerance]\nlate_day = 1", r"late_days\?"),
        ("[tolerance]\nlate_days = -1", "zero or more"),
        ("[tolerance]\nlate_days = 1.5", "whole number"),
        ("[tolerance]\nlate_days = true", "whole number"),
        ('[tolerance]\ncarried = "1"', "a number"),
        ("[tolerance]\ncarried = nan", "a number"),
    ],
)
def test_what_it_does_not_know_is_refused(text, complaint):
    with pytest.raises(ConfigError, match=complaint):
        parse_config(tomllib.loads(text))


@pytest.mark.parametrize(("data", "complaint"), [(b"a = [", "not TOML"), (b"\xff\xfe", "not UTF-8")])
def test_a_file_that_is_none_is_refused_by_name(tmp_path, data, complaint):
    (tmp_path / "a.toml").write_bytes(data)
    with pytest.raises(ConfigError, match=f"a.toml.*{complaint}"):
        read_config(tmp_path / "a.toml")


def test_every_tolerance_says_what_it_means():
    for item in dataclasses.fields(Tolerances):
        assert item.metadata["zh"]
        assert item.metadata["en"]


def test_severities_and_kinds_to_pass_over_are_applied(tmp_path):
    own = without(complete(), "存在", "其他")
    config = parse_config({"severity": {"section.missing": "info"}, "ignore": ["section.optional", "form.missing"]})
    found = audited(tmp_path, {"a.txt": report(2022, sections=own)}, config)
    assert [(row["kind"], row["severity"]) for row in found] == [("section.missing", "info")]
