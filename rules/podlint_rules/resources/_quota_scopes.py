"""Which pods a ResourceQuota with scopes is about."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import NamedTuple, View
from podlint.api.project import Member
from podlint_rules.resources._asked import Asked

_TERMS = ("requiredDuringSchedulingIgnoredDuringExecution", "preferredDuringSchedulingIgnoredDuringExecution")


class _Scope(NamedTuple):
    """A scope of a quota, with the operator and values of its selector."""

    name: str
    operator: str
    values: tuple[str, ...]


def counts(quota: Member, pod: View, every: list[Asked]) -> bool | None:
    """Whether a quota counts a pod; None where that is not known."""
    if not quota.complete("spec", "scopes") or not quota.complete("spec", "scopeSelector"):
        return None
    answers = [_matches(scope, pod, every) for scope in _scopes(quota)]
    if False in answers:
        return False
    return None if None in answers else True


def _scopes(quota: Member) -> Iterator[_Scope]:
    for scope in quota.each("spec", "scopes"):
        yield _Scope(scope.text() or "", "Exists", ())
    for term in quota.each("spec", "scopeSelector", "matchExpressions"):
        values = tuple(str(value.value) for value in term.each("values"))
        yield _Scope(term.text("scopeName") or "", term.text("operator") or "", values)


def _matches(scope: _Scope, pod: View, every: list[Asked]) -> bool | None:
    if scope.name in ("Terminating", "NotTerminating"):
        if not pod.complete("activeDeadlineSeconds"):
            return None
        return (pod.at("activeDeadlineSeconds") is not None) == (scope.name == "Terminating")
    if scope.name in ("BestEffort", "NotBestEffort"):
        best = _best_effort(pod, every)
        return best if best is None or scope.name == "BestEffort" else not best
    if scope.name == "PriorityClass":
        return _priority(scope, pod)
    if scope.name == "CrossNamespacePodAffinity":
        return _crosses(pod)
    return False


def _best_effort(pod: View, every: list[Asked]) -> bool | None:
    """Whether no container asks for processors or memory."""
    amounts = [amount for one in every for kind in (one.requests, one.limits) for amount in kind.items()]
    if any(name in ("cpu", "memory") and amount.value for name, amount in amounts):
        return False
    return None if pod.get("resources") or not all(one.known for one in every) else True


def _priority(scope: _Scope, pod: View) -> bool | None:
    """Whether the class of a pod is selected; one that names none may get the default class of the cluster."""
    name = pod.text("priorityClassName")
    if not name:
        return None
    if scope.operator in ("Exists", "DoesNotExist"):
        return scope.operator == "Exists"
    return (name in scope.values) == (scope.operator == "In")


def _crosses(pod: View) -> bool | None:
    """Whether an affinity of a pod looks into other namespaces."""
    if not pod.complete("affinity"):
        return None
    for kind in ("podAffinity", "podAntiAffinity"):
        for field in _TERMS:
            for entry in pod.each("affinity", kind, field):
                term = entry.at("podAffinityTerm") or entry
                if term.get("namespaces") or term.at("namespaceSelector") is not None:
                    return True
    return False
