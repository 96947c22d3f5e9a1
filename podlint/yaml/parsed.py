"""What reading a source gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from podlint.yaml.document import Composed
    from podlint.yaml.source import Unreadable


class Parsed:
    """What a source holds: its documents in order, and what is wrong with those that cannot be read.

    `problems` are (document index, problem); a document that could be repaired is there besides. `in_part` are the
    indices of those of which lines are left out, `following` is the index that a next document would have.
    """

    __slots__ = ("documents", "first", "following", "in_part", "problems")

    def __init__(self, following: int = 0) -> None:
        self.first = self.following = following
        self.documents: list[Composed] = []
        self.problems: list[tuple[int, Unreadable]] = []
        self.in_part: set[int] = set()

    @property
    def count(self) -> int:
        """Documents with content, broken ones included."""
        return len(self.documents) + len(self.unread)

    @property
    def sound(self) -> list[Composed]:
        """The documents in which nothing had to be repaired."""
        if not self.problems:
            return self.documents
        broken = {index for index, problem in self.problems if not problem.json}
        return [composed for composed in self.documents if composed.document.index not in broken]

    @property
    def unread(self) -> set[int]:
        """The indices of documents that could not be read at all."""
        if not self.problems:
            return set()
        return {index for index, _ in self.problems} - {one.document.index for one in self.documents}
