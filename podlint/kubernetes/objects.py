"""Documents to Kubernetes objects: items of Lists, and where a kind keeps its pod spec."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from podlint.kubernetes.kinds import POD_SPECS, group_of
from podlint.kubernetes.view import KubeObject

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from podlint.yaml.document import Document
    from podlint.yaml.place import Path


def is_list(data: Any) -> bool:
    """Whether a document is `kind: List` or a typed list such as `ConfigMapList`: its `items` are the objects."""
    return isinstance(data, dict) and str(data.get("kind", "")).endswith("List") and isinstance(data.get("items"), list)


def looks_like_object(data: Any) -> bool:
    """Whether a document names both an apiVersion and a kind."""
    return isinstance(data, dict) and bool(data.get("apiVersion")) and bool(data.get("kind"))


def objects(
    document: Document, pod_specs: Mapping[str, Path] = POD_SPECS, *, partial: bool = False
) -> Iterator[KubeObject]:
    """The objects of a document, with the items of Lists in their places; nothing where it is not one.

    `partial` marks objects of which only a part is written, such as Kustomize patches.
    """
    yield from objects_in(document, document.data, (), pod_specs, partial=partial)


def objects_in(
    document: Document, data: Any, path: Path, pod_specs: Mapping[str, Path], *, partial: bool = False
) -> Iterator[KubeObject]:
    """The objects in the data at a path of a document."""
    if is_list(data):
        named = _item_type(data)
        for index, item in enumerate(data["items"]):
            typed = {**named, **item} if isinstance(item, dict) else item
            yield from objects_in(document, typed, (*path, "items", index), pod_specs, partial=partial)
    elif looks_like_object(data):
        yield make_object(document, data, path, pod_specs, partial=partial)


def _item_type(data: Any) -> dict[str, str]:
    """What the items of a typed list need not say themselves: a ConfigMapList holds ConfigMaps."""
    kind = str(data["kind"]).removesuffix("List")
    return {"apiVersion": str(data.get("apiVersion")), "kind": kind} if kind else {}


def make_object(
    document: Document,
    data: Any,
    path: Path,
    pod_specs: Mapping[str, Path] = POD_SPECS,
    *,
    partial: bool = False,
) -> KubeObject:
    """The object at `path`, with its pod spec looked up by kind and group."""
    api_version, kind = str(data.get("apiVersion")), str(data.get("kind"))
    group = group_of(api_version)
    return KubeObject(data, path, document, pod_specs.get(f"{group}/{kind}" if group else kind), partial=partial)
