"""What points at a port inside its own pod, and the servers that declare none."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import (
    EACH,
    Change,
    Fix,
    Hit,
    NamedTuple,
    Scope,
    Severity,
    View,
    closest,
    containers,
    did_you_mean,
    label,
    listed,
    once,
    quoted,
    rule,
    running_together,
)
from podlint.api.kubernetes import LONG_RUNNING, Serves, port_numbers_known, server_run
from podlint_rules.ports._declared import declared
from podlint_rules.ports._pointers import KINDS, undeclared_numbers

_PROBES = ("livenessProbe", "readinessProbe", "startupProbe")
_HOOKS = ("postStart", "preStop")
_ASKING = frozenset({"httpGet", "tcpSocket", "grpc"})


class _Use(NamedTuple):
    """A port that a probe or a hook asks for: who asks, and the handler that holds the port."""

    who: str
    handler: View


@rule("probe-port-undeclared", severity=Severity.ERROR, scope=Scope.POD)
def probe_port_undeclared(pod: View) -> Iterator[Hit]:
    """Probe or hook that uses a port name its container does not declare.

    ## Why is this bad?
    The API server accepts any name. The kubelet looks it up in the `ports` of the same container, not in those of its
    neighbours: without it every attempt fails, so that a readiness probe keeps the pod out of its Services and a
    liveness or startup probe restarts the container for ever. A quoted number is a name too, and one that is refused.

    ## Example
    ```yaml bad
    name: web
    image: nginx:1.27
    ports:
      - {name: http, containerPort: 80}
    readinessProbe:
      httpGet: {path: /, port: htpp}
    ```

    ## Use instead
    ```yaml good
    name: web
    image: nginx:1.27
    ports:
      - {name: http, containerPort: 80}
    readinessProbe:
      httpGet: {path: /, port: http}
    ```

    ## Fix safety
    Safe: only a quoted number loses its quotes.

    ## References
    - https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/#use-a-named-port
    """
    for container in running_together(pod):
        names = [port.name for port in declared(container) if port.name]
        for who, handler in _uses(container):
            name = handler.text("port")
            if not name or name in names or not container.understood("ports", EACH, "name"):
                continue
            if name.isdecimal():
                yield _quoted_number(container, who, handler, name)
                continue
            elsewhere = _neighbour(pod, container, name)
            yield handler.hit(
                f"{who} of {label(container)} uses the port {quoted(name)}, which this container does not declare",
                "port",
                help=did_you_mean(closest(name, names)) or _how(name, elsewhere, container),
                related=(elsewhere.related("declared here, in another container", "name"),) if elsewhere else (),
            )


@rule(
    "missing-container-port",
    severity=Severity.WARNING,
    scope=Scope.POD,
    kinds=LONG_RUNNING,
    across=undeclared_numbers,
    across_kinds=KINDS,
)
def missing_container_port(pod: View) -> Iterator[Hit]:
    """Port in use that no container of the pod declares.

    ## Why is this bad?
    A container listens on a port whether it is declared or not: `ports` is what people, Services with a named
    `targetPort`, network policies and other tools go by. Where a pod declares ports and a probe, a hook, a Service or
    a NetworkPolicy asks for another one, either the number is wrong or a port is missing from the list. A server
    without any `ports` says nothing of where it can be reached, and no name can be used for it.

    Leaving a port out closes nothing. So only a Service or a policy that asks for another port than the declared ones
    is a warning, and not where a container's command, arguments or environment name that number: it listens there most
    likely. That, a probe that asks for another port, and a server without any ports are for your information.

    The rule knows what common images expose. It is silent about them where the command is another one, for pods in
    the network of the node, and for caches and FastCGI servers beside a container that declares ports.

    ## Why this default?
    On: a Service or a policy for a port beside the declared ones is very likely wrong. The rest is info: declaring
    a port opens nothing.

    ## Example
    ```yaml bad
    name: web
    image: nginx:1.27
    ports:
      - containerPort: 80
    livenessProbe:
      httpGet: {path: /, port: 8080}
    ```

    ## Use instead
    ```yaml good
    name: web
    image: nginx:1.27
    ports:
      - containerPort: 80
    livenessProbe:
      httpGet: {path: /, port: 80}
    ```

    ## References
    - https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#ports
    - https://kubernetes.io/docs/concepts/services-networking/service/#field-spec-ports
    """
    if pod.get("hostNetwork", default=False) is not False:
        return
    numbers = [port.number for container in running_together(pod) for port in declared(container) if port.number]
    found = [hit for container in running_together(pod) for hit in _undeclared(container, numbers)] if numbers else []
    if pod.get("restartPolicy", default="Always") == "Always":
        found += _silent_servers(pod, numbers)
    if found and port_numbers_known(pod):
        yield from found


def _undeclared(container: View, numbers: list[int]) -> Iterator[Hit]:
    """The numbers that the container's probes and hooks ask for without a declaration, once each."""
    wanted: dict[int, list[_Use]] = {}
    for use in _uses(container):
        number = use.handler.integer("port")
        if number and number not in numbers:
            wanted.setdefault(number, []).append(use)
    for number, (first, *others) in wanted.items():
        yield first.handler.hit(
            f"{first.who} of {label(container)} asks for port {number}, which no container of the pod declares",
            "port",
            help=f"add containerPort {number} to the container that listens on it, or ask for a declared port "
            f"({listed((str(n) for n in dict.fromkeys(numbers)), last='or')})",
            related=tuple(use.handler.related(f"{use.who} asks for it too", "port") for use in others),
            severity=Severity.INFO,
        )


