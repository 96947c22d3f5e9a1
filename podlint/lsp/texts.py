"""The texts of an editor: opened, changed part by part, closed. Positions count in the units that were agreed upon."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from lsprotocol import types

from podlint.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

_BREAK = re.compile(r"\r\n|\r|\n")
_SURROGATE = re.compile("[\ud800-\udfff]")
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


class Text(NamedTuple):
    """A text as it is now, and how often the editor has changed it."""

    text: str
    version: int


def units(text: str, encoding: str) -> int:
    """The length of a text in the units of a position encoding: `utf-8`, `utf-16` or `utf-32`."""
    if encoding == "utf-32" or text.isascii():
        return len(text)
    return len(text.encode("utf-8")) if encoding == "utf-8" else len(text.encode("utf-16-le")) // 2


def written(text: str) -> str:
    """A text in which every character can be written: halves of surrogate pairs are replaced, one by one."""
    return _SURROGATE.sub(REPLACEMENT, text)


def changed(text: str, changes: Iterable[types.TextDocumentContentChangeEvent], encoding: str) -> str:
    """A text after changes, one after another. What lies beyond the end of a line or text is taken for that end."""
    for change in changes:
        new = written(change.text)
        if isinstance(change, types.TextDocumentContentChangePartial):
            starts = line_starts(text)
            start, end = sorted(index(text, starts, at, encoding) for at in (change.range.start, change.range.end))
            text = text[:start] + new + text[end:]
        else:
            text = new
    return text


def line_starts(text: str) -> list[int]:
    """Where the lines of a text begin."""
    return [0, *(match.end() for match in _BREAK.finditer(text))]


def index(text: str, starts: list[int], at: types.Position, encoding: str) -> int:
    """The index of a position in a text, whose lines begin at `starts`."""
    if at.line >= len(starts):
        return len(text)
    start = starts[at.line]
    stop = starts[at.line + 1] if at.line + 1 < len(starts) else len(text)
    line = text[start:stop].rstrip("\r\n")
    if encoding == "utf-32" or line.isascii():
        return start + min(at.character, len(line))
    ends, passed = [], 0
    for character in line:
        passed += units(character, encoding)
        ends.append(passed)
    return start + bisect_right(ends, at.character)
