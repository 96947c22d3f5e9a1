"""What a kustomization names: files and folders that must be there, and that may not lead back to it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from podlint.files.paths import identity
from podlint.files.reading import documents_of
from podlint.findings.finding import Hit
from podlint.kubernetes.view import is_placeholder
from podlint.kustomize.fields import KUSTOMIZATION_NAMES, named_patches, named_resources, resource_paths
from podlint.words import closest, did_you_mean, quoted
from podlint.yaml.place import Place

if TYPE_CHECKING:
    from collections.abc import Iterator


def faults(file: Path, data: Any) -> Iterator[Hit]:
    """Hits for what a kustomization names and Kustomize cannot take. `data` is the document of `file`."""
    for where, entry in named_resources(data):
        path = _path(file, entry)
        if path is None:
            continue
        if not path.is_dir():
            yield from _absent(path, entry, Place(where), folder=where[0] == "components")
        elif (inner := _kustomization(path)) is None:
            yield Hit(
                Place(where), f"folder {quoted(entry)} holds no kustomization", "name the files in it, or add one"
            )
        elif _leads_to(inner, file):
            message = f"{quoted(entry)} takes this kustomization itself: Kustomize stops at such a cycle"
            yield Hit(Place(where), message, "let only one of the two name the other")
    for where, entry in named_patches(data):
        path = _path(file, entry)
        if path is not None:
            yield from _absent(path, entry, Place(where))


def _path(file: Path, entry: str) -> Path | None:
    """The path that an entry means; None where another tool fills it in, or the text is a patch itself."""
    if not entry or is_placeholder(entry) or entry.rpartition("/")[2].startswith("gotk-"):
        return None  # flux bootstrap writes gotk-*.yaml
    if entry.lstrip().startswith(("{", "[", "- ")) or ": " in entry:
        return None
    return Path(os.path.normpath(file.parent / entry))


def _absent(path: Path, entry: str, place: Place, *, folder: bool = False) -> Iterator[Hit]:
    if path.exists():
        return
    try:
        beside = [child.name for child in path.parent.iterdir()]
    except OSError:
        beside = []
    near = closest(path.name, beside)
    shown = f"{entry[: len(entry) - len(path.name)]}{near}" if near and entry.endswith(path.name) else near
    what = "folder" if folder else "file"
    yield Hit(place, f"{what} {quoted(entry)} does not exist", did_you_mean(shown) or "correct the path")


def _kustomization(folder: Path) -> Path | None:
    return next((folder / name for name in sorted(KUSTOMIZATION_NAMES) if (folder / name).is_file()), None)


def _leads_to(start: Path, wanted: Path) -> bool:
    """Whether the kustomizations below one take another again."""
    wanted = Path(identity(wanted))
    seen: set[Path] = set()
    waiting = [Path(identity(start))]
    while waiting:
        file = waiting.pop()
        if file == wanted:
            return True
        if file in seen:
            continue
        seen.add(file)
        for data in documents_of(file):
            for entry in resource_paths(data):
                inner = _kustomization(Path(os.path.normpath(file.parent / entry)))
                if inner is not None:
                    waiting.append(inner)
    return False
