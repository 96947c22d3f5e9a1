"""Bytes to text, and places in it: the only module that knows what a line is."""

from __future__ import annotations

import codecs
import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from podlint.tuples import NamedTuple

if TYPE_CHECKING:
    from podlint.yaml.parsed import Parsed

_LINE_BREAK = r"\r\n|\r|\n"
BINARY = "binary data, not a text file"
_HEAD = 1024
"""In so many first bytes a text in UTF-16 has a zero."""
MAX_BYTES = 16 * 1024 * 1024
"""Largest file that is read. The API server takes requests of 3 MiB; this leaves room for many in one file."""


class Span(NamedTuple):
    """Half-open range of code-point offsets into `Source.text`."""

    start: int
    end: int


class Position(NamedTuple):
    """A place as people count: line and column from 1, columns in code points; as text `line:column`."""

    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.line}:{self.column}"


class Source:
    """One decoded file: its name, its text without byte-order mark, and where its lines begin.

    `path` is the name shown in reports (forward slashes); `bom` tells whether the file began with a
    byte-order mark. Line breaks are LF, CRLF and CR, as editors count them, and stay in `text` as they are.
    `span` is the part of the text that counts, all of it unless this is a block of Markdown; `margin` is what every
    new line in that part begins with: the `>` of a quotation. A source that is `held` by somebody who lets go of it
    again keeps what it was `parsed` to, for all who ask after the first. `reported` counts what was found in it, by
    rule; where it is about to be fixed, `fixing` is the least safety of the fixes that are made, which do not count.
    """

    __slots__ = ("_starts", "bom", "fixing", "held", "margin", "parsed", "path", "reported", "span", "text")

    def __init__(self, path: str, text: str, *, bom: bool = False, span: Span | None = None, margin: str = "") -> None:
        self.path = path
        self.text = text
        self.bom = bom
        self.span = span or Span(0, len(text))
        self.margin = margin
        self.held = False
        self.parsed: Parsed | None = None
        self.reported: dict[str, int] = {}
        self.fixing: int | None = None
        self._starts: list[int] | None = None

    @property
    def line_starts(self) -> list[int]:
        """Offset of the first character of each line; computed once, on first use."""
        if self._starts is None:
            self._starts = [0, *(m.end() for m in re.finditer(_LINE_BREAK, self.text))]
        return self._starts

    def part(self, span: Span, margin: str = "") -> Source:
        """The same text with another part that counts, and another margin."""
        part = Source(self.path, self.text, bom=self.bom, span=span, margin=margin)
        part._starts, part.reported, part.fixing = self.line_starts, self.reported, self.fixing
        return part

    def same_shape(self, other: Source) -> None:
        """Take over where lines begin from a source whose line breaks stand where those of this one do."""
        self._starts = other.line_starts

    def position(self, offset: int) -> Position:
        """Line and column of a code-point offset."""
        index = bisect_right(self.line_starts, offset) - 1
        return Position(index + 1, offset - self.line_starts[index] + 1)

    def following(self, offset: int) -> int:
        """Where the line below the one of an offset begins; the end of the text where there is none."""
        index = bisect_right(self.line_starts, offset)
        return self.line_starts[index] if index < len(self.line_starts) else len(self.text)

    def with_margin(self, line: str) -> str:
        """A line to be put into the text, with the margin in place of the spaces it begins with there."""
        if not line.strip() or line[: len(self.margin)].strip():
            return line
        return self.margin[: len(line) - len(line.lstrip(" "))] + line[len(self.margin) :]

    def newline(self, offset: int) -> str:
        """The line break that a new line at an offset gets: that of the line it stands in, else of the one before."""
        number = self.position(offset).line
        for end in (number, number - 1):
            if 0 < end < len(self.line_starts):
                start = self.line_starts[end]
                return "\r\n" if self.text[start - 2 : start] == "\r\n" else self.text[start - 1]
        return "\n"

    def line(self, number: int) -> str:
        """The text of line `number` (from 1) without its line break."""
        starts = self.line_starts
        end = starts[number] if number < len(starts) else len(self.text)
        return self.text[starts[number - 1] : end].rstrip("\r\n")


class Repair(NamedTuple):
    """How a text can be repaired: texts for spans, in order; it is `sure` where only one thing can have been meant."""

    title: str
    edits: tuple[tuple[Span, str], ...]
    sure: bool


class Unreadable(NamedTuple):
    """Why a text, or a document in it, cannot be read: the words, the place, a second place that explains it.

    `repair` is what makes it readable, where that is known; `rule` is the rule it is reported under, where that is not
    the one of syntax. What is `json` matters to kubectl, which takes the text for JSON, and not to kustomize.
    """

    message: str
    span: Span
    help: str | None = None
    related: tuple[Span, str] | None = None
    repair: Repair | None = None
    rule: str | None = None
    json: bool = False


def decode(data: bytes, path: str) -> tuple[Source, Unreadable | None]:
    """Decode a file as Kubernetes' YAML reader does: UTF-8, or UTF-16 where a byte-order mark says so.

    With an `Unreadable` the source holds the whole text, so that places can be shown: read in another encoding where it
    is certain that it is the right one, else with U+FFFD for bad bytes.
    """
    bom = True
    if data.startswith(codecs.BOM_UTF8):
        encoding, data = "utf-8", data[3:]
    elif data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16-le" if data.startswith(codecs.BOM_UTF16_LE) else "utf-16-be"
        data = data[2:]
    else:
        encoding, bom = "utf-8", False
        if b"\0" in data[:_HEAD]:
            from podlint.yaml.encodings import utf16

            wide = utf16(data)
            if wide is not None:
                words = "the file is in UTF-16 without a byte-order mark, which is read as UTF-8"
                return Source(path, wide), Unreadable(words, Span(0, 0), "save the file as UTF-8")
    try:
        return Source(path, data.decode(encoding), bom=bom), None
    except UnicodeDecodeError as error:
        before = data[: error.start].decode(encoding)
        span = Span(len(before), len(before))
        text = before + data[error.start :].decode(encoding, "replace")
        if b"\0" in data[:8192] and encoding == "utf-8":
            return Source(path, text, bom=bom), Unreadable(BINARY, span)
        byte = data[error.start]
        message = f"byte 0x{byte:02x} is not {encoding.upper().removesuffix('-LE').removesuffix('-BE')} text"
        if encoding == "utf-8" and not bom:
            from podlint.yaml.encodings import other_than_utf8

            other = other_than_utf8(data)
            if other is not None:
                message, text = f"{message}: the file is in {other[0]}", other[1]
        return Source(path, text, bom=bom), Unreadable(message, span, "save the file as UTF-8")


def encode(text: str, like: bytes) -> bytes:
    """The bytes of a text in the encoding, and with the byte-order mark, that the bytes of a file have."""
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if like.startswith(mark):
            return mark + text.encode(encoding)
    return text.encode("utf-8")
