"""Names of files as code hosts know them: relative to the repository, with forward slashes; and as URIs."""

from __future__ import annotations

import os
from pathlib import Path

from podlint.files.paths import identity, repository


class Repository:
    """Gives a file the name it has in its repository, whatever folder podlint was started in.

    Symbolic links are followed as long as they stay in the repository. Outside of any repository names are relative to
    the current folder; what does not lie in that either keeps its absolute name.
    """

    def __init__(self) -> None:
        self._names: dict[str, str] = {}

    def __call__(self, path: str) -> str:
        """The name of a file that reports show as `path`."""
        name = self._names.get(path)
        if name is None:
            name = self._names[path] = path if path.startswith("<") else self._name(path)
        return name

    def uri(self, path: str) -> str:
        """The name as a URI reference, percent-encoded."""
        name = self(path)
        if Path(name).is_absolute():
            return Path(name).as_uri()
        from urllib.parse import quote

        return quote(os.fsencode(name))

    def _name(self, path: str) -> str:
        known = Path(identity(path))
        root = repository(known.parent, whole=True) or Path.cwd()
        for file in (Path(os.path.realpath(known)), known):
            if file.is_relative_to(root):
                return file.relative_to(root).as_posix()
        return known.as_posix()
