"""The kustomizations of a project, and what each one takes: the one walk from one to another."""

from __future__ import annotations

import os
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from podlint.files import paths
from podlint.kustomize import fields
from podlint.kustomize.resolve import Kustomization, Resolver
from podlint.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping


class Generated(NamedTuple):
    """An object that a kustomization generates: which one, and the object's data."""

    kustomization: str
    data: dict[str, Any]


class Graph:
    """Which kustomization takes which files and which other kustomizations.

    All files go by their identity (`podlint.files.paths`). `read` gives the documents of a file, none where it cannot
    be read; each kustomization is read once. `is_file` and `is_folder` say what there is: the file system, unless told
    otherwise; a `resolver`, if given, stands for all three. Kustomizations that the added ones take are in the graph
    too, wherever they lie. None of the questions raises, whatever the kustomizations say, and also where they take each
    other.
    """

    def __init__(
        self,
        read: Callable[[str], list[Any]],
        files: Iterable[str] = (),
        *,
        is_file: Callable[[str], bool] = paths.is_file,
        is_folder: Callable[[str], bool] = paths.is_folder,
        resolver: Resolver | None = None,
    ) -> None:
        self.resolver = Resolver(read, is_file, is_folder) if resolver is None else resolver
        self._all: dict[str, Kustomization] = {}
        self._takers: dict[str, list[str]] = defaultdict(list)
        self._patched_by: dict[str, list[str]] = defaultdict(list)
        self._folder_takers: dict[str, list[str]] = defaultdict(list)
        self._tops: list[str] | None = None
        self._forget()
        self.add(files)

    def add(self, files: Iterable[str]) -> None:
        """Add kustomization files, and those that they take."""
        waiting = list(files)
        while waiting:
            file = waiting.pop()
            if file not in self._all:
                found = self._all[file] = self.resolver.kustomization(file)
                for name in (*found.files, *found.others):
                    self._takers[name].append(file)
                for name in found.folders:
                    self._folder_takers[name].append(file)
                for name in found.patches:
                    self._patched_by[name].append(file)
                waiting += found.others
                self._forget()

    def __contains__(self, file: str) -> bool:
        return file in self._all

    def __iter__(self) -> Iterator[Kustomization]:
        return iter(self._all.values())

    # Questions about a file, or a kustomization as one that others take

    def scopes(self, file: str) -> frozenset[str]:
        """The kustomizations that take a file, directly and through others."""
        takers = self._direct(file)
        known = self._scopes.get(takers)
        if known is None:
            known = self._scopes[takers] = self._reached(takers, self._takers_of)
        return known

    def patched_by(self, file: str) -> tuple[str, ...]:
        """The kustomizations that use a file as a patch."""
        return tuple(self._patched_by.get(file, ()))

    def patch_targets(self, file: str) -> list[Any]:
        """The targets that kustomizations use a file as a patch for."""
        return [
            target
            for kustomization in self.patched_by(file)
            for data in self._of(kustomization)
            for path, target in fields.patch_targets(data)
            if self.resolver.path(kustomization, path) == file
        ]

    def selected_by(self, file: str) -> frozenset[str]:
        """The kustomizations that add labels to the objects of a file, and to the selectors in them."""
        return self.scopes(file) & self._marked("selectors")

    def adds_selectors(self, file: str) -> bool:
        """Whether a kustomization adds labels to the objects of a file and to the selectors in them."""
        return not self.scopes(file).isdisjoint(self._marked("selectors"))

    def pod_labels(self, file: str) -> Mapping[str, frozenset[str]]:
        """The labels that kustomizations add to the pods of a file, each with the values that it gets from them."""
        scopes = self.scopes(file)
        known = self._labels.get(scopes)
        if known is None:
            found: dict[str, set[str]] = {}
            for name in scopes & self._marked("pod labels"):
                for data in self._own(name):
                    for key, value in fields.pod_labels(data).items():
                        found.setdefault(str(key), set()).add("" if value is None else str(value))
            known = self._labels[scopes] = {key: frozenset(values) for key, values in found.items()}
        return known

    def namespaces(self, file: str) -> frozenset[str]:
        """The namespaces that kustomizations write into the objects of a file."""
        found = (fields.namespace(data) for name in self.scopes(file) for data in self._of(name))
        return frozenset(name for name in found if name is not None)

    def variables(self, file: str) -> frozenset[str] | None:
        """The variables that kustomizations fill in: all those of what is built together; None where none takes it."""
        scopes = self.scopes(file)
        if not scopes:
            return None
        return self._variables_of(scopes) if self._marked("variables") else frozenset()

    def taken_by(self, file: str) -> tuple[str, ...]:
        """The kustomizations that take a file themselves."""
        return tuple(self._takers.get(file, ()))

    def roots(self) -> list[str]:
        """The kustomizations that no other one takes; components are left out, and other objects in files so called."""
        if self._tops is None:
            found = [
                one.file
                for one in self
                if not self.taken_by(one.file)
                and not self.is_component(one.file)
                and (not one.documents or any(fields.is_kustomization_file(data, named=True) for data in one.documents))
            ]
            self._tops = found
        return self._tops

    # Questions about a kustomization

    def takes(self, kustomization: str) -> frozenset[str]:
        """The kustomizations that one takes, directly and through others; itself is among them in a cycle alone."""
        known = self._below.get(kustomization)
        if known is None:
            known = self._below[kustomization] = self._reached(self._others_of(kustomization), self._others_of)
        return known

    def files(self, kustomization: str) -> frozenset[str]:
        """The files that a kustomization takes, directly and through others."""
        found = {kustomization, *self.takes(kustomization)}
        return frozenset().union(*(self._all[name].files for name in found if name in self._all))

    def folders(self, kustomization: str) -> frozenset[str]:
        """The folders of which a kustomization takes all that lies below them, directly and through others."""
        found = {kustomization, *self.takes(kustomization)}
        return frozenset().union(*(self._all[name].folders for name in found if name in self._all))

    def labelling(self) -> frozenset[str]:
        """The kustomizations that add labels to pods, themselves or by a component."""
        return self._marked("pod labels")

    def reads(self, kustomization: str) -> frozenset[str]:
        """The files that a kustomization is made of: itself, what it takes, patches, directly and through others."""
        found = {kustomization, *self.takes(kustomization)}
        named = (self._all[name].files | self._all[name].patches for name in found if name in self._all)
        return frozenset(found).union(*named)

    def leads_to(self, kustomization: str, other: str) -> bool:
        """Whether one kustomization is another, or takes it through whatever number of others."""
        return kustomization == other or other in self.takes(kustomization)

    def is_component(self, kustomization: str) -> bool:
        """Whether a kustomization is a component: nothing by itself."""
        return any(map(fields.is_component, self._of(kustomization)))

    def is_broken(self, kustomization: str) -> bool:
        """Whether what a kustomization names had to be guessed: it cannot be read, or not as it should."""
        return kustomization in self._all and self._all[kustomization].broken

    def is_open(self, kustomization: str) -> bool:
        """Whether more belongs to a kustomization than can be seen: remote or missing parts, charts, plugins."""
        return kustomization in self._marked("open")

    def images(self, kustomization: str) -> frozenset[str]:
        """The names of the images to which a kustomization itself, its components included, gives a name or a tag."""
        return frozenset(name for data in self._own(kustomization) for name in fields.images(data))

    def has_patches(self, kustomization: str) -> bool:
        """Whether a kustomization itself, its components included, changes by patches what it takes."""
        return any(map(fields.has_patches, self._own(kustomization)))

    def generated(self) -> list[Generated]:
        """All that kustomizations generate: such an object stands beside the files that its kustomization takes."""
        return [
            Generated(one.file, made)
            for one in self
            for data in one.documents
            for made in fields.generated_configs(data)
        ]

    def taking(self, kustomizations: Iterable[str]) -> frozenset[str]:
        """Some kustomizations, and those that take them, directly and through others."""
        return self._reached(kustomizations, self._takers_of)

    # Tables, made when they are first asked for

    def _forget(self) -> None:
        """Make the tables anew: there are more kustomizations than before."""
        self._tops = None
        self._scopes: dict[frozenset[str], frozenset[str]] = {}
        self._below: dict[str, frozenset[str]] = {}
        self._variables: dict[frozenset[str], frozenset[str]] = {}
        self._labels: dict[frozenset[str], dict[str, frozenset[str]]] = {}
        self._marks: dict[str, frozenset[str]] = {}

    def _marked(self, what: str) -> frozenset[str]:
        """The kustomizations that are open ...: by what they say, or by what they take."""
        if what not in self._marks:
            said = frozenset(one.file for one in self._all.values() if _SAYS[what](one))
            through = self._takers_of if what == "open" else self._component_takers
            self._marks[what] = said if what == "variables" else self._reached(said, through) | said
        return self._marks[what]

    def _own(self, kustomization: str) -> list[Any]:
        """The documents of a kustomization and of its components: they change what it takes, not only their own."""
        if not self._components_of(kustomization):
            return [*self._of(kustomization)]
        names = [kustomization, *sorted(self._reached([kustomization], self._components_of) - {kustomization})]
        return [data for name in names for data in self._of(name)]

    def _variables_of(self, scopes: frozenset[str]) -> frozenset[str]:
        known = self._variables.get(scopes)
        if known is None:
            saying = self._marked("variables")
            together = self._reached(scopes, self._others_of) | scopes
            found = (fields.variables(data) for name in together & saying for data in self._of(name))
            known = self._variables[scopes] = frozenset(name for names in found for name in names)
        return known

    def _direct(self, file: str) -> frozenset[str]:
        """Who takes a file, or a folder without a kustomization that it lies in."""
        takers = self._takers.get(file, [])
        if self._folder_takers:
            folder = os.path.split(file)[0]
            while folder != os.path.split(folder)[0]:
                takers = [*takers, *self._folder_takers.get(folder, ())]
                folder = os.path.split(folder)[0]
        return frozenset(takers)

    @staticmethod
    def _reached(starts: Iterable[str], further: Callable[[str], Iterable[str]]) -> frozenset[str]:
        """What is reached from some kustomizations, themselves included."""
        seen = set(starts)
        waiting = list(seen)
        while waiting:
            for name in further(waiting.pop()):
                if name not in seen:
                    seen.add(name)
                    waiting.append(name)
        return frozenset(seen)

    def _of(self, kustomization: str) -> tuple[Any, ...]:
        return self._all[kustomization].documents if kustomization in self._all else ()

    def _others_of(self, kustomization: str) -> tuple[str, ...]:
        return self._all[kustomization].others if kustomization in self._all else ()

    def _takers_of(self, kustomization: str) -> Iterable[str]:
        return self._takers.get(kustomization, ())

    def _components_of(self, kustomization: str) -> Iterable[str]:
        return self._all[kustomization].components if kustomization in self._all else ()

    def _component_takers(self, kustomization: str) -> Iterable[str]:
        return (name for name in self._takers.get(kustomization, ()) if kustomization in self._all[name].components)


_SAYS: dict[str, Callable[[Kustomization], bool]] = {
    "open": lambda one: one.open,
    "selectors": lambda one: any(map(fields.adds_selectors, one.documents)),
    "pod labels": lambda one: any(map(fields.pod_labels, one.documents)),
    "variables": lambda one: any(any(True for _ in fields.variables(data)) for data in one.documents),
}
