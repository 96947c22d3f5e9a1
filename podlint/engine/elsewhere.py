"""What overlays in other repositories may still add to a base that none of the project takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from podlint.kubernetes.kinds import POD_SPECS, group_of
from podlint.kubernetes.view import UNKNOWN

if TYPE_CHECKING:
    from pathlib import Path

_BASES = frozenset({"base", "bases", "common", "components"})


def is_base(folder: Path) -> bool:
    """Whether a folder is one that others build on, by its name or that of the folder it lies in."""
    return folder.name in _BASES or folder.parent.name in _BASES


def left_open(data: dict[str, Any]) -> dict[str, Any]:
    """An object of such a base: its namespace, its selector, and tags of images are not known where they lack."""
    result = dict(data)
    metadata = data.get("metadata")
    if isinstance(metadata, dict):
        result["metadata"] = {"namespace": UNKNOWN, **metadata}
    spec = data.get("spec")
    if isinstance(spec, dict) and "template" in spec:
        result["spec"] = {"selector": UNKNOWN, **spec}
    subjects = data.get("subjects")
    if isinstance(subjects, list):
        result["subjects"] = [{"namespace": UNKNOWN, **one} if isinstance(one, dict) else one for one in subjects]
    group = group_of(str(data.get("apiVersion")))
    path = POD_SPECS.get(f"{group}/{data.get('kind')}" if group else str(data.get("kind")))
    return _at(result, path, _without_tags) if path is not None else result


def _at(data: Any, path: tuple[str | int, ...], change: Any) -> Any:
    """The data with what stands at a path changed; as it is where nothing does."""
    if not path:
        return change(data)
    if not isinstance(data, dict) or path[0] not in data:
        return data
    return {**data, path[0]: _at(data[path[0]], path[1:], change)}


def _without_tags(pod: Any) -> Any:
    if not isinstance(pod, dict):
        return pod
    lists = ("initContainers", "containers")
    return {
        key: list(map(_container, value)) if key in lists and isinstance(value, list) else value
        for key, value in pod.items()
    }


def _container(container: Any) -> Any:
    image = container.get("image") if isinstance(container, dict) else None
    if isinstance(image, str) and "@" not in image and image.rpartition("/")[2].partition(":")[2] in ("", "latest"):
        return {**container, "image": UNKNOWN}
    return container
