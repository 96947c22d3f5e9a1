"""Kustomizations and what they name: files that are not there, cycles; and the Chart.yaml of Helm."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Outcome

    Run = Callable[..., Outcome]

MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"


def write(project: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_text(text, encoding="utf-8")


def lines(found: Outcome) -> list[str]:
    return [line.partition(" (")[0] for line in found.out.splitlines()]


def test_a_file_that_is_not_there(project: Path, run: Run) -> None:
    write(
        project,
        {
            "map.yaml": MAP,
            "kustomization.yaml": "resources:\n  - mapp.yaml\n  - map.yaml\npatches:\n  - path: patches/none.yaml\n",
        },
    )
    found = run("check", "kustomization.yaml", "--output-format", "concise")
    assert found.status == 1
    assert lines(found) == [
        'kustomization.yaml:2:5: error: file "mapp.yaml" does not exist [kustomization-invalid]',
        'kustomization.yaml:5:11: error: file "patches/none.yaml" does not exist [kustomization-invalid]',
    ]
    assert 'did you mean "map.yaml"?' in run("check", "kustomization.yaml").out


def test_kustomizations_that_take_each_other(project: Path, run: Run) -> None:
    write(
        project,
        {
            "a/kustomization.yaml": "resources:\n  - ../b\n",
            "b/kustomization.yaml": "resources:\n  - ../c\n",
            "c/kustomization.yaml": "resources:\n  - ../a\n  - ../empty\n",
            "empty/map.yaml": MAP,
        },
    )
    assert lines(run("check", ".", "--output-format", "concise")) == [
        'a/kustomization.yaml:2:5: error: "../b" takes this kustomization itself: Kustomize stops at such a cycle '
        "[kustomization-invalid]",
        'b/kustomization.yaml:2:5: error: "../c" takes this kustomization itself: Kustomize stops at such a cycle '
        "[kustomization-invalid]",
        'c/kustomization.yaml:2:5: error: "../a" takes this kustomization itself: Kustomize stops at such a cycle '
        "[kustomization-invalid]",
        'c/kustomization.yaml:3:5: error: folder "../empty" holds no kustomization [kustomization-invalid]',
    ]


def test_what_comes_from_elsewhere_is_not_looked_for(project: Path, run: Run) -> None:
    write(
        project,
        {
            "kustomization.yaml": "resources:\n"
            "  - https://registry.example/all.yaml\n  - github.com/owner/repository/folder?ref=v1\n"
            "  - git.example.org/owner/repository\n  - ${FOLDER}\n  - gotk-components.yaml\n"
            "patchesStrategicMerge:\n  - |-\n    apiVersion: v1\n    kind: ConfigMap\n    metadata: {name: a}\n",
        },
    )
    assert run("check", ".").out == ""


@pytest.mark.parametrize(
    ("chart", "expected"),
    [
        ("apiVersion: v2\nversion: 1.0.0\n", 'Chart.yaml:1:1: error: required field "name" is missing'),
        ("apiVersion: v2\nnmae: web\nversion: 1.0.0\n", 'Chart.yaml:2:1: error: unknown field "nmae"'),
        ("apiVersion: v3\nname: web\nversion: 1.0.0\n", "Chart.yaml:1:13: error: apiVersion must be v1 or v2"),
        (
            "apiVersion: v2\nname: web\nversion: 1.0.0\ndependencies:\n  - {nam: db, version: 1}\n",
            'Chart.yaml:5:6: error: unknown field "nam"',
        ),
    ],
)
def test_a_chart_that_helm_refuses(project: Path, run: Run, chart: str, expected: str) -> None:
    write(project, {"Chart.yaml": chart})
    assert run("check", ".", "--output-format", "concise").out.startswith(expected)


def test_charts_as_people_write_them(project: Path, run: Run) -> None:
    write(
        project,
        {
            "Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\nappVersion: 1.10\nx-own: kept\n"
            "dependencies:\n  - {name: db, version: ^1, repository: 'https://charts.example', condition: db.enabled}\n",
            "requirements.yaml": "dependencies: []\n\n",
        },
    )
    found = run("check", ".")
    assert (found.status, found.out) == (0, "")
    assert "1 helm-chart" in found.err


POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: a, image: IMAGE}]}\n"
LATEST = ("--select", "image-latest", "--output-format", "concise")


def test_an_image_that_an_overlay_gives_a_tag(project: Path, run: Run) -> None:
    write(
        project,
        {
            "base/kustomization.yaml": "resources: [a.yaml, b.yaml, c.yaml]\n",
            "base/a.yaml": POD.replace("IMAGE", "registry.example/a"),
            "base/b.yaml": POD.replace("IMAGE", "registry.example/b"),
            "base/c.yaml": POD.replace("IMAGE", "registry.example/c:latest"),
            "overlays/one/kustomization.yaml": "resources: [../../base]\n"
            "images: [{name: registry.example/a, newTag: '1'}]\n",
            "plain.yaml": POD.replace("IMAGE", "registry.example/a"),
        },
    )
    expected = ["base/b.yaml:4", "base/c.yaml:4", "plain.yaml:4"]
    assert [":".join(line.split(":")[:2]) for line in run("check", ".", *LATEST).out.splitlines()] == expected
    assert run("check", "base/a.yaml", *LATEST).out == ""
    assert run("check", "base/b.yaml", *LATEST).status == 1


def test_variables_that_a_kustomization_fills_in(project: Path, run: Run) -> None:
    pod = POD.replace("IMAGE", "'registry.example/a:1', env: [{name: A, value: $(SOME_HOST)}]")
    write(
        project,
        {
            "kustomization.yaml": "resources: [a.yaml]\nvars:\n  - {name: SOME_HOST, objref: "
            "{kind: Service, name: a, apiVersion: v1}}\n",
            "a.yaml": pod,
            "b.yaml": pod,
        },
    )
    found = run("check", ".", "--select", "env", "--output-format", "concise").out
    assert [line.split(":")[0] for line in found.splitlines()] == ["b.yaml"]


def test_what_a_patch_may_add_is_not_called_missing(project: Path, run: Run) -> None:
    pod = POD.replace(
        "IMAGE", "'registry.example/a:1', env: [{name: A, valueFrom: {configMapKeyRef: {name: s, key: b}}}]"
    )
    files = {
        "kustomization.yaml": "resources: [a.yaml, map.yaml]\n",
        "map.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: s}\ndata: {a: b}\n",
        "a.yaml": pod,
    }
    write(project, files)
    assert run("check", ".", "--select", "env-key-missing").status == 1
    patches = "patches:\n  - patch: '[{op: add, path: /data/b, value: c}]'\n    target: {kind: ConfigMap}\n"
    write(project, {"kustomization.yaml": files["kustomization.yaml"] + patches})
    assert run("check", ".", "--select", "env-key-missing").status == 0


def test_replicas_that_an_overlay_sets_are_not_those_of_the_base(project: Path, run: Run) -> None:
    workload = (
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  replicas: 1\n"
        "  selector: {matchLabels: {app: web}}\n"
        "  template: {metadata: {labels: {app: web}}, spec: {containers: [{name: a, image: 'a:1'}]}}\n---\n"
        "apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: web}\n"
        "spec: {minAvailable: 1, selector: {matchLabels: {app: web}}}\n"
    )
    write(project, {"base/kustomization.yaml": "resources: [web.yaml]\n", "base/web.yaml": workload})
    assert run("check", ".", "--select", "pdb-blocks-eviction").status == 1
    write(project, {"prod/kustomization.yaml": "resources: [../base]\nreplicas: [{name: web, count: 3}]\n"})
    assert run("check", ".", "--select", "pdb-blocks-eviction").status == 0
