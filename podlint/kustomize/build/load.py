"""Texts to objects, as kustomize reads them: which documents it takes, and what it refuses."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from podlint.kustomize.build.errors import Refusal
from podlint.kustomize.build.nodes import Items, Map, Node, Origin, Scalar, is_empty, is_null, text_of
from podlint.kustomize.build.scalars import STR, resolve
from podlint.tuples import NamedTuple
from podlint.yaml.nodes import Alias, Mapping
from podlint.yaml.place import Location
from podlint.yaml.reader import parse, separator_text

if TYPE_CHECKING:
    from podlint.yaml.document import Document
    from podlint.yaml.parsed import Composed, Parsed
    from podlint.yaml.place import Path
    from podlint.yaml.source import Source, Span

_PROPERTIES = re.compile(r"(?:[&!][^\s,\[\]{}]*[ \t]*(?:#[^\r\n]*)?[\r\n]*[ \t]*)+")
_HINTS = frozenset("+-.0123456789tTfFnNyYoO~")


class Fault(NamedTuple):
    """Something about a document: why, where, and whether kustomize refuses it; else podlint cannot read it."""

    reason: str
    origin: Origin
    refused: bool


Tree = tuple[Node, list[Fault]]
"""The values of a document, with what kustomize will not write out."""

_LOOSE = frozenset(("true", "false", "null", "~", ""))


class Text:
    """A text that has been read: its documents, and why it cannot be used as objects or at all."""

    __slots__ = ("_trees", "broken", "composed", "raw", "source")

    def __init__(self, source: Source, parsed: Parsed | None = None) -> None:
        self.source = source
        self.raw = source.text
        self._trees: list[Tree] | None = None
        parsed = parse(source) if parsed is None else parsed
        if parsed.problems:
            # What is unlike what was meant is read all the same, as it stands; only kubectl minds.
            plain = parse(source, repaired=False)
            parsed = parsed if plain.problems else plain
        self.composed: list[Composed] = parsed.sound
        self.broken: tuple[str, Span] | None = None
        if parsed.problems:
            problem = parsed.problems[0][1]
            self.broken = problem.message, problem.span
        else:
            separated = separator_text(source)
            if separated is not None:
                self.broken = "text stands behind `---`", separated

    @property
    def trees(self) -> list[Tree]:
        """The values of each document, for all who use the text: to be read, not changed."""
        if self._trees is None:
            self._trees = [tree(composed) for composed in self.composed]
        return self._trees

    def refused(self) -> Refusal:
        """Why the text cannot be read."""
        assert self.broken is not None
        message, span = self.broken
        start, end = self.source.position(span.start), self.source.position(span.end)
        return Refusal(message, None, Location(self.source.path, span, start, end))


class Loaded:
    """An object as it was written: what kustomize will not write out (why, and where), and what podlint cannot read."""

    __slots__ = ("doubts", "faults", "root")

    def __init__(self, root: Map, faults: list[Fault]) -> None:
        at = root.origin.path if root.origin is not None else ()
        own = [fault for fault in faults if fault.origin.path[: len(at)] == at]
        self.root = root
        self.faults: list[tuple[str, Origin | None]] = [(each.reason, each.origin) for each in own if each.refused]
        self.doubts = [each.reason for each in own if not each.refused]


def objects(text: Text) -> list[Loaded]:
    """The objects of a text: those in lists too. Raises Refusal where kustomize takes none of it."""
    if text.broken is not None:
        raise text.refused()
    waiting: list[Loaded] = []
    faults_of: dict[int, list[Fault]] = {}
    for root, faults in _unwrapped(text.trees):
        _take(root, faults, waiting)
        faults_of[id(root)] = faults
    found: list[Loaded] = []
    while waiting:
        loaded = waiting.pop(0)
        items = loaded.root.entries.get("items")
        if not text_of(loaded.root.entries.get("kind")).endswith("List") or items is None:
            found.append(loaded)
        elif isinstance(items, Items):
            for item in items.items:
                for root, faults in _unwrapped([(item, faults_of[id(loaded.root)])]):
                    _take(root, faults, waiting)
                    faults_of[id(root)] = faults
        elif not is_null(items):
            raise Refusal("items of a List are no list", items.origin)
    return found


def _is_list(node: Node) -> bool:
    return isinstance(node, Map) and text_of(node.entries.get("kind")) in ("List", "ResourceList")


def _unwrapped(roots: list[Tree]) -> list[Tree]:
    """The items of a List that is the only document, else the documents."""
    if len(roots) == 1:
        root, faults = roots[0]
        if isinstance(root, Map) and _is_list(root) and ("items" in root.entries or "functionConfig" in root.entries):
            items = root.entries.get("items")
            return [(item, faults) for item in items.items] if isinstance(items, Items) else []
    return roots


def _take(root: Node, faults: list[Fault], found: list[Loaded]) -> None:
    """Add an object if it is one. Raises Refusal where it lacks what makes one."""
    if is_empty(root):
        return
    if not isinstance(root, Map):
        raise Refusal("this is no object", root.origin)
    kind, metadata = root.entries.get("kind"), root.entries.get("metadata")
    if is_empty(kind):
        raise Refusal("the object has no kind", root.origin)
    name = metadata.entries.get("name") if isinstance(metadata, Map) else None
    if not text_of(kind).endswith("List") and (is_empty(name) or not text_of(name)):
        raise Refusal(f"the {text_of(kind)} has no metadata.name", root.origin)
    found.append(Loaded(root, faults))


def tree(composed: Composed) -> Tree:
    """The values of a document, and what is wrong with its keys: those that stand twice."""
    document = composed.document
    reader = _Reader(document)
    for path, this, before in composed.duplicates:
        same = document.text(this) == document.text(before)
        reason = f"the key {path[-1]!r} stands twice in one mapping"
        if not same:
            reason = f"the keys {document.text(before)} and {document.text(this)} are the same to Kubernetes"
        reader.faults.append(Fault(reason, Origin(document, path), same))
    return reader.node(document.data, document.root, ()), reader.faults


class _Reader:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.text = document.source.text
        self.faults: list[Fault] = []

    def node(self, data: Any, place: Any, path: Path) -> Node:
        """The value of a piece of data."""
        while place.__class__ is Alias:
            place = place.target
        if data.__class__ is dict:
            entries: dict[str, Node] = {}
            places = place.entries if isinstance(place, Mapping) else {}
            bare: list[str] = []
            for key, value in data.items():
                start, end, inner, _ = places[key]
                name = key if key and key[0] not in _HINTS else self._key(key, start, end, bare)
                entries[name] = self.node(value, inner, (*path, key))
            new = Map(Origin(self.document, path), entries)
            new.flow = place.flow
            if bare:
                new.bare = frozenset(bare)
            return new
        if data.__class__ is list:
            items = [
                self.node(item, inner, (*path, i))
                for i, (item, inner) in enumerate(zip(data, place.items, strict=True))
            ]
            listed = Items(Origin(self.document, path), items)
            listed.flow = place.flow
            return listed
        return self._scalar(data, place, Origin(self.document, path))

    def _key(self, key: str, start: int, end: int, bare: list[str]) -> str:
        """The key as kustomize has it: as it is written, but for quotes."""
        first = self.text[start : start + 1]
        if first in ("'", '"', "&", "!", "?", "|", ">"):
            return key
        written = self.text[start:end]
        if not written or (key not in _LOOSE and resolve(written)[0] == STR):
            return key
        if resolve(written)[0] != STR:
            bare.append(written)
        return written

    def _scalar(self, data: Any, place: Any, origin: Origin) -> Scalar:
        if data.__class__ is str and data and data[0] not in _HINTS:
            quoted = place is not None and self.text[place.start : place.start + 1] in ("'", '"', "|", ">", "&", "!")
            return Scalar(data, STR, origin, quoted=quoted)
        start, end = (place.start, place.end) if place is not None else (0, 0)
        written = self.text[start:end].strip()
        tag = ""
        if written[:1] in ("&", "!"):
            match = _PROPERTIES.match(written)
            before = match[0] if match else ""
            written = written[len(before) :]
            named = re.search(r"!\S*", before)
            tag = named[0] if named else ""
        if written[:1] in ("'", '"', "|", ">") or (tag and isinstance(data, str)):
            if isinstance(data, str):
                return Scalar(data, STR, origin, quoted=True)
            return Scalar(str(data), tag, origin)
        text = data if isinstance(data, str) else written
        return Scalar(text, tag or resolve(text)[0], origin)
