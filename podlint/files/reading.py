"""How files are read: whole or not at all, from the disk, or as an editor holds them unsaved."""

from __future__ import annotations

import os
import stat
from errno import ENOENT
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from podlint.files import disk
from podlint.files.disk import NotRead, Strays, TooLarge
from podlint.files.paths import identity, strays
from podlint.yaml.reader import parse
from podlint.yaml.source import MAX_BYTES, decode

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from podlint.yaml.source import Source

__all__ = ["NotRead", "Reader", "Strays", "TooLarge", "documents_of"]

_NONE: Mapping[str, bytes] = MappingProxyType({})


class Reader:
    """Reads files; `unsaved` are the contents, by identity, that some have instead of those on the disk.

    `named` are the files, by identity, that the user named one by one: these alone may be links out of the project, or
    pipes of a shell. `folders` are the ones that the user named: a project where there is no repository.
    """

    def __init__(
        self,
        unsaved: Mapping[str, bytes] = _NONE,
        named: Iterable[str] = (),
        folders: Iterable[str | Path] = (),
    ) -> None:
        self._unsaved = unsaved
        self._named = frozenset(named)
        self._folders = tuple(folders)
        self._piped: dict[str, bytes] = {}

    def __call__(self, path: str | Path) -> bytes:
        """The bytes of a file.

        Raises OSError; NotRead where it is there and is not read: TooLarge, Strays, or no regular file.
        """
        if "\0" in str(path):
            raise FileNotFoundError(ENOENT, "a path cannot hold a NUL character", str(path))
        held = self._unsaved.get(identity(path)) if self._unsaved else None
        if held is not None:
            if len(held) > MAX_BYTES:
                raise TooLarge(len(held))
            return held
        if (piped := self._piped.get(str(path))) is not None:
            return piped
        named = bool(self._named) and identity(path) in self._named
        if not named and stat.S_ISLNK(os.lstat(path).st_mode) and strays(path, folders=self._folders):
            raise Strays(str(path))
        data = disk.read(path, named=named)
        if disk.PIPED.fullmatch(str(path)):
            self._piped[str(path)] = data  # it can be read once
        return data

    def source(self, name: str) -> Source:
        """The text of a file, named as it is given. Raises OSError."""
        return decode(self(name), name)[0]

    def documents(self, path: str | Path) -> list[Any]:
        """The data of a file's documents; nothing where it is not there or cannot be read."""
        try:
            source, undecodable = decode(self(path), str(path))
        except OSError:
            return []
        return [] if undecodable is not None else [composed.document.data for composed in parse(source).documents]


def documents_of(file: Path) -> list[Any]:
    """The data of the documents of a file on the disk; nothing where it is not there or cannot be read."""
    return Reader().documents(file)
