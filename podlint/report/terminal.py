"""What a terminal can show besides text: how wide it is, and whether it takes links (OSC 8)."""

from __future__ import annotations

import os
from functools import lru_cache
from urllib.parse import quote

from podlint.files.paths import identity
from podlint.tuples import NamedTuple

MOST = 1000
"""The columns of a source line that a report shows where nobody says how many there are."""


class Terminal(NamedTuple):
    """The place that a report for people goes to: its columns, None where it is no terminal; whether it takes links."""

    width: int | None = None
    links: bool = False

    def link(self, text: str, address: str | None) -> str:
        """A text that leads to an address, where links are taken."""
        return f"\033]8;;{address}\033\\{text}\033]8;;\033\\" if self.links and address else text

    def file(self, text: str, path: str) -> str:
        """A text that leads to the file that reports show as `path`; standard input and the like lead nowhere."""
        return self.link(text, _address(path)) if self.links and path and path[0] != "<" else text


def _address(path: str) -> str:
    """The `file:` URI of a file, with the name of the machine: a terminal may show that of another one."""
    name = identity(path).replace(os.sep, "/")
    return f"file://{_machine()}/{quote(os.fsencode(name.lstrip('/')), safe='/:')}"


@lru_cache
def _machine() -> str:
    import socket

    return quote(socket.gethostname())


def cropped(text: str, first: int, last: int, room: int) -> tuple[str, int, int]:
    """A line as far as it has room, with the part from `first` to `last` in it, and where that part is then.

    What is left out before and behind is an ellipsis.
    """
    if len(text) <= room and columns(text) <= room:
        return text, first, last
    first, last = min(first, len(text)), min(last, len(text))
    start = _back(text, first, room // 3)
    end = _forth(text, start, room - (1 if start else 0))
    if end == len(text):  # there is more room before
        start = _back(text, end, room - 1)
    elif _forth(text, start, room - (1 if start else 0) - 1) < end:
        end = _forth(text, start, room - (1 if start else 0) - 1)
    before, behind = "…" if start else "", "…" if end < len(text) else ""
    moved = len(before) - start
    return before + text[start:end] + behind, first + moved, min(last, end) + moved


def _back(text: str, end: int, room: int) -> int:
    """Where a piece of the text begins that ends there and has so many columns."""
    start, least = end, max(end - 4 * room, 0)
    while start > least and (room := room - width(text[start - 1])) >= 0:
        start -= 1
    return start


def _forth(text: str, start: int, room: int) -> int:
    """Where a piece of the text ends that begins there and has so many columns."""
    end, most = start, min(start + 4 * room, len(text))
    while end < most and (room := room - width(text[end])) >= 0:
        end += 1
    return end


def columns(text: str) -> int:
    """How many columns of a terminal a text takes."""
    return len(text) + 3 * text.count("\t") if text.isascii() else sum(map(width, text))


@lru_cache(maxsize=1024)
def width(character: str) -> int:
    """How many columns a character takes: wide ones two, those that stand above or below others none, a tab four."""
    from unicodedata import category, east_asian_width

    if character == "\t":
        return 4
    if category(character) in ("Mn", "Me"):
        return 0
    return 2 if east_asian_width(character) in "WF" else 1
