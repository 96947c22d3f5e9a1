"""Which mount takes which volume: what the rules about mounts ask."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from podlint.api import NamedTuple, View, all_containers, closest, lists_complete, once
from podlint.api.kubernetes import CONTAINER_LISTS

_USES = ("volumeMounts", "volumeDevices")

_INJECTED = r"(?i)user-?volume"
"""Keys of the annotations by which injectors (Istio, Consul) add volumes and mounts to a pod."""

_FOR_SIDECARS = ("gke-gcsfuse-",)
"""Beginnings of volume names that the sidecar of a cloud's injector looks for."""


class Named(NamedTuple):
    """A volume or a mount: its name, where the name stands, and the pod, object or container that lists it."""

    name: str
    view: View
    keys: tuple[str, ...]
    owner: View


class Entries(NamedTuple):
    """The entries whose names are known, and whether these are all."""

    entries: list[Named]
    complete: bool


@once
def all_paired(pod: View) -> bool:
    """Whether, plainly, each volume is mounted and each mount has its volume: most pods are done with here."""
    above = pod.object.value.get("spec")
    templates = _plain(above.get("volumeClaimTemplates")) if isinstance(above, dict) else []
    declared = _names(_plain(pod.value.get("volumes"))) | _names([t.get("metadata") for t in templates])
    holders = [container for key in CONTAINER_LISTS for container in _plain(pod.value.get(key))]
    return declared == _names([mount for c in holders for key in _USES for mount in _plain(c.get(key))])


def _plain(value: Any) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _names(entries: list[Any]) -> set[str]:
    return {name for e in entries if isinstance(e, dict) and isinstance(name := e.get("name"), str)}


@once
def volumes(pod: View) -> Entries:
    """The volumes of the pod spec."""
    found = _named(pod, ("volumes",), ("name",))
    return Entries(found.entries, found.complete and not has_misplaced_lists(pod))


@once
def claim_templates(pod: View) -> Entries:
    """The claim templates of the pod's StatefulSet."""
    return _named(pod.object, ("spec", "volumeClaimTemplates"), ("metadata", "name"))


@once
def mounts(pod: View) -> Entries:
    """The mounts and devices of all containers, in order."""
    found: list[Named] = []
    complete = lists_complete(pod) and not has_misplaced_lists(pod)
    for container in all_containers(pod):
        complete = complete and not has_misplaced_lists(container)
        for key in _USES:
            part = _named(container, (key,), ("name",))
            found += part.entries
            complete = complete and part.complete
    return Entries(found, complete)


def unused(pod: View, declared: list[Named]) -> set[str]:
    """The names of volumes that nothing uses and no misspelt mount stands for; none where that cannot be known."""
    uses = mounts(pod)
    keyed = _file_keys(pod)
    if not uses.complete or not keyed.complete:
        return set()
    taken = {use.name for use in (*uses.entries, *keyed.entries)}
    left = {volume.name for volume in declared} - taken
    if not left:
        return left
    left -= {guess.name for guess in meant(pod, declared).values()}
    return left - injected(pod, left) - {name for name in left if name.startswith(_FOR_SIDECARS)}


def injected(pod: View, names: set[str]) -> set[str]:
    """Those of the names that stand in annotations by which the pod gets volumes and mounts when it is created.

    All of them, where it is not known which annotations there are, or what such a one says.
    """
    above = (pod.object.pod_path or ())[:-1]
    if not pod.object.keys_known(*above, "metadata", "annotations"):
        return names
    annotations = pod.object.at(*above, "metadata", "annotations")
    injecting = [key for key in annotations.value if re.search(_INJECTED, key)] if annotations is not None else []
    if annotations is not None and not all(annotations.complete(key) for key in injecting):
        return names
    text = "\n".join(str(annotations.get(key)) for key in injecting) if annotations is not None else ""
    return {name for name in names if text and re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text)}


def meant(pod: View, declared: list[Named]) -> dict[str, Named]:
    """The names that are mounted but not declared, each with the volume that was clearly meant.

    That is the volume whose source has this name, else the one with the nearest name, unmounted ones first.
    """
    mounted = {mount.name for mount in mounts(pod).entries}
    by_name = {volume.name: volume for volume in declared}
    unmounted_first = sorted(by_name, key=lambda name: name in mounted)
    by_source: dict[str, list[Named]] = {}
    for volume in declared:
        for source in set(_source_names(volume.view)):
            by_source.setdefault(source, []).append(volume)
    found = {}
    for index, name in enumerate(sorted(mounted - by_name.keys())):
        sources = by_source.get(name, [])
        near = closest(name, unmounted_first) if index < _MOST_MEANT else None
        if len(sources) == 1:
            found[name] = sources[0]
        elif near is not None:
            found[name] = by_name[near]
    return found


_MOST_MEANT = 100
"""Names of a pod for which the nearest is looked for."""


@once
def has_misplaced_lists(view: View) -> bool:
    """Whether a pod spec or container has volumes or mounts under a key that is not for them there."""
    known = _USES if isinstance(view.path[-1], int) else ("volumes", "automountServiceAccountToken")
    return any(key not in known and ("volume" in key.lower() or "mount" in key.lower()) for key in view.value)


def _named(owner: View, path: tuple[str, ...], keys: tuple[str, ...]) -> Entries:
    items = owner.at(*path)
    if items is None:
        return Entries([], complete=True)
    if not isinstance(items.value, list):
        return Entries([], complete=False)
    found = []
    views = [view for view in map(items.at, range(len(items.value))) if view is not None]
    for view in views:
        name = view.text(*keys)
        if name:
            found.append(Named(name, view, keys, owner))
    return Entries(found, len(found) == len(views))


def _source_names(volume: View) -> Iterable[str]:
    """The names of the claim, ConfigMap or Secret that a volume takes its content from."""
    keys = (("persistentVolumeClaim", "claimName"), ("configMap", "name"), ("secret", "secretName"))
    return [name for path in keys if (name := volume.text(*path)) is not None]


def _file_keys(pod: View) -> Entries:
    """The env entries that take a key of a file in a volume, which needs no mount."""
    keys = ("valueFrom", "fileKeyRef", "volumeName")
    found = []
    complete = True
    for container in all_containers(pod):
        for entry in container.each("env"):
            name = entry.text(*keys)
            if name:
                found.append(Named(name, entry, keys, container))
            elif entry.at(*keys[:2]) is not None:
                complete = False
    return Entries(found, complete)
