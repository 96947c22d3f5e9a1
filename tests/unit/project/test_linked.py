"""What custom resources name and make: as the graph tells it, and never missing where something makes it."""

from __future__ import annotations

import pytest

from podlint.kubernetes.kinds import GROUPS
from podlint.kubernetes.links import LINKS, Link
from podlint.project.linked import custom_references
from podlint.project.references import relations
from podlint.testing import run_all
from podlint.yaml.place import dotted

from .in_memory import index


def custom(kind: str, spec: str) -> str:
    group, _, name = kind.rpartition("/")
    return f"apiVersion: {group}/v1\nkind: {name}\nmetadata: {{name: own}}\nspec: {spec}\n"


def told(kind: str, spec: str, more: dict[str, tuple[Link, ...]] | None = None) -> list[str]:
    """The references: what, which kind of which group, its name, and at which path."""
    (own,) = index({"own.yaml": custom(kind, spec)}).members
    return [
        f"{r.link.what} {'/'.join(p for p in (r.group, r.kind, r.namespace, r.name) if p)} at {dotted(r.view.path)}"
        for r in custom_references(own, more)
    ]


@pytest.mark.parametrize(
    ("kind", "spec", "found"),
    [
        (
            "cert-manager.io/Certificate",
            "{secretName: tls, issuerRef: {name: ca}}",
            ["issued by cert-manager.io/Issuer/ca at spec.issuerRef.name", "makes Secret/tls at spec.secretName"],
        ),
        (
            "cert-manager.io/Certificate",
            "{issuerRef: {name: ca, kind: ClusterIssuer}}",
            ["issued by cert-manager.io/ClusterIssuer/ca at spec.issuerRef.name"],
        ),
        (
            "cert-manager.io/Certificate",
            "{issuerRef: {name: ca, kind: AWSPCAIssuer, group: awspca.cert-manager.io}}",
            ["issued by awspca.cert-manager.io/AWSPCAIssuer/ca at spec.issuerRef.name"],
        ),
        ("external-secrets.io/ExternalSecret", "{}", ["makes Secret/own at metadata.name"]),
        (
            "external-secrets.io/ExternalSecret",
            "{target: {name: keys}, secretStoreRef: {name: vault, kind: ClusterSecretStore}}",
            [
                "makes Secret/keys at spec.target.name",
                "fetches from external-secrets.io/ClusterSecretStore/vault at spec.secretStoreRef.name",
            ],
        ),
        ("bitnami.com/SealedSecret", "{}", ["makes Secret/own at metadata.name"]),
        (
            "keda.sh/ScaledObject",
            "{scaleTargetRef: {name: web}}",
            ["scales apps/Deployment/web at spec.scaleTargetRef.name"],
        ),
        (
            "keda.sh/ScaledObject",
            "{scaleTargetRef: {name: web, kind: Rollout, apiVersion: argoproj.io/v1alpha1}}",
            ["scales argoproj.io/Rollout/web at spec.scaleTargetRef.name"],
        ),
        (
            "argoproj.io/Rollout",
            "{strategy: {blueGreen: {activeService: a, previewService: b}}}",
            [
                "routes to Service/a at spec.strategy.blueGreen.activeService",
                "routes to Service/b at spec.strategy.blueGreen.previewService",
            ],
        ),
        (
            "networking.istio.io/VirtualService",
            "{gateways: [mesh, edge, far/edge], http: [{route: [{destination: {host: web}}]}]}",
            [
                "attached to networking.istio.io/Gateway/edge at spec.gateways[1]",
                "attached to networking.istio.io/Gateway/far/edge at spec.gateways[2]",
                "routes to Service/web at spec.http[0].route[0].destination.host",
            ],
        ),
        (
            "networking.istio.io/DestinationRule",
            "{host: web.shop.svc.cluster.local}",
            ["governs Service/shop/web at spec.host"],
        ),
        ("networking.istio.io/DestinationRule", "{host: api.example.com}", []),
        ("networking.istio.io/DestinationRule", "{host: '*.example.com'}", []),
        (
            "traefik.io/IngressRoute",
            "{routes: [{services: [{name: web}, {name: x, kind: TraefikService}], middlewares: [{name: auth@file}]}]}",
            [
                "routes to Service/web at spec.routes[0].services[0].name",
                "routes to traefik.io/TraefikService/x at spec.routes[0].services[1].name",
            ],
        ),
        (
            "helm.toolkit.fluxcd.io/HelmRelease",
            "{chart: {spec: {sourceRef: {kind: GitRepository, name: apps}}}, "
            "valuesFrom: [{kind: Secret, name: v}, {name: w}]}",
            [
                "chart of source.toolkit.fluxcd.io/GitRepository/apps at spec.chart.spec.sourceRef.name",
                "values of Secret/v at spec.valuesFrom[0].name",
            ],
        ),
        ("example.org/Shop", "{secretName: x}", []),
        ("cert-manager.io/Certificate", "{secretName: '${NAME}', issuerRef: [ca]}", []),
    ],
)
def test_what_a_custom_resource_names(kind: str, spec: str, found: list[str]) -> None:
    assert told(kind, spec) == found


