"""Events to documents: plain data as Kubernetes reads YAML, and the nodes that carry positions, in one pass."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any

from podlint.yaml import scalars
from podlint.yaml.document import Alias, Document, Mapping, Sequence
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
from podlint.yaml.source import Span

if TYPE_CHECKING:
    from collections.abc import Callable

    from podlint.yaml.place import Path
    from podlint.yaml.source import Source

MAX_DEPTH = 256
"""Deepest nesting that is read; the deepest published CustomResourceDefinitions need about 80."""

MAX_NODES = 2_000_000
"""Most nodes that a document may have once its aliases are written out (a bound on alias bombs)."""


_LONE_TAG = r"(?:&[^\s,\[\]{}]*\s+)?!(?:[\s,\[\]{}]|\Z)"
_MERGE = ("tag:yaml.org,2002:merge", "!!merge")


class BrokenDocument(Exception):
    """A document that is YAML, but that Kubernetes' reader refuses: the words, the place, a second place."""

    def __init__(self, message: str, span: Span, help: str | None = None, related: tuple[Span, str] | None = None):
        super().__init__(message)
        self.span = span
        self.help = help
        self.related = related


class Stopped(BrokenDocument):
    """A broken document after which reading does not go on: what follows has to be read by itself.

    It holds too many collections at once, so that parsers take very long over the rest, or a directive.
    """


class Composed:
    """A document with what was odd about its keys.

    `duplicates` are (path, place of this key, place of the one before); `retyped` are (path, place) of keys that are
    not read as the text they show (`on` becomes `true`). Values of a duplicate key: the last one stays. `merges` are
    (path of the mapping, value of its first `<<`, key of this further one, value of this one).
    """

    __slots__ = ("document", "duplicates", "merges", "retyped")

    def __init__(self, document: Document) -> None:
        self.document = document
        self.duplicates: list[tuple[Path, Span, Span]] = []
        self.retyped: list[tuple[Path, Span]] = []
        self.merges: list[tuple[Path, Span, Span, Span]] = []


class _Frame:
    """A collection that is still open."""

    __slots__ = ("anchor", "count", "data", "key", "key_end", "key_start", "merged", "node")

    def __init__(self, data: Any, node: Any, anchor: str | None, count: int) -> None:
        self.data = data
        self.node = node
        self.anchor = anchor
        self.count = count
        self.key: str | None = None
        self.key_start = 0
        self.key_end = 0
        self.merged: Span | None = None


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
        composed = Composed(Document(self.source, index, None, None))
        anchors: dict[str, tuple[Any, Any, int]] = {}
        stack: list[_Frame] = []
        frame: _Frame | None = None
        mapping = False
        last = base
        count = 0
        value: Any
        node: Any
        while True:
            event = next_event()
            kind = event.__class__
            count += 1
            if kind is ScalarEvent:
                start, last = event.start_mark.index + base, event.end_mark.index + base
                node = (start, last)
                if event.implicit[0]:
                    value = plain(event.value)
                    if value.__class__ is not str and text[start : start + 1] in ("!", "&"):
                        value = _untyped(text, start, event.value, value)
                elif event.tag is None:
                    value = event.value
                else:
                    value = _tagged(event, start, last)
                if value.__class__ is float and not math.isfinite(value):
                    is_key = mapping and frame is not None and frame.key is None
                    if not is_key:
                        raise _not_json(event.value, start, last)
                if event.anchor is not None:
                    anchors[event.anchor] = (value, node, 1)
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                if len(stack) >= MAX_DEPTH:
                    raise Stopped(
                        f"nested deeper than {MAX_DEPTH} levels",
                        Span(event.start_mark.index + base, event.start_mark.index + base + 1),
                    )
                start = event.start_mark.index + base
                flow = bool(event.flow_style)
                if frame is not None and mapping and frame.key is None:
                    raise _compound_key(self.source, start, flow)
                mapping = kind is MappingStartEvent
                frame = (
                    _Frame({}, Mapping(start, flow), event.anchor, count)
                    if mapping
                    else _Frame([], Sequence(start, flow), event.anchor, count)
                )
                if event.anchor is not None:
                    anchors[event.anchor] = (None, None, 0)
                stack.append(frame)
                continue
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                assert frame is not None
                if frame.node.flow:
                    last = event.end_mark.index + base
                frame.node.end = last
                value, node = frame.data, frame.node
                if frame.anchor is not None:
                    anchors[frame.anchor] = (value, node, count - frame.count)
                stack.pop()
                frame = stack[-1] if stack else None
                mapping = frame is not None and frame.data.__class__ is dict
            elif kind is AliasEvent:
                start, last = event.start_mark.index + base, event.end_mark.index + base
                value, target, size = _resolve(anchors, event.anchor, Span(start, last))
                node = Alias(start, last, target)
                count += size
                if count > MAX_NODES:
                    raise BrokenDocument(
                        f"aliases repeat more than {MAX_NODES} values (an alias bomb?)", Span(start, last)
                    )
            elif kind is DocumentEndEvent:
                return composed
            else:
                continue
            # A value is complete: put it into its collection.
            if frame is None:
                composed.document.data, composed.document.root = value, node
            elif not mapping:
                frame.data.append(value)
                frame.node.items.append(node)
            elif frame.key is None:
                merge = value == "<<" and kind is ScalarEvent and (event.implicit[0] or event.tag in _MERGE)
                frame.key_start, frame.key_end = node[0] if kind is ScalarEvent else node.start, last
                name = value if value.__class__ is str else self._key(value, node, composed, stack)
                if name in frame.data and not merge:
                    before = frame.node.entries[name]
                    if before[3] is None:
                        span = Span(frame.key_start, frame.key_end)
                        composed.duplicates.append((_path(stack, name), span, Span(before[0], before[1])))
                frame.key = "\0<<" if merge else name
            elif frame.key == "\0<<":
                _merge(frame, value, node)
                span = Span(*node) if isinstance(node, tuple) else Span(node.start, node.end)
                if frame.merged is not None:
                    key = Span(frame.key_start, frame.key_end)
                    composed.merges.append((_path(stack, "")[:-1], frame.merged, key, span))
                frame.merged = frame.merged or span
                frame.key = None
            else:
                frame.data[frame.key] = value
                frame.node.entries[frame.key] = (frame.key_start, frame.key_end, node, None)
                frame.key = None

    def _key(self, value: Any, node: Any, composed: Composed, stack: list[_Frame]) -> str:
        """The JSON key of a scalar key that is not a string."""
        start, end = (node[0], node[1]) if isinstance(node, tuple) else (node.start, node.end)
        span = Span(start, end)
        if isinstance(value, dict | list):
            raise BrokenDocument("a list or mapping is used as a key", span, help="use a plain string as the key")
        name = scalars.key(value)
        if name is None:
            written = self.source.text[start:end]
            what = f"the key {written} is read as null" if written else "a key is missing before the colon"
            if value is not None:
                what = f"the key {written} is read as a number beyond 64 bits"
            raise BrokenDocument(f"{what}: keys must be strings", span, help="quote the key")
        if name != self.source.text[start:end]:
            composed.retyped.append((_path(stack, name), span))
        return name


