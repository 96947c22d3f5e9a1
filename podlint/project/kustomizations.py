"""The kustomizations of the projects that a run concerns, found by their names and read once."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from podlint.files import witness
from podlint.files.discover import NOT_ENTERED
from podlint.files.gitignore import GitIgnore
from podlint.files.paths import below, identity, is_file, is_folder, is_repository, real, repository
from podlint.files.reading import Reader, documents_of
from podlint.kustomize.fields import KUSTOMIZATION_NAMES
from podlint.kustomize.graph import Graph
from podlint.kustomize.resolve import Kustomization, Resolver

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from podlint.project.neighbours import Neighbours

ENTRIES = 100_000
"""A project with more files and folders than this is not looked through: only what lies above a file is."""
MANY = 1000
"""Nor are more kustomizations than this read for the sake of a few."""


class Kustomizations:
    """The graph of kustomizations, which grows with the folders that it is asked about.

    `named` are files of the run, those that are kustomizations are read in any case. `read` gives the documents of a
    file; `root` the folder that the project of a folder begins at, None where nobody knows: then only kustomizations
    above a file are found, besides the named ones. `found` keeps for others what was found below a root; `text` gives
    the text of a kustomization that cannot be read, for a guess at what it names. `neighbours` are what earlier runs
    learnt of the project: with them there may be any number.
    """

    def __init__(
        self,
        named: Iterable[Path] = (),
        read: Callable[[str], list[Any]] = lambda file: documents_of(Path(file)),
        root: Callable[[Path], Path | None] = repository,
        found: dict[str, list[str] | None] | None = None,
        text: Callable[[str], str] = lambda file: Reader().source(file).text,
        neighbours: Neighbours | None = None,
    ) -> None:
        own = [identity(path) for path in named if path.name in KUSTOMIZATION_NAMES]
        self.read = read
        tolerant: Callable[[str], list[Any]] = lambda file: read(file) or _guessed(file, text)  # noqa: E731
        self.graph = Graph(tolerant, own, resolver=None if neighbours is None else _Remembering(tolerant, neighbours))
        self._named = len(own)
        self._root = root
        self._found = {} if found is None else found
        self._neighbours = neighbours
        self._complete: set[str] = set()
        self._known: set[str] = set()

    def around(self, folder: str | Path) -> Graph:
        """The graph, with all kustomizations in it that may take files of a folder."""
        start = real(folder)
        if start not in self._known:
            root = self._root(Path(start))
            if root is not None:
                self._add(real(root))
            self._above(start)
        return self.graph

    def around_all(self, folders: Iterable[str]) -> None:
        """Let all kustomizations that may take files of these folders be in the graph."""
        for folder in folders:
            if not any(folder == root or below(folder, root) is not None for root in self._complete):
                self.around(folder)
        if self._neighbours is not None:
            for root in self._found.keys() - self._complete:
                files = (one.file for one in self.graph if below(one.file, root) is not None)
                self._neighbours.learn_tree("kustomizations", root, files)

    def _add(self, root: str) -> None:
        if root not in self._known:
            self._known.add(root)
            if root not in self._found:
                self._found[root] = self._below(root)
            self.graph.add(self._found[root] or ())

    def _below(self, root: str) -> list[str] | None:
        """The kustomizations below a folder; None where there are too many to be read for the sake of a few."""
        if self._neighbours is None:
            return find(Path(root), MANY + self._named)
        found = self._neighbours.tree("kustomizations", root)
        if found is None:
            return find(Path(root), ENTRIES)
        self._complete.add(root)
        return found

    def _above(self, folder: str) -> None:
        """Add the kustomizations in a folder and above it, up to the root of the repository or the file system."""
        while folder not in self._known:
            self._known.add(folder)
            inside = self.graph.resolver.inside(folder)
            if inside is not None:
                self.graph.add([inside])
            above = os.path.split(folder)[0]
            if above == folder or is_repository(Path(folder)):
                return
            folder = above


class _Remembering(Resolver):
    """Takes what kustomizations name from what earlier runs found out, as long as that holds."""

    def __init__(self, read: Callable[[str], list[Any]], neighbours: Neighbours) -> None:
        super().__init__(read, is_file, is_folder)
        self._neighbours = neighbours

    def kustomization(self, file: str) -> Kustomization:
        """Read a kustomization file, and look up what it names."""
        known = self._neighbours.kustomization(file)
        if known is not None:
            documents, files, others, components, folders, patches, is_open, broken = known
            return Kustomization(
                file,
                tuple(documents),
                frozenset(files),
                tuple(others),
                frozenset(components),
                frozenset(folders),
                frozenset(patches),
                is_open,
                broken,
            )
        self.linked = False
        found = super().kustomization(file)
        if not self.linked:
            plain = [sorted(one) if isinstance(one, frozenset) else one for one in found[1:]]
            self._neighbours.learn_kustomization(file, [list(one) if isinstance(one, tuple) else one for one in plain])
        return found


def _guessed(file: str, text: Callable[[str], str]) -> list[Any]:
    """What a kustomization that cannot be read seems to say; nothing where there is no file."""
    from podlint.kustomize.guess import from_text

    try:
        return from_text(text(file))
    except OSError:
        return []


def find(root: Path, most: int = MANY) -> list[str] | None:
    """The kustomization files below a folder, by their identity; None where there is too much to look through.

    What Git ignores, and folders of installed packages, are passed over.
    """
    found: list[Path] = []
    entries = 0
    for base, folders, files in os.walk(real(root)):
        if (watching := witness.watching()) is not None:
            watching.folder(base, folders, files)
        folders[:] = [name for name in folders if name not in NOT_ENTERED]
        entries += len(folders) + len(files)
        found += (Path(base, name) for name in files if name in KUSTOMIZATION_NAMES)
        if entries > ENTRIES or len(found) > most:
            return None
    ignored = GitIgnore()
    return [str(path) for path in found if not ignored.ignores(path)]
