"""Messages on a stream: a header that says how long the body is, and the body. Whatever else comes, reading goes on."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from podlint.tuples import NamedTuple

if TYPE_CHECKING:
    from typing import BinaryIO

LONGEST = 64 * 2**20
"""Most bytes of a body that is read."""
_SKIPPED = 2**30
"""Most bytes of a body that are passed over; a length beyond is taken for a mistake."""
_LINE = 8192
# Anywhere in a line: behind a body that was longer than its header said, the next header begins in mid-line.
_LENGTH = re.compile(rb"content-length[ \t]*:[ \t]*(\d{1,20})[ \t]*\r?\n\Z", re.IGNORECASE)
_CHARSET = re.compile(rb"content-type[ \t]*:.*charset[ \t]*=[ \t]*\"?([\w-]*)", re.IGNORECASE)
PARSE_ERROR, INVALID_REQUEST = -32700, -32600


class Broken(NamedTuple):
    """Something that is no message: the code of the error to answer with, and the words."""

    code: int
    words: str


class Stream:
    """Reads messages from a stream of bytes."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def read(self) -> dict[str, Any] | Broken | None:
        """The next message, or what is wrong with it; None at the end of the stream."""
        length: int | None = None
        charset, lines = b"", 0
        while True:
            line = self._line()
            if not line:
                return None
            if not line.strip():
                if length is not None or lines:
                    break
                continue  # nothing but an empty line
            lines += 1
            if (found := _LENGTH.search(line)) is not None:
                length = int(found[1])
            elif (named := _CHARSET.search(line)) is not None:
                charset = named[1].lower()
        if length is None:
            return Broken(PARSE_ERROR, "a header without a Content-Length that is a number")
        if length > LONGEST:
            if length <= _SKIPPED:
                self._skip(length)
            return Broken(INVALID_REQUEST, f"a message of more than {LONGEST // 2**20} MiB")
        body = self._stream.read(length)
        if len(body) < length:
            return None
        if charset not in (b"", b"utf-8", b"utf8"):
            return Broken(PARSE_ERROR, "the only charset is utf-8")
        return _message(body)

    def _line(self) -> bytes:
        """A line; of one that is too long, its end. Empty at the end of the stream."""
        line = self._stream.readline(_LINE)
        while line and not line.endswith(b"\n"):
            more = self._stream.readline(_LINE)
            if not more:
                return b""
            line = line[-64:] + more
        return line

    def _skip(self, length: int) -> None:
        while length > 0 and (read := self._stream.read(min(length, 2**20))):
            length -= len(read)


def _message(body: bytes) -> dict[str, Any] | Broken:
    try:
        message = json.loads(body.decode("utf-8"))
    except UnicodeDecodeError as error:
        return Broken(PARSE_ERROR, f"byte {error.start} of a message is not UTF-8")
    except (ValueError, RecursionError) as error:
        return Broken(PARSE_ERROR, f"a message is no JSON that can be read: {str(error)[:200]}")
    if not isinstance(message, dict):
        return Broken(INVALID_REQUEST, "a message must be a JSON object")
    return message


def framed(message: dict[str, Any]) -> bytes:
    """A message as it goes onto a stream."""
    body = json.dumps(message, separators=(",", ":")).encode("ascii")
    return b"Content-Length: %d\r\n\r\n" % len(body) + body
