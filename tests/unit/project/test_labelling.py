"""Selectors and pods over which kustomizations write labels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from podlint.project.facts import Facts
from podlint.project.index import Index
from podlint.project.labelling import may_match, possible, selector_keys
from podlint.project.scopes import Scopes

if TYPE_CHECKING:
    from collections.abc import Mapping


def values(**labels: str) -> Mapping[str, frozenset[str]]:
    return {key: frozenset(text.split()) for key, text in labels.items()}


@pytest.mark.parametrize(
    ("selector", "own", "added", "expected"),
    [
        ({"app": "web"}, {"app": "web"}, {}, True),
        ({"app": "web"}, {"app": "db"}, {}, False),
        ({"app": "web"}, {}, values(app="web"), True),
        ({"app": "web"}, {"app": "db"}, values(app="shop"), True),  # both become shop
        ({"app": "web", "tier": "a"}, {"tier": "b"}, values(app="shop"), False),
        ({"app": "web"}, {"app": "db"}, values(env="prod"), False),
    ],
)
def test_labels_over_a_service_and_its_pods(
    selector: dict[str, str], own: dict[str, str], added: Mapping[str, frozenset[str]], expected: bool
) -> None:
    assert may_match(selector, possible(own, added), added, as_map=True) is expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ({"key": "env", "operator": "In", "values": ["prod"]}, True),
        ({"key": "env", "operator": "In", "values": ["test"]}, False),
        ({"key": "env", "operator": "NotIn", "values": ["prod"]}, True),  # where the overlay does not take it
        ({"key": "env", "operator": "Exists"}, True),
        ({"key": "env", "operator": "DoesNotExist"}, True),
        ({"key": "app", "operator": "DoesNotExist"}, False),
        ({"key": "other", "operator": "Exists"}, False),
        ({"key": 1, "operator": "Odd"}, True),
    ],
)
def test_expressions_over_a_label_that_only_some_overlays_add(expression: dict[str, Any], expected: bool) -> None:
    own = possible({"app": "web"}, values(env="prod"))
    assert may_match({"matchExpressions": [expression]}, own, {}, as_map=False) is expected


def test_the_keys_that_selectors_ask_for() -> None:
    service = {"spec": {"selector": {"app": "web"}, "ports": [{"port": 80}]}}
    policy = {"spec": {"podSelector": {"matchLabels": {"tier": "a"}, "matchExpressions": [{"key": "env"}, None]}}}
    assert set(selector_keys([service, policy])) == {"app", "tier", "env"}


def workload(labels: dict[str, str], file: str = "base/web.yaml") -> Facts:
    template = {"metadata": {"labels": labels}, "spec": {"containers": []}}
    data = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web"}, "spec": {"template": template}}
    return Facts(file, 0, (), data)


def service(selector: dict[str, str], file: str = "base/service.yaml") -> Facts:
    return Facts(file, 0, (), {"apiVersion": "v1", "kind": "Service", "spec": {"selector": selector}})


def test_labels_that_nothing_selects_by_leave_all_known() -> None:
    scopes = Scopes(labels={"base/web.yaml": values(env="prod"), "base/service.yaml": values(env="prod")})
    pods, _ = Index([workload({"app": "web"}), service({"app": "web"})], scopes).members
    assert (pods.labelled, pods.pod_labels) == (False, {"app": "web"})
    assert pods.added == values(env="prod")


def test_labels_that_are_selected_by_are_not_all_known() -> None:
    scopes = Scopes(labels={"base/web.yaml": values(app="shop"), "base/service.yaml": values(app="shop")})
    index = Index([workload({"app": "db"}), service({"app": "web"})], scopes)
    pods, beside = index.members
    assert (pods.labelled, pods.pod_labels) == (True, None)
    assert index.selected({"app": "web"}, beside, as_map=True) == [pods]


def test_pods_with_labels_that_are_not_all_known_are_not_those_of_everything() -> None:
    scopes = Scopes(labels={"base/web.yaml": values(app="shop")})
    index = Index([workload({"app": "web"}), service({"app": "other"}, "else/service.yaml")], scopes)
    assert index.selected({"app": "other"}, index.members[1], as_map=True) == []
    assert index.selected({"app": "shop"}, index.members[1], as_map=True) == [index.members[0]]
