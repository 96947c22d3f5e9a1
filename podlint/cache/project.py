"""What was on the disk when results were made, and what is different now."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

from podlint.cache.states import States
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
        self.files = States(store, "files")
        self.folders = States(store, "folders")
        looks = store.get(_SPACE, "looks")
        self.looks: dict[str, int] = json.loads(looks) if looks else {}
        self._known_looks = looks

    def changes(self) -> Changes:
        """Look at everything again: by size and time first, by content where these differ."""
        differing = self.files.differing(sized=True)
        files = {path for path, state, now in differing if not self._same_file(path, state, now)}
        differing = self.folders.differing(sized=False)
        folders = {path for path, state, now in differing if not self._same_folder(path, state, now)}
        looks = any(witness.kind(path) != found for path, found in self.looks.items())
        return Changes(frozenset(files), frozenset(folders), looks)

    def _same_file(self, path: str, state: State | None, now: os.stat_result | None) -> bool:
        if state is None or now is None or now.st_size != state.size:
            return False
        if not state.digest or _digest(path) != state.digest:
            return False
        _note(self.files, path, state, now)
        return True

    def _same_folder(self, path: str, state: State | None, now: os.stat_result | None) -> bool:
        if state is None or now is None:
            return False
        if witness.named_in(path) != state.digest:
            return False
        _note(self.folders, path, state, now)
        return True

    def keep(self, seen: Witness, changes: Changes) -> bool:
        """Take in what a run saw; False where something changed meanwhile, so that nothing may be kept of it.

        What the run did not look at stays as it was known, unless it is among the `changes`.
        """
        found: dict[str, State | None] = {}
        for path, state in seen.files.items():
            known = None if path in changes.files else self.files.get(path)
            found[path] = _with_digest(path, state, known)
            if state is not None and found[path] is None:
                return False
        for path in changes.files:
            self.files.drop(path)
        for path in changes.folders:
            self.folders.drop(path)
        if changes.looks:
            self.looks.clear()
        for path, state in found.items():
            self.files.put(path, state)
        for path, state in seen.folders.items():
            self.folders.put(path, state)
        self.looks.update((path, found) for path, found in seen.looks.items() if not self._covered(path, found))
        return True

    def _covered(self, path: str, found: int) -> bool:
        """Whether the names in a walked folder would tell when there is something else at a path."""
        folder, name = os.path.split(path)
        if self.folders.get(folder) is None:
            return False
        return witness.matters(name) or (found == witness.FOLDER and name not in witness.NOT_ENTERED)

    def save(self) -> None:
        """Put into the store what is different there."""
        self.files.save()
        self.folders.save()
        looks = json.dumps(self.looks)
        if looks != (self._known_looks or "{}"):
            self._store.put(_SPACE, "looks", looks)


def _note(known: States, path: str, state: State, now: os.stat_result) -> None:
    """Remember the new time of what holds the same, so that the next run need not look into it."""
    at = witness.changed(now)
    if at >= 0:
        known.put(path, state._replace(changed=at))


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
