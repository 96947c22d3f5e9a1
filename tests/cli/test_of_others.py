"""Files that are not for Kubernetes: their own programs read them, and podlint says only how many there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Outcome

    Run = Callable[..., Outcome]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("tsconfig.json", '{\n  // what tsc is to do\n  "compilerOptions": {"strict": true},\n}\n'),
        (".devcontainer/devcontainer.json", '// a container to develop in\n{\n\t"image": "debian",\n}\n'),
        (".github/workflows/ci.yaml", "kind: x\nmetadata: [\nspec: {\n"),
        ("compose.yaml", "services:\n  web: {image: nginx\n  labels: [\n"),
    ],
)
def test_no_error_for_text_of_others(run: Run, project: Path, name: str, text: str) -> None:
    (project / name).parent.mkdir(exist_ok=True, parents=True)
    (project / name).write_text(text)
    found = run(name, "--output-format=concise")
    assert (found.status, found.out) == (0, "")
    assert " skipped: 1 " in found.err


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.json", '{"apiVersion": "v1", "kind": "Pod", // a pod\n "metadata": {"name": "p"}}\n'),
        ("a.yaml", "kind: Pod\nmetadata:\n  name: @p\n"),
        ("a.yaml", "apiversion: v1\ndata: {a: [}\n"),
        ("a.yaml", "spec:\n  containers:\n    - name: a\n     image: b\n"),
        ("a.yaml", "title: more jobs\nauthors:\n  - @somebody\n"),
        ("values.yaml", "title: [\n"),
        ("Chart.yaml", "name: [\n"),
        ("kustomization.yaml", "resources: [\n"),
    ],
)
def test_text_that_was_meant_for_kubernetes_is_told(run: Run, project: Path, name: str, text: str) -> None:
    (project / name).write_text(text)
    found = run(name, "--output-format=concise")
    assert found.status == 1
    assert ": error: " in found.out


def test_a_file_of_a_program_with_kind_and_spec(run: Run, project: Path) -> None:
    (project / "metrics.yaml").write_text("kind: CustomResourceStateMetrics\nspec: {resources: []}\n")
    assert run("metrics.yaml").status == 0
    (project / "web.yaml").write_text("kind: Deployment\nspec: {replicas: 1}\n")
    assert 'required field "apiVersion" is missing' in run("web.yaml").out


def test_expressions_in_assertions_are_no_fields(run: Run, project: Path) -> None:
    text = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nstatus:\n  (conditions[?type == 'A']): []\n"
    (project / "00-assert.yaml").write_text(text)
    assert run("00-assert.yaml").status == 0
    (project / "web.yaml").write_text(text)
    assert "unknown field \"(conditions[?type == 'A'])\"" in run("web.yaml").out


@pytest.mark.parametrize(
    "text",
    [
        "apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nspec: {profile: minimal}\n",
        "apiVersion: kind.x-k8s.io/v1alpha4\nkind: Cluster\nnodes: [{role: control-plane}]\n",
        "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\nmaxPods: 200\n",
        "apiVersion: tanka.dev/v1alpha1\nkind: Environment\nmetadata: {name: environments/prod}\n",
    ],
)
def test_files_of_programs_are_no_objects_without_a_schema(run: Run, project: Path, text: str) -> None:
    (project / "config.yaml").write_text(text)
    found = run("config.yaml")
    assert (found.status, found.out) == (0, "")
    assert "1 skipped: 1 not-a-manifest" in found.err
