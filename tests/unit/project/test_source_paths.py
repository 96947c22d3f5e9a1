"""Folders that Flux and Argo CD take from this repository, mistyped."""

from __future__ import annotations

import pytest

from podlint.testing import run_all

APP = "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n"


def flux(name: str, path: str, source: str = "flux-system") -> str:
    head = "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\n"
    spec = f"  prune: true\n  interval: 1h\n  sourceRef: {{kind: GitRepository, name: {source}}}\n  path: {path}\n"
    return f"{head}metadata: {{name: {name}, namespace: flux-system}}\nspec:\n{spec}"


def argo(name: str, path: str, address: str = "https://git.example.org/shop") -> str:
    head = "apiVersion: argoproj.io/v1alpha1\nkind: Application\n"
    spec = f"  project: default\n  source:\n    repoURL: {address}\n    path: {path}\n"
    return f"{head}metadata: {{name: {name}, namespace: argocd}}\nspec:\n{spec}"


def release(chart: str) -> str:
    head = "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: web, namespace: flux-system}\n"
    spec = f"spec: {{interval: 1h, chart: {{spec: {{chart: {chart}, sourceRef: "
    return head + spec + "{kind: GitRepository, name: flux-system}}}}\n"


def told(*objects: str) -> list[tuple[int, str, str | None]]:
    files = {
        "apps/production/shop.yaml": APP,
        "apps/staging/shop.yaml": APP,
        "charts/web/Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n",
        "clusters/apps.yaml": "---\n".join(objects),
    }
    found = run_all(files, ("custom-reference-mistyped",))
    return [(f.location.start.line, f.message, f.help) for f in found]


def test_a_folder_that_another_one_must_have_been_meant_for() -> None:
    assert told(flux("a", "./apps/staging"), flux("b", "./apps/prodution")) == [
        (17, 'there is no folder "./apps/prodution" in the repository', 'did you mean "./apps/production"?')
    ]
    [(line, _, help)] = told(flux("a", "./apps/staging"), flux("b", "./aps/production"))
    assert (line, help) == (17, 'did you mean "./apps/production"?')


def test_an_application_and_the_address_of_its_repository() -> None:
    one = argo("a", "apps/staging", "https://git.example.org/shop.git")
    assert [line for line, _, _ in told(one, argo("b", "apps/prodution"))] == [17]


def test_a_chart_in_the_repository() -> None:
    assert [line for line, _, _ in told(flux("a", "./apps/staging"), release("./charts/wbe"))] == [13]
    assert told(flux("a", "./apps/staging"), release("./charts/web")) == []


@pytest.mark.parametrize(
    "objects",
    [
        (flux("a", "./apps/staging"), flux("b", "./apps/production")),
        (flux("a", "./apps/staging"), flux("b", "./apps/nightly")),
        (flux("a", "./apps/staging"), flux("b", "./other/things/here")),
        (flux("b", "./apps/prodution"),),
        (flux("a", "./apps/staging", "mine"), flux("b", "./apps/prodution", "yours")),
        (flux("a", "./elsewhere"), flux("b", "./apps/prodution")),
        (flux("a", "./apps/staging"), flux("b", "./apps/${env}ution")),
        (flux("a", "./apps/staging"), flux("b", "../apps/prodution")),
        (flux("a", "./apps/staging"), flux("b", "./")),
        (argo("a", "apps/staging"), argo("b", "apps/prodution", "https://git.example.org/other")),
        (argo("a", "apps/staging"), flux("b", "apps/prodution")),
    ],
    ids=str,
)
def test_what_may_be_in_another_repository_or_is_here(objects: tuple[str, ...]) -> None:
    assert told(*objects) == []
