"""The controls of the Pod Security Standards as a table: what is refused, at which level, from which version on.

Written from the published standard (https://kubernetes.io/docs/concepts/security/pod-security-standards/). Each row
changes one thing in a pod that both levels take, so that what refuses it is that thing.
"""

from __future__ import annotations

import copy
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

BASELINE, RESTRICTED = "baseline", "restricted"
LISTS = ("containers", "initContainers", "ephemeralContainers")
_SAFE = "AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL MKNOD SETFCAP SETGID SETPCAP SETUID SYS_CHROOT"
_NOTHING: Mapping[str, Any] = MappingProxyType({})
_HANDLERS = ("livenessProbe", "readinessProbe", "startupProbe")
_PLAIN_VOLUMES: dict[str, Any] = {
    "configMap": {"name": "a"},
    "csi": {"driver": "a"},
    "downwardAPI": {"items": []},
    "emptyDir": {},
    "ephemeral": {"volumeClaimTemplate": {"spec": {}}},
    "image": {"reference": "registry.example/data:1"},
    "persistentVolumeClaim": {"claimName": "a"},
    "projected": {"sources": []},
    "secret": {"secretName": "a"},
}
_OTHER_VOLUMES: dict[str, Any] = {
    "awsElasticBlockStore": {"volumeID": "a"},
    "azureDisk": {"diskName": "a", "diskURI": "a"},
    "azureFile": {"secretName": "a", "shareName": "a"},
    "cephfs": {"monitors": ["a"]},
    "cinder": {"volumeID": "a"},
    "fc": {"wwids": ["a"]},
    "flexVolume": {"driver": "a"},
    "flocker": {"datasetName": "a"},
    "gcePersistentDisk": {"pdName": "a"},
    "gitRepo": {"repository": "a"},
    "glusterfs": {"endpoints": "a", "path": "a"},
    "iscsi": {"targetPortal": "a", "iqn": "a", "lun": 0},
    "nfs": {"server": "a", "path": "/a"},
    "photonPersistentDisk": {"pdID": "a"},
    "portworxVolume": {"volumeID": "a"},
    "quobyte": {"registry": "a", "volume": "a"},
    "rbd": {"monitors": ["a"], "image": "a"},
    "scaleIO": {"gateway": "a", "system": "a", "secretRef": {"name": "a"}},
    "storageos": {},
    "vsphereVolume": {"volumePath": "a"},
}
_SYSCTLS = {
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


class Row(NamedTuple):
    """One thing in a pod, and which level refuses it (None: neither) in the versions `since` to `until`, exclusive.

    `later` is the level that refuses it from `until` on. `pod` is merged into the pod spec, `container` into a
    container of each list in turn, `metadata` beside the spec. A value of None takes a key out.
    """

    what: str
    level: str | None
    pod: Mapping[str, Any] = _NOTHING
    container: Mapping[str, Any] = _NOTHING
    metadata: Mapping[str, Any] = _NOTHING
    since: int = 0
    until: int = 999
    later: str | None = None


def good() -> dict[str, Any]:
    """A pod that both levels take, with a container in each list."""
    own = {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}}
    spec: dict[str, Any] = {"securityContext": {"runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}}}
    for name in LISTS:
        spec[name] = [{"name": name.lower(), "image": "registry.example/a:1", "securityContext": copy.deepcopy(own)}]
    return {"metadata": {"name": "a"}, "spec": spec}


def pods(row: Row) -> Iterator[tuple[str, dict[str, Any]]]:
    """The pods of a row: one for each list whose container it changes, or one."""
    for name in LISTS if row.container else LISTS[:1]:
        pod = good()
        _merge(pod["metadata"], row.metadata)
        _merge(pod["spec"], row.pod)
        _merge(pod["spec"][name][0], row.container)
        yield (name if row.container else "pod"), pod


def refused(row: Row, level: str, minor: int) -> bool:
    """Whether a level refuses what a row has, at a version."""
    by = row.later if minor >= row.until else row.level if minor >= row.since else None
    return by == BASELINE or (by == RESTRICTED and level == RESTRICTED)


def _merge(target: dict[str, Any], change: Mapping[str, Any]) -> None:
    for key, value in change.items():
        if value is None:
            target.pop(key, None)
        elif isinstance(value, dict) and isinstance(target.get(key), dict):
            _merge(target[key], value)
        else:
            target[key] = copy.deepcopy(value)


def _context(**fields: Any) -> dict[str, Any]:
    return {"securityContext": fields}


def _both(what: str, level: str | None, fields: dict[str, Any], since: int = 0, until: int = 999) -> Iterator[Row]:
    """A row for the security context of the pod, and one for that of containers."""
    yield Row(f"{what}, of the pod", level, pod=_context(**fields), since=since, until=until)
    yield Row(what, level, container=_context(**fields), since=since, until=until)


def _rows() -> Iterator[Row]:
    yield Row("nothing", None)
    yield from _of_baseline()
    yield from _of_profiles()
    yield from _of_restricted()


def _of_baseline() -> Iterator[Row]:
    yield from _both("HostProcess", BASELINE, {"windowsOptions": {"hostProcess": True}})
    yield from _both("no HostProcess", None, {"windowsOptions": {"hostProcess": False}})
    for key in ("hostNetwork", "hostPID", "hostIPC"):
        yield Row(key, BASELINE, pod={key: True})
        yield Row(f"no {key}", None, pod={key: False})
    yield Row("privileged", BASELINE, container=_context(privileged=True))
    yield Row("not privileged", None, container=_context(privileged=False))
    for name in ("NET_RAW", "SYS_ADMIN", "ALL", "CAP_CHOWN", "chown"):
        yield Row(f"capability {name}", BASELINE, container=_context(capabilities={"add": [name]}))
    for name in _SAFE.split():
        yield Row(f"capability {name}", RESTRICTED, container=_context(capabilities={"add": [name]}))
    yield Row("capability to bind", None, container=_context(capabilities={"add": ["NET_BIND_SERVICE"]}))
    yield Row("hostPath", BASELINE, pod={"volumes": [{"name": "a", "hostPath": {"path": "/a"}}]})
    yield Row("hostPort", BASELINE, container={"ports": [{"containerPort": 80, "hostPort": 80}]})
    yield Row("hostPort 0", None, container={"ports": [{"containerPort": 80, "hostPort": 0}]})
    for action in ("httpGet", "tcpSocket"):
        asks = {action: {"port": 80, "host": "127.0.0.1"}}
        for probe in _HANDLERS:
            yield Row(f"host of {probe}", BASELINE, container={probe: asks}, since=34)
            yield Row(f"empty host of {probe}", None, container={probe: {action: {"port": 80, "host": ""}}})
        for hook in ("postStart", "preStop"):
            yield Row(f"host of {hook}", BASELINE, container={"lifecycle": {hook: asks}}, since=34)
    for name, since in _SYSCTLS.items():
        pod = _context(sysctls=[{"name": name, "value": "1"}])
        yield Row(f"sysctl {name}", BASELINE if since else None, pod=pod, until=since)
    slashes = _context(sysctls=[{"name": "net/ipv4/tcp_syncookies", "value": "1"}])
    yield Row("sysctl with slashes", BASELINE, pod=slashes)
    yield Row("sysctl kernel.msgmax", BASELINE, pod=_context(sysctls=[{"name": "kernel.msgmax", "value": "1"}]))


def _of_profiles() -> Iterator[Row]:
    key = "container.apparmor.security.beta.kubernetes.io/containers"
    for profile, level in (
        ("unconfined", BASELINE),
        ("other", BASELINE),
        ("runtime/default", None),
        ("localhost/mine", None),
        ("", None),
    ):
        yield Row(f"AppArmor annotation {profile!r}", level, metadata={"annotations": {key: profile}})
    yield from _both("AppArmor off", BASELINE, {"appArmorProfile": {"type": "Unconfined"}})
    yield from _both("AppArmor", None, {"appArmorProfile": {"type": "RuntimeDefault"}})
    yield from _both("AppArmor of the node", None, {"appArmorProfile": {"type": "Localhost", "localhostProfile": "a"}})
    for kind in ("", "container_t", "container_init_t", "container_kvm_t"):
        yield from _both(f"SELinux type {kind!r}", None, {"seLinuxOptions": {"type": kind}})
    yield from _both(
        "SELinux type container_engine_t", BASELINE, {"seLinuxOptions": {"type": "container_engine_t"}}, 0, 31
    )
    yield from _both("SELinux type", BASELINE, {"seLinuxOptions": {"type": "spc_t"}})
    yield from _both("SELinux user", BASELINE, {"seLinuxOptions": {"user": "a"}})
    yield from _both("SELinux role", BASELINE, {"seLinuxOptions": {"role": "a"}})
    yield from _both("SELinux level", None, {"seLinuxOptions": {"level": "s0:c1"}})
    yield Row("procMount", BASELINE, container=_context(procMount="Unmasked"))
    yield Row("procMount Default", None, container=_context(procMount="Default"))
    own = {"hostUsers": False}
    unmasked = _context(procMount="Unmasked")
    yield Row("procMount of own users", BASELINE, pod=own, container=unmasked, until=35, later=RESTRICTED)
    yield from _both("seccomp off", BASELINE, {"seccompProfile": {"type": "Unconfined"}})
    yield from _both("seccomp of the node", None, {"seccompProfile": {"type": "Localhost", "localhostProfile": "a"}})


def _of_restricted() -> Iterator[Row]:
    windows = {"os": {"name": "windows"}}
    own = {"hostUsers": False}
    for kind, source in _PLAIN_VOLUMES.items():
        yield Row(f"volume {kind}", None, pod={"volumes": [{"name": "a", kind: source}]})
    for kind, source in _OTHER_VOLUMES.items():
        yield Row(f"volume {kind}", RESTRICTED, pod={"volumes": [{"name": "a", kind: source}]})
    unset = _context(allowPrivilegeEscalation=None)
    yield Row("escalation unset", RESTRICTED, container=unset)
    yield Row("escalation", RESTRICTED, container=_context(allowPrivilegeEscalation=True))
    yield Row("escalation on Windows", RESTRICTED, pod=windows, container=unset, until=25)
    root = _context(runAsNonRoot=None)
    yield Row("root", RESTRICTED, pod=root)
    yield Row("root of own users", RESTRICTED, pod={**root, **own}, until=35)
    yield Row("root on Windows", RESTRICTED, pod={**root, **windows})
    yield Row("root by the pod", RESTRICTED, pod=_context(runAsNonRoot=False))
    yield Row("root by a container", RESTRICTED, container=_context(runAsNonRoot=False))
    yield from _both("user 0", RESTRICTED, {"runAsUser": 0}, 23)
    yield from _both("user 1000", None, {"runAsUser": 1000})
    yield Row("user 1000, perhaps root", RESTRICTED, pod=_context(runAsNonRoot=None, runAsUser=1000))
    yield Row("user 1000 and 0", RESTRICTED, pod=_context(runAsUser=1000), container=_context(runAsUser=0))
    yield Row("user 0 of own users", RESTRICTED, pod=own, container=_context(runAsUser=0), until=35)
    yield Row("user 0 on Windows", RESTRICTED, pod={**windows, **_context(runAsUser=0)}, since=23)
    yield Row("no seccomp", RESTRICTED, pod=_context(seccompProfile=None), since=19)
    yield Row("no seccomp on Windows", RESTRICTED, pod={**_context(seccompProfile=None), **windows}, until=25)
    kept = _context(capabilities={"drop": None})
    yield Row("capabilities kept", RESTRICTED, container=kept, since=22)
    yield Row("capabilities kept on Windows", RESTRICTED, pod=windows, container=kept, until=25)
    yield Row("one dropped", RESTRICTED, container=_context(capabilities={"drop": ["NET_RAW"]}), since=22)
    yield Row("all dropped, in lower case", RESTRICTED, container=_context(capabilities={"drop": ["all"]}), since=22)
    yield Row("all and one dropped", None, container=_context(capabilities={"drop": ["NET_RAW", "ALL"]}))


ROWS = tuple(_rows())
