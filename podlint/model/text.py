"""Text and places in it: the only module that knows what a line is."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import NamedTuple

_LINE_BREAK = r"\r\n|\r|\n"


class Span(NamedTuple):
    """Half-open range of code-point offsets into `Source.text`."""

    start: int
    end: int


class Position(NamedTuple):
    """A place as people count: line and column from 1, columns in code points."""

    line: int
    column: int


class Source:
    """One decoded file: its name, its text without byte-order mark, and where its lines begin.

    `path` is the name shown in reports (forward slashes); `bom` tells whether the file began with a
    byte-order mark. Line breaks are LF, CRLF and CR, as editors count them, and stay in `text` as they are.
    """

    __slots__ = ("_starts", "bom", "path", "text")

    def __init__(self, path: str, text: str, *, bom: bool = False) -> None:
        self.path = path
        self.text = text
        self.bom = bom
        self._starts: list[int] | None = None

    @property
    def line_starts(self) -> list[int]:
        """Offset of the first character of each line; computed once, on first use."""
        if self._starts is None:
            self._starts = [0, *(m.end() for m in re.finditer(_LINE_BREAK, self.text))]
        return self._starts

    def position(self, offset: int) -> Position:
        """Line and column of a code-point offset."""
        index = bisect_right(self.line_starts, offset) - 1
        return Position(index + 1, offset - self.line_starts[index] + 1)

    def line(self, number: int) -> str:
        """The text of line `number` (from 1) without its line break."""
        starts = self.line_starts
        end = starts[number] if number < len(starts) else len(self.text)
        return self.text[starts[number - 1] : end].rstrip("\r\n")
