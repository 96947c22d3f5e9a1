"""Security settings that exclude each other."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import Hit, Scope, Severity, View, all_containers, label, rule


@rule("contradictory-security-context", severity=Severity.ERROR, scope=Scope.POD)
def contradictory_security_context(pod: View) -> Iterator[Hit]:
    """Security settings that contradict each other.

    ## Why is this bad?
    `allowPrivilegeEscalation: false` excludes `privileged: true` and the capability CAP_SYS_ADMIN: the API server
    refuses both. `runAsNonRoot: true` with user 0 is accepted, but the kubelet never starts the container. A
    localhostProfile goes with the type Localhost, which needs one.

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
        yield pod.hit("shareProcessNamespace and hostPID exclude each other", "shareProcessNamespace", help="keep one")
    if pod.get("hostUsers") is False:
        for key in ("hostPID", "hostIPC"):
            if pod.flag(key):
                yield pod.hit(f"hostUsers false and {key} exclude each other", key, help="keep one of them")
    above = pod.at("securityContext")
    if above is not None:
        yield from _profiles(above, "the pod")
    for container in all_containers(pod):
        context = container.at("securityContext")
        yield from _root(pod, container)
        if context is None:
            continue
        yield from _profiles(context, label(container))
        if context.get("allowPrivilegeEscalation") is not False:
            continue
        if context.flag("privileged"):
            message = f"{label(container)} is privileged, which allowPrivilegeEscalation: false excludes"
            yield context.hit(message, "allowPrivilegeEscalation", help="remove one of the two settings")
        for capability in context.each("capabilities", "add"):
            if capability.value == "CAP_SYS_ADMIN":
                message = f"{label(container)} adds CAP_SYS_ADMIN, which allowPrivilegeEscalation: false excludes"
                yield capability.hit(message, help="remove one of the two settings")


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


def _profiles(context: View, who: str) -> Iterator[Hit]:
    for name in ("seccompProfile", "appArmorProfile"):
        profile = context.at(name)
        kind = profile.text("type") if profile is not None else None
        if profile is None or kind is None:
            continue
        local = profile.text("localhostProfile")
        if kind == "Localhost" and profile.at("localhostProfile") is None:
            yield profile.hit(f"{name} of {who} has type Localhost, but no localhostProfile", "type", help="name one")
        elif kind != "Localhost" and local:
            message = f"{name} of {who} has a localhostProfile, which goes with type Localhost only, not {kind}"
            yield profile.hit(message, "localhostProfile", help="remove it, or set type: Localhost")
