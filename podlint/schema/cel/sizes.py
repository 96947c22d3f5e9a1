"""How large values in expressions may be, and numbers that end where the server's do."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from podlint.schema.cel.lexing import Unclear, content
from podlint.tuples import NamedTuple

if TYPE_CHECKING:
    from podlint.schema.cel.syntax import Tree

ENDLESS = 2**64 - 1
"""As large as the server counts."""


class Size(NamedTuple):
    """The fewest and the most entries or characters."""

    least: int
    most: int

    def plus(self, other: Size) -> Size:
        """Both, one after the other."""
        return Size(capped(self.least + other.least), capped(self.most + other.most))

    def either(self, other: Size) -> Size:
        """One of two."""
        return Size(min(self.least, other.least), max(self.most, other.most))


def of_literal(tree: Tree) -> Size:
    """The size of a value that is written out; raises `Unclear` for texts with rare escapes."""
    if tree.name not in ("string", "bytes"):
        return Size(1, 1)
    text = content(tree.text.lstrip("bB"))
    if text is None:
        raise Unclear
    return Size(len(text), len(text))


def part(count: int, factor: float) -> int:
    """So much for each of a count."""
    return ENDLESS if count >= ENDLESS else ceil(count * factor)


def capped(number: int) -> int:
    """A number that does not grow beyond what the server counts."""
    return min(number, ENDLESS)
