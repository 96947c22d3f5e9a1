"""Which ConfigMaps and Secrets a pod names: in variables, in volumes, to pull its images."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any

from podlint.kubernetes.pods import all_containers
from podlint.kubernetes.view import View
from podlint.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator


class Use(Enum):
    """What a pod wants a ConfigMap or Secret for: one variable, all its keys as variables, files, a driver, images."""

    ENV = "env"
    ENV_FROM = "envFrom"
    VOLUME = "volume"
    PROJECTED = "projected"
    DRIVER = "driver"
    PULL = "imagePullSecrets"


class ConfigReference(NamedTuple):
    """A reference to a ConfigMap or Secret.

    `view` is the mapping that names it, under `field`; `holder` the container or volume that it belongs to, the pod for
    a pull secret. A whole mapping is there, the name in it may be missing.
    """

    kind: str
    use: Use
    view: View
    field: str
    holder: View

    @property
    def name(self) -> str | None:
        """The name, None where it is missing or another tool will fill it in."""
        return self.view.text(self.field)

    @property
    def optional(self) -> bool:
        """Whether the pod starts without it, as far as that is understood."""
        return self.view.get("optional", default=False) is not False


_ENV = (("configMapKeyRef", "ConfigMap"), ("secretKeyRef", "Secret"))
_ENV_FROM = (("configMapRef", "ConfigMap"), ("secretRef", "Secret"))
_VOLUMES = (("configMap", "ConfigMap", "name"), ("secret", "Secret", "secretName"))
_PROJECTED = (("configMap", "ConfigMap"), ("secret", "Secret"))
# Volume types whose drivers log in with a Secret.
_DRIVERS = (
    *((kind, "secretRef") for kind in ("cephfs", "cinder", "flexVolume", "iscsi", "rbd", "scaleIO", "storageos")),
    ("csi", "nodePublishSecretRef"),
)


def config_references(pod: View) -> Iterator[ConfigReference]:
    """Every reference of a pod spec to a ConfigMap or Secret: pull secrets, volumes, then variables."""
    for entry in pod.each("imagePullSecrets"):
        if isinstance(entry.value, dict):
            yield ConfigReference("Secret", Use.PULL, entry, "name", pod)
    for volume in pod.each("volumes"):
        if isinstance(volume.value, dict):
            yield from volume_references(volume)
    for container in all_containers(pod):
        yield from container_references(container)


def container_references(container: View) -> Iterator[ConfigReference]:
    """The references in a container's variables: envFrom, then env, as the kubelet reads them."""
    # As plain data first: most variables name nothing, and this is asked for each container.
    for index, entry in _entries(container, "envFrom"):
        for field, kind in _ENV_FROM:
            found = entry.get(field)
            if isinstance(found, dict):
                view = View(found, (*container.path, "envFrom", index, field), container.object)
                yield ConfigReference(kind, Use.ENV_FROM, view, "name", container)
    for index, entry in _entries(container, "env"):
        source = entry.get("valueFrom")
        if not isinstance(source, dict):
            continue
        for field, kind in _ENV:
            found = source.get(field)
            if isinstance(found, dict):
                view = View(found, (*container.path, "env", index, "valueFrom", field), container.object)
                yield ConfigReference(kind, Use.ENV, view, "name", container)


def _entries(container: View, key: str) -> list[tuple[int, dict[str, Any]]]:
    """The entries of a list that are mappings."""
    found = container.get(key)
    entries = found if isinstance(found, list) else ()
    return [(index, entry) for index, entry in enumerate(entries) if isinstance(entry, dict)]


def volume_references(volume: View) -> Iterator[ConfigReference]:
    """The references of a volume: its source, those of a projected one, the Secret that its driver logs in with."""
    for source, kind, field in _VOLUMES:
        found = _mapping(volume, source)
        if found is not None:
            yield ConfigReference(kind, Use.VOLUME, found, field, volume)
    for entry in volume.each("projected", "sources"):
        for source, kind in _PROJECTED:
            found = _mapping(entry, source)
            if found is not None:
                yield ConfigReference(kind, Use.PROJECTED, found, "name", volume)
    for source, key in _DRIVERS:
        found = _mapping(volume, source, key)
        if found is not None:
            yield ConfigReference("Secret", Use.DRIVER, found, "name", volume)
    found = _mapping(volume, "azureFile")
    if found is not None:
        yield ConfigReference("Secret", Use.DRIVER, found, "secretName", volume)


def _mapping(view: View, *keys: str) -> View | None:
    found = view.at(*keys)
    return found if found is not None and isinstance(found.value, dict) else None
