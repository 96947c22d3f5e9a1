from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from podlint.cli.main import main

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

# Two documents, CRLF, and before the misspelt field a character of two UTF-16 units (four bytes in UTF-8) and one of
# one unit (two bytes): that field stands in column 66 of line 11.
SHOP = """\
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data: {greeting: hallå}
---
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop}
spec:
  containers:
    - {name: web, image: "registry.example/web:1", args: ["\U0001f600é"], imagePullPolcy: Always, ports: [{containerPort: 80}]}
    - {name: proxy, image: "registry.example/proxy:1", ports: [{containerPort: 80}]}
"""  # noqa: E501
NAME = "déploy/web site.yaml"

CLEAN = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty repository, the current folder."""
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    return tmp_path


@pytest.fixture
def shop(project: Path) -> Path:
    """A file with an error that has a fix, an error with a related place, a note, and a document without findings."""
    path = project / NAME
    path.parent.mkdir()
    path.write_bytes(SHOP.replace("\n", "\r\n").encode())
    return path


@pytest.fixture
def clean(project: Path) -> Path:
    path = project / "clean.yaml"
    path.write_text(CLEAN)
    return path


@pytest.fixture
def report(capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Run podlint with arguments; gives what it writes to standard output, for which it has no other words to say."""

    def report(*arguments: str) -> str:
        main(("--select=unknown-field,port-conflict,bare-pod,yaml-syntax,service-selects-nothing", *arguments))
        return capsys.readouterr().out

    return report
