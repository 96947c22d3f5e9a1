"""The texts that a run has read, and what they were parsed to, for those who ask next: each file is parsed once.

Memory is bounded. Texts are held as long as there is room for them. What they were parsed to takes about ten times as
many bytes: of that what is surely asked for again (`want`) goes before the rest, of which the oldest makes room. Where
a run has more of it than there is room for, files are parsed again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from podlint.yaml.source import Source, Unreadable

    Decoded = tuple[Source, Unreadable | None]

TEXTS = 8 * 1024 * 1024
"""Characters of texts that are held and not parsed yet."""
PARSED = 4 * 1024 * 1024
"""Characters of texts that are held with what they were parsed to."""


class _Shelf:
    """Files up to a number of characters."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.size = 0
        self.known: dict[str, Decoded] = {}

    def take(self, file: str) -> Decoded | None:
        """What is held of a file, which is held here no more."""
        found = self.known.pop(file, None)
        if found is not None:
            self.size -= len(found[0].text)
        return found

    def put(self, file: str, decoded: Decoded) -> None:
        """Hold a file."""
        self.known[file] = decoded
        self.size += len(decoded[0].text)

    def room(self, decoded: Decoded) -> bool:
        """Whether there is room for a file."""
        return self.size + len(decoded[0].text) <= self.most


class Held:
    """Decoded files by their identity. The one that was asked for last is held whatever its size."""

    def __init__(self, texts: int = TEXTS, parsed: int = PARSED) -> None:
        self._texts = _Shelf(texts)
        self._wanted = _Shelf(parsed)
        self._rest = _Shelf(parsed)
        self._last: tuple[str, Decoded] | None = None
        self._want: set[str] = set()

    def find(self, file: str) -> Decoded | None:
        """What is held of a file."""
        if self._last is not None and self._last[0] == file:
            return self._last[1]
        for shelf in (self._wanted, self._rest, self._texts):
            found = shelf.take(file)
            if found is not None:
                return self.keep(file, found)
        return None

    def keep(self, file: str, decoded: Decoded) -> Decoded:
        """Hold a file that was read."""
        self._settle()
        decoded[0].held = True
        self._last = file, decoded
        return decoded

    def want(self, file: str) -> None:
        """Say that what a file is parsed to will be asked for again."""
        self._want.add(file)

    def clear(self) -> None:
        """Let go of everything."""
        self._settle()
        for shelf in (self._wanted, self._rest, self._texts):
            while shelf.known:
                _let_go(shelf, next(iter(shelf.known)))

    def shrink(self) -> None:
        """Let go of everything, and hold no more from now on than what is asked for last."""
        self.clear()
        for shelf in (self._wanted, self._rest, self._texts):
            shelf.most = 0

    def _settle(self) -> None:
        """Find a place for the file that was asked for last."""
        if self._last is None:
            return
        file, decoded = self._last
        self._last = None
        wanted = file in self._want
        shelf = self._texts if decoded[0].parsed is None else self._wanted if wanted else self._rest
        if shelf is self._texts and not shelf.room(decoded):
            decoded[0].held = False
            return
        shelf.put(file, decoded)
        while self._rest.known and self._rest.size + self._wanted.size > self._rest.most:
            _let_go(self._rest, next(iter(self._rest.known)))
        if self._wanted.size > self._wanted.most:
            _let_go(self._wanted, file)


def _let_go(shelf: _Shelf, file: str) -> None:
    """Hold a file no more. Documents know their source: they would keep each other until garbage is collected."""
    found = shelf.take(file)
    if found is not None:
        found[0].held, found[0].parsed = False, None
