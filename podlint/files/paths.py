"""What a file is called: by what podlint knows it, how reports show it, and which repository it lies in."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path


def identity(path: str | Path) -> str:
    """The one name that podlint knows a file or folder by: absolute, links in the folders above it followed.

    The file itself is not followed: a link beside the file that it points to is another file, as it is to Git.
    """
    folder, name = os.path.split(os.path.abspath(path))
    return os.path.join(_real(folder), name) if name else _real(folder)


def shown(path: str | Path) -> str:
    """A path as every report shows it: relative to the current folder where it lies below it, else absolute.

    With forward slashes, however the path was given.
    """
    known, here = identity(path), identity(Path.cwd())
    inside = known == here or known.startswith(os.path.join(here, ""))
    return (os.path.relpath(known, here) if inside else known).replace(os.sep, "/")


def repository(folder: str | Path) -> Path | None:
    """The root of the Git repository that a folder lies in, None where it lies in none. A submodule is a repository."""
    start = Path(os.path.abspath(folder))
    return next((parent for parent in (start, *start.parents) if is_repository(parent)), None)


def is_repository(folder: Path) -> bool:
    """Whether a folder is the root of a repository: a `.git` folder, or the file of a submodule or worktree."""
    return (folder / ".git").exists()


def forget() -> None:
    """Look again where links lead: for a server, which outlives changes of the file system."""
    _real.cache_clear()


@lru_cache(maxsize=4096)
def _real(folder: str) -> str:
    return os.path.realpath(folder)
