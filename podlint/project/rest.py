"""The files around the linted ones whose objects come into an index where it is asked for them."""

from __future__ import annotations

import os
from bisect import bisect_left
from itertools import islice, takewhile
from typing import TYPE_CHECKING

from podlint.files.paths import identity, naming
from podlint.project import keys

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from podlint.kustomize.graph import Graph
    from podlint.project.facts import Facts
    from podlint.project.stock import Stock

Order = tuple[int, int]


class Rest:
    """Files, by their identities, that the `stock` knows, each with its place among all files around.

    `facts` gives the facts of one, `called` what reports call it. Once they are taken, they are here no more.
    """

    def __init__(
        self, stock: Stock, files: Mapping[str, int], graph: Graph, facts: Callable[[str], list[Facts]]
    ) -> None:
        self._stock = stock
        self._files = files
        self._graph = graph
        self._facts = facts
        self.called = naming()
        self._taken: set[str] = set()
        self._sorted: list[str] = []
        self._scopes: dict[str, set[str]] = {}
        self._labelled: dict[str | None, set[str]] | None = None

    @property
    def objects(self) -> int:
        """How many objects there are, about."""
        return int(self._stock.objects)

    def under(self, key: str) -> list[str]:
        """The files with a key; all where nobody knows."""
        found = self._stock.under(key)
        return [*self._files] if found is None else [file for file in found if file in self._files]

    def kinds(self) -> list[tuple[str, str]] | None:
        """The groups and kinds of the objects in the files; None where nobody knows."""
        found = self._stock.kinds()
        return [keys.kind_of(key) for key in found if self.under(key)] if found is not None else None

    def holding(self, words: str) -> Iterator[str]:
        """The files that hold some words."""
        return (file for file in self._stock.holding(words) if file in self._files)

    def labelled(self, key: str | None = None) -> set[str]:
        """The files to whose pods kustomizations add a label with a key, or any at all."""
        if self._labelled is None:
            found = {file for one in self._graph.labelling() for file in self._of_kustomization(one)}
            self._labelled = {None: found}
            for file in found:
                for added in self._graph.pod_labels(file):
                    self._labelled.setdefault(added, set()).add(file)
        return self._labelled.get(key, set())

    def of_place(self, name: str) -> set[str]:
        """The files of a scope: those that a kustomization takes, or that lie in a folder."""
        found = self._scopes.get(name)
        if found is None:
            path = identity(name)
            found = self._of_kustomization(path) if path in self._graph else set(self._inside(path, deep=False))
            self._scopes[name] = found
        return found

    def take(self, files: Iterable[str]) -> Iterator[tuple[Order, Facts]]:
        """The facts of files that were not taken yet, each with its place in the project."""
        for file in files:
            if file not in self._taken:
                self._taken.add(file)
                for one in self._facts(file):
                    yield self.order(file), one

    def order(self, file: str) -> Order:
        """The place of a file among all."""
        return 1, self._files[file]

    def all(self) -> Iterable[str]:
        """All files."""
        return self._files

    def _of_kustomization(self, path: str) -> set[str]:
        found = {file for file in self._graph.files(path) if file in self._files}
        for folder in self._graph.folders(path):
            found.update(self._inside(folder, deep=True))
        return found

    def _inside(self, folder: str, *, deep: bool) -> Iterator[str]:
        """The files in a folder, and with `deep` those below it."""
        self._sorted = self._sorted or sorted(self._files)
        start = os.path.join(folder, "")
        after = islice(self._sorted, bisect_left(self._sorted, start), None)
        found = takewhile(lambda file: file.startswith(start), after)
        return found if deep else (file for file in found if os.sep not in file[len(start) :])
