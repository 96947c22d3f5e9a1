"""The table of built-in kinds, held against the schemas; and what people call a kind."""

from __future__ import annotations

from collections import Counter

import pytest

from podlint.kubernetes import kinds
from podlint.schema import catalog, fields

SERVED = sorted({(*key.rpartition("/")[::2],) for version in catalog.versions() for key in catalog.index(version)})
PAST = {("policy", "PodSecurityPolicy")}
"""Kinds that Kubernetes lost before the oldest version that there are schemas for; all of the group extensions too."""


def test_every_kind_of_every_version_is_in_the_table() -> None:
    missing = {(kinds.group_of(api), kind) for api, kind in SERVED} - {(row.group, row.kind) for row in kinds.KINDS}
    assert missing == set()


def test_the_table_makes_no_kind_up() -> None:
    rows = {(row.group, row.kind) for row in kinds.KINDS if row.group != "extensions"}
    assert rows - {(kinds.group_of(api), kind) for api, kind in SERVED} == PAST


def test_no_kind_and_no_resource_stands_there_twice() -> None:
    assert not [pair for pair, count in Counter((row.group, row.kind) for row in kinds.KINDS).items() if count > 1]
    resources = Counter((row.group, row.plural) for row in kinds.KINDS if row.plural)
    assert not [pair for pair, count in resources.items() if count > 1]


def test_a_short_name_means_one_kind() -> None:
    meanings: dict[str, set[str]] = {}
    for row in kinds.KINDS:
        for short in row.short:
            meanings.setdefault(short, set()).add(row.kind)
    assert {short: found for short, found in meanings.items() if len(found) > 1} == {}
    plurals = {row.plural for row in kinds.KINDS}
    assert not plurals & set(meanings)


def test_pod_specs_lie_where_the_schemas_have_them() -> None:
    newest = catalog.versions()[-1]
    for api, kind in SERVED:
        if catalog.find(newest, api, kind) is None:
            continue
        row = kinds.find(kinds.group_of(api), kind)
        assert row is not None
        has = [
            path for path in (*kinds.POD_SPECS.values(), ("spec", "podTemplate", "spec")) if _is_pod(api, kind, path)
        ]
        assert sorted(set(has)) == ([row.pod_path] if row.pod_path else []), (api, kind)


def _is_pod(api: str, kind: str, path: tuple[str | int, ...]) -> bool:
    found = fields.field(catalog.versions()[-1], api, kind, path)
    return found is not None and found.type == "PodSpec"


def test_what_is_namespaced() -> None:
    assert kinds.is_namespaced("", "Pod") is True
    assert kinds.is_namespaced("", "Namespace") is False
    assert kinds.is_namespaced("rbac.authorization.k8s.io", "ClusterRole") is False
    assert kinds.is_namespaced("flowcontrol.apiserver.k8s.io", "FlowSchema") is False
    assert kinds.is_namespaced("storage.k8s.io", "CSIStorageCapacity") is True
    assert kinds.is_namespaced("example.com", "ClusterRole") is None


def test_the_workloads() -> None:
    assert set(kinds.LONG_RUNNING) == set(kinds.WORKLOADS) - {"Job", "CronJob"}
    assert set(kinds.CONTROLLERS) == {"Deployment", "StatefulSet", "DaemonSet", "ReplicaSet"}
    assert set(kinds.SCALABLE) == {"Deployment", "StatefulSet", "ReplicaSet", "ReplicationController"}
    assert "PodTemplate" not in kinds.WORKLOADS
    assert all(row.pod_path for row in kinds.KINDS if row.workload)


def test_groups_are_those_of_today() -> None:
    assert kinds.with_groups(("Pod", "Deployment", "CronJob")) == (
        ("", "Pod"),
        ("apps", "Deployment"),
        ("batch", "CronJob"),
    )
    assert kinds.with_groups(("Ingress", "Event")) == (("networking.k8s.io", "Ingress"), ("", "Event"))
    with pytest.raises(KeyError):
        kinds.with_groups(("Widget",))


def test_the_group_of_an_api_version() -> None:
    assert kinds.group_of("v1") == ""
    assert kinds.group_of("apps/v1") == "apps"


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("deploy", ["apps/Deployment", "extensions/Deployment"]),
        ("deployments.apps", ["apps/Deployment"]),
        ("Deployment", ["apps/Deployment", "extensions/Deployment"]),
        ("SVC", ["/Service"]),
        ("endpoints", ["/Endpoints"]),
        ("ev", ["/Event", "events.k8s.io/Event"]),
        ("networkpolicies", ["networking.k8s.io/NetworkPolicy", "extensions/NetworkPolicy"]),
        ("scale", ["autoscaling/Scale"]),
        ("crds", ["apiextensions.k8s.io/CustomResourceDefinition"]),
        ("", []),
        ("widget", []),
        ("deploy.batch", []),
    ],
)
def test_what_people_call_a_kind(word: str, expected: list[str]) -> None:
    assert [f"{row.group}/{row.kind}" for row in kinds.called(word)] == expected


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("po", "Pod"),
        ("pods", "Pod"),
        ("ingresses", "Ingress"),
        ("ingresss", "Ingress"),
        ("storageclasses.storage.k8s.io", "StorageClass"),
        ("networkpolicies", "NetworkPolicy"),
        ("widgets", "Widget"),
        ("proxies", "Proxy"),
        ("Gateways.gateway.networking.k8s.io", "Gateway"),
    ],
)
def test_a_word_for_a_kind(word: str, kind: str) -> None:
    assert kinds.means(word, kind)


@pytest.mark.parametrize(("word", "kind"), [("po", "PodTemplate"), ("rs", "ReplicationController"), ("", "Scale")])
def test_a_word_for_another_kind(word: str, kind: str) -> None:
    assert not kinds.means(word, kind)


def test_the_plural_of_a_kind() -> None:
    assert kinds.plural("", "Endpoints") == "endpoints"
    assert kinds.plural("networking.k8s.io", "IngressClass") == "ingressclasses"
    assert kinds.plural("example.com", "Gateway") == "gateways"
    assert kinds.plural("example.com", "Policy") == "policies"
