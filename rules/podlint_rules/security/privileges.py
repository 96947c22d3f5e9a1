"""What a pod may do to its node: privileges, namespaces of the node, root."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import Hit, Scope, Severity, View, all_containers, label, rule
from podlint_rules.security import _standards as standards

_NAMESPACES = {
    "hostNetwork": (
        "it sees all traffic of the node and reaches what listens on its localhost; network policies do not hold it",
        "publish the ports by a Service",
    ),
    "hostPID": (
        "it sees all processes of the node, their environment and their files, and may send them signals",
        "use shareProcessNamespace if only the containers of this pod are to see each other",
    ),
    "hostIPC": ("it reads and writes the shared memory of all processes of the node", "share an emptyDir in memory"),
}


@rule(
    "privileged-container",
    severity=Severity.WARNING,
    scope=Scope.CONTAINER,
    partial=True,
    profiles=("pss-baseline", "pss-restricted"),
)
def privileged_container(container: View) -> Iterator[Hit]:
    """Container that runs privileged.

    ## Why is this bad?
    A privileged container has every capability and every device of the node, without seccomp and AppArmor: whoever
    breaks into it owns the node. What else its security context allows adds nothing, and is not reported on top.

    ## Example
    ```yaml bad
    securityContext:
      privileged: true
    ```

    ## Use instead
    ```yaml good
    securityContext:
      capabilities:
        add: [NET_BIND_SERVICE]
    ```

    ## References
    - https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline
    """
    if container.get("securityContext", "privileged") is True:
        message = f"{label(container)} is privileged: it has every capability and every device of the node"
        help = "add only the capabilities that it needs"
        yield container.hit(message, "securityContext", "privileged", help=help)


@rule(
    "host-namespaces",
    severity=Severity.WARNING,
    scope=Scope.POD,
    partial=True,
    profiles=("pss-baseline", "pss-restricted"),
)
def host_namespaces(pod: View) -> Iterator[Hit]:
    """Pod that shares the network, the processes or the shared memory of its node.

    ## Why is this bad?
    The namespaces are what keeps a container apart from its node and from the other pods on it. With `hostNetwork` the
    pod reaches services bound to the node's localhost and escapes network policies; with `hostPID` it sees every
    process of the node; with `hostIPC` its shared memory. A Windows HostProcess pod needs the network of its node and
    is left to `host-process`.

    ## Example
    ```yaml bad
    hostPID: true
    containers:
      - name: agent
        image: registry.example/agent:1
    ```

    ## Use instead
    ```yaml good
    shareProcessNamespace: true
    containers:
      - name: agent
        image: registry.example/agent:1
    ```

    ## References
    - https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline
    """
    for breach in standards.host_namespaces(pod, 0):
        key = str(breach.keys[0])
        if key == "hostNetwork" and any(standards.host_process(pod, 0)):
            continue
        allows, help = _NAMESPACES[key]
        yield pod.hit(f"{key}: {allows}", key, help=help)


@rule(
    "host-process",
    severity=Severity.WARNING,
    scope=Scope.POD,
    partial=True,
    profiles=("pss-baseline", "pss-restricted"),
)
def host_process(pod: View) -> Iterator[Hit]:
    """Windows HostProcess container.

    ## Why is this bad?
    A HostProcess container is a process of the node itself, with the rights of the account it runs as: nothing keeps it
    apart from the node.

    ## Example
    ```yaml bad
    hostNetwork: true
    securityContext:
      windowsOptions:
        hostProcess: true
        runAsUserName: 'NT AUTHORITY\\SYSTEM'
    containers:
      - name: agent
        image: registry.example/agent:1
    ```

    ## Use instead
    ```yaml good
    securityContext:
      windowsOptions:
        runAsUserName: ContainerUser
    containers:
      - name: agent
        image: registry.example/agent:1
    ```

    ## References
    - https://kubernetes.io/docs/tasks/configure-pod-container/create-hostprocess-pod/
    """
    for breach in standards.host_process(pod, 0):
        message = "hostProcess: the container runs as a process of the Windows node itself, with full access to it"
        yield breach.view.hit(message, *breach.keys, help="remove it unless the container administers its node")


@rule(
    "escalation-allowed",
    severity=Severity.WARNING,
    scope=Scope.CONTAINER,
    partial=True,
    profiles=("pss-restricted",),
)
def escalation_allowed(container: View) -> Iterator[Hit]:
    """Container whose processes may gain more privileges than they start with, on purpose.

    ## Why is this bad?
    `allowPrivilegeEscalation: true` leaves the kernel's no_new_privs flag off: a set-uid program such as `su` or `sudo`
    in the image makes its caller root. It is the default, so writing it down only tells that somebody wanted it.

    ## Example
    ```yaml bad
    securityContext:
      allowPrivilegeEscalation: true
    ```

    ## Use instead
    ```yaml good
    securityContext:
      allowPrivilegeEscalation: false
    ```

    ## References
    - https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
    """
    context = container.at("securityContext")
    if context is not None and context.flag("allowPrivilegeEscalation") and not context.flag("privileged"):
        message = f"{label(container)} allows privilege escalation: set-uid programs in its image give root"
        yield context.hit(message, "allowPrivilegeEscalation", help="set it to false")


@rule(
    "run-as-root",
    severity=Severity.WARNING,
    scope=Scope.POD,
    profiles=("pss-restricted",),
)
def run_as_root(pod: View) -> Iterator[Hit]:
    """User 0 asked for explicitly.

    ## Why is this bad?
    Root in the container is root on the node (unless the pod has a user namespace, `hostUsers: false`): with a
    writable host path or a hole in the runtime it is root there too.

    ## Example
    ```yaml bad
    securityContext:
      runAsUser: 0
    ```

    ## Use instead
    ```yaml good
    securityContext:
      runAsUser: 10001
    ```

    ## References
    - https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
    """
    if pod.get("hostUsers") is False or standards.is_windows(pod):
        return
    if not any(context.integer("runAsUser") == 0 for context in standards.contexts(pod, "runAsUser")):
        return
    users: dict[tuple[str | int, ...], tuple[View, list[str]]] = {}
    for container in all_containers(pod):
        user = standards.effective(pod, container, "runAsUser")
        if user is None or user.integer() != 0 or container.get("securityContext", "privileged") is True:
            continue
        non_root = standards.effective(pod, container, "runAsNonRoot")
        if non_root is None or non_root.value is not True:
            users.setdefault(user.path, (user, []))[1].append(label(container))
    for user, names in users.values():
        who = names[0] if len(names) == 1 else f"{len(names)} containers"
        verb = "runs" if len(names) == 1 else "run"
        yield user.hit(f"{who} {verb} as root (runAsUser: 0)", help="choose a user above 0, or set hostUsers: false")
