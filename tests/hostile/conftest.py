"""Runs of podlint over projects that nobody meant well with."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from podlint.cli.main import main

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

CLEAN = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\n"


class Outcome(NamedTuple):
    """Exit status, standard output, standard error."""

    status: int
    out: str
    err: str

    @property
    def findings(self) -> list[dict[str, Any]]:
        """The findings of a report in JSON."""
        found: list[dict[str, Any]] = json.loads(self.out)["findings"]
        return found


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty repository, the current folder."""
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    return tmp_path


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., Outcome]:
    """Run podlint, which must end as it promises: with a report and a status, and with no fault of its own."""

    def run(*arguments: str) -> Outcome:
        capsys.readouterr()
        try:
            status = main(arguments)
        except SystemExit as stop:
            assert isinstance(stop.code, int)
            status = stop.code
        out, err = capsys.readouterr()
        assert status in (0, 1, 2)
        assert "Traceback" not in err
        assert "fault of podlint" not in err
        assert "internal-error" not in out
        return Outcome(status, out, err)

    return run


@pytest.fixture
def lint(project: Path, run: Callable[..., Outcome]) -> Callable[..., Outcome]:
    """Write files, and run `podlint check` over all of them, or with other arguments."""

    def lint(files: dict[str, str | bytes], *arguments: str) -> Outcome:
        for name, content in files.items():
            path = project / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        return run(*(arguments or ("--select=all", "--output-format=json", ".")))

    return lint
