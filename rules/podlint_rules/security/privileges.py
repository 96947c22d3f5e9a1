"""What a pod may do to its node: privileges, namespaces of the node, root."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import Hit, Scope, Severity, View, all_containers, label, quoted, rule
from podlint_rules._shared.by_hand import is_idle
from podlint_rules._shared.node_agents import is_node_agent, of_node_agent
from podlint_rules.security import _standards as standards

_LOG_FOLDERS = ("/var/log/", "/run/log/", "/var/run/log/", "/var/lib/docker/containers/")
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
    needs=("privileged",),
)
def privileged_container(container: View) -> Iterator[Hit]:
    """Container that runs privileged.

    ## Why is this bad?
    A privileged container has every capability and every device of the node, without seccomp and AppArmor: whoever
    breaks into it owns the node. What else its security context allows adds nothing, and is not reported on top.

    Node agents (networks, storage drivers, collectors of logs and metrics) work on the node: of them only the profiles
    of Pod Security speak. A Pod of its own that only waits, such as `sleep infinity`, was made to look into a node:
    that is an info.

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
        if (mount := _mounts_for_others(container)) is not None:
            help = f"mountPropagation Bidirectional of volume {quoted(mount)} needs it: without that, leave both out"
        elif _sets_sysctls(container):
            help = "set the parameter on the nodes, or in securityContext.sysctls of the pod if it is of the pod alone"
        agent, pod = of_node_agent(container), container.object.pod()
        severity = Severity.INFO if pod is not None and is_idle(pod) else None
        yield container.hit(message, "securityContext", "privileged", help=help, severity=severity, profile_only=agent)


def _mounts_for_others(container: View) -> str | None:
    """The volume whose mounts the container hands on to the node, which only a privileged one may."""
    found = (m for m in container.each("volumeMounts") if m.get("mountPropagation") == "Bidirectional")
    return next((str(mount.get("name")) for mount in found), None)


@rule(
    "host-namespaces",
    severity=Severity.WARNING,
    scope=Scope.POD,
    partial=True,
    profiles=("pss-baseline", "pss-restricted"),
    needs=("hostNetwork", "hostPID", "hostIPC"),
)
def host_namespaces(pod: View) -> Iterator[Hit]:
    """Pod that shares the network, the processes or the shared memory of its node.

    ## Why is this bad?
    The namespaces are what keeps a container apart from its node and from the other pods on it. With `hostNetwork` the
    pod reaches services bound to the node's localhost and escapes network policies; with `hostPID` it sees every
    process of the node; with `hostIPC` its shared memory. A Windows HostProcess pod needs the network of its node and
    is left to `host-process`. Of node agents, whose work is there, only the profiles of Pod Security speak; a Pod of
    its own that only waits was made to look into a node, and is an info.

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
        severity = Severity.INFO if is_idle(pod) else None
        yield pod.hit(f"{key}: {allows}", key, help=help, severity=severity, profile_only=is_node_agent(pod))


@rule(
    "host-process",
    severity=Severity.WARNING,
    scope=Scope.POD,
    partial=True,
    profiles=("pss-baseline", "pss-restricted"),
    needs=("hostProcess",),
)
def host_process(pod: View) -> Iterator[Hit]:
    """Windows HostProcess container.

    ## Why is this bad?
    A HostProcess container is a process of the node itself, with the rights of the account it runs as: nothing keeps it
    apart from the node. Of node agents only the profiles of Pod Security speak.

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
        help = "remove it unless the container administers its node"
        yield breach.view.hit(message, *breach.keys, help=help, profile_only=is_node_agent(pod))


