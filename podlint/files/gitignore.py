"""What Git ignores: `.gitignore` files from the repository's root down to a folder, and `.git/info/exclude`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podlint.files import disk
from podlint.files.globs import Globs, globs
from podlint.files.paths import below, git_folder, is_file, is_repository

if TYPE_CHECKING:
    from pathlib import Path

MOST = 2**20
"""Most bytes of an ignore file; a larger one counts as absent."""

Level = tuple[str, Globs]
"""A folder, and the patterns that hold below it."""


class GitIgnore:
    """The ignore files of repositories, each read once.

    Not known is what is tracked all the same, and a user's own ignore file. A submodule is a repository: the files of
    the one around it do not hold in it. Where there is no repository, the `.gitignore` files of all folders above hold.
    """

    def __init__(self) -> None:
        self._levels: dict[Path, tuple[Level, ...]] = {}
        self._folders: dict[Path, bool] = {}

    def ignores(self, path: Path) -> bool:
        """Whether a file, by its identity, is ignored, or a folder that it lies in."""
        return self.ignores_all(path.parent) or self.names(path)

    def ignores_all(self, folder: Path) -> bool:
        """Whether a folder is ignored, or one that it lies in: nothing in it can be taken back."""
        known = self._folders.get(folder)
        if known is None:
            known = (
                folder.parent != folder
                and not is_repository(folder)
                and (self.ignores_all(folder.parent) or self.names(folder, folder=True))
            )
            self._folders[folder] = known
        return known

    def names(self, path: Path, *, folder: bool = False) -> bool:
        """Whether a pattern matches a file or folder itself; the nearest ignore file that speaks of it decides."""
        for root, patterns in self._of(path.parent):
            said = patterns.say(below(str(path), root) or "", folder=folder)
            if said is not None:
                return said
        return False

    def _of(self, folder: Path) -> tuple[Level, ...]:
        """The patterns that hold in a folder, the nearest first."""
        known = self._levels.get(folder)
        if known is None:
            own = [_read(folder / ".gitignore")]
            if is_repository(folder):
                own.append(_read(git_folder(folder) / "info" / "exclude"))
                outer: tuple[Level, ...] = ()
            else:
                outer = self._of(folder.parent) if folder.parent != folder else ()
            known = (*((str(folder), patterns) for patterns in own if patterns), *outer)
            self._levels[folder] = known
        return known


def _read(file: Path) -> Globs:
    if not is_file(file) or file.is_symlink():  # which Git follows neither
        return Globs()
    try:
        text = disk.read(file, most=MOST).decode("utf-8", "surrogateescape")
    except OSError:
        return Globs()
    return globs(tuple(text.removeprefix("\ufeff").split("\n")))
