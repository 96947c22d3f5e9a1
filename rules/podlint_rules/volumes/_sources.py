"""Sources of storage that pod volumes and PersistentVolumes have in common."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from podlint.api import Hit, Part, View, quoted
from podlint.api.kubernetes import names, quantity

_IQN = r"iqn\.[0-9]{4}-[0-9]{2}\.[A-Za-z0-9.-]+:[^,;*&$|\s]+\Z"
_EUI_OR_NAA = r"eui.[A-Za-z0-9]{16}|naa.[A-Za-z0-9]{32}"
_RESERVED = ("kubernetes.io", "k8s.io")

Judge = Callable[[View, bool], "Iterator[Hit]"]


def source_faults(holder: View, *, persistent: bool) -> Iterator[Hit]:
    """What is wrong with the source of a pod volume, or of the spec of a PersistentVolume."""
    for key in holder.value:
        judge = _JUDGES.get(key)
        if judge is not None:
            source = holder.at(key)
            if source is not None and isinstance(source.value, dict):
                yield from judge(source, persistent)


def secret_faults(holder: View, key: str, *parts: str) -> Iterator[Hit]:
    """The parts that a reference to a Secret lacks."""
    secret = holder.at(key)
    if secret is None or not isinstance(secret.value, dict):
        return
    for part in parts:
        if secret.at(part) is None or secret.get(part) == "":
            yield secret.hit(f"{key} must have a {part}", part, part=Part.KEY, help=f"add {part}")


def _backsteps(source: View, key: str) -> Iterator[Hit]:
    path = source.text(key)
    if path and ".." in path.split("/"):
        yield source.hit(f"{key} {quoted(path)} of {source.path[-1]} must not contain `..`", key)


def _plain_path(source: View, persistent: bool) -> Iterator[Hit]:
    yield from _backsteps(source, "path")


def _empty_dir(source: View, persistent: bool) -> Iterator[Hit]:
    limit = quantity.parse(source.get("sizeLimit"))
    if limit is not None and limit < 0:
        yield source.hit(f"sizeLimit must not be negative, as {source.get('sizeLimit')} is", "sizeLimit")


def _git(source: View, persistent: bool) -> Iterator[Hit]:
    path = source.text("directory")
    if path and path.startswith("/"):
        yield source.hit(f"directory {quoted(path)} of gitRepo must be relative", "directory")
    else:
        yield from _backsteps(source, "directory")


def _nfs(source: View, persistent: bool) -> Iterator[Hit]:
    path = source.text("path")
    if path and not path.startswith("/"):
        yield source.hit(f"path {quoted(path)} of nfs must be absolute", "path", help=f'did you mean "/{path}"?')


def _csi(source: View, persistent: bool) -> Iterator[Hit]:
    driver = source.text("driver")
    if driver and (words := names.driver_name(driver)) is not None:
        yield source.hit(f"driver {quoted(driver)} {words}", "driver")
    if persistent:
        # The server looks at nodeStageSecretRef less closely than at the others.
        for key in ("controllerPublishSecretRef", "nodePublishSecretRef", "controllerExpandSecretRef"):
            yield from _csi_secret(source, key, "name", "namespace")
        yield from _csi_secret(source, "nodeExpandSecretRef", "name", "namespace")
    else:
        yield from _csi_secret(source, "nodePublishSecretRef", "name")


def _csi_secret(source: View, key: str, *parts: str) -> Iterator[Hit]:
    yield from secret_faults(source, key, *parts)
    for part in parts:
        name = source.text(key, part)
        judge = names.dns_subdomain if part == "name" else names.dns_label
        if name and (words := judge(name)) is not None:
            yield source.hit(f"{part} {quoted(name)} of a Secret {words}", key, part)


def _iscsi(source: View, persistent: bool) -> Iterator[Hit]:
    for key in ("iqn", "initiatorName"):
        name = source.text(key)
        if name is None or (not name and key == "iqn"):
            continue
        good = len(name) < 1000 and re.search(_IQN, name) if name.startswith("iqn") else re.fullmatch(_EUI_OR_NAA, name)
        if not good:
            example = "iqn.2001-04.com.example:disk1"
            message = f"{key} {quoted(name)} must be like {example}, or eui. or naa. with 16 or 32 characters after it"
            yield source.hit(message, key)
    chap = next((key for key in ("chapAuthDiscovery", "chapAuthSession") if source.flag(key)), None)
    if chap and source.at("secretRef") is None:
        yield source.hit(f"{chap} needs a secretRef", "secretRef", part=Part.KEY, help="add secretRef")
    elif persistent:
        yield from secret_faults(source, "secretRef", "name")


def _fibre(source: View, persistent: bool) -> Iterator[Hit]:
    if not source.complete():
        return
    wide, target = bool(source.get("wwids")), bool(source.get("targetWWNs"))
    if wide and target:
        yield source.hit("fc may have targetWWNs or wwids, not both", "wwids", part=Part.KEY, help="remove one of them")
    elif not wide and not target:
        yield source.hit("fc must have targetWWNs or wwids", part=Part.KEY, help="add targetWWNs and lun")
    elif target and source.get("lun") is None:
        yield source.hit("fc with targetWWNs must have a lun", "lun", part=Part.KEY, help="add lun")


def _azure_disk(source: View, persistent: bool) -> Iterator[Hit]:
    uri, kind = source.text("diskURI"), source.get("kind", default="Shared")
    if uri and kind in ("Shared", "Dedicated", "Managed") and source.complete("kind"):
        start = "/subscriptions/" if kind == "Managed" else "https://"
        if not uri.startswith(start):
            message = f"diskURI {quoted(uri)} of a disk of kind {kind} must begin with {start}"
            advice = "add kind: Managed" if uri.startswith("/subscriptions/") else None
            yield source.hit(message, "diskURI", help=advice)


def _azure_file(source: View, persistent: bool) -> Iterator[Hit]:
    if persistent and source.get("secretNamespace") == "":
        yield source.hit("secretNamespace must not be empty", "secretNamespace", help="remove it, or name a namespace")


def _gluster(source: View, persistent: bool) -> Iterator[Hit]:
    namespace = source.get("endpointsNamespace")
    if namespace == "":
        yield source.hit("endpointsNamespace must not be empty", "endpointsNamespace", help="remove it")
    elif isinstance(namespace, str) and source.complete() and (words := names.dns_label(namespace)) is not None:
        yield source.hit(f"endpointsNamespace {quoted(namespace)} {words}", "endpointsNamespace")


def _cinder(source: View, persistent: bool) -> Iterator[Hit]:
    yield from secret_faults(source, "secretRef", "name", *(("namespace",) if persistent else ()))


def _storage_os(source: View, persistent: bool) -> Iterator[Hit]:
    yield from secret_faults(source, "secretRef", "name", *(("namespace",) if persistent else ()))
    for key in ("volumeName", "volumeNamespace"):
        name = source.text(key)
        if name and (words := names.dns_label(name)) is not None:
            yield source.hit(f"{key} {quoted(name)} {words}", key)


def _flex(source: View, persistent: bool) -> Iterator[Hit]:
    for key, value in source.entries("options"):
        domain = key.partition("/")[0].lower()
        if any(domain == name or domain.endswith(f".{name}") for name in _RESERVED):
            yield value.hit(f"option {quoted(key)} stands in a namespace that is Kubernetes' own", part=Part.KEY)


def _quobyte(source: View, persistent: bool) -> Iterator[Hit]:
    registry, tenant = source.text("registry"), source.text("tenant")
    if registry and not all(":" in pair for pair in registry.split(",")):
        yield source.hit(f"registry {quoted(registry)} must be host:port, or several such with commas", "registry")
    if tenant and len(tenant) > 64:
        yield source.hit(f"tenant must be at most 64 characters, not {len(tenant)}", "tenant")


def _flocker(source: View, persistent: bool) -> Iterator[Hit]:
    if not source.complete():
        return
    name, other = source.get("datasetName"), source.get("datasetUUID")
    if bool(name) == bool(other):
        yield source.hit("flocker must have datasetName or datasetUUID, and only one of them", part=Part.KEY)
    elif isinstance(name, str) and "/" in name:
        yield source.hit(f"datasetName {quoted(name)} must not contain `/`", "datasetName")


_JUDGES: dict[str, Judge] = {
    "azureDisk": _azure_disk,
    "azureFile": _azure_file,
    "cinder": _cinder,
    "csi": _csi,
    "emptyDir": _empty_dir,
    "fc": _fibre,
    "flexVolume": _flex,
    "flocker": _flocker,
    "gitRepo": _git,
    "glusterfs": _gluster,
    "hostPath": _plain_path,
    "iscsi": _iscsi,
    "local": _plain_path,
    "nfs": _nfs,
    "quobyte": _quobyte,
    "storageos": _storage_os,
}
SOURCES = frozenset(_JUDGES)
"""The sources that `source_faults` knows."""