def _path(stack: list[_Frame], name: str) -> Path:
    steps: list[str | int] = []
    for frame in stack[:-1]:
        steps.append(frame.key if isinstance(frame.data, dict) and frame.key is not None else len(frame.data))
    return (*steps, name)


def _resolve(anchors: dict[str, tuple[Any, Any, int]], name: str, span: Span) -> tuple[Any, Any, int]:
    if name not in anchors:
        raise BrokenDocument(
            f"alias *{name} has no anchor &{name} before it in this document",
            span,
            help="anchors are known only after the place where they stand, and only in their own document",
        )
    value, node, size = anchors[name]
    if node is None:
        raise BrokenDocument(f"alias *{name} stands inside the value of its own anchor", span)
    return value, node, size


def _merge(frame: _Frame, value: Any, node: Any, *, inside: bool = False) -> None:
    """Bring the entries of a `<<` value into the open mapping, as Kubernetes' reader does.

    What is merged overrides the keys written before it and is overridden by those after it; in a list of mappings
    the first one wins. The list must be written in place: neither an alias nor a list within it (`inside`) will do.
    """
    used = Span(*node) if isinstance(node, tuple) else Span(node.start, node.end)
    if isinstance(node, Sequence) and not inside:
        for item, item_node in reversed(list(zip(value, node.items, strict=True))):
            _merge(frame, item, item_node, inside=True)
        return
    target = node
    while isinstance(target, Alias):
        target = target.target
    if not isinstance(target, Mapping):
        raise BrokenDocument(
            "`<<` merges mappings only", used, help="give it a mapping, an alias of one, or a list of those"
        )
    for name, entry in target.entries.items():
        frame.data[name] = value[name]
        frame.node.entries[name] = (entry[0], entry[1], entry[2], entry[3] or used)


def _untyped(text: str, start: int, written: str, value: Any) -> Any:
    """The value of a scalar that looks plain to the parser: a lone `!` before it makes it a string."""
    return written if re.compile(_LONE_TAG).match(text, start) else value


def _tagged(event: Any, start: int, end: int) -> Any:
    try:
        return scalars.tagged(event.value, str(event.tag))
    except ValueError as error:
        raise BrokenDocument(str(error), Span(start, end)) from error


def _not_json(text: str, start: int, end: int) -> BrokenDocument:
    return BrokenDocument(
        f"{text} is read as a number that JSON cannot hold",
        Span(start, end),
        help=f'quote it if text is meant: "{text}"',
    )


def _compound_key(source: Source, start: int, flow: bool) -> BrokenDocument:
    text = source.text
    brace = text.rfind("{{", max(start - 2, 0), start + 2)
    if flow and brace >= 0:
        end = text.find("}}", brace)
        end = end + 2 if 0 <= end <= brace + 200 else brace + 2
        return BrokenDocument(
            "an unquoted template placeholder is not YAML: {{ begins a mapping used as a key",
            Span(brace, end),
            help='quote it ("{{ ... }}"), or render the template before linting',
        )
    return BrokenDocument(
        "a list or mapping is used as a key", Span(start, start + 1), help="use a plain string as the key"
    )
