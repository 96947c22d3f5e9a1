"""`$` in a regular expression also matches before a newline at the end, which the API server's do not."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
JUDGING = [
    path
    for folder in ("podlint/kubernetes", "podlint/schema", "rules/podlint_rules")
    for path in sorted((ROOT / folder).rglob("*.py"))
]
_END = re.compile(r"(?:\[\^?\]?(?:\\.|[^\]\\])*\]|\\.|[^\[\\$])*\$(?=$|\||\))", re.DOTALL)
"""A `$` at an end, outside of classes of characters and without a backslash before it."""


@pytest.mark.parametrize("path", JUDGING, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_pattern_ends_where_the_text_ends(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert [f"line {line}: {pattern}" for line, pattern in _patterns(tree) if _END.match(pattern)] == [], (
        "write \\Z, or use fullmatch"
    )


def test_the_test_finds_such_ends() -> None:
    tree = ast.parse(r"""
A = re.compile(r"a$|b")
re.match("(x$)y", t)
re.search(r"\$", t)
re.compile("a$", re.M)
B = "c$"
re.search(B, t)""")
    assert [pattern for _, pattern in _patterns(tree) if _END.match(pattern)] == ["a$|b", "(x$)y", "c$"]


def _patterns(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """The patterns given to functions of `re`, but for those whose `$` means the end of a line."""
    named = {
        node.targets[0].id: node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    }
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
            continue
        if not (isinstance(node.func.value, ast.Name) and node.func.value.id == "re"):
            continue
        if any("M" in {name.attr, name.attr[:1]} for name in _names(node)):
            continue
        pattern = node.args[0]
        if isinstance(pattern, ast.Name):
            pattern = named.get(pattern.id, pattern)
        if isinstance(pattern, ast.Constant) and isinstance(pattern.value, str) and "(?m)" not in pattern.value:
            yield node.lineno, pattern.value


def _names(call: ast.Call) -> Iterator[ast.Attribute]:
    for argument in [*call.args[1:], *(keyword.value for keyword in call.keywords)]:
        for node in ast.walk(argument):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "re":
                yield node
