"""kustomization.yaml against the fields that Kustomize knows."""

from __future__ import annotations

import pytest

from podlint.testing import run_all

CONFIG = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"
BESIDE = {
    "app/a.yaml": CONFIG,
    "app/p.yaml": CONFIG,
    "base/kustomization.yaml": "resources: [b.yaml]\n",
    "base/b.yaml": CONFIG,
}


def found(text: str, name: str = "kustomization.yaml") -> list[tuple[int, int, str, str | None]]:
    """What is said of a kustomization in `app/`, beside the files and the base that it names."""
    findings = run_all({f"app/{name}": text, **BESIDE})
    return [
        (f.location.start.line, f.location.start.column, f.rule, f.help)
        for f in findings
        if f.location.path == f"app/{name}"
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("resouces:\n  - a.yaml\n", (1, 1, "unknown-field", 'did you mean "resources"?')),
        ("images:\n  - name: a\n    newtag: b\n", (3, 5, "unknown-field", 'did you mean "newTag"?')),
        ("images:\n  - name: a\n    newTag: 1.10\n", (3, 13, "yaml11-scalar", 'quote it: "1.10"')),
        ("replicas:\n  - name: web\n", (2, 11, "missing-field", "add count")),
        ("resources: a.yaml\n", (1, 12, "wrong-type", "write it as a list: [a.yaml]")),
        (
            "configMapGenerator:\n  - {name: a, behavior: merg}\n",
            (2, 25, "invalid-enum", 'did you mean "merge"?'),
        ),
    ],
)
def test_what_kustomize_would_refuse(text: str, expected: tuple[int, int, str, str | None]) -> None:
    assert found(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "resources: [a.yaml, ../base]\nnamespace: a\n",
        "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\npatches:\n  - path: p.yaml\n",
        "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nmetadata: {name: any}\n",
        "resources: [a.yaml]\npatches:\n  - target: {kind: ConfigMap, labelSelector: '!b'}\n"
        """    patch: '[{"op": "add", "path": "/data", "value": {"a": "b"}}]'\n""",
        "helmCharts:\n  - {name: c, repo: https://charts.example, version: 1.0.0, valuesInline: {any: thing}}\n",
        "images: null\nresources: [a.yaml]\n",
    ],
)
def test_what_kustomize_takes(text: str) -> None:
    assert found(text) == []


def test_by_its_kind_whatever_its_name() -> None:
    text = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresouces: []\n"
    assert found(text, "prod.yaml") == [(3, 1, "unknown-field", 'did you mean "resources"?')]
    flux = "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: a}\nspec: {path: ./a}\n"
    assert found(flux, "flux.yaml") == []
