"""Arguments to files."""

from __future__ import annotations

import fnmatch
import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SUFFIXES = frozenset({".yaml", ".yml", ".json"})
NOT_ENTERED = frozenset({".git", ".hg", ".svn", "node_modules", ".tox", ".nox", ".venv", "venv", "__pycache__"})


class MissingPath(Exception):
    """An argument names no file or folder."""


class Target(NamedTuple):
    """A file to lint: `explicit` where it was named itself, not found in a folder."""

    path: Path
    explicit: bool


def discover(
    arguments: Iterable[str], exclude: Iterable[tuple[Path, tuple[str, ...]]] = (), *, force: bool = False
) -> list[Target]:
    """The files that the arguments name, in order and once each; folders give their YAML and JSON files, sorted.

    `exclude` are (folder, globs relative to it); they hold for what is found in folders, and with `force` for named
    files too. Raises MissingPath.
    """
    found: dict[Path, Target] = {}
    patterns = list(exclude)
    for argument in arguments:
        path = Path(argument)
        if path.is_dir():
            for file in _walk(path):
                if not any(_matches(file, root, globs) for root, globs in patterns):
                    found.setdefault(file, Target(file, explicit=False))
        elif path.exists():
            if not force or not any(_matches(path, root, globs) for root, globs in patterns):
                found[path] = Target(path, explicit=True)
        else:
            raise MissingPath(f"{argument}: no such file or folder")
    return list(found.values())


def _walk(folder: Path) -> Iterator[Path]:
    for base, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in NOT_ENTERED)
        for name in sorted(files):
            if os.path.splitext(name)[1].lower() in SUFFIXES:
                yield Path(base, name)


def _matches(file: Path, root: Path, globs: tuple[str, ...]) -> bool:
    try:
        relative = file.resolve().relative_to(root.resolve()).as_posix()
    except ValueError:
        return False
    for glob in globs:
        pattern = glob.rstrip("/")
        parts = relative.split("/")
        prefixes = ["/".join(parts[: i + 1]) for i in range(len(parts))]
        candidates = prefixes if "/" in pattern else [*prefixes, *parts]
        if any(fnmatch.fnmatch(candidate, pattern.removeprefix("**/")) for candidate in candidates):
            return True
    return False
