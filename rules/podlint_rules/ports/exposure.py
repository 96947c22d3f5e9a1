"""Ports that say something about a container: of the node, privileged, for administration."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import Hit, Scope, Severity, View, label, rule

_PRIVILEGED = 1024
_ADMIN = {22: "SSH", 23: "telnet", 3389: "RDP", **dict.fromkeys(range(5900, 5904), "VNC")}


@rule(
    "host-port",
    severity=Severity.INFO,
    scope=Scope.CONTAINER,
    default=False,
    partial=True,
    profiles=("pss-baseline", "pss-restricted"),
)
def host_port(container: View) -> Iterator[Hit]:
    """Container that takes a port of its node.

    ## Why is this bad?
    Only one such pod fits on a node, and the port is open to whoever reaches the node. A Service does without.

    ## Example
    ```yaml bad
    ports:
      - {containerPort: 8080, hostPort: 8080}
    ```

    ## Use instead
    ```yaml good
    ports:
      - {containerPort: 8080}
    ```

    ## References
    - https://kubernetes.io/docs/concepts/configuration/overview/#services
    """
    for port in container.each("ports"):
        number = port.integer("hostPort")
        if number:
            message = f"{label(container)} takes port {number} of its node"
            yield port.hit(message, "hostPort", help="use a Service, or a DaemonSet that needs the port on each node")


@rule("privileged-port", severity=Severity.INFO, scope=Scope.CONTAINER, default=False, partial=True)
def privileged_port(container: View) -> Iterator[Hit]:
    """Container port below 1024.

    ## Why is this bad?
    Where the runtime does not lift the limit, only root or a process with NET_BIND_SERVICE may listen on such a port. A
    Service can offer port 80 while the container listens on 8080.

    ## Example
    ```yaml bad
    ports:
      - containerPort: 80
    ```

    ## Use instead
    ```yaml good
    ports:
      - containerPort: 8080
    ```

    ## References
    - https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
    """
    for port in container.each("ports"):
        number = port.integer("containerPort")
        if number is not None and 0 < number < _PRIVILEGED:
            message = f"port {number} of {label(container)} is below {_PRIVILEGED}"
            yield port.hit(message, "containerPort", help="listen on a higher port, and map it in the Service")


@rule("admin-port", severity=Severity.INFO, scope=Scope.CONTAINER, default=False, partial=True)
def admin_port(container: View) -> Iterator[Hit]:
    """Port for remote administration: SSH, telnet, VNC, RDP.

    ## Why is this bad?
    A remote shell in a container needs accounts and keys of its own, and passes by the audit log and the access rules
    of the cluster. `kubectl exec` and `kubectl debug` need no port.

    ## Example
    ```yaml bad
    ports:
      - containerPort: 22
    ```

    ## Use instead
    ```yaml good
    ports:
      - containerPort: 8080
    ```

    ## References
    - https://kubernetes.io/docs/tasks/debug/debug-application/get-shell-running-container/
    """
    for port in container.each("ports"):
        number = port.integer("containerPort")
        what = _ADMIN.get(number) if number is not None and port.get("protocol", default="TCP") == "TCP" else None
        if what is not None:
            message = f"port {number} of {label(container)} is for {what}"
            yield port.hit(message, "containerPort", help="use kubectl exec or kubectl debug instead")
