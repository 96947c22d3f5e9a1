"""What a document does not say for certain, because its text had to be repaired or is filled in by a program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podlint.tuples import NamedTuple

if TYPE_CHECKING:
    from podlint.yaml.place import Path


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

    def lacks(self, path: Path) -> bool:
        """Whether something may stand at a path, though it does not in the data."""
        return self.about(path) or path[:-1] in self.partial
