"""What real files are taken for, and that nothing false is said of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from podlint import registry
from podlint.config.settings import Settings
from podlint.engine.job import Job
from podlint.engine.run import run
from podlint.files.discover import Target
from podlint.project.roles import Role, Roles

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of real manifests is not here")

DEMO = "GoogleCloudPlatform+microservices-demo"
METRICS = "kubernetes-sigs+metrics-server"
FLUX = "fluxcd+flux2-kustomize-helm-example"
KUBE_PROMETHEUS = "prometheus-operator+kube-prometheus"

ROLES = [
    (f"{DEMO}/kustomize/kustomization.yaml", Role.KUSTOMIZATION),
    (f"{DEMO}/kustomize/components/cymbal-branding/kustomization.yaml", Role.KUSTOMIZATION),
    (f"{METRICS}/manifests/base/deployment.yaml", Role.BASE),
    (f"{METRICS}/manifests/components/high-availability/patch.yaml", Role.PATCH),
    (f"{DEMO}/kustomize/components/without-loadgenerator/delete-loadgenerator.patch.yaml", Role.PATCH),
    (f"{FLUX}/apps/production/podinfo-values.yaml", Role.PATCH),
    (f"{FLUX}/apps/base/podinfo/release.yaml", Role.MANIFEST),
    (f"{FLUX}/clusters/production/apps.yaml", Role.MANIFEST),
    (f"{KUBE_PROMETHEUS}/examples/continuous-delivery/argocd/application.yaml", Role.MANIFEST),
    (f"{METRICS}/charts/metrics-server/Chart.yaml", Role.CHART),
    ("kubernetes+ingress-nginx/charts/ingress-nginx/Chart.yaml", Role.CHART),
]


@pytest.mark.parametrize(("name", "role"), ROLES)
def test_nothing_is_said_of_files_for_what_they_are_not(name: str, role: Role) -> None:
    assert Roles().of(CORPUS / name) is role
    report = run(Job(registry.load(), lambda _: Settings(), [Target(CORPUS / name, explicit=True)]))
    assert [finding.message for result in report.results for finding in result.findings] == []
    assert [result.checked for result in report.results] == [1]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("stefanprodan+podinfo/charts/podinfo/values.yaml", "helm-values"),
        ("kubernetes+ingress-nginx/charts/ingress-nginx/ci/controller-daemonset-values.yaml", "helm-values"),
        ("longhorn+longhorn/deploy/upgrade_responder_server/chart.yaml", "not-a-manifest"),
    ],
)
def test_files_that_are_no_manifests_are_counted(name: str, reason: str) -> None:
    report = run(Job(registry.load(), lambda _: Settings(), [Target(CORPUS / name, explicit=True)]))
    assert [(result.findings, dict(result.skipped)) for result in report.results] == [((), {reason: 1})]
