"""Events to documents: plain data as Kubernetes reads YAML, and the nodes that carry positions, in one pass."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any

from podlint.yaml import broken, scalars
from podlint.yaml.broken import BrokenDocument, Stopped
from podlint.yaml.document import Composed, Document, Merge
from podlint.yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from podlint.yaml.nodes import Alias, Mapping, Scalar, Sequence, written
from podlint.yaml.source import Span

if TYPE_CHECKING:
    from collections.abc import Callable

    from podlint.yaml.nodes import Node
    from podlint.yaml.place import Path
    from podlint.yaml.source import Source

MAX_DEPTH = 256
"""Deepest nesting that is read; the deepest published CustomResourceDefinitions need about 80."""

MAX_NODES = 2_000_000
"""Most nodes that a document may have once its aliases are written out (a bound on alias bombs)."""

_LONE_TAG = r"(?:&[^\s,\[\]{}]*\s+)?!(?:[\s,\[\]{}]|\Z)"
_MERGE_TAGS = ("tag:yaml.org,2002:merge", "!!merge")
_MERGE_KEY = "\0<<"
"""Stands for a key `<<` that merges, so that a key of this text does not."""


class _OpenMapping:
    """A mapping that is not at its end yet, and the key whose value comes next."""

    __slots__ = ("anchor", "count", "data", "key", "key_end", "key_start", "merged", "node")

    def __init__(self, start: int, flow: bool, anchor: str | None, count: int) -> None:
        self.data: dict[str, Any] = {}
        self.node = Mapping(start, flow)
        self.anchor = anchor
        self.count = count
        self.key: str | None = None
        self.key_start = 0
        self.key_end = 0
        self.merged: Span | None = None


class _OpenList:
    """A list that is not at its end yet."""

    __slots__ = ("anchor", "count", "data", "node")

    def __init__(self, start: int, flow: bool, anchor: str | None, count: int) -> None:
        self.data: list[Any] = []
        self.node = Sequence(start, flow)
        self.anchor = anchor
        self.count = count


_Anchors = dict[str, tuple[Any, "Node | None", int]]
_Stack = list[_OpenMapping | _OpenList]


class Builder:
    """Builds documents from the events of one text that stands at offset `base` of the source."""

    def __init__(self, source: Source, base: int = 0) -> None:
        self.source = source
        self.base = base
        self.started = base
        self.finished = 0

    def read(self, next_event: Callable[[], Any], index: int) -> Composed | BrokenDocument | None:
        """The next document, or why it is refused; None after the last. Raises what the parser raises, and Stopped."""
        while True:
            event = next_event()
            if event is None:
                return None
            if event.__class__ is DocumentStartEvent:
                break
        self.started = event.start_mark.index + self.base
        if event.version or event.tags:
            raise Stopped("YAML directive before a document", Span(self.started, self.started + 1))
        try:
            return self._document(next_event, index)
        except Stopped:
            raise
        except BrokenDocument as error:
            self._drain(next_event)
            return error

    def _drain(self, next_event: Callable[[], Any]) -> None:
        """Pass over what is left of the document."""
        while (event := next_event()) is not None and event.__class__ is not DocumentEndEvent:
            pass

    def _document(self, next_event: Callable[[], Any], index: int) -> Composed:
        # One loop without function calls for the common event: parsing is the floor of every run.
        base = self.base
        text = self.source.text
        plain = scalars.plain
        make = tuple.__new__
        composed = Composed(Document(self.source, index, None, None))
        anchors: _Anchors = {}
        stack: _Stack = []
        mapping: _OpenMapping | None = None
        items: _OpenList | None = None
        last = base
        count = 0
        value: Any
        node: Node
        while True:
            event = next_event()
            kind = event.__class__
            count += 1
            if kind is ScalarEvent:
                start, last = event.start_mark.index + base, event.end_mark.index + base
                if event.implicit[0]:
                    value = plain(event.value)
                    if value.__class__ is not str and text[start : start + 1] in ("!", "&"):
                        value = _untyped(text, start, event.value, value)
                elif event.tag is None:
                    value = event.value
                else:
                    value = _tagged(event, start, last)
                if mapping is not None and mapping.key is None:
                    mapping.key_start, mapping.key_end = start, last
                    if value.__class__ is str and value not in mapping.data and value != "<<":
                        mapping.key = value
                    else:
                        merge = value == "<<" and (event.implicit[0] or event.tag in _MERGE_TAGS)
                        mapping.key = _MERGE_KEY if merge else self._key(value, mapping, composed, stack)
                    if event.anchor is not None:
                        anchors[event.anchor] = (value, Scalar(start, last), 1)
                    continue
                if value.__class__ is float and not math.isfinite(value):
                    raise broken.not_json(event.value, Span(start, last))
                node = make(Scalar, (start, last))
                if event.anchor is not None:
                    anchors[event.anchor] = (value, node, 1)
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                start = event.start_mark.index + base
                if len(stack) >= MAX_DEPTH:
                    raise Stopped(f"nested deeper than {MAX_DEPTH} levels", Span(start, start + 1))
                flow = bool(event.flow_style)
                if mapping is not None and mapping.key is None:
                    raise broken.compound_key(self.source, start, flow)
                if kind is MappingStartEvent:
                    mapping, items = _OpenMapping(start, flow, event.anchor, count), None
                    stack.append(mapping)
                else:
                    mapping, items = None, _OpenList(start, flow, event.anchor, count)
                    stack.append(items)
                if event.anchor is not None:
                    anchors[event.anchor] = (None, None, 0)
                continue
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                done = stack.pop()
                value, node = done.data, done.node
                if node.flow:
                    last = event.end_mark.index + base
                node.end = last
                if done.anchor is not None:
                    anchors[done.anchor] = (value, node, count - done.count)
                around = stack[-1] if stack else None
                mapping, items = (None, around) if isinstance(around, _OpenList) else (around, None)
            elif kind is AliasEvent:
                start, last = event.start_mark.index + base, event.end_mark.index + base
                value, target, size = _resolve(anchors, event.anchor, Span(start, last))
                count += size
                if count > MAX_NODES:
                    raise BrokenDocument(
                        f"aliases repeat more than {MAX_NODES} values (an alias bomb?)", Span(start, last)
                    )
                if mapping is not None and mapping.key is None:
                    mapping.key_start, mapping.key_end = start, last
                    mapping.key = self._key(value, mapping, composed, stack)
                    continue
                node = Alias(start, last, target)
            elif kind is DocumentEndEvent:
                return composed
            else:
                continue
            # A value is complete: put it into its collection.
            if mapping is not None:
                key = mapping.key
                if key == _MERGE_KEY:
                    _merge(mapping, value, node, composed, stack)
                elif key is not None:
                    mapping.data[key] = value
                    mapping.node.entries[key] = (mapping.key_start, mapping.key_end, node, None)
                mapping.key = None
            elif items is not None:
                items.data.append(value)
                items.node.items.append(node)
            else:
                composed.document.data, composed.document.root = value, node

    def _key(self, value: Any, mapping: _OpenMapping, composed: Composed, stack: _Stack) -> str:
        """The JSON key of a scalar, noting what is odd about it: that it is no string, or there already."""
        span = Span(mapping.key_start, mapping.key_end)
        if isinstance(value, dict | list):
            raise broken.not_a_key(span)
        name = scalars.key(value)
        shown = self.source.text[span.start : span.end]
        if name is None:
            raise broken.no_string_key(shown, value, span)
        if not isinstance(value, str) and name != shown:
            composed.retyped.append((_path(stack, name), span))
        before = mapping.node.entries.get(name)
        if before is not None and before[3] is None:
            composed.duplicates.append((_path(stack, name), span, Span(before[0], before[1])))
        return name


def _path(stack: _Stack, *name: str) -> Path:
    steps: list[str | int] = []
    for frame in stack[:-1]:
        steps.append(frame.key if isinstance(frame, _OpenMapping) and frame.key is not None else len(frame.data))
    return (*steps, *name)


def _resolve(anchors: _Anchors, name: str, span: Span) -> tuple[Any, Node, int]:
    if name not in anchors:
        raise broken.unknown_anchor(name, span)
    value, node, size = anchors[name]
    if node is None:
        raise BrokenDocument(f"alias *{name} stands inside the value of its own anchor", span)
    return value, node, size


def _merge(mapping: _OpenMapping, value: Any, node: Node, composed: Composed, stack: _Stack) -> None:
    """Bring the entries of a `<<` value into the open mapping, and note that it has one already."""
    first, entries, span = mapping.merged, mapping.node.entries, Span(node.start, node.end)
    since = [key for key, entry in entries.items() if first is not None and entry[3] is None and entry[0] > first.start]
    _bring(mapping, value, node)
    if first is not None:
        overrides = any(entries[key][3] is not None for key in since)
        merge = Merge(_path(stack), first, Span(mapping.key_start, mapping.key_end), span, overrides)
        composed.merges.append(merge)
    mapping.merged = mapping.merged or span


def _bring(mapping: _OpenMapping, value: Any, node: Node, *, inside: bool = False) -> None:
    """Merge as Kubernetes' reader does.

    What is merged overrides the keys written before it and is overridden by those after it; in a list of mappings
    the first one wins. The list must be written in place: neither an alias nor a list within it (`inside`) will do.
    """
    if isinstance(node, Sequence) and not inside:
        for item, item_node in reversed(list(zip(value, node.items, strict=True))):
            _bring(mapping, item, item_node, inside=True)
        return
    used = Span(node.start, node.end)
    target = written(node)
    if not isinstance(target, Mapping):
        raise BrokenDocument(
            "`<<` merges mappings only", used, help="give it a mapping, an alias of one, or a list of those"
        )
    for name, entry in target.entries.items():
        mapping.data[name] = value[name]
        mapping.node.entries[name] = (entry[0], entry[1], entry[2], entry[3] or used)


def _untyped(text: str, start: int, plain: str, value: Any) -> Any:
    """The value of a scalar that looks plain to the parser: a lone `!` before it makes it a string."""
    return plain if re.compile(_LONE_TAG).match(text, start) else value


def _tagged(event: Any, start: int, end: int) -> Any:
    try:
        return scalars.tagged(event.value, str(event.tag))
    except ValueError as error:
        raise BrokenDocument(str(error), Span(start, end)) from error
