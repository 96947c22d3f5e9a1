"""The objects of a project in tables: by kind, name, place, and by the labels of their pods."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from podlint.project.labelling import selector_keys
from podlint.project.member import Member, places, proving

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from podlint.project.facts import Facts
    from podlint.project.scopes import Scopes
    from podlint.yaml.place import Path

EVERYWHERE = ""
"""The place of all objects."""


class Tables:
    """All objects of a project; lists of them are in the order of the project.

    A place is a scope or a tying namespace (see `podlint.project.member.places`), or everywhere. `beside` is an object
    for whose sake somebody asks.
    """

    def __init__(self, members: Iterable[Member]) -> None:
        self._by_kind: dict[tuple[str, str], list[Member]] = defaultdict(list)
        self._by_name: dict[tuple[str, str, str, str], list[Member]] = defaultdict(list)
        self._by_scope: dict[tuple[str, str, str], list[Member]] = defaultdict(list)
        self._pods: dict[str, list[Member]] = defaultdict(list)
        self._unknown: dict[str, list[Member]] = defaultdict(list)
        self._open: dict[str, list[Member]] = defaultdict(list)
        self._by_label: dict[tuple[str, str, str | None], list[Member]] = defaultdict(list)
        self.members: list[Member] = []
        for member in members:
            self._add(member, [*places(member)])

    def _add(self, member: Member, own: list[str]) -> None:
        group, name = member.group, member.text("metadata", "name") or ""
        own = [EVERYWHERE, *own]
        self._put(self.members, member)
        self._put(self._by_kind[group, member.kind], member)
        for place in own:
            self._put(self._by_name[place, group, member.kind, name], member)
        for scope in member.scopes:
            self._put(self._by_scope[scope, group, member.kind], member)
        if member.pod_path is None:
            return
        for place in own:
            self._put(self._pods[place], member)
            if member.possible is None:
                self._put(self._unknown[place], member)
                continue
            if member.open_labels:
                self._put(self._open[place], member)
            for key, values in member.possible.items():
                self._put(self._by_label[place, key, None], member)
                for value in values:
                    self._put(self._by_label[place, key, value], member)

    def _put(self, found: list[Member], member: Member) -> None:
        found.append(member)

    def __len__(self) -> int:
        """How many objects there are, about."""
        return len(self.members)

    def all(self) -> list[Member]:
        """All objects."""
        return self.members

    def kinds(self) -> Iterable[tuple[str, str]]:
        """The groups and kinds that there are."""
        return list(self._by_kind)

    def of_kind(self, group: str, kind: str) -> list[Member]:
        """All objects of a kind."""
        return self._by_kind.get((group, kind), [])

    def named(self, place: str, group: str, kind: str, name: str) -> list[Member]:
        """The objects of a kind and name in a place."""
        return self._by_name.get((place, group, kind, name), [])

    def in_scope(self, scope: str, group: str, kind: str) -> list[Member]:
        """The objects of a kind in a scope."""
        return self._by_scope.get((scope, group, kind), [])

    def has(self, scope: str, group: str, kind: str) -> bool:
        """Whether there is an object of a kind in a scope."""
        return bool(self._by_scope.get((scope, group, kind)))

    def pods(self, place: str, beside: Member) -> list[Member]:
        """The objects that are or make pods in a place."""
        return self._pods.get(place, [])

    def unknown(self, place: str, beside: Member) -> list[Member]:
        """Those of them whose labels are not known."""
        return self._unknown.get(place, [])

    def open(self, place: str, beside: Member) -> list[Member]:
        """Those of them that have labels with values that are not known."""
        return self._open.get(place, [])

    def labelled(self, place: str, key: str, value: str | None, beside: Member) -> list[Member]:
        """Those of them that may have a label, whatever its value without one."""
        return self._by_label.get((place, key, value), [])

    def count(self, place: str, key: str, value: str | None, beside: Member) -> int:
        """How many these are at most."""
        return len(self._by_label.get((place, key, value), ()))

    def beside(self, beside: Member, group: str, kind: str) -> list[Member]:
        """At least all objects of a kind that belong together with one."""
        return self.of_kind(group, kind)

    def around(self, names: frozenset[str], group: str, kind: str) -> list[Member]:
        """At least all objects of a kind in some scopes or folders."""
        return self.of_kind(group, kind)

    def of_places(self, names: frozenset[str]) -> list[Member]:
        """At least all objects in some scopes or folders."""
        return self.members

    def by_id(self, number: int) -> Member | None:
        """The object that is here under a number that Python gives it."""
        return next((member for member in self.members if id(member) == number), None)

    def holding(self, words: str) -> Iterator[Member]:
        """All objects in whose data some words stand, and others."""
        return iter(self.members)

    def asking(self, group: str, kind: str, member: Member) -> list[Member]:
        """The objects of a kind whose selectors may match the pods of a member, and others of the kind."""
        return self.of_kind(group, kind)


def made(
    facts: Iterable[Facts], scopes: Scopes, specs: Mapping[str, Path], selecting: Mapping[str, Iterable[str]]
) -> Tables:
    """The tables of objects of which all is known."""
    every = [*facts, *scopes.generated]
    # Only where labels are added: it looks at every value.
    looked_at = [known for known in every if known.file not in selecting] if scopes.labels else []
    used = frozenset(key for known in looked_at for key in selector_keys(known.data)).union(*selecting.values())
    members = [Member(known, specs, scopes, used) for known in every]
    proving(members, scopes.moved)
    return Tables(members)
