"""Texts inside of a kustomization: patches that stand in it, read so that every value keeps its place there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podlint.kustomize.build.load import Text
from podlint.yaml.nodes import Alias, Mapping, Scalar, Sequence
from podlint.yaml.parsed import Merge
from podlint.yaml.pieces import Pieces
from podlint.yaml.place import Part
from podlint.yaml.source import Source, Span

if TYPE_CHECKING:
    from podlint.yaml.document import Document
    from podlint.yaml.nodes import Node
    from podlint.yaml.parsed import Composed
    from podlint.yaml.place import Path


def inner_text(document: Document, path: Path, value: str) -> Text:
    """The text that the scalar at a path holds, its values placed in the document's own source."""
    text = Text(Source(document.source.path, value))
    assert text.trees is not None  # they are read off the text as it is here
    moved = _Moved(document, path, value)
    seen: set[int] = set()
    for composed in text.composed:
        moved.move(composed, seen)
        composed.document.source = document.source
        composed.document.outer = document.outer or (document.index, path)
    if text.broken is not None:
        message, span = text.broken
        text.broken = message, moved.span(span)
    text.source = document.source
    return text


class _Moved:
    """Offsets of a text inside of a scalar, as offsets of the file around it.

    What cannot be mapped, such as a text that an alias repeats, stands at the key of the scalar.
    """

    def __init__(self, document: Document, path: Path, value: str) -> None:
        start, end = document.span(path)
        self.key = document.span(path, Part.KEY)
        written = document.text(Span(start, end))
        if written[:1] in ("|", ">"):  # spaces at the end of its last line belong to it
            source = document.source
            number = source.position(end).line
            end = source.line_starts[number - 1] + len(source.line(number))
            written = document.text(Span(start, end))
        self.end = end
        self.pieces = Pieces(written, value, start)

    def move(self, composed: Composed, seen: set[int]) -> None:
        """Move all nodes of a document, and what was odd about its keys."""
        document = composed.document
        document.root = self._node(document.root, seen) if document.root is not None else None
        composed.duplicates = [(path, self.span(one), self.span(other)) for path, one, other in composed.duplicates]
        composed.retyped = [(path, self.span(one)) for path, one in composed.retyped]
        composed.merges = [
            Merge(path, self.span(first), self.span(key), self.span(value), overrides)
            for path, first, key, value, overrides in composed.merges
        ]

    def span(self, span: tuple[int, int]) -> Span:
        """A span of the text as one of the file."""
        return Span(*self._pair(*span))

    def _pair(self, start: int, end: int) -> tuple[int, int]:
        if not self.pieces:
            return self.key
        first = min(self.pieces.at(start), self.end)
        # What ends at the end of a line ends there, not where the next line begins.
        last = self.pieces.at(end - 1) + 1 if end > start else first
        return first, max(first, min(last, self.end))

    def _node(self, node: Node, seen: set[int]) -> Node:
        if isinstance(node, Scalar):
            return Scalar(*self._pair(*node))
        if id(node) in seen:
            return node
        seen.add(id(node))
        node.start, node.end = self._pair(node.start, node.end)
        if isinstance(node, Mapping):
            for key, (start, end, value, used) in node.entries.items():
                span = self.span(used) if used is not None else None
                node.entries[key] = (*self._pair(start, end), self._node(value, seen), span)
        elif isinstance(node, Sequence):
            node.items[:] = [self._node(item, seen) for item in node.items]
        elif isinstance(node, Alias):
            node.target = self._node(node.target, seen)
        return node
