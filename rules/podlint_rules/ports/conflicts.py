"""Two claims to one port: of a pod, of a container, of a node."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from podlint.api import (
    Hit,
    NamedTuple,
    Scope,
    Severity,
    View,
    all_containers,
    init_containers,
    label,
    rule,
    running_together,
)
from podlint_rules.ports._declared import declared


class _Claim(NamedTuple):
    """A container's claim to a port number, which stands under `key` of the entry `port`."""

    number: int
    protocol: str
    container: View
    port: View
    key: str = "containerPort"


@rule("port-conflict", severity=Severity.ERROR, scope=Scope.POD, partial=True)
def port_conflict(pod: View) -> Iterator[Hit]:
    """Two containers that run at the same time have the same port.

    ## Why is this bad?
    All containers of a pod share one network namespace: the second process to listen on the port fails with "address
    already in use" and its container crashes again and again. The API server only warns of two containers, and does
    not look at sidecars (init containers with `restartPolicy: Always`), which run beside the others. Plain init
    containers run alone and clash with nobody; the same number under TCP and UDP is no conflict.

    Ports count that containers declare, and those that a well-known image listens on (two nginx, or nginx and httpd,
    want port 80), where no argument, variable or mounted file can have told it otherwise.

    ## Example
    ```yaml bad
    containers:
      - name: web
        image: nginx:1.27
        ports: [{containerPort: 80}]
      - name: admin
        image: httpd:2.4
        ports: [{containerPort: 80}]
    ```

    ## Use instead
    ```yaml good
    containers:
      - name: web
        image: nginx:1.27
        ports: [{containerPort: 80}]
      - name: admin
        image: registry.example/admin:1
        ports: [{containerPort: 8080}]
    ```

    ## References
    - https://kubernetes.io/docs/concepts/workloads/pods/#pod-networking
    """
    if not _several(pod):
        return
    first: dict[tuple[int, str], _Claim] = {}
    for container in running_together(pod):
        for claim in _claims(container):
            before = first.setdefault((claim.number, claim.protocol), claim)
            if before.container.path != container.path:
                yield claim.port.hit(
                    f"port {claim.number}/{claim.protocol} of {label(container)} is taken: "
                    f"{label(before.container)} listens on it in the same pod",
                    "containerPort",
                    help="give one of the containers another port, or its own pod",
                    related=(before.port.related(f"declared here by {label(before.container)}", "containerPort"),),
                )
    from podlint_rules.ports._pairs import certain

    yield from certain(pod)


@rule("port-conflict-likely", severity=Severity.WARNING, scope=Scope.POD)
def port_conflict_likely(pod: View) -> Iterator[Hit]:
    """Container that is told to listen on the port of another one of its pod.

    ## Why is this bad?
    All containers of a pod, its sidecars too, share one network: what a container is told by `--listen-address=:8080`,
    `--port 8080` or `PORT=8080` has to be free there, or it ends with "address already in use" and is started again
    and again. Nothing of that need stand under `ports`.

    The rule reads options and variables that say where a program listens: `--port`, `--listen`, `--bind`,
    `--metrics-bind-address`, `PORT`, `SERVER_PORT`, `ASPNETCORE_URLS` and the like. It holds them against what other
    containers declare, are told, or listen on by their image. Names that say where others are (`--upstream`,
    `--db-port`) are left alone; so are programs that connect (`psql --port`), and two different addresses.

    ## Why this default?
    On: a program that is told a port listens on it. It is a warning, as it may be told so for another reason.

    ## Example
    ```yaml bad
    containers:
      - name: web
        image: registry.example/web:1
        ports: [{containerPort: 8080}]
      - name: reloader
        image: registry.example/reloader:1
        args: ["--listen-address=:8080"]
    ```

    ## Use instead
    ```yaml good
    containers:
      - name: web
        image: registry.example/web:1
        ports: [{containerPort: 8080}]
      - name: reloader
        image: registry.example/reloader:1
        args: ["--listen-address=:8081"]
    ```

    ## References
    - https://kubernetes.io/docs/concepts/workloads/pods/#pod-networking
    """
    if _several(pod):
        from podlint_rules.ports._pairs import likely

        yield from likely(pod)


def _several(pod: View) -> bool:
    """Whether more than one container runs at a time."""
    return next(islice(running_together(pod), 1, None), None) is not None