@rule(
    "escalation-allowed",
    severity=Severity.INFO,
    scope=Scope.CONTAINER,
    partial=True,
    profiles=("pss-restricted",),
    needs=("allowPrivilegeEscalation",),
)
def escalation_allowed(container: View) -> Iterator[Hit]:
    """Container whose processes may gain more privileges than they start with, on purpose.

    ## Why is this bad?
    `allowPrivilegeEscalation: true` leaves the kernel's no_new_privs flag off: a set-uid program such as `su` or `sudo`
    in the image makes its caller root. It is the default, so writing it down only tells that somebody wanted it. For
    what runs as root, or may do all that root may, it decides nothing, and nothing is said.

    ## Why this default?
    On, as info: it is the default written down, and mostly on purpose.

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
    if context is None or not context.flag("allowPrivilegeEscalation") or context.flag("privileged"):
        return
    pod = container.object.pod()
    user = None if pod is None else standards.effective(pod, container, "runAsUser")
    added = {str(c.value).upper().removeprefix("CAP_") for c in context.each("capabilities", "add")}
    # The server and the kubelet take it for true with SYS_ADMIN; root has nothing to gain by it.
    if (user is None or user.value != 0) and not added & {"ALL", "SYS_ADMIN"}:
        message = f"{label(container)} allows privilege escalation: set-uid programs in its image give root"
        help = "set it to false, unless a program in the image has to become root"
        agent = of_node_agent(container)
        yield context.hit(message, "allowPrivilegeEscalation", help=help, profile_only=agent)


@rule(
    "run-as-root",
    severity=Severity.INFO,
    scope=Scope.POD,
    versioned=True,
    profiles=("pss-restricted",),
    needs=("runAsUser",),
)
def run_as_root(pod: View) -> Iterator[Hit]:
    """User 0 asked for explicitly.

    ## Why is this bad?
    Root in the container is root on the node (unless the pod has a user namespace, `hostUsers: false`): with a
    writable host path or a hole in the runtime it is root there too. Of node agents, and of containers that read the
    logs of their node, which belong to root, only the profile of Pod Security speaks.

    ## Why this default?
    On, as info: who writes `runAsUser: 0` wants root, and mostly needs it; the profile of Pod Security's restricted
    level asks for more.

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
    if not any(context.integer("runAsUser") == 0 for context in standards.contexts(pod, "runAsUser")):
        return
    agent = is_node_agent(pod)
    users: dict[tuple[str | int, ...], tuple[View, list[tuple[str, bool]]]] = {}
    harmless = pod.get("hostUsers") is False or standards.is_windows(pod)
    for container in () if harmless else all_containers(pod):
        user = standards.effective(pod, container, "runAsUser")
        if user is None or user.integer() != 0 or container.get("securityContext", "privileged") is True:
            continue
        non_root = standards.effective(pod, container, "runAsNonRoot")
        if non_root is None or non_root.value is not True:
            users.setdefault(user.path, (user, []))[1].append((label(container), _reads_logs(pod, container)))
    for user, whom in users.values():
        who = whom[0][0] if len(whom) == 1 else f"{len(whom)} containers"
        verb = "runs" if len(whom) == 1 else "run"
        help = "choose a user above 0, or set hostUsers: false"
        work = agent or all(logs for _, logs in whom)
        yield user.hit(f"{who} {verb} as root (runAsUser: 0)", help=help, profile_only=work)
    for breach in standards.root_user(pod, pod.object.minor):
        if (*breach.view.path, *breach.keys) not in users:
            message = "runAsUser 0 is refused by Pod Security's restricted level, whoever runs as it"
            yield breach.view.hit(message, *breach.keys, help="choose a user above 0", profile_only=True)


def _sets_sysctls(container: View) -> bool:
    """Whether a container is there to set parameters of the kernel, for which no capability is enough."""
    words = (str(word.value) for key in ("command", "args") for word in container.each(key))
    return "sysctl -w" in " ".join(words)


def _reads_logs(pod: View, container: View) -> bool:
    """Whether a container mounts folders of the node's logs."""
    paths = {str(v.get("name")): v.text("hostPath", "path") or "" for v in pod.each("volumes")}
    mounted = (paths.get(str(mount.get("name")), "") for mount in container.each("volumeMounts"))
    return any(f"{path.rstrip('/')}/".startswith(_LOG_FOLDERS) for path in mounted if path)
