"""Reading a pod spec: its containers by the time at which they run, its volumes and their mounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podlint.kubernetes.view import EACH, NOT_KNOWN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podlint.kubernetes.view import View

CONTAINER_LISTS = ("containers", "initContainers", "ephemeralContainers")
_SHARING = 100
"""Containers of a list that keep what rules find in them: all, but in files that are made to be large."""
_IN_ORDER = ("initContainers", "containers", "ephemeralContainers")


def is_sidecar(container: View) -> bool:
    """Whether an init container keeps running beside the others: `restartPolicy: Always` (KEP-753)."""
    return "initContainers" in container.path and container.get("restartPolicy") == "Always"


def containers(pod: View) -> Iterator[View]:
    """The app containers."""
    return iter(_mappings(pod, "containers"))


def init_containers(pod: View) -> Iterator[View]:
    """The plain init containers: each runs alone, to its end, before the app containers start."""
    return iter([c for c in _mappings(pod, "initContainers") if not is_sidecar(c)])


def sidecars(pod: View) -> Iterator[View]:
    """The sidecars: init containers with `restartPolicy: Always`."""
    return iter([c for c in _mappings(pod, "initContainers") if is_sidecar(c)])


def running_together(pod: View) -> Iterator[View]:
    """The containers that run at the same time, in one network: sidecars and app containers."""
    return iter([*sidecars(pod), *_mappings(pod, "containers")])


def all_containers(pod: View) -> Iterator[View]:
    """Every container, init containers first (the order in which they start), ephemeral ones last."""
    return iter([found for name in _IN_ORDER for found in _mappings(pod, name)])


def lists_complete(pod: View, *keys: str) -> bool:
    """Whether the container lists, and in each container what stands at `keys`, are understood."""
    for name in CONTAINER_LISTS:
        found = pod.at(name)
        if found is None:
            continue
        if not isinstance(found.value, list):
            return False
        if not all(isinstance(c, dict | None) for c in found.value):
            return False
        if not all(c.complete(key) for c in found.each() for key in keys):
            return False
    return True


def names_known(pod: View) -> bool:
    """Whether the names of all containers are understood."""
    return all(pod.understood(name, EACH, "name") for name in CONTAINER_LISTS)


def port_names_known(pod: View) -> bool:
    """Whether the names of all ports of all containers are understood."""
    return all(pod.understood(name, EACH, "ports", EACH, "name") for name in CONTAINER_LISTS)


def port_numbers_known(pod: View) -> bool:
    """Whether the numbers of all ports of all containers are understood."""
    return all(pod.understood(name, EACH, "ports", EACH, "containerPort") for name in CONTAINER_LISTS)


def label(container: View) -> str:
    """How messages call a container: by kind and name, or by index where it has no name."""
    where = container.path[-2]
    kind = "container"
    if where == "initContainers":
        kind = "sidecar" if is_sidecar(container) else "init container"
    elif where == "ephemeralContainers":
        kind = "ephemeral container"
    name = container.get("name")
    if isinstance(name, str) and name != NOT_KNOWN:
        return f'{kind} "{name}"'
    # One that is alone in its mapping, as custom resources have them, may bear the very word.
    return f"the {kind}" if container.path[-1] == kind else f"{kind} {container.path[-1]}"


def _mappings(pod: View, key: str) -> list[View]:
    """The containers of one list; looked up once for all rules."""
    kept = pod.kept
    if kept is None:
        known = pod.object.facts
        found: list[View] | None = known.get((key, pod.path))
        if found is None:
            found = known[key, pod.path] = [c for c in pod.each(key) if isinstance(c.value, dict)]
        return found
    found = kept.get(key)
    if found is None:
        found = kept[key] = [c for c in pod.each(key) if isinstance(c.value, dict)]
        for container in found[:_SHARING]:
            container.kept = {}
    return found
