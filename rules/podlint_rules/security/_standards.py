"""Facts of the Pod Security Standards: which checks of baseline and restricted a pod spec violates, by version.

Every check yields its breaches one by one, with their places; `breaches` asks all checks of a level. The rules of this
folder speak of the same breaches, each of its own check.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from podlint.api import NamedTuple, View, all_containers, once

BASELINE, RESTRICTED = "baseline", "restricted"
APPARMOR = "container.apparmor.security.beta.kubernetes.io/"
_BASELINE_CAPABILITIES = (
    "AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL MKNOD NET_BIND_SERVICE SETFCAP SETGID SETPCAP SETUID SYS_CHROOT"
)
_RESTRICTED_VOLUMES = "configMap csi downwardAPI emptyDir ephemeral image persistentVolumeClaim projected secret"
BASELINE_CAPABILITIES = frozenset(_BASELINE_CAPABILITIES.split())
RESTRICTED_CAPABILITIES = frozenset({"NET_BIND_SERVICE"})
RESTRICTED_VOLUMES = frozenset(_RESTRICTED_VOLUMES.split())
# Sysctl -> first minor version that counts it as safe.
SAFE_SYSCTLS = {
    "kernel.shm_rmid_forced": 0,
    "net.ipv4.ip_local_port_range": 0,
    "net.ipv4.ip_unprivileged_port_start": 0,
    "net.ipv4.tcp_syncookies": 0,
    "net.ipv4.ping_group_range": 0,
    "net.ipv4.ip_local_reserved_ports": 27,
    "net.ipv4.tcp_keepalive_time": 29,
    "net.ipv4.tcp_fin_timeout": 29,
    "net.ipv4.tcp_keepalive_intvl": 29,
    "net.ipv4.tcp_keepalive_probes": 29,
    "net.ipv4.tcp_rmem": 32,
    "net.ipv4.tcp_wmem": 32,
}
SELINUX_TYPES = {"": 0, "container_t": 0, "container_init_t": 0, "container_kvm_t": 0, "container_engine_t": 31}
HOST_NAMESPACES = ("hostNetwork", "hostPID", "hostIPC")


class Breach(NamedTuple):
    """A place that a check objects to: the value at `keys` below `view`, or its absence there."""

    view: View
    keys: tuple[str | int, ...] = ()
    check: str = ""

    @property
    def value(self) -> object:
        """What stands there, None where nothing does."""
        return self.view.get(*self.keys) if self.keys else self.view.value


Check = Callable[[View, int], Iterator[Breach]]


def is_windows(pod: View) -> bool:
    """Whether the pod says that it runs on Windows, where the settings of Linux do not exist."""
    return bool(pod.get("os", "name") == "windows")


def contexts(pod: View, key: str) -> Iterator[View]:
    """The security contexts that have `key`: the pod's first, then those of the containers."""
    return iter([context for context in _contexts(pod) if context.value.get(key) is not None])


@once
def _contexts(pod: View) -> list[View]:
    """All security contexts of a pod."""
    found = (holder.at("securityContext") for holder in (pod, *all_containers(pod)))
    return [context for context in found if context is not None and isinstance(context.value, dict)]


def holder(context: View) -> View:
    """The container, or the pod, that a security context belongs to."""
    return context.holder()


@once
def old_annotations(pod: View) -> list[tuple[str, View]]:
    """The annotations beside a pod spec that were used for security before there were fields."""
    metadata = pod.holder().at("metadata")
    annotations = metadata.get("annotations") if metadata is not None else None
    if metadata is None or not isinstance(annotations, dict) or not any(".security." in key for key in annotations):
        return []
    return [pair for pair in metadata.entries("annotations") if ".security." in pair[0]]


def effective(pod: View, container: View, *keys: str) -> View | None:
    """The setting a container runs with: its own, else that of its pod."""
    for holder in (container, pod):
        if holder.value.get("securityContext") is not None:
            found = holder.at("securityContext", *keys)
            if found is not None:
                return found
    return None


def understood(pod: View, container: View, field: str) -> bool:
    """Whether a field of the security contexts of a container and its pod is, so that its absence means something."""
    return pod.understood("securityContext", field) and container.understood("securityContext", field)


def privileged(pod: View, minor: int) -> Iterator[Breach]:
    """Containers that run privileged."""
    for container in all_containers(pod):
        if container.get("securityContext", "privileged") is True:
            yield Breach(container, ("securityContext", "privileged"))


def host_namespaces(pod: View, minor: int) -> Iterator[Breach]:
    """The namespaces of the node that the pod shares."""
    return (Breach(pod, (key,)) for key in HOST_NAMESPACES if pod.flag(key))


