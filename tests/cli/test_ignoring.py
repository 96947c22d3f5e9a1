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


def test_the_exclude_of_a_nested_configuration_holds_from_above(files: Path, run: Run) -> None:
    (files / "deep" / ".podlint.yaml").write_text("exclude: [/keep.yaml]\n")
    assert paths(run) == ["a.yaml", "build/b.yaml", "deep/c.yaml", "deep/er/d.yaml"]
    assert paths(run, "deep") == ["deep/c.yaml", "deep/er/d.yaml"]
    (files / ".podlint.yaml").write_text("exclude: [deep/er/, build]\n")
    assert paths(run) == ["a.yaml", "deep/c.yaml"]
    assert paths(run, "deep") == ["deep/c.yaml"], "and so does that of the one above"


def test_exclude_takes_back_in_order(files: Path, run: Run) -> None:
    (files / ".podlint.yaml").write_text("exclude: ['*.yaml', '!a.yaml', '!deep/*.yaml', '/deep/keep.yaml']\n")
    assert paths(run) == ["a.yaml", "deep/c.yaml"]


def test_a_glob_with_a_slash_is_relative_to_its_configuration(files: Path, run: Run) -> None:
    (files / ".podlint.yaml").write_text("exclude: [er/d.yaml, /build/*.yaml]\n")
    assert paths(run) == ["a.yaml", "deep/c.yaml", "deep/er/d.yaml", "deep/keep.yaml"]
    (files / ".podlint.yaml").write_text("exclude: ['**/er/d.yaml']\n")
    assert paths(run) == ["a.yaml", "build/b.yaml", "deep/c.yaml", "deep/keep.yaml"]


def test_a_star_ends_at_a_slash(files: Path, run: Run) -> None:
    (files / ".podlint.yaml").write_text("per-file-ignores: {'deep/*.yaml': structure}\n")
    assert paths(run) == ["a.yaml", "build/b.yaml", "deep/er/d.yaml"]
    (files / ".podlint.yaml").write_text("per-file-ignores: {'deep/**/*.yaml': structure}\n")
    assert paths(run) == ["a.yaml", "build/b.yaml"]


def test_a_list_of_what_is_not_ignored(files: Path, run: Run) -> None:
    (files / ".gitignore").write_text("*\n!*/\n!c.yaml\n")
    assert paths(run) == ["deep/c.yaml"]


def test_what_git_ignores_is_no_context(files: Path, run: Run) -> None:
    (files / "service.yaml").write_text(
        "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {selector: {app: wbe}, ports: [{port: 80}]}\n"
    )
    (files / "made.yaml").write_text(
        "apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: a}\nspec:\n  selector: {matchLabels: {app: web}}\n"
        "  template: {metadata: {labels: {app: web}}, spec: {containers: [{name: a, image: 'a:1'}]}}\n"
    )
    assert paths(run, "service.yaml") == ["service.yaml"]
    (files / ".gitignore").write_text("made.yaml\n")
    assert paths(run, "service.yaml") == []
    assert paths(run, "service.yaml", "made.yaml") == ["service.yaml"], "it is named"


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        (
            ".podlint.yaml",
            "exclude: [ok, 'b[']\n",
            '.podlint.yaml:1:15: glob "b[" can match nothing: a [ is not closed',
        ),
        (".podlint.yaml", "exclude: ./deep\n", '.podlint.yaml:1:10: glob "./deep" can match nothing: it has an empty'),
        (".podlint.yaml", "exclude: ['!a']\n", '.podlint.yaml:1:11: glob "!a" can match nothing: with ! it only'),
        (
            ".podlint.yaml",
            "per-file-ignores:\n  '[z-a]': structure\n",
            '.podlint.yaml:2:3: glob "[z-a]" can match nothing: it cannot be understood',
        ),
        (
            ".podlint.yaml",
            "ignore:\n  - {rules: structure, reason: a, path: '#a'}\n",
            '.podlint.yaml:2:41: glob "#a" can match nothing: it is a comment',
        ),
        (
            "pyproject.toml",
            "[tool.podlint]\nselect = ['all']\nexclude = ['']\n",
            'pyproject.toml:3:12: glob "" can match nothing: it is empty',
        ),
    ],
)
def test_globs_that_can_match_nothing(files: Path, run: Run, name: str, text: str, message: str) -> None:
    (files / name).write_text(text)
    status, _, err = run()
    assert status == 2
    assert message in err
