"""A text while it is repaired, line by line: what stands there now, and where each character stood before."""

from __future__ import annotations

import re
from itertools import accumulate, chain, groupby, pairwise
from operator import itemgetter
from typing import TYPE_CHECKING

from podlint.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

_LINE = r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+"


class Change(NamedTuple):
    """The columns `start:end` of a line become `text`, which holds no line break. Lines and columns count from 0."""

    line: int
    start: int
    end: int
    text: str


class Draft:
    """The lines of a text, which are as many after all changes as before; `base` is its offset in the source."""

    def __init__(self, text: str, base: int = 0) -> None:
        self.lines: list[str] = re.findall(_LINE, text)
        self.starts: list[int] = list(accumulate(map(len, self.lines), initial=base))
        self.changed: dict[int, list[int]] = {}

    def body(self, line: int) -> str:
        """A line as it is now, without its line break."""
        return self.lines[line].rstrip("\r\n")

    def newline(self, line: int) -> str:
        """The line break that a new line beside one gets: its own, else that of the one before."""
        for number in (line, line - 1):
            if 0 <= number < len(self.lines) and (found := self.lines[number][len(self.body(number)) :]):
                return found
        return "\n"

    def column(self, line: int, column: int) -> int:
        """The column that a place in a line had in the original."""
        known = self.changed.get(line)
        return column if known is None else known[min(column, len(known) - 1)]

    def offset(self, line: int, column: int) -> int:
        """The offset in the source of a place in a line."""
        if line >= len(self.lines):
            return self.starts[-1]
        return min(self.starts[line] + self.column(line, column), self.starts[line + 1])

    def apply(self, changes: Iterable[Change]) -> list[tuple[int, str, list[int] | None]]:
        """Make changes, those of one line from the right to the left; gives what `undo` takes."""
        before: dict[int, tuple[int, str, list[int] | None]] = {}
        for line, group in groupby(sorted(changes), key=itemgetter(0)):
            own = list(group)
            old, known = self.lines[line], self.changed.get(line)
            before[line] = line, old, known
            places = list(range(len(old) + 1)) if known is None else known
            made = _made_apart(old, places, own) or _made_in_turn(old, places, own)
            self.lines[line], self.changed[line] = made
        return list(before.values())

    def undo(self, before: Iterable[tuple[int, str, list[int] | None]]) -> None:
        """Take changes back."""
        for line, old, known in before:
            self.lines[line] = old
            if known is None:
                self.changed.pop(line, None)
            else:
                self.changed[line] = known


def _made_apart(old: str, places: list[int], changes: list[Change]) -> tuple[str, list[int]] | None:
    """A line and its places after changes that do not touch each other's columns, at once; None where some do."""
    bounds = [0, *(column for _, start, end, _ in changes for column in (start, end)), len(old.rstrip("\r\n"))]
    if any(one > other for one, other in pairwise(bounds)):
        return None
    stop = changes[-1].end
    texts, columns = [old[stop:]], [places[stop:]]
    right = places[stop]
    for _, start, end, text in reversed(changes):
        if end < stop:
            texts.append(old[end:stop])
            columns.append(places[end:stop])
            right = places[end]
        if text:
            begun = places[start] if start < end else right
            texts.append(text)
            columns.append([min(begun + i, right) for i in range(len(text))])
            right = columns[-1][0]
        stop = start
    texts.append(old[:stop])
    columns.append(places[:stop])
    return "".join(reversed(texts)), list(chain.from_iterable(reversed(columns)))


def _made_in_turn(old: str, places: list[int], changes: list[Change]) -> tuple[str, list[int]]:
    """A line and its places after changes one by one, from the right to the left: one may have left less of it."""
    places = list(places)
    for _, start, end, text in reversed(changes):
        last = len(old.rstrip("\r\n"))
        start, end = min(start, last), min(end, last)
        begun, ended = places[start], places[end]
        places[start:end] = [min(begun + i, ended) for i in range(len(text))]
        old = old[:start] + text + old[end:]
    return old, places


def indentation(line: str) -> int:
    """How many spaces a line begins with."""
    return len(line) - len(line.lstrip(" "))


def blank(line: str) -> bool:
    """Whether a line holds nothing but space and a comment."""
    body = line.lstrip(" \t\r\n")
    return not body or body.startswith("#")
