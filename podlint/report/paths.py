"""Names of files as code hosts know them: relative to the repository, with forward slashes; and as URIs."""

from __future__ import annotations

import os
from pathlib import Path


class Repository:
    """Gives a file the name it has in its repository, whatever folder podlint was started in.

    Symbolic links are followed as long as they stay in the repository. Outside of any repository names are relative to
    the current folder; what does not lie in that either keeps its absolute name.
    """

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self._roots: dict[Path, Path | None] = {}

    def __call__(self, path: str) -> str:
        """The name of a file that reports show as `path`."""
        name = self._names.get(path)
        if name is None:
            name = self._names[path] = path if path.startswith("<") else self._name(Path(os.path.abspath(path)))
        return name

    def uri(self, path: str) -> str:
        """The name as a URI reference, percent-encoded."""
        name = self(path)
        if Path(name).is_absolute():
            return Path(name).as_uri()
        from urllib.parse import quote

        return quote(os.fsencode(name))

    def _name(self, path: Path) -> str:
        root = self._root(path.parent) or Path.cwd()
        for file, folder in ((Path(os.path.realpath(path)), Path(os.path.realpath(root))), (path, root)):
            if file.is_relative_to(folder):
                return file.relative_to(folder).as_posix()
        return path.as_posix()

    def _root(self, folder: Path) -> Path | None:
        if folder not in self._roots:
            if _marks_root(folder / ".git"):
                self._roots[folder] = folder
            else:
                self._roots[folder] = self._root(folder.parent) if folder.parent != folder else None
        return self._roots[folder]


def _marks_root(git: Path) -> bool:
    """Whether a `.git` marks the root of a repository: that of a submodule does not, its files belong to the whole."""
    if git.is_dir():
        return True
    try:
        return b"/modules/" not in git.read_bytes()
    except OSError:
        return False
