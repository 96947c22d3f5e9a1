"""An object of a project, as far as facts tell of it, and what ties two of them together.

Two that are tied may be the reason for a finding on each other. A kustomization that takes both ties them, and a folder
that none takes; so does a namespace that both write down, where it says something: not one that every other project
has, nor one that a kustomization writes over, nor between the folders of different trees. A name or labels alone never
do: the same stand in every second folder.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from podlint.kubernetes.formats import labels
from podlint.kubernetes.selectors import carried
from podlint.kubernetes.view import KubeObject
from podlint.project.labelling import NO_LABELS, possible
from podlint.yaml.place import Origin

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator, Mapping
    from typing import Protocol

    from podlint.project.facts import Facts
    from podlint.project.scopes import Scopes
    from podlint.yaml.place import Path

    class Used(Protocol):
        """The keys of labels that some selectors ask for."""

        def isdisjoint(self, keys: Iterable[str], /) -> bool:
            """Whether none of these keys is among them."""


EVERYBODYS = frozenset({"default", "system", "kube-system", "kube-public", "kube-node-lease"})
"""Namespaces that unrelated projects share: those of every cluster, and the one that scaffolds of operators write."""


NAMESPACE = "\0"
"""What the places of namespaces begin with, and no scope does."""


class Member(KubeObject):
    """An object of the project, as far as facts tell of it.

    `scopes` are the kustomizations that take its file, or the folder of a file that none takes; `kustomized` says that
    some do, `labelled` that they add labels that some selector asks for: `added` are those, with the values that they
    get. `namespace` is the one that is written, None where the manifest leaves it open; `pod_labels` are the labels of
    the pods it is or makes, None where they are not known, `open_labels` the keys of further ones whose values are not;
    `possible` the values that each label may have. `order` is greater for what comes later in the project.
    """

    __slots__ = (
        "_prove",
        "_tie",
        "added",
        "known",
        "kustomized",
        "labelled",
        "namespace",
        "open_labels",
        "order",
        "pod_labels",
        "possible",
        "scopes",
    )

    def __init__(self, known: Facts, pod_specs: Mapping[str, Path], scopes: Scopes, used: Used = frozenset()) -> None:
        super().__init__(known.data, known.path, None)  # type: ignore[arg-type]
        path = pod_specs.get(f"{self.group}/{self.kind}" if self.group else self.kind)
        self.pod_path = None if path is None or "*" in path else path  # of several pods none is the one
        self.origin = Origin(known.file, known.document)
        self.known = known
        found = scopes.of.get(known.file)
        self.kustomized = bool(found) and not known.generated
        self.added = scopes.labels.get(known.file, NO_LABELS)
        self.labelled = not used.isdisjoint(self.added)
        self.scopes = found or frozenset({known.file.rpartition("/")[0] or "."})
        self.namespace = self.text("metadata", "namespace")
        self.order = 0, 0
        self._tie: str | None = None
        self._prove: Callable[[Member], str | None] | None = None
        path = self.pod_path
        own = None if path is None else carried(self.value, *map(str, path[:-1]), "metadata", "labels")
        self.open_labels = frozenset() if own is None else own.open
        self.pod_labels = None if own is None or self.labelled else own.known
        self.possible = None if own is None else possible(own.known, self.added)

    @property
    def position(self) -> tuple[str, int, str]:
        """Where it stands among all objects, to be compared: its file, its document, its path in it."""
        return self.known.file, self.known.document, str(self.path)

    @property
    def tie(self) -> str | None:
        """The namespace by which it belongs together with objects of other folders, where there is such a one."""
        if self._prove is not None:
            self._tie, self._prove = self._prove(self), None
        return self._tie

    def tie_by(self, prove: Callable[[Member], str | None]) -> None:
        """Let somebody say what ties it, once it is asked for."""
        self._prove = prove

    def labels_known(self, selector: Mapping[str, Any] | None = None, *, as_map: bool = False) -> bool:
        """Whether the labels of its pods are known: all of them, or those that a selector asks for."""
        if self.pod_labels is None:
            return False
        return not self.open_labels or (
            selector is not None and self.open_labels.isdisjoint(labels.asked(selector, as_map=as_map))
        )


def proving(members: Iterable[Member], moved: Container[str]) -> None:
    """Give each object the namespace that ties it to others. Those in files of `moved` get another one when built.

    Objects of one kind, name and namespace in several folders are variants or examples: then the name says nothing.
    """
    named = []
    for member in members:
        namespace = claimed(member, moved)
        if namespace is not None:
            named.append((member, namespace, (member.group, member.kind, namespace, member.text("metadata", "name"))))
    count = Counter(identity for _, _, identity in named)
    for member, namespace, identity in named:
        if count[identity] == 1:
            member._tie = namespace


def claimed(member: Member, moved: Container[str]) -> str | None:
    """The namespace that ties an object to others, unless there are several objects that claim the same."""
    namespace = _own(member)
    claims = namespace and namespace not in EVERYBODYS and member.known.file not in moved
    return namespace if claims else None


def _own(member: Member) -> str | None:
    """The namespace that an object lies in, or is."""
    is_one = member.kind == "Namespace" and not member.group
    return member.text("metadata", "name") if is_one else member.namespace


def places(member: Member, namespace: str | None = None) -> Iterator[str]:
    """The scopes of an object and the namespace that ties it: what shares one of these may belong together with it.

    `namespace` says that it refers to one of its own accord.
    """
    yield from member.scopes
    tie = namespace or member.tie
    if tie is not None:
        yield f"{NAMESPACE}{tie}"


def tied(one: Member, other: Member, namespace: str | None = None) -> bool:
    """Whether two objects belong together; `namespace` as for `places`, from the side of the other one."""
    if not one.scopes.isdisjoint(other.scopes):
        return True
    tie = one.tie
    return tie is not None and tie == (namespace or other.tie) and one_tree(_folder(one), _folder(other))


def may_share(one: Member, other: Member) -> bool:
    """Whether two objects may lie in one namespace."""
    return one.namespace is None or other.namespace is None or one.namespace == other.namespace


def _folder(member: Member) -> str:
    return member.known.file.rpartition("/")[0]


def one_tree(one: str, other: str) -> bool:
    """Whether one folder lies in the other, or both in the same."""
    if one.rpartition("/")[0] == other.rpartition("/")[0]:
        return True
    return not one or not other or f"{one}/".startswith(f"{other}/") or f"{other}/".startswith(f"{one}/")
