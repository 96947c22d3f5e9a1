"""What the API server asks of probes and hooks beyond their schema."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import EACH, Hit, Part, Scope, Severity, View, all_containers, is_sidecar, label, quoted, rule
from podlint.api.kubernetes import names

_PROBES = ("livenessProbe", "readinessProbe", "startupProbe")


@rule(
    "probe-invalid",
    severity=Severity.ERROR,
    scope=Scope.POD,
    needs=("livenessProbe", "readinessProbe", "startupProbe", "lifecycle"),
)
def probe_invalid(pod: View) -> Iterator[Hit]:
    """Probe or hook that the API server refuses.

    ## Why is this bad?
    Liveness and startup probes succeed after one success; a readiness probe ends no container, so that a grace period
    makes no sense there; plain init containers run to their end and are not probed. A port given as a string is a name:
    letters are needed, and at most 15 characters. A hook may not sleep longer than the grace period of the pod.

    ## Example
    ```yaml bad
    livenessProbe:
      httpGet: {path: /, port: 80}
      successThreshold: 2
    ```

    ## Use instead
    ```yaml good
    readinessProbe:
      httpGet: {path: /, port: 80}
      successThreshold: 2
    ```

    ## References
    - https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/
    """
    for container in all_containers(pod):
        value = container.value
        if value.get("lifecycle") is not None or any(value.get(name) is not None for name in _PROBES):
            yield from _of_container(pod, container)


def _of_container(pod: View, container: View) -> Iterator[Hit]:
    if "initContainers" in container.path and not is_sidecar(container) and container.complete("restartPolicy"):
        for name in (*_PROBES, "lifecycle"):
            if container.at(name) is not None:
                message = f"{label(container)} may not have a {name}: it runs to its end"
                help = "remove it, or make a sidecar of it with restartPolicy: Always"
                yield container.hit(message, name, part=Part.KEY, help=help)
    for name in _PROBES:
        probe = container.at(name)
        if probe is None:
            continue
        successes = probe.integer("successThreshold")
        if name != "readinessProbe" and successes is not None and successes > 1:
            message = f"successThreshold of the {name} of {label(container)} must be 1, not {successes}"
            yield probe.hit(message, "successThreshold", help="remove it")
        if name == "readinessProbe" and probe.integer("terminationGracePeriodSeconds") is not None:
            message = f"the readinessProbe of {label(container)} may not have terminationGracePeriodSeconds"
            help = "a failed readiness probe ends no container: remove it"
            yield probe.hit(message, "terminationGracePeriodSeconds", part=Part.KEY, help=help)
        yield from _asked(probe, name, container)
    lifecycle = container.at("lifecycle")
    for hook in ("postStart", "preStop"):
        handler = lifecycle.at(hook) if lifecycle is not None else None
        if handler is not None:
            yield from _asked(handler, hook, container)
            yield from _sleep(pod, handler, hook, container)


def _asked(handler: View, what: str, container: View) -> Iterator[Hit]:
    """What is wrong with the request of a probe or a hook."""
    for kind in ("httpGet", "tcpSocket"):
        found = handler.get(kind)
        if not isinstance(found, dict):
            continue
        if kind == "httpGet" and found.get("httpHeaders"):
            yield from _headers(handler, what, container)
        if isinstance(found.get("port"), str):
            yield from _port(handler, kind, what, container)


def _port(handler: View, kind: str, what: str, container: View) -> Iterator[Hit]:
    """A name of a port that `probe-port-undeclared` does not judge: an empty one, or where ports are not understood."""
    name = handler.text(kind, "port")
    wrong = names.port_name(name) if name else "must not be empty"
    if name is None or wrong is None or (name and container.understood("ports", EACH, "name")):
        return
    help = "write the number of the port"
    if name.isdecimal() and len(name) < 6:  # as many digits as a port has
        help = f"write {int(name)} without quotes"
    message = f"port {quoted(name)} of the {what} of {label(container)} {wrong}"
    yield handler.hit(message, kind, "port", help=help)


def _sleep(pod: View, handler: View, hook: str, container: View) -> Iterator[Hit]:
    seconds = handler.integer("sleep", "seconds")
    if seconds is None or not pod.complete("terminationGracePeriodSeconds"):
        return
    grace = pod.integer("terminationGracePeriodSeconds")
    if grace is None:
        grace = 30
    elif grace < 0 and pod.object.kind == "Pod":
        grace = 1  # what the server makes of it before it looks
    if seconds > max(grace, 0):
        message = (
            f"{hook} of {label(container)} sleeps {seconds} seconds, longer than the grace period of the pod, {grace}"
        )
        where = "terminationGracePeriodSeconds"
        related = (pod.related("the grace period stands here", where),) if pod.at(where) is not None else ()
        help = "sleep less, or raise terminationGracePeriodSeconds"
        yield handler.hit(message, "sleep", "seconds", help=help, related=related)
    elif seconds > grace:
        message = f"{hook} of {label(container)} may not sleep {seconds} seconds: the grace period is negative"
        yield handler.hit(message, "sleep", "seconds", help="raise terminationGracePeriodSeconds")


def _headers(handler: View, what: str, container: View) -> Iterator[Hit]:
    for header in handler.each("httpGet", "httpHeaders"):
        name = header.text("name")
        wrong = names.header_name(name) if name else None
        if wrong is not None:
            message = f"header {quoted(str(name))} of the {what} of {label(container)} {wrong}"
            yield header.hit(message, "name", help="use letters, digits and `-`")
