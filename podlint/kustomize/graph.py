"""Which files belong together: those that one kustomization takes, or that lie in one folder."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from podlint.files.paths import identity
from podlint.kustomize.fields import (
    KUSTOMIZATION_NAMES,
    generated_configs,
    has_patches,
    images,
    remote_parts,
    resource_paths,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


class Generated(NamedTuple):
    """An object that a kustomization generates: the name of a file that does not exist, and its data."""

    file: str
    data: dict[str, Any]


class Sets(NamedTuple):
    """`of` names the sets of each file (as reports show it), `opened` those to which something unseen belongs.

    `generated` are the objects that kustomizations generate, `images` the names of the images that those of a set
    give a tag, `patched` the sets with patches.
    """

    of: dict[str, frozenset[str]]
    opened: frozenset[str]
    generated: list[Generated]
    images: dict[str, frozenset[str]]
    patched: frozenset[str]


class _Taken:
    """What a kustomization takes, with all that it takes through others."""

    def __init__(self) -> None:
        self.files: set[str] = set()
        self.open = False
        self.generated: list[dict[str, Any]] = []
        self.images: set[str] = set()
        self.patched = False


def sets(files: Iterable[str], kustomization: Callable[[Path], list[Any]]) -> Sets:
    """The sets of files, named as reports show them.

    `kustomization` gives the documents of a kustomization file, empty where it cannot be read. Kustomizations that name
    each other, folders that do not exist and bases outside of the project end the walk; the set is open then.
    """
    shown = {identity(file): file for file in files}
    of: dict[str, set[str]] = {}
    opened: set[str] = set()
    generated: list[Generated] = []
    tagged: dict[str, frozenset[str]] = {}
    patched: set[str] = set()
    for absolute, file in shown.items():
        if os.path.basename(absolute) not in KUSTOMIZATION_NAMES:
            continue
        taken = _Taken()
        _walk(Path(absolute), taken, kustomization, set())
        for inner in taken.files:
            of.setdefault(shown.get(inner, inner), set()).add(file)
        tagged[file] = frozenset(taken.images)
        if taken.patched:
            patched.add(file)
        if taken.open:
            opened.add(file)
        for number, data in enumerate(taken.generated):
            generated.append(Generated(f"{file}#{number}", data))
            of[f"{file}#{number}"] = {file}
    return Sets(
        {name: frozenset(names) for name, names in of.items()}, frozenset(opened), generated, tagged, frozenset(patched)
    )


def _walk(file: Path, taken: _Taken, read: Callable[[Path], list[Any]], seen: set[Path]) -> None:
    if file in seen:
        return
    seen.add(file)
    documents = read(file)
    taken.open = taken.open or not documents
    for data in documents:
        taken.open = taken.open or remote_parts(data)
        taken.generated += generated_configs(data)
        taken.images.update(images(data))
        taken.patched = taken.patched or has_patches(data)
        for entry in resource_paths(data):
            path = Path(os.path.normpath(file.parent / entry))
            if path.is_dir():
                inner = next((path / name for name in sorted(KUSTOMIZATION_NAMES) if (path / name).is_file()), None)
                if inner is None:
                    taken.open = True
                else:
                    _walk(inner, taken, read, seen)
            elif path.is_file():
                taken.files.add(identity(path))
            else:
                taken.open = True
