"""What was on the disk when results were made, and what is different now."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

from podlint.files import disk, witness
from podlint.files.witness import State
from podlint.tuples import NamedTuple

if TYPE_CHECKING:
    from podlint.cache.store import Store
    from podlint.files.witness import Witness

_SPACE = "project"


class Changes(NamedTuple):
    """What is not as it was: files whose content changed or that are gone, folders with other names in them.

    `looks` says that there is something else at a path outside of the walked folders.
    """

    files: frozenset[str] = frozenset()
    folders: frozenset[str] = frozenset()
    looks: bool = False

    def __bool__(self) -> bool:
        return bool(self.files or self.folders or self.looks)


class Project:
    """The state of all that runs looked at in a project, as the store has it."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.files: dict[str, State | None] = _states(store, "files")
        self.folders: dict[str, State | None] = _states(store, "folders")
        looks = store.get(_SPACE, "looks")
        self.looks: dict[str, int] = json.loads(looks) if looks else {}
        self._settled = False

    def changes(self) -> Changes:
        """Look at everything again: by size and time first, by content where these differ."""
        files = {path for path, state in self.files.items() if not self._same_file(path, state)}
        folders = {path for path, state in self.folders.items() if not self._same_folder(path, state)}
        looks = any(witness.kind(path) != found for path, found in self.looks.items())
        return Changes(frozenset(files), frozenset(folders), looks)

    def _same_file(self, path: str, state: State | None) -> bool:
        try:
            status = os.stat(path)  # noqa: PTH116
        except (OSError, ValueError):
            return state is None
        if state is None or status.st_size != state.size:
            return False
        if status.st_mtime_ns == state.changed:
            return True
        if not state.digest or _digest(path) != state.digest:
            return False
        self._note(self.files, path, state, status)
        return True

    def _same_folder(self, path: str, state: State | None) -> bool:
        try:
            status = os.stat(path)  # noqa: PTH116
        except (OSError, ValueError):
            return state is None
        if state is None:
            return False
        if status.st_mtime_ns == state.changed:
            return True
        if witness.named_in(path) != state.digest:
            return False
        self._note(self.folders, path, state, status)
        return True

    def _note(self, known: dict[str, State | None], path: str, state: State, status: os.stat_result) -> None:
        """Remember the new time of what holds the same, so that the next run need not look into it."""
        at = witness.changed(status)
        if at >= 0:
            known[path] = state._replace(changed=at)
            self._settled = True

    def keep(self, seen: Witness, changes: Changes) -> bool:
        """Take in what a run saw; False where something changed meanwhile, so that nothing may be kept of it.

        What the run did not look at stays as it was known, unless it is among the `changes`.
        """
        for path in changes.files:
            self.files.pop(path, None)
        for path in changes.folders:
            self.folders.pop(path, None)
        if changes.looks:
            self.looks.clear()
        for path, state in seen.files.items():
            full = _with_digest(path, state, self.files.get(path))
            if state is not None and full is None:
                return False
            self.files[path] = full
        self.folders.update(seen.folders)
        self.looks.update((path, found) for path, found in seen.looks.items() if not self._covered(path, found))
        return True

    def _covered(self, path: str, found: int) -> bool:
        """Whether the names in a walked folder would tell when there is something else at a path."""
        folder, name = os.path.split(path)
        if self.folders.get(folder) is None:
            return False
        return witness.matters(name) or (found == witness.FOLDER and name not in witness.NOT_ENTERED)

    def save(self, *, anew: bool) -> None:
        """Put the state into the store, if there is anything `anew`."""
        if anew or self._settled:
            self._store.put(_SPACE, "files", json.dumps(self.files))
            self._store.put(_SPACE, "folders", json.dumps(self.folders))
            self._store.put(_SPACE, "looks", json.dumps(self.looks))


def _states(store: Store, key: str) -> dict[str, State | None]:
    text = store.get(_SPACE, key)
    if not text:
        return {}
    make = tuple.__new__
    return {path: None if state is None else make(State, state) for path, state in json.loads(text).items()}


def _with_digest(path: str, state: State | None, known: State | None) -> State | None:
    """A file as a run saw it, with its digest; None where it is not the same any more.

    What could not be read, and is there, has none: it counts as changed as soon as its size or time does.
    """
    if state is None or (known is not None and known[:2] == state[:2]):
        return known if state is not None else None
    try:
        status = os.stat(path)  # noqa: PTH116
        found = _digest(path)
        after = os.stat(path)  # noqa: PTH116
    except (OSError, ValueError):
        return None
    same = (status.st_size, status.st_mtime_ns) == (after.st_size, after.st_mtime_ns)
    if not same or status.st_size != state.size or state.changed not in (-1, status.st_mtime_ns):
        return None
    return State(state.size, state.changed, found)


def _digest(path: str) -> str:
    """A word for the content of a file; empty where it cannot be read."""
    try:
        return witness.digest(disk.read(path))
    except OSError:
        return ""
