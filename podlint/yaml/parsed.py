"""What reading a source gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podlint.tuples import NamedTuple

if TYPE_CHECKING:
    from podlint.yaml.document import Document
    from podlint.yaml.place import Path
    from podlint.yaml.source import Span, Unreadable


class Merge(NamedTuple):
    """A further `<<` in one mapping: the value of the first one, its own key and value.

    `overrides` says that it overrides a key that stands between the two.
    """

    path: Path
    first: Span
    key: Span
    value: Span
    overrides: bool


class Composed:
    """A document with what was odd about its keys.

    `duplicates` are (path, place of this key, place of the one before); `retyped` are (path, place) of keys that are
    not read as the text they show (`on` becomes `true`). Values of a duplicate key: the last one stays.
    """

    __slots__ = ("document", "duplicates", "merges", "retyped")

    def __init__(self, document: Document) -> None:
        self.document = document
        self.duplicates: list[tuple[Path, Span, Span]] = []
        self.retyped: list[tuple[Path, Span]] = []
        self.merges: list[Merge] = []


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
