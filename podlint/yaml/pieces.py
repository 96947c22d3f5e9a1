"""How the value of a scalar lies in the text that it is written as: indented, folded, escaped.

For texts inside of a text, such as a patch in a kustomization, whose values shall be pointed at where they stand.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_BREAK = r"\r\n?|\n"
_FOLD = r"(?<![ \t])[ \t]*[\r\n][ \t\r\n]*"
_IN_DOUBLE = rf"\\(?:x[0-9a-fA-F]{{2}}|u[0-9a-fA-F]{{4}}|U[0-9a-fA-F]{{8}}|(?:{_BREAK})[ \t]*|.)|{_FOLD}"
_IN_SINGLE = rf"''|{_FOLD}"
_ESCAPES = {
    **dict(zip("0abtnvfre", "\0\a\b\t\n\v\f\r\x1b", strict=True)),
    "N": "\x85",
    "_": "\xa0",
    "L": "\u2028",
    "P": "\u2029",
    "\t": "\t",
}


class Pieces:
    """Offsets of a value as offsets of the text that it was written in.

    A value is made of pieces that stand in the text as they are: `starts` are where they begin in the value, `targets`
    where they begin in the text. There are none where value and text cannot be brought together.
    """

    def __init__(self, written: str, value: str, offset: int) -> None:
        """Match a value with the text of its scalar, which begins at an offset of the whole text."""
        style = written[:1]
        if style == "|":
            found = _literal(written, value)
        elif style == ">":
            found = _folded(written, value)
        else:
            found = _flow(written, value)
        self.starts = [start for start, _ in found]
        self.targets = [offset + target for _, target in found]

    def __bool__(self) -> bool:
        return bool(self.starts)

    def at(self, offset: int) -> int:
        """The offset in the text of an offset in the value."""
        index = max(bisect_right(self.starts, offset) - 1, 0)
        return self.targets[index] + offset - self.starts[index]


def _lines(written: str) -> list[tuple[int, str]]:
    """The lines below the header of a block scalar, each with the offset that it begins at."""
    starts = [match.end() for match in re.finditer(_BREAK, written)]
    ends = [*starts[1:], len(written)]
    return [(start, written[start:end].rstrip("\r\n")) for start, end in zip(starts, ends, strict=False)]


def _literal(written: str, value: str) -> list[tuple[int, int]]:
    """Each line of the value is the end of a line of the text."""
    found: list[tuple[int, int]] = []
    at = 0
    lines = value.split("\n")
    for (start, line), own in zip(_lines(written), lines, strict=False):
        if not line.endswith(own):
            return []
        found.append((at, start + len(line) - len(own)))
        at += len(own) + 1
    return found if len(value.rstrip("\n")) < at else []


def _folded(written: str, value: str) -> list[tuple[int, int]]:
    """Each line of the text stands in the value, with nothing but space between them."""
    found: list[tuple[int, int]] = []
    at = 0
    for start, line in _lines(written):
        words = line.strip(" \t")
        if not words:
            continue
        place = value.find(words, at)
        if place < 0 or value[at:place].strip():
            return []
        found.append((place, start + len(line) - len(line.lstrip(" \t"))))
        at = place + len(words)
    return [] if value[at:].strip() else found


def _flow(written: str, value: str) -> list[tuple[int, int]]:
    """Read the text as YAML does; what comes out has to be the value."""
    found: list[tuple[int, int]] = []
    read: list[str] = []
    length = 0
    for start, text in _read(written):
        if text:
            found.append((length, start))
        read.append(text)
        length += len(text)
    found.append((length, len(written) - (written[:1] in ("'", '"'))))
    return found if "".join(read) == value else []


def _read(written: str) -> Iterator[tuple[int, str]]:
    """The pieces of a flow scalar: where each stands, and what it means."""
    mark = written[:1] if written[:1] in ("'", '"') else ""
    pattern = re.compile({"'": _IN_SINGLE, '"': _IN_DOUBLE}.get(mark, _FOLD), re.DOTALL)
    at, end = len(mark), len(written) - len(mark)
    for match in pattern.finditer(written, at, end):
        if match.start() > at:
            yield at, written[at : match.start()]
        yield match.start(), _unescaped(match[0])
        at = match.end()
    if at < end:
        yield at, written[at:end]


def _unescaped(text: str) -> str:
    """What an escape, two quotes or a break of the line stand for."""
    if text == "''":
        return "'"
    if text[0] != "\\":
        breaks = len(re.findall(_BREAK, text))
        return " " if breaks == 1 else "\n" * (breaks - 1)
    if text[1] in "xuU" and len(text) > 2:
        return chr(int(text[2:], 16)) if int(text[2:], 16) < 0x110000 else text
    return "" if text[1] in "\r\n" else _ESCAPES.get(text[1], text[1])
