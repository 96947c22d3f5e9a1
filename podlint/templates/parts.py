"""Documents of a reading: their data with placeholders for what actions write, and what of it is not known."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, Any

from podlint.tuples import NamedTuple
from podlint.yaml.nodes import Alias, Mapping, Scalar, Sequence
from podlint.yaml.reader import parse, suspicious
from podlint.yaml.source import Source, Span, Unreadable

if TYPE_CHECKING:
    from podlint.templates.actions import Action
    from podlint.templates.readings import Mark, Reading
    from podlint.yaml.nodes import Entry, Node
    from podlint.yaml.parsed import Composed
    from podlint.yaml.place import Path

WRITTEN = "{{ … }}"
"""Stands in the data for what an action writes: a placeholder as all others that another tool fills in."""
_SEPARATOR = re.compile(r"^---(?=[ \t\r\n]|\Z)", re.MULTILINE)


class Open(NamedTuple):
    """What of a document is not known: values, and mappings and lists that may hold more than they show."""

    values: frozenset[Path] = frozenset()
    collections: frozenset[Path] = frozenset()

    def lacks(self, path: Path) -> bool:
        """Whether what stands at a path, or something that it lies in, is not known, or may hold more."""
        return path in self.collections or self.unknown(path)

    def unknown(self, path: Path) -> bool:
        """Whether what stands at a path, or something that it lies in, is not known."""
        return any(path[:length] in self.values for length in range(len(path) + 1))

    def whole(self, path: Path) -> bool:
        """Whether all at and below a path is known."""
        if self.unknown(path):
            return False
        return not any(one[: len(path)] == path for one in (*self.values, *self.collections))


class Misplaced(NamedTuple):
    """An action that writes at a column where nothing around it begins.

    `columns` are those of the mappings and lists around it; `meant` is the one that would fit.
    """

    action: Action
    columns: tuple[int, ...]
    meant: int


class Piece(NamedTuple):
    """A document of a reading, what of it is not known, and what is written where it does not fit."""

    composed: Composed
    open: Open
    misplaced: list[Misplaced]


class Pieces(NamedTuple):
    """The documents of a reading that are YAML, and what is wrong with the others, with where each of these stands.

    `odd` says that the text, though it is YAML, may say something else than was meant.
    """

    documents: list[Piece]
    problems: list[tuple[int, Unreadable, Span]]
    source: Source
    odd: bool = False


def pieces(reading: Reading, like: Source) -> Pieces:
    """The documents of a reading of a source."""
    source = Source(like.path, reading.text, bom=like.bom, span=like.span, margin=like.margin)
    source.same_shape(like)
    parsed = parse(source, repaired=False)
    odd = not parsed.problems and suspicious(parsed, source.text)
    chunks = _chunks(source)
    marks: dict[int, list[Mark]] = {}
    for mark in reading.marks:
        if not source.span.start <= mark.offset < source.span.end:
            continue
        marks.setdefault(_chunk(chunks, mark.offset), []).append(mark)
    documents = []
    problems = []
    for composed in parsed.documents:
        root = composed.document.root
        own = marks.get(_chunk(chunks, root.start), []) if root is not None else []
        parted = _parted(composed, own)
        if parted is not None:
            chunk = _chunk(chunks, parted.start)
            whole = Span(chunks[chunk], chunks[chunk + 1] if chunk + 1 < len(chunks) else source.span.end)
            problems.append((composed.document.index, Unreadable("", parted), whole))
            continue
        misplaced = [one for mark in own if (one := _misplaced(root, mark, reading, source)) is not None]
        documents.append(Piece(composed, _opened(composed, own, reading, source), misplaced))
    for index, problem in parsed.problems:
        chunk = _chunk(chunks, problem.span.start)
        end = chunks[chunk + 1] if chunk + 1 < len(chunks) else source.span.end
        problems.append((index, problem, Span(chunks[chunk], end)))
    return Pieces(documents, problems, source, odd)


def _parted(composed: Composed, marks: list[Mark]) -> Span | None:
    """Where a second object begins behind what may write a separator; None without one."""
    for path, span, before in composed.duplicates:
        if path == ("kind",) and any(_may_part(one, before, span) for one in marks):
            return span
    return None


def _may_part(mark: Mark, before: Span, after: Span) -> bool:
    inside = mark.action is not None and before.start < mark.offset < after.start
    return inside and not (mark.sure and mark.column)


def separators(source: Source) -> list[int]:
    """Where the lines begin that separate documents, but for one at the top."""
    found = [match.start() for match in _SEPARATOR.finditer(source.text, *source.span)]
    return found[1:] if found[:1] == [source.span.start] else found


def _chunks(source: Source) -> list[int]:
    """Where documents begin: at the top, and at each separator."""
    return [source.span.start, *separators(source)]


def _chunk(chunks: list[int], offset: int) -> int:
    return max(bisect_right(chunks, offset) - 1, 0)


def _opened(composed: Composed, marks: list[Mark], reading: Reading, source: Source) -> Open:
    """Put placeholders into the data of a document, and say what of it is not known."""
    document = composed.document
    values: set[Path] = set()
    collections: set[Path] = set()
    for mark in marks:
        _place(document.root, mark, source, values, collections)
    filler = _Filler(reading.filler, values, collections)
    if document.root is not None:
        document.data = filler.walk(document.data, document.root, ())
    opened = Open(frozenset(values), frozenset(collections))
    composed.duplicates = [one for one in composed.duplicates if not _written(one[0], reading.filler, opened)]
    composed.retyped = [one for one in composed.retyped if not _written(one[0], reading.filler, opened)]
    return opened


def _written(path: Path, filler: str, opened: Open) -> bool:
    """Whether an action writes a key of a path, or a part of one, or what it lies in."""
    return opened.unknown(path[:-1]) or any(isinstance(step, str) and filler in step for step in path)


class _Filler:
    """Walks data and nodes together."""

    def __init__(self, filler: str, values: set[Path], collections: set[Path]) -> None:
        self._filler = filler
        self._run = re.compile(f"{re.escape(filler)}+")
        self._values = values
        self._collections = collections

    def walk(self, data: Any, node: Node, path: Path) -> Any:
        """The data with placeholders; what is not known is added to the sets."""
        if path in self._values:
            return WRITTEN
        while isinstance(node, Alias):
            node = node.target
        if isinstance(data, dict) and isinstance(node, Mapping):
            return self._mapping(data, node, path)
        if isinstance(data, list) and isinstance(node, Sequence):
            return self._list(data, node, path)
        if isinstance(data, str) and self._filler in data:
            text = self._run.sub(WRITTEN, data)
            if text == WRITTEN:
                self._values.add(path)
            return text
        return data

    def _mapping(self, data: dict[str, Any], node: Mapping, path: Path) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in data.items():
            if self._filler in key:
                self._collections.add(path)
                node.entries.pop(key, None)
                continue
            entry = node.entries.get(key)
            found[key] = self.walk(value, entry[2], (*path, key)) if entry is not None else value
        return found

    def _list(self, data: list[Any], node: Sequence, path: Path) -> list[Any]:
        found = []
        for index, (item, inner) in enumerate(zip(data, node.items, strict=False)):
            found.append(self.walk(item, inner, (*path, index)))
        if node.flow and WRITTEN in found:
            self._collections.add(path)
        return found


def _place(root: Node | None, mark: Mark, source: Source, values: set[Path], collections: set[Path]) -> None:
    """Say what a mark may mean: a value that is not known, or mappings and lists that may hold more."""
    chain: list[tuple[Path, int]] = []
    node = root
    path: Path = ()
    own: int | None = None  # the column of the key, or dash, that the node is the value of
    while isinstance(node, Mapping | Sequence):
        if node.flow:
            if mark.offset >= node.end and path:
                break
            collections.add(path)
            return
        column = source.position(node.start).column - 1
        if _may_begin(mark, node, column):
            values.add(path)
        chain.append((path, column))
        step, node = _last(node, mark.offset)
        if step is None:
            break
        own = column
        path = (*path, step)
    else:
        if isinstance(node, Scalar) and (own is None or _inside(node, mark, own, source)):
            values.add(path)
            if mark.sure and (own is None or mark.column > own):
                return
    fitting = [at for at, column in chain if column == mark.column] if mark.sure else []
    collections.update(fitting or (at for at, _ in chain))


def _may_begin(mark: Mark, node: Mapping | Sequence, column: int) -> bool:
    """Whether a node may go on with what an action writes before it, such as the first lines of an item of a list."""
    includes = mark.action is not None and mark.action.word in ("include", "template")
    return includes and not mark.sure and node.start > mark.offset and column > mark.column


def _misplaced(root: Node | None, mark: Mark, reading: Reading, source: Source) -> Misplaced | None:
    """What is wrong with the column that an action says it writes at; None where it may be right."""
    action = mark.action
    if action is None or not mark.sure or not (action.breaks or mark.offset == source.line_starts[_line(source, mark)]):
        return None
    columns: list[int] = []
    node, step = root, None
    while isinstance(node, Mapping | Sequence):
        if node.flow:
            return None
        columns.append(source.position(node.start).column - 1)
        step, node = _last(node, mark.offset)
        if step is None:
            break
    if not columns or mark.column in columns or mark.column == _following(source, mark.offset):
        return None
    meant = columns[-1]
    if step is not None:
        if not isinstance(node, Scalar):
            return None
        written = source.text[node.start : node.end]
        if reading.filler in written or (written[:1] in ("|", ">") and mark.column > meant):
            return None
        if node.start == node.end:
            if mark.column > meant:
                return None
            meant += 2
        elif mark.column > meant and "toYaml" not in action.rest and action.word != "include":
            return None  # more of a text of several lines
    return Misplaced(action, tuple(columns), meant)


def _following(source: Source, offset: int) -> int | None:
    """The column at which the next line with content begins."""
    match = re.compile(r"[\r\n]([ ]*)[^ \t\r\n#]").search(source.text, offset, source.span.end)
    return len(match[1]) if match is not None else None


def _line(source: Source, mark: Mark) -> int:
    return source.position(mark.offset).line - 1


def _inside(node: Scalar, mark: Mark, own: int, source: Source) -> bool:
    """Whether what a mark stands for may belong to a scalar, the value of a key or dash in column `own`."""
    if node.start == node.end:
        return mark.column >= own or not mark.sure
    return mark.column > own or node.end > mark.offset


def _last(node: Mapping | Sequence, offset: int) -> tuple[str | int | None, Node | None]:
    """The last entry that begins before an offset: its key or index, and its node."""
    step: str | int | None = None
    inner: Node | None = None
    if isinstance(node, Sequence):
        low, high = 0, len(node.items)
        while low < high:
            middle = (low + high) // 2
            if node.items[middle].start <= offset:
                low = middle + 1
            else:
                high = middle
        return (low - 1, node.items[low - 1]) if low else (None, None)
    best = -1
    for key, entry in node.entries.items():
        start = _start(entry)
        if best < start <= offset:
            best, step, inner = start, key, entry[2]
    return step, inner


def _start(entry: Entry) -> int:
    return entry[0] if entry[3] is None else -1
