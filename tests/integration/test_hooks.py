"""The hooks that fix and that see the whole project, by the real pre-commit. pip must reach a package index."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from ruamel.yaml import YAML

ROOT = Path(__file__).parents[2]
GIT = ("git", "-c", "user.name=t", "-c", "user.email=t@example.com")
POD = """apiVersion: v1
kind: Pod
meatdata:
  name: a
spec:
  restartPolicy: Never
  containers:
    - {name: a, image: "a:1"}
"""
SERVICE = """apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web}
  ports: [{port: 80}]
"""
DEPLOYMENT = """apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: web, image: "web:1"}]
"""


class Repository:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.git("init", "--quiet")

    def git(self, *words: str) -> None:
        subprocess.run([*GIT, *words], cwd=self.folder, capture_output=True, text=True, check=True)

    def write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text)
        self.git("add", name)

    def hook(self, name: str, *files: str, status: int) -> str:
        command = [sys.executable, "-m", "pre_commit", "try-repo", str(ROOT), name, "--color=never", "--verbose"]
        done = subprocess.run(
            [*command, "--files", *files], cwd=self.folder, capture_output=True, text=True, check=False
        )
        assert done.returncode == status, done.stdout + done.stderr
        return done.stdout + done.stderr


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path)


def test_there_are_three_hooks_that_start_the_same_program() -> None:
    hooks = YAML(typ="safe", pure=True).load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert [hook["id"] for hook in hooks] == ["podlint", "podlint-fix", "podlint-project"]
    for hook in hooks:
        assert hook["entry"].startswith("podlint check")
        assert hook["language"] == "python"


@pytest.mark.slow
def test_the_fixing_hook_mends_and_passes_the_second_time(repository: Repository) -> None:
    compose = "services:\n  web:\n    image: nginx\n"
    repository.write("pod.yaml", POD)
    repository.write("compose.yaml", compose)
    first = repository.hook("podlint-fix", "pod.yaml", "compose.yaml", status=1)
    assert "files were modified by this hook" in first
    assert "exit code" not in first, "it fails because of the change alone"
    assert (repository.folder / "pod.yaml").read_text() == POD.replace("meatdata", "metadata")
    assert (repository.folder / "compose.yaml").read_text() == compose
    repository.git("add", "pod.yaml")
    assert "Passed" in repository.hook("podlint-fix", "pod.yaml", "compose.yaml", status=0)


@pytest.mark.slow
def test_the_project_hook_sees_what_another_file_breaks(repository: Repository) -> None:
    repository.write("service.yaml", SERVICE)
    repository.write("deployment.yaml", DEPLOYMENT)
    repository.git("commit", "--quiet", "--message", "both")
    assert "Passed" in repository.hook("podlint-project", "deployment.yaml", status=0)
    repository.write("deployment.yaml", DEPLOYMENT.replace("app: web", "app: wbe"))
    assert "Passed" in repository.hook("podlint", "deployment.yaml", status=0), "the finding stands in the other file"
    failed = repository.hook("podlint-project", "deployment.yaml", status=1)
    assert "service.yaml:5:" in failed
    assert "[service-selects-nothing]" in failed
