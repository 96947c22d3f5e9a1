"""Events to documents: plain data as Kubernetes reads YAML, and the nodes that carry positions, in one pass."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any

from podlint.tuples import NamedTuple
from podlint.yaml import broken, merges, scalars
from podlint.yaml.broken import BrokenDocument, Stopped, TooMuch
from podlint.yaml.document import Document
from podlint.yaml.events import Handlers
from podlint.yaml.nodes import Alias, Mapping, Scalar, Sequence
from podlint.yaml.parsed import Composed, Merge
from podlint.yaml.source import Span

if TYPE_CHECKING:
    from podlint.yaml.events import Parser
    from podlint.yaml.nodes import Entry, Node
    from podlint.yaml.place import Path
    from podlint.yaml.source import Source

MAX_DEPTH = 256
"""Deepest nesting that is read, aliases written out; the deepest published CustomResourceDefinitions need about 80."""

MAX_NODES = 2_000_000
"""Most nodes that a document may have once its aliases are written out (a bound on alias bombs)."""

_LONE_TAG = r"(?:&[^\s,\[\]{}]*\s+)?!(?:[\s,\[\]{}]|\Z)"
_MARKS = frozenset("!&")
_MERGE_TAGS = ("tag:yaml.org,2002:merge", "!!merge")
_MERGE_KEY = "\0<<"
"""Stands for a key `<<` that merges, so that a key of this text does not."""


class _Anchored(NamedTuple):
    """What an anchor names: its value and node (None while it is open), how many values it has, how deep it is."""

    value: Any
    node: Node | None
    size: int
    depth: int = 0


_Anchors = dict[str, _Anchored]


class _Around(NamedTuple):
    """An open mapping or list while one inside it is read; at the top level all is None.

    Of a mapping there are its `entries` and the key whose value is read, of a list its `nodes`. `inside` is the node of
    the inner collection, `anchor` its anchor, `before` the number of values before it; `deepest` says how deep the
    outer one is so far, counted from the top.
    """

    data: Any
    entries: dict[str, Entry] | None
    nodes: list[Node] | None
    key: str | None
    key_start: int
    key_end: int
    inside: Mapping | Sequence
    anchor: str | None
    before: int
    deepest: int


_Stack = list[_Around]


class Builder:
    """Builds documents from one text that stands at offset `base` of the source; `first` is the index of the first."""

    def __init__(self, source: Source, parser: Parser, base: int = 0, first: int = 0) -> None:
        self._parser = parser
        self._ends: list[int] = [first]
        self._documents: list[Composed] = []
        self._handlers = _handlers(source, base, first, self._documents, self._ends)

    @property
    def following(self) -> int:
        """The index of the document after the last one that has begun."""
        return self._ends[0]

    def read(self, documents: list[Composed]) -> BrokenDocument | None:
        """Add the documents with content up to one that is refused, and give that; None at the end of the text.

        Raises what the parser raises, and Stopped.
        """
        try:
            found: BrokenDocument | None = self._parser.run(self._handlers)
        finally:
            documents += self._documents
            self._documents.clear()
        if isinstance(found, Stopped):
            raise found
        if found is not None and not self._parser.drain(MAX_DEPTH):
            raise Stopped(str(found), found.span, found.help, found.related)
        return found


def _handlers(source: Source, base: int, index: int, documents: list[Composed], following: list[int]) -> Handlers:
    """What builds documents of events. The handlers share their state and call little: parsing is the floor of a run.

    Those with content are added to `documents`; `following` holds the index of the next one. They give a BrokenDocument
    instead of raising it, which the parser's memory would not survive. They refer to nothing that refers to them, so
    that a document is freed as soon as nobody needs it.
    """
    text = source.text
    plain = scalars.plain
    typed = scalars.TYPED
    make = tuple.__new__
    composed = Composed(Document(source, 0, None, None))
    spare = True
    anchors: _Anchors = {}
    merged: dict[int, Span] = {}
    stack: _Stack = []
    last = base
    count = 0
    deepest = 0
    # Of the innermost open collection; of a mapping `entries`, and the key whose value comes next, of a list `nodes`.
    data: Any = None
    entries: dict[str, Entry] | None = None
    nodes: list[Node] | None = None
    key: str | None = None
    key_start = key_end = 0

    def document_start(start_mark: Any, end_mark: Any, explicit: Any, version: Any, tags: Any, *rest: Any) -> Any:
        nonlocal composed, spare, index, last, count, data, entries, nodes, key, deepest
        if version or tags:
            start = start_mark.index + base
            return Stopped("YAML directive before a document", Span(start, start + 1))
        if spare:
            spare = False
            composed.document.index, composed.document.root = index, None
        else:
            composed = Composed(Document(source, index, None, None))
        index += 1
        following[0] = index
        if anchors:
            anchors.clear()
        if merged:
            merged.clear()
        if stack:
            stack.clear()
            data = entries = nodes = key = None
        last = base
        count = deepest = 0
        return None

    def document_end(start_mark: Any, end_mark: Any, *rest: Any) -> None:
        nonlocal spare
        if composed.document.data is None:  # nothing in it is kept: it serves for the next one
            spare = True
        else:
            documents.append(composed)

    def scalar(
        anchor: Any, tag: Any, implicit: Any, value: Any, start_mark: Any, end_mark: Any, style: Any
    ) -> BrokenDocument | None:
        nonlocal count, last, key, key_start, key_end
        count += 1
        start = start_mark.index + base
        last = end_mark.index + base
        as_written = value
        try:
            if not implicit[0]:
                if tag is not None:
                    value = _tagged(value, str(tag), start, last)
            elif value[:1] in typed:
                value = plain(value)
                if value.__class__ is not str and text[start : start + 1] in _MARKS:
                    value = _untyped(text, start, as_written, value)
            if key is None and entries is not None:
                key_start, key_end = start, last
                if value.__class__ is str and value not in data and value != "<<":
                    key = value
                elif value == "<<" and (implicit[0] or tag in _MERGE_TAGS):
                    key = _MERGE_KEY
                else:
                    key = _key(value, Span(start, last), entries, composed, stack)
                if anchor is not None:
                    anchors[anchor] = _Anchored(value, Scalar(start, last), 1)
                return None
            if value.__class__ is float and not math.isfinite(value):
                return broken.not_json(as_written, Span(start, last))
            node = make(Scalar, (start, last))
            if anchor is not None:
                anchors[anchor] = _Anchored(value, node, 1)
            if entries is None or key is None or key == _MERGE_KEY:
                put(value, node)
            else:
                data[key] = value
                entries[key] = (key_start, key_end, node, None)
                key = None
        except BrokenDocument as error:
            return error
        return None

    def put(value: Any, node: Node) -> None:
        """Put a value that is complete into its collection."""
        nonlocal key
        if entries is not None and key is not None:
            if key == _MERGE_KEY:
                first, span = merged.get(id(entries)), Span(node.start, node.end)
                overrides = merges.bring(data, entries, value, node, first)
                if first is not None:
                    composed.merges.append(Merge(_path(stack), first, Span(key_start, key_end), span, overrides))
                merged.setdefault(id(entries), span)
            else:
                data[key] = value
                entries[key] = (key_start, key_end, node, None)
            key = None
        elif nodes is not None:
            data.append(value)
            nodes.append(node)
        else:
            composed.document.data, composed.document.root = value, node

    def mapping_start(
        anchor: Any, tag: Any, implicit: Any, start_mark: Any, end_mark: Any, flow_style: Any
    ) -> BrokenDocument | None:
        nonlocal count, data, entries, nodes, key, deepest
        count += 1
        node = Mapping(start_mark.index + base, bool(flow_style))
        if anchor is not None:
            anchors[anchor] = _Anchored(None, None, 0)
        if (key is None and entries is not None) or len(stack) >= MAX_DEPTH:
            return _no_collection(source, node, len(stack))
        stack.append(make(_Around, (data, entries, nodes, key, key_start, key_end, node, anchor, count, deepest)))
        data, entries, nodes, key, deepest = {}, node.entries, None, None, len(stack)
        return None

    def sequence_start(
        anchor: Any, tag: Any, implicit: Any, start_mark: Any, end_mark: Any, flow_style: Any
    ) -> BrokenDocument | None:
        nonlocal count, data, entries, nodes, key, deepest
        count += 1
        node = Sequence(start_mark.index + base, bool(flow_style))
        if anchor is not None:
            anchors[anchor] = _Anchored(None, None, 0)
        if (key is None and entries is not None) or len(stack) >= MAX_DEPTH:
            return _no_collection(source, node, len(stack))
        stack.append(make(_Around, (data, entries, nodes, key, key_start, key_end, node, anchor, count, deepest)))
        data, entries, nodes, key, deepest = [], None, node.items, None, len(stack)
        return None

    def collection_end(start_mark: Any, end_mark: Any, *rest: Any) -> BrokenDocument | None:
        nonlocal count, last, data, entries, nodes, key, key_start, key_end, deepest
        value, inner = data, deepest
        data, entries, nodes, key, key_start, key_end, node, anchor, before, deepest = stack.pop()
        if inner > deepest:
            deepest = inner
        count += 1
        if node.flow:
            last = end_mark.index + base
        node.end = last
        if anchor is not None:
            anchors[anchor] = _Anchored(value, node, count - before, inner - len(stack))
        if entries is None or key is None or key == _MERGE_KEY:
            try:
                put(value, node)
            except BrokenDocument as error:
                return error
        else:
            data[key] = value
            entries[key] = (key_start, key_end, node, None)
            key = None
        return None

    def alias(anchor: Any, start_mark: Any, end_mark: Any, *rest: Any) -> BrokenDocument | None:
        nonlocal count, last, key, key_start, key_end, deepest
        start, last = start_mark.index + base, end_mark.index + base
        span = Span(start, last)
        try:
            value, target, size, depth = _resolve(anchors, anchor, span)
            count += 1 + size
            if count > MAX_NODES:
                return TooMuch(f"aliases repeat more than {MAX_NODES} values (an alias bomb?)", span)
            if len(stack) + depth > MAX_DEPTH:
                return TooMuch(f"nested deeper than {MAX_DEPTH} levels, with what aliases repeat", span)
            deepest = max(deepest, len(stack) + depth)
            if entries is not None and key is None:
                key_start, key_end = start, last
                key = _key(value, span, entries, composed, stack)
            else:
                put(value, Alias(start, last, target))
        except BrokenDocument as error:
            return error
        return None

    return Handlers(scalar, alias, mapping_start, sequence_start, collection_end, document_start, document_end)


def _key(value: Any, span: Span, entries: dict[str, Entry], composed: Composed, stack: _Stack) -> str:
    """The JSON key of a scalar, noting what is odd about it: that it is no string, or there already."""
    if isinstance(value, dict | list):
        raise broken.not_a_key(span)
    name = scalars.key(value)
    shown = composed.document.source.text[span.start : span.end]
    if name is None:
        raise broken.no_string_key(shown, value, span)
    if not isinstance(value, str) and name != shown:
        composed.retyped.append((_path(stack, name), span))
    before = entries.get(name)
    if before is not None and before[3] is None:
        composed.duplicates.append((_path(stack, name), span, Span(before[0], before[1])))
    return name


def _path(stack: _Stack, *name: str) -> Path:
    steps = [around.key if around.key is not None else len(around.data) for around in stack[1:]]
    return (*steps, *name)


def _no_collection(source: Source, node: Mapping | Sequence, depth: int) -> BrokenDocument:
    """Why a collection cannot begin where it does: too deep, or as a key."""
    if depth >= MAX_DEPTH:
        return Stopped(f"nested deeper than {MAX_DEPTH} levels", Span(node.start, node.start + 1))
    return broken.compound_key(source, node.start, node.flow)


def _resolve(anchors: _Anchors, name: str, span: Span) -> tuple[Any, Node, int, int]:
    """What an alias repeats: value, node, number of values, depth."""
    if name not in anchors:
        raise broken.unknown_anchor(name, span)
    value, node, size, depth = anchors[name]
    if node is None:
        raise BrokenDocument(f"alias *{name} stands inside the value of its own anchor", span)
    return value, node, size, depth


def _untyped(text: str, start: int, plain: str, value: Any) -> Any:
    """The value of a scalar that looks plain to the parser: a lone `!` before it makes it a string."""
    return plain if re.compile(_LONE_TAG).match(text, start) else value


def _tagged(text: str, tag: str, start: int, end: int) -> Any:
    try:
        return scalars.tagged(text, tag)
    except ValueError as error:
        raise BrokenDocument(str(error), Span(start, end)) from error
