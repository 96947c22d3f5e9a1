"""Which definition of a custom resource holds for a file, where the project has several of its kind."""

from __future__ import annotations

import os
from collections import defaultdict
from typing import TYPE_CHECKING

from podlint.files.paths import identity
from podlint.schema.catalog import CustomSchema

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from podlint.project.mutating import Covered
    from podlint.schema.catalog import Custom

Kind = tuple[str, str]
_ByFile = dict[str, CustomSchema]


class Definitions:
    """The definitions of custom resources in a project. Where a kind has several, each file goes by the nearest.

    They are of different age then, or for different clusters: an operator brings its own along, say. The nearest is one
    that a kustomization takes together with the file (`scopes` gives those of a file), else that with the most folders
    in common; several that are equally near hold together, so that only what all of them refuse is wrong. Of kinds that
    `mutated` covers nothing has to be there: a webhook may fill it in.
    """

    def __init__(
        self,
        found: Iterable[tuple[str, Kind, CustomSchema]] = (),
        mutated: Iterable[Covered] = (),
        scopes: Callable[[str], frozenset[str]] = lambda file: frozenset(),
    ) -> None:
        self._by_kind: dict[Kind, _ByFile] = defaultdict(dict)
        self._scopes = scopes
        self._joined: dict[tuple[int, ...], CustomSchema] = {}
        covering = tuple(mutated)
        for file, kind, schema in found:
            if any(one.covers(kind, schema.plural) for one in covering):
                from podlint.project.mutating import filled

                schema = filled(schema)
            self._by_kind[kind].setdefault(file, schema)
        self._made: dict[tuple[int, ...], Custom] = {}
        self._placed: dict[tuple[str, frozenset[str]], Custom] = {}
        self._files = frozenset(file for by_file in self._by_kind.values() for file in by_file)
        for by_file in self._by_kind.values():
            for schema in by_file.values():
                schema.several = len(by_file) > 1
        self._several = any(len(by_file) > 1 for by_file in self._by_kind.values())
        self._tree = _Tree(self._by_kind)
        self._trees: dict[frozenset[str], _Tree] = {}
        self._by_scope: dict[str, list[tuple[Kind, str]]] | None = None

    def of(self, file: str | Path) -> Custom:
        """The schemas that hold for a file: the same mapping for files that go by the same ones."""
        name = identity(file) if self._several else ""
        # Only the folder and the scopes of a file decide, unless it holds a definition itself.
        place = (name if name in self._files else os.path.split(name)[0], self._scopes(name) if name else frozenset())
        if place not in self._placed:
            self._placed[place] = self._chosen(*place)
        return self._placed[place]

    def _chosen(self, place: str, own: frozenset[str]) -> Custom:
        nearest = self._tree.nearest(place)
        if own:
            nearest = {**nearest, **self._taken_with(own).nearest(place)}
        chosen = {kind: self._join([self._by_kind[kind][file] for file in nearest[kind]]) for kind in self._by_kind}
        return self._made.setdefault(tuple(map(id, chosen.values())), chosen)

    def _taken_with(self, own: frozenset[str]) -> _Tree:
        """The definitions that one of some kustomizations takes, of kinds that have several."""
        if self._by_scope is None:
            self._by_scope = defaultdict(list)
            for kind, by_file in self._by_kind.items():
                for file in by_file if len(by_file) > 1 else ():
                    for scope in self._scopes(file):
                        self._by_scope[scope].append((kind, file))
        if own not in self._trees:
            taken: dict[Kind, set[str]] = defaultdict(set)
            for scope in own:
                for kind, file in self._by_scope.get(scope, ()):
                    taken[kind].add(file)
            self._trees[own] = _Tree(taken)
        return self._trees[own]

    def _join(self, nearest: Sequence[CustomSchema]) -> CustomSchema:
        """One schema for several: the first, with those that say something else."""
        if len(nearest) == 1:
            return nearest[0]
        key = tuple(map(id, nearest))
        if key not in self._joined:
            self._joined[key] = _joined(nearest)
        return self._joined[key]


class _Tree:
    """The files that define some kinds, by the folders that they lie in."""

    def __init__(self, files: Mapping[Kind, Iterable[str]]) -> None:
        self._below: dict[str, dict[Kind, list[str]]] = defaultdict(lambda: defaultdict(list))
        self._known: dict[str, dict[Kind, list[str]]] = {}
        self._all = {kind: sorted(of_kind) for kind, of_kind in files.items()}
        for kind, of_kind in self._all.items():
            for file in of_kind if len(of_kind) > 1 else ():
                for folder in (file, *_above(file)):
                    self._below[folder][kind].append(file)

    def nearest(self, place: str) -> dict[Kind, list[str]]:
        """The files that have most folders in common with a folder, or a file, for each kind; in order."""
        while place not in self._below:
            above = os.path.split(place)[0]
            if above == place:
                return self._all
            place = above
        known = self._known.get(place)
        if known is None:
            known = dict(self._all)
            for folder in reversed([place, *_above(place)]):
                known.update(self._below.get(folder, {}))
            self._known[place] = known
        return known


def _above(file: str) -> Iterator[str]:
    """The folders that a file or folder lies in, the innermost first."""
    folder = os.path.split(file)[0]
    while folder != file:
        yield folder
        file, folder = folder, os.path.split(folder)[0]


def _joined(nearest: Sequence[CustomSchema]) -> CustomSchema:
    first, *rest = (one for schema in nearest for one in (schema, *schema.others))
    others: list[CustomSchema] = []
    for schema in rest:
        if not any(schema.says_as(known) for known in (first, *others)):
            others.append(schema)
    if not others:
        return first
    joined = CustomSchema(first.make or first.schema, first.origin, first.plural, first.at)
    joined.names, joined.others, joined.several = first.names, tuple(others), True
    return joined
