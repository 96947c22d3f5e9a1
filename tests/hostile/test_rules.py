"""Every run ends with a report: rules see values of every kind, where no schema keeps them away."""

from __future__ import annotations

import json
import random
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from podlint.testing import collect, run_all
from podlint.yaml.source import Source
from podlint.yaml.texts import documents
from tests.meta.test_hostile import DELETED, ODD, ODDER, paths, replaced

if TYPE_CHECKING:
    from collections.abc import Iterator

DIGITS = "9" * 4400
VALUES = [
    *ODD,
    *ODDER,
    DIGITS,
    *("9" * 400, int("9" * 400), "1e900", "1e-900"),
    f"{DIGITS}%",
    f"1.1.1.{DIGITS}",
    {"key": {}},
    [{"name": {}}, {"name": []}],
    [["a"], ["a"]],
]
NO_SCHEMA = ("example.com/v1", "v9", "apps/v9", "rbac.authorization.k8s.io/v9")


@lru_cache(maxsize=1)
def objects() -> list[dict[str, Any]]:
    """The objects of all cases of rules: each was written so that a rule looks at it."""
    texts = (text for case in collect(Path(__file__).parents[1] / "rules") for text in case.files.values())
    found = (document.data for text in texts for document in documents(Source("a.yaml", text)))
    return [data for data in found if isinstance(data, dict) and "kind" in data]


def mutants(seed: int, count: int) -> Iterator[dict[str, Any]]:
    """Objects with odd values in one to three places, many of them of a version that has no schema."""
    chance = random.Random(seed)
    for _ in range(count):
        data = chance.choice(objects())
        for _ in range(chance.randint(1, 3)):
            path = chance.choice([*paths(data)] or [("kind",)])
            data = replaced(data, path, DELETED if chance.random() < 0.1 and data else chance.choice(VALUES))
        yield {**data, "apiVersion": chance.choice(NO_SCHEMA)} if chance.random() < 0.5 else data


def check(seed: int, count: int) -> None:
    """Lint the mutants, ten in a file, as manifests and as parts of others; `run_all` fails where a rule does."""
    found = list(mutants(seed, count))
    for start in range(0, count, 10):
        text = "\n---\n".join(map(json.dumps, found[start : start + 10]))
        run_all(
            {"a.yaml": text, "b.yaml": f"# podlint: role=patch\n{text}", "c.md": f"```yaml\n{text}\n```\n"}, ("all",)
        )


@pytest.mark.parametrize("seed", range(3))
def test_no_rule_fails_on_a_value_that_no_schema_keeps_away(seed: int) -> None:
    check(seed, 150)


@pytest.mark.exhaustive
@pytest.mark.parametrize("seed", range(100, 120))
def test_no_rule_fails_on_any_value(seed: int) -> None:
    check(seed, 2_000)


ROLE = "{apiVersion: rbac.authorization.k8s.io/v1, kind: Role, rules: [%s]}"
POD = "{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {%s, containers: [{name: a, image: 'a:1'%s}]}}"


@pytest.mark.parametrize(
    "text",
    [
        POD % ("topologySpreadConstraints: [{topologyKey: [a]}]", ""),
        ROLE % "{apiGroups: [[]], resources: [{a: b}], verbs: ['*']}",
        ROLE % "{apiGroups: [{}], resources: [pods], verbs: [get]}",
        "{apiVersion: v1, kind: Endpoints, metadata: {name: a}, subsets: [{addresses: [{ip: 1.1.1." + DIGITS + "}]}]}",
        POD % ("hostNetwork: false", ", command: ['--level=${LEVEL:-info}'], args: b"),
        POD % ("volumes: [{name: [a], emptyDir: {}}]", ", volumeMounts: [{name: [a], mountPath: /a, subPath: {}}]"),
        POD
        % ("initContainers: [{name: b, volumeMounts: [{name: {}}], restartPolicy: Always}]", ", volumeMounts: [{}]"),
        "{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, spec: {minReplicas: 0, metrics: [{type: [a]}]}}",
        POD % ("restartPolicy: Always", ", resources: {requests: {cpu: " + "9" * 400 + ", memory: 9e900}}"),
        "{apiVersion: v1, kind: LimitRange, metadata: {name: a}, spec: {limits: [{type: Container, "
        "max: {cpu: 9e900}, min: {cpu: 1e-9}, maxLimitRequestRatio: {cpu: 9e990}}]}}",
        "{apiVersion: v1, kind: Service, metadata: {name: s}, spec: {selector: {app: a}, ports: [{targetPort: [a]}]}}"
        "\n---\n" + POD.replace("name: p", "name: p, labels: {app: b}") % ("restartPolicy: Always", ""),
        POD % ("restartPolicy: Always", ", resources: {requests: {cpu: 1}, limits: true}"),
        POD % ("restartPolicy: Always", ", ports: [{name: [a]}], livenessProbe: {httpGet: {port: '" + DIGITS + "'}}"),
        "{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name: a}, spec: {scaleTargetRef: "
        "{kind: Deployment, name: a}}}\n---\n{apiVersion: autoscaling.k8s.io/v1, kind: VerticalPodAutoscaler, "
        "metadata: {name: a}, spec: {targetRef: {kind: Deployment, name: a}, resourcePolicy: {containerPolicies: "
        "[{controlledResources: true}]}}}",
    ],
    ids=[
        *("topology key", "resources of a role", "groups of a role", "address", "arguments", "names of volumes"),
        *("names of mounts", "types of metrics", "huge requests", "huge ratios"),
        *("a list of target ports", "limits that are true", "digits of a port", "controlled resources that are true"),
    ],
)
def test_values_that_broke_a_rule_once(text: str) -> None:
    run_all({"a.yaml": text, "b.yaml": text.replace("v1", "v9", 1)}, ("all",))
