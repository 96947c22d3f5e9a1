"""What objects are made of while they are built: values that can be changed, each knowing where it was written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podlint.kustomize.build.scalars import NULL, STR, resolve
from podlint.tuples import NamedTuple

if TYPE_CHECKING:
    from podlint.yaml.document import Document
    from podlint.yaml.place import Path


class Origin(NamedTuple):
    """Where a value was written: a document, and its path in there."""

    document: Document
    path: Path


class Scalar:
    """A text with its tag; the empty tag says that the text decides, as it does in YAML.

    `key` is where the key stands, if not beside the value. `shared` says that the value stands in several places of
    its object, and changes in all of them: kustomize sets a label once for all places that it creates.
    """

    __slots__ = ("key", "origin", "quoted", "shared", "tag", "text")

    def __init__(self, text: str, tag: str = STR, origin: Origin | None = None, *, quoted: bool = False) -> None:
        self.text = text
        self.tag = tag
        self.quoted = quoted
        self.origin = origin
        self.key: Origin | None = None
        self.shared = False

    def set(self, text: str, tag: str, origin: Origin | None) -> None:
        """Give the scalar another value, in its place: the key stays where it was written, quotes stay."""
        if text == self.text and tag in (self.tag, ""):
            self.tag = tag
            return
        self.key = self.key or self.origin
        self.text, self.tag, self.origin = text, tag, origin

    @property
    def is_null(self) -> bool:
        """Whether this is null, written or missing."""
        return self.tag == NULL


class Map:
    """A mapping.

    `flow` says that it is written with brackets; `bare` are keys without quotes that are no texts so, such as 123.
    """

    __slots__ = ("bare", "entries", "flow", "key", "origin")

    def __init__(self, origin: Origin | None = None, entries: dict[str, Node] | None = None) -> None:
        self.entries: dict[str, Node] = {} if entries is None else entries
        self.origin = origin
        self.key: Origin | None = None
        self.flow = False
        self.bare: frozenset[str] = frozenset()

    def add(self, key: str, node: Node) -> None:
        """Set an entry whose key kustomize writes without quotes."""
        if key not in self.entries and resolve(key)[0] != STR:
            self.bare |= {key}
        self.entries[key] = node


class Items:
    """A list; `flow` says that it is written with brackets."""

    __slots__ = ("flow", "items", "key", "origin")

    def __init__(self, origin: Origin | None = None, items: list[Node] | None = None) -> None:
        self.items: list[Node] = [] if items is None else items
        self.origin = origin
        self.key: Origin | None = None
        self.flow = False


class Unknown:
    """A value that is there but not known: `reason` says why."""

    __slots__ = ("key", "origin", "reason")

    def __init__(self, reason: str, origin: Origin | None = None) -> None:
        self.reason = reason
        self.origin = origin
        self.key: Origin | None = None


Node = Scalar | Map | Items | Unknown


def is_null(node: Node | None) -> bool:
    """Whether a value is missing or null."""
    return node is None or (node.__class__ is Scalar and node.tag == NULL)


def is_empty(node: Node | None) -> bool:
    """Whether a value is missing, null, or a mapping or list without content."""
    if node is None:
        return True
    if isinstance(node, Scalar):
        return node.tag == NULL
    if isinstance(node, Map):
        return not node.entries
    return isinstance(node, Items) and not node.items


def copied(node: Node, fresh: dict[int, Node] | None = None) -> Node:
    """A copy that shares nothing with the original; what the original shares within itself, the copy does too.

    Nodes that are `fresh`, by their ids, are nobody else's: they stay, and what they hold is copied.
    """
    return _copied(node, {}, fresh or {})


def _copied(node: Node, shared: dict[int, Scalar], fresh: dict[int, Node]) -> Node:
    new: Node
    if fresh and id(node) in fresh:
        if isinstance(node, Map):
            node.entries.update({key: _copied(value, shared, fresh) for key, value in node.entries.items()})
        elif isinstance(node, Items):
            node.items[:] = [_copied(item, shared, fresh) for item in node.items]
        return node
    if node.__class__ is Scalar:
        if node.shared and id(node) in shared:
            return shared[id(node)]
        new = Scalar.__new__(Scalar)
        new.text, new.tag, new.quoted = node.text, node.tag, node.quoted
        new.origin, new.key, new.shared = node.origin, node.key, node.shared
        if new.shared:
            shared[id(node)] = new
        return new
    if node.__class__ is Map:
        new = Map(node.origin, {key: _copied(value, shared, fresh) for key, value in node.entries.items()})
        new.flow, new.bare = node.flow, node.bare
    elif node.__class__ is Items:
        new = Items(node.origin, [_copied(item, shared, fresh) for item in node.items])
        new.flow = node.flow
    else:
        new = Unknown(node.reason, node.origin)  # type: ignore[union-attr]
    new.key = node.key
    return new


def shallow(node: Node) -> Node:
    """A copy that shares with the original what it holds."""
    new: Node
    if isinstance(node, Scalar):
        new = Scalar(node.text, node.tag, node.origin, quoted=node.quoted)
        new.shared = node.shared
    elif isinstance(node, Map):
        new = Map(node.origin, dict(node.entries))
        new.flow, new.bare = node.flow, node.bare
    elif isinstance(node, Items):
        new = Items(node.origin, list(node.items))
        new.flow = node.flow
    else:
        new = Unknown(node.reason, node.origin)
    new.key = node.key
    return new


def text_of(node: Node | None) -> str:
    """The text of a scalar as it is written; empty for everything else."""
    return node.text if isinstance(node, Scalar) else ""
