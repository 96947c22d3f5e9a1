"""Names of container ports."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import Hit, Scope, Severity, View, all_containers, label, quoted, rule


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
    for port in container.each("ports"):
        name = port.text("name")
        if name and (before := first.setdefault(name, port)) is not port:
            yield port.hit(
                f"port name {quoted(name)} is used twice in {label(container)}",
                "name",
                help="give one of the two ports another name",
                related=(before.related("first used here", "name"),),
            )


@rule("ambiguous-port-name", severity=Severity.WARNING, scope=Scope.POD, partial=True)
def ambiguous_port_name(pod: View) -> Iterator[Hit]:
    """Port name in two containers of one pod.

    ## Why is this bad?
    A Service's `targetPort` and other references by name mean the pod, not a container: they take the first port of
    that name, and the other one is out of their reach. The API server warns of it.

    ## Example
    ```yaml bad
    containers:
      - name: web
        image: registry.example/web:1
        ports: [{name: http, containerPort: 8080}]
      - name: admin
        image: registry.example/admin:1
        ports: [{name: http, containerPort: 8081}]
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
    first: dict[str, tuple[View, View]] = {}
    for container in all_containers(pod):
        seen: set[str] = set()
        for port in container.each("ports"):
            name = port.text("name")
            if not name or name in seen:
                continue
            seen.add(name)
            before, of = first.setdefault(name, (port, container))
            if of.path != container.path:
                yield port.hit(
                    f"port name {quoted(name)} of {label(container)} is used by {label(of)} of the same pod too",
                    "name",
                    help="give one of the two ports another name",
                    related=(before.related(f"used here by {label(of)}", "name"),),
                )
