"""What the configuration leaves out: the `exclude` of every file that holds for a folder or for one above it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from podlint.config.settings import Settings
from podlint.errors import ConfigError
from podlint.files.gitignore import GitIgnore
from podlint.files.ignored import Ignored
from podlint.files.paths import is_repository, real

if TYPE_CHECKING:
    from collections.abc import Callable

_Levels = tuple[tuple[Path, tuple[str, ...]], ...]


def leaving_out(settings: Callable[[Path], Settings]) -> Callable[[Path], Ignored]:
    """A function from a folder to what is left out below it, by Git and by the `exclude` of configuration files.

    `settings` gives those of a folder. A configuration file nearer to a file counts alone in all else, but the
    `exclude` of those above it, up to the repository's root, holds too: whether a file is left out does not depend on
    the folder that podlint is given, but for submodules, in which
    that of the repository around them holds only where podlint is given one of its folders.
    """
    git = GitIgnore()
    known: dict[Path, _Levels] = {}

    def levels(folder: Path) -> _Levels:
        if folder not in known:
            known[folder] = _levels(settings(folder), settings)
        return known[folder]

    def ignored(folder: Path) -> Ignored:
        from_here = levels(folder)
        return Ignored(git if settings(folder).gitignore else None, lambda inner: _merged(levels(inner), from_here))

    return ignored


def _merged(near: _Levels, far: _Levels) -> _Levels:
    """The levels of a folder, and of the one above it that was named: a submodule's configuration knows no other."""
    return near if near == far else (*near, *(level for level in far if level not in near))


def _levels(own: Settings, settings: Callable[[Path], Settings]) -> _Levels:
    found: list[tuple[Path, tuple[str, ...]]] = []
    files: set[str | None] = set()
    while own.root is not None and own.file not in files:
        files.add(own.file)
        root = Path(real(own.root))
        if own.exclude:
            found.append((root, own.exclude))
        if is_repository(root) or root.parent == root:
            break
        own = settings(root.parent)
    return tuple(found)


def readable(settings: Callable[[Path], Settings]) -> Callable[[Path], Settings]:
    """The same, but without configuration files that are wrong: who lints what lies there says so."""

    def found(folder: Path) -> Settings:
        try:
            return settings(folder)
        except ConfigError:
            return Settings()

    return found
