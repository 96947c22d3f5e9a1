"""Where configuration is found, and what it may say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from conftest import BROKEN, CLEAN

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Outcome

    Run = Callable[..., Outcome]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (".podlint.yaml", "ignore: [unknown-field]\n"),
        (".podlint.yml", "ignore: unknown-field\n"),
        ("pyproject.toml", '[tool.podlint]\nignore = ["unknown-field"]\n'),
    ],
)
@pytest.mark.usefixtures("broken")
def test_every_file_that_may_hold_it(run: Run, project: Path, name: str, text: str) -> None:
    assert run("broken.yaml").status == 1
    (project / name).write_text(text)
    assert run("broken.yaml").status == 0


def test_the_nearest_file_above_counts_alone(run: Run, project: Path) -> None:
    (project / ".podlint.yaml").write_text("ignore: [unknown-field]\n")
    inner = project / "team" / "deploy"
    inner.mkdir(parents=True)
    (inner / "pod.yaml").write_text(BROKEN)
    assert run("team/deploy/pod.yaml").status == 0
    (project / "team" / ".podlint.yaml").write_text("ignore: [bare-pod]\n")
    assert run("team/deploy/pod.yaml").status == 1


def test_a_pyproject_without_a_table_is_passed_over(run: Run, project: Path) -> None:
    (project / ".podlint.yaml").write_text("ignore: [unknown-field]\n")
    (project / "app").mkdir()
    (project / "app" / "pyproject.toml").write_text("[project]\nname = 'app'\n")
    (project / "app" / "pod.yaml").write_text(BROKEN)
    assert run("app/pod.yaml").status == 0


def test_the_repository_root_ends_the_search(run: Run, project: Path) -> None:
    (project / ".podlint.yaml").write_text("ignore: [unknown-field]\n")
    (project / "vendored" / ".git").mkdir(parents=True)
    (project / "vendored" / "pod.yaml").write_text(BROKEN)
    assert run("vendored/pod.yaml").status == 1


@pytest.mark.parametrize("version", ["1.30", '"1.30"', "v1.30.2", "[1.30, 1.31]"])
@pytest.mark.usefixtures("clean")
def test_a_version_may_be_written_without_quotes(run: Run, project: Path, version: str) -> None:
    (project / ".podlint.yaml").write_text(f"kubernetes-version: {version}\n")
    assert "Kubernetes 1.30" in run("clean.yaml").err


@pytest.mark.usefixtures("broken")
def test_the_command_line_is_laid_over_it(run: Run, project: Path) -> None:
    (project / ".podlint.yaml").write_text("select: [ports]\noutput-format: concise\nfail-on: never\n")
    assert run("broken.yaml").status == 0
    outcome = run("broken.yaml", "--select=structure", "--fail-on=error")
    assert outcome.status == 1
    assert outcome.out.startswith("broken.yaml:3:1: error:")


@pytest.mark.usefixtures("broken")
def test_a_rule_may_have_another_severity(run: Run, project: Path) -> None:
    (project / ".podlint.yaml").write_text("rules: {unknown-field: info, bare-pod: warning}\n")
    out = run("broken.yaml", "--output-format=concise").out
    assert "note: unknown field" in out
    assert "warning:" in out


def test_excluded_files_are_left_out_of_folders_and_with_force_of_names(run: Run, project: Path) -> None:
    (project / ".podlint.yaml").write_text("exclude: [vendor/, '*.gen.yaml', a/b]\n")
    for name in ("vendor/x.yaml", "app/vendor/y.yaml", "z.gen.yaml", "a/b/c.yaml", "a/ok.yaml"):
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_text(CLEAN)
    assert "(1 document checked" in run(".").err
    assert "(1 document checked" in run("vendor/x.yaml").err
    assert "(0 documents checked" in run("vendor/x.yaml", "--force-exclude").err


def test_select_replaces_and_the_narrower_word_wins(run: Run, project: Path) -> None:
    (project / "pod.yaml").write_text(BROKEN.replace("meatdata", "metadata") + "  volumes: [{name: v}]\n")

    def rules(*arguments: str) -> set[str]:
        out = run("pod.yaml", "--output-format=concise", *arguments).out
        return {line.rpartition("[")[2].rstrip("]") for line in out.splitlines()}

    assert rules() == {"bare-pod", "unused-volume"}
    assert rules("--select=volumes") == {"unused-volume"}
    assert rules("--ignore=volumes") == {"bare-pod"}
    assert rules("--ignore=all", "--extend-select=volumes") == {"unused-volume"}
    assert rules("--select=all", "--ignore=volumes", "--extend-select=unused-volume") >= {"unused-volume"}
    assert rules("--select=volumes", "--ignore=unused-volume") == set()


def test_config_names_a_file_for_everything(run: Run, project: Path, broken: Path) -> None:
    (project / "strict.yaml").write_text("ignore: [unknown-field]\n")
    (project / ".podlint.yaml").write_text("select: [structure]\n")
    assert run(broken.name, "--config=strict.yaml").status == 0


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("select: 5\n", "select must be"),
        ("select: [no-such-rule]\n", "no-such-rule"),
        ("a: [1\nb: 2\n", "never closed"),
    ],
)
def test_a_configuration_that_is_wrong_stops_its_own_folder_only(
    run: Run, project: Path, text: str, words: str
) -> None:
    for team in ("a", "b"):
        (project / team).mkdir()
        (project / team / "pod.yaml").write_text("apiVersion: v1\nkind: Pod\nmeatdata: {}\n")
        (project / team / "other.yaml").write_text("apiVersion: v1\nkind: Pod\nmeatdata: {}\n")
    (project / "b" / ".podlint.yaml").write_text(text)
    found = run("check", ".", "--output-format", "concise")
    assert found.status == 2
    assert "a/pod.yaml:3:1" in found.out
    assert "b/pod.yaml" not in found.out
    assert found.err.count("b/.podlint.yaml:") == 1
    assert "2 skipped: 2 not-read" in found.err
    alone = run("check", "b/pod.yaml")
    assert alone.status == 2
    assert "b/.podlint.yaml:" in alone.err
    assert words in alone.err
