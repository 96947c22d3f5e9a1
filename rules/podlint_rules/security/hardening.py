"""What a security context could rule out, and does not."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from podlint.api import Hit, Part, Scope, Severity, View, all_containers, label, quoted, rule
from podlint_rules.security import _standards as standards

_PROFILES = ("pss-restricted",)
_OWN_USERS = 35
"""The minor version from which on a user namespace counts as protection from root."""


@rule("escalation-unset", severity=Severity.INFO, scope=Scope.POD, default=False, profiles=_PROFILES)
def escalation_unset(pod: View) -> Iterator[Hit]:
    """Container that does not rule out privilege escalation.

    ## Why is this bad?
    By default a set-uid program in the image makes its caller root. `allowPrivilegeEscalation: false` sets the kernel's
    no_new_privs flag, under which it does not.

    ## Example
    ```yaml bad
    name: web
    image: nginx:1.27
    ```

    ## Use instead
    ```yaml good
    name: web
    image: nginx:1.27
    securityContext:
      allowPrivilegeEscalation: false
    ```

    ## References
    - https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
    """
    for breach in standards.escalation(pod, 999):
        context = breach.view.at("securityContext")
        if breach.value is None and (context is None or not context.flag("privileged")):
            message = f"{label(breach.view)} does not set allowPrivilegeEscalation: false"
            yield breach.view.hit(message, *breach.keys, help="add it to the securityContext of the container")


@rule("non-root-unset", severity=Severity.INFO, scope=Scope.POD, default=False, versioned=True, profiles=_PROFILES)
def non_root_unset(pod: View) -> Iterator[Hit]:
    """Container that may run as root, because nothing says otherwise.

    ## Why is this bad?
    The user comes from the image then, and for most images it is root. `runAsNonRoot: true` makes the kubelet refuse
    such an image; a `runAsUser` above 0 overrides its user. From Kubernetes 1.35 on a pod with a user namespace of its
    own (`hostUsers: false`) may leave it out.

    ## Example
    ```yaml bad
    name: web
    image: nginx:1.27
    ```

    ## Use instead
    ```yaml good
    name: web
    image: nginx:1.27
    securityContext:
      runAsNonRoot: true
    ```

    ## References
    - https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
    """

    if pod.object.minor >= _OWN_USERS and pod.get("hostUsers") is False:
        return
    found: list[View] = []
    for container in all_containers(pod):
        non_root = standards.effective(pod, container, "runAsNonRoot")
        user = standards.effective(pod, container, "runAsUser")
        known = all(standards.understood(pod, container, field) for field in ("runAsNonRoot", "runAsUser"))
        if user is None and known and (non_root is None or non_root.value is not True):
            found.append(container)
    yield from _of_all(pod, found, "runAsNonRoot", lambda who: f"{who} may run as root: runAsNonRoot is not set")
    for breach in standards.non_root(pod, pod.object.minor) if not found else ():
        message = "Pod Security's restricted level asks for runAsNonRoot: true, whatever the user is"
        yield breach.view.hit(message, *breach.keys, help="set runAsNonRoot: true", profile_only=True)


@rule("seccomp-unset", severity=Severity.INFO, scope=Scope.POD, default=False, profiles=_PROFILES)
def seccomp_unset(pod: View) -> Iterator[Hit]:
    """Container without a seccomp profile.

    ## Why is this bad?
    Without one a container may use every system call, unless the kubelet sets a default (`seccompDefault`). The
    profile `RuntimeDefault` denies those that containers do not need.

    ## Example
    ```yaml bad
    name: web
    image: nginx:1.27
    ```

    ## Use instead
    ```yaml good
    name: web
    image: nginx:1.27
    securityContext:
      seccompProfile:
        type: RuntimeDefault
    ```

    ## References
    - https://kubernetes.io/docs/tutorials/security/seccomp/
    """
    found = [
        breach.view
        for breach in standards.seccomp_unset(pod, 999)
        if breach.view.get("securityContext", "privileged") is not True
    ]
    yield from _of_all(pod, found, "seccompProfile", lambda who: f"{who} has no seccomp profile")


@rule("read-only-root", severity=Severity.INFO, scope=Scope.POD, default=False)
def read_only_root(pod: View) -> Iterator[Hit]:
    """Container that may write to its own root file system.

    ## Why is this bad?
    Whoever breaks in can change programs and leave tools there. What a program needs to write belongs into an emptyDir.

    ## Example
    ```yaml bad
    name: web
    image: nginx:1.27
    ```

    ## Use instead
    ```yaml good
    name: web
    image: nginx:1.27
    securityContext:
      readOnlyRootFilesystem: true
    ```

    ## References
    - https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
    """
    if standards.is_windows(pod):
        return
    keys = ("securityContext", "readOnlyRootFilesystem")
    for container in all_containers(pod):
        if container.understood(*keys) and container.get(*keys) is not True:
            message = f"the root file system of {label(container)} is writable"
            yield container.hit(message, *keys, help="set readOnlyRootFilesystem: true; mount an emptyDir for /tmp")


@rule("restricted-volume-types", severity=Severity.INFO, scope=Scope.POD, default=False, profiles=_PROFILES)
def restricted_volume_types(pod: View) -> Iterator[Hit]:
    """Volume of a type that Pod Security's restricted level does not allow.

    ## Why is this bad?
    The restricted level lets a pod reach storage only through claims, ephemeral volumes and CSI, beside configuration
    and scratch space: whoever writes the pod names no server and no directory of a node.

    ## Example
    ```yaml bad
    volumes:
      - name: data
        nfs: {server: nfs.example, path: /data}
    ```

    ## Use instead
    ```yaml good
    volumes:
      - name: data
        persistentVolumeClaim: {claimName: data}
    ```

    ## References
    - https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
    """
    for breach in standards.restricted_volumes(pod, 0):
        message = f"volume {quoted(str(breach.view.get('name')))} is of type {breach.keys[0]}"
        help = "use a persistentVolumeClaim, or another type that the restricted level allows"
        yield breach.view.hit(message, *breach.keys, part=Part.KEY, help=help)


@rule("host-users", severity=Severity.INFO, scope=Scope.POD, default=False, versioned=True)
def host_users(pod: View) -> Iterator[Hit]:
    """Pod without a user namespace of its own.

    ## Why is this bad?
    With `hostUsers: false` root in the container is an ordinary user on the node, so that a break-out gains little. It
    is on by default since Kubernetes 1.33, and cannot be had with the namespaces of the node.

    ## Example
    ```yaml bad
    name: web
    image: nginx:1.27
    ```

    ## Use instead
    ```yaml good
    hostUsers: false
    containers:
      - name: web
        image: nginx:1.27
    ```

    ## References
    - https://kubernetes.io/docs/concepts/workloads/pods/user-namespaces/
    """
    if pod.object.minor < 33 or standards.is_windows(pod) or any(standards.host_namespaces(pod, 0)):
        return
    if pod.complete("hostUsers") and pod.get("hostUsers") is not False:
        yield pod.hit("the pod has no user namespace of its own", "hostUsers", help="set hostUsers: false")


@rule("host-aliases", severity=Severity.INFO, scope=Scope.POD, default=False)
def host_aliases(pod: View) -> Iterator[Hit]:
    """Names that the pod resolves by its own table.

    ## Why is this bad?
    Entries in /etc/hosts go past DNS: they keep pointing at an address that somebody else may have by now, and send
    traffic where nobody looks for it.

    ## Example
    ```yaml bad
    hostAliases:
      - {ip: 192.0.2.10, hostnames: [db.example]}
    containers:
      - name: web
        image: nginx:1.27
    ```

    ## Use instead
    ```yaml good
    containers:
      - name: web
        image: nginx:1.27
        env: [{name: DB_HOST, value: db.example}]
    ```

    ## References
    - https://kubernetes.io/docs/tasks/network/customize-hosts-file-for-pods/
    """
    if pod.get("hostAliases"):
        help = "use a Service, or a record in DNS"
        yield pod.hit("hostAliases go past DNS", "hostAliases", part=Part.KEY, help=help)


def _of_all(pod: View, found: list[View], key: str, message: Callable[[str], str]) -> Iterator[Hit]:
    """One hit at the pod when all its containers lack a setting that the pod can make, else one a container."""
    help = f"set {key} in the securityContext"
    if len(found) > 1 and len(found) == sum(1 for _ in all_containers(pod)):
        yield pod.hit(message("every container"), "securityContext", key, help=f"{help} of the pod")
        return
    for container in found:
        yield container.hit(message(label(container)), "securityContext", key, help=help)
