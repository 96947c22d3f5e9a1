"""What a file is called: by what podlint knows it, how reports show it, and which repository it lies in."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from podlint.files import disk, witness
from podlint.files.witness import watching as _watching

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_LINK_BYTES = 64 * 1024
"""Most bytes of a file that holds nothing but a path."""


def identity(path: str | Path) -> str:
    """The one name that podlint knows a file by: absolute, links in the folders above it followed.

    The file itself is not followed: a link beside the file that it points to is another file, as it is to Git.
    """
    folder, name = os.path.split(os.path.abspath(path))
    return os.path.join(_real(folder), name) if name else _real(folder)


def real(folder: str | Path) -> str:
    """The one name that podlint knows a folder by, with which its files' identities begin: absolute, links followed."""
    return _real(os.path.abspath(folder))


def shown(path: str | Path) -> str:
    """A path as every report shows it: relative to the current folder where it lies below it, else absolute.

    With forward slashes, however the path was given.
    """
    return naming()(identity(path))


def naming() -> Callable[[str], str]:
    """A function that gives what `shown` gives, for identities, as long as the current folder stays."""
    here = real(Path())
    start = os.path.join(here, "")

    def called(known: str) -> str:
        inside = known[len(start) :] if known.startswith(start) else "." if known == here else known
        return inside.replace(os.sep, "/")

    return called


def below(path: str, folder: str) -> str | None:
    """The path of a file from a folder above it, with forward slashes, both named by their identities; or None."""
    start = os.path.join(folder, "")
    return path[len(start) :].replace(os.sep, "/") if path.startswith(start) else None


def repository(folder: str | Path, *, whole: bool = False) -> Path | None:
    """The root of the Git repository that a folder lies in, None where it lies in none.

    A submodule is a repository; with `whole`, its files belong to the repository that holds it, as code hosts see it.
    """
    start = Path(real(folder))
    roots = (parent for parent in (start, *start.parents) if is_repository(parent))
    nearest = next(roots, None)
    if not whole or nearest is None or not is_submodule(nearest):
        return nearest
    return next((root for root in roots if not is_submodule(root)), nearest)


def strays(path: str | os.PathLike[str], start: str | None = None, folders: Iterable[str | Path] = ()) -> bool:
    """Whether a link leads a path out of the project that it is written in.

    `start` is the folder that it is written in, by its identity: the file's own unless told otherwise. The project is
    the repository; where there is none, that of the `folders` or the current folder that holds `start`, else `start`.
    """
    text = identity(os.fspath(path)) if start is None else os.path.abspath(path)
    target = os.path.realpath(text)
    if target == text:
        return False
    start = os.path.split(text)[0] if start is None else start
    root = repository(start, whole=True)
    around = [str(root)] if root is not None else [*map(real, folders), real(Path())]
    home = next((place for place in around if start == place or below(start, place) is not None), start)
    return below(text, home) is not None and target != home and below(target, home) is None


def is_repository(folder: str | Path) -> bool:
    """Whether a folder is the root of a repository: a `.git` folder, or the file of a submodule or worktree."""
    return exists(os.path.join(folder, ".git"))


def exists(path: str | Path) -> bool:
    """Whether there is such a file or folder; what may not be looked at counts as absent, here and below."""
    return _look(path) != witness.NOTHING if _watching() is not None else os.path.exists(path)  # noqa: PTH110 - Path.exists raises


def is_file(path: str | Path) -> bool:
    """Whether there is such a file."""
    return _look(path) == witness.FILE if _watching() is not None else os.path.isfile(path)  # noqa: PTH113


def is_folder(path: str | Path) -> bool:
    """Whether there is such a folder."""
    return _look(path) == witness.FOLDER if _watching() is not None else os.path.isdir(path)  # noqa: PTH112


def _look(path: str | Path) -> int:
    """What is at a path, told to who watches (see `witness`)."""
    watching = _watching()
    return witness.kind(os.fspath(path)) if watching is None else watching.look(os.fspath(path))


def is_submodule(root: Path) -> bool:
    """Whether the root of a repository is that of a submodule: its `.git` is a file that leads into another `.git`."""
    return "/modules/" in _link(root).replace("\\", "/")


def git_folder(root: Path) -> Path:
    """Where Git keeps what belongs to the repository of a root: its `.git`, or where the file `.git` leads."""
    link = _link(root)
    folder = root / (link or ".git")
    try:
        common = disk.read(folder / "commondir", most=_LINK_BYTES).decode() if link else ""
    except (OSError, UnicodeDecodeError):
        common = ""
    return folder / common.strip() if common else folder


def forget() -> None:
    """Look again where links lead: for a server, which outlives changes of the file system."""
    _real.cache_clear()


def _link(root: Path) -> str:
    """The folder that a file `.git` names; empty where `.git` is a folder itself."""
    git = root / ".git"
    try:
        text = "" if git.is_dir() else disk.read(git, most=_LINK_BYTES).decode()
    except (OSError, UnicodeDecodeError):
        return ""
    return text.removeprefix("gitdir:").strip()


@lru_cache(maxsize=4096)
def _real(folder: str) -> str:
    # What a shell gives as /dev/fd/63 lies in a folder that only this process has: its name stays as it is.
    return folder if folder.startswith(("/dev/", "/proc/")) else os.path.realpath(folder)
