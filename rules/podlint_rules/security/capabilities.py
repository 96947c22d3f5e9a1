"""Linux capabilities: added, misspelt, not dropped."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import Hit, Scope, Severity, View, closest, did_you_mean, label, quoted, rule
from podlint_rules._shared.node_agents import of_node_agent
from podlint_rules.security import _standards as standards

_NAMES = (
    "ALL AUDIT_CONTROL AUDIT_READ AUDIT_WRITE BLOCK_SUSPEND BPF CHECKPOINT_RESTORE CHOWN DAC_OVERRIDE DAC_READ_SEARCH "
    "FOWNER FSETID IPC_LOCK IPC_OWNER KILL LEASE LINUX_IMMUTABLE MAC_ADMIN MAC_OVERRIDE MKNOD NET_ADMIN "
    "NET_BIND_SERVICE NET_BROADCAST NET_RAW PERFMON SETFCAP SETGID SETPCAP SETUID SYSLOG SYS_ADMIN SYS_BOOT "
    "SYS_CHROOT SYS_MODULE SYS_NICE SYS_PACCT SYS_PTRACE SYS_RAWIO SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG WAKE_ALARM"
)
_KNOWN = frozenset(_NAMES.split())
_AS_ROOT = frozenset(
    {"ALL", "SYS_ADMIN", "SYS_MODULE", "SYS_PTRACE", "SYS_RAWIO", "DAC_READ_SEARCH", "MAC_ADMIN", "MAC_OVERRIDE"}
)
"""What owns the node, alone or with what root in a container has anyway."""
_ALLOWS = {
    "ALL": "all that root may do",
    "SYS_ADMIN": "mounts, namespaces and much else that root may do",
    "SYS_MODULE": "loading code into the kernel of the node",
    "SYS_PTRACE": "reading and changing other processes",
    "SYS_RAWIO": "direct access to memory and devices of the node",
    "SYS_TIME": "setting the clock of the node",
    "SYS_BOOT": "rebooting the node",
    "SYS_RESOURCE": "going beyond resource limits",
    "SYS_NICE": "raising the priority of processes",
    "NET_ADMIN": "changing interfaces, routes and firewall rules of its network",
    "NET_RAW": "forging packets of its network",
    "IPC_LOCK": "locking memory",
    "BPF": "loading eBPF programs into the kernel of the node",
    "PERFMON": "watching the kernel and other processes",
    "DAC_READ_SEARCH": "reading any file past its permissions",
    "SYSLOG": "reading the kernel's log",
}

_ANY = "write a capability of Linux without its CAP_, such as NET_BIND_SERVICE, or ALL"


@rule(
    "added-capabilities",
    severity=Severity.WARNING,
    scope=Scope.CONTAINER,
    partial=True,
    profiles=("pss-baseline", "pss-restricted"),
    needs=("capabilities",),
)
def added_capabilities(container: View) -> Iterator[Hit]:
    """Capability added beyond those of Pod Security's baseline.

    ## Why is this bad?
    The capabilities that a container runtime gives by default (CHOWN, KILL, SETUID ...) may be added. Any other is a
    piece of root's power over the node or its network. Those that amount to root on the node, as `SYS_ADMIN` and `ALL`
    do, are a warning, the others are for your information: most are added because the program cannot do without. Of
    node agents only the profiles of Pod Security speak.

    ## Why this default?
    On: a capability that amounts to root on the node is a hazard. The others are info: databases lock memory, and
    networks are what network tools are for.

    ## Example
    ```yaml bad
    securityContext:
      capabilities:
        add: [SYS_ADMIN]
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
    context = container.at("securityContext")
    if context is None or context.flag("privileged"):
        return
    for capability in context.each("capabilities", "add"):
        name = capability.value
        if isinstance(name, str) and name in _KNOWN and name not in standards.BASELINE_CAPABILITIES:
            allows = f": it allows {_ALLOWS[name]}" if name in _ALLOWS else ", which runtimes do not give by default"
            yield capability.hit(
                f"{label(container)} adds capability {name}{allows}",
                help="remove it if you can",
                severity=None if name in _AS_ROOT else Severity.INFO,
                profile_only=of_node_agent(container),
            )
        elif isinstance(name, str) and name not in standards.BASELINE_CAPABILITIES:
            message = f"{label(container)} adds capability {quoted(name)}, which is none that Pod Security allows"
            yield capability.hit(message, help="write its name in capitals, without CAP_", profile_only=True)


@rule("capability-name", severity=Severity.WARNING, scope=Scope.CONTAINER, partial=True, needs=("capabilities",))
def capability_name(container: View) -> Iterator[Hit]:
    """Capability that does not exist, or is not written as Kubernetes writes it.

    ## Why is this bad?
    The API server takes any text. Capabilities go by their names without `CAP_`: with the prefix, or a typing error,
    one runtime refuses to start the container and another ignores the entry, so that a capability which should be
    dropped stays. Lower-case letters do to the runtimes what capitals do; but Pod Security compares exactly, so that
    for the restricted level `drop: [all]` drops nothing. That is for your information only.

    ## Example
    ```yaml bad
    securityContext:
      capabilities:
        drop: [CAP_NET_RAW]
    ```

    ## Use instead
    ```yaml good
    securityContext:
      capabilities:
        drop: [NET_RAW]
    ```

    ## References
    - https://kubernetes.io/docs/tasks/configure-pod-container/security-context/#set-capabilities-for-a-container
    - https://man7.org/linux/man-pages/man7/capabilities.7.html
    """
    context = container.at("securityContext")
    if context is None or context.at("capabilities") is None:
        return
    for key in ("add", "drop"):
        for capability in context.each("capabilities", key):
            name = capability.text()
            if name is None or name in _KNOWN:
                continue
            if name == "CAP_SYS_ADMIN" and key == "add" and context.get("allowPrivilegeEscalation") is False:
                continue  # refused by the server
            right = name.upper().removeprefix("CAP_")
            if name.upper() in _KNOWN:
                yield _small(capability, name, right)
            elif right in _KNOWN:
                yield capability.hit(f"capability {quoted(name)} has to be written without CAP_", help=f"write {right}")
            else:
                message = f"capability {quoted(name)} does not exist"
                yield capability.hit(message, help=did_you_mean(closest(right, sorted(_KNOWN))) or _ANY)


def _small(capability: View, name: str, right: str) -> Hit:
    message = (
        f"capability {quoted(name)} is not in capitals: runtimes take it as {right}, Pod Security wants {right} itself"
    )
    return capability.hit(message, help=f"write {right}", severity=Severity.INFO)


@rule(
    "drop-all-capabilities",
    severity=Severity.INFO,
    scope=Scope.CONTAINER,
    default=False,
    profiles=("pss-restricted",),
)
def drop_all_capabilities(container: View) -> Iterator[Hit]:
    """Container that keeps capabilities it was not asked to need.

    ## Why is this bad?
    A runtime gives every container some dozen capabilities. Few programs use any: dropping `ALL` takes them away from
    whoever breaks in. Pod Security's restricted level asks for it, and lets only NET_BIND_SERVICE be added again.

    ## Example
    ```yaml bad
    securityContext:
      capabilities:
        drop: [NET_RAW]
    ```

    ## Use instead
    ```yaml good
    securityContext:
      capabilities:
        drop: [ALL]
        add: [NET_BIND_SERVICE]
    ```

    ## References
    - https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
    """
    pod = container.object.pod()
    if container.get("securityContext", "privileged") is True or (pod is not None and standards.is_windows(pod)):
        return
    keys = ("securityContext", "capabilities")
    if not container.understood(*keys):
        return
    dropped = [name.value for name in container.each(*keys, "drop")]
    if "ALL" not in dropped:
        spelled = any(isinstance(name, str) and name.upper() == "ALL" for name in dropped)
        message = f"{label(container)} does not drop all capabilities"
        yield container.hit(message, *keys, "drop", help="drop: [ALL]", profile_only=spelled)
    for capability in container.each(*keys, "add"):
        name = capability.value
        if isinstance(name, str) and name in standards.BASELINE_CAPABILITIES - standards.RESTRICTED_CAPABILITIES:
            message = f"{label(container)} adds capability {name}; the restricted level allows NET_BIND_SERVICE only"
            yield capability.hit(message, help="remove it if you can")
