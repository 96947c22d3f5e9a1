"""Amounts outside bounds of one's own."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import Hit, NamedTuple, Scope, Severity, View, label, quoted, rule
from podlint.api.kubernetes import quantity
from podlint_rules.resources._amounts import amount


class Bounds(NamedTuple):
    """The least and the most that may be asked for, as quantities; empty for no bound."""

    cpu_request_min: str = ""
    cpu_request_max: str = "32"
    cpu_limit_min: str = ""
    cpu_limit_max: str = "32"
    memory_request_min: str = ""
    memory_request_max: str = "128Gi"
    memory_limit_min: str = ""
    memory_limit_max: str = "128Gi"


@rule("resource-range", severity=Severity.WARNING, scope=Scope.CONTAINER, default=False, options=Bounds)
def resource_range(container: View, options: Bounds) -> Iterator[Hit]:
    """Request or limit outside the configured bounds.

    ## Why is this bad?
    A LimitRange of the namespace refuses such a pod when it is created, long after the manifest was written. With the
    same bounds as options (`memory-limit-max = "4Gi"`, `cpu-request-min = "10m"` and so on) this rule tells before.
    Without options there is no minimum, and the maximum is 32 CPUs and 128Gi; an empty text is no bound.

    ## Example
    ```yaml bad
    resources:
      limits: {cpu: 64, memory: 8Gi}
    ```

    ## Use instead
    ```yaml good
    resources:
      limits: {cpu: 8, memory: 8Gi}
    ```

    ## References
    - https://kubernetes.io/docs/concepts/policy/limit-range/
    """
    if not container.value.get("resources"):
        return
    for kind in ("request", "limit"):
        for name in ("cpu", "memory"):
            value = container.at("resources", f"{kind}s", name)
            found = amount(value) if value is not None else None
            if value is None or found is None:
                continue
            least, most = (getattr(options, f"{name}_{kind}_{end}") for end in ("min", "max"))
            low, high = quantity.parse(least), quantity.parse(most)
            text = f"{name} {kind} {quoted(str(value.value))} of {label(container)}"
            if low is not None and found < low:
                yield value.hit(f"{text} is below the configured minimum {least}", help=f"ask for {least} or more")
            elif high is not None and found > high:
                yield value.hit(f"{text} is above the configured maximum {most}", help=f"ask for {most} or less")
