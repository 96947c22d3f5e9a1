"""Objects whose apiVersion a template writes, of a kind that is built in: what is wrong in every version of it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from podlint.rule import EngineRule
from podlint.schema import catalog
from podlint.yaml.document import Document

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from podlint.engine.plan import Plan
    from podlint.engine.resolve import Located
    from podlint.findings.finding import Finding
    from podlint.kubernetes.view import KubeObject
    from podlint.yaml.source import Source

_NONE: frozenset[str] = frozenset()
_OF_WORKLOADS = frozenset({"rollbackTo", "templateGeneration"})
_ONLY_BEFORE = {
    "Deployment": _OF_WORKLOADS,
    "ReplicaSet": _OF_WORKLOADS,
    "DaemonSet": _OF_WORKLOADS,
    "StatefulSet": _NONE,
    "Job": _NONE,
    "CronJob": _NONE,
    "PodDisruptionBudget": _NONE,
    "NetworkPolicy": _NONE,
    "Role": _NONE,
    "ClusterRole": _NONE,
    "RoleBinding": _NONE,
    "ClusterRoleBinding": _NONE,
    "Ingress": frozenset({"backend", "serviceName", "servicePort"}),
    "HorizontalPodAutoscaler": frozenset(
        {
            *("targetAverageUtilization", "targetAverageValue", "targetValue", "currentValue", "currentAverageValue"),
            *("metricName", "metricSelector", "currentAverageUtilization"),
        }
    ),
}
"""Kinds that had other versions, with the fields that only those had which no schema is left of."""
_DIFFERS = frozenset(
    {
        *(EngineRule.REMOVED_API.value, EngineRule.DEPRECATED_API.value, EngineRule.UNKNOWN_KIND.value),
        *(EngineRule.FUTURE_FIELD.value, EngineRule.ONE_OF_VIOLATION.value, "deprecated-field", "ingress-invalid"),
    }
)
"""What depends on the version."""


def candidates(target: KubeObject, template: Source, plan: Plan) -> list[tuple[str, str, str]]:
    """What an object of a template can be: apiVersion, kind, and the newest version of Kubernetes that has it.

    Nothing where that is not known.
    """
    if target.path:
        return []
    if target.api_version.startswith("rbac.authorization.k8s.io/"):
        kinds = _of_roles(template.text[slice(*target.document.span(("kind",)))])
        return [(target.api_version, kind, plan.versions[-1]) for kind in kinds]
    if target.api_version or target.kind not in _ONLY_BEFORE or any(kind == target.kind for _, kind in plan.custom):
        return []
    return [(api_version, target.kind, version) for api_version, version in _versions(target.kind)]


def _of_roles(written: str) -> tuple[str, ...]:
    """The kinds that an action may write which names them, or the end of their names."""
    bindings = [match[1] for match in re.finditer(r"Role(Binding)?\b", written)]
    if not bindings or len(set(bindings)) > 1:
        return ()
    return ("RoleBinding", "ClusterRoleBinding") if bindings[0] else ("Role", "ClusterRole")


def judged(
    target: KubeObject,
    plan: Plan,
    which: list[tuple[str, str, str]],
    make: Callable[[Document], KubeObject],
    judge: Callable[[KubeObject, Plan], list[Located]],
) -> Iterator[Located]:
    """What is wrong with an object, whichever of its candidates it is.

    `make` gives the object of a document, `judge` what is wrong with it by a plan.
    """
    kept: dict[tuple[str, int, str], Located] = {}
    for number, (api_version, kind, version) in enumerate(which):
        document = target.document
        data = {**target.value, "apiVersion": api_version, "kind": kind}
        other = Document(document.source, document.index, data, document.root)
        own = _plan_of(plan, version)
        found = {_key(one[0], kind): one for one in judge(make(other), own) if _lasting(one[0], kind)}
        kept = found if not number else {key: one for key, one in kept.items() if key in found}
        if not kept:
            return
    yield from kept.values()


@lru_cache(maxsize=64)
def _plan_of(plan: Plan, version: str) -> Plan:
    """The plan for one version of Kubernetes."""
    return plan.like(versions=(version,))


@lru_cache(maxsize=32)
def _versions(kind: str) -> tuple[tuple[str, str], ...]:
    """The apiVersions that have served a kind, each with the newest version of Kubernetes that does."""
    newest: dict[str, str] = {}
    for version in catalog.versions():
        newest.update(dict.fromkeys(catalog.groups_of(version, kind), version))
    return tuple(newest.items())


def _key(finding: Finding, kind: str) -> tuple[str, int, str]:
    return finding.rule, finding.location.span.start, finding.message.replace(kind, "")


def _lasting(finding: Finding, kind: str) -> bool:
    """Whether a finding does not depend on the version."""
    steps = finding.pointer.split("/")
    if finding.rule in _DIFFERS or any(step in _ONLY_BEFORE.get(kind, ()) for step in steps):
        return False
    return finding.rule != EngineRule.MISSING_FIELD.value or "template" in steps
