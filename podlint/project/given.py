"""Labels that pods get besides those of their template: from their controller, or from the server that runs in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from podlint.kubernetes.pod_labels import OF_CONTROLLERS, SERVERS
from podlint.kubernetes.selectors import texts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from podlint.project.member import Member

_POD_NAME = "statefulset.kubernetes.io/pod-name"
_NUMBERS = frozenset({"apps.kubernetes.io/pod-index", "pod-template-generation"})
_INDEX = "batch.kubernetes.io/job-completion-index"
_JOB_NAMES = frozenset({"job-name", "batch.kubernetes.io/job-name"})


def given(selector: Mapping[str, Any], member: Member, *, as_map: bool = False) -> frozenset[str]:
    """The keys of the labels that a selector asks for and the pods of a member get, with a value that may be meant."""
    return frozenset(key for key, values in wanted(selector, as_map=as_map) if _may_get(member, key, values))


def wanted(selector: Mapping[str, Any], *, as_map: bool = False) -> Iterator[tuple[str, frozenset[str] | None]]:
    """The keys that a selector asks for, each with the values that it would take; None for any, or none of some."""
    pairs = selector if as_map else selector.get("matchLabels")
    for key, value in pairs.items() if isinstance(pairs, dict) else ():
        yield str(key), frozenset({"" if value is None else str(value)})
    expressions = None if as_map else selector.get("matchExpressions")
    for expression in expressions if isinstance(expressions, list) else ():
        if isinstance(expression, dict):
            values = expression.get("values")
            known = expression.get("operator") == "In" and isinstance(values, list)
            yield str(expression.get("key")), frozenset(map(str, values or ())) if known else None


def _may_get(member: Member, key: str, values: frozenset[str] | None) -> bool:
    if member.kind in OF_CONTROLLERS.get(key, ()):
        return values is None or any(_fits(member, key, value) for value in values)
    return any(
        _among(values, server.labels[key]) and _runs(member, server.words) for server in SERVERS if key in server.labels
    )


def _among(values: frozenset[str] | None, allowed: frozenset[str] | None) -> bool:
    return values is None or allowed is None or not values.isdisjoint(allowed)


def _fits(member: Member, key: str, value: str) -> bool:
    """Whether the controller of a member may give its pods a label with this value."""
    if key in _NUMBERS:
        return value.isdecimal()
    if key == _INDEX:
        mode = member.get(*(member.pod_path or ())[:-3], "spec", "completionMode", default="NonIndexed")
        return value.isdecimal() and mode != "NonIndexed"
    if key not in _JOB_NAMES and key != _POD_NAME:
        return True  # a hash, a UID: who knows
    name = member.text("metadata", "name")
    if name is None:
        return True
    if key == _POD_NAME:
        stem, _, ordinal = value.rpartition("-")
        return ordinal.isdecimal() and _is_called(member, name, stem)
    if member.kind == "CronJob":
        return value.startswith(f"{name}-") or (member.kustomized and f"{name}-" in value)
    return _is_called(member, name, value)


def _is_called(member: Member, name: str, value: str) -> bool:
    """Whether a member has a name once it is built: kustomizations may put something before and after it."""
    return name == value or (member.kustomized and name in value)


def _runs(member: Member, words: tuple[str, ...]) -> bool:
    """Whether the pods of a member speak of a server: by an image, a variable, an argument, a label or a name."""
    template = member.get(*(member.pod_path or ())[:-1])
    said = "\n".join(texts(template if member.pod_path and len(member.pod_path) > 1 else member.value)).lower()
    return any(word in said for word in words)
