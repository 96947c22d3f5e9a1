"""Where settings stand in their file, so that whoever finds one wrong, and whenever, can say where."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from podlint.errors import ConfigError
from podlint.files.paths import shown
from podlint.tuples import NamedTuple
from podlint.visible import name
from podlint.yaml.place import Part, Path

if TYPE_CHECKING:
    from pathlib import Path as FilePath

_LONGEST = 400
_NOTHING: Mapping[str, Any] = MappingProxyType({})

Locate = Callable[[Path, Part], tuple[int, int]]


class Places(NamedTuple):
    """The places of one configuration file, asked for by path: (`rules`, `unused-volume`, `severity`).

    `locate` gives line and column of a key or a value; of the nearest one above where there is nothing at a path.
    `data` is what the file says, and `extended` the places of the file that it extends.
    """

    file: str
    locate: Locate
    data: Mapping[str, Any] = _NOTHING
    extended: Places | None = None

    def of(self, path: Path) -> Places:
        """The places of the file that says what counts at a path: the nearest one that speaks of it."""
        for length in range(min(len(path), MERGED.get(path[0], 1)) if path else 0, 0, -1):
            here: Places | None = self
            while here is not None:
                if here.holds(path[:length]):
                    return here
                here = here.extended
        return self

    def holds(self, path: Path) -> bool:
        """Whether this file itself speaks of a path."""
        data: Any = self.data
        for step in path:
            if not isinstance(data, Mapping) or step not in data:
                return False
            data = data[step]
        return True

    def error(self, message: str, path: Path = (), part: Part = Part.VALUE) -> ConfigError:
        """The error about what stands at a path, for the caller to raise."""
        own = self.of(path)
        return error_at(own.file, own.locate(path, part), message)


MERGED: Mapping[Any, int] = MappingProxyType({"rules": 3, "per-file-ignores": 2, "image-facts": 2})
"""How many steps down configurations that extend each other are merged: rules to their options, all else at the key."""


def error_at(file: str | FilePath, place: tuple[int, int], message: str) -> ConfigError:
    """The error about a line and a column of a file, which goes by the name that reports give it.

    It is one line, and not a long one, whatever words of the file the message quotes.
    """
    line = name(message)
    line = line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"
    return ConfigError(f"{name(shown(file))}:{place[0]}:{place[1]}: {line}")


class Named(NamedTuple):
    """A rule, category or profile as a file names it, and where."""

    word: str
    path: Path
    places: Places