def host_ports(pod: View, minor: int) -> Iterator[Breach]:
    """Ports of the node."""
    for container in all_containers(pod):
        for port in container.each("ports"):
            if port.integer("hostPort"):
                yield Breach(port, ("hostPort",))


def host_path_volumes(pod: View, minor: int) -> Iterator[Breach]:
    """Directories of the node."""
    return (Breach(volume, ("hostPath",)) for volume in pod.each("volumes") if volume.at("hostPath") is not None)


def host_process(pod: View, minor: int) -> Iterator[Breach]:
    """Windows HostProcess containers."""
    keys = ("windowsOptions", "hostProcess")
    return (Breach(context, keys) for context in contexts(pod, "windowsOptions") if context.get(*keys) is True)


def capabilities(pod: View, minor: int) -> Iterator[Breach]:
    """Capabilities added beyond those of the baseline."""
    return _added(pod, BASELINE_CAPABILITIES)


def proc_mount(pod: View, minor: int) -> Iterator[Breach]:
    """A /proc without its masks; in a user namespace it is allowed since 1.35."""
    if minor >= 35 and pod.get("hostUsers") is False:
        return
    for context in contexts(pod, "procMount"):
        if context.text("procMount") not in (None, "", "Default"):
            yield Breach(context, ("procMount",))


def proc_mount_of_own_users(pod: View, minor: int) -> Iterator[Breach]:
    """What the baseline allows in a user namespace since 1.35, and restricted does not."""
    if minor >= 35 and pod.get("hostUsers") is False:
        yield from proc_mount(pod, 0)


def selinux(pod: View, minor: int) -> Iterator[Breach]:
    """SELinux types outside the list, users and roles."""
    for context in contexts(pod, "seLinuxOptions"):
        options = context.at("seLinuxOptions")
        if options is None:
            continue
        kind = options.text("type")
        if kind is not None and SELINUX_TYPES.get(kind, 999) > minor:
            yield Breach(options, ("type",))
        yield from (Breach(options, (key,)) for key in ("user", "role") if options.text(key))


def sysctls(pod: View, minor: int) -> Iterator[Breach]:
    """Sysctls outside the safe list."""
    for sysctl in pod.each("securityContext", "sysctls"):
        name = sysctl.text("name")
        if name and SAFE_SYSCTLS.get(name, 999) > minor:
            yield Breach(sysctl, ("name",))


def apparmor(pod: View, minor: int) -> Iterator[Breach]:
    """AppArmor profiles other than the default one and those of the node."""
    for context in contexts(pod, "appArmorProfile"):
        if context.get("appArmorProfile", "type") == "Unconfined":
            yield Breach(context, ("appArmorProfile", "type"))
    for key, value in old_annotations(pod):
        text = value.text() if key.startswith(APPARMOR) else None
        if text not in (None, "", "runtime/default") and not str(text).startswith("localhost/"):
            yield Breach(value)


def seccomp(pod: View, minor: int) -> Iterator[Breach]:
    """Seccomp switched off."""
    keys = ("seccompProfile", "type")
    return (Breach(context, keys) for context in contexts(pod, "seccompProfile") if context.get(*keys) == "Unconfined")


def probe_hosts(pod: View, minor: int) -> Iterator[Breach]:
    """Probes and hooks that ask another host (since 1.34)."""
    if minor < 34:
        return
    handlers = (("livenessProbe",), ("readinessProbe",), ("startupProbe",))
    hooks = (("lifecycle", "postStart"), ("lifecycle", "preStop"))
    for container in all_containers(pod):
        for handler in (*handlers, *hooks):
            for action in ("httpGet", "tcpSocket"):
                if container.text(*handler, action, "host"):
                    yield Breach(container, (*handler, action, "host"))


def restricted_volumes(pod: View, minor: int) -> Iterator[Breach]:
    """Volumes of other types than those that hold configuration, claims and scratch space."""
    for volume in pod.each("volumes"):
        for key, source in volume.entries():
            if key != "name" and key not in RESTRICTED_VOLUMES and isinstance(source.value, dict):
                yield Breach(volume, (key,))


def escalation(pod: View, minor: int) -> Iterator[Breach]:
    """Containers that do not rule out more privileges than their parent process has."""
    if minor >= 25 and is_windows(pod):
        return
    keys = ("securityContext", "allowPrivilegeEscalation")
    for container in all_containers(pod):
        if container.understood(*keys) and container.get(*keys) is not False:
            yield Breach(container, keys)


def non_root(pod: View, minor: int) -> Iterator[Breach]:
    """Containers that may run as root for want of `runAsNonRoot: true`, and a pod that says false for all of them."""
    if minor >= 35 and pod.get("hostUsers") is False:
        return
    keys = ("securityContext", "runAsNonRoot")
    if pod.get(*keys) is False:
        yield Breach(pod, keys)
    for container in all_containers(pod):
        setting = effective(pod, container, "runAsNonRoot")
        refused = setting is not None and setting.value is False and setting.path == (*pod.path, *keys)
        known = understood(pod, container, "runAsNonRoot")
        if not refused and known and (setting is None or setting.value is not True):
            yield Breach(container, keys)


