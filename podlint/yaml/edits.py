"""Symbolic edits of list items and lines as text edits, where the text allows it without touching anything else."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from podlint.yaml.source import Span

if TYPE_CHECKING:
    from podlint.yaml.document import Document
    from podlint.yaml.place import Location, Path


class Edit(NamedTuple):
    """A concrete edit: the text of `location` becomes `text`."""

    location: Location
    text: str


def move(document: Document, path: Path, before: Path) -> list[Edit] | None:
    """Edits that take a list item, with the comments right above it, before an earlier one of its list.

    None where they are not items of one list written with dashes, each on lines of its own.
    """
    if not path or path[:-1] != before[:-1] or not isinstance(path[-1], int) or not isinstance(before[-1], int):
        return None
    if before[-1] >= path[-1]:
        return None
    item, target = _lines(document, path), _lines(document, before)
    if item is None or target is None or item.start < target.end:
        return None
    text = document.text(item)
    if not text.endswith(("\n", "\r")):
        return None
    place = Span(target.start, target.start)
    return [Edit(document.location(place), text), Edit(document.location(item), "")]


def insert(document: Document, path: Path, key: str, text: str) -> Edit | None:
    """The edit that puts `key: text` before the first entry of the mapping at a path, in its own style.

    None for an empty mapping, one that an alias brings, or one whose first key stands in the middle of a line.
    """
    if document.extent(path) is None or not isinstance(document.value(path), dict):
        return None
    first = document.first_key(path)
    if first is None:
        return None
    place = document.location(Span(first.start, first.start))
    if document.is_flow(path):
        return Edit(place, f'"{key}": {text}, ' if document.text(first).startswith('"') else f"{key}: {text}, ")
    before = document.source.line(place.start.line)[: place.start.column - 1]
    if before.replace("-", "").strip() or "\t" in before:
        return None
    return Edit(place, f"{key}: {text}\n{' ' * len(before)}")


def _lines(document: Document, path: Path) -> Span | None:
    """The whole lines of a list item that begins with a dash of its own line, with the comments right above."""
    source, text = document.source, document.source.text
    extent = document.extent(path)
    if extent is None:
        return None
    starts = source.line_starts
    first, last = source.position(extent.start).line, source.position(extent.end).line
    start = starts[first - 1]
    dash = text[start : extent.start]
    if dash.strip() != "-" or text[extent.start : extent.start + 1] in ("&", "*", "!"):
        return None
    if extent.end == starts[last - 1] and last > first:
        last -= 1
    end = starts[last] if last < len(starts) else len(text)
    if text[extent.end : end].strip() and not text[extent.end : end].lstrip().startswith("#"):
        return None
    indent = len(dash) - len(dash.lstrip())
    while first > 1:
        above = source.line(first - 1)
        if not above.lstrip().startswith("#") or len(above) - len(above.lstrip()) != indent:
            break
        first -= 1
    return Span(starts[first - 1], end)


def whole_line(document: Document, span: Span) -> Span | None:
    """The line that holds a span and nothing else but a comment, with its line break; None where it holds more."""
    source, text = document.source, document.source.text
    line = source.position(span.start).line
    start = source.line_starts[line - 1]
    end = source.line_starts[line] if line < len(source.line_starts) else len(text)
    rest = text[span.end : end].strip()
    if text[start : span.start].strip() or (rest and not rest.startswith("#")) or span.end > end:
        return None
    return Span(start, end)
