"""What confines the processes of a pod in the kernel, switched off: seccomp, AppArmor, SELinux, /proc, sysctls."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import Hit, Scope, Severity, View, quoted, rule
from podlint_rules._shared.node_agents import is_node_agent
from podlint_rules.security import _standards as standards

_PROFILES = ("pss-baseline", "pss-restricted")


@rule(
    "seccomp-unconfined",
    severity=Severity.WARNING,
    scope=Scope.POD,
    partial=True,
    profiles=_PROFILES,
    needs=("seccomp",),
)
def seccomp_unconfined(pod: View) -> Iterator[Hit]:
    """Seccomp switched off.

    ## Why is this bad?
    The default profile of the container runtime denies some fifty system calls that containers do not need and that
    exploits of the kernel do. `Unconfined` allows them all.

    ## Example
    ```yaml bad
    securityContext:
      seccompProfile:
        type: Unconfined
    ```

    ## Use instead
    ```yaml good
    securityContext:
      seccompProfile:
        type: RuntimeDefault
    ```

    ## References
    - https://kubernetes.io/docs/tutorials/security/seccomp/
    """
    for breach in standards.seccomp(pod, 0):
        if not breach.view.flag("privileged"):
            message = "seccomp profile Unconfined allows every system call of the kernel"
            help = "use RuntimeDefault, or a Localhost profile"
            yield breach.view.hit(message, *breach.keys, help=help, profile_only=is_node_agent(pod))


@rule(
    "apparmor-unconfined",
    severity=Severity.INFO,
    scope=Scope.POD,
    partial=True,
    profiles=_PROFILES,
    needs=("apparmor", "appArmor"),
)
def apparmor_unconfined(pod: View) -> Iterator[Hit]:
    """AppArmor switched off.

    ## Why is this bad?
    The runtime's AppArmor profile keeps a container from mounting file systems and from writing to the kernel's
    settings below /proc and /sys. `Unconfined` takes that away on nodes that have AppArmor. Of node agents only the
    profiles of Pod Security speak.

    ## Why this default?
    On, as info: nobody switches a profile off by mistake, and nodes without AppArmor have none.

    ## Example
    ```yaml bad
    securityContext:
      appArmorProfile:
        type: Unconfined
    ```

    ## Use instead
    ```yaml good
    securityContext:
      appArmorProfile:
        type: RuntimeDefault
    ```

    ## References
    - https://kubernetes.io/docs/tutorials/security/apparmor/
    """
    for breach in standards.apparmor(pod, 0):
        if breach.value in ("Unconfined", "unconfined") and not breach.view.flag("privileged"):
            key = str(breach.view.path[-1])
            if key.startswith(standards.APPARMOR) and _said_by_field(pod, key.removeprefix(standards.APPARMOR)):
                continue
            message = "AppArmor profile Unconfined allows mounts, and writing to /proc and /sys"
            help = "use the profile of the runtime, or one of the node"
            yield breach.view.hit(message, *breach.keys, help=help, profile_only=is_node_agent(pod))
        elif not breach.keys:
            message = f"AppArmor profile {quoted(str(breach.value))} is none that Pod Security allows"
            help = "use runtime/default, or localhost/ and the name of a profile of the node"
            yield breach.view.hit(message, help=help, profile_only=True)


@rule(
    "selinux-options",
    severity=Severity.INFO,
    scope=Scope.POD,
    partial=True,
    versioned=True,
    profiles=_PROFILES,
    needs=("seLinuxOptions",),
)
def selinux_options(pod: View) -> Iterator[Hit]:
    """SELinux user or role, or a type that is not one of a container.

    ## Why is this bad?
    The type decides what SELinux keeps a process from. Types such as `spc_t` keep it from nothing; a user or role
    of one's own leaves the policy for containers as well. The server takes any text here. Of node agents only the
    profiles of Pod Security speak.

    ## Why this default?
    On, as info: nobody names a type by mistake, and nodes without SELinux pass it over.

    ## Example
    ```yaml bad
    securityContext:
      seLinuxOptions:
        type: spc_t
    ```

    ## Use instead
    ```yaml good
    securityContext:
      seLinuxOptions:
        level: s0:c123,c456
    ```

    ## References
    - https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline
    """
    minor, agent = pod.object.minor, is_node_agent(pod)
    for breach in standards.selinux(pod, minor):
        if _privileged(pod, breach.view):
            continue
        value = quoted(str(breach.value))
        if breach.keys == ("type",):
            *known, last = (name for name, since in standards.SELINUX_TYPES.items() if name and since <= minor)
            message = f"SELinux type {value} is none of those that confine a container"
            help = f"remove it, or use one of {', '.join(known)} or {last}"
            yield breach.view.hit(message, "type", help=help, profile_only=agent)
        else:
            key = str(breach.keys[0])
            message = f"SELinux {key} {value} takes the process out of the policy for containers"
            yield breach.view.hit(message, key, help="remove it", profile_only=agent)


@rule(
    "proc-mount",
    severity=Severity.WARNING,
    scope=Scope.POD,
    partial=True,
    versioned=True,
    profiles=_PROFILES,
    needs=("procMount",),
)
def proc_mount(pod: View) -> Iterator[Hit]:
    """/proc without its masks.

    ## Why is this bad?
    The runtime hides those parts of /proc that show or change the node (/proc/kcore, /proc/sys ...). With `Unmasked`
    the container has them. It takes `hostUsers: false`, and is harmless with it only since Kubernetes 1.35 as far as
    Pod Security is concerned; before 1.33 it needs a feature gate.

    ## Example
    ```yaml bad 1.34
    hostUsers: false
    containers:
      - name: build
        image: registry.example/build:1
        securityContext:
          procMount: Unmasked
    ```

    ## Use instead
    ```yaml good 1.34
    hostUsers: false
    containers:
      - name: build
        image: registry.example/build:1
        securityContext:
          procMount: Default
    ```

    ## References
    - https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline
    """
    minor = pod.object.minor
    for breach in standards.proc_mount(pod, minor):
        refused = minor >= 33 and pod.get("hostUsers") is not False
        if breach.value == "Unmasked" and not breach.view.flag("privileged"):
            message = "procMount Unmasked shows the container the parts of /proc that belong to the node"
            only = refused or is_node_agent(pod)
            yield breach.view.hit(message, *breach.keys, help="use Default", profile_only=only)


@rule(
    "proc-mount-user-namespace",
    severity=Severity.WARNING,
    scope=Scope.POD,
    default=False,
    partial=True,
    versioned=True,
    profiles=("pss-restricted",),
    needs=("procMount",),
)
def proc_mount_user_namespace(pod: View) -> Iterator[Hit]:
    """/proc without its masks in a pod with users of its own.

    ## Why is this bad?
    Since Kubernetes 1.35 the baseline standard of Pod Security takes `procMount: Unmasked` where the pod has
    `hostUsers: false`; the restricted standard takes it nowhere. A Namespace that enforces it refuses the pod.

    ## Example
    ```yaml bad 1.35
    hostUsers: false
    containers:
      - name: build
        image: registry.example/build:1
        securityContext:
          procMount: Unmasked
    ```

    ## Use instead
    ```yaml good 1.35
    hostUsers: false
    containers:
      - name: build
        image: registry.example/build:1
        securityContext:
          procMount: Default
    ```

    ## References
    - https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
    """
    for breach in standards.proc_mount_of_own_users(pod, pod.object.minor):
        message = f"procMount {breach.value} is not allowed by the restricted standard, in a user namespace neither"
        yield breach.view.hit(message, *breach.keys, help="use Default")


@rule(
    "unsafe-sysctls",
    severity=Severity.WARNING,
    scope=Scope.POD,
    partial=True,
    versioned=True,
    profiles=_PROFILES,
    needs=("sysctls",),
)
def unsafe_sysctls(pod: View) -> Iterator[Hit]:
    """Sysctl outside the safe list of the chosen Kubernetes version.

    ## Why is this bad?
    A kubelet refuses the pod (SysctlForbidden) unless its node allows this sysctl by `--allowed-unsafe-sysctls`: such a
    setting may reach beyond the pod, or take resources that its limits do not count.

    ## Example
    ```yaml bad
    securityContext:
      sysctls:
        - {name: net.core.somaxconn, value: "1024"}
    containers:
      - name: web
        image: nginx:1.27
    ```

    ## Use instead
    ```yaml good
    securityContext:
      sysctls:
        - {name: net.ipv4.tcp_syncookies, value: "1"}
    containers:
      - name: web
        image: nginx:1.27
    ```

    ## References
    - https://kubernetes.io/docs/tasks/administer-cluster/sysctl-cluster/
    """
    minor = pod.object.minor
    for breach in standards.sysctls(pod, minor):
        name = str(breach.value)
        dotted = name.replace("/", ".")
        since = standards.SAFE_SYSCTLS.get(dotted)
        if since is not None and since <= minor:  # the kubelet reads both spellings, Pod Security one
            message = f"sysctl {quoted(name)} is compared as it is written by Pod Security, which knows it with dots"
            yield breach.view.hit(message, *breach.keys, help=f"write {dotted}", profile_only=True)
            continue
        if (pod.flag("hostNetwork") and dotted.startswith("net.")) or standards.is_windows(pod):
            continue  # refused for another reason
        later = f" before Kubernetes 1.{since}" if since is not None else ""
        message = f"sysctl {quoted(name)} is not safe{later}: a kubelet refuses the pod unless its node allows it"
        yield breach.view.hit(message, *breach.keys, help="remove it, or allow it on the nodes of this pod")


def _said_by_field(pod: View, container: str) -> bool:
    """Whether the container an annotation names has the setting as a field as well."""
    lists = ("containers", "initContainers", "ephemeralContainers")
    named = (c for name in lists for c in pod.each(name) if c.get("name") == container)
    return any(standards.effective(pod, c, "appArmorProfile") is not None for c in named)


def _privileged(pod: View, options: View) -> bool:
    """Whether options below a security context are those of a privileged container."""
    return options.holder().get("privileged") is True
