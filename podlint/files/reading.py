"""How files are read: whole or not at all, from the disk, or as an editor holds them unsaved."""

from __future__ import annotations

import os
import stat
from errno import EINVAL, ENOENT
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from podlint.files.paths import identity
from podlint.yaml.reader import parse
from podlint.yaml.source import MAX_BYTES, decode

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from podlint.yaml.source import Source

_NONE: Mapping[str, bytes] = MappingProxyType({})
_OF_PROCESS = ("/dev/", "/proc/")
"""Where the pipes lie that a shell gives a command by name: somebody writes into them already."""


class TooLarge(OSError):
    """A file has more bytes than podlint reads; `size` is how many."""

    def __init__(self, size: int) -> None:
        super().__init__(f"{size / 2**20:.0f} MiB is more than podlint reads ({MAX_BYTES // 2**20} MiB)")
        self.size = size


class Reader:
    """Reads files; `unsaved` are the contents, by identity, that some have instead of those on the disk."""

    def __init__(self, unsaved: Mapping[str, bytes] = _NONE) -> None:
        self._unsaved = unsaved
        self._piped: dict[str, bytes] = {}

    def __call__(self, path: str | Path) -> bytes:
        """The bytes of a file. Raises OSError, TooLarge among them; also for a path that the system cannot mean."""
        if "\0" in str(path):
            raise FileNotFoundError(ENOENT, "a path cannot hold a NUL character", str(path))
        held = self._unsaved.get(identity(path)) if self._unsaved else None
        if held is not None:
            if len(held) > MAX_BYTES:
                raise TooLarge(len(held))
            return held
        if (piped := self._piped.get(str(path))) is not None:
            return piped
        refuse_named_pipe(path)
        with open(path, "rb") as stream:  # noqa: PTH123 - on the way to every file
            size = os.fstat(stream.fileno()).st_size
            if size > MAX_BYTES:
                raise TooLarge(size)
            data = stream.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            raise TooLarge(len(data))
        if str(path).startswith(_OF_PROCESS):
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


def refuse_named_pipe(path: str | Path) -> None:
    """Raise OSError for a named pipe: opening it would wait for somebody to write into it, for ever as a rule."""
    if stat.S_ISFIFO(os.stat(path).st_mode) and not str(path).startswith(_OF_PROCESS):  # noqa: PTH116
        raise OSError(EINVAL, "it is a named pipe", str(path))


def documents_of(file: Path) -> list[Any]:
    """The data of the documents of a file on the disk; nothing where it is not there or cannot be read."""
    return Reader().documents(file)
