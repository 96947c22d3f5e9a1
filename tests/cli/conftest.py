from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest

from podlint.cli.main import main

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


class Outcome(NamedTuple):
    status: int
    out: str
    err: str


Run = "Callable[..., Outcome]"

CLEAN = """\
apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
data:
  color: blue
"""

BROKEN = """\
apiVersion: v1
kind: Pod
meatdata:
  name: web
spec:
  containers:
    - name: web
      image: registry.example/web:1
"""


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., Outcome]:
    """Run podlint with arguments; gives its exit status, standard output and standard error."""

    def run(*arguments: str) -> Outcome:
        try:
            status = main(arguments)
        except SystemExit as stop:
            assert isinstance(stop.code, int)
            status = stop.code
        captured = capsys.readouterr()
        return Outcome(status, captured.out, captured.err)

    return run


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder with a .git, so that no configuration above it is found; the current folder."""
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def clean(project: Path) -> Path:
    path = project / "clean.yaml"
    path.write_text(CLEAN)
    return path


@pytest.fixture
def broken(project: Path) -> Path:
    path = project / "broken.yaml"
    path.write_text(BROKEN)
    return path