def test_a_plugin_adds_what_another_kind_names() -> None:
    more = {"example.org/Shop": (Link("reads", ("spec", "tills", "*", "secretName"), "", "Secret"),)}
    assert told("example.org/Shop", "{tills: [{secretName: a}, {}, {secretName: b}]}", more) == [
        "reads Secret/a at spec.tills[0].secretName",
        "reads Secret/b at spec.tills[2].secretName",
    ]


def test_a_service_monitor_scrapes_the_services_with_its_labels() -> None:
    service = "apiVersion: v1\nkind: Service\nmetadata: {name: NAME, labels: {app: NAME}}\n"
    files = {"web.yaml": service.replace("NAME", "web"), "other.yaml": service.replace("NAME", "other")}
    known = index(
        {**files, "own.yaml": custom("monitoring.coreos.com/ServiceMonitor", "{selector: {matchLabels: {app: web}}}")}
    )
    (own,) = (m for m in known.members if m.kind == "ServiceMonitor")
    (relation,) = relations(own, known)
    assert (relation.what, [member.text("metadata", "name") for member in relation.found]) == ("scrapes", ["web"])


MAKERS = [(key, link) for key, row in LINKS.items() for link in row.links if link.makes]
POD = """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
  - name: web
    image: a:1
    envFrom: [{secretRef: {name: NAME}}]
---
apiVersion: v1
kind: Secret
metadata: {name: something-else}
"""


@pytest.mark.parametrize(("kind", "link"), MAKERS, ids=[f"{key} {'.'.join(link.path)}" for key, link in MAKERS])
def test_a_secret_that_something_makes_is_not_missing(kind: str, link: Link) -> None:
    name, spec = "own", "{}"
    if link.path[0] == "spec":
        name = spec = "made"
        for step in reversed(link.path[1:]):
            spec = f"[{spec}]" if step == "*" else f"{{{step}: {spec}}}"
    pod = POD.replace("NAME", name)
    rules = ("env-source-missing",)
    assert [finding.rule for finding in run_all({"pod.yaml": pod}, rules)] == ["env-source-missing"]
    assert run_all({"pod.yaml": pod, "own.yaml": custom(kind, spec)}, rules) == []


def test_the_table_is_about_custom_kinds_and_says_where_it_is_from() -> None:
    for key, row in LINKS.items():
        assert key.rpartition("/")[0] not in GROUPS, key
        assert row.source.startswith("https://"), key
        assert row.links, key
        assert len(row.links) == len(set(row.links)), key
        for link in row.links:
            assert link.makes == (link.what == "makes"), key
            assert link.kind or link.path[-1] == "name", key
