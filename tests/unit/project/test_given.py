"""Labels that pods get besides those of their template."""

from __future__ import annotations

from typing import Any

import pytest

from podlint.project.given import given

from .in_memory import index

SPEC = "spec: {template: {spec: {containers: []}}}\n"
STATEFUL = f"apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {{name: ring}}\n{SPEC}"
JOB = f"apiVersion: batch/v1\nkind: Job\nmetadata: {{name: count}}\n{SPEC}"
INDEXED = JOB.replace("spec: {", "spec: {completionMode: Indexed, ", 1)
NIGHTLY = """apiVersion: batch/v1
kind: CronJob
metadata: {name: count}
spec: {jobTemplate: {spec: {completionMode: Indexed, template: {spec: {containers: []}}}}}
"""


def keys(text: str, selector: dict[str, Any], scopes: dict[str, str] | None = None, *, as_map: bool = True) -> set[str]:
    """The keys of a selector that the pods of the one object in a text get."""
    (member,) = index({"a.yaml": text}, scopes).members
    return set(given(selector, member, as_map=as_map))


@pytest.mark.parametrize(
    ("text", "key", "value", "may"),
    [
        (STATEFUL, "statefulset.kubernetes.io/pod-name", "ring-12", True),
        (STATEFUL, "statefulset.kubernetes.io/pod-name", "ring", False),
        (STATEFUL, "statefulset.kubernetes.io/pod-name", "rings-0", False),
        (STATEFUL, "apps.kubernetes.io/pod-index", "3", True),
        (STATEFUL, "apps.kubernetes.io/pod-index", "first", False),
        (STATEFUL, "controller-revision-hash", "ring-5f4d", True),
        (STATEFUL, "pod-template-hash", "5f4d", False),
        (STATEFUL, "app", "ring", False),
        (JOB, "job-name", "count", True),
        (JOB, "batch.kubernetes.io/job-name", "counts", False),
        (JOB, "batch.kubernetes.io/controller-uid", "0b1c", True),
        (JOB, "batch.kubernetes.io/job-completion-index", "0", False),
        (INDEXED, "batch.kubernetes.io/job-completion-index", "0", True),
        (INDEXED, "batch.kubernetes.io/job-completion-index", "zero", False),
        (NIGHTLY, "batch.kubernetes.io/job-completion-index", "0", True),
        (NIGHTLY, "job-name", "count-28934400", True),
        (NIGHTLY, "job-name", "count", False),
    ],
)
def test_labels_of_controllers(text: str, key: str, value: str, may: bool) -> None:
    assert keys(text, {key: value}) == ({key} if may else set())


def test_a_job_whose_name_the_server_makes_may_have_any() -> None:
    assert keys(JOB.replace("name: count", "generateName: count-"), {"job-name": "other"}) == {"job-name"}


def test_kustomizations_may_put_something_around_a_name() -> None:
    key = "statefulset.kubernetes.io/pod-name"
    assert keys(STATEFUL, {key: "live-ring-0"}) == set()
    assert keys(STATEFUL, {key: "live-ring-0"}, {"a.yaml": "live/kustomization.yaml"}) == {key}


def test_expressions() -> None:
    def of(operator: str, *values: str) -> set[str]:
        expression = {"key": "apps.kubernetes.io/pod-index", "operator": operator, "values": list(values)}
        return keys(STATEFUL, {"matchExpressions": [expression]}, as_map=False)

    assert of("In", "a", "1")
    assert not of("In", "a", "b")
    assert of("Exists")
    assert of("NotIn", "0"), "who knows which it gets"


@pytest.mark.parametrize(
    "where",
    ["image: 'a/patroni:4'", "image: a, env: [{name: PATRONI_SCOPE}]", "image: a, command: [/bin/spilo]"],
)
def test_labels_of_servers_go_by_what_the_pods_say(where: str) -> None:
    text = f"apiVersion: v1\nkind: Pod\nmetadata: {{name: rows}}\nspec: {{containers: [{{{where}}}]}}\n"
    assert keys(text, {"role": "primary", "app": "rows"}) == {"role"}
    assert (
        keys(text.replace("atroni", "ostgres").replace("ATRONI", "OSTGRES").replace("spilo", "sh"), {"role": "a"})
        == set()
    )


def test_values_that_a_server_never_gives() -> None:
    text = "apiVersion: v1\nkind: Pod\nmetadata: {name: v}\nspec: {containers: [{image: 'hashicorp/vault:1'}]}\n"
    assert keys(text, {"vault-active": "true"}) == {"vault-active"}
    assert keys(text, {"vault-active": "yes"}) == set()
