"""Twins are judged alike: the same pods whatever makes them, and the same objects alone or as items of a List."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from planting import Files, count, first_cases, pods, read

from podlint import registry, testing
from podlint.kubernetes.kinds import KINDS, Kind
from podlint.rule import Scope

RULES = registry.load(plugins=False).rules
MAKERS = [row for row in KINDS if row.workload and row.group in ("", "apps", "batch")]
CASES = [case for case in first_cases() if (files := read(case)) is not None and count(files, case)]
OTHER_OBJECTS = {
    "not-a-manifest": "an item of a List is a manifest",
    "unknown-field": "what a List writes of its items' own apiVersion is another finding",
    "missing-field": "an item of a List without apiVersion or kind is another finding",
}
DIFFERENT: dict[str, set[str]] = {
    "hpa-container-missing": set(),
    "hpa-fixed-replicas": set(),
    "hpa-no-requests": set(),
    "hpa-target-missing": set(),
    "host-port-clash": set(),
    "host-port-one-node": set(),
    "image-invalid": {"Pod"},
    "job-ttl": set(),
    "no-pdb": set(),
    "recommended-labels": {"Pod"},
    "required-annotations": {"Pod"},
    "required-labels": {"Pod"},
    "rollout-deadlock": set(),
    "sidecar-as-container": {"Job", "CronJob"},
}
"""Kinds for which a rule has its reason to judge otherwise; without any, the case itself names a kind."""


def made(row: Kind, metadata: Any, template: dict[str, Any], spec: dict[str, Any]) -> dict[str, Any]:
    """A workload of a kind with these pods."""
    labels = template.get("labels") or {"app": "web"}
    whole = {"metadata": {**template, "labels": labels}, "spec": spec}
    found = {"apiVersion": f"{row.group}/v1" if row.group else "v1", "kind": row.kind, "metadata": metadata}
    if row.kind == "Pod":
        return {**found, "metadata": {**metadata, **whole["metadata"]}, "spec": spec}
    if row.kind in ("Job", "CronJob"):
        job = {"template": {**whole, "spec": {"restartPolicy": "Never", **spec}}}
        return {**found, "spec": job if row.kind == "Job" else {"schedule": "0 1 * * *", "jobTemplate": {"spec": job}}}
    selector = labels if row.kind == "ReplicationController" else {"matchLabels": labels}
    name = {"serviceName": "web"} if row.kind == "StatefulSet" else {}
    return {**found, "spec": {**name, "selector": selector, "template": whole}}


def remade(files: Files, row: Kind) -> Files:
    """The files with every workload made one of a kind."""
    changed = copy.deepcopy(files)
    for documents in changed.values():
        for index, document in enumerate(documents):
            for holder, spec in pods({"file": [document]}):
                metadata = document.get("metadata") or {}
                outer = {key: value for key, value in metadata.items() if key in ("name", "namespace")}
                inner = holder.get("metadata") or {}
                template = {key: value for key, value in inner.items() if key in ("labels", "annotations")}
                kept = {key: value for key, value in spec.items() if (key, value) != ("restartPolicy", "Always")}
                documents[index] = made(row, outer, template, kept)
                if row.scalable and "replicas" in document["spec"]:
                    documents[index]["spec"]["replicas"] = document["spec"]["replicas"]
    return changed


def sees(rule_kinds: tuple[str, ...], row: Kind) -> bool:
    """Whether a rule is for a kind: it names it, or none of those that have pods."""
    return row.kind in rule_kinds or not any(other.kind in rule_kinds for other in MAKERS)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.rule)
def test_pods_are_pods_whatever_makes_them(case: testing.Case) -> None:
    rule, files = RULES[case.rule], read(case)
    assert files is not None
    excused = DIFFERENT.get(case.rule)
    if rule.scope is Scope.ENGINE or excused == set() or not any(pods(files)):
        return
    kinds = (*rule.kinds, *rule.across_kinds)
    rows = [row for row in MAKERS if sees(kinds, row) and row.kind not in (excused or ())]
    found = {row.kind: count(remade(files, row), case) for row in rows}
    assert len(set(found.values())) <= 1, found


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.rule)
def test_an_item_of_a_list_is_judged_as_it_is_alone(case: testing.Case) -> None:
    files = read(case)
    assert files is not None
    items = [document for documents in files.values() for document in documents]
    if case.rule in OTHER_OBJECTS or any(not isinstance(item, dict) or "items" in item for item in items):
        return
    listed = {name: [{"apiVersion": "v1", "kind": "List", "items": documents}] for name, documents in files.items()}
    assert count(listed, case) == count(files, case)


POD = {
    "containers": [{"name": "web", "image": "registry.example/web:1", "ports": [{"name": "http", "containerPort": 80}]}]
}
SELECTING: dict[str, dict[str, Any]] = {
    "service-selects-nothing": {"kind": "Service", "apiVersion": "v1", "spec": {"ports": [{"port": 80}]}},
    "network-policy-selects-nothing": {"kind": "NetworkPolicy", "apiVersion": "networking.k8s.io/v1", "spec": {}},
    "pdb-selects-nothing": {"kind": "PodDisruptionBudget", "apiVersion": "policy/v1", "spec": {"maxUnavailable": 1}},
}


def selecting(rule: str, value: str) -> dict[str, Any]:
    found = copy.deepcopy(SELECTING[rule])
    wanted = {"app": value}
    key = "podSelector" if found["kind"] == "NetworkPolicy" else "selector"
    found["metadata"] = {"name": "chosen"}
    found["spec"][key] = wanted if found["kind"] == "Service" else {"matchLabels": wanted}
    return found


@pytest.mark.parametrize("row", MAKERS, ids=lambda row: row.kind)
@pytest.mark.parametrize("rule", SELECTING)
def test_selectors_know_the_pods_of_every_kind(rule: str, row: Kind) -> None:
    workload = made(row, {"name": "web"}, {"labels": {"app": "web"}}, POD)
    for value, expected in (("web", 0), ("wbe", 1)):
        case = testing.Case(rule, row.kind, {})
        assert count({"file.yaml": [workload, selecting(rule, value)]}, case) == expected, value


@pytest.mark.parametrize("row", MAKERS, ids=lambda row: row.kind)
def test_ports_by_name_are_those_of_pods_of_every_kind(row: Kind) -> None:
    workload = made(row, {"name": "web"}, {"labels": {"app": "web"}}, POD)
    for name, expected in (("http", 0), ("htpp", 1)):
        service = selecting("service-selects-nothing", "web")
        service["spec"]["ports"] = [{"port": 80, "targetPort": name}]
        assert count({"file.yaml": [workload, service]}, testing.Case("service-target-port", name, {})) == expected
        policy = selecting("network-policy-selects-nothing", "web")
        policy["spec"]["ingress"] = [{"ports": [{"port": name}]}]
        assert count({"file.yaml": [workload, policy]}, testing.Case("network-policy-port", name, {})) == expected
