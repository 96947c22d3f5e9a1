"""The states of many files or folders in one entry of the store, and what has changed since in another, small one.

A run for one file of ten thousand reads them all in a millisecond or two, and writes of them only what it changed.
"""

from __future__ import annotations

import json
import os
from array import array
from typing import TYPE_CHECKING

from podlint.files.witness import State

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from podlint.project.stock import Store


_SPACE = "project"
_ABSENT = -1
"""The size of what could not be read."""
_MOST = 200
"""How many states may have changed before all of them are written anew."""


class States:
    """States by absolute paths, None for what could not be read, as the store has them under a name."""

    def __init__(self, store: Store, name: str) -> None:
        self._store = store
        self._name = name
        self._since: dict[str, State | None] = {}
        self._gone: set[str] = set()
        self._number: dict[str, int] | None = None
        self._changed = False
        self._base = ""
        self._paths: list[str] = []
        self._sizes = self._times = array("q")
        self._digests: list[str] = []
        self._read(store.data(_SPACE, name), store.get(_SPACE, f"{name} since"))

    def _read(self, packed: bytes | None, since: str | None) -> None:
        if packed is None:
            return
        head, _, rest = packed.partition(b"\n")
        base, count, names = json.loads(head)
        numbers = array("q", rest[names : names + 16 * count])
        self._base = base
        self._paths = _split(rest[:names], "\0")
        self._sizes, self._times = numbers[:count], numbers[count:]
        self._digests = _split(rest[names + 16 * count :], "\n")
        known, changed, gone = json.loads(since) if since else (base, {}, [])
        if known != base:  # somebody has written meanwhile: nothing is known
            self._paths, self._sizes, self._times, self._digests = [], array("q"), array("q"), []
            self._changed = True
            return
        self._since = {path: state and State(*state) for path, state in changed.items()}
        self._gone = set(gone)

    def __contains__(self, path: object) -> bool:
        return path in self._since or (path not in self._gone and path in self._numbers())

    def __iter__(self) -> Iterator[str]:
        for path in self._paths:
            if path not in self._since and path not in self._gone:
                yield path
        yield from self._since

    def among(self, paths: Iterable[str]) -> set[str]:
        """Those of some paths whose state is known."""
        known = self._numbers().keys() & {*paths}
        return known.difference(self._gone).union(self._since.keys() & {*paths})

    def get(self, path: str) -> State | None:
        """The state of a path; None for what could not be read, or is not known."""
        if path in self._since:
            return self._since[path]
        number = None if path in self._gone else self._numbers().get(path)
        return self._state(number) if number is not None else None

    def put(self, path: str, state: State | None) -> None:
        """Note the state of a path."""
        if path not in self or self.get(path) != state:
            self._since[path] = state
            self._gone.discard(path)
            self._changed = True

    def drop(self, path: str) -> None:
        """Forget a path."""
        if path in self:
            self._since.pop(path, None)
            self._gone.add(path)
            self._changed = True

    def differing(self, *, sized: bool) -> Iterator[tuple[str, State | None, os.stat_result | None]]:
        """The paths whose time, or size where that is looked at, is another one: with what was known, and what is."""
        since, gone, stat = self._since, self._gone, os.stat
        for path, size, at in zip(self._paths, self._sizes, self._times, strict=True):
            try:
                status = stat(path)
            except (OSError, ValueError):
                if size == _ABSENT:
                    continue
                status = None
            if status is not None and status.st_mtime_ns == at and (not sized or status.st_size == size):
                continue
            if path not in since and path not in gone:
                yield path, self.get(path), status
        for path, state in [*since.items()]:
            try:
                status = stat(path)
            except (OSError, ValueError):
                status = None
            if state is None or status is None:
                if not (state is None and status is None):
                    yield path, state, status
            elif status.st_mtime_ns != state.changed or (sized and status.st_size != state.size):
                yield path, state, status

    def save(self) -> None:
        """Put what has changed into the store."""
        if not self._changed:
            return
        if self._base and len(self._since) + len(self._gone) <= _MOST:
            self._store.put(_SPACE, f"{self._name} since", json.dumps([self._base, self._since, sorted(self._gone)]))
            return
        states = {path: self.get(path) for path in sorted(self)}
        base = os.urandom(8).hex()
        names = _joined(states, "\0")
        numbers = array("q", [_ABSENT if state is None else state.size for state in states.values()])
        numbers.extend(0 if state is None else state.changed for state in states.values())
        digests = _joined(["" if state is None else state.digest for state in states.values()], "\n")
        head = json.dumps([base, len(states), len(names)]).encode()
        self._store.put(_SPACE, self._name, b"\n".join((head, names + numbers.tobytes() + digests)))
        self._store.put(_SPACE, f"{self._name} since", None)

    def _numbers(self) -> dict[str, int]:
        if self._number is None:
            self._number = {path: number for number, path in enumerate(self._paths)}
        return self._number

    def _state(self, number: int) -> State | None:
        size = self._sizes[number]
        return None if size == _ABSENT else State(size, self._times[number], self._digests[number])


def _split(data: bytes, sign: str) -> list[str]:
    return data.decode("utf-8", "surrogatepass").split(sign) if data else []


def _joined(texts: Iterable[str], sign: str) -> bytes:
    return sign.join(texts).encode("utf-8", "surrogatepass")
