"""The facts of the files of a project as a run left them, looked up by file, by key, and by the words in them.

A run for one file of ten thousand needs the facts of a few others. They lie in pieces, each an entry of the store, in
the order of the files; beside them lies a table from keys (see `podlint.project.keys`) to files, in pieces too. What
files hold that have changed since lies in entries of their own, until there are so many that all is written anew.
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any, Protocol
from zlib import crc32

from podlint.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_SPACE, _SINCE = "stock", "facts"
_PIECE = 64
"""How many files lie in one piece."""
MOST = 60
"""How many files may have changed before everything is written anew."""


class Store(Protocol):
    """Where texts and bytes are kept, by space and key."""

    def get(self, space: str, key: str) -> str | None:
        """The text under a key."""

    def data(self, space: str, key: str) -> bytes | None:
        """The bytes under a key."""

    def put(self, space: str, key: str, value: str | bytes | None) -> None:
        """Keep a text, or bytes, under a key; with None, forget it."""

    def drop(self, space: str) -> None:
        """Forget all of a space that was there before."""


class Known(NamedTuple):
    """What is known of a file.

    The role that it was read in, whether it may define kinds, the keys of labels that its selectors ask for; of its
    objects document, path and data.
    """

    role: str
    defines: bool
    selecting: list[str]
    objects: list[Any]


class Stock:
    """What a run left. `files` are those that it knew, `objects` how many objects there are in them.

    `since` are the files of which something else is known since, or nothing any more.
    """

    def __init__(self, store: Store | None) -> None:
        self._store = store
        head = store.get(_SPACE, "head") if store is not None else None
        self._base: str = ""
        self.objects = 0
        if head:
            self._base, self.objects = json.loads(head)
        names = self._data("files")
        self.files: list[str] = names.decode("utf-8", "surrogatepass").split("\0") if names else []
        since = store.get(_SPACE, "since") if store is not None and self._base else None
        base, known = json.loads(since) if since else (self._base, [])
        if base != self._base:  # somebody has written meanwhile
            self._base, self.files, known = "", [], []
        self.since: set[str] = set(known)
        self._numbers: dict[str, int] | None = None
        self._pieces: dict[int, list[str]] = {}
        self._tables: dict[int, dict[str, list[int]]] = {}

    def has(self, file: str) -> bool:
        """Whether a file is known as it was when all was written."""
        return file not in self.since and file in self._number()

    def text(self, file: str) -> str | None:
        """What is known of a file, as text."""
        if file in self.since:
            return self._store.get(_SINCE, file) if self._store is not None else None
        number = self._number().get(file)
        if number is None:
            return None
        piece = self._piece(number // _PIECE)
        return piece[number % _PIECE] if number % _PIECE < len(piece) else None

    def known(self, file: str) -> Known | None:
        """What is known of a file."""
        text = self.text(file)
        return Known(*json.loads(text)) if text else None

    def under(self, key: str) -> list[str] | None:
        """The files with a key, but for those that changed `since`; None where nobody knows."""
        number = _bucket(key, len(self.files))
        if number not in self._tables:
            data = self._data(f"keys {number}")
            if data is None:
                return None
            self._tables[number] = json.loads(data)
        return [self.files[one] for one in self._tables[number].get(key, ())]

    def kinds(self) -> list[str] | None:
        """The keys of all kinds of objects that occurred in the files."""
        data = self._data("kinds")
        return list(json.loads(data)) if data is not None else None

    def holding(self, words: str) -> Iterator[str]:
        """The files with some words in the text of what is known of them, but for those that changed `since`."""
        for number in range(-(-len(self.files) // _PIECE)):
            for place, text in enumerate(self._piece(number)):
                if words in text:
                    yield self.files[number * _PIECE + place]

    def _piece(self, number: int) -> list[str]:
        if number not in self._pieces:
            data = self._data(f"facts {number}")
            self._pieces[number] = data.decode("utf-8", "surrogatepass").split("\n") if data else []
        return self._pieces[number]

    def _data(self, key: str) -> bytes | None:
        return self._store.data(_SPACE, f"{self._base} {key}") if self._store is not None and self._base else None

    def _number(self) -> dict[str, int]:
        if self._numbers is None:
            self._numbers = {file: number for number, file in enumerate(self.files)}
        return self._numbers

    def save(self, store: Store, texts: Mapping[str, str | None]) -> None:
        """Put what is known of some files now into a store that the rest lies in."""
        self.since.update(texts)
        for file, text in texts.items():
            store.put(_SINCE, file, text)
        store.put(_SPACE, "since", json.dumps([self._base, sorted(self.since)]))


def save_all(store: Store, texts: Mapping[str, str], keys: Mapping[str, Sequence[str]], objects: int) -> None:
    """Put what is known of all files into a store, with the keys of each."""
    base = os.urandom(8).hex()
    files = sorted(texts)
    store.drop(_SPACE)
    store.drop(_SINCE)
    store.put(_SPACE, "head", json.dumps([base, objects]))
    store.put(_SPACE, f"{base} files", "\0".join(files).encode("utf-8", "surrogatepass"))
    for start in range(0, len(files), _PIECE):
        piece = "\n".join(texts[file] for file in files[start : start + _PIECE])
        store.put(_SPACE, f"{base} facts {start // _PIECE}", piece.encode("utf-8", "surrogatepass"))
    tables: dict[int, dict[str, list[int]]] = {number: {} for number in range(_buckets(len(files)))}
    kinds: dict[str, None] = {}
    for number, file in enumerate(files):
        for key in keys[file]:
            tables[_bucket(key, len(files))].setdefault(key, []).append(number)
            if key.startswith("kind "):
                kinds[key] = None
    for number, table in tables.items():
        store.put(_SPACE, f"{base} keys {number}", json.dumps(table, separators=(",", ":")).encode())
    store.put(_SPACE, f"{base} kinds", json.dumps(sorted(kinds)).encode())


def _buckets(files: int) -> int:
    return 1 + files // _PIECE


def _bucket(key: str, files: int) -> int:
    return crc32(key.encode("utf-8", "surrogatepass")) % _buckets(files)
