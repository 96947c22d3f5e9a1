"""Where keys and values stand in TOML: the standard library reads the values, but forgets the places.

The text has been read already, so that only its form is looked at here, not whether it is right.
"""

from __future__ import annotations

import re

from podlint.tuples import NamedTuple
from podlint.yaml.place import Part, Path

_TOKENS = r'''(?xs)
    (?P<space>[ \t\r]+|\#[^\n]*)
  | (?P<line>\n)
  | (?P<text>"""(?:[^\\"]|\\.|"{1,2}(?!"))*"{0,5}|\'\'\'(?:[^']|'{1,2}(?!'))*'{0,5}|"(?:[^"\\\n]|\\.)*"?|'[^'\n]*'?)
  | (?P<sign>[\[\]{}=,])
  | (?P<bare>[^\s\[\]{}=,"'\#]+)
'''


class Token(NamedTuple):
    """A piece of the text: its kind, itself, where it begins."""

    kind: str
    text: str
    start: int


Spots = dict[Path, tuple[int, int]]
"""By path, where its key begins (of an item of a list: itself) and where its value begins."""


def spots(text: str) -> Spots:
    """The places of everything in a TOML text."""
    return _Reader(text).read()


def find(known: Spots, path: Path, part: Part) -> int:
    """Where something stands, or the nearest thing above it; the beginning of the text where there is none."""
    for length in range(len(path), 0, -1):
        spot = known.get(path[:length])
        if spot is not None:
            return spot[1] if part is Part.VALUE and length == len(path) else spot[0]
    return 0


class _Reader:
    """One reading of a text, token by token."""

    def __init__(self, text: str) -> None:
        found = re.compile(_TOKENS).finditer(text)
        tokens = (Token(str(match.lastgroup), match[0], match.start()) for match in found)
        self._tokens = [token for token in tokens if token.kind != "space"]
        self._next = 0
        self._spots: Spots = {}
        self._items: dict[Path, int] = {}

    def read(self) -> Spots:
        base: Path = ()
        while (token := self._peek()) is not None:
            if token.kind == "line":
                self._next += 1
            elif token.text == "[":
                base = self._header()
            else:
                self._pair(base)
        return self._spots

    def _peek(self) -> Token | None:
        return self._tokens[self._next] if self._next < len(self._tokens) else None

    def _is(self, *texts: str) -> bool:
        token = self._peek()
        return token is not None and token.kind in ("sign", "line") and token.text in texts

    def _lines(self) -> None:
        while self._is("\n"):
            self._next += 1

    def _header(self) -> Path:
        """`[a.b]` or `[[a.b]]`: the path of the table, items of lists of tables by their number."""
        opening = self._next
        while self._is("["):
            self._next += 1
        many = self._next - opening == 2
        names, start = self._key()
        while self._is("]"):
            self._next += 1
        path: Path = ()
        for name in names[:-1]:
            path = (*path, name)
            self._spots.setdefault(path, (start, start))
            if path in self._items:
                path = (*path, self._items[path])
        path = (*path, *names[-1:])
        if many:
            self._spots.setdefault(path, (start, start))
            self._items[path] = self._items.get(path, -1) + 1
            path = (*path, self._items[path])
        self._spots.setdefault(path, (start, start))
        return path

    def _key(self) -> tuple[list[str], int]:
        """The names of a dotted key, and where it begins."""
        names: list[str] = []
        token = self._peek()
        start = token.start if token is not None else 0
        while (token := self._peek()) is not None and token.kind in ("bare", "text"):
            names += [part for part in token.text.split(".") if part] if token.kind == "bare" else [token.text[1:-1]]
            self._next += 1
        return names, start

    def _pair(self, base: Path) -> None:
        """`key = value` in the table at `base`."""
        before = self._next
        names, start = self._key()
        path = base
        for name in names:
            path = (*path, name)
            self._spots.setdefault(path, (start, start))
        if self._is("="):
            self._next += 1
            self._value(path, start)
        if self._next == before:
            self._next += 1

    def _value(self, path: Path, key: int | None = None) -> None:
        token = self._peek()
        if token is None:
            return
        self._spots[path] = (token.start if key is None else key, token.start)
        if self._is("["):
            self._list(path)
        elif self._is("{"):
            self._table(path)
        else:
            while (token := self._peek()) is not None and token.kind in ("bare", "text"):  # a date has two parts
                self._next += 1

    def _list(self, path: Path) -> None:
        self._next += 1
        count = 0
        while self._peek() is not None:
            self._lines()
            if self._is("]"):
                self._next += 1
                return
            if self._is(",", "}", "="):
                self._next += 1
                continue
            self._value((*path, count))
            count += 1

    def _table(self, path: Path) -> None:
        self._next += 1
        while self._peek() is not None:
            self._lines()
            if self._is("}"):
                self._next += 1
                return
            if self._is(",", "]"):
                self._next += 1
                continue
            self._pair(path)
