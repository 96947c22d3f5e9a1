"""`buildMetadata`: annotations that say where objects come from and what has changed them."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, Any

from podlint.kustomize.build.nodes import Map, Scalar, Unknown
from podlint.kustomize.build.scalars import STR

if TYPE_CHECKING:
    from podlint.kustomize.build.nodes import Origin
    from podlint.kustomize.build.resource import Resource
    from podlint.kustomize.build.resources import Resources

ORIGIN = "config.kubernetes.io/origin"
TRANSFORMATIONS = "alpha.config.kubernetes.io/transformations"
MANAGED_BY = "app.kubernetes.io/managed-by"


class Notes:
    """Where a kustomization stands, from the one that is built."""

    def __init__(self, path: str = "") -> None:
        self.path = path

    def below(self, entry: str) -> Notes:
        """The place of an entry."""
        return Notes(posixpath.normpath(posixpath.join(self.path, entry)))

    def origin(self) -> dict[str, Any]:
        """The origin of an object of a file."""
        return {"path": self.path}

    def configured(self, file: str, kind: str) -> dict[str, Any]:
        """The origin of what a field of a kustomization makes or changes."""
        place = posixpath.normpath(posixpath.join(self.path, file))
        return {"configuredIn": place, "configuredBy": {"apiVersion": "builtin", "kind": kind}}

    @staticmethod
    def of_plugin(plugin: Resource) -> dict[str, Any]:
        """The origin of what a plugin makes or changes, by the note of its configuration."""
        by = {"apiVersion": plugin.gvk.api_version, "kind": plugin.gvk.kind, "name": plugin.name}
        if plugin.namespace:
            by["namespace"] = plugin.namespace
        return {"configuredIn": (plugin.note or {}).get("path", ""), "configuredBy": by}

    @staticmethod
    def transformed(resources: Resources, note: dict[str, Any]) -> None:
        """Note a change that went over all objects."""
        for resource in resources.items:
            if resource.note is None:
                resource.note = note
            else:
                resource.transformations.append(note)


def write(resource: Resource, options: list[str], place: Origin | None) -> None:
    """Write the notes of an object into its annotations, as far as they are asked for."""
    notes: dict[str, str] = {}
    if "originAnnotations" in options and resource.note is not None:
        notes[ORIGIN] = _yaml(resource.note, "")
    if "transformerAnnotations" in options and resource.transformations:
        notes[TRANSFORMATIONS] = "".join(f"- {_yaml(note, '  ')[2:]}" for note in resource.transformations)
    if not notes:
        return
    metadata = resource.own().entries.get("metadata")
    if not isinstance(metadata, Map):
        return
    annotations = metadata.entries.get("annotations")
    if not isinstance(annotations, Map):
        annotations = metadata.entries["annotations"] = Map(place)
    for key, text in notes.items():
        annotations.entries[key] = Scalar(text, STR, place, quoted=True)


def managed(resource: Resource, place: Origin | None) -> None:
    """Label an object as kustomize does; the value says the version of kustomize, which is not known."""
    metadata = resource.own().entries.get("metadata")
    if not isinstance(metadata, Map):
        return
    labels = metadata.entries.get("labels")
    if not isinstance(labels, Map):
        labels = metadata.entries["labels"] = Map(place)
    labels.entries[MANAGED_BY] = Unknown("it names the version of kustomize", place)


def _yaml(note: dict[str, Any], indent: str) -> str:
    lines = []
    for key, value in note.items():
        if isinstance(value, dict):
            lines.append(f"{indent}{key}:\n{_yaml(value, indent + '  ')}")
        else:
            lines.append(f"{indent}{key}: {value}\n")
    return "".join(lines)
