"""Requests and limits of containers and of the pod: their names, and how they go together."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from podlint.api import (
    Hit,
    Part,
    Scope,
    Severity,
    View,
    all_containers,
    closest,
    containers,
    did_you_mean,
    label,
    quoted,
    rule,
)
from podlint.api.kubernetes import names, quantity
from podlint_rules.resources import _amounts

_KNOWN = ("cpu", "memory", "ephemeral-storage")
_OF_PODS = ("cpu", "memory")
_POD_LEVEL = 34  # the minor version that has spec.resources on by default
_ALIASES = {"mem": "memory", "cpus": "cpu", "storage": "ephemeral-storage", "gpu": "nvidia.com/gpu"}


@rule("request-exceeds-limit", severity=Severity.ERROR, scope=Scope.POD, versioned=True, needs=("resources",))
def request_exceeds_limit(pod: View) -> Iterator[Hit]:
    """Request above the limit of the same resource.

    ## Why is this bad?
    The API server refuses it: what a container is promised cannot be more than it may use. Huge pages and extended
    resources such as `nvidia.com/gpu` cannot be overcommitted: their request must equal their limit, and needs one.
    What a pod asks for as a whole (`spec.resources`) must hold the requests of its containers together, and no
    container may have a limit above that of its pod.

    ## Example
    ```yaml bad
    resources:
      requests: {memory: 1Gi}
      limits: {memory: 512Mi}
    ```

    ## Use instead
    ```yaml good
    resources:
      requests: {memory: 512Mi}
      limits: {memory: 1Gi}
    ```

    ## References
    - https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
    """
    for container in all_containers(pod):
        yield from _pairs(container)
    if pod.value.get("resources") and pod.object.minor >= _POD_LEVEL:
        yield from _pairs(pod)
        yield from _together(pod)


@rule("unknown-resource-name", severity=Severity.ERROR, scope=Scope.POD, partial=True, needs=("resources", "overhead"))
def unknown_resource_name(pod: View) -> Iterator[Hit]:
    """Resource name under requests or limits that the API server does not take.

    ## Why is this bad?
    A container has `cpu`, `memory`, `ephemeral-storage` and `hugepages-<size>`; anything else needs a domain, as in
    `nvidia.com/gpu`. The API server refuses other names. A pod as a whole has `cpu`, `memory` and `hugepages-<size>`.
    The size of huge pages must be a quantity, the amount a multiple of it, and CPU or memory must stand beside it.

    ## Example
    ```yaml bad
    resources:
      limits: {mem: 1Gi}
    ```

    ## Use instead
    ```yaml good
    resources:
      limits: {memory: 1Gi}
    ```

    ## References
    - https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#resource-types
    """
    for container in all_containers(pod):
        yield from _of_container(container)
    for kind in ("requests", "limits") if pod.value.get("resources") else ():
        for name, value in pod.entries("resources", kind):
            if name not in _OF_PODS and not name.startswith("hugepages-"):
                near = _ALIASES.get(name.lower()) or closest(name, _OF_PODS)
                help = did_you_mean(near) if near in _OF_PODS else "set it in the containers"
                message = f"{quoted(name)} in {kind} of the pod is no resource of a whole pod"
                yield value.hit(message, part=Part.KEY, help=help)
    for name, value in pod.entries("overhead"):
        if not _is_known(name):
            yield value.hit(f"{quoted(name)} in overhead is no resource of a pod", part=Part.KEY, help=_near(name))


def _pairs(holder: View) -> Iterator[Hit]:
    """The requests that do not go with their limits, of a container or a pod."""
    limits = {name: (limit, allowed) for kind, name, limit, allowed in _amounts.asked(holder) if kind == "limits"}
    for kind, name, request, asked in _amounts.asked(holder):
        if kind != "requests" or asked is None:
            continue
        if name not in limits:
            yield from _unlimited(holder, name, request, asked)
            continue
        limit, allowed = limits[name]
        # Comparing fractions takes long, and most that are equal are written alike.
        if allowed is None or request.value == limit.value or asked == allowed:
            continue
        exact = _is_exact(name)
        if asked < allowed and not exact:
            continue
        words = "differs from" if exact else "is above"
        who = _amounts.who(holder)
        yield request.hit(
            f"{name} request {quoted(str(request.value))} of {who} {words} its limit {quoted(str(limit.value))}",
            help="raise the limit, or lower the request" if not exact else "make them equal",
            related=(limit.related("the limit stands here"),),
        )


def _unlimited(holder: View, name: str, request: View, asked: Fraction) -> Iterator[Hit]:
    """A request without a limit where there has to be one, or with null for it."""
    limits = holder.get("resources", "limits")
    if isinstance(limits, dict) and name in limits and limits[name] is None and asked > 0:
        shown = quoted(str(request.value))
        message = f"{name} request {shown} of {_amounts.who(holder)} is above its limit, null, which counts as 0"
        yield request.hit(message, help="give the limit a value, or remove it")
    elif _is_exact(name) and holder.at("resources", "limits", name) is None:
        message = f"{name} of {_amounts.who(holder)} has a request, but no limit: it cannot be overcommitted"
        yield request.hit(message, help=f"set the limit of {name} to {request.value} too")


def _is_exact(name: str) -> bool:
    """Whether the request of a resource has to be its limit."""
    return _amounts.is_extended(name) or name.startswith("hugepages-")


def _together(pod: View) -> Iterator[Hit]:
    """Where the containers do not fit into what the pod has as a whole."""
    is_pod = pod.object.kind == "Pod"
    for name, limit in pod.entries("resources", "limits"):
        allowed = _amounts.amount(limit)
        if allowed is None:
            continue
        for container in containers(pod):
            own = container.at("resources", "limits", name)
            amount = _amounts.amount(own) if own is not None else None
            if own is not None and amount is not None and amount > allowed:
                yield own.hit(
                    f"{name} limit {quoted(str(own.value))} of {label(container)} is above "
                    f"that of its pod, {quoted(str(limit.value))}",
                    help="raise the limit of the pod, or lower that of the container",
                    related=(limit.related("the limit of the pod stands here"),),
                )
        # Without a request of its own, a Pod gets the sum of its containers' as one.
        needed = _amounts.aggregate(pod, name, is_pod) if is_pod else None
        above = any((_own(c, name) or 0) > allowed for c in containers(pod))
        if needed is not None and needed > allowed and pod.at("resources", "requests", name) is None and not above:
            text = quoted(str(limit.value))
            message = f"{name} limit {text} of the pod is below what its containers request together"
            yield limit.hit(message, help="raise it, or lower the requests")
    for name, request in pod.entries("resources", "requests"):
        asked = _amounts.amount(request)
        needed = _amounts.aggregate(pod, name, is_pod)
        if asked is not None and needed is not None and asked < needed:
            message = (
                f"{name} request {quoted(str(request.value))} of the pod is below what its containers request together"
            )
            yield request.hit(message, help="raise it, or lower the requests of the containers")


def _own(container: View, name: str) -> Fraction | None:
    limit = container.at("resources", "limits", name)
    return _amounts.amount(limit) if limit is not None else None


def _of_container(container: View) -> Iterator[Hit]:
    pages: View | None = None
    others = False
    for kind, name, value, _ in _amounts.asked(container):
        if name.startswith("hugepages-"):
            pages = pages or value
            yield from _huge_pages(name, kind, value, container)
        elif not _is_known(name):
            message = f"{quoted(name)} in {kind} of {label(container)} is no resource of a container"
            yield value.hit(message, part=Part.KEY, help=_near(name))
        others = others or name in _OF_PODS
    if pages is not None and not others and container.complete("resources"):
        message = f"{label(container)} has {pages.path[-1]}, but neither cpu nor memory"
        yield pages.hit(message, part=Part.KEY, help="add a request or limit for memory or cpu")


def _huge_pages(name: str, kind: str, value: View, container: View) -> Iterator[Hit]:
    text = name.removeprefix("hugepages-")
    size = quantity.parse(text) if text and names.qualified_name(name) is None else None
    if size is None or size <= 0:
        message = f"{quoted(name)} in {kind} of {label(container)} has no size of a page behind `hugepages-`"
        yield value.hit(message, part=Part.KEY, help="write hugepages-2Mi or hugepages-1Gi")
        return
    amount = _amounts.amount(value)
    if amount is not None and amount >= 0 and (amount / size).denominator != 1:
        message = f"{name} {quoted(str(value.value))} in {kind} of {label(container)} is no multiple of {text}"
        yield value.hit(message, help="ask for whole pages")


def _is_known(name: str) -> bool:
    return name in _KNOWN or name.startswith("hugepages-") or _is_qualified(name)


def _near(name: str) -> str:
    near = _ALIASES.get(name.lower()) or closest(name, _KNOWN)
    return did_you_mean(near) or "name it with its domain: DOMAIN/NAME"


def _is_qualified(name: str) -> bool:
    """Whether a name has a domain, and is not one of a quota (`requests.example.com/x`)."""
    return "/" in name and names.qualified_name(name) is None and not name.startswith("requests.")
