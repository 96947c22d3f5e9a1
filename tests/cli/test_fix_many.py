"""Thousands of fixes in one file: all are made at once, however many findings a report shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from podlint.engine.most import MOST

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Outcome

    Run = Callable[..., Outcome]

MANY = 2_500
CONFIG = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n"
SERVICE = "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec:\n  ports:\n"


@pytest.mark.parametrize(
    ("head", "line", "fixed"),
    [
        (SERVICE, '    - {{name: p{0}, port: "{1}"}}\n', "    - {{name: p{0}, port: {1}}}\n"),
        (CONFIG, "  k{0}: {0}\n", '  k{0}: "{0}"\n'),
    ],
)
def test_all_of_thousands_are_made(project: Path, run: Run, head: str, line: str, fixed: str) -> None:
    file = project / "a.yaml"
    file.write_text(head + "".join(line.format(i, i + 1) for i in range(MANY)))
    assert f"Fixed {MANY} findings" in "".join(run("--fix", "a.yaml")[1:])
    assert file.read_text() == head + "".join(fixed.format(i, i + 1) for i in range(MANY))
    before = file.read_bytes()
    assert "Fixed" not in "".join(run("--fix", "a.yaml")[1:])
    assert file.read_bytes() == before


def test_those_between_findings_without_a_fix_are_made_too(project: Path, run: Run) -> None:
    file = project / "a.yaml"
    file.write_text(SERVICE + "".join(f'    - port: x y\n    - port: "{i + 1}"\n' for i in range(MANY)))
    out, error = run("--fix", "a.yaml", "--output-format", "concise")[1:]
    assert f"Fixed {MANY} findings" in out + error
    assert '"' not in file.read_text()
    assert out.count("wrong-type") == MOST
    assert f"a.yaml: wrong-type is found {MOST} times; more of it is not looked for" in error


def test_all_comments_that_hide_nothing_are_removed(project: Path, run: Run) -> None:
    file = project / "a.yaml"
    lines = "".join(f"  k{i}: v # podlint: ignore[wrong-type]\n" for i in range(MANY))
    file.write_text(f"{CONFIG}{lines}")
    assert f"Fixed {MANY} findings" in "".join(run("--fix", "a.yaml")[1:])
    assert "#" not in file.read_text()
