"""What a run looks at on the disk, so that a later one can tell whether it would see the same.

While somebody watches, each file that is read is noted with its state, each folder that is walked with the names in it,
and each look whether there is something at a path with the answer.
"""

from __future__ import annotations

import os
import stat
import time
from typing import TYPE_CHECKING

from podlint.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

SUFFIXES = (".yaml", ".yml", ".json", ".md", ".markdown")
NAMES = frozenset({"Kustomization", ".git", ".gitignore", "pyproject.toml"})
CACHE = ".podlint_cache"
DATABASE = "cache.db"
"""The folder of podlint's own cache, and the file in it."""
NOT_ENTERED = frozenset({".hg", ".svn", "node_modules", ".tox", ".nox", ".venv", "venv", "__pycache__", CACHE})
"""Folders that are not walked, but for `.git`: that one comes or goes changes what the folder around it is."""

NOTHING, FILE, FOLDER, OTHER = range(4)
"""What there may be at a path."""

_SETTLED_NS = 50_000_000
"""What changed less than this before it was looked at may change again and keep the time of its change."""


class State(NamedTuple):
    """A file or folder as it was seen: its size and the time of its last change, in nanoseconds.

    A time of -1 says that it had changed just before, so that the time proves nothing. Of a folder there is a word for
    the names in it; of a file one for its content, once somebody needs it.
    """

    size: int
    changed: int
    digest: str = ""


class Witness:
    """What was looked at: files and folders by their absolute paths, None where they could not be read."""

    def __init__(self) -> None:
        self.files: dict[str, State | None] = {}
        self.folders: dict[str, State | None] = {}
        self.looks: dict[str, int] = {}

    def file(self, path: str, status: os.stat_result) -> None:
        """Note a file that was read, as it was when it was opened."""
        self.files[os.path.abspath(path)] = State(status.st_size, changed(status))

    def unread(self, path: str) -> None:
        """Note a file that could not be read, or is not there."""
        found = os.path.abspath(path)
        try:
            status = os.stat(found)  # noqa: PTH116
            self.files[found] = State(status.st_size, changed(status))
        except (OSError, ValueError):
            self.files[found] = None

    def folder(self, path: str, folders: Iterable[str], files: Iterable[str]) -> None:
        """Note a folder with the names of what was found in it."""
        found = os.path.abspath(path)
        try:
            status = os.stat(found)  # noqa: PTH116
        except OSError:
            self.folders[found] = None
            return
        self.folders[found] = State(0, changed(status), names_digest(folders, files))

    def look(self, path: str) -> int:
        """What is at a path (see `kind`): within a run it is looked at once."""
        found = self.looks.get(path)
        if found is None:
            found = kind(path)
            self.looks[path if os.path.isabs(path) else os.path.abspath(path)] = found  # noqa: PTH117
        return found

    def take(self, other: Witness) -> None:
        """Take over what another one saw."""
        self.files.update(other.files)
        self.folders.update(other.folders)
        self.looks.update(other.looks)


_watching: Witness | None = None


def watching() -> Witness | None:
    """Who watches now."""
    return _watching


def watch(witness: Witness | None) -> None:
    """Let a witness watch from now on, or nobody."""
    global _watching  # reading is done in too many places to hand a witness to each
    _watching = witness


def changed(status: os.stat_result) -> int:
    """The time of the last change in nanoseconds; -1 where that was a moment ago."""
    return status.st_mtime_ns if time.time_ns() - status.st_mtime_ns > _SETTLED_NS else -1


def digest(data: bytes) -> str:
    """A short word for some content."""
    try:  # hashlib brings OpenSSL
        from _blake2 import blake2b
    except ImportError:  # pragma: no cover - depends on the interpreter
        from hashlib import blake2b
    return blake2b(data, digest_size=12).hexdigest()


def names_digest(folders: Iterable[str], files: Iterable[str]) -> str:
    """A short word for those names in a folder that podlint could ask for."""
    names = [f"{name}/" for name in folders if name not in NOT_ENTERED]
    names += (name for name in files if matters(name))
    return digest("\0".join(sorted(names)).encode("utf-8", "surrogateescape"))


def matters(name: str) -> bool:
    """Whether a file of this name in a folder may matter to podlint before anybody names it."""
    return os.path.splitext(name)[1].lower() in SUFFIXES or name in NAMES or name.startswith(".podlint")


def named_in(folder: str) -> str | None:
    """The `names_digest` of a folder as it is now; None where it cannot be read."""
    folders: list[str] = []
    files: list[str] = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                (folders if entry.is_dir() else files).append(entry.name)
    except OSError:
        return None
    return names_digest(folders, files)


def kind(path: str) -> int:
    """What is at a path: a file, a folder, something else, or nothing."""
    try:
        mode = os.stat(path).st_mode  # noqa: PTH116
    except (OSError, ValueError):
        return NOTHING
    return FOLDER if stat.S_ISDIR(mode) else FILE if stat.S_ISREG(mode) else OTHER
