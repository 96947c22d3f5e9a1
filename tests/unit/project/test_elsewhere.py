"""Pods that something else than the workloads of a project may make."""

from __future__ import annotations

import pytest

from .in_memory import deployment, index, pick, service

PODS = (("apps", "Deployment"),)


def nothing(*others: str, selector: str = "{app: ghost}", namespace: str | None = None, apart: str = "") -> bool:
    """Whether it is said of a Service that it selects nothing, with others in its folder, or in another one."""
    files = {"a/own.yaml": service("own", namespace, selector) + deployment("lamp", None, "{app: lamp}")}
    files.update({f"a/{number}.yaml": text for number, text in enumerate(others)})
    files["b/apart.yaml"] = apart
    known = index(files)
    own = pick(known, "Service/own")
    return known.selects_nothing(own.get("spec", "selector"), own, *PODS, as_map=True)


def custom(group: str, kind: str = "Thing", body: str = "{}") -> str:
    """A custom resource."""
    return f"apiVersion: {group}/v1\nkind: {kind}\nmetadata: {{name: one}}\nspec: {body}\n"


def test_that_is_said_where_only_workloads_make_pods() -> None:
    assert nothing()
    assert not nothing(selector="{app: lamp}")


@pytest.mark.parametrize(
    ("domain", "group", "said"),
    [
        ("sea.example.org", "sea.example.org", False),
        ("example.org", "sea.example.org", False),
        ("fleet.sea.example.org", "sea.example.org", False),
        ("common.sea.example.org", "fleet.sea.example.org", False),
        ("land.example.org", "sea.example.org", True),
        ("org", "sea.example.org", True),
        ("app.k8s.io", "batch.k8s.io", True),
        ("x-k8s.io", "inference.x-k8s.io", True),
    ],
)
def test_a_label_in_the_domain_of_an_operator(domain: str, group: str, said: bool) -> None:
    assert nothing(selector=f"{{{domain}/name: one}}", apart=custom(group)) is said
    definition = f"apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nspec: {{group: {group}}}\n"
    assert nothing(selector=f"{{{domain}/name: one}}", apart=definition) is said


def test_a_label_of_an_operator_that_is_known() -> None:
    assert not nothing(selector="{strimzi.io/cluster: log}")
    assert nothing(selector="{app.kubernetes.io/name: log}")


def test_labels_that_a_custom_resource_carries_wherever_it_lies() -> None:
    body = "{parts: [{template: {metadata: {labels: {app: ghost, side: left}}}}]}"
    assert not nothing(apart=custom("sea.example.org", body=body))
    assert nothing(apart=custom("sea.example.org", body=body), selector="{app: ghost, side: right}")
    other = custom("sea.example.org", body=body).replace("{name: one}", "{name: one, namespace: bank}")
    assert nothing(apart=other, namespace="shop"), "it lies in another namespace"


def test_a_custom_resource_beside_it_that_may_make_pods() -> None:
    assert not nothing(custom("sea.example.org"))
    assert nothing(apart=custom("sea.example.org"))
    assert nothing(custom("monitoring.coreos.com", "ServiceMonitor"))
    assert not nothing(custom("monitoring.coreos.com", "Prometheus"))
    assert nothing(custom("cert-manager.io", "Certificate"))


@pytest.mark.parametrize(
    ("selector", "said"),
    [("{app: lmap}", True), ("{app: lam}", True), ("{app: lamp2}", False), ("{app: tree}", False)],
)
def test_a_slip_is_told_all_the_same(selector: str, said: bool) -> None:
    assert nothing(custom("sea.example.org"), selector=selector) is said


def test_programs_that_make_pods_without_an_object() -> None:
    assert not nothing(selector="{spark-role: driver}")
    assert not nothing(selector="{component: etcd}", namespace="kube-system")
    assert nothing(selector="{component: etcd, tier: data}", namespace="kube-system")
