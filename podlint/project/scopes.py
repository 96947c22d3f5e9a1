"""Which objects belong together: those that one kustomization takes, or that lie in one folder."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from podlint.files.paths import identity, shown
from podlint.project.facts import Facts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from podlint.kustomize.graph import Graph
    from podlint.project.labelling import Values


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
    moved: frozenset[str] = frozenset()


def scopes(graph: Graph, files: Iterable[str]) -> Scopes:
    """The scopes of the files whose facts are known, and of what kustomizations generate.

    A scope with a file that is not among them is open: nobody knows what is in it.
    """
    names = {identity(file): file for file in files}
    called = {one.file: shown(one.file) for one in graph}
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
    return Scopes(
        of=of,
        open=frozenset(name for file, name in called.items() if graph.is_open(file) or file in unread),
        images={name: found for file, name in called.items() if (found := graph.images(file))},
        patched=frozenset(name for file, name in called.items() if graph.has_patches(file)),
        labels={name: added for file, name in names.items() if (added := graph.pod_labels(file))},
        generated=tuple(generated),
        moved=frozenset(name for file, name in names.items() if graph.namespaces(file)),
    )
