"""No module imports itself by way of others: neither when it is loaded nor later, inside a function."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import podlint
import podlint_rules

if TYPE_CHECKING:
    from collections.abc import Iterator

Graph = dict[str, set[str]]


def modules(package: Path) -> dict[str, ast.Module]:
    """The modules of a package by their full name."""
    found = {}
    for path in sorted(package.rglob("*.py")):
        parts = path.relative_to(package.parent).with_suffix("").parts
        found[".".join(parts).removesuffix(".__init__")] = ast.parse(path.read_text(encoding="utf-8"))
    return found


def imported(node: ast.AST) -> Iterator[str]:
    """What the code below a node imports; what only type checkers see is passed over."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and ast.unparse(child.test).endswith("TYPE_CHECKING"):
            for other in child.orelse:
                yield from imported(other)
        elif isinstance(child, ast.Import):
            yield from (alias.name for alias in child.names)
        elif isinstance(child, ast.ImportFrom) and child.module:
            yield from (f"{child.module}.{alias.name}" for alias in child.names)
            yield child.module
        else:
            yield from imported(child)


def graph(trees: dict[str, ast.Module]) -> Graph:
    return {name: {other for other in imported(tree) if other in trees} - {name} for name, tree in trees.items()}


def circles(known: Graph) -> list[list[str]]:
    """The modules that can be reached from themselves: what is left when all others are taken away again and again."""
    left = {name: set(others) for name, others in known.items()}
    while True:
        needed = {other for others in left.values() for other in others}
        free = {name for name, others in left.items() if not others or name not in needed}
        if not free:
            return [[name, *sorted(others)] for name, others in sorted(left.items())]
        left = {name: others - free for name, others in left.items() if name not in free}


@pytest.mark.parametrize("package", [podlint, podlint_rules], ids=lambda package: package.__name__)
def test_no_import_runs_in_a_circle(package: object) -> None:
    known = graph(modules(Path(str(package.__file__)).parent))  # type: ignore[attr-defined]
    assert len(known) > 50
    assert sum(map(len, known.values())) > 50
    assert circles(known) == []


def test_a_circle_is_seen_even_where_one_half_is_inside_a_function() -> None:
    trees = {
        "a": ast.parse("import b"),
        "b": ast.parse("def f():\n    from c import g"),
        "c": ast.parse("if TYPE_CHECKING:\n    import d\nimport a"),
        "d": ast.parse("from c import x"),
    }
    assert [names[0] for names in circles(graph(trees))] == ["a", "b", "c"]
    trees["c"] = ast.parse("if TYPE_CHECKING:\n    import a")
    assert circles(graph(trees)) == []
