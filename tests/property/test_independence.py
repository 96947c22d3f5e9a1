"""One mistake does not hide others: what a rule finds in its own cases it finds beside unrelated mistakes too.

Each mistake is planted in every object of a case that has room for it. A rule may lose a finding only where it needs
what the mistake makes unknown; `EXCUSED` says which, and why.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import pytest
from planting import count, first_cases, objects, pods, read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from planting import Files

    from podlint import testing

    Mistake = Callable[[Files], None]

IMAGE = "registry.example/extra:1"


def lists(files: Files, key: str) -> Iterator[list[Any]]:
    for _, spec in pods(files):
        if isinstance(spec.get(key), list) and spec[key]:
            yield spec[key]


def another_container(container: Any) -> Mistake:
    return lambda files: [found.append(copy.deepcopy(container)) for found in lists(files, "containers")] and None


def in_containers(key: str, value: Any) -> Mistake:
    """A field that no container has yet."""

    def plant(files: Files) -> None:
        for found in lists(files, "containers"):
            for container in found:
                if isinstance(container, dict):
                    container.setdefault(key, copy.deepcopy(value))

    return plant


def in_pods(key: str, value: Any) -> Mistake:
    return lambda files: [spec.setdefault(key, copy.deepcopy(value)) for _, spec in pods(files)] and None


def appended(key: str, value: Any) -> Mistake:
    """An entry more in the lists of containers that are there."""

    def plant(files: Files) -> None:
        for found in lists(files, "containers"):
            for container in found:
                if isinstance(container, dict) and isinstance(container.get(key), list):
                    container[key].append(copy.deepcopy(value))

    return plant


def in_metadata(key: str, value: Any) -> Mistake:
    def plant(files: Files) -> None:
        for holder in [*objects(files), *(holder for holder, _ in pods(files))]:
            metadata = holder.setdefault("metadata", {})
            if isinstance(metadata, dict) and isinstance(metadata.setdefault(key, {}), dict):
                metadata[key]["odd"] = value

    return plant


def without(key: str) -> Mistake:
    def plant(files: Files) -> None:
        for found in lists(files, "containers"):
            for container in found:
                if isinstance(container, dict):
                    container.pop(key, None)

    return plant


def unknown_fields(files: Files) -> None:
    for found in objects(files):
        for holder in (found, found.get("spec"), found.get("metadata")):
            if isinstance(holder, dict):
                holder["quiteUnheardOf"] = 1


def beside(api_version: str, kind: str, labels: Any = None, **fields: Any) -> Mistake:
    """Another object, in the first file."""
    metadata = {"name": "odd", **({"labels": labels} if labels else {})}
    other = {"apiVersion": api_version, "kind": kind, "metadata": metadata, **fields}
    return lambda files: files[next(iter(files))].append(copy.deepcopy(other))


POD = {"containers": [{"name": "odd", "image": IMAGE}]}
MISTAKES: dict[str, Mistake] = {
    "a container without a name": another_container({"image": IMAGE}),
    "a container without an image": another_container({"name": "extra"}),
    "a container whose name is a number": another_container({"name": 5, "image": IMAGE}),
    "a container whose command is a text": another_container({"name": "extra", "image": IMAGE, "command": "run"}),
    "a container that is null": another_container(None),
    "no container has a name": without("name"),
    "no container has an image": without("image"),
    "an odd stdin": in_containers("stdin", "yes"),
    "an odd workingDir": in_containers("workingDir", 5),
    "an odd lifecycle": in_containers("lifecycle", []),
    "an odd field of the security context": in_containers("securityContext", {"procMount": 5}),
    "an unknown field of a container": in_containers("quiteUnheardOf", {}),
    "an odd value of a variable": in_containers("env", [{"name": "ODD", "value": 5}]),
    "an odd claim of resources": in_containers("resources", {"claims": "x"}),
    "a null port": appended("ports", None),
    "a port with an odd protocol": appended("ports", {"containerPort": 9999, "protocol": 5}),
    "a variable more, with an odd value": appended("env", {"name": "ODD", "value": 5}),
    "an odd hostname": in_pods("hostname", 5),
    "an odd priority": in_pods("priority", "x"),
    "odd tolerations": in_pods("tolerations", "x"),
    "an odd field of the pod's security context": in_pods("securityContext", {"fsGroup": "x"}),
    "an unknown field of a pod": in_pods("quiteUnheardOf", 1),
    "a label that is a number": in_metadata("labels", 5),
    "a label that is null": in_metadata("labels", None),
    "an annotation that is a boolean": in_metadata("annotations", True),
    "unknown fields everywhere": unknown_fields,
    "a Pod with an odd label": beside("v1", "Pod", {"odd": 5}, spec=POD),
    "a Pod with a null label": beside("v1", "Pod", {"odd": None}, spec=POD),
    "a Service with an odd selector": beside("v1", "Service", spec={"selector": {"odd": 5}, "ports": [{"port": 80}]}),
    "a ConfigMap with an odd value": beside("v1", "ConfigMap", data={"odd": 5}),
    "a Secret with an odd value": beside("v1", "Secret", data={"odd": 5}),
    "a policy with an odd selector": beside(
        "networking.k8s.io/v1", "NetworkPolicy", spec={"podSelector": {"matchLabels": {"odd": 5}}}
    ),
    "a budget with an odd selector": beside(
        "policy/v1", "PodDisruptionBudget", spec={"selector": {"matchLabels": {"odd": 5}}, "minAvailable": 1}
    ),
    "a Role with an odd rule": beside(
        "rbac.authorization.k8s.io/v1", "Role", rules=[{"apiGroups": "", "resources": ["pods"], "verbs": ["get"]}]
    ),
}
NAMES = {"dead-annotation", "default-container-unknown", "metadata-invalid", "duplicate-list-entry", "invalid-name"}
"""Rules about the names of containers: a name that is not there may be the one they miss."""
OF_ONE = {"liveness-before-start"}
"""Rules about the only container of a pod: beside another one a port that nobody declares may be that one's."""
EXCUSED = {
    "a container without a name": {*NAMES, *OF_ONE, "hpa-container-missing"},
    "a container whose name is a number": {*NAMES, *OF_ONE},
    "a container without an image": OF_ONE,
    "a container whose command is a text": OF_ONE,
    "no container has a name": {*NAMES, "multi-app-containers", "sorted-keys"},
    "no container has an image": {
        *("deprecated-registry", "ingress-nginx-eol", "sorted-keys", "sidecar-as-container", "job-with-plain-sidecar"),
        *("image-digest", "image-invalid", "image-latest", "image-latest-not-pulled", "image-pull-always"),
        *("image-registry", "multi-app-containers", "pod-invalid", "replicated-database"),
        *("data-outside-volume", "server-folder-unwritable", "server-variable-missing", "liveness-tool-missing"),
        "non-root-image",
    },
    "a label that is a number": {"dependency-cycle"},  # it may be the one by which a Service selects the pods
    "an odd lifecycle": {"no-prestop"},
    "a null port": {"multi-app-containers"},
    "a port with an odd protocol": {"multi-app-containers"},
}


CASES = first_cases()


def check(case: testing.Case, chosen: list[str]) -> None:
    files = read(case)
    if files is None or not (before := count(files, case)):
        return
    for name in chosen:
        if case.rule in EXCUSED.get(name, ()):
            continue
        planted = copy.deepcopy(files)
        MISTAKES[name](planted)
        assert count(planted, case) >= before, f"{case}: {name}"


@pytest.mark.parametrize("number", range(len(CASES)), ids=lambda number: CASES[number].rule)
def test_a_mistake_does_not_hide_others(number: int) -> None:
    check(CASES[number], [name for index, name in enumerate(MISTAKES) if index % 6 == number % 6])


@pytest.mark.exhaustive
@pytest.mark.parametrize("number", range(len(CASES)), ids=lambda number: CASES[number].rule)
def test_no_mistake_hides_others(number: int) -> None:
    check(CASES[number], list(MISTAKES))
