"""Security settings that exclude each other."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import Hit, Scope, Severity, View, all_containers, label, rule
from podlint_rules.security import _annotations, _standards, _windows

_OF_HOST_IPC = ("kernel.shm", "kernel.msg", "kernel.sem", "fs.mqueue.")


@rule(
    "contradictory-security-context",
    severity=Severity.ERROR,
    scope=Scope.POD,
    versioned=True,
    needs=("securityContext", "annotations", "hostPID", "hostUsers", "shareProcessNamespace", "hostIPC"),
)
def contradictory_security_context(pod: View) -> Iterator[Hit]:
    """Security settings that contradict each other.

    ## Why is this bad?
    `allowPrivilegeEscalation: false` excludes `privileged: true` and the capability CAP_SYS_ADMIN: the API server
    refuses both. It refuses a user namespace (`hostUsers: false`) with namespaces of the node, procMount Unmasked
    without one, sysctls of a namespace that is the node's, settings of Linux in a pod for Windows, HostProcess
    containers beside others, and old annotations that say something else than the fields. `runAsNonRoot: true` with
    user 0 is accepted, but the kubelet never starts the container. A localhostProfile goes with the type Localhost,
    which needs one.

    ## Example
    ```yaml bad
    securityContext:
      privileged: true
      allowPrivilegeEscalation: false
    ```

    ## Use instead
    ```yaml good
    securityContext:
      privileged: false
      allowPrivilegeEscalation: false
    ```

    ## References
    - https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
    """
    if pod.flag("hostPID") and pod.flag("shareProcessNamespace"):
        yield pod.hit(
            "shareProcessNamespace and hostPID exclude each other", "shareProcessNamespace", help="keep one of them"
        )
    yield from _namespaces(pod)
    yield from _annotations.mismatches(pod)
    if _standards.is_windows(pod):
        yield from _windows.linux_settings(pod)
    elif pod.get("os", "name") == "linux":
        yield from _windows.windows_settings(pod)
    yield from _windows.host_process(pod)
    yield from _sysctls(pod)
    yield from _profiles(pod)
    if any(context.integer("runAsUser") == 0 for context in _standards.contexts(pod, "runAsUser")):
        for container in all_containers(pod):
            yield from _root(pod, container)
    for context in _standards.contexts(pod, "allowPrivilegeEscalation"):
        if context.get("allowPrivilegeEscalation") is False:
            yield from _escalation(context)


def _escalation(context: View) -> Iterator[Hit]:
    """What excludes `allowPrivilegeEscalation: false`."""
    if context.flag("privileged"):
        who = label(_standards.holder(context))
        message = f"{who} is privileged, which allowPrivilegeEscalation: false excludes"
        yield context.hit(message, "allowPrivilegeEscalation", help="remove one of the two settings")
    for capability in context.each("capabilities", "add"):
        if capability.value == "CAP_SYS_ADMIN":
            who = label(_standards.holder(context))
            message = f"{who} adds CAP_SYS_ADMIN, which allowPrivilegeEscalation: false excludes"
            yield capability.hit(message, help="remove one of the two settings")


def _namespaces(pod: View) -> Iterator[Hit]:
    """What goes with a user namespace, and what does not. Before 1.33 hostUsers and procMount are dropped."""
    minor = pod.object.minor
    if minor < 33 or _standards.is_windows(pod):
        return
    if pod.value.get("hostUsers") is False:
        for key in _standards.HOST_NAMESPACES:
            if pod.flag(key):
                related = (pod.related("hostUsers is false here", "hostUsers"),)
                message = f"hostUsers false and {key} exclude each other"
                yield pod.hit(message, key, help="keep one of them", related=related)
        for container in all_containers(pod) if minor >= 34 else ():
            if container.get("volumeDevices"):
                message = f"{label(container)} has volumeDevices, which hostUsers false excludes"
                yield container.hit(message, "volumeDevices", help="use a file system volume, or remove hostUsers")
    else:
        for context in _standards.contexts(pod, "procMount"):
            if context.get("procMount") == "Unmasked" and pod.complete("hostUsers"):
                message = "procMount Unmasked needs hostUsers: false in the pod"
                help = "set hostUsers: false, or use procMount Default"
                yield context.hit(message, "procMount", help=help)


def _sysctls(pod: View) -> Iterator[Hit]:
    """Sysctls of a namespace that the pod shares with its node."""
    for sysctl in pod.each("securityContext", "sysctls"):
        name = (sysctl.text("name") or "").replace("/", ".")
        key = None
        if name.startswith("net.") and pod.flag("hostNetwork"):
            key = "hostNetwork"
        elif name.startswith(_OF_HOST_IPC) and pod.flag("hostIPC"):
            key = "hostIPC"
        if key is not None:
            message = f"sysctl {name} would be set for the whole node, as {key} is true"
            related = (pod.related(f"{key} is set here", key),)
            yield sysctl.hit(message, "name", help=f"remove it, or {key}", related=related)


def _root(pod: View, container: View) -> Iterator[Hit]:
    """User 0 where no root may run; what a container says overrides what its pod says."""
    places = [view for view in (container.at("securityContext"), pod.at("securityContext")) if view is not None]
    user = next((view.at("runAsUser") for view in places if view.at("runAsUser") is not None), None)
    non_root = next((view.at("runAsNonRoot") for view in places if view.at("runAsNonRoot") is not None), None)
    if (
        user is not None
        and user.value == 0
        and user.value is not False
        and non_root is not None
        and non_root.value is True
    ):
        message = f"{label(container)} never starts: it runs as user 0, and runAsNonRoot is true"
        yield user.hit(message, help="choose another user", related=(non_root.related("runAsNonRoot is set here"),))


def _profiles(pod: View) -> Iterator[Hit]:
    for name in ("seccompProfile", "appArmorProfile"):
        for context in _standards.contexts(pod, name):
            kind = context.text(name, "type")
            local = context.text(name, "localhostProfile")
            if kind is None:
                continue
            who = label(_standards.holder(context)) if len(context.path) > len(pod.path) + 1 else "the pod"
            if kind == "Localhost" and context.at(name, "localhostProfile") is None:
                message = f"{name} of {who} has type Localhost, but no localhostProfile"
                yield context.hit(message, name, "type", help="name one")
            elif kind != "Localhost" and local is not None and (local or name == "seccompProfile"):
                message = f"{name} of {who} has a localhostProfile, which goes with type Localhost only, not {kind}"
                yield context.hit(message, name, "localhostProfile", help="remove it, or set type: Localhost")
