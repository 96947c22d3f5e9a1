"""Documents of a draft as documents of the source: each place is where it was in the original."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING

from podlint.yaml.doubts import Doubts
from podlint.yaml.nodes import Alias, Mapping, Scalar, Sequence
from podlint.yaml.source import Span

if TYPE_CHECKING:
    from collections.abc import Iterable

    from podlint.yaml.nodes import Node
    from podlint.yaml.parsed import Composed
    from podlint.yaml.place import Path
    from podlint.yaml.repair.draft import Draft
    from podlint.yaml.repair.slip import Doubt
    from podlint.yaml.source import Source


class Places:
    """Offsets in the text that lines `first:end` of a draft have now, as offsets in the source."""

    def __init__(self, draft: Draft, first: int, end: int) -> None:
        self._draft = draft
        self._first = first
        self._starts = list(accumulate(map(len, draft.lines[first:end]), initial=0))

    def original(self, offset: int) -> int:
        """The offset in the source."""
        line = max(bisect_right(self._starts, offset) - 1, 0)
        return self._draft.offset(self._first + line, offset - self._starts[line])

    def span(self, start: int, end: int) -> Span:
        """A stretch of the text in the source, without what was removed behind it."""
        first = self.original(start)
        return Span(first, max(min(self.original(end), self.original(end - 1) + 1), first) if end > start else first)

    def now(self, line: int, column: int) -> int:
        """The offset in the text of a place in a line of the draft; of its end where it is shorter now."""
        return self._starts[line - self._first] + min(column, len(self._draft.body(line)))

    def column(self, offset: int) -> int:
        """The column of an offset in the text."""
        return offset - self._starts[max(bisect_right(self._starts, offset) - 1, 0)]


def doubts(composed: Composed, places: Places, left: Iterable[Doubt]) -> Doubts | None:
    """What is left open in a document, whose places are those of the draft still."""
    unknown: set[Path] = set()
    partial: set[Path] = set()
    root = composed.document.root
    for doubt in left:
        offset = places.now(doubt.line, doubt.column)
        if root is None:
            continue
        if not doubt.around:
            unknown.add(_at(root, offset))
            continue
        path, known = _around(root, places, offset, doubt.column)
        if known and not doubt.key:
            partial.add(path)
        else:
            unknown.add((*path, doubt.key) if known else path)
    found = Doubts(frozenset(unknown), frozenset(partial))
    return found or None


def _at(root: Node, offset: int) -> Path:
    """The path of the innermost entry that begins before an offset, or at it."""
    node, path = root, ()  # type: tuple[Node, Path]
    while True:
        below = _last_before(node, offset)
        if below is None:
            return path
        step, node = below
        path = (*path, step)


def _last_before(node: Node, offset: int) -> tuple[str | int, Node] | None:
    """The last entry of a collection that begins before an offset, or at it, with its key or number."""
    found: tuple[str | int, Node] | None = None
    if isinstance(node, Mapping):
        for key, entry in node.entries.items():
            if entry[3] is None and entry[0] <= offset:
                found = key, entry[2]
    elif isinstance(node, Sequence):
        for number, item in enumerate(node.items):
            if item.start <= offset:
                found = number, item
    return found


def _around(root: Node, places: Places, offset: int, column: int) -> tuple[Path, bool]:
    """The path of the block that a line at an offset would be part of; False where it is the value of an empty key."""
    node, path = root, ()  # type: tuple[Node, Path]
    while True:
        below = _last_before(node, offset)
        if below is None:
            return path, True
        step, inner = below
        if isinstance(inner, Alias):
            return path, True
        if isinstance(inner, Scalar):
            empty = inner.start == inner.end and isinstance(node, Mapping)
            deeper = column > places.column(node.entries[str(step)][0]) if isinstance(node, Mapping) else False
            return ((*path, step), False) if empty and deeper else (path, True)
        if places.column(_first(inner)) > column:
            return path, True
        path, node = (*path, step), inner


def _first(node: Mapping | Sequence) -> int:
    if isinstance(node, Mapping) and node.entries:
        return min(entry[0] for entry in node.entries.values())
    return node.start


def replace(composed: Composed, places: Places, source: Source) -> None:
    """Make a document of the draft one of the source."""
    document = composed.document
    document.source = source
    if document.root is not None:
        document.root = _moved(document.root, places, {})

    def span(old: Span) -> Span:
        return places.span(old.start, old.end)

    composed.duplicates = [(path, span(one), span(other)) for path, one, other in composed.duplicates]
    composed.retyped = [(path, span(one)) for path, one in composed.retyped]
    composed.merges = [
        merge._replace(first=span(merge.first), key=span(merge.key), value=span(merge.value))
        for merge in composed.merges
    ]


def _moved(node: Node, places: Places, known: dict[int, Node]) -> Node:
    """The node with places of the source; one that aliases repeat stays one."""
    done = known.get(id(node))
    if done is not None:
        return done
    moved: Node
    start, end = places.span(node.start, node.end)
    if isinstance(node, Scalar):
        moved = Scalar(start, end)
    elif isinstance(node, Alias):
        moved = Alias(start, end, _moved(node.target, places, known))
    elif isinstance(node, Mapping):
        moved = Mapping(start, node.flow)
        known[id(node)] = moved
        moved.end = end
        for key, (first, last, inner, merged) in node.entries.items():
            span = places.span(merged.start, merged.end) if merged is not None else None
            moved.entries[key] = (*places.span(first, last), _moved(inner, places, known), span)
    else:
        moved = Sequence(start, node.flow)
        known[id(node)] = moved
        moved.end = end
        moved.items = [_moved(item, places, known) for item in node.items]
    known[id(node)] = moved
    return moved