def root_user(pod: View, minor: int) -> Iterator[Breach]:
    """User 0, set explicitly (since 1.23)."""
    if minor < 23 or (minor >= 35 and pod.get("hostUsers") is False):
        return
    yield from (
        Breach(context, ("runAsUser",)) for context in contexts(pod, "runAsUser") if context.integer("runAsUser") == 0
    )


def seccomp_unset(pod: View, minor: int) -> Iterator[Breach]:
    """Containers without any seccomp profile (since 1.19)."""
    if minor < 19 or (minor >= 25 and is_windows(pod)):
        return
    for container in all_containers(pod):
        known = understood(pod, container, "seccompProfile")
        if known and effective(pod, container, "seccompProfile", "type") is None:
            yield Breach(container, ("securityContext", "seccompProfile"))


def drop_all(pod: View, minor: int) -> Iterator[Breach]:
    """Containers that keep capabilities, or add one other than NET_BIND_SERVICE (since 1.22)."""
    if minor < 22 or (minor >= 25 and is_windows(pod)):
        return
    keys = ("securityContext", "capabilities", "drop")
    for container in all_containers(pod):
        if container.understood(*keys) and "ALL" not in [name.value for name in container.each(*keys)]:
            yield Breach(container, keys)
    yield from _added(pod, RESTRICTED_CAPABILITIES)


def _added(pod: View, allowed: frozenset[str]) -> Iterator[Breach]:
    for container in all_containers(pod):
        for capability in container.each("securityContext", "capabilities", "add"):
            name = capability.text()
            if name is not None and name not in allowed:
                yield Breach(capability)


# Check -> its level and its function, under the names of the standard.
CHECKS: dict[str, tuple[str, Check]] = {
    "privileged": (BASELINE, privileged),
    "hostNamespaces": (BASELINE, host_namespaces),
    "hostPorts": (BASELINE, host_ports),
    "hostPathVolumes": (BASELINE, host_path_volumes),
    "windowsHostProcess": (BASELINE, host_process),
    "capabilities": (BASELINE, capabilities),
    "procMount": (BASELINE, proc_mount),
    "seLinuxOptions": (BASELINE, selinux),
    "sysctls": (BASELINE, sysctls),
    "appArmorProfile": (BASELINE, apparmor),
    "seccompProfile": (BASELINE, seccomp),
    "hostProbesAndHostLifecycle": (BASELINE, probe_hosts),
    "procMountRestricted": (RESTRICTED, proc_mount_of_own_users),
    "restrictedVolumes": (RESTRICTED, restricted_volumes),
    "allowPrivilegeEscalation": (RESTRICTED, escalation),
    "runAsNonRoot": (RESTRICTED, non_root),
    "runAsUser": (RESTRICTED, root_user),
    "seccompProfileRestricted": (RESTRICTED, seccomp_unset),
    "capabilitiesRestricted": (RESTRICTED, drop_all),
}

MENDS: dict[str, str] = {
    "privileged": "remove privileged",
    "hostNamespaces": "remove hostNetwork, hostPID and hostIPC",
    "hostPorts": "remove hostPort",
    "hostPathVolumes": "use another kind of volume than hostPath",
    "windowsHostProcess": "remove hostProcess",
    "capabilities": "remove the added capabilities",
    "procMount": "remove procMount",
    "seLinuxOptions": "remove seLinuxOptions",
    "sysctls": "remove the sysctls",
    "appArmorProfile": "remove the AppArmor profile",
    "seccompProfile": "set seccompProfile.type: RuntimeDefault",
    "hostProbesAndHostLifecycle": "remove host from probes and hooks",
    "procMountRestricted": "remove procMount",
    "restrictedVolumes": "use other kinds of volumes",
    "allowPrivilegeEscalation": "set allowPrivilegeEscalation: false",
    "runAsNonRoot": "set runAsNonRoot: true",
    "runAsUser": "choose a user above 0",
    "seccompProfileRestricted": "set seccompProfile.type: RuntimeDefault",
    "capabilitiesRestricted": "drop the capabilities ALL (none but NET_BIND_SERVICE may be added)",
}
"""Check -> what puts it right, for helps."""


def breaches(pod: View, level: str, minor: int) -> Iterator[Breach]:
    """All that `level` objects to in a pod spec at the version 1.`minor`; restricted includes the baseline."""
    for name, (least, check) in CHECKS.items():
        if level == RESTRICTED or (level == BASELINE and least == BASELINE):
            yield from (breach._replace(check=name) for breach in check(pod, minor))
