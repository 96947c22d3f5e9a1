"""Texts inside of a kustomization: patches that stand in it, read so that every value keeps its line there."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from podlint.kustomize.build.load import Text
from podlint.yaml.nodes import Alias, Mapping, Scalar, Sequence
from podlint.yaml.source import Source, Span

if TYPE_CHECKING:
    from podlint.yaml.document import Document
    from podlint.yaml.nodes import Node
    from podlint.yaml.place import Path


def inner_text(document: Document, path: Path, value: str) -> Text:
    """The text that the scalar at a path holds, its values placed in the document's own source."""
    text = Text(Source(document.source.path, value))
    assert text.trees is not None  # they are read off the text as it is here
    moved = _Moved(document, path, value)
    seen: set[int] = set()
    for composed in text.composed:
        moved.move(composed.document, seen)
        composed.document.source = document.source
    if text.broken is not None:
        message, span = text.broken
        text.broken = message, Span(moved.at(span.start), moved.at(span.end))
    text.source = document.source
    return text


class _Moved:
    """Offsets of a text inside of a scalar, as offsets of the file around it."""

    def __init__(self, document: Document, path: Path, value: str) -> None:
        span = document.span(path)
        self.whole = span
        self.starts: list[int] = []
        self.targets: list[int] = []
        source = document.source
        written = source.text[span.start : span.end]
        if written[:1] in ("|", ">"):
            self._block(source, span, value, folded=written[0] == ">")
        elif written.strip("'\"") == value.strip():
            lead = len(written) - len(written.lstrip("'\"")) - (len(value) - len(value.lstrip()))
            self.starts, self.targets = [0], [span.start + lead]

    def _block(self, source: Source, span: Span, value: str, *, folded: bool) -> None:
        """Match each line of the value with the line of the file that it is the end of."""
        if folded:
            return
        line = source.position(span.start).line
        offset = 0
        lines = value.split("\n")
        starts: list[int] = []
        targets: list[int] = []
        for text in lines:
            line += 1
            if line > len(source.line_starts):
                break
            written = source.line(line)
            if not written.endswith(text):
                return
            starts.append(offset)
            targets.append(source.line_starts[line - 1] + len(written) - len(text))
            offset += len(text) + 1
        self.starts, self.targets = starts, targets

    def at(self, offset: int) -> int:
        """The offset in the file."""
        if not self.starts:
            return self.whole.start
        index = max(bisect_right(self.starts, offset) - 1, 0)
        return min(self.targets[index] + offset - self.starts[index], self.whole.end)

    def move(self, document: Document, seen: set[int]) -> None:
        """Move all nodes of a document."""
        document.root = self._node(document.root, seen) if document.root is not None else None

    def _pair(self, start: int, end: int) -> tuple[int, int]:
        if not self.starts:
            return self.whole.start, self.whole.end
        return self.at(start), max(self.at(end), self.at(start))

    def _node(self, node: Node, seen: set[int]) -> Node:
        if isinstance(node, Scalar):
            return Scalar(*self._pair(*node))
        if id(node) in seen:
            return node
        seen.add(id(node))
        node.start, node.end = self._pair(node.start, node.end)
        if isinstance(node, Mapping):
            for key, (start, end, value, used) in node.entries.items():
                span = Span(*self._pair(*used)) if used is not None else None
                node.entries[key] = (*self._pair(start, end), self._node(value, seen), span)
        elif isinstance(node, Sequence):
            node.items[:] = [self._node(item, seen) for item in node.items]
        elif isinstance(node, Alias):
            node.target = self._node(node.target, seen)
        return node
