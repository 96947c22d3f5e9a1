"""What a kustomization names: files and folders that must be there, and that may not lead back to it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from podlint.findings.finding import Hit
from podlint.kubernetes.view import is_placeholder, is_unfilled
from podlint.kustomize.fields import named_patches, resource_entries
from podlint.words import closest, did_you_mean, quoted
from podlint.yaml.place import Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podlint.kustomize.graph import Graph


def faults(file: str, data: Any, graph: Graph) -> Iterator[Hit]:
    """Hits for what a kustomization names and Kustomize cannot take.

    `data` is a document of `file`, which goes by its identity; `graph` knows what there is.
    """
    look = graph.resolver
    for where, entry in resource_entries(data):
        if _filled_in(entry) or look.is_remote(file, entry):
            continue
        path = look.path(file, entry)
        if path is None or not look.is_folder(path):
            yield from _absent(path, entry, Place(where), graph, folder=where[0] == "components")
        elif (inner := look.inside(path)) is None:
            message = f"folder {quoted(entry)} holds no kustomization"
            yield Hit(Place(where), message, "name the files in it, or add one")
        elif graph.leads_to(inner, file):
            message = f"{quoted(entry)} takes this kustomization itself: Kustomize stops at such a cycle"
            yield Hit(Place(where), message, "let only one of the two name the other")
    for where, entry in named_patches(data):
        if not _filled_in(entry):
            yield from _absent(look.path(file, entry), entry, Place(where), graph)


def _filled_in(entry: str) -> bool:
    """Whether another tool writes the file, or its name: flux bootstrap makes gotk-*.yaml."""
    return not entry or is_placeholder(entry) or is_unfilled(entry) or entry.rpartition("/")[2].startswith("gotk-")


def _absent(path: str | None, entry: str, place: Place, graph: Graph, *, folder: bool = False) -> Iterator[Hit]:
    if path is not None and graph.resolver.exists(path):
        return
    name = os.path.basename(path or entry)
    near = closest(name, _beside(path))
    shown = f"{entry[: len(entry) - len(name)]}{near}" if near and entry.endswith(name) else near
    what = "folder" if folder else "file"
    yield Hit(place, f"{what} {quoted(entry)} does not exist", did_you_mean(shown) or "correct the path")


def _beside(path: str | None) -> list[str]:
    try:
        return os.listdir(os.path.split(path)[0]) if path is not None else []
    except OSError:
        return []
