"""Which objects belong together: those that one kustomization takes, or that lie in one folder."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

from podlint.files.paths import identity, naming
from podlint.project.facts import Facts
from podlint.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator
    from collections.abc import Set as AbstractSet

    from podlint.kustomize.graph import Graph
    from podlint.project.facts import BuiltFacts
    from podlint.project.labelling import Values

_Answer = TypeVar("_Answer")


class Scopes(NamedTuple):
    """What kustomizations make of the files of a project. Files and scopes are called as reports show them.

    A scope is a kustomization with all that it takes, through others too. `of` names the scopes of each file that is in
    any; `open` those to which something belongs that is not known; `images` the names of the images that those of a
    scope give a tag; `patched` are the scopes with patches, `labels` what kustomizations add to the pods of files:
    the values of each label; `generated` the objects that kustomizations make, each in a file of its own that does not
    exist; `moved` are the files into whose objects kustomizations write a namespace.
    """

    of: Mapping[str, frozenset[str]] = MappingProxyType({})
    open: frozenset[str] = frozenset()
    images: Mapping[str, frozenset[str]] = MappingProxyType({})
    patched: frozenset[str] = frozenset()
    labels: Mapping[str, Values] = MappingProxyType({})
    generated: tuple[Facts, ...] = ()
    moved: Container[str] = frozenset()


class Answers(Mapping[str, _Answer]):
    """What is said of files, each once and only where somebody asks; `more` are answers that are known already."""

    def __init__(
        self, ask: Callable[[str], _Answer | None], more: Mapping[str, _Answer] = MappingProxyType({})
    ) -> None:
        self._ask = ask
        self._known: dict[str, _Answer | None] = {**more}

    def __getitem__(self, name: str) -> _Answer:
        """The answer for a file. Raises KeyError where there is none."""
        found: _Answer | None = self.get(name)
        if found is None:
            raise KeyError(name)
        return found

    def get(self, name: str, default: Any = None) -> Any:
        """The answer for a file; `default` where there is none."""
        if name not in self._known:
            self._known[name] = self._ask(name)
        found = self._known[name]
        return default if found is None else found

    def over(self, more: Mapping[str, _Answer]) -> Answers[_Answer]:
        """The same, with some other answers before them."""
        return Answers(self.get, more)

    def __iter__(self) -> Iterator[str]:
        """The files that were asked about, as far as there is an answer."""
        return (name for name, found in self._known.items() if found is not None)

    def __len__(self) -> int:
        """How many of these there are."""
        return sum(1 for _ in self)


def scopes(graph: Graph, files: Iterable[str], names: Mapping[str, str] | None = None) -> Scopes:
    """The scopes of the files whose facts are known, and of what kustomizations generate.

    `names` are the files by their identities, where these are known.

    A scope with a file that is not among them is open: nobody knows what is in it.
    """
    names = {identity(file): file for file in files} if names is None else names
    name = naming()
    called = {one.file: name(one.file) for one in graph}
    unread = graph.taking(one.file for one in graph if not one.files <= names.keys())
    known: dict[frozenset[str], frozenset[str]] = {}

    def in_words(found: frozenset[str]) -> frozenset[str]:
        if found not in known:
            known[found] = frozenset(called[name] for name in found)
        return known[found]

    of = {name: in_words(found) for file, name in names.items() if (found := graph.scopes(file))}
    generated: list[Facts] = []
    for number, (file, data) in enumerate(graph.generated()):
        generated.append(Facts(f"{called[file]}#{number}", 0, (), data, generated=True))
        of[generated[-1].file] = in_words(graph.scopes(file) | {file})
    return _with_graph(graph, called, unread)._replace(
        of=of,
        labels={name: added for file, name in names.items() if (added := graph.pod_labels(file))},
        generated=tuple(generated),
        moved=frozenset(name for file, name in names.items() if graph.namespaces(file)),
    )


def scopes_asked(graph: Graph, known: AbstractSet[str]) -> Scopes:
    """Like `scopes`, for many files of which few are asked about: `known` are all, by their identities."""
    name = naming()
    called = {one.file: name(one.file) for one in graph}
    unread = graph.taking(one.file for one in graph if not one.files <= known)

    def in_words(found: frozenset[str]) -> frozenset[str] | None:
        return frozenset(called[name] for name in found) or None

    generated = [
        (file, Facts(f"{called[file]}#{number}", 0, (), data, generated=True))
        for number, (file, data) in enumerate(graph.generated())
    ]
    own = {one.file: in_words(graph.scopes(file) | {file}) or frozenset() for file, one in generated}
    return _with_graph(graph, called, unread)._replace(
        of=Answers(lambda name: in_words(graph.scopes(identity(name))), own),
        labels=Answers(lambda name: graph.pod_labels(identity(name)) or None),
        generated=tuple(one for _, one in generated),
        moved=Answers(lambda name: True if graph.namespaces(identity(name)) else None),
    )


def _with_graph(graph: Graph, called: Mapping[str, str], unread: frozenset[str]) -> Scopes:
    """What is said of the kustomizations themselves."""
    return Scopes(
        open=frozenset(name for file, name in called.items() if graph.is_open(file) or file in unread),
        images={name: found for file, name in called.items() if (found := graph.images(file))},
        patched=frozenset(name for file, name in called.items() if graph.has_patches(file)),
    )


def with_built(known: Scopes, built: BuiltFacts) -> Scopes:
    """The scopes where some of them are built: nothing more is added to their objects, and what they generate is there.

    An object that is generated by a kustomization whose scopes are not all built stays.
    """
    names = frozenset(built.scopes.values())
    if not names:
        return known
    own = {file: frozenset({scope}) for file, scope in built.scopes.items()}
    of = known.of.over(own) if isinstance(known.of, Answers) else {**known.of, **own}
    return known._replace(
        of=of,
        open=(known.open - names) | built.open,
        images={name: found for name, found in known.images.items() if name not in names},
        patched=known.patched - names,
        generated=tuple(made for made in known.generated if known.of[made.file].isdisjoint(names)),
        moved=_either(known.moved, built.moved),
    )


def _either(known: Container[str], more: frozenset[str]) -> Container[str]:
    if isinstance(known, frozenset):
        return known | more
    return known.over(dict.fromkeys(more, True)) if isinstance(known, Answers) else more
