"""Ports of the node."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import Hit, Scope, Severity, View, all_containers, label, rule


@rule("host-port-mismatch", severity=Severity.ERROR, scope=Scope.POD, needs=("hostPort",))
def host_port_mismatch(pod: View) -> Iterator[Hit]:
    """hostPort that differs from the containerPort under hostNetwork.

    ## Why is this bad?
    With `hostNetwork: true` the container listens on the node itself: there is nothing to map, and the API server
    refuses another number.

    ## Example
    ```yaml bad
    hostNetwork: true
    containers:
      - name: web
        image: registry.example/web:1
        ports: [{containerPort: 80, hostPort: 8080}]
    ```

    ## Use instead
    ```yaml good
    hostNetwork: true
    containers:
      - name: web
        image: registry.example/web:1
        ports: [{containerPort: 8080, hostPort: 8080}]
    ```

    ## References
    - https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#ports
    """
    if not pod.flag("hostNetwork"):
        return
    for container in all_containers(pod):
        for port in container.each("ports"):
            inside, outside = port.integer("containerPort"), port.integer("hostPort")
            if inside and outside and inside != outside:
                message = (
                    f"hostPort {outside} of {label(container)} must equal containerPort {inside}: hostNetwork is on"
                )
                related = (port.related("containerPort stands here", "containerPort"),)
                yield port.hit(message, "hostPort", help=f"write {inside}, or leave hostPort out", related=related)


@rule("host-ip-without-port", severity=Severity.WARNING, scope=Scope.CONTAINER, needs=("hostIP",))
def host_ip_without_port(container: View) -> Iterator[Hit]:
    """hostIP without hostPort, which has no effect.

    ## Why is this bad?
    hostIP chooses the address of the node for a hostPort. Alone it does nothing, and the API server warns of it.

    ## Example
    ```yaml bad
    ports: [{containerPort: 80, hostIP: 127.0.0.1}]
    ```

    ## Use instead
    ```yaml good
    ports: [{containerPort: 80, hostPort: 80, hostIP: 127.0.0.1}]
    ```

    ## References
    - https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#ports
    """
    pod = container.object.pod()
    if pod is not None and pod.get("hostNetwork") not in (None, False):
        return  # there each port is one of the host
    for port in container.each("ports"):
        if port.text("hostIP") and port.at("hostPort") is None:
            message = f"hostIP of {label(container)} has no effect without a hostPort"
            yield port.hit(message, "hostIP", help="add hostPort, or remove hostIP")