def _silent_servers(pod: View, numbers: list[int]) -> Iterator[Hit]:
    """The app containers without `ports` whose image is known to expose some that nobody else declares."""
    for container in containers(pod):
        server = None if declared(container) else server_run(container)
        if server is None or not server.ports or not set(server.ports).isdisjoint(numbers):
            continue
        if numbers and not server.http and server.kind not in (Serves.DATABASE, Serves.QUEUE):
            continue
        many = "s" if len(server.ports) > 1 else ""
        yield container.hit(
            f"{label(container)} declares no ports, but its image {server.name} exposes "
            f"port{many} {listed(map(str, server.ports))}",
            "image",
            help=f"add ports with containerPort {server.ports[0]}, or the port that the server is configured for",
            severity=Severity.INFO,
        )


@once
def _uses(container: View) -> list[_Use]:
    """The ports that probes and hooks of a container ask for; a number at another host is none."""
    own = container.value
    found = []
    for key in _PROBES:
        probe = own.get(key)
        for kind in probe if isinstance(probe, dict) else ():
            if kind in _ASKING:
                found.append(_use(container, key, key, kind))
    for key in _HOOKS if own.get("lifecycle") else ():
        found += [_use(container, key, "lifecycle", key, kind) for kind in ("httpGet", "tcpSocket")]
    return [use for use in found if use is not None]


def _use(container: View, who: str, *keys: str) -> _Use | None:
    handler = container.at(*keys)
    if handler is None or not isinstance(handler.value, dict):
        return None
    if isinstance(handler.get("port"), str) or handler.at("host") is None:
        return _Use(who, handler)
    return None


def _neighbour(pod: View, container: View, name: str) -> View | None:
    """The entry with this name in another container of the pod."""
    for other in running_together(pod):
        for port in declared(other):
            if other.path != container.path and port.name == name:
                return port.view
    return None


def _how(name: str, elsewhere: View | None, container: View) -> str:
    """What to do about a name without a near one."""
    number = elsewhere.integer("containerPort") if elsewhere else None
    if number:
        return f"the kubelet looks in the same container only; write the number {number}"
    if declared(container):
        return f'give the port that is meant the name "{name}", or write its number'
    return f'add a port named "{name}" to the container, or write its number'


def _quoted_number(container: View, who: str, handler: View, name: str) -> Hit:
    """A quoted number: the server reads a name in it, and no name consists of digits alone."""
    number = int(name[:9])
    certain = name == str(number) and 0 < number < 65536
    return handler.hit(
        f"{who} of {label(container)} uses the port {quoted(name)}, which in quotes is a name, not a number",
        "port",
        help=f"write {number} without quotes" if certain else "write a number from 1 to 65535, without quotes",
        fix=Fix("remove the quotes", (Change(handler.place("port"), number),)) if certain else None,
    )
