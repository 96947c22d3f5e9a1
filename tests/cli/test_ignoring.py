"""What is left out: .gitignore, exclude, per-file-ignores."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Outcome

    Run = Callable[..., Outcome]

BROKEN = "apiVersion: v1\nkind: ConfigMap\nmeatdata: {name: a}\nimmutable: maybe\n"


@pytest.fixture
def files(project: Path) -> Path:
    for name in ("a.yaml", "build/b.yaml", "deep/c.yaml", "deep/keep.yaml", "deep/er/d.yaml"):
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_text(BROKEN)
    return project


def paths(run: Run, *arguments: str) -> list[str]:
    """The files with findings."""
    return sorted({line.partition(":")[0] for line in run(*arguments, "--output-format=concise").out.splitlines()})


def test_what_git_ignores_is_not_found(files: Path, run: Run) -> None:
    (files / ".gitignore").write_text("# made\n/build/\n*.yaml\n!a.yaml\n")
    (files / "deep" / ".gitignore").write_text("!keep.yaml\n")
    assert paths(run) == ["a.yaml", "deep/keep.yaml"]
    assert paths(run, "build") == []
    assert paths(run, "build/b.yaml") == ["build/b.yaml"], "what is named is linted"
    (files / ".podlint.yaml").write_text("gitignore: false\n")
    assert len(paths(run)) == 5


def test_exclude(files: Path, run: Run) -> None:
    (files / ".podlint.yaml").write_text("exclude: [build, deep/er]\n")
    assert paths(run) == ["a.yaml", "deep/c.yaml", "deep/keep.yaml"]


def test_per_file_ignores(files: Path, run: Run) -> None:
    (files / ".podlint.yaml").write_text(
        "per-file-ignores:\n  deep/*: [unknown-field, missing-name]\n  build: structure\n  '*.yaml': [missing-name]\n"
    )
    lines = run("--output-format=concise", "-q").out.splitlines()
    assert [(line.partition(":")[0], line.rpartition("[")[2]) for line in lines] == [
        ("a.yaml", "unknown-field]"),
        ("a.yaml", "wrong-type]"),
        ("deep/c.yaml", "wrong-type]"),
        ("deep/er/d.yaml", "wrong-type]"),
        ("deep/keep.yaml", "wrong-type]"),
    ]


def test_a_rule_that_does_not_exist(files: Path, run: Run) -> None:
    (files / ".podlint.yaml").write_text("per-file-ignores: {deep: [unknown-feild]}\n")
    status, _, err = run()
    assert status == 2
    assert 'unknown rule or category "unknown-feild"; did you mean "unknown-field"?' in err
    (files / ".podlint.yaml").write_text("per-file-ignores: [deep]\n")
    assert "per-file-ignores must be a mapping of globs to rules" in run().err
