"""Comments outside of scalars, and what stands below one: YAML's parsers give neither."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from podlint.tuples import NamedTuple
from podlint.yaml.nodes import Mapping, Scalar, Sequence, children
from podlint.yaml.source import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from podlint.yaml.document import Document
    from podlint.yaml.nodes import Node
    from podlint.yaml.source import Source


class Comment(NamedTuple):
    """A comment from the mark searched for to the end of its line; `alone` where nothing else stands on the line."""

    text: str
    span: Span
    alone: bool


def comments(source: Source, mark: str, documents: Iterable[Document]) -> Iterator[Comment]:
    """The comments in which `# mark` occurs, in order. `documents` are those of the source that could be read.

    A `#` begins a comment at the start of a line or behind a space, outside of every scalar (YAML 1.2, 6.6).
    """
    mentions = re.compile(rf"(?:^|(?<=[ \t\r\n]))#[ \t]*{re.escape(mark)}[^\r\n]*")
    match = mentions.search(source.text, *source.span)
    if match is None:
        return
    spans = sorted(scalars(source, documents))
    at = match.start()
    while (match := mentions.search(source.text, at, source.span.end)) is not None:
        at = match.end()
        index = bisect_right(spans, (match.start(), len(source.text))) - 1
        if index >= 0 and spans[index][1] > match.start():
            at = spans[index][1]  # behind the scalar there may be a comment in the same line
            continue
        line = source.position(match.start()).line
        before = source.text[source.line_starts[line - 1] : match.start()].strip()
        yield Comment(match[0].rstrip(), Span(match.start(), match.start() + len(match[0].rstrip())), _blank(before))


def _blank(before: str) -> bool:
    return not before or before.startswith("#")


class Below:
    """What comments of a source that stand alone are about. `documents` are those of it that could be read."""

    def __init__(self, source: Source, documents: Iterable[Document]) -> None:
        self.source = source
        self._roots = [document.root for document in documents if document.root is not None]
        self._beginnings = [root.start for root in self._roots]
        self._parts: dict[int, tuple[list[int], list[Node]]] = {}
        self._filled: list[int] = []
        self._separators: list[int] = []
        first, last = (source.position(offset).line for offset in source.span)
        for number in range(first, last + 1):
            text = source.line(number).strip()
            if text == "---" or text.startswith(("--- ", "%")):
                self._separators.append(number)
            elif text and not text.startswith("#"):
                self._filled.append(number)

    def find(self, comment: Comment) -> Span | None:
        """The key with its value, the item or the document that follows a comment; None where nothing follows.

        Comments and empty lines between the two do not count. Before the first key of a document it is about the whole
        document.
        """
        source = self.source
        line = source.position(comment.span.start).line
        index = bisect_right(self._filled, line)
        if index == len(self._filled):
            return None
        number = self._filled[index]
        between = bisect_right(self._separators, line)
        separated = between < len(self._separators) and self._separators[between] < number
        start = source.line_starts[number - 1]
        return self._beginning(Span(start, start + len(source.line(number))), separated)

    def _beginning(self, line: Span, separated: bool) -> Span | None:
        """The largest node that begins on a line."""
        first = max(bisect_right(self._beginnings, line.start - 1) - 1, 0)
        for root in self._roots[first : first + 2]:
            start, end = root.start, root.end
            if line.start <= start < line.end or (separated and line.start <= start):
                return Span(min(start, line.start), end)
            if start < line.start < end:
                return self._inside(root, line)
        return None

    def _inside(self, node: Node, line: Span) -> Span | None:
        known = self._parts.get(id(node))
        if known is None:
            parts = sorted(_parts(node), key=lambda part: part[0])
            known = self._parts[id(node)] = [start for start, _ in parts], [inner for _, inner in parts]
        starts, nodes = known
        first = max(bisect_right(starts, line.start - 1) - 1, 0)
        for start, inner in zip(starts[first : first + 2], nodes[first : first + 2], strict=True):
            end = max(inner.end, inner.start, start)
            if line.start <= start < line.end:
                return Span(line.start, max(end, line.end))
            if start < line.start < end:
                return self._inside(inner, line)
        return None


def _parts(node: Node) -> Iterator[tuple[int, Node]]:
    """Where each entry of a mapping or item of a list begins, and its node; nothing of what an alias repeats."""
    if isinstance(node, Mapping):
        for start, _, inner, merged in node.entries.values():
            if merged is None:
                yield start, inner
    elif isinstance(node, Sequence):
        for item in node.items:
            yield item.start, item


def scalars(source: Source, documents: Iterable[Document], *, headers: bool = False) -> Iterator[tuple[int, int]]:
    """Spans of all scalars and keys; a block scalar's begins below its header, which may bear a comment.

    With `headers` it begins at its header.
    """
    seen: set[int] = set()
    waiting = [document.root for document in documents if document.root is not None]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Scalar):
            yield node if headers else _content(source, node)
        elif id(node) not in seen:
            seen.add(id(node))
            waiting.extend(children(node))
            if isinstance(node, Mapping):
                yield from (entry[:2] for entry in node.entries.values())


def _content(source: Source, node: Scalar) -> tuple[int, int]:
    start, end = node
    header = re.compile(r"(?:[&!]\S*\s+)*[|>]").match(source.text, start, end)
    if header is None:
        return start, end
    return min(source.following(header.end() - 1), end), end
