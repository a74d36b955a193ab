"""Imports point one way: command line, stages, parsers, records; and no two rooms need each other."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

from tests.gate import ROOT


@cache
def modules() -> dict[str, Path]:
    """Name of each module → its file."""
    paths = [path for package in ("parsers", "pipeline") for path in (ROOT / package).rglob("*.py")]
    return {".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path for path in paths}


def room(module: str) -> str:
    """The room that a module stands in: a package of the two packages, or a module directly in them."""
    return ".".join(module.split(".")[:2])


def imports(module: str) -> Iterator[str]:
    """The project's modules that a module imports, those that only type checkers import left out."""
    tree = ast.parse(modules()[module].read_text(encoding="utf-8"))
    for_types = [
        node for node in ast.walk(tree) if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
    ]
    left_out = {id(inside) for node in for_types for inside in ast.walk(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and id(node) not in left_out:
            names = [f"{node.module}.{each.name}" for each in node.names]
            yield from {name if name in modules() else node.module for name in names} & modules().keys()


def test_parsers_know_of_no_stage():
    found = {(module, other) for module in modules() for other in imports(module) if module.startswith("parsers")}
    assert len(found) > 100
    assert [pair for pair in found if not pair[1].startswith("parsers")] == []


def test_nothing_but_the_module_itself_knows_of_the_command_line():
    callers = {room(module) for module in modules() if any(room(other) == "pipeline.cli" for other in imports(module))}
    assert callers == {"pipeline.cli", "pipeline.__main__"}


def test_no_two_rooms_need_each_other():
    needs: dict[str, set[str]] = {}
    for module in modules():
        needs.setdefault(room(module), set()).update(map(room, imports(module)))
    order = TopologicalSorter({name: others - {name} for name, others in needs.items()})
    order.prepare()  # raises CycleError, which names the circle
