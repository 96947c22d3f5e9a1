"""Where settings stand in their file, so that whoever finds one wrong, and whenever, can say where."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from podlint.errors import ConfigError
from podlint.files.paths import shown
from podlint.tuples import NamedTuple
from podlint.visible import name
from podlint.yaml.place import Part, Path

if TYPE_CHECKING:
    from pathlib import Path as FilePath

_LONGEST = 400

Locate = Callable[[Path, Part], tuple[int, int]]


class Places(NamedTuple):
    """The places of one configuration file, asked for by path: (`rules`, `unused-volume`, `severity`).

    `locate` gives line and column of a key or a value; of the nearest one above where there is nothing at a path.
    """

    file: str
    locate: Locate

    def error(self, message: str, path: Path = (), part: Part = Part.VALUE) -> ConfigError:
        """The error about what stands at a path, for the caller to raise."""
        return error_at(self.file, self.locate(path, part), message)


def error_at(file: str | FilePath, place: tuple[int, int], message: str) -> ConfigError:
    """The error about a line and a column of a file, which goes by the name that reports give it.

    It is one line, and not a long one, whatever words of the file the message quotes.
    """
    line = name(message)
    line = line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"
    return ConfigError(f"{name(shown(file))}:{place[0]}:{place[1]}: {line}")


class Named(NamedTuple):
    """A rule, category or profile as the file names it, and where."""

    word: str
    path: Path
