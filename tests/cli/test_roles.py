"""What files are taken for: nothing false on those that are no manifests, and each counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Outcome

    Run = Callable[..., Outcome]

FILES = {
    ".github/workflows/ci.yaml": "on: push\njobs: {}\n",
    "chart/Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n",
    "chart/values.yaml": "replicas: 1\n",
    "chart/templates/svc.yaml": (
        "apiVersion: v1\nkind: Service\nmetadata: {name: {{ .Release.Name }}}\nspec: {ports: [{port: 80}]}\n"
    ),
    "chart/templates/notes.yaml": "{{- if .Values.notes }}\nread: me\n{{- end }}\n",
    "docker-compose.yml": "services:\n  web: {image: nginx}\n",
    "stack.yaml": "services:\n  web: {image: nginx, ports: ['80:80']}\n",
    "patch.json": '[{"op": "replace", "path": "/spec/replicas", "value": 3}]\n',
    "play.j2.yaml": "just: notes\n",
    "secret.yaml": (
        "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\n"
        "data: {pass: 'ENC[AES256_GCM,data:abc,type:str]'}\n"
        "sops: {mac: 'ENC[AES256_GCM,data:abc,type:str]', lastmodified: '2024-01-01T00:00:00Z'}\n"
    ),
    "variables.yaml": (
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: '${NAME}'}\nspec:\n  replicas: ${REPLICAS}\n"
        "  selector: {matchLabels: {app: '${NAME}'}}\n"
        "  template:\n    metadata: {labels: {app: '${NAME}'}}\n"
        "    spec: {containers: [{name: a, image: 'a:${TAG:=1}', ports: [{containerPort: '${PORT}'}]}]}\n"
    ),
}


@pytest.fixture
def files(project: Path) -> Path:
    for name, text in FILES.items():
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_text(text, encoding="utf-8")
    return project


def test_nothing_false_is_said_of_them_and_each_is_counted(files: Path, run: Run) -> None:
    found = run("check", ".")
    assert (found.status, found.out) == (0, "")
    for counted in ("2 compose", "1 ci", "1 helm-template", "1 helm-values", "1 json-patch"):
        assert counted in found.err
    assert "4 documents checked (1 of templates)" in found.err


def test_show_files_says_what_each_is_taken_for(files: Path, run: Run) -> None:
    found = run("check", ".", "--show-files", "-q")
    assert found.status == 0
    rows = {line.split()[2]: line.split(maxsplit=3) for line in found.out.splitlines()}
    assert rows.keys() == FILES.keys()
    assert rows["chart/templates/svc.yaml"][0] == "helm-template"
    assert "Chart.yaml" in rows["chart/templates/svc.yaml"][3]
    assert rows["secret.yaml"][:2] == ["manifest", "1"]
    assert rows["play.j2.yaml"][:2] == ["not-a-manifest", "0"]


def test_fail_on_empty(project: Path, run: Run) -> None:
    (project / "notes.yaml").write_text("just: notes\n")
    assert run("check", ".").status == 0
    assert run("check", ".", "--fail-on-empty").status == 1
    (project / ".podlint.yaml").write_text("fail-on-empty: true\n")
    assert run("check", ".").status == 1
    (project / ".podlint.yaml").write_text("fail-on-empty: maybe\n")
    assert run("check", ".").err.endswith(".podlint.yaml:1:16: fail-on-empty must be true or false\n")


def test_a_secret_that_sops_encrypted_is_checked_otherwise(project: Path, run: Run) -> None:
    (project / "s.yaml").write_text(FILES["secret.yaml"].replace("\ndata:", "\ndaat:"))
    assert 'unknown field "daat"' in run("check", "s.yaml").out
