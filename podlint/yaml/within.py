"""Where the characters of a string value stand in the text of its scalar."""

from __future__ import annotations

_MOST = 10_000_000
"""Most characters that are looked through for the pieces of one scalar."""


class Pieces:
    """Finds pieces of one scalar: its `value`, and the text `start:end` that it is written in, inside its quotes.

    Escapes, folding and indentation move characters about: there a piece is looked up by its text, the same occurrence,
    counted from the start. All pieces of a scalar together take time in proportion to its length.
    """

    __slots__ = ("_found", "_left", "_like", "end", "start", "text", "value")

    def __init__(self, value: str, text: str, start: int, end: int) -> None:
        self.value, self.text, self.start, self.end = value, text, start, end
        self._like = text.startswith(value, start)
        self._left = _MOST
        self._found: dict[str, tuple[int, int]] = {}

    def find(self, first: int, last: int) -> tuple[int, int] | None:
        """Where the characters `first:last` of the value stand in the text; None where that cannot be told."""
        if self._like:
            at = self.start + first
            return (at, self.start + last) if at <= self.end else None
        piece = self.value[first:last]
        if not piece or self._left <= 0:
            return None
        # The last occurrence that was looked up: where it is in the value, and in the text.
        at, there = self._found.get(piece, (-1, self.start - 1))
        if first < at:
            at, there = -1, self.start - 1
        while at < first:
            following = self.value.find(piece, at + 1, first + len(piece)), self.text.find(piece, there + 1, self.end)
            self._left -= 8 + max(following[0], first) - at + (following[1] if following[1] >= 0 else self.end) - there
            if min(following) < 0 or self._left <= 0:
                return None
            at, there = following
        self._found[piece] = at, there
        return there, there + len(piece)
