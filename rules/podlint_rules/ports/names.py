"""Names of container ports."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import Hit, Scope, Severity, View, all_containers, label, quoted, rule
from podlint.api.kubernetes import WORKLOADS
from podlint.api.project import Index, Member, selecting
from podlint_rules.ports._declared import declared


@rule("duplicate-port-name", severity=Severity.ERROR, scope=Scope.CONTAINER, partial=True)
def duplicate_port_name(container: View) -> Iterator[Hit]:
    """Port name twice in one container.

    ## Why is this bad?
    Services and probes refer to ports by name, so the API server refuses a name that stands for two ports of one
    container.

    ## Example
    ```yaml bad
    name: web
    image: registry.example/web:1
    ports:
      - {name: http, containerPort: 8080}
      - {name: http, containerPort: 8081}
    ```

    ## Use instead
    ```yaml good
    name: web
    image: registry.example/web:1
    ports:
      - {name: http, containerPort: 8080}
      - {name: http-admin, containerPort: 8081}
    ```

    ## References
    - https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#ports
    """
    first: dict[str, View] = {}
    for _, _, _, name, port in declared(container):
        if name and (before := first.setdefault(name, port)) is not port:
            yield port.hit(
                f"port name {quoted(name)} is used twice in {label(container)}",
                "name",
                help="give one of the two ports another name",
                related=(before.related("first used here", "name"),),
            )


@rule("ambiguous-port-name", severity=Severity.WARNING, scope=Scope.PROJECT, kinds=WORKLOADS)
def ambiguous_port_name(target: Member, index: Index) -> Iterator[Hit]:
    """Port name in two containers of one pod.

    ## Why is this bad?
    A Service's `targetPort` and other references by name mean the pod, not a container: they take the first port of
    that name, and the other one is out of their reach. The API server warns of it. Where no Service and no
    NetworkPolicy of the project uses the name, the finding is for your information.

    ## Why this default?
    On: what asks for the name reaches the first port only. It is info where nothing of the project asks for it.

    ## Example
    ```yaml bad file
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web}
    spec:
      selector: {matchLabels: {app: web}}
      template:
        metadata: {labels: {app: web}}
        spec:
          containers:
            - name: web
              image: registry.example/web:1
              ports: [{name: http, containerPort: 8080}]
            - name: admin
              image: registry.example/admin:1
              ports: [{name: http, containerPort: 8081}]
    ---
    apiVersion: v1
    kind: Service
    metadata: {name: web}
    spec:
      selector: {app: web}
      ports: [{port: 80, targetPort: http}]
    ```

    ## Use instead
    ```yaml good
    containers:
      - name: web
        image: registry.example/web:1
        ports: [{name: http, containerPort: 8080}]
      - name: admin
        image: registry.example/admin:1
        ports: [{name: http-admin, containerPort: 8081}]
    ```

    ## References
    - https://kubernetes.io/docs/concepts/services-networking/service/#field-spec-ports
    """
    pod = target.pod()
    users: dict[str, View] | None = None
    first: dict[str, tuple[View, View]] = {}
    for container in all_containers(pod) if pod is not None else ():
        seen: set[str] = set()
        for port in container.each("ports"):
            name = port.text("name")
            if not name or name in seen:
                continue
            seen.add(name)
            before, of = first.setdefault(name, (port, container))
            if of.path != container.path:
                users = _asked_for(target, index) if users is None else users
                yield _ambiguous(name, (port, container), (before, of), users.get(name))


Port = tuple[View, View]
"""A port, and its container."""


def _ambiguous(name: str, found: Port, before: Port, user: View | None) -> Hit:
    (port, container), (first, of) = found, before
    taken = "" if user is None else f", and {user.object.name} takes the first"
    related = [first.related(f"used here by {label(of)}", "name")]
    return port.hit(
        f"port name {quoted(name)} of {label(container)} is used by {label(of)} of the same pod too{taken}",
        "name",
        help="give one of the two ports another name",
        related=tuple(related if user is None else [*related, user.related("asked for here")]),
        severity=Severity.INFO if user is None else None,
    )


def _asked_for(workload: Member, index: Index) -> dict[str, View]:
    """The port names of a workload that Services and NetworkPolicies ask for, each with a place that does."""
    found: dict[str, View] = {}
    for service in selecting(workload, index, "", "Service", "spec", "selector", as_map=True):
        for port in service.each("spec", "ports"):
            _note(found, port.at("targetPort"))
    group, kind = "networking.k8s.io", "NetworkPolicy"
    for policy in selecting(workload, index, group, kind, "spec", "podSelector"):
        for entry in policy.each("spec", "ingress"):
            for port in entry.each("ports"):
                _note(found, port.at("port"))
    return found


def _note(found: dict[str, View], port: View | None) -> None:
    name = port.text() if port is not None else None
    if name and port is not None:
        found.setdefault(name, port)
