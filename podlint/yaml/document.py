"""One YAML document: plain data for rules, and the nodes that know where each value stands.

Nodes are kept apart from the data so that rules compare plain Python values; a position is looked up only for
what is reported.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from podlint.yaml.nodes import Alias, Mapping, Scalar, Sequence, child, children, written
from podlint.yaml.place import Location, Part, Path, Place
from podlint.yaml.source import Span

if TYPE_CHECKING:
    from podlint.yaml.doubts import Doubts
    from podlint.yaml.nodes import Node
    from podlint.yaml.source import Source
    from podlint.yaml.within import Pieces

_PROPERTIES = r"(?:[&!][^\s,\[\]{}]*[ \t]*(?:#[^\r\n]*)?[\r\n]*[ \t]*)+"


class Document:
    """One document of a source.

    `index` counts the documents of the source from 0, empty ones included; `data` is what the API server's reader
    makes of the text: dict (string keys), list, str, int, float, bool or None. `above` is the path, in a document that
    was completed around a fragment, at which the text itself stands. `outer` is set where the text stands in a scalar
    of another document of the source, such as a patch in a kustomization: that document's number, the scalar's path.
    `doubts` are about what is not certain in `data`; None where all is.
    """

    __slots__ = ("_pieces", "_repeated", "above", "data", "doubts", "index", "outer", "root", "source")

    def __init__(self, source: Source, index: int, data: Any, root: Node | None, above: Path = ()) -> None:
        self.above = above
        self.outer: tuple[int, Path] | None = None
        self.doubts: Doubts | None = None
        self.source = source
        self.index = index
        self.data = data
        self.root = root
        self._pieces: dict[Span, Pieces] = {}
        self._repeated: set[int] | None = None

    def locate(self, place: Place) -> tuple[Location, Location | None]:
        """Concrete location of a place, and where its text was defined if an alias or merge key repeats it there."""
        key, value, used = self._walk(place.path)
        found_key = Span(*key) if key is not None else None
        span = self._part(place, found_key, value)
        defined = None
        target = written(value) if value is not None else None
        if used is not None:
            defined, span = self.location(span), used
        elif target is not value and place.part is Part.VALUE:
            defined = self.location(self._part(place, None, target))
        return self.location(span), defined

    def written(self, place: Place) -> tuple[Document, Place]:
        """The document and the place in it where what stands at a place was written: here, in a document as it stands.

        A document that was made of several ones names the nearest place around what was written nowhere.
        """
        return self, place

    def exactly(self, place: Place) -> tuple[Document, Place] | None:
        """The same; None where what stands there was written in no document by itself."""
        return (self, place) if self.outer is None else None

    def location(self, span: Span) -> Location:
        """A span with its line and column at both ends."""
        source = self.source
        return Location(source.path, span, source.position(span.start), source.position(span.end))

    def text(self, span: Span) -> str:
        """The source text of a span."""
        return self.source.text[span.start : span.end]

    def span(self, path: Path, part: Part = Part.VALUE) -> Span:
        """Span of a part of what stands at `path`; of the alias or merge key where one repeats it there."""
        return self.locate(Place(path, part))[0].span

    def has(self, path: Path) -> bool:
        """Whether a value stands at exactly this path."""
        node = self.root
        for step in path:
            node = child(node, step) if node is not None else None
        return node is not None

    def is_shared(self, path: Path) -> bool:
        """Whether an alias or a merge key repeats what stands at a path, or something that it lies in."""
        if self._repeated is None:
            self._repeated = self._shared() if self._holds_aliases() else set()
        repeated = self._repeated
        return bool(repeated) and any(id(self._walk(path[:length])[1]) in repeated for length in range(len(path) + 1))

    def _holds_aliases(self) -> bool:
        """Whether there may be aliases: only its own text is looked through, where all of it lies in the source."""
        root, text = self.root, self.source.text
        if root is None or self.above:
            return "*" in text
        return text.find("*", root.start, root.end) >= 0

    def _shared(self) -> set[int]:
        """The nodes, by `id`, that an alias or a merge key repeats."""
        repeated: set[int] = set()
        waiting = [self.root] if self.root is not None else []
        seen: set[int] = set()
        while waiting:
            node = waiting.pop()
            if isinstance(node, Alias):
                repeated.add(id(node.target))
            elif id(node) not in seen:
                seen.add(id(node))
                waiting.extend(children(node))
            if isinstance(node, Mapping):
                repeated.update(id(entry[2]) for entry in node.entries.values() if entry[3] is not None)
        return repeated

    def path_at(self, offset: int) -> Path | None:
        """The path of the key that an offset of the text lies in; None where it lies in none that is written here."""
        node = self.root
        path: Path = ()
        while node is not None:
            step: str | int | None = None
            inner: Node | None = None
            if isinstance(node, Mapping):
                for key, (start, end, value, merged) in node.entries.items():
                    if merged is not None:
                        continue
                    if start <= offset <= end:
                        return (*path, key)
                    if start <= offset:
                        step, inner = key, value
            elif isinstance(node, Sequence):
                for index, item in enumerate(node.items):
                    if item.start <= offset:
                        step, inner = index, item
            if step is None:
                return None
            path, node = (*path, step), inner
        return None

    def first_key(self, path: Path) -> Span | None:
        """The first key of the mapping at a path, where it is written in place; None without one."""
        node = self._walk(path)[1]
        if not isinstance(node, Mapping) or not node.entries:
            return None
        start, end, _, merged = next(iter(node.entries.values()))
        return Span(start, end) if merged is None else None

    def keys(self, path: Path) -> list[str]:
        """The keys of the mapping at a path in the order of the text, but those that an alias or a merge key brings."""
        _, node, used = self._walk(path)
        if used is not None or not isinstance(node, Mapping):
            return []
        return [key for _, key in sorted((entry[0], key) for key, entry in node.entries.items() if entry[3] is None)]

    def is_flow(self, path: Path) -> bool:
        """Whether the mapping or list at a path is written with brackets."""
        node = self._walk(path)[1]
        return isinstance(node, Mapping | Sequence) and node.flow

    def extent(self, path: Path) -> Span | None:
        """All of the text of the value at a path, to its last character; None where an alias brings it, or nothing."""
        _, node, used = self._walk(path)
        if node is None or used is not None or isinstance(node, Alias) or not self.has(path):
            return None
        start, end = node.start, node.end
        while end > start and self.source.text[end - 1] in " \t\r\n":
            end -= 1
        return Span(start, end)

    def value(self, path: Path) -> Any:
        """The data at `path`, None where nothing stands."""
        data = self.data
        for step in path:
            try:
                data = data[step]
            except (KeyError, IndexError, TypeError):
                return None
        return data

    def _walk(self, path: Path) -> tuple[tuple[int, int] | None, Node | None, Span | None]:
        """Follow `path` as far as it exists: the last key passed, the node reached, the first alias on the way.

        A node of None says that the path goes on where nothing stands: its grip is the key.
        """
        node = self.root
        key: tuple[int, int] | None = None
        used: Span | None = None
        for step in path:
            if isinstance(node, Alias):
                used = used or Span(node.start, node.end)
                node = written(node)
            inner = child(node, step) if node is not None else None
            if inner is None:
                return key or self._first_key(node), None, used
            if isinstance(node, Mapping):
                start, end, _, merged = node.entries[str(step)]
                key = (start, end)
                used = used or merged
            else:
                key = self._grip(inner) or key
            node = inner
        return key, node, used

    def _grip(self, item: Node) -> tuple[int, int] | None:
        """What to point at for a whole list item: the value of its `name`, else its first key, else all of it."""
        item = written(item)
        if not isinstance(item, Mapping) or not item.entries:
            start, end = self._extent(item)
            if start < end and "\n" in self.source.text[start:end]:
                return self._first_line(start, end) if isinstance(item, Sequence) else None
            return (start, end) if start < end else None
        name = item.entries.get("name")
        if name is not None and isinstance(name[2], Scalar) and name[2].start < name[2].end:
            return name[2]
        return self._first_key(item)

    @staticmethod
    def _first_key(node: Node | None) -> tuple[int, int] | None:
        if isinstance(node, Mapping) and node.entries:
            start, end, _, _ = next(iter(node.entries.values()))
            return start, end
        return None

    def _part(self, place: Place, key: Span | None, value: Node | None) -> Span:
        start, end = self._extent(value) if value is not None else (0, 0)
        if value is None or place.part is Part.KEY:
            if key is not None:
                return key
            first = self._first_key(value)
            return Span(*first) if first else self._first_line(start, end) if end else self._start_of_document()
        if start == end and key is not None:
            return key
        if place.part is Part.PAIR and key is not None and key.start < start:
            return Span(key.start, end)
        if isinstance(value, Mapping | Sequence) and not value.flow:
            return key or self._first_line(start, end)
        span = Span(start, end)
        return self._within(span, place) if place.within and isinstance(value, Scalar) else span

    def _extent(self, node: Node) -> tuple[int, int]:
        """Start and end of a node's own text, without anchor, tag and trailing blank lines."""
        start, end = node.start, node.end
        text = self.source.text
        if text[start : start + 1] in ("&", "!") and start < end:
            properties = re.compile(_PROPERTIES).match(text, start, end)
            start = properties.end() if properties else start
        while end > start and text[end - 1] in " \t\r\n":
            end -= 1
        return start, end

    def _first_line(self, start: int, end: int) -> Span:
        stop = self.source.line_starts
        line = self.source.position(start).line
        limit = stop[line] if line < len(stop) else end
        text = self.source.text[start : min(limit, end)]
        return Span(start, start + len(text.rstrip()))

    def _start_of_document(self) -> Span:
        start = self.root.start if self.root is not None else 0
        return Span(start, start)

    def _within(self, span: Span, place: Place) -> Span:
        """The part of a scalar's text that shows the characters `place.within` of its value; all of it if none does."""
        value = self.value(place.path)
        if not isinstance(value, str) or place.within is None:
            return span
        pieces = self._pieces.get(span)
        if pieces is None:
            from podlint.yaml.within import Pieces

            pieces = self._pieces[span] = Pieces(value, self.source.text, self._content(span), span.end)
        found = pieces.find(*place.within)
        return Span(*found) if found is not None else span

    def _content(self, span: Span) -> int:
        """Where the content of a scalar begins: behind its opening quote, or below a block scalar's header."""
        first = self.source.text[span.start : span.start + 1]
        if first in ("|", ">"):
            return self.source.following(span.start)
        return span.start + (first in ("'", '"'))
