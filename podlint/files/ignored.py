"""What is left out of folder runs and of what lies around a file: by Git, and by the configuration."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from podlint.files.globs import Globs, globs
from podlint.files.paths import below

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podlint.files.gitignore import GitIgnore

Excludes = Callable[[Path], "tuple[tuple[Path, tuple[str, ...]], ...]"]
"""From a folder to the (folder, globs relative to it) of every configuration that holds for what lies in it."""


BY_GIT, EXCLUDED = "ignored by Git", "excluded"
"""Why something is left out, as summaries say it."""


def no_excludes(_: Path) -> tuple[tuple[Path, tuple[str, ...]], ...]:
    """Nothing is excluded."""
    return ()


class Ignored:
    """What is left out. Paths are identities; `git` None means that what Git ignores is not."""

    def __init__(self, git: GitIgnore | None = None, excludes: Excludes = no_excludes) -> None:
        self.git = git
        self._excludes = excludes

    def names(self, path: Path, *, folder: bool = False) -> bool:
        """Whether a file or folder is left out itself, in a folder that is not."""
        return self.reason(path, folder=folder) is not None

    def reason(self, path: Path, *, folder: bool = False) -> str | None:
        """Why a file or folder is left out itself, in a folder that is not; None where it is not."""
        if self.git is not None and self.git.names(path, folder=folder):
            return BY_GIT
        if any(patterns.say(inner, folder=folder) for inner, patterns in self._patterns(path, path.parent)):
            return EXCLUDED
        return None

    def all_of(self, folder: Path) -> bool:
        """Whether a folder is left out, or one that it lies in."""
        return (self.git is not None and self.git.ignores_all(folder)) or any(
            patterns.hold(inner, folder=True) for inner, patterns in self._patterns(folder, folder)
        )

    def excludes(self, file: Path) -> bool:
        """Whether the configuration leaves a file out, or a folder that it lies in."""
        return any(patterns.hold(inner) for inner, patterns in self._patterns(file, file.parent))

    def _patterns(self, path: Path, folder: Path) -> Iterator[tuple[str, Globs]]:
        """The patterns that hold in a folder, each with a path as it is from where they stand."""
        for root, lines in self._excludes(folder):
            inner = below(str(path), str(root))
            if inner is not None:
                yield inner, globs(lines)