@rule("duplicate-port", severity=Severity.WARNING, scope=Scope.CONTAINER, partial=True)
def duplicate_port(container: View) -> Iterator[Hit]:
    """Same port and protocol twice in one container.

    ## Why is this bad?
    The second entry adds nothing, and the API server warns of it. `kubectl apply` merges ports by their number, so an
    edit of one entry may change the other.

    ## Example
    ```yaml bad
    name: web
    image: nginx:1.27
    ports:
      - {name: http, containerPort: 80}
      - {name: web, containerPort: 80}
    ```

    ## Use instead
    ```yaml good
    name: web
    image: nginx:1.27
    ports:
      - {name: http, containerPort: 80}
    ```

    ## References
    - https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#ports
    """
    first: dict[tuple[int, str], _Claim] = {}
    for claim in _claims(container):
        before = first.setdefault((claim.number, claim.protocol), claim)
        if before is not claim and not _several_host_ports(before, claim):
            yield claim.port.hit(
                f"port {claim.number}/{claim.protocol} is declared twice in {label(container)}",
                "containerPort",
                help="remove one of the two entries",
                related=(before.port.related("first declared here", "containerPort"),),
            )


@rule("host-port-conflict", severity=Severity.ERROR, scope=Scope.POD, partial=True)
def host_port_conflict(pod: View) -> Iterator[Hit]:
    """Same port of the node claimed twice in one pod.

    ## Why is this bad?
    Two claims to one host port, protocol and host IP cannot both be served. The API server refuses it among app
    containers; between a sidecar and an app container it only warns of the port, and the pod then fails to start. With
    `hostNetwork: true` every container port is a port of the node.

    ## Example
    ```yaml bad
    containers:
      - name: web
        image: nginx:1.27
        ports: [{containerPort: 80, hostPort: 8080}]
      - name: admin
        image: registry.example/admin:1
        ports: [{containerPort: 9000, hostPort: 8080}]
    ```

    ## Use instead
    ```yaml good
    containers:
      - name: web
        image: nginx:1.27
        ports: [{containerPort: 80, hostPort: 8080}]
      - name: admin
        image: registry.example/admin:1
        ports: [{containerPort: 9000, hostPort: 8081}]
    ```

    ## References
    - https://kubernetes.io/docs/concepts/configuration/overview/#services
    """
    on_host = pod.flag("hostNetwork")
    if not on_host and not any(port.host for container in all_containers(pod) for port in declared(container)):
        return
    groups: list[Iterable[View]] = [running_together(pod), *([c] for c in init_containers(pod))]
    for group in groups:
        first: dict[tuple[int, str, str], _Claim] = {}
        for container in group:
            for claim in _host_claims(container, on_host=on_host):
                if not claim.port.complete("hostIP"):
                    continue
                address = claim.port.get("hostIP", default="")
                before = first.setdefault((claim.number, claim.protocol, str(address)), claim)
                if before is claim or _is_port_conflict(before, claim):
                    continue
                who = "the same container" if before.container.path == container.path else label(before.container)
                yield claim.port.hit(
                    f"host port {claim.number}/{claim.protocol} of {label(container)} is claimed by {who} too",
                    claim.key,
                    help="use another hostPort, or a Service instead of host ports",
                    related=(before.port.related("first claimed here", before.key),),
                )


def _claims(container: View) -> Iterator[_Claim]:
    """The ports that a container declares."""
    for number, _, protocol, _, port in declared(container):
        if number and protocol is not None:
            yield _Claim(number, protocol, container, port)


def _host_claims(container: View, *, on_host: bool) -> Iterator[_Claim]:
    """The ports of the node that a container claims: in its network those without a hostPort too."""
    for number, host, protocol, _, port in declared(container):
        if protocol is not None and host:
            yield _Claim(host, protocol, container, port, "hostPort")
        elif protocol is not None and number and on_host:
            yield _Claim(number, protocol, container, port)


def _is_port_conflict(one: _Claim, other: _Claim) -> bool:
    """Whether `port-conflict` says the same already: two containers, neither of which names a port of the node."""
    return one.key == other.key == "containerPort" and one.container.path != other.container.path


def _several_host_ports(one: _Claim, other: _Claim) -> bool:
    """Whether two entries publish one container port under different host addresses, which is a use of its own.

    In the network of the host a port of the container is one of the host. An entry for all addresses beside one for a
    single address is no such use: which of them holds is not defined.
    """
    pod = one.container.object.pod()
    on_host = pod is not None and pod.get("hostNetwork") is True
    ports = [claim.port.get("hostPort") or (claim.number if on_host else None) for claim in (one, other)]
    addresses = [claim.port.get("hostIP") or "" for claim in (one, other)]
    if None in ports or (ports[0] == ports[1] and addresses[0] == addresses[1]):
        return False
    return ports[0] != ports[1] or all(addresses)
