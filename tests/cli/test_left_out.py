"""What a run on a folder leaves out is counted, and `--show-files` names it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Outcome

    Run = Callable[..., Outcome]

POD = """\
apiVersion: v1
kind: ConfigMap
metadata: {name: web}
"""


@pytest.fixture
def full(project: Path) -> Path:
    """A folder with a manifest, and with what is left out for each reason."""
    (project / ".git").mkdir(exist_ok=True)
    for name in ("web.yaml", "old.yaml", "built/a.yaml", "built/b.yaml", "notes.md", "docs/more.markdown", "x.txt"):
        (project / name).parent.mkdir(exist_ok=True)
        (project / name).write_text(POD)
    (project / ".gitignore").write_text("built/\n")
    (project / ".podlint.yaml").write_text("exclude: [old.yaml]\n")
    return project


@pytest.mark.usefixtures("full")
def test_it_is_counted_by_reason(run: Run) -> None:
    found = run("check", ".")
    assert found.status == 0
    assert "; not looked at: 1 ignored by Git, 2 Markdown, 1 excluded)." in found.err
    summary = json.loads(run("check", ".", "-o", "json").out)["summary"]
    assert summary["left_out"] == {"ignored by Git": 1, "Markdown": 2, "excluded": 1}


@pytest.mark.usefixtures("full")
def test_it_is_named(run: Run) -> None:
    rows = [line.split(maxsplit=2) for line in run("check", ".", "--show-files").out.splitlines()]
    assert ["left", "out", "0  built  (ignored by Git)"] in rows
    assert ["left", "out", "0  notes.md  (Markdown)"] in rows
    assert ["left", "out", "0  old.yaml  (excluded)"] in rows
    assert ["manifest", "1", "web.yaml"] in rows


def test_what_is_named_is_not_left_out(run: Run, full: Path) -> None:
    assert "2 documents" not in run("check", "web.yaml").err
    assert "not looked at" not in run("check", "web.yaml", "built/a.yaml", "old.yaml", "notes.md").err
    assert "1 excluded" in run("check", "old.yaml", "--force-exclude").err
    (full / ".podlint.yaml").unlink()
    assert "excluded" not in run("check", ".").err


def test_a_folder_with_nothing_else_is_told_so(run: Run, full: Path) -> None:
    (full / "web.yaml").unlink()
    found = run("check", ".")
    assert found.err.endswith(
        "podlint: no Kubernetes manifest found: only 1 path ignored by Git, 1 path excluded and 2 Markdown files, "
        "which are read where they are named; --show-files names them\n"
    )
    assert "1 path ignored by Git; --show-files" in run("check", "built").err
    (full / "empty").mkdir()
    assert run("check", "empty").err.endswith("podlint: no Kubernetes manifest found\n")
