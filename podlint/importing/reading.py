"""A configuration file of another tool: its values with their lines, and errors that name the place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from podlint.config import tables
from podlint.words import described
from podlint.yaml.place import Part

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path as FilePath

    from podlint.config.places import Places
    from podlint.errors import ConfigError
    from podlint.importing.taken import Taken
    from podlint.yaml.place import Path


class File:
    """The data of a file, asked for by path. What has not the type that is asked for raises ConfigError."""

    def __init__(self, data: dict[str, Any], places: Places) -> None:
        self.data = data
        self._places = places

    def at(self, path: Path) -> Any:
        """What stands at a path; None where nothing does."""
        value: Any = self.data
        for step in path:
            if isinstance(value, dict):
                value = value.get(step)
            elif isinstance(value, list) and isinstance(step, int) and step < len(value):
                value = value[step]
            else:
                return None
        return value

    def origin(self, path: Path) -> str:
        """The line of a path, as comments name it."""
        return f"line {self._places.locate(path, Part.KEY)[0]}"

    def error(self, path: Path, wanted: str) -> ConfigError:
        """That something else is wanted at a path."""
        what = f"{path[-1]} must be" if path and isinstance(path[-1], str) else "it must be"
        return self._places.error(f"{what} {wanted}, not {described(self.at(path))}", path)

    def mapping(self, path: Path) -> dict[Any, Any]:
        """A mapping; empty where there is none."""
        value = self.at(path)
        if value is not None and not isinstance(value, dict):
            raise self.error(path, "a mapping")
        return value or {}

    def items(self, path: Path) -> list[Any]:
        """A list; empty where there is none."""
        value = self.at(path)
        if value is not None and not isinstance(value, list):
            raise self.error(path, "a list")
        return value or []

    def strings(self, path: Path, *, split: bool = False) -> Iterator[tuple[str, str]]:
        """The strings of a list with their lines, or one string by itself; `split` at their commas."""
        value = self.at(path)
        given = [value] if isinstance(value, str) else self.items(path)
        for index, item in enumerate(given):
            where = path if isinstance(value, str) else (*path, index)
            if not isinstance(item, str):
                raise self.error(where, "a list of strings" if where == path else "a string")
            for word in item.split(",") if split else [item]:
                if word.strip():
                    yield word.strip(), self.origin(where)

    def text(self, path: Path) -> str | None:
        """A string; None where there is none."""
        value = self.at(path)
        if value is not None and not isinstance(value, str):
            raise self.error(path, "a string")
        return value

    def flag(self, path: Path) -> bool:
        """A boolean; false where there is none."""
        value = self.at(path)
        if value is not None and not isinstance(value, bool):
            raise self.error(path, "true or false")
        return bool(value)

    def rest(self, path: Path, known: frozenset[str], reasons: dict[str, str], taken: Taken) -> None:
        """Say of each key of a mapping that is not among the `known` ones that it is not taken over, and why."""
        for key in self.mapping(path):
            if key not in known:
                why = reasons.get(str(key), "podlint has no such setting")
                taken.leave(self.origin((*path, key)), str(key), why)


def read(file: FilePath) -> File:
    """A YAML file that holds one mapping, or nothing. Raises ConfigError, with the place, for any other."""
    return File(*tables.read(file))
