"""How files are read: whole or not at all, from the disk, or as an editor holds them unsaved."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from errno import ENOENT
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from podlint.files import disk
from podlint.files.disk import NotRead, Strays, TooLarge
from podlint.files.held import Held
from podlint.files.paths import identity, shown, strays
from podlint.yaml.reader import parse
from podlint.yaml.source import MAX_BYTES, decode

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from podlint.yaml.parsed import Parsed
    from podlint.yaml.source import Source, Unreadable

__all__ = ["NotRead", "Reader", "Strays", "TooLarge", "documents_of"]

_NONE: Mapping[str, bytes] = MappingProxyType({})


class Reader:
    """Reads files; `unsaved` are the contents, by identity, that some have instead of those on the disk.

    Texts are held for a while, so that each file of a run is read and parsed once, as far as memory allows: a reader is
    for one state of the files.

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
        self._held = Held()

    def __call__(self, path: str | Path) -> bytes:
        """The bytes of a file.

        Raises OSError; NotRead where it is there and is not read: TooLarge, Strays, or no regular file.
        """
        file = _identity(path)
        held = self._unsaved.get(file) if self._unsaved else None
        if held is not None:
            if len(held) > MAX_BYTES:
                raise TooLarge(len(held))
            return held
        if (piped := self._piped.get(str(path))) is not None:
            return piped
        named = file in self._named
        if not named and stat.S_ISLNK(os.lstat(path).st_mode) and strays(path, folders=self._folders):
            raise Strays(str(path))
        data = disk.read(path, named=named)
        if disk.PIPED.fullmatch(str(path)):
            self._piped[str(path)] = data  # it can be read once
        return data

    def decoded(self, path: str | Path) -> tuple[Source, Unreadable | None]:
        """The text of a file under the name that reports show, and why it is none. Raises OSError."""
        file = _identity(path)
        return self._held.find(file) or self._held.keep(file, decode(self(path), shown(path)))

    def source(self, path: str | Path) -> Source:
        """The text of a file under the name that reports show. Raises OSError."""
        return self.decoded(path)[0]

    def parsed(self, path: str | Path) -> tuple[Source, Parsed] | None:
        """The text of a file with its documents, where somebody has read it just now and parsed it."""
        try:
            source, undecodable = self._held.find(_identity(path)) or (None, None)
        except OSError:
            return None
        if source is None or source.parsed is None or undecodable is not None or source.bom:
            return None
        return source, source.parsed

    def want(self, path: str | Path) -> None:
        """Say that what a file is parsed to will be asked for again."""
        with suppress(OSError):
            self._held.want(_identity(path))

    def let_go(self) -> None:
        """Forget the texts that are held."""
        self._held.clear()

    def hold_little(self) -> None:
        """Forget the texts that are held, and hold none of those to come: there are more than there is room for."""
        self._held.shrink()

    def documents(self, path: str | Path) -> list[Any]:
        """The data of a file's documents, which is read again; nothing where it is not there or cannot be read."""
        self.want(path)
        try:
            source, undecodable = self.decoded(path)
        except OSError:
            return []
        return [] if undecodable is not None else [composed.document.data for composed in parse(source).sound]


def _identity(path: str | Path) -> str:
    """The identity of a file. Raises OSError for a path that the system cannot mean."""
    try:
        if b"\0" in os.fsencode(path):
            raise ValueError("a NUL character")
        return identity(path)
    except ValueError as error:  # half of a surrogate pair, too
        raise FileNotFoundError(ENOENT, "no path can be like this", str(path)) from error


def documents_of(file: Path) -> list[Any]:
    """The data of the documents of a file on the disk; nothing where it is not there or cannot be read."""
    return Reader().documents(file)
