"""What the entries of a kustomization mean: files, other kustomizations, or something on another machine."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from podlint.files.paths import identity, real, strays
from podlint.kustomize import fields
from podlint.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


class Kustomization(NamedTuple):
    """One kustomization file as it stands in the project. Files and folders are named by their identity.

    `files` are the resources that are files, `others` the kustomizations that it takes, `components` those of them
    that are parts of it, `folders` what it takes of folders without a kustomization, `patches` the files that it uses
    as such. It is `open` where a part of it lies on another machine, is made by a plugin, or is missing: more belongs
    to it than can be seen. It is `broken` where what it names had to be guessed.
    """

    file: str
    documents: tuple[Any, ...]
    files: frozenset[str]
    others: tuple[str, ...]
    components: frozenset[str]
    folders: frozenset[str]
    patches: frozenset[str]
    open: bool
    broken: bool


class Resolver:
    """Reads kustomizations and looks up what they name.

    `read` gives the documents of a file, none where it cannot be read; `is_file` and `is_folder` say what there is.
    `linked` says that something was named which links lead to.
    """

    def __init__(
        self, read: Callable[[str], list[Any]], is_file: Callable[[str], bool], is_folder: Callable[[str], bool]
    ) -> None:
        self._read = read
        self._is_file = is_file
        self.is_folder = is_folder
        self._inside: dict[str, str | None] = {}
        self.linked = False

    def exists(self, path: str) -> bool:
        """Whether there is a file or a folder of that name."""
        return self._is_file(path) or self.is_folder(path)

    def path(self, kustomization: str, entry: str) -> str | None:
        """The identity of what an entry of a kustomization names; None where no file can be called so."""
        try:
            return identity(os.path.join(os.path.split(kustomization)[0], entry))
        except (OSError, ValueError):  # a NUL, half of a surrogate pair
            return None

    def inside(self, folder: str) -> str | None:
        """The kustomization file of a folder."""
        if folder not in self._inside:
            files = (os.path.join(real(folder), name) for name in sorted(fields.KUSTOMIZATION_NAMES))
            self._inside[folder] = next((file for file in files if self._is_file(file)), None)
        return self._inside[folder]

    def is_remote(self, kustomization: str, entry: str) -> bool:
        """Whether an entry of `resources` is a URL, by its text, unless a file or folder is called so.

        So is one that links lead out of the project: what lies there is not looked at.
        """
        path = None if "://" in entry else self.path(kustomization, entry)
        if path is not None and self._strays(os.path.split(kustomization)[0], entry, path):
            return True
        return fields.is_remote(entry) and (path is None or not self.exists(path))

    def _strays(self, folder: str, entry: str, path: str) -> bool:
        """Whether links lead an entry out of the project; links to files are for those to judge who read them."""
        text = os.path.abspath(os.path.join(folder, entry))
        link = os.path.islink(path)  # noqa: PTH114
        self.linked = self.linked or path != text or link
        linked = path != text or (link and self.is_folder(path))
        return linked and strays(text, folder)

    def kustomization(self, file: str) -> Kustomization:
        """Read a kustomization file, and look up what it names."""
        documents, broken = _tolerant(self._read(file))
        files: set[str] = set()
        others: dict[str, None] = {}
        components: set[str] = set()
        folders: set[str] = set()
        remote = any(fields.has_plugins(data) or fields.has_remote_patches(data) for data in documents)
        absent = not documents
        for place, entry in (found for data in documents for found in fields.resource_entries(data)):
            path = self.path(file, entry)
            if self.is_remote(file, entry):
                remote = True
            elif path is None or not self.exists(path):
                absent = True
            elif not self.is_folder(path):
                files.add(path)
            elif (inner := self.inside(path)) is None:
                folders.add(real(path))
            else:
                others[inner] = None
                if place[0] == "components":
                    components.add(inner)
        patches = {self.path(file, path) for data in documents for path in fields.patch_paths(data)} - {None}
        return Kustomization(
            file=file,
            documents=documents,
            files=frozenset(files),
            others=tuple(others),
            components=frozenset(components),
            folders=frozenset(folders),
            patches=frozenset(path for path in patches if path is not None),
            open=remote or absent or broken or bool(folders),
            broken=broken,
        )


def _tolerant(documents: Iterable[Any]) -> tuple[tuple[Any, ...], bool]:
    """The documents of a kustomization with lists where lists should be, and whether any had to be guessed."""
    found = tuple(documents)
    if not any(map(fields.is_odd, found)):
        return found, False
    from podlint.kustomize.guess import coerced

    return tuple(map(coerced, found)), True
