"""An object on its way through a build."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from podlint.kustomize.build.data import KnownData, data_of, shared_data_of
from podlint.kustomize.build.identity import Gvk, Id, gvk_of
from podlint.kustomize.build.nodes import Items, Map, Node, Origin, Scalar, Unknown, copied, is_empty, shallow, text_of
from podlint.kustomize.build.scalars import STR, resolve

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podlint.kustomize.build.schema import Schema
    from podlint.yaml.place import Path


class _SharedWithin(Exception):
    """A value stands in several places of its object."""


class Resource:
    """An object with what kustomize remembers of it: its former names, the prefixes and suffixes it got.

    `root` is only read: `own()` gives the tree to change, a copy of it where another build has it too, and
    `own_along()` one of which only what stands at a path may be changed. `fresh` are the nodes, by their ids, that such
    a tree has for itself. `lists` is where lists stand, found out once for all builds with the same tree. `faults` is
    what kustomize refuses to write out unless it goes before; `open` and `unknown` say what is not known, of all of
    it and of values at paths.
    """

    __slots__ = (
        "behavior", "cluster_wide", "faults", "fresh", "gvk", "hashed", "lists", "local", "note", "open", "owned",
        "prefixes", "previous", "root", "suffixes", "transformations", "unknown", "variables",
    )  # fmt: skip

    def __init__(self, root: Map, schema: Schema) -> None:
        self.root: Map | None = root
        self.owned = True
        self.fresh: dict[int, Node] = {}
        self.lists: dict[str, tuple[Path, ...]] = {}
        self.gvk = gvk_of(text_of(root.entries.get("apiVersion")), text_of(root.entries.get("kind")))
        self.cluster_wide = schema.cluster_wide(self.gvk.api_version, self.gvk.kind)
        self.previous: list[tuple[str, str, str]] = []
        self.prefixes: list[str] = []
        self.suffixes: list[str] = []
        self.variables: list[str] = []
        self.hashed = False
        self.behavior = ""
        self.note: dict[str, Any] | None = None
        self.transformations: list[dict[str, Any]] = []
        self.faults: list[tuple[str, Origin | None]] = []
        self.open: list[str] = []
        self.unknown: list[tuple[Path, str]] = []

    def fork(self) -> Resource:
        """The same object in another build; its tree is copied when it is first changed."""
        new = Resource.__new__(Resource)
        new.root, new.owned, self.owned = self.root, False, False
        new.fresh, self.fresh = {}, {}
        new.lists = self.lists
        new.gvk, new.cluster_wide, new.hashed, new.behavior = self.gvk, self.cluster_wide, self.hashed, self.behavior
        new.previous, new.prefixes, new.suffixes = [*self.previous], [*self.prefixes], [*self.suffixes]
        new.variables, new.note = [*self.variables], self.note
        new.transformations, new.faults = [*self.transformations], [*self.faults]
        new.open, new.unknown = [*self.open], [*self.unknown]
        return new

    def own(self) -> Map:
        """The tree, to be changed."""
        assert self.root is not None
        self.lists = {}
        if not self.owned:
            root = copied(self.root, self.fresh)
            assert isinstance(root, Map)
            self.root, self.owned, self.fresh = root, True, {}
        return self.root

    def own_along(self, path: tuple[str | int, ...]) -> Map:
        """The tree, in which all that stands at a path may be changed, and what holds it.

        A key leads into every item of a list, as in field specifications; an index into one.
        """
        assert self.root is not None
        if self.owned:
            return self.root
        try:
            root = self._own(self.root, path)
        except _SharedWithin:
            return self.own()  # it changes in several places at once
        assert isinstance(root, Map)
        self.root = root
        return root

    def _own(self, node: Node, path: tuple[str | int, ...]) -> Node:
        if id(node) in self.fresh:
            new = node
        elif isinstance(node, Scalar) and node.shared:
            raise _SharedWithin
        else:
            new = shallow(node)
            self.fresh[id(new)] = new
        step: str | int = path[0].removesuffix("[]") if path and isinstance(path[0], str) else path[0] if path else ""
        if isinstance(new, Map):
            for key in new.entries if not path else (step,):
                child = new.entries.get(key)  # type: ignore[arg-type]
                if child is not None:
                    new.entries[key] = self._own(child, path[1:])  # type: ignore[index]
        elif isinstance(new, Items):
            if isinstance(step, int):
                new.items[step] = self._own(new.items[step], path[1:])
            else:
                new.items[:] = [self._own(item, path) for item in new.items]
        return new

    def data(self, known: KnownData) -> Any:
        """Its plain data; `known` is that of the trees that builds share. Raises Refusal."""
        return data_of(self.root) if self.owned else shared_data_of(self.root, known, self.fresh)

    def metadata(self) -> dict[str, Node]:
        """The entries of its metadata."""
        found = self.root.entries.get("metadata") if self.root is not None else None
        return found.entries if isinstance(found, Map) else {}

    @property
    def name(self) -> str:
        """Its name."""
        node = self.metadata().get("name")
        return "" if is_empty(node) else text_of(node)

    @property
    def namespace(self) -> str:
        """The namespace that it names; empty where it names none."""
        node = self.metadata().get("namespace")
        return "" if is_empty(node) else text_of(node)

    @property
    def id(self) -> Id:
        """Its identity as it is."""
        return Id(self.gvk, self.name, self.namespace, self.cluster_wide)

    def former(self) -> Iterator[Id]:
        """The identities that it had, the oldest first."""
        for place, name, kind in self.previous:
            yield Id(Gvk(self.gvk.group, self.gvk.version, kind), name, place)

    def identities(self) -> set[object]:
        """The keys of its identities, present and former."""
        return {self.id.key, *(each.key for each in self.former())}

    @property
    def original(self) -> Id:
        """The identity that it had at first."""
        return next(self.former(), self.id)

    def remember(self) -> None:
        """Keep the present identity as a former one."""
        now = self.id
        self.previous.append((now.place, now.name, now.gvk.kind))

    def retyped(self, schema: Schema) -> None:
        """Read kind and version anew, after they may have changed."""
        assert self.root is not None
        gvk = gvk_of(text_of(self.root.entries.get("apiVersion")), text_of(self.root.entries.get("kind")))
        if gvk != self.gvk:
            self.gvk = gvk
            self.cluster_wide = schema.cluster_wide(gvk.api_version, gvk.kind)

    @property
    def annotated(self) -> bool:
        """Whether kustomize keeps something about it in its annotations, which are there then."""
        return bool(self.previous or self.prefixes or self.suffixes or self.behavior or self.hashed or self.note)

    def forget(self) -> None:
        """Lose what kustomize keeps in annotations, as it does where a patch removes them."""
        self.previous, self.prefixes, self.suffixes = [], [], []
        self.behavior, self.hashed, self.note, self.transformations = "", False, None, []

    def texts(self, field: str) -> dict[str, str]:
        """Its labels or annotations, as texts."""
        node = self.metadata().get(field)
        return {key: text_of(value) for key, value in node.entries.items()} if isinstance(node, Map) else {}

    @property
    def where(self) -> Origin | None:
        """Where it was written."""
        return self.root.origin if self.root is not None else None


def texts_set(resource: Resource, field: str, values: dict[str, Node]) -> None:
    """Write labels or annotations anew: all become texts, and none leave no mapping behind."""
    before = resource.metadata()
    if _is_written_so(before.get(field), values) and [*before][-1:] in ([], [field]):
        return
    metadata = resource.own_along(("metadata", field)).entries.get("metadata")
    if not isinstance(metadata, Map):
        return
    old = metadata.entries.pop(field, None)
    if not values:
        return
    new = Map(old.origin if old is not None else None)
    new.key = old.key if old is not None else None
    for key in sorted(values):
        value = values[key]
        if not isinstance(value, Unknown) and (not isinstance(value, Scalar) or value.tag != STR):
            text = Scalar(text_of(value), STR, value.origin)
            text.key = value.key
            value = text
        new.add(key, value)
    metadata.entries[field] = new


def _is_written_so(before: Node | None, values: dict[str, Node]) -> bool:
    """Whether labels or annotations are there already as they would be written anew."""
    if not isinstance(before, Map):
        return before is None and not values
    keys = list(before.entries)
    return (
        bool(values)
        and not (before.flow or before.bare)
        and keys == sorted(values)
        and all(value is before.entries[key] and _is_text(key, value) for key, value in values.items())
    )


def _is_text(key: str, value: Node) -> bool:
    return resolve(key)[0] == STR and (isinstance(value, Unknown) or (isinstance(value, Scalar) and value.tag == STR))
