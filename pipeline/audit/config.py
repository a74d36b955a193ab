"""What an audit may be told: severities, kinds to pass over, tolerances; read from a TOML file."""

from __future__ import annotations

import dataclasses
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from parsers.findings import kinds
from parsers.records import SEVERITIES

STAGE = "audit"


class ConfigError(Exception):
    """The file cannot be used; the message says what is wrong in it, for a user."""


@dataclass(frozen=True, slots=True)
class Tolerances:
    """How much is let pass. Metadata: what the number means, in Chinese and English."""

    late_days: int = field(
        default=0, metadata={"zh": "超过法定期限多少天以内不算逾期", "en": "days after the deadline that pass"}
    )
    moved_days: int = field(
        default=365,
        metadata={
            "zh": "超过期限多少天以上,视为可能是网站迁移后的日期",
            "en": "days after the deadline from which a date may be that of a move of the site",
        },
    )
    empty_characters: int = field(
        default=0,
        metadata={"zh": "标题下至多几个字仍算没有内容", "en": "characters under a heading that still count as nothing"},
    )
    blank_cells: int = field(
        default=0, metadata={"zh": "一张表允许的空白格数", "en": "blank cells that a table may have"}
    )
    slash_cells: int = field(
        default=0, metadata={"zh": "一张表允许的斜线格数", "en": "cells with a stroke that a table may have"}
    )
    carried: float = field(
        default=0.0,
        metadata={"zh": "结转数与上年相差多少以内不算", "en": "difference of what is carried over that passes"},
    )
    in_force: float = field(
        default=0.0,
        metadata={"zh": "现行有效件数相差多少以内不算", "en": "difference of documents in force that passes"},
    )
    items: float = field(
        default=0.0, metadata={"zh": "事项数量相差多少以内不算", "en": "difference of numbers of items that passes"}
    )
    copied_percent: float = field(
        default=70.0,
        metadata={"zh": "相同文字达到百分之几算雷同", "en": "percent of the text that makes a copy"},
    )
    copied_least: int = field(
        default=300,
        metadata={"zh": "自有文字少于多少不比较", "en": "length of own text below which nothing is compared"},
    )


@dataclass(frozen=True, slots=True)
class Config:
    """severity: kind → severity that takes the place of the declared one. ignore: kinds that are not told."""

    severity: Mapping[str, str] = field(default_factory=dict)
    ignore: frozenset[str] = frozenset()
    tolerance: Tolerances = Tolerances()

    def severity_of(self, kind: str, declared: str) -> str:
        """The severity of a kind."""
        return self.severity.get(kind, declared)


def read_config(path: Path) -> Config:
    """The configuration in a TOML file. Raises ConfigError, OSError where it cannot be read."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        raise ConfigError(f"{path}: 不是 UTF-8 (not UTF-8)") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: 不是 TOML 格式 (not TOML: {error})") from None
    try:
        return parse_config(data)
    except ConfigError as error:
        raise ConfigError(f"{path}: {error}") from None


def parse_config(data: Mapping[str, Any]) -> Config:
    """A configuration from what a TOML file says. Raises ConfigError for what it does not know.

    >>> parse_config({"ignore": ["report.gap"]}).ignore
    frozenset({'report.gap'})
    """
    _refuse_unknown("", data, [item.name for item in dataclasses.fields(Config)])
    severity = _table(data, "severity")
    _refuse_unknown("severity: ", severity, kinds())
    for kind, value in severity.items():
        if value not in SEVERITIES:
            raise ConfigError(f"severity.{kind} = {value!r}: 应为 (should be) {' / '.join(SEVERITIES)}")
    ignore = data.get("ignore", [])
    if not isinstance(ignore, list) or not all(isinstance(kind, str) for kind in ignore):
        raise ConfigError("ignore: 应为类别列表 (should be a list of kinds)")
    _refuse_unknown("ignore: ", ignore, kinds())
    return Config(dict(severity), frozenset(ignore), _tolerances(_table(data, "tolerance")))


def _table(data: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    table = data.get(name, {})
    if not isinstance(table, dict):
        raise ConfigError(f"{name}: 应为一节 (should be a table, [{name}])")
    return table


def _tolerances(data: Mapping[str, Any]) -> Tolerances:
    known = {item.name: item for item in dataclasses.fields(Tolerances)}
    _refuse_unknown("tolerance: ", data, known)
    for name, value in data.items():
        whole = isinstance(known[name].default, int)
        if isinstance(value, bool) or not isinstance(value, int if whole else (int, float)) or not value >= 0:
            kind = "不小于零的整数 (a whole number, zero or more)" if whole else "不小于零的数 (a number, zero or more)"
            raise ConfigError(f"tolerance.{name} = {value!r}: 应为 (should be) {kind}")
    return Tolerances(**data)


def _refuse_unknown(where: str, given: Iterable[str], known: Iterable[str]) -> None:
    """Raises ConfigError for the first key that means nothing, with the nearest ones that do."""
    import difflib

    allowed = list(known)
    for key in given:
        if key not in allowed:
            near = difflib.get_close_matches(key, allowed, n=1)
            hint = f",是否指 (did you mean) {near[0]}?" if near else ""
            raise ConfigError(f"{where}{key}: 未知 (unknown){hint}")
