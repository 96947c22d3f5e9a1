"""Amounts of resources, one by one and of a whole pod."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

from podlint.api import NamedTuple, View, containers, is_placeholder, is_sidecar, label, once
from podlint.api.kubernetes import quantity


class Asked(NamedTuple):
    """An amount under `requests` or `limits`, which `kind` says; `amount` is None where it is not understood."""

    kind: str
    name: str
    view: View
    amount: Fraction | None


@once
def asked(holder: View) -> list[Asked]:
    """The amounts that a container or a pod requests, and those that it is limited to."""
    if not holder.value.get("resources"):
        return []
    kinds = ("requests", "limits")
    return [Asked(kind, name, view, amount(view)) for kind in kinds for name, view in holder.entries("resources", kind)]


def who(holder: View) -> str:
    """The pod or container that has the amounts, as messages call it."""
    return "the pod" if holder.path == holder.object.pod_path else label(holder)


def amount(value: View) -> Fraction | None:
    """The amount that a value stands for, None where it is not understood."""
    found = value.value
    if isinstance(found, str):
        return _parse(found)
    return quantity.parse(found) if isinstance(found, int | float) else None


@lru_cache(maxsize=1024)
def _parse(text: str) -> Fraction | None:
    """A text as a quantity; several rules ask for the same few amounts again and again."""
    return None if is_placeholder(text) else quantity.parse(text)


def is_extended(name: str) -> bool:
    """Whether a resource is counted in pieces: one of a domain that is not Kubernetes' own."""
    return "/" in name and "kubernetes.io/" not in name


def aggregate(pod: View, name: str, defaulted: bool) -> Fraction | None:
    """What the containers of a pod request together, None where a part of it is not understood.

    App containers and sidecars run together; a plain init container runs beside the sidecars before it. `defaulted`
    says that a container without a request gets its limit as one, as the server does for Pods, not for templates.
    """
    total = Fraction(0)
    for container in containers(pod):
        one = _request(container, name, defaulted)
        if one is None:
            return None
        total += one
    helpers = peak = Fraction(0)
    for container in pod.each("initContainers"):
        one = _request(container, name, defaulted)
        if one is None:
            return None
        if is_sidecar(container):
            helpers += one
            peak = max(peak, helpers)
        else:
            peak = max(peak, helpers + one)
    return max(total + helpers, peak)


def _request(container: View, name: str, defaulted: bool) -> Fraction | None:
    if not isinstance(container.value, dict) or not container.complete("resources"):
        return None
    value = container.at("resources", "requests", name)
    if value is None and defaulted:
        value = container.at("resources", "limits", name)
    return Fraction(0) if value is None else amount(value)
