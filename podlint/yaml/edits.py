"""Changes of scalars, entries and list items as text edits, where the text allows them and nothing else is touched."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from podlint.tuples import NamedTuple
from podlint.yaml import scalars
from podlint.yaml.place import Part
from podlint.yaml.source import Span

if TYPE_CHECKING:
    from podlint.yaml.document import Document
    from podlint.yaml.place import Location, Path, Place

# Texts that need no quotes wherever they stand, and those that need no escapes inside of others.
_PLAIN = r"[A-Za-z0-9_/$.][\w./-]*"
_INNER = r"[\w./$()-]*"


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
    lines = "".join(map(document.source.with_margin, re.findall(r"[^\r\n]*(?:\r\n|\r|\n)", text)))
    return [Edit(document.location(place), lines), Edit(document.location(item), "")]


def insert(document: Document, path: Path, key: str, value: str | int | bool) -> list[Edit] | None:
    """The edit that puts `key: value` before the first entry of the mapping at a path, in its own style.

    None for an empty mapping, one that an alias brings, or one whose first key stands in the middle of a line.
    """
    if document.extent(path) is None or not isinstance(document.value(path), dict):
        return None
    first = document.first_key(path)
    if first is None:
        return None
    place = document.location(Span(first.start, first.start))
    style = '"' if document.text(first).startswith('"') else ""
    entry = f"{written(key, style)}: {written(value, style)}"
    if document.is_flow(path):
        return [Edit(place, f"{entry}, ")]
    before = document.source.line(place.start.line)[: place.start.column - 1]
    if before.replace("-", "").strip() or "\t" in before:
        return None
    newline = document.source.newline(first.start)
    return [Edit(place, f"{entry}{newline}{document.source.with_margin(' ' * len(before) + '-')[:-1]}")]


def replace(document: Document, place: Place, value: str | int | bool) -> list[Edit] | None:
    """The edit that makes a scalar, or a key, another one.

    None where nothing stands there, or an alias brings it, or it has a tag, goes over several lines, or is escaped.
    """
    location, defined = document.locate(place)
    text = document.text(location.span)
    if defined is not None or not text or "\n" in text or text[0] in "|>*&!?[{" or not document.has(place.path):
        return None
    extent = document.extent(place.path)
    if place.part is not Part.KEY and not (extent and extent.start <= location.span.start < extent.end):
        return None  # An empty value, for which its key would be taken.
    if place.within is not None:
        old = document.value(place.path)
        fits = isinstance(old, str) and old[slice(*place.within)] == text and re.fullmatch(_INNER, str(value))
        return [Edit(location, str(value))] if fits else None
    if extent is not None and "!" in document.source.text[extent.start : location.span.start]:
        return None
    return [Edit(location, written(value, text))]


def written(value: str | int | bool, like: str = "") -> str:
    """A scalar as YAML that is read as `value`, in the quotes that `like` has."""
    if not isinstance(value, str):
        return json.dumps(value)
    if like[:1] == "'" and value.isprintable():
        return "'" + value.replace("'", "''") + "'"
    if like[:1] != '"' and re.fullmatch(_PLAIN, value) and scalars.plain(value) == value:
        return value
    return json.dumps(value, ensure_ascii=False)


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


def without_line(document: Document, span: Span) -> Edit | None:
    """The edit that takes away a line that holds a span and nothing else; None where it holds more.

    A comment behind the span stays, in a line of its own. The last line of a text goes with the line breaks before
    it, where it has none itself.
    """
    source, text = document.source, document.source.text
    line = source.position(span.start).line
    start = source.line_starts[line - 1]
    end = source.line_starts[line] if line < len(source.line_starts) else len(text)
    rest = text[span.end : end]
    if span.end > end or text[start : span.start].strip() or (rest.strip() and not rest.lstrip().startswith("#")):
        return None
    if rest.strip():
        return Edit(document.location(Span(span.start, end - len(rest.lstrip()))), "")
    if text[start:end] == text[start:end].rstrip("\r\n"):
        start = len(text[:start].rstrip("\r\n"))
    return Edit(document.location(Span(start, end)), "")
