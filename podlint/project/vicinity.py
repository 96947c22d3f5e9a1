"""The objects around one, for tables that rules make of all that lies together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from podlint.project.member import Member
    from podlint.project.tables import Tables

_Table = TypeVar("_Table")


class Vicinity:
    """At least all objects of some scopes and folders, in the order of the files: of a whole project where it is read.

    A table over it is made once for all objects that have the same vicinity, so that it has to tell apart by scopes,
    folders or files. `members` are the objects where others than those of scopes and folders are meant.
    """

    def __init__(self, tables: Tables, names: frozenset[str], members: list[Member] | None = None) -> None:
        self._tables = tables
        self._names = names
        self._members = members
        self._remembered: dict[str, Any] = {}

    @property
    def members(self) -> list[Member]:
        """All objects."""
        return self._tables.of_places(self._names) if self._members is None else self._members

    def of_kind(self, group: str, kind: str) -> list[Member]:
        """All objects of a kind."""
        if self._members is not None:
            return [member for member in self._members if (member.group, member.kind) == (group, kind)]
        return self._tables.around(self._names, group, kind)

    def remember(self, name: str, make: Callable[[], _Table]) -> _Table:
        """A table over all of them that a rule needs for each object: made once, under the rule's name."""
        if name not in self._remembered:
            self._remembered[name] = make()
        found: _Table = self._remembered[name]
        return found
