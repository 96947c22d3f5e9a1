"""`podlint check --since REV`: only what differs from a Git revision."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Outcome

    Run = Callable[..., Outcome]

POD = """\
apiVersion: v1
kind: Pod
metadata: {name: NAME}
spec:
  containers:
    - name: one
      image: nginx
    - name: two
      image: redis
"""
WORDS = ("--select", "image-latest", "-o", "concise")


def git(folder: Path, *words: str) -> None:
    own = ("-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false")
    subprocess.run(["git", "-C", str(folder), *own, *words], check=True, capture_output=True)


@pytest.fixture
def repository(project: Path) -> Path:
    """Two files, both with two findings, in a repository."""
    git(project, "init", "-q")
    for name in ("a", "b"):
        (project / f"{name}.yaml").write_text(POD.replace("NAME", name))
    git(project, "add", ".")
    git(project, "commit", "-qm", "both")
    return project


def places(out: str) -> list[str]:
    return [":".join(line.split(":")[:2]) for line in out.splitlines()]


def test_nothing_differs(repository: Path, run: Run) -> None:
    found = run("check", ".", *WORDS, "--since", "HEAD")
    assert (found.status, found.out) == (0, "")
    assert found.err.endswith("podlint: no manifest differs from HEAD\n")


def test_files_that_differ_or_are_new(repository: Path, run: Run) -> None:
    (repository / "a.yaml").write_text("# moved\n" + POD.replace("NAME", "a"))
    (repository / "naïve file.yaml").write_text(POD.replace("NAME", "c"))
    (repository / ".gitignore").write_text("out/\n")
    (repository / "out").mkdir()
    (repository / "out" / "d.yaml").write_text(POD)
    found = run("check", ".", *WORDS, "--since", "HEAD")
    assert places(found.out) == ["a.yaml:8", "a.yaml:10", "naïve file.yaml:7", "naïve file.yaml:9"]
    git(repository, "commit", "-qam", "moved")
    assert places(run("check", "b.yaml", "a.yaml", *WORDS, "--since", "HEAD~1").out) == ["a.yaml:8", "a.yaml:10"]


def test_lines_that_differ(repository: Path, run: Run) -> None:
    text = (repository / "a.yaml").read_text()
    (repository / "a.yaml").write_text(text.replace("image: redis", "image: valkey"))
    (repository / "c.yaml").write_text(POD.replace("NAME", "c"))
    found = run("check", ".", *WORDS, "--since", "HEAD", "--changed-lines")
    assert places(found.out) == ["a.yaml:9", "c.yaml:7", "c.yaml:9"]
    assert found.status == 1
    (repository / "c.yaml").unlink()
    (repository / "a.yaml").write_text("# one line more\n" + text)
    assert run("check", ".", *WORDS, "--since", "HEAD", "--changed-lines").status == 0


def test_what_lies_around_is_known_all_the_same(repository: Path, run: Run) -> None:
    (repository / "kustomization.yaml").write_text("resources: [a.yaml, service.yaml]\n")
    (repository / "a.yaml").write_text(
        POD.replace("NAME", "a, labels: {app: a}").replace(
            "image: nginx", "image: nginx\n      ports: [{containerPort: 80}]"
        )
    )
    git(repository, "add", ".")
    git(repository, "commit", "-qm", "ports")
    (repository / "service.yaml").write_text(
        "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec:\n  selector: {app: a}\n"
        "  ports: [{port: 80, targetPort: http}]\n"
    )
    found = run("check", ".", "--select", "service-target-port", "-o", "concise", "--since", "HEAD")
    assert places(found.out) == ["service.yaml:6"]


def test_a_repository_runs_nothing(repository: Path, run: Run) -> None:
    program = repository / "program.sh"
    program.write_text("#!/bin/sh\ntouch ran\n")
    program.chmod(0o755)
    (repository / ".gitattributes").write_text("*.yaml diff=odd\n")
    for key in ("core.fsmonitor", "diff.external", "diff.odd.textconv", "diff.odd.command", "core.pager"):
        git(repository, "config", key, str(program))
    (repository / "a.yaml").write_text("# moved\n" + POD.replace("NAME", "a"))
    assert places(run("check", ".", *WORDS, "--since", "HEAD", "--changed-lines").out) == []
    assert places(run("check", ".", *WORDS, "--since", "HEAD").out) == ["a.yaml:8", "a.yaml:10"]
    assert not (repository / "ran").exists()


@pytest.mark.parametrize("revision", ["nowhere", "--output=x", "HEAD:a.yaml", "-1"])
def test_there_is_no_such_revision(repository: Path, run: Run, revision: str) -> None:
    found = run("check", ".", f"--since={revision}")
    assert (found.status, found.err) == (2, f"podlint: --since {revision}: Git knows no such revision\n")
    assert not (repository / "x").exists()


def test_there_is_no_repository(project: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", os.fspath(project.parent))
    found = run("check", ".", "--since", "HEAD")
    assert found.status == 2
    assert found.err.startswith("podlint: --since asks Git, which says: fatal: not a git repository")
    monkeypatch.setenv("PATH", "")
    assert "cannot be run" in run("check", ".", "--since", "HEAD").err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--changed-lines",), "--changed-lines goes with --since"),
        (("--since", "HEAD", "--changed-lines", "--fix"), "--changed-lines is about what is reported"),
        (("--since", "HEAD", "-"), "--since takes files, not standard input"),
    ],
)
@pytest.mark.usefixtures("repository")
def test_what_does_not_go_together(run: Run, words: tuple[str, ...], said: str) -> None:
    found = run("check", *words)
    assert (found.status, said in found.err) == (2, True)
