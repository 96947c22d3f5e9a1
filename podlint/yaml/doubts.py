"""What a document does not say for certain, because its text had to be repaired or is filled in by a program."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from podlint.tuples import NamedTuple

if TYPE_CHECKING:
    from podlint.yaml.place import Path


REPLACED = "\ufffd"
"""Stands for bytes that are no text."""


class Doubts(NamedTuple):
    """Paths of what nobody can know: nothing may be concluded from what stands there, or does not.

    What stands at an `unknown` path may be anything, or nothing; a mapping or list at a `partial` path may hold more
    than is written. Of a document with doubts the data is what was read.
    """

    unknown: frozenset[Path] = frozenset()
    partial: frozenset[Path] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.unknown or self.partial)

    def below(self, path: Path) -> Doubts:
        """The same of a document that holds what these are about at a path."""
        return Doubts(
            frozenset((*path, *own) for own in self.unknown), frozenset((*path, *own) for own in self.partial)
        )

    def about(self, path: Path) -> bool:
        """Whether what stands at a path is not known, or lies in what is not."""
        return any(path[: len(own)] == own for own in self.unknown)

    def hides(self, path: Path, data: Any) -> bool:
        """Whether a hit at a path of a document with this data may follow from what is not known.

        It does where it stands there, or is about a mapping or list of which a part is missing, or about something
        that is not in one.
        """
        if self.about(path) or path in self.partial:
            return True
        for depth, step in enumerate(path):
            held = (isinstance(data, dict) and step in data) or (
                isinstance(data, list) and isinstance(step, int) and step < len(data)
            )
            if not held:
                return path[:depth] in self.partial
            data = data[step]
        return False

    def lacks(self, path: Path) -> bool:
        """Whether something may stand at a path, though it does not in the data."""
        return self.about(path) or path[:-1] in self.partial


def undecodable(data: Any) -> Doubts | None:
    """The doubts about a document whose text could not be decoded in all; None without any."""
    unknown: set[Path] = set()
    waiting: list[tuple[Path, Any]] = [((), data)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, dict):
            waiting += (((*path, key), inner) for key, inner in value.items())
            unknown.update(path for key in value if REPLACED in key)
        elif isinstance(value, list):
            waiting += (((*path, index), inner) for index, inner in enumerate(value))
        elif isinstance(value, str) and REPLACED in value:
            unknown.add(path)
    return Doubts(frozenset(unknown)) if unknown else None
