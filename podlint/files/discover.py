"""Arguments to files."""

from __future__ import annotations

import fnmatch
import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from podlint.files.gitignore import GitIgnore

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SUFFIXES = frozenset({".yaml", ".yml", ".json"})
NOT_ENTERED = frozenset({".git", ".hg", ".svn", "node_modules", ".tox", ".nox", ".venv", "venv", "__pycache__"})


class MissingPath(Exception):
    """An argument names no file or folder."""


OWN = ".podlint"
"""What podlint's own files begin with: configuration, baseline."""


class Target(NamedTuple):
    """A file to lint: `explicit` where it was named itself, not found in a folder."""

    path: Path
    explicit: bool


def discover(
    arguments: Iterable[str],
    exclude: Iterable[tuple[Path, tuple[str, ...]]] = (),
    *,
    force: bool = False,
    gitignore: bool = True,
) -> list[Target]:
    """The files that the arguments name, in order and once each; folders give their YAML and JSON files, sorted.

    `exclude` are (folder, globs relative to it); they hold for what is found in folders, and with `force` for named
    files too. With `gitignore`, what Git ignores is not found in folders. Raises MissingPath.
    """
    ignored = GitIgnore() if gitignore else None
    found: dict[Path, Target] = {}
    patterns = list(exclude)
    for argument in arguments:
        path = Path(argument)
        if path.is_dir():
            for file in walk(path, ignored):
                if not any(matches(file, root, globs) for root, globs in patterns):
                    found.setdefault(file, Target(file, explicit=False))
        elif path.exists():
            if not force or not any(matches(path, root, globs) for root, globs in patterns):
                found[path] = Target(path, explicit=True)
        else:
            raise MissingPath(f"{argument}: no such file or folder")
    return list(found.values())


def walk(folder: Path, ignored: GitIgnore | None = None, *, deep: bool = True) -> Iterator[Path]:
    """The YAML and JSON files of a folder, sorted, and with `deep` those below it."""
    for base, folders, files in os.walk(folder):
        entered = sorted(name for name in folders if name not in NOT_ENTERED)
        folders[:] = [name for name in entered if not (ignored and ignored.ignores(Path(base, name), folder=True))]
        for name in sorted(files):
            if os.path.splitext(name)[1].lower() in SUFFIXES and not name.startswith(OWN):
                file = Path(base, name)
                if not (ignored and ignored.ignores(file)):
                    yield file
        if not deep:
            return


def matches(file: Path, root: Path, globs: tuple[str, ...]) -> bool:
    """Whether a file lies where one of the globs, relative to `root`, says; one without `/` holds for any folder."""
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
