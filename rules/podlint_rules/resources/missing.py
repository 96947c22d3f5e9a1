"""What containers do not ask for, or do not limit: rules of taste, off by default."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import Hit, Scope, Severity, View, containers, init_containers, label, quoted, rule, sidecars
from podlint_rules.resources._amounts import amount


@rule("memory-limit-missing", severity=Severity.WARNING, scope=Scope.POD, default=False, profiles=("production",))
def memory_limit_missing(pod: View) -> Iterator[Hit]:
    """Container without a memory limit.

    ## Why is this bad?
    Without a limit a leak takes the memory of the whole node: the kernel then kills processes of other pods, too. A
    limit of the pod as a whole (`spec.resources`) counts.

    ## Example
    ```yaml bad
    resources:
      requests: {memory: 256Mi}
    ```

    ## Use instead
    ```yaml good
    resources:
      limits: {memory: 256Mi}
    ```

    ## References
    - https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
    """
    yield from _lacking(pod, "memory", ("limits",), "memory limit")


@rule("memory-request-missing", severity=Severity.WARNING, scope=Scope.POD, default=False, profiles=("production",))
def memory_request_missing(pod: View) -> Iterator[Hit]:
    """Container without a memory request.

    ## Why is this bad?
    The scheduler counts requests, not use: a container without one is put on nodes that are full already, and is among
    the first to be evicted. A limit stands for the request where there is none.

    ## Example
    ```yaml bad
    resources:
      requests: {cpu: 100m}
    ```

    ## Use instead
    ```yaml good
    resources:
      requests: {memory: 256Mi}
    ```

    ## References
    - https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
    """
    yield from _lacking(pod, "memory", ("requests", "limits"), "memory request")


@rule("cpu-request-missing", severity=Severity.WARNING, scope=Scope.POD, default=False, profiles=("production",))
def cpu_request_missing(pod: View) -> Iterator[Hit]:
    """Container without a CPU request.

    ## Why is this bad?
    The scheduler counts requests, not use, and the node shares CPU time in proportion to them: a container without one
    gets next to nothing where the node is busy. A limit stands for the request where there is none.

    ## Example
    ```yaml bad
    resources:
      requests: {memory: 256Mi}
    ```

    ## Use instead
    ```yaml good
    resources:
      requests: {cpu: 100m}
    ```

    ## References
    - https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
    """
    yield from _lacking(pod, "cpu", ("requests", "limits"), "CPU request")


@rule("cpu-limit-missing", severity=Severity.INFO, scope=Scope.POD, default=False)
def cpu_limit_missing(pod: View) -> Iterator[Hit]:
    """Container without a CPU limit.

    ## Why is this bad?
    Without a limit a container may use all CPU time that is idle on its node, so that it is faster there than it will
    be beside others. Whether that is wanted is a matter of taste; `cpu-limit-set` asks for the opposite.

    ## Example
    ```yaml bad
    resources:
      requests: {cpu: 100m}
    ```

    ## Use instead
    ```yaml good
    resources:
      limits: {cpu: 500m}
    ```

    ## References
    - https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
    """
    yield from _lacking(pod, "cpu", ("limits",), "CPU limit")


@rule("cpu-limit-set", severity=Severity.INFO, scope=Scope.POD, default=False)
def cpu_limit_set(pod: View) -> Iterator[Hit]:
    """Container with a CPU limit.

    ## Why is this bad?
    A container at its limit is halted for the rest of each tenth of a second, even where the node is idle. Requests
    share CPU time fairly without it. The opposite of `cpu-limit-missing`.

    ## Example
    ```yaml bad
    resources:
      limits: {cpu: 500m}
    ```

    ## Use instead
    ```yaml good
    resources:
      requests: {cpu: 500m}
    ```

    ## References
    - https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
    """
    for container in _asked(pod):
        limit = container.at("resources", "limits", "cpu")
        if limit is not None:
            yield limit.hit(f"{label(container)} has a CPU limit", help="remove it, and keep the request")


@rule("ephemeral-storage-missing", severity=Severity.INFO, scope=Scope.POD, default=False)
def ephemeral_storage_missing(pod: View) -> Iterator[Hit]:
    """Container with neither a request nor a limit for ephemeral storage.

    ## Why is this bad?
    Logs, the writable layer and emptyDir volumes fill the disk of the node; when it runs full, pods are evicted, and
    the one that filled it is not always the first.

    ## Example
    ```yaml bad
    resources:
      limits: {memory: 256Mi}
    ```

    ## Use instead
    ```yaml good
    resources:
      limits: {ephemeral-storage: 1Gi}
    ```

    ## References
    - https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
    """
    yield from _lacking(pod, "ephemeral-storage", ("requests", "limits"), "ephemeral-storage request or limit")


@rule("requests-not-limits", severity=Severity.INFO, scope=Scope.POD, default=False)
def requests_not_limits(pod: View) -> Iterator[Hit]:
    """Memory or CPU whose request differs from its limit.

    ## Why is this bad?
    Only a pod whose requests equal its limits in all containers has the quality of service Guaranteed: it is evicted
    last. A request without a limit differs too.

    ## Example
    ```yaml bad
    resources:
      requests: {memory: 256Mi}
      limits: {memory: 512Mi}
    ```

    ## Use instead
    ```yaml good
    resources:
      requests: {memory: 512Mi}
      limits: {memory: 512Mi}
    ```

    ## References
    - https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
    """
    for container in _asked(pod):
        if not container.complete("resources"):
            continue
        for name in ("cpu", "memory"):
            request, limit = container.at("resources", "requests", name), container.at("resources", "limits", name)
            if request is None or (limit is not None and amount(request) == amount(limit)):
                continue
            other = f"its limit is {quoted(str(limit.value))}" if limit is not None else "it has no limit"
            yield request.hit(
                f"{name} request of {label(container)} is {quoted(str(request.value))}, {other}",
                help=f"set both to the same amount of {name}",
            )


def _asked(pod: View) -> Iterator[View]:
    """The containers that may have resources: all but ephemeral ones."""
    yield from init_containers(pod)
    yield from sidecars(pod)
    yield from containers(pod)


def _lacking(pod: View, name: str, kinds: tuple[str, ...], what: str) -> Iterator[Hit]:
    """The containers that have a resource under none of `kinds`, where the pod as a whole has none either."""
    if not _without(pod, name, kinds):
        return
    for container in _asked(pod):
        if _without(container, name, kinds):
            message = f"{label(container)} has no {what}"
            yield container.hit(message, "resources", kinds[0], name, help=f"set resources.{kinds[0]}.{name}")


def _without(asking: View, name: str, kinds: tuple[str, ...]) -> bool:
    """Whether a pod or a container surely has a resource under none of `kinds`."""
    fields = [("resources", kind, name) for kind in kinds]
    return all(asking.understood(*field) and asking.at(*field) is None for field in fields)
