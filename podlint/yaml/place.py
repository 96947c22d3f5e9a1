"""Symbolic places, which rules name, and concrete ones, which reports print."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any

from podlint.tuples import NamedTuple
from podlint.visible import name

if TYPE_CHECKING:
    from podlint.yaml.source import Position, Span

Path = tuple["str | int", ...]
"""Where a value stands in a document: keys and list indices from the root."""


class Part(str, Enum):
    """Which part of a key-value pair a place means."""

    KEY = "key"
    VALUE = "value"
    PAIR = "pair"


class Place(NamedTuple):
    """A symbolic place: a path, and which part of what stands there.

    `within` narrows the place to the characters `within[0]:within[1]` of a string value. A path that does not
    exist in the document is resolved to its grip: the key of the nearest ancestor that does.
    """

    path: Path
    part: Part = Part.VALUE
    within: tuple[int, int] | None = None


class Origin(NamedTuple):
    """The document that an object stands in: its file, and its number in that file, from 0."""

    file: str
    document: int


class Related(NamedTuple):
    """Another place that belongs to a hit, with the words that say why; in another document where `origin` says so."""

    place: Place
    message: str
    origin: Origin | None = None


class Location(NamedTuple):
    """A concrete place: file, offsets, and the positions of both ends (the end is exclusive).

    As text it is `path:line:column`, fit to be shown.
    """

    path: str
    span: Span
    start: Position
    end: Position

    def __str__(self) -> str:
        return f"{name(self.path)}:{self.start}"


class RelatedLocation(NamedTuple):
    """A related place, made concrete."""

    location: Location
    message: str


def pointer(path: Path) -> str:
    """JSON Pointer (RFC 6901) of a path: `("a/b", 0)` becomes `/a~1b/0`."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)


def named_pointer(path: Path, data: Any) -> str:
    """JSON Pointer of a path into `data` that outlives a changed order: list items go by their names.

    `/spec/containers/0/image` becomes `/spec/containers/name=web/image`. An item that is an object by itself goes by
    the name in its metadata, one without any name by its index.
    """
    steps: list[str | int] = []
    for part in path:
        data = _step(data, part)
        name = _name(data) if isinstance(part, int) else None
        steps.append(part if name is None else f"name={name}")
    return pointer(tuple(steps))


def _step(data: Any, part: str | int) -> Any:
    if isinstance(data, dict):
        return data.get(part)
    return data[part] if isinstance(data, list) and isinstance(part, int) and part < len(data) else None


def _name(item: Any) -> str | None:
    if not isinstance(item, dict):
        return None
    metadata = item.get("metadata")
    name = item.get("name") or (metadata.get("name") if isinstance(metadata, dict) else None)
    return name if isinstance(name, str) and name else None


def dotted(path: Path) -> str:
    """The path as people write it: `spec.containers[0].env`; the root is `the document`."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part}]"
        elif part and all(c.isalnum() or c in "-_" for c in part):
            text += f".{part}" if text else part
        else:
            text += f"[{part!r}]"
    return text or "the document"


def last(path: Path) -> str:
    """How messages call what stands at a path: its key, or the list entry with the list's key."""
    return str(path[-1]) if path and isinstance(path[-1], str) else dotted(path[-2:])
