"""Requests and limits of a container: their names, and how they go together."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from podlint.api import Hit, Part, Scope, Severity, View, closest, did_you_mean, label, names, quantity, quoted, rule

_KNOWN = ("cpu", "memory", "ephemeral-storage")
_ALIASES = {"mem": "memory", "cpus": "cpu", "storage": "ephemeral-storage", "gpu": "nvidia.com/gpu"}


@rule("request-exceeds-limit", severity=Severity.ERROR, scope=Scope.CONTAINER)
def request_exceeds_limit(container: View) -> Iterator[Hit]:
    """Request above the limit of the same resource.

    ## Why is this bad?
    The API server refuses it: what a container is promised cannot be more than it may use. Huge pages and extended
    resources such as `nvidia.com/gpu` cannot be overcommitted: their request must equal their limit, and needs one.

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
    limits = dict(container.entries("resources", "limits"))
    for name, request in container.entries("resources", "requests"):
        limit = limits.get(name)
        asked = _amount(request)
        if asked is None:
            continue
        exact = _is_extended(name) or name.startswith("hugepages-")
        if limit is None:
            if exact and container.at("resources", "limits", name) is None:
                message = f"{name} of {label(container)} has a request, but no limit: it cannot be overcommitted"
                yield request.hit(message, help=f"set the limit of {name} to {request.value} too")
            continue
        allowed = _amount(limit)
        if allowed is None or asked == allowed or (asked < allowed and not exact):
            continue
        words = "differs from" if exact else "is above"
        yield request.hit(
            f"{name} request {quoted(str(request.value))} of {label(container)} {words} "
            f"its limit {quoted(str(limit.value))}",
            help="raise the limit, or lower the request" if not exact else "make them equal",
            related=(limit.related("the limit stands here"),),
        )


@rule("unknown-resource-name", severity=Severity.ERROR, scope=Scope.CONTAINER, partial=True)
def unknown_resource_name(container: View) -> Iterator[Hit]:
    """Resource name under requests or limits that the API server does not take.

    ## Why is this bad?
    A container has `cpu`, `memory`, `ephemeral-storage` and `hugepages-<size>`; anything else needs a domain, as in
    `nvidia.com/gpu`. The API server refuses other names.

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
    for kind in ("requests", "limits"):
        for name, value in container.entries("resources", kind):
            if name in _KNOWN or name.startswith("hugepages-") or _is_qualified(name):
                continue
            near = _ALIASES.get(name.lower()) or closest(name, _KNOWN)
            message = f"{quoted(name)} in {kind} of {label(container)} is no resource of a container"
            yield value.hit(message, part=Part.KEY, help=did_you_mean(near) or "name it with its domain: DOMAIN/NAME")


def _amount(value: View) -> Fraction | None:
    return quantity.parse(value.value) if isinstance(value.value, str | int | float) and value.complete() else None


def _is_qualified(name: str) -> bool:
    """Whether a name has a domain, and is not one of a quota (`requests.example.com/x`)."""
    return "/" in name and names.qualified_name(name) is None and not name.startswith("requests.")


def _is_extended(name: str) -> bool:
    return "/" in name and "kubernetes.io/" not in name
